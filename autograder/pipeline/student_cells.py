"""Runs a student's cells in the sandbox, and leaves a snapshot where a test stands."""

from fnmatch import fnmatchcase
from itertools import takewhile

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.cells import is_test, make_output
from autograder.feedback.hidden import Words
from autograder.feedback.words import ended_sentence
from autograder.pipeline.names import Names, left_behind
from autograder.pipeline.privacy import words_of
from autograder.pipeline.source import plain_python
from autograder.pipeline.submission import SKIP
from autograder.sandbox.channel import Channel, KernelLost
from autograder.sandbox.kernel import Kernel

# By test: the channels on which a snapshot answers, which it may have in common with others, or
# the values that it needs. Without channels, or None: the process was lost before.
Snapshots = dict[str, list[Channel] | dict | None]


def run_student_cells(
    nb: NotebookNode,
    kernel: Kernel,
    names: Names,
    inside: list[str],
    words: Words,
    files: bool = False,
) -> Snapshots:
    """Run what is not a test; where a test stands, note values or leave a snapshot to be called.

    Tests between which nothing runs have one in common. For its `files` each test needs one.
    """
    snapshots: Snapshots = {}
    latest: list[Channel] = []  # of the latest snapshot
    room = 0  # tests that it can still answer, as long as nothing has run since
    later = mentioned_later(nb, inside)
    for number, cell in enumerate(nb.cells):
        if cell.cell_type != "code":
            continue
        if is_test(cell):
            name = cell.metadata.nbgrader.grade_id
            wanted = names.wanted(plain_python(cell.source))
            if is_inside(cell, inside):
                snapshots[name] = kernel.snapshot()
            elif wanted or files:
                snapshots[name] = values = None if files else kernel.values(wanted)
                if values is None:
                    if room == 0:
                        latest = kernel.snapshot(tests_from(nb, number))
                        room = len(latest)
                    snapshots[name], room = latest, max(0, room - 1)
            if (definitions := left_behind(cell.source, later[number], words)) and not kernel.lost:
                room = 0
                run_cell(new_code_cell(definitions), kernel)
        elif is_run(cell):
            room = 0
            run_cell(cell, kernel)
    return snapshots


def is_run(cell: NotebookNode) -> bool:
    """Is this a cell that runs in the student's process?"""
    tags = cell.metadata.get("tags", [])
    return cell.cell_type == "code" and not is_test(cell) and SKIP not in tags


def tests_from(nb: NotebookNode, number: int) -> int:
    """How many tests stand between this cell, which is one, and the next that runs."""
    behind = takewhile(lambda cell: not is_run(cell), nb.cells[number:])
    return sum(map(is_test, behind))


def mentioned_later(nb: NotebookNode, inside: list[str]) -> list[set[str]]:
    """For each cell the words of the cells behind it that run in the student's process."""
    later: list[set[str]] = []
    words: set[str] = set()
    for cell in reversed(nb.cells):
        later.append(set(words))
        if cell.cell_type == "code" and (not is_test(cell) or is_inside(cell, inside)):
            words |= words_of([cell.source])
    return later[::-1]


def run_cell(cell: NotebookNode, kernel: Kernel) -> None:
    """Run one of the student's cells; if its process ends over it, its outputs say so."""
    try:
        answer = kernel.run(cell.source)
        cell.execution_count, cell.outputs = answer["count"], answer["outputs"]
        if answer["full"]:
            cell.outputs.append(note("The rest of this output was too long and is not kept."))
    except KernelLost as error:
        cell.outputs = [ended(str(error))]


def inside_of(inside: list[str], assignment: str, notebook: str) -> list[str]:
    """The patterns of the names of one notebook's cells that are to run in the student's process.

    "*" alone stands for all cells of all notebooks.
    """
    patterns = [("*/*/*" if one == "*" else one).split("/", 2) for one in inside]
    return [
        parts[2]
        for parts in patterns
        if len(parts) == 3 and fnmatchcase(assignment, parts[0]) and fnmatchcase(notebook, parts[1])
    ]


def is_inside(cell: NotebookNode, inside: list[str]) -> bool:
    """Is this test cell to run in the student's process?"""
    return any(fnmatchcase(cell.metadata.nbgrader.grade_id, pattern) for pattern in inside)


def ended(why: str) -> NotebookNode:
    """An error output: the student's process is no more."""
    message = ended_sentence(f"This cell did not finish: {why}")
    return make_output("error", ename="Ended", evalue=message, traceback=[f"Ended: {message}"])


def note(text: str) -> NotebookNode:
    """A line of our own among a cell's outputs."""
    return make_output("stream", name="stdout", text=f"\n[{text}]\n")
