"""A course in a folder of its own: built from this one, filled with submissions, graded."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from tools.release import open_course, release

ROOT = Path(__file__).resolve().parents[1]
ASSIGNMENTS = ["zeros", "random", "he", "gradient_check"]  # in the order of the lessons


class GradingError(Exception):
    """nbgrader could not grade a submission; its own words are in the message."""


def build(course: Path, assignments: list[str] = ASSIGNMENTS) -> None:
    """Copy what nbgrader needs into the folder `course` and generate the releases there."""
    shutil.copy(ROOT / "nbgrader_config.py", course)
    shutil.copy(ROOT / "init_utils.py", course)
    for assignment in assignments:
        shutil.copytree(ROOT / "source" / assignment, course / "source" / assignment, symlinks=True)
    release(course, assignments)


def released(course: Path, assignment: str, answers: Mapping[str, str]) -> NotebookNode:
    """The released notebook with `answers`, cell sources by cell id, filled in."""
    notebook = nbformat.read(course / f"release/{assignment}/{assignment}.ipynb", as_version=4)
    cells = {cell.id: cell for cell in notebook.cells}
    for name, source in answers.items():
        cells[name].source = source
    return notebook


def submit(course: Path, assignment: str, student: str, notebook: NotebookNode) -> None:
    """Hand in a notebook, with the helper that was released beside it."""
    folder = course / "submitted" / student / assignment
    folder.mkdir(parents=True)
    shutil.copy(course / f"release/{assignment}/init_utils.py", folder)
    nbformat.write(notebook, folder / f"{assignment}.ipynb")


def grade(course: Path, assignment: str, feedback: bool = False) -> Iterator[str]:
    """nbgrader's autograde (and generate_feedback) for all; yields each student when done.

    Raises GradingError where nbgrader itself fails.
    """
    api = open_course(course)
    steps = [api.autograde] + [api.generate_feedback] * feedback
    for student in sorted(api.get_submitted_students(assignment)):
        for step in steps:
            result = step(assignment, student)
            if not result["success"]:
                raise GradingError(
                    f"nbgrader could not grade {student}'s {assignment}. It says:\n"
                    f"{result.get('log', '')}{result.get('error', '')}"
                )
        yield student


def solutions(assignment: str) -> dict[str, str]:
    """The master's answers, cell sources by cell id, without the marks of nbgrader."""
    master = nbformat.read(ROOT / f"source/{assignment}/{assignment}.ipynb", as_version=4)
    return {
        cell.id: "\n".join(
            line.split("  # HANDED OUT:")[0]
            for line in cell.source.split("\n")
            if "### BEGIN SOLUTION" not in line and "### END SOLUTION" not in line
        )
        for cell in master.cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }


def scores(course: Path, assignment: str) -> dict[str, dict[str, tuple[float, float]]]:
    """For every student, (score, maximum) of each test cell, from the gradebook."""
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        return {
            submission.student.id: {
                grade.name: (grade.score, grade.max_score)
                for notebook in submission.notebooks
                for grade in notebook.grades
            }
            for submission in gradebook.assignment_submissions(assignment)
        }
