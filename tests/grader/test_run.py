"""What a run grades and what it leaves alone; what it says when it cannot."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.cli.grade import grade_class, main, parse
from autograder.course import submissions
from autograder.course.autograded import Autograded
from autograder.course.course import locked, open_course, settings
from autograder.gradebook.session import OpenGradebook
from autograder.gradebook.writer import Writer
from autograder.pipeline.judges import GRADE
from tests.support import handmade
from tests.support.handmade import LOG, dump, failed, submit
from tools.course import ROOT

COMMAND = """import sys
from autograder.cli import grade
from tests.support import handmade
grade.Judges = handmade.SerialJudges
sys.exit(grade.main(sys.argv[1:]))"""
STEPS = {
    "written": (Autograded, "write"),
    "old one gone": (Autograded, "remove"),
    "entered": (Writer, "save"),
    "committed": (OpenGradebook, "save"),
    "in place": (Autograded, "put_in_place"),
}


@pytest.fixture
def course(tmp_path, monkeypatch) -> Path:
    """The handmade course, where the command grades without workers, and notes whom."""
    monkeypatch.setattr("autograder.cli.grade.Judges", handmade.SerialJudges)
    monkeypatch.setenv(LOG, str(tmp_path / "graded.log"))
    course = handmade.build(tmp_path / "course")
    monkeypatch.chdir(course)
    return course


def grade(*arguments: str) -> list[str]:
    """Run the command; whom it has graded."""
    log = Path(os.environ[LOG])
    log.write_text("")
    assert main(["hw", *arguments]) == 0
    return log.read_text().splitlines()


def refusal(capsys, *arguments: str) -> str:
    """Run the command, which must refuse; what it says, in one line."""
    capsys.readouterr()
    assert main(list(arguments or ["hw"])) == 1
    said = capsys.readouterr().err.strip()
    assert "Traceback" not in said and "\n" not in said
    return said


def problem(capsys) -> str:
    """Run the command, which cannot grade ada; why not, by its own words."""
    capsys.readouterr()
    assert main(["hw", "--json"]) == 1
    return json.loads(capsys.readouterr().out)["students"]["ada"]["problem"]


def test_what_has_not_changed_is_left_alone(course):
    submit(course, "ada")
    submit(course, "ben")
    assert grade() == ["ada", "ben"]
    assert grade() == []
    assert grade("--force", "--students", "ben") == ["ben"]
    assert grade("--force") == ["ada", "ben"]


def hand_in_again(course: Path) -> None:
    submit(course, "ada", answers={"f": "answer = 43"})


def change_timestamp(course: Path) -> None:
    submit(course, "ada", timestamp="2026-03-02 12:00:00 UTC")


def change_master(course: Path) -> None:
    master = course / "source/hw/one.ipynb"
    notebook = nbformat.read(master, as_version=4)
    notebook.cells[1].source += "\nassert g"
    nbformat.write(notebook, master)


def change_helper(course: Path) -> None:
    (course / "source/hw/helper.py").write_text("x = 2\n")


def change_limit(course: Path) -> None:
    with open(course / "nbgrader_config.py", "a") as config:
        config.write("c.Sandbox.cpu_seconds = 70\n")


def grade_by_nbgrader(course: Path) -> None:
    """nbgrader's autograde writes another folder there, with scores of its own."""
    for notebook in (course / "autograded/ada/hw").glob("*.ipynb"):
        notebook.chmod(0o644)
        found = json.loads(notebook.read_text())
        found["metadata"]["autograder"] = {"limits": []}
        notebook.write_text(json.dumps(found))


def lose_gradebook(course: Path) -> None:
    (course / "gradebook.db").unlink()
    handmade.generate(course)


@pytest.mark.parametrize(
    "change",
    [
        hand_in_again,
        change_timestamp,
        change_master,
        change_helper,
        change_limit,
        grade_by_nbgrader,
        lose_gradebook,
    ],
)
def test_what_has_changed_is_graded_again(course, change):
    submit(course, "ada")
    assert grade() == ["ada"]
    change(course)
    assert grade() == ["ada"]
    assert grade() == []


