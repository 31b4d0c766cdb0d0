"""`python -m autograder check` names each test cell that is not judged as it must be."""

import json
from pathlib import Path

import pytest
from nbformat import writes
from nbformat.v4 import new_code_cell, new_notebook

from autograder.cli.check import SOLVED, UNTOUCHED, Finding, main
from tools import release
from tools.release import open_course

CONFIG = """
import os, sys
from pathlib import Path
from autograder import protect
c = get_config()
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
c.CourseDirectory.course_id = "check"
c.Sandbox.imports = []
protect(c)
"""
SOLUTION = """### BEGIN SOLUTION
class Stack(list):
    pass

stack = Stack([1])
number = 7
open("out.csv", "w").write("7")
### END SOLUTION"""


def noted(name: str, **kinds: object) -> dict:
    flags = {"grade": False, "solution": False, "locked": False, "task": False}
    return {"nbgrader": flags | {"grade_id": name, "schema_version": 3} | kinds}


def checked(name: str, source: str) -> dict:
    return new_code_cell(source, metadata=noted(name, grade=True, locked=True, points=1), id=name)


def write_master(course: Path, *tests: dict) -> None:
    (course / "source/hw").mkdir(parents=True, exist_ok=True)
    answer = new_code_cell(SOLUTION, metadata=noted("answer", solution=True), id="answer")
    notebook = new_notebook(cells=[answer, *tests])
    (course / "source/hw/hw.ipynb").write_text(writes(notebook))


@pytest.fixture
def course(tmp_path, monkeypatch):
    (tmp_path / "nbgrader_config.py").write_text(CONFIG)
    write_master(
        tmp_path,
        checked("good", "assert number == 7"),
        checked("live", "assert isinstance(stack, Stack)"),
        checked("wrong", "assert number == 8, 'eight'"),
        checked("given", "assert True"),
        checked("file", "assert open('out.csv').read() == '7'"),
    )
    assert open_course(tmp_path).generate_assignment("hw")["success"]
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_each_wrongly_judged_cell_is_named_and_the_exit_code_is_1(course, capsys):
    assert main(["hw", "--json"]) == 1
    found = {(one["cell"], one["graded"]): one for one in json.loads(capsys.readouterr().out)}
    assert set(found) >= {("hw/hw/wrong", SOLVED), ("hw/hw/given", UNTOUCHED)}
    assert ("hw/hw/good", SOLVED) not in found and ("hw/hw/good", UNTOUCHED) not in found
    assert found["hw/hw/wrong", SOLVED]["why"] == "eight"


def test_a_ready_line_is_printed_for_what_cannot_be_judged_from_outside(course, capsys):
    main(["hw"])
    said = capsys.readouterr().out
    assert 'if it looks at live objects: c.Execute.inside.append("hw/hw/live")' in said
    assert 'inside.append("hw/hw/given")' not in said
    assert "if an answer writes it: c.Execute.files.append('out.csv')" in said
    assert "hw: 5 test cells," in said


def test_the_ready_line_for_a_file_cures_it(course, capsys):
    with open("nbgrader_config.py", "a") as file:
        file.write("\nc.Execute.files.append('out.csv')\n")
    main(["hw"])
    assert "hw/hw/file" not in capsys.readouterr().out


def test_what_is_missing_is_said(course, capsys):
    assert main(["other"]) == 1
    assert "Expected one of the assignments" in capsys.readouterr().err
    (course / "release/hw/hw.ipynb").unlink()
    assert main(["hw"]) == 1
    assert "nbgrader generate_assignment hw --force" in capsys.readouterr().err


def test_make_release_fails_where_a_cell_is_wrongly_judged(course, capfd):
    assert release.main(course) == 1
    said = capfd.readouterr()
    assert "hw/hw/wrong: the solved master earns 0 of 1. eight" in said.out
    assert "hw/hw/given: the untouched release earns 1 of 1" in said.out
    assert said.err.splitlines()[-1].startswith("Do not publish release/hw: ")


def test_make_release_ends_well_where_all_are_rightly_judged(course, capfd):
    write_master(course, checked("good", "assert number == 7"))
    assert release.main(course) == 0
    said = capfd.readouterr()
    assert "hw: 1 test cell, all rightly judged." in said.out
    assert "Do not publish" not in said.err


def test_a_master_that_cannot_be_graded_at_all_is_said_without_a_line_that_would_not_help():
    found = Finding("hw", SOLVED, None, 0, "The process was ended.")
    assert found.lines() == ["hw: the solved master cannot be graded. The process was ended."]
