"""Writes a student's feedback page: what was handed in, its points, and why some are missing."""

import shutil
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from nbgrader.converters import GenerateFeedback
from traitlets import default
from traitlets.config import Config

from autograder.feedback.current import (
    COPIED,
    Sources,
    graded_at,
    mark_of,
    remove_orphans,
    sources,
)
from autograder.feedback.exercises import exercises
from autograder.feedback.hidden import hiding_words
from autograder.feedback.inline import inline
from autograder.feedback.settings import FeedbackPage
from autograder.feedback.words import number
from autograder.upstream.nbgrader import folder_of, replace_feedback

TEST_WORDS = {"passed": "passed", "partly": "partly passed", "failed": "failed"}
EXERCISE_WORDS = {"passed": "all points", "partly": "some points", "failed": "no points"}
WAITING = {"waiting": "not graded yet"}
PAGES = Environment(
    loader=PackageLoader("autograder.feedback"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def breakable(name: str) -> Markup:
    """A name in code, which may be broken after its underscores."""
    return escape(name).replace("_", Markup("_<wbr>"))


def in_words(time: datetime) -> str:
    """A time as people write it: 1 March 2026, 12:05 UTC."""
    return f"{time.day} {time:%B %Y, %H:%M} UTC"


PAGES.filters |= {"number": number, "breakable": breakable, "inline": inline, "in_words": in_words}


class FeedbackExporter(Exporter):
    """Turns a graded notebook into one page of HTML that runs nothing and loads nothing."""

    output_mimetype = "text/html"

    def __init__(self, config: Config | None = None, **more: object) -> None:
        super().__init__(config=config, **more)
        if isinstance(self.parent, GenerateFeedback):
            remove_orphans(self.parent.coursedir)
            replace_feedback(self.parent, partial(copy_timestamp, self.parent), self.is_current)
        self.sources: dict[str, Sources] = {}  # by assignment

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    # nbconvert's annotations say NotebookNode, but its exporters return text, as this one does.
    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **more: Any
    ) -> tuple[str, dict[str, Any]]:
        nb, resources = super().from_notebook_node(nb, resources, **more)
        coursedir = getattr(self.parent, "coursedir", None)
        page = PAGES.get_template("feedback.html.j2").render(
            course=coursedir.course_id if coursedir else "",
            contact=FeedbackPage(config=self.config).contact,
            grades=resources["nbgrader"],
            exercises=list(exercises(nb, *hiding_words(self.config))),
            exercise_words=EXERCISE_WORDS | WAITING,
            test_words=TEST_WORDS | WAITING,
        )
        return page, resources

    def from_filename(  # type: ignore[override]
        self, filename: str, resources: dict[str, Any], **more: Any
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """The page of a notebook in autograded/, marked with what it is made from."""
        ids = resources["nbgrader"]
        ids["made_from"] = self.made_from(ids["assignment"], ids["student"], Path(filename))
        ids["handed_in"] = self.sources[ids["assignment"]].handed_in.get(ids["student"])
        ids["graded"] = graded_at(Path(filename))
        return super().from_filename(filename, resources=resources, **more)

    def made_from(self, assignment: str, student: str, notebook: Path) -> str:
        """The checksum of all that the page of a notebook shows."""
        if assignment not in self.sources:
            converter: Any = self.parent
            self.sources[assignment] = sources(converter.coursedir, self.config, assignment)
        return self.sources[assignment].digest(student, notebook)

    def is_current(self, assignment: str, student: str, notebooks: list[Path]) -> bool:
        """Are a student's pages up to date, and are there no others?"""
        converter: Any = self.parent
        course = converter.coursedir
        pages = Path(folder_of(course, course.feedback_directory, student, assignment))
        current = all(
            mark_of(pages / f"{notebook.stem}.html")
            == self.made_from(assignment, student, notebook)
            for notebook in notebooks
        )
        if course.notebook_id != "*":
            return current
        known = {notebook.stem for notebook in notebooks}
        return current and {page.stem for page in pages.glob("*.html")} == known


def copy_timestamp(converter: GenerateFeedback, assignment: str, student: str) -> None:
    """In place of nbgrader's step, which copies all that the student handed in.

    A page needs none of it; nbgrader's release_feedback reads the two that are copied.
    """
    coursedir = converter.coursedir
    source = Path(folder_of(coursedir, coursedir.autograded_directory, student, assignment))
    page = Path(folder_of(coursedir, coursedir.feedback_directory, student, assignment))
    for name in COPIED:
        if (source / name).is_file():
            page.mkdir(parents=True, exist_ok=True)
            (page / name).unlink(missing_ok=True)
            shutil.copy(source / name, page)
