"""Before nbgrader reads a submission again, its old score is gone and its links lead nowhere."""

import pytest
from nbgrader.api import Gradebook

from tools.course import build, open_course, released, solutions, submit


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    build(folder, ["he"])
    submit(folder, "he", "honest", released(folder, "he", solutions("he")))
    assert open_course(folder).autograde("he", "honest")["success"]
    return folder


def grades(course, student):
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        [notebook] = gradebook.find_submission("he", student).notebooks
        return [(grade.auto_score, grade.needs_manual_grade) for grade in notebook.grades]


def autograde(course, student):
    result = open_course(course).autograde("he", student, force=True)
    return result["success"], result.get("log", "") + result.get("error", "")


def test_a_grading_that_fails_leaves_no_old_score_standing(course):
    assert sum(score for score, _ in grades(course, "honest")) == 15
    notebook = course / "submitted/honest/he/he.ipynb"
    kept = notebook.read_text()
    notebook.write_text("{ this is no notebook")
    assert not autograde(course, "honest")[0]
    assert set(grades(course, "honest")) == {(None, True)}
    notebook.write_text(kept)
    assert autograde(course, "honest")[0]
    assert sum(score for score, _ in grades(course, "honest")) == 15


def test_a_notebook_that_is_a_link_to_anothers_is_refused(course):
    thief = course / "submitted/thief/he"
    thief.mkdir(parents=True)
    (thief / "he.ipynb").symlink_to(course / "submitted/honest/he/he.ipynb")
    success, log = autograde(course, "thief")
    assert not success
    assert "is a symbolic link to" in log


def test_a_folder_that_is_a_link_is_refused(course):
    (course / "submitted/copycat").symlink_to(course / "submitted/honest")
    success, log = autograde(course, "copycat")
    assert not success
    assert "is a symbolic link to" in log


def test_what_a_link_points_to_reaches_neither_autograded_nor_the_student(course):
    submit(course, "he", "curious", released(course, "he", solutions("he")))
    folder = course / "submitted/curious/he"
    (folder / "notes.txt").write_text("mine")
    (folder / "book.txt").symlink_to(course / "gradebook.db")
    (folder / "data").mkdir()
    (folder / "data" / "more.txt").symlink_to(course / "nbgrader_config.py")
    assert autograde(course, "curious")[0]
    left = sorted(path.name for path in (course / "autograded/curious/he").rglob("*.*"))
    assert left == ["he.ipynb", "init_utils.py", "notes.txt"]
