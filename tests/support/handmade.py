"""A course made by hand, whose submissions bring their outputs along: grading runs no code.

So a class is graded in no time, and nbgrader itself can be asked what it makes of the same class.
"""

import functools
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader import api
from nbgrader.api import Comment, Grade, Gradebook

from autograder.feedback.noted import note
from autograder.pipeline.marks import marks_of
from autograder.pipeline.submission import Assignment, Graded, Submission
from tools.release import open_course

MISTAKES = "mistakes.json"
LOG, PAUSE = "AUTOGRADER_TEST_LOG", "AUTOGRADER_TEST_PAUSE"  # told by the environment
# nbgrader asks the program alembic for each new gradebook; once is enough.
api.get_alembic_version = functools.cache(api.get_alembic_version)

CONFIG = """
import os, sys, warnings
from pathlib import Path
from nbgrader.preprocessors import (
    AssignLatePenalties, CheckCellMetadata, OverwriteCells, SaveAutoGrades
)
c = get_config()
warnings.filterwarnings("ignore", module="nbgrader")
os.environ["PATH"] = f"{{Path(sys.executable).parent}}{{os.pathsep}}{{os.environ['PATH']}}"
c.CourseDirectory.course_id = "handmade"
c.CourseDirectory.db_url = {db_url!r}
c.LateSubmissionPlugin.penalty_method = "zero"
c.Autograde.sanitize_preprocessors = [OverwriteCells, CheckCellMetadata]
c.Autograde.autograde_preprocessors = [SaveAutoGrades, AssignLatePenalties, CheckCellMetadata]
c.Sandbox.imports = []
"""


def code(name: str, source: str, **meta: object) -> NotebookNode:
    """A code cell that nbgrader knows."""
    return new_code_cell(source, metadata={"nbgrader": nbgrader(name, **meta)}, id=name)


def words(name: str, source: str, **meta: object) -> NotebookNode:
    """A Markdown cell that nbgrader knows."""
    return new_markdown_cell(source, metadata={"nbgrader": nbgrader(name, **meta)}, id=name)


def nbgrader(name: str, **meta: object) -> dict:
    kinds = {"grade": False, "solution": False, "locked": False, "task": False}
    return kinds | {"grade_id": name, "schema_version": 3} | meta


def masters() -> dict[str, NotebookNode]:
    """Notebook one has two functions, an answer to be read by a person and a task; two has one."""
    solution = "### BEGIN SOLUTION\nanswer = 42\n### END SOLUTION"
    test = {"grade": True, "locked": True}
    one = [
        code("f", solution, solution=True),
        code("test_f_1", "assert f", points=2, **test),
        code("test_f_2", "partial(f)", points=3, **test),
        code("g", solution, solution=True),
        code("test_g", "assert g", points=1, **test),
        words("essay", "YOUR ANSWER HERE", grade=True, solution=True, points=4),
        words("task", "Do something.", task=True, locked=True, points=5),
    ]
    two = [code("h", solution, solution=True), code("test_h", "h", points=7, **test)]
    return {"one": new_notebook(cells=one), "two": new_notebook(cells=two)}


def build(course: Path, db_url: str | None = None) -> Path:
    """Make the course with the assignment hw, and its release."""
    course.mkdir(exist_ok=True)
    config = CONFIG.format(db_url=db_url or f"sqlite:///{course}/gradebook.db")
    (course / "nbgrader_config.py").write_text(config)
    (course / "source/hw").mkdir(parents=True)
    (course / "source/hw/helper.py").write_text("x = 1\n")
    for name, master in masters().items():
        nbformat.write(master, course / f"source/hw/{name}.ipynb")
    generate(course)
    return course


def generate(course: Path) -> None:
    """nbgrader's generate_assignment: the release, and the gradebook learns the cells."""
    result = open_course(course).generate_assignment("hw")
    assert result["success"], result


def failed(name: str, message: str) -> NotebookNode:
    return new_output("error", ename=name, evalue=message, traceback=[])


def value(score: float) -> NotebookNode:
    return new_output("execute_result", data={"text/plain": str(score)})


def printed(text: str) -> NotebookNode:
    return new_output("stream", name="stdout", text=text)


