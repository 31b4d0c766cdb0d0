"""Runs a sanitized notebook: a student's cells in the sandbox, the test cells in the judge."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.cells import is_test, make_output
from autograder.feedback.hidden import BEGIN, END, Words
from autograder.feedback.words import ended_sentence
from autograder.pipeline.lookup import Noted
from autograder.pipeline.names import left_behind
from autograder.pipeline.privacy import words_of
from autograder.pipeline.proxies import Student
from autograder.pipeline.randomness import seedings
from autograder.pipeline.source import plain_python
from autograder.pipeline.submission import SKIP
from autograder.pipeline.testcell import Names, TestRunner
from autograder.sandbox.channel import Channel, KernelLost
from autograder.sandbox.inside.amounts import amount
from autograder.sandbox.kernel import Kernel
from autograder.sandbox.supervisor import Session
from autograder.temporary import temporary_folder


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


@dataclass
class Report:
    """What is worth telling about a run."""

    limits: list[str] = field(default_factory=list)  # those that were hit, in words
    inside: list[str] = field(default_factory=list)  # test cells that ran in the student's process


def execute(
    nb: NotebookNode,
    names: Names,
    files: dict[str, bytes],
    session: Session,
    inside: list[str],
    students_files: dict[str, bytes] | None = None,
    place: str = "*/*",
    words: Words = (BEGIN, END),
) -> Report:
    """Run all code cells of `nb` in place; raises SandboxError where no sandbox can be had.

    `names` are those of the master. The assignment's `files` (path below its folder -> content)
    lie where the tests run. Beside the student's notebook lie `students_files`, or else the same.
    What a student handed in never comes to the tests: they would import it. `place` is
    "assignment/notebook", `words` begin and end a hidden test.
    """
    report, limits = Report(), session.settings
    tests = [cell for cell in nb.cells if is_test(cell)]
    beside_notebook = files if students_files is None else students_files
    with session.kernel(beside_notebook, len(tests)) as kernel:
        snapshots = run_student_cells(nb, kernel, names, inside, words)
        with beside(files), seedings.counted():
            runner = TestRunner(names, students_sources(nb), place, words)
            np.random.seed()
            for cell in tests:
                name = cell.metadata.nbgrader.grade_id
                channel = snapshots.get(name)
                student: Noted | Student | None = None
                if isinstance(channel, Channel):
                    student = Student(channel, limits.test_seconds, session.why)
                elif channel is not None:
                    student = Noted(channel)
                if is_inside(cell, inside):
                    report.inside.append(name)
                    cell.outputs = run_inside(cell, student, kernel, limits.output_kb)
                else:
                    cell.outputs = runner.run(cell, student, kernel.lost)
                if isinstance(student, Student) and student.left <= 0:
                    kernel.limits.append(
                        f"more than {amount(limits.test_seconds, 'second')} in one test"
                    )
    report.limits += dict.fromkeys(kernel.limits)  # each once
    return report


def run_student_cells(
    nb: NotebookNode, kernel: Kernel, names: Names, inside: list[str], words: Words
) -> dict[str, Channel | dict | None]:
    """Run what is not a test; where a test stands, note values or leave a snapshot to be called."""
    snapshots: dict[str, Channel | dict | None] = {}
    later = mentioned_later(nb, inside)
    for number, cell in enumerate(nb.cells):
        if cell.cell_type != "code":
            continue
        if is_test(cell):
            name = cell.metadata.nbgrader.grade_id
            wanted = names.wanted(plain_python(cell.source))
            if is_inside(cell, inside):
                snapshots[name] = kernel.snapshot()
            elif wanted:
                values = kernel.values(wanted)
                snapshots[name] = kernel.snapshot() if values is None else values
            if (definitions := left_behind(cell.source, later[number], words)) and not kernel.lost:
                run_cell(new_code_cell(definitions), kernel)
        elif SKIP not in cell.metadata.get("tags", []):
            run_cell(cell, kernel)
    return snapshots


def students_sources(nb: NotebookNode) -> list[str]:
    """The student's own code, which may be quoted to the student."""
    return [cell.source for cell in nb.cells if cell.cell_type == "code" and not is_test(cell)]


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


def run_inside(
    cell: NotebookNode, student: Noted | Student | None, kernel: Kernel, output_kb: int
) -> list[NotebookNode]:
    """Run a test in the student's process, because the course's configuration asks for it."""
    if not isinstance(student, Student):
        return [ended(kernel.lost or "it could not be copied")]
    try:
        answer = student.run(cell.source, output_kb * 1000)
        cell.outputs = answer["outputs"]
        return cell.outputs
    except KernelLost as error:
        return [ended(str(error))]


def ended(why: str) -> NotebookNode:
    """An error output: the student's process is no more."""
    message = ended_sentence(f"This cell did not finish: {why}")
    return make_output("error", ename="Ended", evalue=message, traceback=[f"Ended: {message}"])


def note(text: str) -> NotebookNode:
    """A line of our own among a cell's outputs."""
    return make_output("stream", name="stdout", text=f"\n[{text}]\n")


@contextmanager
def beside(files: dict[str, bytes]) -> Iterator[None]:
    """Be in a folder with the assignment's files, where a test can read and import them."""
    before, modules = os.getcwd(), set(sys.modules)
    with temporary_folder() as folder:
        for name, content in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        sys.path.insert(0, folder)
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)
            sys.path.remove(folder)
            for name in set(sys.modules) - modules:
                if str(getattr(sys.modules[name], "__file__", "")).startswith(folder):
                    del sys.modules[name]  # the next assignment may have its own of this name
