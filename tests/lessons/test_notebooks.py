"""Every notebook that is stored is clean, and every master runs from top to bottom."""

import itertools
import json
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tools.course import ASSIGNMENTS, ROOT, build

STORED = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("source", "release", "notebooks")
    for path in (ROOT / folder).rglob("*.ipynb")
    if ".ipynb_checkpoints" not in path.parts
)
SECRETS = ["BEGIN SOLUTION", "END SOLUTION", "HIDDEN TESTS", "HANDED OUT", "autograder"]
GRADED = re.compile(r"# GRADED FUNCTION: (\w+)\n")


def read(path: str):
    return nbformat.read(ROOT / path, as_version=4)


def test_all_four_assignments_are_stored_as_master_and_release():
    for name in ASSIGNMENTS:
        assert f"source/{name}/{name}.ipynb" in STORED
        assert f"release/{name}/{name}.ipynb" in STORED


@pytest.mark.parametrize("path", STORED)
def test_a_stored_notebook_is_valid_and_without_outputs(path):
    notebook = read(path)
    nbformat.validate(notebook)
    assert not [c.id for c in notebook.cells if c.get("outputs") or c.get("execution_count")]


@pytest.mark.parametrize("path", STORED)
def test_cell_ids_are_unique_and_those_that_nbgrader_knows(path):
    cells = json.loads((ROOT / path).read_text())["cells"]  # nbformat would make missing ids up
    ids = [cell["id"] for cell in cells]
    assert len(set(ids)) == len(ids)
    for cell in cells:
        nbgrader = cell["metadata"].get("nbgrader")
        if nbgrader:
            assert nbgrader["grade_id"] == cell["id"]
            assert nbgrader["schema_version"] == 3


@pytest.mark.parametrize("path", STORED)
def test_a_notebook_has_one_title_and_ordered_headings(path):
    text = "\n".join(c.source for c in read(path).cells if c.cell_type == "markdown")
    levels = [len(marks) for marks in re.findall(r"^(#+) ", text, re.MULTILINE)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(deeper <= level + 1 for level, deeper in itertools.pairwise(levels))


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_a_graded_function_names_itself_and_has_tests_of_its_own(name):
    cells = {cell.id: cell for cell in read(f"source/{name}/{name}.ipynb").cells}
    functions = {i: GRADED.match(cell.source) for i, cell in cells.items()}
    functions = {i: match[1] for i, match in functions.items() if match}
    assert functions
    for cell_id, function in functions.items():
        assert cell_id == function
        assert len([i for i in cells if i.startswith(f"test_{function}")]) >= 2


@pytest.mark.parametrize("name", ASSIGNMENTS)
@pytest.mark.parametrize("folder", ["source", "release"])
def test_test_cells_are_folded(folder, name):
    for cell in read(f"{folder}/{name}/{name}.ipynb").cells:
        nbgrader = cell.metadata.get("nbgrader", {})
        if nbgrader.get("grade") and not nbgrader.solution:
            assert cell.metadata.get("jupyter") == {"source_hidden": True}, cell.id


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_a_test_that_passes_says_what_it_is_worth(name):
    for cell in read(f"release/{name}/{name}.ipynb").cells:
        nbgrader = cell.metadata.get("nbgrader", {})
        if nbgrader.get("grade") and not nbgrader.solution:
            call, said = cell.source.split("\n")[-2:]
            points = f"{nbgrader.points} point{'s' * (nbgrader.points > 1)}"
            assert call == "_test()" and said.startswith('print("'), cell.id
            assert f"Worth {points}" in said and f", {points}" in cell.source, cell.id


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_a_release_gives_nothing_away(name):
    for path in (ROOT / "release" / name).rglob("*"):
        text = path.read_text() if path.is_file() else ""
        assert not [secret for secret in SECRETS if secret in text], path


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_stored_release_equals_a_regeneration_byte_for_byte(tmp_path):
    build(tmp_path)
    assert files(ROOT / "release") == files(tmp_path / "release")


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_a_master_runs_without_an_error_or_a_warning(name):
    notebook = read(f"source/{name}/{name}.ipynb")
    client = NotebookClient(
        notebook,
        resources={"metadata": {"path": ROOT / "source" / name}},
        skip_cells_with_tag="",  # lesson cells too, which grading leaves out
        extra_arguments=["--log-level=ERROR"],
    )
    client.execute()
    stderr = [
        o.text for c in notebook.cells for o in c.get("outputs", []) if o.get("name") == "stderr"
    ]
    assert stderr == []