def killed(when: str, before: bool, command: Callable[[], object]) -> None:
    """Run `command` in a process that dies, without any farewell, before or after a step."""
    owner, name = STEPS[when]
    step = getattr(owner, name)

    def die(*arguments: object) -> None:
        if not before:
            step(*arguments)
        os._exit(9)

    child = os.fork()
    if child == 0:
        setattr(owner, name, die)
        command()
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


@pytest.mark.parametrize("when", STEPS)
@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_killed_between_any_two_steps_a_run_goes_on_without_a_trace(course, when, before):
    db_url = f"sqlite:///{course}/gradebook.db"
    for student in ("ada", "ben"):
        submit(course, student, {"test_f_1": [failed("E", "old")]})
    grade()
    for student in ("ada", "ben"):
        submit(course, student, {"test_g": [failed("E", "new")]})
    killed(when, before, grade)
    graded = grade()
    assert graded in (["ben"], ["ada", "ben"])
    if (when, before) != ("in place", False):  # only then ada's new grading was whole
        assert graded == ["ada", "ben"]
    found = dump(db_url)
    for student in ("ada", "ben"):
        assert found[student, "one", "test_f_1", "grade"][0] == 2
        assert found[student, "one", "test_g", "grade"][0] == 0
        folder = course / "autograded" / student
        assert [path.name for path in folder.iterdir()] == ["hw"]
        assert "new" in (folder / "hw/one.ipynb").read_text()
    assert grade() == []


def test_a_run_keeps_no_notebook_in_memory(course):
    submit(course, "ada")
    summary = grade_class(parse(["hw"]), GRADE, None)
    assert summary.graded and not any(one.notebooks for one in summary.graded.values())


def test_a_forced_run_that_was_killed_goes_on_without_force(course):
    for student in ("ada", "ben", "cai"):
        submit(course, student)
    grade()
    killed("in place", False, lambda: grade("--force"))
    assert grade() == ["ben", "cai"]


def test_what_killed_runs_have_left_in_the_temporary_folder_goes_after_a_day(
    course, tmp_path, monkeypatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    submit(course, "ada")
    dead = os.fork()
    if dead == 0:
        os._exit(0)
    os.waitpid(dead, 0)
    old = [
        f"autograder-{dead}-old",
        f"autograder-{os.getpid()}-alive",
        "autograder-other",
        "pymp-x",
    ]
    for name in [f"autograder-{dead}-young", *old]:
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").touch()
    for name in old:
        os.utime(tmp_path / name, (0, 0))
    grade()
    left = {path.name for path in tmp_path.glob("*-*")}
    assert left == {f"autograder-{dead}-young", *old[1:]}


def test_of_two_commands_at_once_the_second_refuses(course, capsys):
    submit(course, "ada")
    with locked(open_course(course)):
        said = refusal(capsys)
    assert f"Process {os.getpid()} is grading this course already" in said
    assert grade() == ["ada"]


def test_misuse_is_answered_in_one_sentence(course, capsys, tmp_path, monkeypatch):
    assert "Nobody has handed in hw" in refusal(capsys)
    submit(course, "ada")
    assert "hw. Found: 'nope'" in refusal(capsys, "nope")
    assert "by bob: expected" in refusal(capsys, "hw", "--students", "ada", "bob")
    (course / "source/new").mkdir()
    submit(course, "ada").rename(course / "submitted/ada/new")
    assert "nbgrader generate_assignment new" in refusal(capsys, "new")
    monkeypatch.chdir(tmp_path)
    assert "nbgrader_config.py; there is none" in refusal(capsys)


@pytest.mark.parametrize("arguments", [[], ["--help"]])
def test_help_names_every_command_and_each_command_has_its_own(arguments, capsys):
    whole = [sys.executable, "-m", "autograder", *arguments]
    told = subprocess.run(whole, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for path in (ROOT / "autograder/cli").glob("*.py"):
        command = import_module(f"autograder.cli.{path.stem}")
        if hasattr(command, "main"):
            assert re.search(rf"^  {path.stem} +\w", told, re.MULTILINE)
            with pytest.raises(SystemExit, match="0"):
                command.main(["--help"])
            assert "usage: python -m autograder" in capsys.readouterr().out


def test_a_master_that_the_gradebook_does_not_know_is_refused(course, capsys):
    submit(course, "ada")
    master = course / "source/hw/two.ipynb"
    notebook = nbformat.read(master, as_version=4)
    notebook.cells[1].metadata.nbgrader.points = 8
    nbformat.write(notebook, master)
    assert "Run: nbgrader generate_assignment hw --force" in refusal(capsys)


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        ({"kernelspec": {"name": "ir", "language": "R", "display_name": "R"}}, "in R"),
        ({"language_info": {"name": "julia"}}, "in julia"),
    ],
)
def test_a_master_in_another_language_is_refused(course, capsys, metadata, words):
    """Its cells would be run as Python, and every student get 0."""
    submit(course, "s1")
    path = course / "source/hw/one.ipynb"
    master = nbformat.read(path, as_version=4)
    master.metadata = metadata
    nbformat.write(master, path)
    said = refusal(capsys)
    assert words in said and "nbgrader autograde hw" in said
    assert not (course / "autograded").exists()


