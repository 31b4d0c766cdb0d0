"""Runs a sanitized notebook: the student's cells in the sandbox, then its tests in the judge."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from nbformat import NotebookNode

from autograder.cells import is_test, make_output
from autograder.feedback.hidden import BEGIN, END, Words
from autograder.pipeline.conversations import Conversations
from autograder.pipeline.lookup import Noted
from autograder.pipeline.proxies import Student
from autograder.pipeline.randomness import seedings
from autograder.pipeline.student_cells import Snapshots, ended, is_inside, run_student_cells
from autograder.pipeline.testcell import Names, TestRunner
from autograder.pipeline.written import written_files
from autograder.sandbox.channel import NOT_COPIED, KernelLost
from autograder.sandbox.inside.amounts import amount
from autograder.sandbox.kernel import Kernel
from autograder.sandbox.supervisor import Session
from autograder.temporary import temporary_folder


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
    written: Sequence[str] = (),
) -> Report:
    """Run all code cells of `nb` in place; raises SandboxError where no sandbox can be had.

    `names` are those of the master. The assignment's `files` (path below its folder -> content)
    lie where the tests run. Beside the student's notebook lie `students_files`, or else the same.
    What a student handed in never comes to the tests: they would import it. `place` is
    "assignment/notebook", `words` begin and end a hidden test. Tests see what the student's cells
    have `written`, by patterns.
    """
    beside_notebook = files if students_files is None else students_files
    runner = TestRunner(names, students_sources(nb), place, words)
    tests = sum(map(is_test, nb.cells))
    with session.kernel(beside_notebook, tests) as kernel:
        snapshots = run_student_cells(nb, kernel, names, inside, words, bool(written))
        with beside(files), seedings.counted():
            report = run_tests(nb, runner, kernel, snapshots, inside, list(files), written)
    report.limits += dict.fromkeys(kernel.limits)  # each once
    return report


def run_tests(
    nb: NotebookNode,
    runner: TestRunner,
    kernel: Kernel,
    snapshots: Snapshots,
    inside: list[str],
    files: Sequence[str],
    written: Sequence[str],
) -> Report:
    """Run the tests, each with what was noted or left for it, beside the teacher's `files`."""
    report, limits = Report(), kernel.settings
    tests = list(filter(is_test, nb.cells))
    left = [snapshots.get(cell.metadata.nbgrader.grade_id) for cell in tests]
    conversations = Conversations(left, kernel, runner)
    np.random.seed()
    for number, cell in enumerate(tests):
        name = cell.metadata.nbgrader.grade_id
        student = conversations.begin(number)
        if is_inside(cell, inside):
            report.inside.append(name)
            cell.outputs = run_inside(cell, student, kernel, limits.output_kb)
        else:
            with written_files(student, written, files) as not_shown:
                cell.outputs = runner.run(cell, student, kernel.lost)
            if not_shown:
                cell.outputs.insert(0, make_output("stream", name="stdout", text=not_shown))
        if isinstance(student, Student) and student.left <= 0:
            seconds = amount(limits.test_seconds, "second")
            kernel.limits.append(f"more than {seconds} in one test")
        student = None  # or it would not be collected
        conversations.end(number)
    return report


def run_inside(
    cell: NotebookNode, student: Noted | Student | None, kernel: Kernel, output_kb: int
) -> list[NotebookNode]:
    """Run a test in the student's process, because the course's configuration asks for it."""
    if not isinstance(student, Student):
        return [ended(kernel.lost or NOT_COPIED)]
    try:
        return student.run(cell.source, output_kb * 1000)["outputs"]
    except KernelLost as error:
        return [ended(str(error))]


def students_sources(nb: NotebookNode) -> list[str]:
    """The student's own code, which may be quoted to the student."""
    return [cell.source for cell in nb.cells if cell.cell_type == "code" and not is_test(cell)]


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
