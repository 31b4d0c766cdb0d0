"""Runs a submitted notebook: a student's cells in the sandbox, the test cells here."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import numpy as np
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import find_all_files, is_grade, is_solution
from traitlets import List, Unicode

from autograder.pipeline.proxies import Student, seedings
from autograder.pipeline.sanitize import plain_outputs
from autograder.pipeline.testcell import Names, TestRunner, plain_python
from autograder.sandbox.channel import Channel, KernelLost
from autograder.sandbox.kernel import Kernel
from autograder.sandbox.supervisor import Sandbox
from autograder.temporary import temporary_folder

SKIP = "skip-execution"


class Execute(NbGraderPreprocessor):
    """Stands where nbgrader has its own Execute: one process for the student, another for tests."""

    inside = List(
        Unicode(),
        help="test cells, as assignment/notebook/cell, that inspect live objects and so must run"
        " in the student's process, where a student's code can forge their outcome",
    ).tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        coursedir = self.parent.parent.coursedir  # preprocessor -> exporter -> converter
        ids = resources["nbgrader"]
        name = ids["assignment"]
        source = Path(coursedir.format_path(coursedir.source_directory, ".", name))
        master = nbformat.read(source / f"{ids['notebook']}.ipynb", as_version=4)
        found = find_all_files(str(source), [*coursedir.ignore, "*.ipynb"])
        files = {os.path.relpath(path, source): Path(path).read_bytes() for path in found}
        sandbox = Sandbox.of(self.config, parent=self)
        inside = inside_of(self.inside, name, ids["notebook"])
        beside = read_files(Path(resources["metadata"]["path"]))
        report = execute(nb, Names(master, is_test), files, sandbox, inside, beside)
        for limit in report.limits:
            self.log.warning("%s's %s: the code used %s", ids["student"], name, limit)
        for test in report.inside:
            self.log.warning("%s ran in the student's process, as Execute.inside asks", test)
        nb.metadata.autograder = {"limits": report.limits, "inside": report.inside}
        return nb, resources


def inside_of(inside: list[str], assignment: str, notebook: str) -> list[str]:
    """The names of the cells of one notebook that are to run in the student's process."""
    start = f"{assignment}/{notebook}/"
    return [name.removeprefix(start) for name in inside if name.startswith(start)]


def read_files(folder: Path) -> dict[str, bytes]:
    """The files that lie beside a notebook: path below its folder -> content."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.suffix != ".ipynb" and path.is_file() and not path.is_symlink()
    }


@dataclass
class Report:
    """What is worth telling about a run."""

    limits: list[str] = field(default_factory=list)  # those that were hit, in words
    inside: list[str] = field(default_factory=list)  # test cells that ran in the student's process


def execute(
    nb: NotebookNode,
    names: Names,
    files: dict[str, bytes],
    sandbox: Sandbox,
    inside: list[str],
    students_files: dict[str, bytes] | None = None,
) -> Report:
    """Run all code cells of `nb` in place; raises SandboxError where no sandbox can be had.

    `names` are those of the master. The assignment's `files` (path below its folder -> content)
    lie where the tests run. Beside the student's notebook lie `students_files`, or else the same.
    What a student handed in never comes to the tests: they would import it.
    """
    report = Report()
    tests = [cell for cell in nb.cells if is_test(cell)]
    beside_notebook = files if students_files is None else students_files
    with sandbox.session() as session, session.kernel(beside_notebook, len(tests)) as kernel:
        snapshots = run_student_cells(nb, kernel, names, inside)
        with beside(files), seedings.counted():
            runner = TestRunner(names)
            np.random.seed()
            for cell in tests:
                name = cell.metadata.nbgrader.grade_id
                channel = snapshots.get(name)
                student = (
                    None if channel is None else Student(channel, sandbox.test_seconds, session.why)
                )
                if name in inside:
                    report.inside.append(name)
                    cell.outputs = run_inside(cell, student, kernel, sandbox)
                else:
                    cell.outputs = runner.run(cell, student, kernel.lost)
                if student and time.monotonic() > student.end:
                    kernel.limits.append(f"more than {sandbox.test_seconds} seconds in one test")
    report.limits += dict.fromkeys(kernel.limits)  # each once
    return report


def is_test(cell: NotebookNode) -> bool:
    """Is this a cell of autograder tests?"""
    return cell.cell_type == "code" and is_grade(cell) and not is_solution(cell)


def run_student_cells(
    nb: NotebookNode, kernel: Kernel, names: Names, inside: list[str]
) -> dict[str, Channel | dict | None]:
    """Run what is not a test; where a test stands, note values or leave a snapshot to be called."""
    snapshots = {}
    for cell in nb.cells:
        if cell.cell_type != "code":
            continue
        if is_test(cell):
            name = cell.metadata.nbgrader.grade_id
            wanted = names.wanted(plain_python(cell.source))
            if name in inside:
                snapshots[name] = kernel.snapshot()
            elif wanted:
                values = kernel.values(wanted)
                snapshots[name] = kernel.snapshot() if values is None else values
        elif SKIP not in cell.metadata.get("tags", []):
            run_cell(cell, kernel)
    return snapshots


def run_cell(cell: NotebookNode, kernel: Kernel) -> None:
    """Run one of the student's cells; if its process ends over it, its outputs say so."""
    try:
        answer = kernel.run(cell.source)
        cell.execution_count, cell.outputs = answer["count"], answer["outputs"]
        plain_outputs(cell)
        if answer["full"]:
            cell.outputs.append(note("The rest of this output was too long and is not kept."))
    except KernelLost as error:
        cell.outputs = [ended(str(error))]


def run_inside(
    cell: NotebookNode, student: Student | None, kernel: Kernel, sandbox: Sandbox
) -> list[NotebookNode]:
    """Run a test in the student's process, because the course's configuration asks for it."""
    if student is None:
        return [ended(kernel.lost or "it could not be copied")]
    try:
        answer = student.run(cell.source, sandbox.output_kb * 1000)
        cell.outputs = answer["outputs"]
        plain_outputs(cell)
        return cell.outputs
    except KernelLost as error:
        return [ended(str(error))]


def ended(why: str) -> NotebookNode:
    """An error output: the student's process is no more."""
    message = f"This cell did not finish: {why}."
    return new_output("error", ename="Ended", evalue=message, traceback=[f"Ended: {message}"])


def note(text: str) -> NotebookNode:
    """A line of our own among a cell's outputs."""
    return new_output("stream", name="stdout", text=f"\n[{text}]\n")


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
