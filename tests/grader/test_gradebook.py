"""The parallel command's gradebook is nbgrader's: the same entries, and the reasons beside them.

Nothing is executed here: submissions bring their outputs along (tests/support/handmade.py). What
nbgrader writes itself about the same submissions is what ours must write, in SQLite and PostgreSQL.
"""

import json
import os
import re
from contextlib import closing
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Comment, Gradebook, MissingEntry
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.orm import Session

from autograder.cli.grade import main
from autograder.cli.report import class_report
from autograder.course.course import open_course as report_course
from autograder.gradebook.reasons import read_note
from autograder.gradebook.session import SOUGHT, EntryError, OpenGradebook
from autograder.gradebook.writer import Writer
from tests.support import handmade
from tests.support.handmade import dump, failed, printed, submit, value
from tools.release import open_course

REASON = re.compile(r"^test_\w+: [\d.]+/[\d.]+")
DUE, LATE = "2026-03-01 12:00:00 UTC", "2026-03-02 12:00:00 UTC"


@pytest.fixture
def course(tmp_path, db_url, monkeypatch) -> Path:
    """The handmade course, where the command grades without workers."""
    monkeypatch.setattr("autograder.cli.grade.Judges", handmade.SerialJudges)
    handmade.build(tmp_path / "ours", db_url)
    monkeypatch.chdir(tmp_path / "ours")
    return tmp_path / "ours"


def grade(*arguments: str) -> int:
    return main(["hw", *arguments])


def stock(course: Path, students: list[str]) -> None:
    """nbgrader's own autograde, always with force."""
    api = open_course(course)
    for student in students:
        result = api.autograde("hw", student)
        assert result["success"], result


def edit(db_url: str, student: str, scores: dict[str, float], comments: dict[str, str]) -> None:
    """What a teacher does in formgrader."""
    with Gradebook(db_url) as gradebook:
        for cell, score in scores.items():
            entry = gradebook.find_grade(cell, "one", "hw", student)
            entry.manual_score, entry.needs_manual_grade = score, False
        for cell, words in comments.items():
            gradebook.find_comment(cell, "one", "hw", student).manual_comment = words
        gradebook.db.commit()


def without_reasons(found: dict) -> dict:
    """The dump of a gradebook, less the lines that nbgrader itself would not write."""
    plain = {
        place: entry
        for place, entry in found.items()
        if not (place[-1] == "comment" and place[-2].startswith("test_"))  # no page shows these
    }
    for place in [place for place in plain if place[-1] == "comment"]:
        automatic, manual = found[place]
        paragraphs = (automatic or "").split("\n\n")
        kept = [paragraph for paragraph in paragraphs if not REASON.match(paragraph)]
        plain[place] = ("\n\n".join(kept) or None, manual)
    return plain


def hand_in(course: Path) -> list[str]:
    """A class with all kinds of submissions."""
    done = {"f": "answer = 1", "g": "answer = 2", "essay": "I think.", "h": "answer = 3"}
    submit(course, "ada", answers=done)
    partly = {"test_f_2": [printed("2 of 3 hold"), value(2)], "test_g": [value(0.5)]}
    submit(course, "ben", partly, answers={"f": "answer = 0"})
    wrong = {"test_f_1": [failed("AssertionError", "wrong")], "test_h": [failed("E", "x")]}
    submit(course, "cai", wrong, timestamp=LATE)
    submit(course, "dan", answers=done, notebooks=("one",))
    submit(course, "eve", answers=done, timestamp="2026-02-01 12:00:00 UTC")
    return ["ada", "ben", "cai", "dan", "eve"]


def notes(db_url: str, student: str) -> dict[str, str | None]:
    """What stands on each test of a student: the mistake's id and the reason."""
    return {
        place[2]: automatic
        for place, (automatic, *_) in dump(db_url).items()
        if place[-1] == "comment" and place[0] == student and place[2].startswith("test_")
    }


def test_a_mistakes_id_stands_beside_its_reason_and_no_page_shows_either(course, db_url):
    wrong = {
        "test_f_1": [failed("AssertionError", "the root is missing\nin f, line 2 of your cell: x")],
        "test_f_2": [printed("2 of 3 hold"), value(2)],
        "test_g": [failed("AssertionError", "[he.missing_root] said the student's own assert")],
    }
    submit(course, "ada", wrong, mistakes={"test_f_1": "he.missing_root"})
    assert grade() == 0
    own = "[] [he.missing_root] said the student's own assert"
    assert notes(db_url, "ada") == {
        "test_f_1": "[he.missing_root] the root is missing",
        "test_f_2": "[] 2 of 3 hold",
        "test_g": own,
    }
    assert read_note(own) == (None, own.removeprefix("[] "))
    assert open_course(course).generate_feedback("hw", "ada")["success"]
    assert "he.missing_root</" not in (course / "feedback/ada/hw/one.html").read_text()
    submit(course, "ada")  # all well now: nothing of it stays
    assert grade() == 0
    assert set(notes(db_url, "ada").values()) == {None}
    with Gradebook(db_url) as gradebook:  # nbgrader's own commands take the entries along
        gradebook.remove_submission("hw", "ada")
        assert gradebook.db.query(Comment).count() == 0


