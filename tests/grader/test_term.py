"""Results are never stale: after each change, the README's commands leave all places equal.

A whole term is played, in SQLite and PostgreSQL, from the roster to the feedback zip. The course is
handmade (tests/support/handmade.py): grading runs no code.
"""

import csv
import functools
import json
import os
import shutil
import zipfile
from datetime import timedelta
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbgrader.api import Gradebook
from nbgrader.apps import ExportApp

from autograder.cli import collect, export, roster
from autograder.cli.grade import main
from tests.support import handmade
from tests.support.handmade import LOG, dump, failed, submit
from tools.release import open_course

CONFIG = """
from autograder.feedback.page import FeedbackExporter
from autograder.upstream.nbgrader import PageGrades
from autograder.gradebook.export import GradesCsv
c.GenerateFeedback.exporter_class = FeedbackExporter
c.GenerateFeedback.preprocessors = [PageGrades]
c.ExportApp.plugin_class = GradesCsv
"""
LATE, POLICY = "2026-03-02 12:00:00 UTC", "c.LateSubmissionPlugin.penalty_method = 'none'\n"


ROSTER = """Username,First name,Last name,Email address,lms_user_id
ada,=1+1,Lovelace,ada@x.org,501
ben,Ben,Li,ben@x.org,502
cmd,Cai,Li,cai@x.org,503
"""
WORKSHEET = (
    "Identifier,Full name,Username,Status,Grade,Maximum Grade\r\n"
    "Participant 501,=1+1 Lovelace,ada,Submitted,,22.00\r\n"
    'Participant 502,Ben Li,ben,"Submitted, late",,22.00\r\n'
    "Participant 503,Cai Li,cmd,,,22.00\r\n"
)


def build(tmp_path, monkeypatch, db_url: str | None = None) -> Path:
    """A released course with a class by roster, in which nobody has handed in."""
    monkeypatch.setattr("autograder.cli.grade.Judges", handmade.SerialJudges)
    monkeypatch.setenv(LOG, str(tmp_path / "graded.log"))
    course = handmade.build(tmp_path / "course", db_url)
    with open(course / "nbgrader_config.py", "a") as file:
        file.write(CONFIG)
    (course / "roster.csv").write_text(ROSTER)
    (course / "moodle.csv").write_text(WORKSHEET)
    monkeypatch.chdir(course)
    assert roster.main(["roster.csv"]) == 0
    return course


@pytest.fixture
def term(tmp_path, monkeypatch, db_url) -> Path:
    """The course at the beginning of a term, in each kind of gradebook."""
    return build(tmp_path, monkeypatch, db_url)


@pytest.fixture
def course(tmp_path, monkeypatch) -> Path:
    """The course after two have handed in, in SQLite."""
    course = build(tmp_path, monkeypatch)
    submit(course, "ada", timestamp=LATE)
    submit(course, "ben", {"test_f_1": [failed("E", "x")]})
    return course


@functools.cache
def db(course: Path) -> str:
    """The address of the gradebook, as the course's configuration has it."""
    return open_course(course).coursedir.db_url


def book(course: Path) -> Gradebook:
    """The course's gradebook."""
    return Gradebook(db(course))


def collect_zip(course: Path) -> None:
    """The class's work comes as a zip file of Moodle's, with files that must not be taken."""
    submit(course, "ada")
    submit(course, "ben", {"test_f_1": [failed("E", "x")]})
    with zipfile.ZipFile(course / "in.zip", "w") as archive:
        for student, folder in (("ada", "=1+1 Lovelace_501"), ("ben", "Ben Li_502")):
            for path in (course / f"submitted/{student}/hw").iterdir():
                name = f"{folder}_assignsubmission_file_/{path.name}"
                archive.writestr(name, path.read_bytes())
        archive.writestr("Eve Xu_999_assignsubmission_file_/one.ipynb", "{}")
        archive.writestr("../ada_one.ipynb", "{}")
        archive.writestr("Ben Li_502_assignsubmission_file_/notes.pdf", "")
    shutil.rmtree(course / "submitted")
    assert collect.main(["hw", "in.zip"]) == 1  # three files were refused
    assert {path.name for path in (course / "submitted").iterdir()} == {"ada", "ben"}
    (course / "submitted/ada/hw/timestamp.txt").write_text(LATE)


def commands(course: Path) -> list[str]:
    """What the README says to run; whose code was executed."""
    log = Path(os.environ[LOG])
    log.write_text("")
    assert main(["hw"]) == 0
    result = open_course(course).generate_feedback("hw", force=False)
    assert result["success"], result
    ExportApp.clear_instance()
    ExportApp.launch_instance(argv=[])
    return log.read_text().splitlines()


