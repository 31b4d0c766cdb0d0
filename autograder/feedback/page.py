"""Writes a student's feedback page: what was handed in, its points, and why some are missing."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from nbconvert.exporters import Exporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.converters import GenerateFeedback
from nbgrader.preprocessors import GetGrades
from nbgrader.utils import is_grade, is_solution, is_task
from traitlets import default
from traitlets.config import Config

from autograder.feedback.cells import Colours, Piece, cut, heading_of, piece
from autograder.feedback.current import COPIED, Sources, mark_of, sources
from autograder.feedback.hidden import hiding_words, visible_part
from autograder.feedback.words import AUTOMATIC_ID, has_error, label, number, reason
from autograder.pipeline.sanitize import plain_outputs

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


PAGES.filters |= {"number": number, "breakable": breakable}


@dataclass(frozen=True)
class Result:
    """What came of one graded cell: a test, or (without a name) an answer graded by a person."""

    name: str
    score: float
    points: float
    state: str  # passed, partly, failed or waiting
    reason: str = ""
    code: Markup | str = ""  # what a student may see of it
    partly_hidden: bool = False


@dataclass
class Exercise:
    """What was asked, what the student wrote, and what came of it."""

    number: int
    heading: str
    name: str  # "" for a cell that nbgrader named
    is_task: bool
    comment: str = ""
    pieces: list[Piece] = field(default_factory=list)
    tests: list[Result] = field(default_factory=list)

    @property
    def title(self) -> str:
        """How the page calls it in a few words."""
        return self.name or self.heading or f"Exercise {self.number}"

    @property
    def score(self) -> float:
        """The points that its tests gave."""
        return sum(test.score for test in self.tests)

    @property
    def points(self) -> float:
        """The points that its tests could give."""
        return sum(test.points for test in self.tests)

    @property
    def state(self) -> str:
        """That of all its tests together; "" where there is nothing to earn."""
        states = {test.state for test in self.tests}
        if len(states) < 2:
            return next(iter(states), "")
        if "waiting" in states:
            return "waiting"
        return "partly" if self.score > 0 else "failed"


class FeedbackGrades(GetGrades):
    """nbgrader's GetGrades, which also tells what nobody has graded yet, and who commented.

    The automatic comments repeat the tests' reasons for formgrader; a page shows those by each
    test, so of the automatic comments it needs nbgrader's own only.
    """

    def _get_score(self, cell: NotebookNode, resources: ResourcesDict) -> None:
        super()._get_score(cell, resources)
        place = self.notebook_id, self.assignment_id, self.student_id
        grade = self.gradebook.find_grade(cell.metadata.nbgrader["grade_id"], *place)
        cell.metadata.nbgrader["graded"] = (grade.auto_score, grade.manual_score) != (None, None)

    def _get_comment(self, cell: NotebookNode, resources: ResourcesDict) -> None:
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
            self.parent.init_assignment = partial(copy_timestamp, self.parent)
            self.parent.init_destination = partial(self.is_wanted, self.parent.init_destination)
        self.sources: dict[str, Sources] = {}  # by assignment

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(
        self, nb: NotebookNode, resources: ResourcesDict | None = None, **kw: object
    ) -> tuple[str, ResourcesDict]:
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        coursedir = getattr(self.parent, "coursedir", None)
        page = PAGES.get_template("feedback.html.j2").render(
            course=coursedir.course_id if coursedir else "",
            grades=resources["nbgrader"],
            exercises=list(self.exercises(nb)),
            exercise_words=EXERCISE_WORDS | WAITING,
            test_words=TEST_WORDS | WAITING,
        )
        return page, resources

    def from_filename(
        self, filename: str, resources: ResourcesDict | None = None, **kwargs: object
    ) -> tuple[NotebookNode, ResourcesDict]:
        """The page of a notebook in autograded/, marked with what it is made from."""
        ids = resources["nbgrader"]
        ids["made_from"] = self.made_from(ids["assignment"], ids["student"], Path(filename))
        return super().from_filename(filename, resources=resources, **kwargs)

    def made_from(self, assignment: str, student: str, notebook: Path) -> str:
        """The checksum of all that the page of a notebook shows."""
        if assignment not in self.sources:
            course = self.parent.coursedir
            self.sources[assignment] = sources(course, self.config, assignment)
        return self.sources[assignment].digest(student, notebook)

    def is_wanted(self, init: Callable[[str, str], bool], assignment: str, student: str) -> bool:
        """Are a student's pages to be made? In place of nbgrader's init_destination (`init`).

        nbgrader skips pages that are there unless the timestamp is newer; here only pages that
        show what is so now are skipped. Others are removed first: no old score stands anywhere.
        """
        converter = self.parent
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

    def exercises(self, nb: NotebookNode) -> Iterator[Exercise]:
        """The exercises of a graded notebook: each an answer, and the tests that follow it."""
        colours, found, heading = Colours(nb), None, ""
        for cell in nb.cells:
            begins = is_solution(cell) or is_task(cell) or (is_grade(cell) and not found)
            if begins:
                if found:
                    yield found
                found = begun(cell, found.number + 1 if found else 1, heading)
                heading = ""
            # What a student did about a task stands in the cells below it.
            below_task = found and found.is_task and not cell.metadata.get("nbgrader")
            if is_solution(cell) or below_task:
                found.pieces.append(piece(cell, colours))
            if is_grade(cell) or is_task(cell):
                found.tests.append(self.test(cell, found, colours))
            if not begins:
                heading = heading_of(cell) or heading
        if found:
            yield found

    def test(self, cell: NotebookNode, exercise: Exercise, colours: Colours) -> Result:
        """What a graded cell gave, and why."""
        noted = cell.metadata.nbgrader
        score, points = noted.get("score", 0), noted.get("points", 0)
        if not noted.get("graded", True):
            state = "waiting"
        elif score >= points and not (points == 0 and has_error(cell)):
            state = "passed"
        else:
            state = "partly" if score > 0 else "failed"
        if is_solution(cell) or is_task(cell):
            return Result("", score, points, state)
        plain_outputs(cell)
        visible = visible_part(cell.source, *hiding_words(self.config))
        hidden = visible != cell.source
        why = "" if state == "passed" else reason(cell, hidden)
        code = colours(visible) if visible.strip() else ""
        name = label(noted.grade_id, exercise.name, len(exercise.tests) + 1)
        return Result(name, score, points, state, cut(why), code, hidden)


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


def begun(cell: NotebookNode, number: int, heading: str) -> Exercise:
    """An exercise as its first cell makes it known; a task brings its own heading."""
    noted = cell.metadata.nbgrader
    name = "" if AUTOMATIC_ID.fullmatch(noted.grade_id) else noted.grade_id
    heading = (heading_of(cell) if is_task(cell) else "") or heading
    return Exercise(number, heading, name, bool(is_task(cell)), noted.get("comment") or "")