def test_the_class_report_reads_either_gradebook(course, db_url):
    for n in range(6):
        wrong = [failed("AssertionError", f"the root of {n} is missing")]
        ids = {"test_f_1": "he.missing_root"} if n < 4 else None
        outputs, done = {"test_f_1": wrong} if n < 5 else {}, {"f": "answer = 1"}
        submit(course, f"s{n}", outputs, answers=done, mistakes=ids)
    assert grade() == 0
    found = class_report(report_course(course), "hw", 1)
    first = found.exercises[0]
    assert [(m.id, m.count, m.says) for m in first.mistakes] == [
        ("he.missing_root", 4, "the root of … is missing"),
        (None, 1, "the root of 4 is missing"),
    ]
    assert [(t.name, t.failed, t.points_lost) for t in first.tests] == [
        ("test_f_1", 5, 10),
        ("test_f_2", 0, 0),
    ]


def set_due(db_url: str) -> None:
    with Gradebook(db_url) as gradebook:
        gradebook.update_or_create_assignment("hw", duedate=DUE)


def test_the_gradebook_holds_what_nbgrader_itself_would_write(course, db_url, tmp_path):
    theirs = handmade.build(tmp_path / "theirs")
    books = {course: db_url, theirs: f"sqlite:///{theirs}/gradebook.db"}
    for place, url in books.items():
        set_due(url)
        students = hand_in(place)
    grade()
    stock(theirs, students)
    assert without_reasons(dump(db_url)) == dump(books[theirs])
    for place, url in books.items():  # a person reads, then ben and cai hand in again
        edit(url, "ada", {"essay": 3.5, "test_g": 0.5, "task": 5}, {"f": "Well done."})
        edit(url, "cai", {"test_f_1": 1}, {})
        submit(place, "ben", {"test_f_1": [failed("E", "y")]}, {"f": "answer = 5"})
        submit(place, "cai", timestamp=LATE)
    grade("--force")
    stock(theirs, students)
    found = dump(db_url)
    # Reading the task again is nobody's wish: nbgrader leaves it as it was.
    assert without_reasons(found) == dump(books[theirs])
    assert found["cai", "one"] == (found["cai", "one", "test_f_1", "grade"][1] + 4,)
    assert found["ada", "one", "essay", "grade"] == (None, 3.5, None, True)


def test_the_time_for_one_submission_does_not_grow_with_their_number(course, db_url):
    """By an index the database finds a submission's grades, and does not read all there are."""
    submit(course, "ada")
    assert grade() == 0
    assert grade("--force") == 0  # the indexes are there already
    found = inspect(create_engine(db_url))
    for table, column in SOUGHT.items():
        assert [column] in [index["column_names"] for index in found.get_indexes(table)]


def test_each_lost_point_has_its_reason_beside_the_solution(course, db_url):
    outputs = {
        "test_f_1": [failed("AssertionError", "\x1b[31mExpected 42,\ngot\x00 \ud800 41.")],
        "test_f_2": [printed("The first half\nholds."), value(1.5)],
        "test_g": [failed("ValueError", "too deep")],
    }
    submit(course, "ada", outputs, {"f": "answer = 41", "g": "answer = 1", "h": "answer = 2"})
    assert grade() == 0
    found = dump(db_url)
    first, second = found["ada", "one", "f", "comment"][0].split("\n\n")
    assert re.fullmatch(r"test_f_1: 0/2 Expected 42, got \S* ?41\.", first)
    assert second == "test_f_2: 1.5/3 The first half holds."
    assert found["ada", "one", "g", "comment"][0] == "test_g: 0/1 ValueError: too deep"
    assert found["ada", "two", "h", "comment"][0] is None


def test_what_cannot_be_graded_leaves_no_score_and_no_folder(course, db_url, capsys):
    hand_in(course)
    assert grade() == 0
    edit(db_url, "ada", {"essay": 3.5}, {"f": "Well done."})
    (course / "submitted/ada/hw/one.ipynb").unlink()
    (course / "submitted/ada/hw/one.ipynb").symlink_to(course / "gradebook.db")
    assert grade("--json") == 1
    out = capsys.readouterr().out
    ada = json.loads(out[out.index("{") :])["students"]["ada"]
    assert ada["score"] is None and "symbolic link" in ada["problem"]
    assert not (course / "autograded/ada/hw").exists()
    found = dump(db_url)
    automatic = {
        place[2]: (entry[0], entry[3])
        for place, entry in found.items()
        if place[0] == "ada" and place[-1] == "grade"
    }
    assert set(automatic.values()) == {(None, True)} and len(automatic) == 6
    assert found["ada", "one", "essay", "grade"][1] == 3.5
    assert found["ada", "one", "f", "comment"] == (None, "Well done.")


