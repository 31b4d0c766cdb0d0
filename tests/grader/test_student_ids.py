"""Ids that grading refuses enter the gradebook by none of nbgrader's own ways."""

import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.course.ids import IdError
from autograder.course.new_students import check_new_students

TWO_LINES = "from autograder import protect\nc = get_config()\nprotect(c)\n"
FILES = {
    "bad.csv": 'id,first_name\nnew,New\n<b>,Eve\n,Nobody\n"cid","two\nlines"\na/b,X\nben,Ben\n',
    "latin.csv": "id,first_name\nnew,Zoë\n",
    "empty.csv": "",
    "nameless.csv": "name\nnew\n",
    "good.csv": "id,first_name\nem,Emilie\nnew one,New\n",
}


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    """A course that adopts the grader by two lines; its gradebook knows the student em."""
    course = tmp_path_factory.mktemp("students")
    (course / "nbgrader_config.py").write_text(TWO_LINES)
    for name, text in FILES.items():
        (course / name).write_text(text, encoding="latin-1")
    assert student_command(course, "add", "em").returncode == 0
    return course


def gradebook_of(course: Path) -> Gradebook:
    return Gradebook(f"sqlite:///{course}/gradebook.db")


def students(course: Path) -> set[str]:
    with gradebook_of(course) as gradebook:
        return {student.id for student in gradebook.students}


def student_command(course: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """`nbgrader db student ...`"""
    whole = [sys.executable, "-m", "nbgrader", "db", "student", *command]
    return subprocess.run(whole, cwd=course, capture_output=True, text=True)


def test_the_gradebook_itself_refuses_them_whoever_asks(course):
    check_new_students()
    with gradebook_of(course) as gradebook:
        for student in ("<b>", "..", "a/b"):
            with pytest.raises(IdError, match="Expected an id of letters"):
                gradebook.update_or_create_student(student, first_name="Eve")
        gradebook.update_or_create_student("em", email="em@example.org")
    assert students(course) == {"em"}


@pytest.mark.parametrize(
    "command, words",
    [
        (["import", "bad.csv"], ["bad.csv", "line 3: '<b>'", "line 4: ''", "line 7: 'a/b'"]),
        (["import", "latin.csv"], ["latin.csv", "UTF-8"]),
        (["import", "empty.csv"], ["empty.csv", "names of columns"]),
        (["import", "none.csv"], ["No such file"]),
        (["import", "nameless.csv"], ["must contain a column for 'id'"]),
        (["add", "<b>"], ["Expected an id of letters", "found '<b>'"]),
        (["add"], ["No student id provided"]),
    ],
)
def test_a_command_that_refuses_says_why_in_one_message_and_writes_nothing(course, command, words):
    done = student_command(course, *command)
    assert done.returncode == 1
    assert all(word in done.stderr for word in words), done.stderr
    assert "Traceback" not in done.stderr and done.stderr.count("ERROR") == 1
    assert students(course) == {"em"}


def test_students_whose_ids_can_be_graded_are_entered(course):
    assert student_command(course, "import", "good.csv").returncode == 0
    assert student_command(course, "add", "jo").returncode == 0
    assert students(course) == {"em", "jo", "new one"}
    with gradebook_of(course) as gradebook:
        assert gradebook.find_student("em").first_name == "Emilie"
