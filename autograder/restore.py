"""Puts a submission's locked cells back where the master has them."""

from copy import deepcopy

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_locked, is_solution

SKIP = "skip-execution"  # nbclient does not run a cell that carries this tag


class RestoreCells(NbGraderPreprocessor):
    """Brings back locked cells that a submission deleted or moved, and lets every test run.

    nbgrader gives a deleted test cell no score at all, and its own remedy
    (OverwriteCells.add_missing_cells) fails when the cell before it is gone as well.
    """

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        coursedir = self.parent.parent.coursedir  # preprocessor -> exporter -> converter
        ids = resources["nbgrader"]
        folder = coursedir.format_path(coursedir.source_directory, ".", ids["assignment"])
        master = nbformat.read(f"{folder}/{ids['notebook']}.ipynb", as_version=4)
        for name in restore(nb, master):
            self.log.warning("Cell '%s' was missing or out of place: put back", name)
        return nb, resources


def restore(nb: NotebookNode, master: NotebookNode) -> list[str]:
    """Give `nb` every locked cell of `master`, in its order; return the names of those put back.

    A locked cell stays where it is as long as it follows all that it follows in the master. What
    nbgrader notes on a cell (is it graded, for how many points) is the master's word too.
    """
    put_back = []
    after = -1  # where the latest of the master's cells so far stands
    for cell in master.cells:
        name = grade_id(cell)
        if name is None:
            continue
        here = next((i for i, other in enumerate(nb.cells) if grade_id(other) == name), None)
        if is_locked(cell) and (here is None or here < after):
            moved = nb.cells.pop(here) if here is not None else deepcopy(cell)
            after -= here is not None
            here = after + 1
            nb.cells.insert(here, moved)
            put_back.append(name)
        if here is not None:
            after = max(after, here)
            nb.cells[here].metadata.nbgrader = deepcopy(cell.metadata.nbgrader)
            if is_grade(cell) or is_solution(cell):
                drop_skip_tag(nb.cells[here])
    return put_back


def grade_id(cell: NotebookNode) -> str | None:
    """The name by which nbgrader knows a cell, None for a cell that it does not know."""
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def drop_skip_tag(cell: NotebookNode) -> None:
    """Take the tag away that would keep nbclient from running the cell."""
    if SKIP in cell.metadata.get("tags", []):
        cell.metadata.tags = [tag for tag in cell.metadata.tags if tag != SKIP]