def test_a_notebook_that_is_not_handed_in_again_leaves_no_score(course, db_url, capsys):
    folder = submit(course, "ada", timestamp=LATE)
    set_due(db_url)
    grade()
    assert dump(db_url)["ada", "two"] == (7.0,)  # the penalty takes all that was earned
    capsys.readouterr()
    grade("--json")
    assert json.loads(capsys.readouterr().out)["students"]["ada"]["score"] == 0
    (folder / "two.ipynb").unlink()
    grade()
    found = dump(db_url)
    assert found["ada", "two", "test_h", "grade"] == (0.0, None, None, False)
    assert found["ada", "two"] == (None,) and found["ada", "two", "h", "comment"] == (None, None)


def test_a_student_that_the_database_refuses_does_not_stop_the_class(course, db_url, capsys):
    submit(course, "ada")
    submit(course, "b" * 200)  # nbgrader's column has room for 128; SQLite does not mind
    submit(course, "cai")
    refused = db_url.startswith("postgresql")
    assert grade() == int(refused)
    assert {place[0] for place in dump(db_url)} >= {"ada", "cai"}
    assert ("NOT GRADED bbb" in capsys.readouterr().out) == refused


def test_no_student_is_made_up_where_the_configuration_forbids_it(course, db_url, capsys):
    with open(course / "nbgrader_config.py", "a") as config:
        config.write("c.Autograde.create_student = False\n")
    with Gradebook(db_url) as gradebook:
        gradebook.add_student("ada")
    for student in ("ada", "ben"):
        submit(course, student)
    assert grade() == 1
    assert {place[0] for place in dump(db_url)} == {"ada"}
    assert "No such student: ben" in capsys.readouterr().out


@pytest.mark.parametrize(
    "url",
    ["postgresql+psycopg://me:secret@/x?host=/nowhere", "nonsense", "sqlite:////no/folder/x.db"],
)
def test_a_database_that_cannot_be_opened_is_named_without_its_password(
    url, tmp_path, monkeypatch, capsys
):
    course = handmade.build(tmp_path / "course")
    submit(course, "ada")
    with open(course / "nbgrader_config.py", "a") as config:
        config.write(f"c.CourseDirectory.db_url = {url!r}\n")
    monkeypatch.chdir(course)
    assert grade() == 1
    said = capsys.readouterr().err
    assert "c.CourseDirectory.db_url" in said
    assert "Traceback" not in said and "secret" not in said


def test_graded_folders_are_as_nbgrader_makes_them(course):
    submit(course, "ada", timestamp=LATE)
    (course / "submitted/ada/hw/helper.py").write_text("x = 'mine'\n")
    (course / "submitted/ada/hw/data").mkdir()
    (course / "submitted/ada/hw/data/own.csv").write_text("1,2\n")
    grade()
    ours = course / "autograded/ada/hw"
    assert (ours / "helper.py").read_text() == "x = 1\n"  # the assignment's own wins
    assert (ours / "timestamp.txt").read_text() == LATE
    files = [path for path in ours.rglob("*") if path.is_file()]
    names = {str(path.relative_to(ours)) for path in files}
    assert names == {"helper.py", "timestamp.txt", "data/own.csv", "one.ipynb", "two.ipynb"}
    assert {path.stat().st_mode & 0o777 for path in files} == {0o444}
    assert nbformat.read(ours / "one.ipynb", as_version=4).metadata.autograder.digest
    assert [path.name for path in ours.parent.iterdir()] == ["hw"]


def stored(db_url: str) -> list[tuple]:
    """The scores that another connection sees."""
    engine = create_engine(db_url)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT auto_score, manual_score FROM grade ORDER BY id"))
        found = [tuple(row) for row in rows]
    engine.dispose()
    return found


COMMITS = {
    "session": lambda db: db.commit(),
    "real session": lambda db: Session.commit(db()),
    "transaction": lambda db: db().get_transaction().commit(),
    "context": lambda db: db.begin_nested().commit(),
}


@pytest.mark.parametrize("commit", COMMITS.values(), ids=COMMITS)
def test_whatever_commits_in_between_a_submission_is_saved_at_one_stroke(course, db_url, commit):
    submit(course, "ada")
    assert grade() == 0
    before = stored(db_url)
    opened = closing(OpenGradebook(db_url, "handmade"))
    with opened as gradebook, pytest.raises(EntryError), gradebook.entry("hw", "ada") as submission:
        for notebook in submission.notebooks:
            for entry in notebook.grades:
                entry.auto_score = 0.25
            commit(gradebook.db)
            assert stored(db_url) == before
        raise MissingEntry("a mistake in the middle of a submission")
    assert stored(db_url) == before


@pytest.mark.parametrize("nth", [1, 2])
def test_killed_in_the_middle_of_a_submission_nothing_of_it_is_written(course, db_url, nth):
    submit(course, "ada", {"test_f_1": [failed("E", "old")]})
    assert grade() == 0
    before = dump(db_url)
    submit(course, "ada", {"test_g": [failed("E", "new")]}, timestamp=LATE)
    child = os.fork()
    if child == 0:
        mark, calls = Writer.mark, []

        def die(*arguments: object) -> None:
            mark(*arguments)
            calls.append(arguments)
            if len(calls) == nth:
                os._exit(9)

        Writer.mark = die
        grade()
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert dump(db_url) == before
    assert grade() == 0
    assert dump(db_url) != before
