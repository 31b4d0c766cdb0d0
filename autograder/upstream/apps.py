"""nbgrader's programs beyond what it documents: `db student` and formgrader."""

import sys
from collections.abc import Callable
from functools import cache
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbgrader.api import Gradebook
from nbgrader.apps import NbGrader
from nbgrader.apps.dbapp import DbStudentAddApp, DbStudentImportApp

__all__ = ["DbStudentAddApp", "DbStudentImportApp", "ask_before", "follow_the_course"]

HANDLERS = "nbgrader.server_extensions.formgrader.base"


def ask_before(command: type[NbGrader], refusal: Callable[[str], str]) -> None:
    """Call refusal(argument) before a command of nbgrader starts; its reason, if any, ends it.

    nbgrader has made the command's object before it reads nbgrader_config.py, so no class of ours
    can take its place.
    """
    own = command.start

    def start(self: NbGrader) -> None:
        if len(self.extra_args) == 1 and (why := refusal(self.extra_args[0])):
            self.fail("%s", why)
        own(self)

    command.start = start


def follow_the_course() -> None:
    """Have formgrader use exporter and gradebook of the course that is open in it now.

    One server opens any course below it (formgrader?path=...). nbgrader reads that course's
    configuration, and goes on with the exporter that was made when the server started, and with
    the gradebook of the course in which somebody first looked at a submission.
    """
    if HANDLERS in sys.modules:  # else no server runs in this process
        handler: Any = sys.modules[HANDLERS].BaseHandler
        handler.exporter = property(exporter)
        handler.gradebook = property(gradebook)


def exporter(handler: Any) -> HTMLExporter:
    """What makes the page of a submission."""
    return HTMLExporter(config=handler.settings["nbgrader_formgrader"].config)


def gradebook(handler: Any) -> Gradebook:
    """The open course's gradebook."""
    return open_gradebook(handler.coursedir.db_url, handler.coursedir.course_id)


open_gradebook = cache(Gradebook)
