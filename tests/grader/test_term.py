"""Results are never stale: after each change, the README's commands leave all places equal.

The course is handmade (tests/support/handmade.py): grading runs no code.
"""

import csv
import json
import os
from datetime import timedelta
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbgrader.api import Gradebook
from nbgrader.apps import ExportApp

from autograder.cli.grade import main
from tests.support import handmade
from tests.support.handmade import LOG, failed, submit
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


@pytest.fixture
def course(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr("autograder.cli.grade.Judges", handmade.SerialJudges)
    monkeypatch.setenv(LOG, str(tmp_path / "graded.log"))
    course = handmade.build(tmp_path / "course")
    with open(course / "nbgrader_config.py", "a") as file:
        file.write(CONFIG)
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        for student in ("ada", "ben", "cmd"):
            gradebook.add_student(student, first_name="=1+1")
    monkeypatch.chdir(course)
    submit(course, "ada", timestamp=LATE)
    submit(course, "ben", {"test_f_1": [failed("E", "x")]})
    return course


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
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        for one in gradebook.assignment_submissions("hw"):
            student = one.student.id
            scores[student] = one.score - one.late_submission_penalty
            assert float(rows[student]["score"]) == scores[student]
            assert shown(course, student) == (scores[student], one.late_submission_penalty)
    return scores


def edit(course: Path, cell: str, notebook: str = "one", student: str = "ada", **values) -> None:
    """What a teacher does in formgrader."""
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        find = gradebook.find_comment if "manual_comment" in values else gradebook.find_grade
        entry = find(cell, notebook, "hw", student)
        for name, value in values.items():
            setattr(entry, name, value)
        gradebook.db.commit()


def set_due(course: Path, due: str | None) -> None:
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
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
    files += [course / "gradebook.db"]
    return {str(f): (f.stat().st_mtime_ns, f.read_bytes()) for f in files if f.is_file()}


def test_page_gradebook_and_csv_are_equal_after_every_change(course, capsys):
    """In one term: each step is (what happens, whose code is executed, ada's score, ben's)."""
    steps = [
        (lambda: None, ["ada", "ben"], 13, 11),
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
        before = state(course)
        assert commands(course) == [], number
        assert state(course) == before, number
    page = (course / "feedback/ada/hw/one.html").read_text()
    assert "Nearly!" in page


def grant(course: Path, **time: int) -> None:
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
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
