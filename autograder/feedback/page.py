"""Writes a student's feedback page: what was handed in, its points, and why some are missing."""

import shutil
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from nbgrader.converters import GenerateFeedback
from nbgrader.preprocessors import GetGrades
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

UNTOUCHED = "No response."  # nbgrader's own comment on a cell that is as it was handed out
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


class FeedbackGrades(GetGrades):
    """nbgrader's GetGrades, which also tells what nobody has graded yet, and who commented.

    The automatic comments repeat the tests' reasons for formgrader; a page shows those by each
    test, so of the automatic comments it needs nbgrader's own only.
    """

    def _get_score(self, cell: NotebookNode, resources: dict[str, Any]) -> None:
        super()._get_score(cell, resources)
        place = self.notebook_id, self.assignment_id, self.student_id
        grade = self.gradebook.find_grade(cell.metadata.nbgrader["grade_id"], *place)
        cell.metadata.nbgrader["graded"] = (grade.auto_score, grade.manual_score) != (None, None)

    def _get_comment(self, cell: NotebookNode, resources: dict[str, Any]) -> None:
        place = self.notebook_id, self.assignment_id, self.student_id
        comment = self.gradebook.find_comment(cell.metadata.nbgrader["grade_id"], *place)
        automatic = UNTOUCHED if (comment.auto_comment or "").startswith(UNTOUCHED) else ""
        cell.metadata.nbgrader["comment"] = comment.manual_comment or automatic


class FeedbackExporter(Exporter):
    """Turns a graded notebook into one page of HTML that runs nothing and loads nothing."""

    output_mimetype = "text/html"

    def __init__(self, config: Config | None = None, **more: object) -> None:
        super().__init__(config=config, **more)
        if isinstance(self.parent, GenerateFeedback):
            remove_orphans(self.parent.coursedir)
            self.parent.init_assignment = partial(copy_timestamp, self.parent)
            self.parent.init_destination = partial(self.is_wanted, self.parent.init_destination)
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

    def is_wanted(self, init: Callable[[str, str], bool], assignment: str, student: str) -> bool:
        """Are a student's pages to be made? In place of nbgrader's init_destination (`init`).

        nbgrader skips pages that are there unless the timestamp is newer; here only pages that
        show what is so now are skipped. Others are removed first: no old score stands anywhere.
        """
        converter: Any = self.parent
        course = converter.coursedir
        pages = Path(course.format_path(course.feedback_directory, student, assignment))
        notebooks = {Path(name).stem: Path(name) for name in converter.notebooks}
        current = all(
            mark_of(pages / f"{name}.html") == self.made_from(assignment, student, notebook)
            for name, notebook in notebooks.items()
        )
        if course.notebook_id == "*":
            current = current and {page.stem for page in pages.glob("*.html")} == set(notebooks)
        if current and not converter.force:
            converter.log.info("Unchanged: %s", pages)
            return False
        before, converter.force = converter.force, True
        try:
            return init(assignment, student)
        finally:
            converter.force = before


def copy_timestamp(converter: GenerateFeedback, assignment: str, student: str) -> None:
    """In place of nbgrader's step, which copies all that the student handed in.

    A page needs none of it; nbgrader's release_feedback reads the two that are copied.
    """
    coursedir = converter.coursedir
    source = Path(coursedir.format_path(coursedir.autograded_directory, student, assignment))
    page = Path(coursedir.format_path(coursedir.feedback_directory, student, assignment))
    for name in COPIED:
        if (source / name).is_file():
            page.mkdir(parents=True, exist_ok=True)
            (page / name).unlink(missing_ok=True)
            shutil.copy(source / name, page)
