"""Before nbgrader reads a submission again, its old score is gone and its links lead nowhere."""

import subprocess
import sys

import pytest
from nbgrader.api import Gradebook
from traitlets.config import Config

from autograder import protect
from autograder.course.course import open_course as opened
from autograder.course.exchange import ReleaseFeedback
from autograder.course.submissions import read_submission
from autograder.pipeline.submission import Assignment
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
    assert "is a symbolic link" in log


def test_a_folder_that_is_a_link_is_refused(course):
    (course / "submitted/copycat").symlink_to(course / "submitted/honest")
    success, log = autograde(course, "copycat")
    assert not success
    assert "is a symbolic link" in log


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


IDS = ["<img src=x onerror=alert(1)>", '"onclick=alert(1)', "a&b", "a:b", "ada;"]


@pytest.mark.parametrize("student", IDS)
def test_an_id_that_would_be_markup_on_a_page_never_reaches_the_gradebook(course, student):
    submit(course, "he", student, released(course, "he", {}))
    success, log = autograde(course, student)
    assert not success
    assert f"found {student!r}" in log and "Rename the student's folder" in log
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        assert student not in [known.id for known in gradebook.students]
    assert student not in [path.name for path in (course / "autograded").iterdir()]


def test_one_such_id_costs_nobody_else_the_grading(tmp_path):
    build(tmp_path, ["he"])
    for student in ("<b>", "honest"):
        submit(tmp_path, "he", student, released(tmp_path, "he", {}))
    assert not autograde(tmp_path, "*")[0]
    assert [path.name for path in (tmp_path / "autograded").iterdir()] == ["honest"]


def test_zip_collect_passes_over_files_whose_student_has_no_proper_id(tmp_path):
    build(tmp_path, ["he"])
    archive = tmp_path / "downloaded/he/archive"
    archive.mkdir(parents=True)
    for student in [*IDS, "..", ".hidden", "ada_l", "ünal@x.org"]:
        (archive / f"{student}_he.ipynb").write_text("{}")
    command = [sys.executable, "-m", "nbgrader", "zip_collect", "he"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    collected = {str(path.relative_to(tmp_path)) for path in tmp_path.glob("submitted/*/*/*.ipynb")}
    assert collected == {f"submitted/{student}/he/he.ipynb" for student in ("ada_l", "ünal@x.org")}
    assert not (tmp_path / "he").exists()  # where ".." would lead
    assert run.stderr.count("Skipped submission") == len(IDS) + 2


def test_what_lies_beside_a_notebook_is_graded_but_not_given_back_with_the_page(course):
    submit(course, "he", "rich", released(course, "he", solutions("he")))
    folder = course / "submitted/rich/he"
    for name in ("trick.html", "data/numbers.csv"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("mine")
    for hour in (10, 11):  # the page is renewed when there is a later grading
        (folder / "timestamp.txt").write_text(f"2026-01-31 {hour}:00:00 UTC")
        assert autograde(course, "rich")[0]
        assert (course / "autograded/rich/he/data/numbers.csv").exists()
        page = course / "feedback/rich/he/he.html"
        before = page.stat().st_mtime_ns if page.exists() else 0
        assert open_course(course).generate_feedback("he", "rich", force=False)["success"]
        assert page.stat().st_mtime_ns > before
        assert sorted(path.name for path in page.parent.iterdir()) == ["he.html", "timestamp.txt"]


def test_a_students_own_configuration_of_nbgrader_is_copied_nowhere(course):
    submit(course, "he", "clever", released(course, "he", solutions("he")))
    names = ["nbgrader_config.py", "nbgrader_config.json", "data/nbgrader_config.py"]
    for name in names:
        path = course / "submitted/clever/he" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("raise SystemExit")
    assert autograde(course, "clever")[0]
    assert not list((course / "autograded").rglob("nbgrader_config.*"))
    known = opened(course)  # by the other road
    masters = Assignment("he", {"he": ""}, {}, {})
    assert set(read_submission(known, masters, "clever").files) == {"init_utils.py"}


def test_an_exchange_of_the_courses_own_stays():
    c = Config()
    c.ExchangeFactory.collect = "own.Collect"
    protect(c)
    assert c.ExchangeFactory.collect == "own.Collect"
    assert c.ExchangeFactory.release_feedback is ReleaseFeedback
