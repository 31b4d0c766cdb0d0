"""A learning platform's zip file comes in: each notebook under its student's id, or refused."""

import io
import zipfile
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.cli import collect, roster
from autograder.lms import archive
from tests.support import handmade

ROSTER = """student_id,first_name,last_name,lms_user_id
em,Elise,Müller,12345
ada,Ada,Lovelace,7
ben,Ben,Li,8
ben2,Ben,Li,9
"""


@pytest.fixture
def course(tmp_path, monkeypatch) -> Path:
    """A course with the assignment hw (notebooks one and two), and another one, he."""
    course = handmade.build(tmp_path / "course")
    (course / "source/he").mkdir()
    (course / "source/he/he.ipynb").write_bytes((course / "source/hw/one.ipynb").read_bytes())
    (course / "roster.csv").write_text(ROSTER)
    monkeypatch.chdir(course)
    return course


def packed(course: Path, files: dict[str, object]) -> str:
    """A zip file of these names and contents (or members with contents)."""
    with zipfile.ZipFile(course / "in.zip", "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            member, content = content if isinstance(content, tuple) else (name, content)
            file.writestr(member, content)
    return "in.zip"


def collected(capsys, course: Path, files: dict, *more: str) -> tuple[dict[str, str], str]:
    """(what became of each file, the last line)."""
    capsys.readouterr()
    code = collect.main(["hw", packed(course, files), *(more or ("--roster", "roster.csv"))])
    *lines, last = capsys.readouterr().out.splitlines()
    found = {}
    for line in lines:
        state, _, name = line.partition(": ")
        found[name.partition(" (")[0] if " (1)" not in name else name] = state
    assert code == int("refused" in " ".join(found.values()))
    return found, last


def submitted(course: Path) -> dict[str, str]:
    root = course / "submitted"
    return {str(f.relative_to(root)): f.read_text() for f in root.rglob("*") if f.is_file()}


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("mullerelise_12345_678901_one.ipynb", "em/hw/one"),
        ("mullerelise_LATE_12345_678901_one-2.ipynb", "em/hw/one"),
        ("someoneelse_12345_678901_two.ipynb", "em/hw/two"),
        ("lovelaceada_99999_5_one.ipynb", "ada/hw/one"),
        ("Elise Müller_12345_assignsubmission_file_/one.ipynb", "em/hw/one"),
        ("Elise Mu\u0308ller_4_assignsubmission_file_/one.ipynb", "em/hw/one"),
        ("Elise Müller_12345_assignsubmission_file_one.ipynb", "em/hw/one"),
        ("Participant_8_assignsubmission_file_/one.ipynb", "ben/hw/one"),
        ("course-hw/Elise Müller_12345_assignsubmission_file/one.ipynb", "em/hw/one"),
        ("ada_one.ipynb", "ada/hw/one"),
        ("ada_one (1).ipynb", "ada/hw/one"),
        ("ada/one.ipynb", "ada/hw/one"),
        ("submitted/ada/hw/one.ipynb", "ada/hw/one"),
        ("Elise Müller/one.ipynb", "em/hw/one"),
        ("inbound/ada+hw+2026-03-01 12:00:00 UTC+x1/one.ipynb", "ada/hw/one"),
    ],
)
def test_a_name_leads_to_its_student(course, capsys, name, where):
    collected(capsys, course, {name: "{}"})
    found = submitted(course)
    assert found.pop(f"{where}.ipynb") == "{}"
    assert found in ({}, {"ada/hw/timestamp.txt": "2026-03-01 12:00:00 UTC"})


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("erin_he.ipynb", "he is another assignment's notebook"),
        ("mullerelise_12345_678901_he.ipynb", "he is another assignment's notebook"),
        ("ada_one.pdf", "expected one.ipynb or two.ipynb"),
        ("nobody_one.ipynb", "is not in the roster"),
        ("liben_99_5_one.ipynb", "can be ben or ben2"),
        ("one.ipynb", "does not say whose it is. Name it <student>_one.ipynb"),
        ("../../ada_one.ipynb", "leads out of the archive"),
        ("/etc/ada_one.ipynb", "leads out of the archive"),
        ("..\\ada_one.ipynb", "leads out of the archive"),
        ("ada+hw+yesterday/one.ipynb", "the time 'yesterday'"),
        ("ada_\x1b[2Jone.ipynb", "expected one.ipynb"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_says_why(course, capsys, name, why):
    assert collect.main(["hw", packed(course, {name: "{}"}), "--roster", "roster.csv"]) == 1
    said = capsys.readouterr().out
    assert said.startswith("refused: ") and why in said and "\x1b" not in said
    assert submitted(course) == {}


def test_where_no_class_is_known_a_refusal_says_how_to_enter_it(course, capsys):
    archive = packed(course, {"mullerelise_12345_678901_one.ipynb": "{}"})
    assert collect.main(["hw", archive]) == 1
    said = capsys.readouterr().out
    assert "no class is known yet" in said and "python -m autograder roster FILE.csv" in said
    assert roster.main(["roster.csv"]) == 0
    assert collect.main(["hw", archive]) == 0


def test_the_newest_attempt_wins_and_a_second_run_changes_nothing(course, capsys):
    files = {
        "mullerelise_12345_100_one.ipynb": "1",
        "mullerelise_LATE_12345_300_one-2.ipynb": "3",
        "mullerelise_12345_200_one-1.ipynb": "2",
        "ada+hw+2026-03-01 12:00:00 UTC/one.ipynb": "late",
        "ada+hw+2026-02-01 12:00:00 UTC/one.ipynb": "early",
        "ada+hw+2026-03-01 12:00:00 UTC/timestamp.txt": "1999-01-01 00:00:00 UTC",
        "__MACOSX/._x": "",
    }
    found, last = collected(capsys, course, files)
    assert last == "hw: 2 taken, 0 unchanged, 3 superseded, 1 refused"
    assert found["mullerelise_LATE_12345_300_one-2.ipynb"] == "taken for em"
    first = submitted(course)
    assert first == {
        "em/hw/one.ipynb": "3",
        "ada/hw/one.ipynb": "late",
        "ada/hw/timestamp.txt": "2026-03-01 12:00:00 UTC",
    }
    _, last = collected(capsys, course, files)
    assert last == "hw: 0 taken, 2 unchanged, 3 superseded, 1 refused"
    assert submitted(course) == first
    _, last = collected(capsys, course, {"mullerelise_12345_200_one-1.ipynb": "2"})
    assert "1 superseded" in last and submitted(course) == first
    _, last = collected(capsys, course, {"mullerelise_12345_400_one-3.ipynb": "4"})
    assert "1 taken" in last and submitted(course)["em/hw/one.ipynb"] == "4"


def test_a_bomb_a_link_and_a_damaged_file_harm_nobody(course, capsys, monkeypatch):
    monkeypatch.setattr(archive, "MOST_BYTES", 1000)
    link = zipfile.ZipInfo("ada_one.ipynb")
    link.external_attr = 0o120777 << 16
    files = {"x": (link, "/etc/passwd"), "em_one.ipynb": "0" * 100_000, "ben_one.ipynb": "{}"}
    found, _ = collected(capsys, course, files)
    assert found == {
        "ada_one.ipynb": "refused",
        "em_one.ipynb": "refused",
        "ben_one.ipynb": "taken for ben",
    }
    content = bytearray((course / "in.zip").read_bytes())
    size = content.rindex((100_000).to_bytes(4, "little"))
    content[size : size + 4] = (10).to_bytes(4, "little")  # a bomb that declares to be small
    (course / "in.zip").write_bytes(content)
    assert collect.main(["hw", "in.zip", "--roster", "roster.csv"]) == 1
    assert "Traceback" not in capsys.readouterr().err
    assert not (course / "submitted/em").exists()
    for content in (b"", b"PK\x03\x04 nothing", b"x" * 100):
        (course / "in.zip").write_bytes(content)
        assert collect.main(["hw", "in.zip"]) == 1
        assert "not a zip file that can be read" in capsys.readouterr().err


def test_a_folder_that_is_a_link_is_not_written_through(course, capsys, tmp_path):
    (course / "submitted").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (course / "submitted/ada").symlink_to(tmp_path / "elsewhere")
    found, _ = collected(capsys, course, {"ada_one.ipynb": "{}"})
    assert found == {"ada_one.ipynb": "refused for ada"}
    assert not list((tmp_path / "elsewhere").iterdir())


def test_without_a_roster_the_gradebook_is_one(course, capsys):
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        gradebook.add_student("em", first_name="Elise", last_name="Müller", lms_user_id="12345")
    collect.main(
        ["hw", packed(course, {"mullerelise_12345_1_one.ipynb": "{}", "zoe_one.ipynb": ""})]
    )
    assert set(submitted(course)) == {"em/hw/one.ipynb", "zoe/hw/one.ipynb"}
    collect.main(["hw", packed(course, {"<b>_one.ipynb": "{}"})])
    assert "cannot be a student's id" in capsys.readouterr().out


@pytest.mark.parametrize(
    "roster",
    [
        "Student,ID,SIS User ID,SIS Login ID,Section,hw (5)\n    Points Possible,,,,,22\n"
        '"Müller, Elise",12345,u1,em,A,\n',
        "\ufeffIdentifier;Full name;Username\nParticipant 12345;Elise Müller;em\n",
        '"id"\t"last_name"\t"first_name"\n"em"\t"Müller"\t"Elise"\n',
    ],
)
def test_a_roster_may_be_nbgraders_canvas_s_or_moodles(course, capsys, roster):
    (course / "roster.csv").write_text(roster)
    found, _ = collected(capsys, course, {"mullerelise_12345_678901_one.ipynb": "{}"})
    assert list(found.values()) == ["taken for em"]


def test_a_wrong_roster_or_assignment_is_told(course, capsys):
    (course / "roster.csv").write_text("a,b\n1,2\n")
    for arguments, words in [
        (["hw", "in.zip", "--roster", "roster.csv"], "has no column with ids"),
        (["hw", "in.zip", "--roster", "none.csv"], "cannot be read"),
        (["nope", "in.zip"], "Found: 'nope'"),
        (["hw", "none.zip"], "none.zip cannot be read: No such file"),
    ]:
        packed(course, {})
        assert collect.main(arguments) == 1
        assert words in capsys.readouterr().err


def test_names_in_utf_8_that_do_not_say_so_are_read(course, capsys):
    name = "Elise Müller_12345_assignsubmission_file_/one.ipynb"
    with zipfile.ZipFile(file := io.BytesIO(), "w") as zipped:
        zipped.writestr(name.replace("ü", "XX"), "{}")
    (course / "in.zip").write_bytes(file.getvalue().replace(b"XX", "ü".encode()))
    assert collect.main(["hw", "in.zip", "--roster", "roster.csv"]) == 0
    assert list(submitted(course)) == ["em/hw/one.ipynb"]
