"""nbgrader's own example course gets, cell by cell, the scores that stock nbgrader gives."""

import shutil
from pathlib import Path

import nbformat
import nbgrader
import pytest
from nbgrader.api import Gradebook

from tools.course import ROOT
from tools.release import open_course

EXAMPLE = Path(nbgrader.__file__).parent / "docs/source/user_guide"
STOCK = """
import os, sys
c = get_config()
c.CourseDirectory.course_id = "weight-init"
os.environ["PATH"] = os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"]  # alembic
"""
# The example's submissions were handed out with nbgrader's own stub, not with ours.
OURS = (ROOT / "nbgrader_config.py").read_text() + "\ndel c.ClearSolutions.code_stub\n"


def graded(folder, config):
    """Every grade of the example course under a configuration, by student, notebook and cell."""
    for part in ("source/ps1", "submitted"):
        shutil.copytree(EXAMPLE / part, folder / part)
    (folder / "nbgrader_config.py").write_text(config)
    api = open_course(folder)
    result = api.generate_assignment("ps1")
    assert result["success"], result.get("log")
    for student in ("bitdiddle", "hacker"):
        result = api.autograde("ps1", student)
        assert result["success"], result.get("log")
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        return {
            (submission.student_id, notebook.name, grade.name): (
                grade.auto_score,
                grade.needs_manual_grade,
            )
            for submission in gradebook.assignment_submissions("ps1")
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


@pytest.fixture(scope="module")
def courses(tmp_path_factory):
    return {
        name: (folder := tmp_path_factory.mktemp(name), graded(folder, config))
        for name, config in {"stock": STOCK, "ours": OURS}.items()
    }


def test_every_cell_gets_the_score_that_stock_nbgrader_gives(courses):
    (_, stock), (_, ours) = courses["stock"], courses["ours"]
    assert ours == stock
    assert {score for score, _ in ours.values()} == {0.0, 0.5, 1.0, None}


def test_the_test_that_deletes_a_name_sees_whether_the_function_is_used(courses):
    folder, ours = courses["ours"]
    cell = "hacker", "problem1", "sum_of_squares_uses_squares"
    assert ours[cell] == (0.5, False)
    path = folder / "submitted/hacker/ps1/problem1.ipynb"
    notebook = nbformat.read(path, as_version=4)
    [solution] = [c for c in notebook.cells if "return sum(squares(n))" in c.source]
    solution.source = solution.source.replace("(squares(n))", "(i * i for i in range(n + 1))")
    nbformat.write(notebook, path)
    assert open_course(folder).autograde("ps1", "hacker", force=True)["success"]
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        grade = gradebook.find_grade(*reversed(cell[1:]), "ps1", "hacker")
        assert grade.auto_score == 0
