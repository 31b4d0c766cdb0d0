"""The graded lessons as pages to read: what is handed out, with the figures of a solved run.

A lesson runs twice. As it is handed out: this is where the messages of its tests come from. Solved:
this is where all other outputs come from, and nothing else of it is shown.
"""

import shutil
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from tools.course import ROOT, released, solutions


def executed(notebook: NotebookNode, helper: Path, skip: str) -> dict[str, list]:
    """The outputs by cell id; errors stay where they happened, cells tagged `skip` do not run."""
    with tempfile.TemporaryDirectory() as place:
        shutil.copy(helper, place)
        NotebookClient(
            notebook,
            resources={"metadata": {"path": place}},
            allow_errors=True,
            timeout=300,
            extra_arguments=["--IPKernelApp.log_level=ERROR"],  # it warns of its own local sockets
            coalesce_streams=True,
            skip_cells_with_tag=skip,
        ).execute()
    return {cell.id: cell.get("outputs", []) for cell in notebook.cells}


def solved(name: str) -> NotebookNode:
    """The lesson as a student who solved it sees it.

    Before the tests of code that is handed out wrong stands its right version.
    """
    notebook = released(ROOT, name, {})
    answers = solutions(name)
    cells: list[NotebookNode] = []
    for cell in notebook.cells:
        if "raise NotImplementedError" in cell.source and cell.id in answers:
            cell.source = answers[cell.id]
        tested = max((one for one in answers if f"test_{one}_" in cell.id), key=len, default=None)
        if tested and (answer := answers[tested]) not in [one.source for one in cells]:
            cells.append(nbformat.v4.new_code_cell(answer))
        cells.append(cell)
    notebook.cells = cells
    return notebook


def with_outputs(name: str) -> NotebookNode:
    """The released lesson, each cell with what it shows."""
    helper = ROOT / "release" / name / "init_utils.py"
    notebook = released(ROOT, name, {})
    unsolved = executed(notebook, helper, "skip-execution")
    shown = executed(solved(name), helper, "")
    answers = solutions(name)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            is_test = cell.id.startswith("test_") or cell.id in answers
            cell.outputs = unsolved[cell.id] if is_test else shown[cell.id]
    return notebook
