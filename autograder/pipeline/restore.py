"""Puts a submission's locked cells back where the master has them."""

from itertools import chain, count

from nbformat import NotebookNode, from_dict

from autograder.cells import is_grade, is_locked, is_solution
from autograder.pipeline.recognise import name_of
from autograder.pipeline.submission import SKIP


def restore(nb: NotebookNode, master: NotebookNode) -> list[str]:
    """Give `nb` every locked cell of `master`, in its order; return the names of those put back.

    A locked cell stays where it is as long as it follows all that it follows in the master; its
    type, its source and its nbgrader metadata (the points, for example) are taken from the
    master. Of two cells with one name the last counts, as in nbgrader; a deleted answer that a
    teacher would grade by hand comes back empty.
    """
    forget_doubles(nb)
    put_back = []
    after = -1  # position of the last of the master's cells that is in place
    for cell in master.cells:
        name = name_of(cell)
        if name is None:
            continue
        here = next((i for i, other in enumerate(nb.cells) if name_of(other) == name), None)
        if here is None and is_solution(cell) and is_grade(cell):
            here = after + 1
            nb.cells.insert(here, fresh(cell, nb))
            nb.cells[here].source = "(This answer's cell had been deleted.)"
            put_back.append(name)
        elif is_locked(cell) and (here is None or here < after):
            moved = nb.cells.pop(here) if here is not None else fresh(cell, nb)
            after -= here is not None
            here = after + 1
            nb.cells.insert(here, moved)
            put_back.append(name)
        if here is not None:
            after = max(after, here)
            source = cell.source if is_locked(cell) else nb.cells[here].source
            nb.cells[here] = new_cell(cell, source, nb.cells[here])
    return put_back


def forget_doubles(nb: NotebookNode) -> None:
    """Of several cells with one name keep the last; the others become ordinary cells."""
    seen = set()
    for cell in reversed(nb.cells):
        name = name_of(cell)
        if name in seen:
            del cell.metadata["nbgrader"]
        elif name is not None:
            seen.add(name)


def fresh(cell: NotebookNode, nb: NotebookNode) -> NotebookNode:
    """A copy of the master's cell whose id no cell of `nb` has."""
    copy = from_dict(cell)
    wanted = cell.get("id", "cell")  # old notebooks have no ids
    taken = {other.id for other in nb.cells}
    numbered = (f"{wanted[:50]}-{n}" for n in count(2))
    copy.id = next(name for name in chain([wanted], numbered) if name not in taken)
    return copy


def new_cell(master: NotebookNode, source: str, old: NotebookNode) -> NotebookNode:
    """The master's cell with another source; no tag keeps a graded cell from running."""
    cell = from_dict(master)  # a copy
    cell.id, cell.source = old.id, source
    cell.metadata = from_dict({"nbgrader": master.metadata.nbgrader})
    tags = old.metadata.get("tags", [])
    kept = [tag for tag in tags if tag != SKIP or not (is_grade(cell) or is_solution(cell))]
    if kept:
        cell.metadata.tags = kept
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None
    return cell
