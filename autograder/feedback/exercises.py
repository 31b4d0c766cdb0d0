"""What a feedback page tells of a graded notebook: its exercises, and what came of each."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from markupsafe import Markup
from nbformat import NotebookNode

from autograder.cells import is_grade, is_solution, is_task
from autograder.feedback.cells import Colours, Piece, cut, heading_of, piece
from autograder.feedback.hidden import visible_part
from autograder.feedback.plain import plain_outputs
from autograder.feedback.questions import Question, question_of
from autograder.feedback.words import AUTOMATIC_ID, has_error, label, reason


@dataclass(frozen=True)
class Result:
    """What came of one graded cell: a test, or (without a name) an answer graded by a person."""

    name: str
    score: float
    points: float
    state: str  # passed, partly, failed or waiting
    reason: str = ""  # why points are missing, or why the answer to a question is right
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
    question: Question | None = None

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


def exercises(nb: NotebookNode, begin: str, end: str) -> Iterator[Exercise]:
    """The exercises of a graded notebook: each an answer, and the tests that follow it.

    `begin` and `end` are the words around hidden tests.
    """
    colours = Colours(nb)
    found: Exercise | None = None
    heading = ""
    for cell in nb.cells:
        begins = is_solution(cell) or is_task(cell) or (is_grade(cell) and not found)
        if begins:
            if found:
                yield found
            found = begun(cell, found.number + 1 if found else 1, heading)
            heading = ""
        if found:
            # What a student did about a task stands in the cells below it.
            if is_solution(cell) or (found.is_task and not cell.metadata.get("nbgrader")):
                found.pieces.append(piece(cell, colours))
            found.question = found.question or question_of(cell)
            if is_grade(cell) or is_task(cell):
                visible = visible_part(cell.source, begin, end)
                found.tests.append(result_of(cell, visible, found, colours))
        if not begins:
            heading = heading_of(cell) or heading
    if found:
        yield found


def result_of(cell: NotebookNode, visible: str, exercise: Exercise, colours: Colours) -> Result:
    """What a graded cell gave, and why; `visible` is what students were shown of it."""
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
    hidden = visible != cell.source
    # What a test prints when it passes is noise, except on a question: there it says why.
    explains = question_of(cell) and not has_error(cell)
    why = reason(cell, hidden) if state != "passed" or explains else ""
    code = colours(visible) if visible.strip() else ""
    name = label(noted.grade_id, exercise.name, len(exercise.tests) + 1)
    return Result(name, score, points, state, cut(why), code, hidden)


def begun(cell: NotebookNode, number: int, heading: str) -> Exercise:
    """An exercise as its first cell makes it known; a task brings its own heading."""
    noted = cell.metadata.nbgrader
    name = "" if AUTOMATIC_ID.fullmatch(noted.grade_id) else noted.grade_id
    heading = (heading_of(cell) if is_task(cell) else "") or heading
    return Exercise(number, heading, name, bool(is_task(cell)), noted.get("comment") or "")