def submit(
    course: Path,
    student: str,
    outputs: dict[str, list[NotebookNode]] | None = None,
    answers: dict[str, str] | None = None,
    notebooks: tuple[str, ...] = ("one", "two"),
    timestamp: str | None = None,
    mistakes: dict[str, str] | None = None,
) -> Path:
    """Hand in notebooks with these outputs and these sources, by cell; again replaces.

    `mistakes` are the ids that a judge would find, by test.
    """
    folder = course / "submitted" / student / "hw"
    folder.mkdir(parents=True, exist_ok=True)
    for name in notebooks:
        nb = nbformat.read(course / f"release/hw/{name}.ipynb", as_version=4)
        for cell in nb.cells:
            cell.source = (answers or {}).get(cell.id, cell.source)
            if cell.cell_type == "code":
                cell.outputs = (outputs or {}).get(cell.id, [])
        (folder / f"{name}.ipynb").write_text(json.dumps(nb))  # half characters, too
    (folder / MISTAKES).unlink(missing_ok=True)
    if mistakes:
        (folder / MISTAKES).write_text(json.dumps(mistakes))
    if timestamp:
        (folder / "timestamp.txt").write_text(timestamp)
    return folder


def submit_class(course: Path, size: int) -> list[str]:
    """Students with scores of all kinds; their names, sorted."""
    students = [f"s{i:03}" for i in range(size)]
    for i, student in enumerate(students):
        outputs = {"test_f_2": [printed(f"only {i % 3} of 3"), value(i % 3)]}
        if i % 2:
            outputs["test_f_1"] = [failed("AssertionError", f"expected 42, got {i}")]
        submit(course, student, outputs, answers={"f": f"answer = {i}"})
    return students


def grade(assignment: Assignment, submission: Submission, _: object = None) -> Graded:
    """Stands in for the real thing: the outputs that were handed in are the result."""
    log = os.environ.get(LOG)
    if log:  # one write of a short line is never torn
        with open(log, "a") as file:
            file.write(f"{submission.student}\n")
    time.sleep(float(os.environ.get(PAUSE, 0)))
    graded = Graded(submission.student)
    mistakes = json.loads(submission.files.get(MISTAKES, b"{}"))
    for name, text in submission.notebooks.items():
        nb = nbformat.reads(text, as_version=4)
        known = {c.id: c for c in nbformat.reads(assignment.masters[name], as_version=4).cells}
        for cell in nb.cells:
            cell.metadata = known[cell.id].metadata
            if cell.id in mistakes:
                note(cell, "mistake", mistakes[cell.id])
        nb.metadata.autograder = {"digest": submission.digest}
        graded.marks[name] = marks_of(nb)
        graded.notebooks[name] = nbformat.writes(nb)
    return graded


class SerialJudges:
    """Stands in for autograder.pipeline.judges.Judges: no process, one after another."""

    def __init__(self, *_: object) -> None: ...

    def __enter__(self) -> "SerialJudges":
        return self

    def __exit__(self, *_: object) -> None: ...

    def begin(self, assignment: Assignment, _: str) -> None:
        self.assignment = assignment

    def run(self, submissions: Iterator[Submission]) -> Iterator[tuple[Submission, Graded]]:
        for submission in submissions:
            yield submission, grade(self.assignment, submission)


def dump(db_url: str) -> dict[tuple, tuple]:
    """All that the gradebook holds about everybody's work, by student, notebook, cell and kind."""
    found: dict[tuple, tuple] = {}
    with Gradebook(db_url) as gradebook:
        for one in gradebook.assignment_submissions("hw"):
            found[one.student.id,] = (one.timestamp, one.score, one.needs_manual_grade)
            for nb in one.notebooks:
                place = one.student.id, nb.name
                found[place] = (nb.late_submission_penalty,)
                found |= {(*place, g.name, "grade"): of_grade(g) for g in nb.grades}
                found |= {(*place, c.name, "comment"): of_comment(c) for c in nb.comments}
    return found


def of_grade(grade: Grade) -> tuple:
    return grade.auto_score, grade.manual_score, grade.extra_credit, grade.needs_manual_grade


def of_comment(comment: Comment) -> tuple:
    return comment.auto_comment, comment.manual_comment
