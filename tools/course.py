"""A course in a folder of its own: built from this one, filled with submissions, graded."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook

ROOT = Path(__file__).resolve().parent.parent
ASSIGNMENTS = ["zeros", "random", "he", "gradient_check"]  # in the order of the lessons


def nbgrader(course: Path, *words: str) -> Iterator[str]:
    """Run one nbgrader command in a course; yield its lines as they come.

    Raises RuntimeError, with what nbgrader said last, when it fails.
    """
    command = [sys.executable, "-m", "nbgrader", *words]
    process = subprocess.Popen(
        command,
        cwd=course,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # nbgrader starts alembic by name, which lies beside our python
        env=os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"},
    )
    lines = []
    for line in process.stdout:
        lines.append(line)
        yield line
    if process.wait():
        raise RuntimeError(f"nbgrader {' '.join(words)} failed:\n{''.join(lines[-30:])}")


def build(course: Path, assignments: list[str] = ASSIGNMENTS) -> None:
    """Copy what nbgrader needs into the folder `course` and generate the releases there."""
    shutil.copy(ROOT / "nbgrader_config.py", course)
    shutil.copy(ROOT / "init_utils.py", course)
    for assignment in assignments:
        shutil.copytree(ROOT / "source" / assignment, course / "source" / assignment, symlinks=True)
        for _ in nbgrader(course, "generate_assignment", assignment):
            pass


def submit(
    course: Path, assignment: str, student: str, answers: Mapping[str, str]
) -> NotebookNode:
    """Hand in the released notebook with `answers`, cell sources by cell id, filled in."""
    notebook = nbformat.read(course / f"release/{assignment}/{assignment}.ipynb", as_version=4)
    cells = {cell.id: cell for cell in notebook.cells}
    for name, source in answers.items():
        cells[name].source = source
    folder = course / "submitted" / student / assignment
    folder.mkdir(parents=True)
    shutil.copy(course / f"release/{assignment}/init_utils.py", folder)
    nbformat.write(notebook, folder / f"{assignment}.ipynb")
    return notebook


def solutions(assignment: str) -> dict[str, str]:
    """The master's answers, cell sources by cell id, without the solution markers."""
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
