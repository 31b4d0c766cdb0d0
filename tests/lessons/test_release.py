"""Promises of `make release` (tools/release.py)."""

import shutil
import sqlite3
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools.release import STAGING, ReleaseError, release

ROOT = Path(__file__).resolve().parents[2]
SOLVED = "def one():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION"


def write_master(course: Path, name: str, solution: str = SOLVED) -> None:
    """A master with one function, in course/source/<name>/."""
    metadata = {
        "schema_version": 3,
        "grade_id": "one",
        "grade": False,
        "solution": True,
        "locked": False,
        "task": False,
    }
    cell = new_code_cell(solution, id="one", metadata={"nbgrader": metadata})
    notebook = new_notebook(cells=[new_markdown_cell("# A lesson", id="title"), cell])
    folder = course / "source" / name
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, folder / f"{name}.ipynb")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A released course of two small assignments, its path with a space."""
    folder = tmp_path / "a course"
    folder.mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    for name in ("first", "second"):
        write_master(folder, name)
    assert release(folder) == ["first", "second"]
    return folder


def read_all(folder: Path) -> dict[str, bytes]:
    """Every file below `folder` with its bytes."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def known_cells(course: Path) -> int:
    """How many source cells the course's gradebook knows."""
    with sqlite3.connect(course / "gradebook.db") as gradebook:
        return gradebook.execute("select count(*) from source_cell").fetchone()[0]


def test_releasing_twice_gives_the_same_bytes_and_tells_the_gradebook(course: Path):
    before = read_all(course / "release")
    release(course)
    assert read_all(course / "release") == before
    assert known_cells(course) == 2
    assert b"return 1" not in b"".join(before.values())


def test_what_was_changed_or_added_by_hand_is_gone_afterwards(course: Path):
    before = read_all(course / "release")
    (course / "release" / "first" / "first.ipynb").write_text("changed")
    (course / "release" / "first" / "notes.txt").write_text("added")
    release(course)
    assert read_all(course / "release") == before


def test_a_released_folder_without_a_source_is_removed(course: Path):
    shutil.rmtree(course / "source" / "second")
    assert release(course) == ["first"]
    assert not (course / "release" / "second").exists()


def test_one_assignment_can_be_released_alone(course: Path):
    before = read_all(course / "release" / "second")
    write_master(course, "first", SOLVED.replace("one", "two"))
    assert release(course, ["first"]) == ["first"]
    assert "two" in (course / "release" / "first" / "first.ipynb").read_text()
    assert read_all(course / "release" / "second") == before


def test_a_failure_shows_nbgraders_words_and_leaves_everything_as_it_was(course: Path):
    before = read_all(course / "release"), (course / "gradebook.db").read_bytes()
    write_master(course, "first", SOLVED.replace("one", "two"))
    write_master(course, "second", "### BEGIN SOLUTION\nforgot to end it")
    with pytest.raises(ReleaseError, match=r"'second'(?s:.*)no end solution statement"):
        release(course)
    assert (read_all(course / "release"), (course / "gradebook.db").read_bytes()) == before
    assert not (course / STAGING).exists()


def test_a_configuration_that_fails_is_named_and_nothing_is_released_without_it(course: Path):
    before = read_all(course / "release")
    (course / "nbgrader_config.py").write_text("import nowhere")
    with pytest.raises(ReleaseError, match=r"nbgrader_config.py cannot be read.*nowhere"):
        release(course)
    assert read_all(course / "release") == before


def test_an_unknown_assignment_is_refused(course: Path):
    with pytest.raises(ReleaseError, match=r"third.*Found: first, second"):
        release(course, ["third"])
