"""Runs a master's test cells on an answer in this process: the quick road, without a sandbox."""

import contextlib
import copy
import io
import linecache
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType

import matplotlib
import nbformat
import numpy as np
from nbformat import NotebookNode

from autograder.cells import is_solution, is_test
from autograder.pipeline.submission import SKIP
from tools.course import ROOT


@dataclass(frozen=True)
class Failure:
    """What one failed test said."""

    test: str
    points: float
    kind: str  # the exception's type
    message: str
    mistake_id: str | None


@dataclass
class Outcome:
    """How one answer fared in the tests of its own function."""

    earned: float = 0.0
    points: float = 0.0
    failures: list[Failure] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        """The mistakes that were named."""
        found = [failure.mistake_id for failure in self.failures]
        return [mistake_id for mistake_id in found if mistake_id not in (None, "error.other")]

    @property
    def text(self) -> str:
        """All that the failed tests said."""
        return "\n".join(f"{failure.kind}: {failure.message}" for failure in self.failures)


@cache
def master(assignment: str) -> tuple[list[NotebookNode], dict]:
    """The code cells of a master, and what all that are not tests define."""
    matplotlib.use("Agg")
    path = ROOT / f"source/{assignment}/{assignment}.ipynb"
    cells = [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
    namespace = ModuleType("__main__").__dict__
    for cell in cells:
        if SKIP not in cell.metadata.get("tags", []) and not is_test(cell):
            run(cell.source, namespace)
    return cells, namespace


def run(source: str, namespace: dict, name: str = "<student>") -> None:
    """Execute a cell's source, silently; its lines can be quoted as IPython's can."""
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        exec(compile(source, name, "exec"), namespace)


def tests_of(assignment: str, name: str) -> list[NotebookNode]:
    """The test cells of one function: of those that fit, the function with the longest name."""
    cells, _ = master(assignment)
    functions = sorted((c.id for c in cells if is_solution(c)), key=len, reverse=True)
    return [
        cell
        for cell in cells
        if is_test(cell) and next(f for f in functions if cell.id.startswith(f"test_{f}")) == name
    ]


def judge(assignment: str, name: str, answer: str, seed: int = 0) -> Outcome:
    """Run the answer's cell, then the tests of its function, as Validate does in one process."""
    namespace = copied(master(assignment)[1])
    np.random.seed(seed)
    outcome = Outcome()
    with np.errstate(all="ignore"):
        try:
            run(answer, namespace)
        except Exception:  # the tests meet what it did not define
            namespace.pop(name, None)
        for cell in tests_of(assignment, name):
            points = float(cell.metadata.nbgrader.points)
            outcome.points += points
            try:
                run(cell.source, namespace, f"<test {cell.id}>")
                outcome.earned += points
            except Exception as error:
                said = "\n".join([str(error), *getattr(error, "__notes__", [])])
                found = getattr(error, "mistake_id", None)
                kind = type(error).__name__
                outcome.failures.append(Failure(cell.id, points, kind, said, found))
    return outcome


def copied(namespace: dict) -> dict:
    """A namespace of its own for one answer, in which arrays can be changed without harm."""
    return {
        key: copy.deepcopy(value)
        if isinstance(value, np.ndarray | dict) and key[0] != "_"
        else value
        for key, value in namespace.items()
    }