def exported(course: Path) -> dict[str, dict[str, str]]:
    with open(course / "grades.csv", newline="") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


def shown(course: Path, student: str) -> tuple[float, float]:
    """(score, penalty) by a student's two pages."""
    score = penalty = 0.0
    for name in ("one", "two"):
        page = (course / f"feedback/{student}/hw/{name}.html").read_text()
        soup = BeautifulSoup(page, "html.parser")
        score += float(soup.select_one(".total strong").get_text())
        row = soup.select_one("tfoot tr td:last-child")
        if "late" in soup.select_one("tfoot tr th").get_text():
            penalty += float(row.get_text().replace("−", ""))
    return score, penalty


def equal(course: Path) -> dict[str, float]:
    """Each student's score, after it was found equal in all places."""
    rows, scores = exported(course), {}
    with book(course) as gradebook:
        for one in gradebook.assignment_submissions("hw"):
            student = one.student.id
            scores[student] = one.score - one.late_submission_penalty
            assert float(rows[student]["score"]) == scores[student]
            assert shown(course, student) == (scores[student], one.late_submission_penalty)
    assert sent_back(course) == scores
    return scores


def sent_back(course: Path) -> dict[str, float]:
    """The grades that Moodle gets, after each page was found with its student."""
    assert export.main(["hw", "--moodle", "moodle.csv", "--feedback", "pages.zip"]) == 0
    with zipfile.ZipFile(course / "pages.zip") as archive:
        packed = {name.split("_")[1]: archive.read(name) for name in archive.namelist()}
    with open(course / "moodle-graded.csv", newline="") as file:
        rows = {row["Username"]: row for row in csv.DictReader(file)}
    grades = {student: float(row["Grade"]) for student, row in rows.items() if row["Grade"]}
    for student in grades:
        page = course / f"feedback/{student}/hw/two.html"
        assert packed[rows[student]["Identifier"].split()[1]] == page.read_bytes()
    assert set(packed) == {rows[student]["Identifier"].split()[1] for student in grades}
    return grades


def edit(course: Path, cell: str, notebook: str = "one", student: str = "ada", **values) -> None:
    """What a teacher does in formgrader."""
    with book(course) as gradebook:
        find = gradebook.find_comment if "manual_comment" in values else gradebook.find_grade
        entry = find(cell, notebook, "hw", student)
        for name, value in values.items():
            setattr(entry, name, value)
        gradebook.db.commit()


def set_due(course: Path, due: str | None) -> None:
    with book(course) as gradebook:
        gradebook.update_or_create_assignment("hw", duedate=due)


def set_policy(course: Path, line: str) -> None:
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text().replace(POLICY, "") + line)


def mend(course: Path) -> None:
    """A hidden test is mended: the master changes, and what the test says."""
    master = course / "source/hw/one.ipynb"
    notebook = nbformat.read(master, as_version=4)
    notebook.cells[1].source += "\n### BEGIN HIDDEN TESTS\nassert g\n### END HIDDEN TESTS"
    nbformat.write(notebook, master)
    handmade.generate(course)


def state(course: Path) -> dict[str, tuple]:
    """All files of the results, and when they were written."""
    files = [*(course / "feedback").rglob("*"), *(course / "autograded").rglob("*")]
    files += course.parent.rglob("gradebook.db")  # in PostgreSQL there is none
    found = {str(f): (f.stat().st_mtime_ns, f.read_bytes()) for f in files if f.is_file()}
    return found | {"gradebook": (dump(db(course)),)}


def test_page_gradebook_and_csv_are_equal_after_every_change_of_a_term(term, capsys):
    """Each step is (what happens, whose code is executed, ada's score, ben's)."""
    course = term
    steps = [
        (lambda: collect_zip(course), ["ada", "ben"], 13, 11),
        (lambda: set_due(course, "2026-03-01 12:00:00 UTC"), [], 0, 11),
        (lambda: edit(course, "test_f_2", manual_score=1.0), [], 0, 11),
        (lambda: set_policy(course, POLICY), [], 11, 11),
        (lambda: set_policy(course, ""), [], 0, 11),
        (lambda: set_due(course, "2026-03-03 12:00:00 UTC"), [], 11, 11),
        (lambda: set_due(course, "2026-03-01 12:00:00 UTC"), [], 0, 11),
        (lambda: grant(course, days=2), [], 11, 11),
        (lambda: grant(course), [], 0, 11),
        (lambda: set_due(course, None), [], 11, 11),
        (lambda: edit(course, "f", manual_comment="Nearly!"), [], 11, 11),
        (lambda: edit(course, "essay", manual_score=4, needs_manual_grade=False), [], 15, 11),
        (lambda: submit(course, "ben"), ["ben"], 15, 13),
        (lambda: mend(course), ["ada", "ben"], 15, 13),
        (lambda: submit(course, "ada", {"test_h": [failed("E", "y")]}), ["ada"], 8, 13),
    ]
    for number, (step, executed, ada, ben) in enumerate(steps):
        step()
        assert commands(course) == executed, number
        assert equal(course) == {"ada": ada, "ben": ben}, number
        if db(course).startswith("postgresql") and number < len(steps) - 1:
            continue  # that a second run writes nothing is seen often enough in SQLite
        before = state(course)
        assert commands(course) == [], number
        assert state(course) == before, number
    page = (course / "feedback/ada/hw/one.html").read_text()
    assert "Nearly!" in page
    assert exported(course)["cmd"]["status"] == "not handed in"