@pytest.mark.parametrize("text", ["<<<<<<< HEAD\n{", "[]", '{"nbformat": 4, "cells": [null]}'])
@pytest.mark.parametrize("place", ["source/hw/one.ipynb", "source/other/one.ipynb"])
def test_a_master_that_is_no_notebook_is_named(course, capsys, place, text):
    submit(course, "ada")
    (course / place).parent.mkdir(exist_ok=True)
    (course / place).write_text(text)
    said = refusal(capsys)
    assert "Expected a notebook" in said and f"{course / place}, which cannot be read" in said


@pytest.mark.parametrize(("line", "cell"), [("-1", 600), ("0", 600), ("7", 7), ("None", 60)])
def test_the_time_of_a_cell_that_nbgrader_knows_counts(course, line, cell):
    with open(course / "nbgrader_config.py", "a") as config:
        config.write(f"c.Execute.timeout = {line}\n")
    assert settings(open_course(course))["Sandbox"]["cell_seconds"] == cell


@pytest.mark.parametrize(
    "line",
    ["c.Sandbox.cpu_seconds = 'long'", "import nowhere", "c.Judge.memory_mb = -1"],
)
def test_a_wrong_configuration_is_named(course, capsys, line):
    submit(course, "ada")
    with open(course / "nbgrader_config.py", "a") as config:
        config.write(line + "\n")
    said = refusal(capsys)
    assert "nbgrader_config.py" in said and line.split()[-1].strip("'") in said


