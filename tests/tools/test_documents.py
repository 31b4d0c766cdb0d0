"""The commands of README and docs, run as a teacher would, in a copy of the course.

Every command that stands in a block or between backticks is run here or has a reason not to be.
"""

import csv
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

from tools.course import ROOT, released, solutions

PAGES = ["README.md", "docs/operations.md", "docs/grading.md"]
PARTS = ["release", "notebooks", "playground", "tools", "autograder", "diagnosis", "source/zeros"]
FILES = ["nbgrader_config.py", "init_utils.py", "Makefile", "LICENSE", "requirements-students.txt"]
COMMAND = re.compile(r"`((?:nbgrader|python -m|make|rm|python validate\.py) [^`]*)`")
GRANT = "python -c 'from nbgrader.api import Gradebook"  # two lines
HOUR = [  # a teacher's first hour and what follows, in order
    "make release",
    "make students",
    "nbgrader generate_assignment zeros --force",
    "python -m autograder check zeros",
    "python -m autograder roster roster.csv",
    "python -m autograder collect zeros submissions.zip",
    "python -m autograder collect zeros submissions.zip --roster roster.csv",
    "nbgrader zip_collect zeros",
    "nbgrader autograde zeros",
    "nbgrader db student remove test --force",
    "rm -rf {submitted,autograded,feedback}/test",
    'nbgrader db assignment add zeros --duedate "2026-03-01 12:00 UTC"',
    GRANT,
    "python -m autograder zeros",
    "nbgrader generate_feedback zeros",
    "nbgrader export",
    "python -m autograder export zeros --canvas canvas.csv",
    "python -m autograder export zeros --moodle worksheet.csv --feedback pages.zip",
]
NOT_HERE = {  # how it begins: why it is not run by this test
    "make": "targets with tests of their own, or that take an hour",
    "source .venv/bin/activate": "the test's PATH",
    "podman": "run by hand, see the page",
    "systemd-run": "systemd does not run in a container; tests/sandbox/test_cgroup.py",
    "dask": "tests/grader/test_parallel.py",
    "python -m autograder zeros --": "tests/grader/test_run.py",
    "python -m autograder certificates": "tests of the workers on other machines",
    "python -m autograder report": "tests of the report",
    "python -m tools": "measures",
    "nbgrader validate": "named as what always ends with 0",
    "nbgrader db student import": "tests/grader/test_student_ids.py",
    "nbgrader db upgrade": "for another nbgrader than the installed one",
    "nbgrader collect": "tests of the exchange",
    "nbgrader zip_collect": "the same with an assignment",
    "nbgrader submit": "tests of the exchange",
    "python validate.py release/zeros/zeros.ipynb": "tests/tools/test_students_zip.py",
}


def quoted() -> set[str]:
    """Every command of the pages."""
    found = set()
    for page in PAGES:
        text = (ROOT / page).read_text()
        for block in re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
            whole = block.replace("\\\n", "").splitlines()
            lines = [line.partition("  #")[0].strip() for line in whole]
            found |= {line for line in lines if line and not line.startswith("with Gradebook")}
        found |= set(COMMAND.findall(re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)))
    return {" ".join(line.split()) for line in found}


def test_every_command_of_the_pages_is_run_or_has_a_reason_not_to_be():
    new = {line for line in quoted() - set(HOUR) if not line.startswith(tuple(NOT_HERE))}
    assert not new, "add them to HOUR, or to NOT_HERE with a reason"
    assert set(HOUR) <= quoted(), "a command that no page has any more"


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    """A copy of the course with the assignment zeros, in which three have handed in."""
    course = tmp_path_factory.mktemp("teacher") / "course"
    for part in PARTS:
        hidden = shutil.ignore_patterns("__pycache__", ".*")
        shutil.copytree(ROOT / part, course / part, symlinks=True, ignore=hidden)
    for name in FILES:
        shutil.copy(ROOT / name, course)
    for name in ("requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, course)
        os.utime(course / name, (0, 0))  # make must not install anything into this environment
    (course / ".venv").symlink_to(sys.prefix)
    solved = released(course, "zeros", solutions("zeros"))
    text = nbformat.writes(solved)
    place = course / "submitted/test/zeros"
    place.mkdir(parents=True)
    (place / "zeros.ipynb").write_text(text)
    (course / "downloaded/zeros/archive").mkdir(parents=True)
    (course / "downloaded/zeros/archive/ben_zeros.ipynb").write_text(text)
    with zipfile.ZipFile(course / "submissions.zip", "w") as archive:
        archive.writestr("ada_zeros.ipynb", text)
    (course / "roster.csv").write_text(
        "id,first_name,last_name,lms_user_id\nada,Ada,Lovelace,501\nben,Ben,Li,502\n"
    )
    (course / "canvas.csv").write_text(
        "Student,ID,SIS Login ID,Section,zeros (55)\n    Points Possible,,,,14\n"
        '"Lovelace, Ada",501,ada,A,\n"Li, Ben",502,ben,A,\n'
    )
    (course / "worksheet.csv").write_text(
        "Identifier,Full name,Username,Status,Grade,Maximum Grade\n"
        "Participant 501,Ada Lovelace,ada,,,14.00\nParticipant 502,Ben Li,ben,,,14.00\n"
    )
    return course


def test_a_teachers_hour_goes_through_as_it_is_written(course):
    if not (Path(sys.prefix) / ".installed").exists():
        pytest.skip("make would install: this environment was made by other means")
    bin = Path(sys.prefix, "bin")
    env = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "PYTEST"))}
    env |= {"PATH": f"{bin}{os.pathsep}{env['PATH']}"}
    operations = (ROOT / "docs/operations.md").read_text()
    grant = re.search(rf"^{re.escape(GRANT)}\n.*?'$", operations, re.MULTILINE | re.DOTALL)[0]
    for command in HOUR:
        command = grant if command == GRANT else command
        done = subprocess.run(
            ["bash", "-c", command], cwd=course, env=env, capture_output=True, text=True
        )
        said = f"{command}\n{done.stdout}{done.stderr}"
        assert done.returncode == 0 and "Traceback" not in said, said
    with open(course / "grades.csv", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert {student: row["score"] for student, row in rows.items()} == {
        "ada": "14.0",
        "ben": "14.0",
    }
    assert (course / "feedback/ada/zeros/zeros.html").exists()
    assert not (course / "feedback/test").exists()
    assert "ada,A,14" in (course / "canvas-graded.csv").read_text()
    assert len(zipfile.ZipFile(course / "pages.zip").namelist()) == 2