def grant(course: Path, **time: int) -> None:
    with book(course) as gradebook:
        gradebook.grant_extension("hw", "ada", **time)
        extension = gradebook.find_submission("hw", "ada").extension
        assert extension == (timedelta(**time) or None)


def test_a_run_says_whose_score_has_changed_and_why(course, capsys):
    main(["hw"])
    assert "Score changed" not in capsys.readouterr().out
    submit(course, "ada", {"test_f_1": [failed("E", "x")]}, timestamp=LATE)
    main(["hw"])
    assert "Score changed: ada 13 -> 11, handed in again\n" in capsys.readouterr().out
    submit(course, "ben")
    main(["hw"])
    assert "Score changed: ben 11 -> 13, handed in again\n" in capsys.readouterr().out
    set_due(course, "2026-03-01 12:00:00 UTC")
    main(["hw"])
    assert "Score changed: ada 11 -> 0, late penalty changed\n" in capsys.readouterr().out
    mend(course)
    for name in ("test_f_1", "test_h"):  # what the mended test says of the same submission
        notebook = course / "submitted/ben/hw/one.ipynb"
        found = json.loads(notebook.read_text())
        for cell in found["cells"]:
            if cell["id"] == name:
                cell["outputs"] = [failed("E", "hidden")]
        notebook.write_text(json.dumps(found))
    main(["hw"])
    said = capsys.readouterr().out
    assert "Score changed: ben 13 -> 11, handed in again, master changed\n" in said
    main(["hw", "--json"])
    found = json.loads(capsys.readouterr().out)["students"]["ben"]
    assert found["changed"] is None and found["score"] == found["score_before"] == 11
    test = {"score": 0.0, "max_score": 2.0, "needs_manual_grade": False}
    assert found["tests"]["one"]["test_f_1"] == test
    assert found["tests"]["one"]["task"]["max_score"] == 5
    (course / "submitted/ben/hw/one.ipynb").write_bytes(b"\xff")
    for expected in (True, False):
        main(["hw"])
        said = capsys.readouterr().out
        assert ("Score changed: ben 11 -> 0, cannot be graded any more" in said) == expected


def test_the_csv_tells_not_handed_in_from_no_points(course):
    submit(course, "cai", notebooks=())
    (course / "submitted/cai/hw/one.ipynb").write_bytes(b"\xff")
    wrong = {name: [failed("E", "x")] for name in ("test_f_1", "test_f_2", "test_g", "test_h")}
    submit(course, "dan", wrong)
    assert main(["hw"]) == 1
    ExportApp.clear_instance()
    ExportApp.launch_instance(argv=[])
    rows = exported(course)
    assert (rows["cmd"]["score"], rows["cmd"]["status"]) == ("", "not handed in")
    assert (rows["cai"]["score"], rows["cai"]["status"]) == ("", "not graded")
    assert (rows["dan"]["score"], rows["dan"]["status"]) == ("0.0", "needs manual grading")
    assert rows["ada"]["first_name"] == "'=1+1"


def test_who_cannot_be_graded_any_more_keeps_no_page(course):
    assert commands(course) == ["ada", "ben"]
    own = course / "feedback/ben/hw/letter.html"
    own.write_text("A teacher's own.")
    for notebook in (course / "submitted/ben/hw").glob("*.ipynb"):
        notebook.write_bytes(b"\xff")
    assert main(["hw"]) == 1
    assert open_course(course).generate_feedback("hw", force=False)["success"]
    assert [path.name for path in (course / "feedback/ben/hw").iterdir()] == ["letter.html"]
    assert {path.name for path in (course / "feedback/ada/hw").glob("*.html")} == {
        "one.html",
        "two.html",
    }