def test_json_stands_alone_on_stdout_and_tells_all(course, capsys):
    submit(course, "ada")
    submit(course, "ben", {"test_f_1": [failed("E", "x")]})
    capsys.readouterr()
    assert main(["hw", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["graded"] == 2 and found["unchanged"] == 0 and found["protected"] is True
    assert found["students"]["ben"]["score"] == found["students"]["ada"]["score"] - 2
    assert main(["nope", "--json"]) == 1
    assert "nope" in json.loads(capsys.readouterr().out)["error"]


def test_the_summary_names_scores_and_what_is_unprotected(course, capsys):
    submit(course, "ada")
    with open(course / "nbgrader_config.py", "a") as config:
        config.write("c.Sandbox.protected = False\n")
    grade()
    said = capsys.readouterr().out
    assert "ada" in said and "13 / 22" in said and "1 graded, 0 unchanged" in said
    assert "mean 13.0, lowest 13, highest 13" in said
    assert "WITHOUT PROTECTION" in said


def test_the_run_warns_of_work_from_a_newer_python(course, capsys):
    path = submit(course, "ada") / "one.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.language_info = {"name": "python", "version": "3.99.0"}
    nbformat.write(notebook, path)
    grade()
    said = capsys.readouterr().out
    assert "1 notebook was last run in a Python newer than the grader's" in said
    assert "make an environment with python3.99" in said
    (course / "Makefile").touch()
    grade("--force")
    assert "make clean, then make doctor PYTHON=python3.99" in capsys.readouterr().out
    assert "What went wrong: python -m autograder report hw" in said


def test_the_first_grading_recommends_to_check_the_assignment(course, capsys):
    submit(course, "ada")
    grade()
    assert "python -m autograder check hw" in capsys.readouterr().out
    submit(course, "ben")
    grade()
    said = capsys.readouterr().out
    assert "1 graded, 1 unchanged" in said and "autograder check" not in said


def link(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/passwd")


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def huge(path: Path) -> None:
    with open(path, "ab") as file:
        file.truncate(submissions.MAX_BYTES + 1)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (link, "is a symbolic link. Ask for the file itself."),
        (pipe, "is no regular file."),
        (folder, "is no regular file."),
        (huge, "is too large: expected at most 2000 files"),
        (lambda path: path.write_bytes(b"\xff\xfe"), "is no text in UTF-8."),
        (lambda path: path.rename(path.with_name("1.ipynb")), "found 1.ipynb. Name the file as"),
    ],
)
def test_a_notebook_that_cannot_be_read_is_told_and_harms_nobody(course, capsys, spoil, words):
    path = submit(course, "ada", notebooks=("one",)) / "one.ipynb"
    spoil(path)
    submit(course, "ben")
    assert words in problem(capsys)
    assert dump(f"sqlite:///{course}/gradebook.db")["ben",][1] == 13


def test_what_could_not_be_graded_before_had_no_score_that_could_change(course, capsys):
    notebook = submit(course, "ada", notebooks=("one",)) / "one.ipynb"
    misnamed = notebook.rename(notebook.with_name("1.ipynb"))
    assert main(["hw"]) == 1
    misnamed.rename(notebook)
    assert main(["hw"]) == 0
    assert "Score changed" not in capsys.readouterr().out


def test_too_many_or_too_deep_files_and_a_wrong_timestamp_are_told(course, capsys):
    place = submit(course, "ada", timestamp="tomorrow, perhaps")
    assert "holds 'tomorrow, perhaps'. Write a time such as" in problem(capsys)
    (place / "timestamp.txt").unlink()
    (place / "/".join("a" * 60)).mkdir(parents=True)
    assert "20 folders deep" in problem(capsys)
    (place / "a").rename(course / "deep")
    for number in range(submissions.MAX_FILES):
        (place / f"{number}.txt").touch()
    assert "is too large" in problem(capsys)


def test_links_in_a_submission_are_not_followed(course, tmp_path):
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key.txt").write_text("secret")
    place = submit(course, "ada")
    (place / "key.txt").symlink_to(secret / "key.txt")
    (place / "folder").symlink_to(secret)
    grade()
    assert {path.name for path in (course / "autograded/ada/hw").rglob("*")} == {
        "helper.py",
        "one.ipynb",
        "two.ipynb",
    }


def test_files_that_would_stand_where_the_assignments_own_must_are_dropped(course):
    place = submit(course, "ada")
    (place / "helper.py").mkdir()
    (place / "helper.py/x.txt").write_text("below a file")
    grade()
    assert (course / "autograded/ada/hw/helper.py").read_text() == "x = 1\n"


def test_names_of_all_kinds_are_found(course):
    students = ["ada.l+1@x.org", "李", "ünal", "-x", "7"]
    for student in students:
        submit(course, student)
    assert sorted(grade()) == sorted(students)


@pytest.mark.parametrize(
    "student", ["<img src=x onerror=alert(1)>", '"onclick=x', "a&lt", "two\nlines", "b[1]*", " a"]
)
def test_an_id_that_would_be_markup_on_a_page_is_told_and_never_written_down(
    course, capsys, student
):
    submit(course, student)
    submit(course, "ben")
    for _ in range(2):
        capsys.readouterr()
        assert main(["hw", "--json"]) == 1
        found = json.loads(capsys.readouterr().out)["students"]
        assert f"found {student!r}" in found[student]["problem"]
        assert "Rename the student's folder" in found[student]["problem"]
        assert found[student]["score"] is None and found["ben"]["score"] == 13
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        assert [known.id for known in gradebook.students] == ["ben"]
    assert [path.name for path in (course / "autograded").iterdir()] == ["ben"]
    assert main(["hw"]) == 1
    assert "NOT GRADED" in capsys.readouterr().out


def test_another_directory_structure_is_followed(course):
    submit(course, "ada")
    with open(course / "nbgrader_config.py", "a") as config:
        config.write("c.CourseDirectory.directory_structure = ")
        config.write("'{assignment_id}/{nbgrader_step}/{student_id}'\n")
    (course / "hw/submitted").mkdir(parents=True)
    (course / "submitted/ada/hw").rename(course / "hw/submitted/ada")
    (course / "source/hw").rename(course / "hw/source")
    assert grade() == ["ada"]
    assert (course / "hw/autograded/ada/one.ipynb").exists()
    assert grade() == []


def make_deep(place: Path) -> None:
    """A path longer than the system takes at once, which a student's unpacked archive can have."""
    number = os.open(place, os.O_RDONLY)
    for _ in range(19):
        os.mkdir("d" * 250, dir_fd=number)
        deeper = os.open("d" * 250, os.O_RDONLY, dir_fd=number)
        os.close(number)
        number = deeper
    os.close(os.open("f", os.O_CREAT, dir_fd=number))
    os.close(number)


def make_long(place: Path) -> None:
    """One that the system takes below submitted/, and not below a longer name."""
    deep = place
    while len(os.fsencode(deep)) < 3890:
        deep /= "d" * 200
    deep.mkdir(parents=True)
    (deep / ("f" * (4094 - len(os.fsencode(deep))))).touch()


@pytest.mark.parametrize("make", [make_deep, make_long])
def test_a_long_path_in_a_submission_stops_nobody_else(course, capsys, make):
    submit(course, "zoe")
    make(submit(course, "ada"))
    said = problem(capsys)
    assert "Expected paths of at most 1000 bytes, found one that begins with 'ddd" in said
    assert len(said) < 300
    assert dump(f"sqlite:///{course}/gradebook.db")["zoe",][1] == 13


CODES = [b"\xff\xfe", b"\x1b[2J\x1b]0;x\x07", b"\xc2\x9b31m", b"\xe2\x80\xae"]


def test_names_reach_the_terminal_as_text_whatever_they_hold(course):
    """Names of students, of what stands in a notebook's place, and of files beside it."""
    submitted = os.fsencode(course / "submitted/")
    for number, code in enumerate(CODES):
        os.rename(submit(course, "ada").parent, os.path.join(submitted, code))
        notebook = submit(course, f"ben{number}", notebooks=("one",)) / "one.ipynb"
        os.rename(notebook, os.path.join(submitted, b"ben%d/hw" % number, code))
        with open(os.fsencode(submit(course, f"cai{number}")) + b"/" + code, "w") as file:
            file.write("x")
    for encoding, arguments in (("utf-8", []), ("ascii", []), ("utf-8", ["--students", "dan"])):
        run = subprocess.run(
            [sys.executable, "-c", COMMAND, "hw", *arguments],
            capture_output=True,
            env=os.environ | {"PYTHONIOENCODING": encoding, "PYTHONPATH": str(ROOT)},
        )
        assert run.returncode == 1
        said = run.stdout + run.stderr
        assert not [code for code in [*CODES, b"\x1b", b"Traceback"] if code in said]
        assert arguments or b"8 not graded" in said
    known = {place[0] for place in dump(f"sqlite:///{course}/gradebook.db")}
    assert known == {f"{name}{n}" for name in ("ben", "cai") for n in range(len(CODES))}


@pytest.mark.parametrize(
    "text",
    [
        "1" * 1_000_000,
        "2026-01-31 " + "a" * 200,
        "2026-01-31 12:00:00 /etc/passwd",
        "2026-01-31 12:00:00 ../../x",
        "99999999999999999999-01-01",
        "10:00",
        "2026-02-30 10:00:00 UTC",
        "Jan 1",
        "\ud800",
    ],
)
def test_only_a_short_and_plain_timestamp_is_read(course, capsys, text):
    place = submit(course, "ada")
    (place / "timestamp.txt").write_bytes(text.encode("utf-8", "surrogatepass"))
    assert "Write a time such as 2026-01-31 12:00:00 UTC" in problem(capsys)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-01-31 12:00:00.123456 UTC\n", "2026-01-31 12:00:00.123456"),
        ("2026-01-31 12:00:00 CET", "2026-01-31 11:00:00"),
        ("2026-01-31 12:00:00", "2026-01-31 12:00:00"),
        ("2026-01-31T12:00:00Z", "2026-01-31 12:00:00"),
        ("2026-01-31T12:00:00+02:00", "2026-01-31 10:00:00"),
        ("2026-01-31", "2026-01-31 00:00:00"),
        (" \n", "None"),
    ],
)
def test_a_timestamp_is_read_as_nbgrader_reads_it(course, text, utc):
    submit(course, "ada", timestamp=text)
    grade()
    assert str(dump(f"sqlite:///{course}/gradebook.db")["ada",][0]) == utc
