"""Rosters come in, grades and pages go out: each to exactly its student, the rest untouched."""

import zipfile
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.cli import export, roster
from autograder.cli.grade import main as grade
from autograder.lms.grades import points
from autograder.lms.names import MOODLE
from autograder.lms.table import Table
from tests.grader.test_term import CONFIG
from tests.support import handmade
from tests.support.handmade import failed, submit
from tools.release import open_course

ROSTER = """id,first_name,last_name,email,lms_user_id
em,Elise,Müller,em@x.org,12345
ada,Ada,Lovelace,ada@x.org,7
ben,Ben,Li,ben@x.org,8
ben2,Ben,Li,ben2@x.org,9
"""
CANVAS = (
    "\ufeffStudent,ID,SIS Login ID,Section,other (1),hw (55),Final\r\n"
    "    Points Possible,,,,10,22,(read only)\r\n"
    '"Müller, Elise",12345,em,"A ""B""",=1+1,,\r\n'
    '"Li, Ben",8,,A,3.50,5,x\r\n'
    '"Li, Ben",9,,A,,7,\r\n'
    '"Lovelace, Ada",7,ada,A,"multi\r\nline",,"  spaced "\r\n'
    '"Student, Test",1,,A,,99,\r\n'
)
MOODLE_SHEET = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Feedback comments\n"
    'Participant 501,"Elise Müller",em@x.org,"Submitted, late",,22.00,\n'
    "Participant 502,Ben Li,ben@x.org,,,22.00,\n"
    "Participant 503,Ben Li,ben2@x.org,,,22.00,=cmd\n"
    "Participant 504,Ada_L/o,ada@x.org,,,22.00,\n"
)


@pytest.fixture
def course(tmp_path, monkeypatch) -> Path:
    """em has 13 points, ada none, ben 11 and two thirds; ben2 has handed nothing in."""
    monkeypatch.setattr("autograder.cli.grade.Judges", handmade.SerialJudges)
    course = handmade.build(tmp_path / "course")
    with open(course / "nbgrader_config.py", "a") as file:
        file.write(CONFIG)
    monkeypatch.chdir(course)
    (course / "roster.csv").write_text(ROSTER)
    assert roster.main(["roster.csv"]) == 0
    wrong = {name: [failed("E", "x")] for name in ("test_f_1", "test_f_2", "test_g", "test_h")}
    submit(course, "em")
    submit(course, "ada", wrong)
    submit(course, "ben", {"test_f_1": [handmade.value(2 / 3)]})
    assert grade(["hw"]) == 0
    assert open_course(course).generate_feedback("hw", force=False)["success"]
    (course / "canvas.csv").write_bytes(CANVAS.encode())
    (course / "moodle.csv").write_text(MOODLE_SHEET)
    return course


def test_canvas_gets_its_file_back_with_one_column_filled(course, capsys):
    assert export.main(["hw", "--canvas", "canvas.csv"]) == 0
    expected = CANVAS.replace("=1+1,,", "=1+1,13,").replace("3.50,5,x", "3.50,11.6667,x")
    expected = expected.replace("A,,7,", "A,,,").replace('line",,"', 'line",0,"')
    assert (course / "canvas-graded.csv").read_bytes() == expected.encode()
    said = capsys.readouterr().out
    assert "canvas-graded.csv: 3 grades." in said
    assert "Not a student of this course, line left as it was: Student, Test, 1\n" in said


def test_moodle_gets_its_worksheet_back_and_each_page_to_its_student(course, capsys):
    arguments = ["hw", "--moodle", "moodle.csv", "--to", "out.csv", "--feedback", "pages.zip"]
    assert export.main(arguments) == 0
    expected = MOODLE_SHEET.replace('late",,', 'late",13,').replace(
        "ben@x.org,,,", "ben@x.org,,11.6667,"
    )
    expected = expected.replace("ada@x.org,,,", "ada@x.org,,0,")
    assert (course / "out.csv").read_text() == expected
    whose = {"501": "em", "502": "ben", "504": "ada"}
    with zipfile.ZipFile(course / "pages.zip") as archive:
        names = archive.namelist()
        assert len(names) == 6
        for name in names:
            sent = MOODLE.fullmatch(name)  # as Moodle names what students hand in
            page = course / f"feedback/{whose[sent['number']]}/hw/{sent['file']}"
            assert archive.read(name) == page.read_bytes()
            assert len(name.split("/")) == 2 and name.split("_")[1] == sent["number"]
    first = (course / "pages.zip").read_bytes()
    assert export.main(arguments) == 0
    assert (course / "pages.zip").read_bytes() == first


def test_a_stale_page_is_not_packed(course, capsys):
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        gradebook.find_grade("essay", "one", "hw", "em").manual_score = 4
        gradebook.db.commit()
    assert export.main(["hw", "--moodle", "moodle.csv", "--feedback", "pages.zip"]) == 1
    assert "Run: nbgrader generate_feedback hw" in capsys.readouterr().err
    assert not (course / "pages.zip").exists()


def test_who_has_a_grade_and_no_line_is_named(course, capsys):
    lines = CANVAS.splitlines(keepends=True)
    (course / "canvas.csv").write_text("".join(lines[:3]))
    assert export.main(["hw", "--canvas", "canvas.csv"]) == 1
    said = capsys.readouterr().out
    assert "HAS A GRADE BUT NO LINE: ada" in said and "HAS A GRADE BUT NO LINE: ben\n" in said


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda text: text.replace("hw (55)", "hw2 (55)"), "has no column 'hw'"),
        (lambda text: text.replace(",10,22,", ",10,100,"), "at most 100 points can be earned"),
        (lambda text: "", "is empty"),
    ],
)
def test_a_file_that_does_not_fit_is_told_and_nothing_is_written(course, capsys, spoil, words):
    (course / "canvas.csv").write_bytes(spoil(CANVAS).encode())
    assert export.main(["hw", "--canvas", "canvas.csv"]) == 1
    assert words in capsys.readouterr().err
    assert not (course / "canvas-graded.csv").exists()


def test_a_table_keeps_every_byte(course):
    for text in (CANVAS, MOODLE_SHEET, 'a;b\r\n\r\n1;"x;""y"\r\n;', 'a,b\n"open', "\n\n"):
        (course / "t.csv").write_bytes(text.encode())
        assert Table(course / "t.csv").content() == text.encode()


def test_points_are_written_as_platforms_read_them():
    assert [points(p) for p in (0.0, 13.0, 2.5, 1 / 3, 100000.0)] == [
        "0",
        "13",
        "2.5",
        "0.3333",
        "100000",
    ]


def test_a_roster_is_imported_whole_or_not_at_all(course, capsys):
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        em = gradebook.find_student("em")
        assert (em.first_name, em.last_name, em.lms_user_id) == ("Elise", "Müller", "12345")
    assert roster.main(["roster.csv"]) == 0
    assert "4 students, 0 new or changed" in capsys.readouterr().out
    (course / "bad.csv").write_text(ROSTER + "new,,,,\n<b>,,,,\nem,,,,\n")
    assert roster.main(["bad.csv"]) == 1
    said = capsys.readouterr().err
    assert "found '<b>'" in said and "'em' is in the file twice" in said
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        assert {student.id for student in gradebook.students} == {"em", "ada", "ben", "ben2"}
