"""A wheel of the grader, installed elsewhere, grades a course that is not ours."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook, writes
from nbgrader.api import Gradebook

from tools.course import ROOT

CONFIG = """
import sys
from pathlib import Path
from autograder import protect
import autograder
assert Path(autograder.__file__).is_relative_to({site!r}), autograder.__file__
c = get_config()
c.CourseDirectory.course_id = "foreign"
c.Sandbox.imports = []
protect(c, feedback=True)
c.ExportApp.plugin_class = "autograder.gradebook.export.GradesCsv"
"""
ANSWER = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
TEST = "assert double(2) == 4\n### BEGIN HIDDEN TESTS\nassert double(3) == 6\n### END HIDDEN TESTS"


def cell(name: str, source: str, **kind: object) -> dict:
    meta = {"grade_id": name, "grade": False, "solution": False, "locked": False, "task": False}
    return new_code_cell(source, metadata={"nbgrader": meta | {"schema_version": 3} | kind})


class Elsewhere:
    """A course folder, and an installation that has nothing to do with this repository."""

    def __init__(self, folder: Path) -> None:
        self.course, self.site, tree = folder / "course", folder / "site", folder / "tree"
        for name in ("autograder", "diagnosis"):  # building writes beside what it builds
            shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("pyproject.toml", "LICENSE"):
            shutil.copy(ROOT / name, tree)
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
        self.run(*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", str(folder), str(tree))
        [wheel] = folder.glob("*.whl")
        self.run(*pip, "install", "--no-deps", "--target", str(self.site), str(wheel))
        shutil.rmtree(tree)
        # What this course's own tests need is not there for any other.
        shutil.rmtree(self.site / "diagnosis")
        (self.site / "diagnosis.py").write_text("raise ImportError('this course is not here')")

    def run(self, *command: str, code: int = 0) -> str:
        """What a command of this installation prints in the course folder."""
        self.course.mkdir(exist_ok=True)
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        environment = os.environ | {"PYTHONPATH": str(self.site), "PATH": path}
        done = subprocess.run(
            command, cwd=self.course, env=environment, capture_output=True, text=True
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory) -> Elsewhere:
    """A foreign course, graded: one student is right, one wrong."""
    found = Elsewhere(tmp_path_factory.mktemp("elsewhere"))
    course = found.course
    (course / "nbgrader_config.py").write_text(CONFIG.format(site=str(found.site)))
    (course / "source/hw").mkdir(parents=True)
    master = [cell("double", ANSWER, solution=True),
              cell("test", TEST, grade=True, locked=True, points=2)]  # fmt: skip
    (course / "source/hw/hw.ipynb").write_text(writes(new_notebook(cells=master)))
    found.run(sys.executable, "-m", "nbgrader", "generate_assignment", "hw")
    release = json.loads((course / "release/hw/hw.ipynb").read_text())
    for student, answer in {"right": "return x + x", "wrong": "return 4"}.items():
        release["cells"][0]["source"] = f"def double(x):\n    {answer}"
        folder = course / "submitted" / student / "hw"
        folder.mkdir(parents=True)
        (folder / "hw.ipynb").write_text(json.dumps(release))
        (folder / "nbgrader_config.py").write_text("raise SystemExit('a student was here')")
    found.run(sys.executable, "-m", "autograder", "hw")
    return found


def scores(course: Path) -> dict[str, float]:
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        return {one.student.id: one.score for one in gradebook.assignment_submissions("hw")}


def test_it_grades_a_foreign_course(elsewhere):
    assert scores(elsewhere.course) == {"right": 2, "wrong": 0}


def test_nbgraders_own_commands_grade_and_make_pages_by_it(elsewhere):
    nbgrader = [sys.executable, "-m", "nbgrader"]
    elsewhere.run(*nbgrader, "autograde", "hw", "--student", "wrong", "--force")
    assert scores(elsewhere.course) == {"right": 2, "wrong": 0}
    elsewhere.run(*nbgrader, "generate_feedback", "hw")
    page = (elsewhere.course / "feedback/wrong/hw/hw.html").read_text()
    assert "made-from" in page  # it is ours
    text = re.sub("<[^>]+>", "", page)
    assert "double(2) == 4" in text and "double(3)" not in text


def test_a_students_own_configuration_is_copied_nowhere(elsewhere):
    elsewhere.run(sys.executable, "-m", "nbgrader", "generate_feedback", "hw", "--force")
    assert len(list(elsewhere.course.rglob("nbgrader_config.py"))) == 3  # ours, and as handed in


def test_its_export_tells_who_handed_nothing_in(elsewhere):
    nbgrader = [sys.executable, "-m", "nbgrader"]
    elsewhere.run(*nbgrader, "db", "student", "add", "late")
    elsewhere.run(*nbgrader, "export")
    grades = (elsewhere.course / "grades.csv").read_text()
    assert "not handed in" in grades and grades.count("graded") == 2


def test_its_doctor_finds_all_well(elsewhere):
    told = elsewhere.run(sys.executable, "-m", "autograder", "doctor")
    assert "[FAIL]" not in told and "nbgrader 0." in told
    assert "numba " not in told and "pytest " not in told  # this course's, not the grader's
