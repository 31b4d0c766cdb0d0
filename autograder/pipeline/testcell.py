"""Runs test cells in the grader's process, with proxies for what a student's cells have defined."""

import ast
import builtins
import io
import symtable
import traceback
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from types import CodeType
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.utils import is_locked

from autograder.pipeline.proxies import Student, changes
from autograder.sandbox.channel import KernelLost
from autograder.sandbox.inside.wire import Broken

MOST = 20_000  # characters that are kept of a message, a value or what a test prints
HIDDEN = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"


class Names:
    """What the master's cells define for its tests: names of the student's, and trusted helpers.

    A function that a locked cell defines, and no cell that students edit, is the teacher's: it is
    defined here once more instead of being called there, where a student could have changed it.
    """

    def __init__(self, master: NotebookNode, is_test: Callable[[NotebookNode], bool]) -> None:
        self.defined: set[str] = set()
        self.imports: dict[str, ast.stmt] = {}
        self.stars: list[ast.stmt] = []
        self.helpers: dict[str, ast.stmt] = {}
        self.uses: dict[str, set[str]] = {}  # what tests and helpers mention, by their names
        students: set[str] = set()
        for cell in master.cells:
            if cell.cell_type == "code":
                source = plain_python(cell.source)
                if is_test(cell):
                    self.uses |= dict.fromkeys(assigned(source), mentioned(source))
                else:
                    self._learn(source, is_locked(cell))
                    students |= set() if is_locked(cell) else assigned(source)
        for name in students & set(self.helpers):
            del self.helpers[name], self.uses[name]
        self.defined -= {*self.helpers, *self.imports}

    def _learn(self, source: str, locked: bool) -> None:
        try:
            tree = ast.parse(source)
        except SyntaxError:  # a master may show one on purpose
            return
        self.defined |= assigned(source)
        for statement in tree.body:
            if isinstance(statement, ast.Import | ast.ImportFrom):
                for alias in statement.names:
                    if alias.name == "*":
                        self.stars.append(statement)
                    else:
                        self.imports[(alias.asname or alias.name).split(".")[0]] = statement
            elif locked and isinstance(statement, ast.FunctionDef):
                self.helpers[statement.name] = statement
                self.uses[statement.name] = mentioned(ast.unparse(statement))

    def mentioned(self, source: str) -> set[str]:
        """The names that a test cell uses, itself or through tests and helpers before it."""
        names = set(mentioned(source))
        while more := set().union(*(self.uses.get(name, set()) for name in names)) - names:
            names |= more
        return names

    def wanted(self, source: str) -> list[str]:
        """Those of the student's names that a test cell uses."""
        return sorted(self.mentioned(source) & self.defined)

    def needed(self, source: str) -> list[CodeType]:
        """The imports and helpers that a test cell uses, ready to be executed."""
        names = self.mentioned(source)
        known = {*self.defined, *self.imports, *self.helpers, *self.uses, *dir(builtins)}
        stars = self.stars if names - known - assigned(source) else []
        imports = [self.imports[name] for name in sorted(names & set(self.imports))]
        helpers = [self.helpers[name] for name in sorted(names & set(self.helpers))]
        return [
            compile(ast.Module([statement], []), "<master>", "exec")
            for statement in (*stars, *imports, *helpers)
        ]


class TestRunner:
    """The tests of one notebook, one after another; what they import and define stays."""

    __test__ = False  # pytest: this is no test of ours

    def __init__(self, names: Names) -> None:
        self.names = names
        self.namespace: dict[str, Any] = {"__name__": "__main__", "__builtins__": builtins}
        self.namespace["display"] = print
        self.changes: dict[str, list] = {}  # what tests so far set or deleted: [value] or []

    def run(self, cell: NotebookNode, student: Student | None, lost: str | None) -> list:
        """The outputs of a test cell; `lost` says why there is no student's process to ask."""
        source = plain_python(cell.source)
        wanted = self.names.wanted(source)
        printed = io.StringIO()
        outputs = []
        with redirect_stdout(printed), redirect_stderr(printed):
            try:
                if wanted:
                    self._bind(wanted, student, lost)
                for code in self.names.needed(source):
                    exec(code, self.namespace)
                value = self._execute(source)
                if value is not None:
                    outputs.append(result(value))
            except (Exception, SystemExit) as error:
                outputs.append(failure(error, cell.source))
            finally:
                if student and wanted:
                    self.changes |= changes(student.original, wanted, self.namespace)
        if printed.getvalue():
            outputs.insert(0, new_output("stream", name="stdout", text=cut(printed.getvalue())))
        return outputs

    def _bind(self, wanted: list[str], student: Student | None, lost: str | None) -> None:
        for name in wanted:
            self.namespace.pop(name, None)
        if student is None:
            raise KernelLost(lost or "its process has ended")
        self.namespace |= student.look_up(wanted, self.changes)
        student.before_call = lambda: student.note_changes(wanted, self.namespace)

    def _execute(self, source: str) -> Any:
        """Run the cell; the value of its last line, if that is an expression."""
        body, last = compiled(source)
        exec(body, self.namespace)
        return None if last is None else eval(last, self.namespace)


@cache
def compiled(source: str) -> tuple[CodeType, CodeType | None]:
    """A cell's code, and that of its last line where that is an expression to be shown."""
    tree = ast.parse(source)
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr) and not ends_silently(source):
        last = compile(ast.Expression(tree.body.pop().value), "<test>", "eval")
    return compile(tree, "<test>", "exec"), last


@cache  # the same master and the same tests for every student
def plain_python(source: str) -> str:
    """A cell's source without IPython's own syntax."""
    return TransformerManager().transform_cell(source)


def ends_silently(source: str) -> bool:
    """Does the cell end with a semicolon, IPython's sign for: do not show the value?"""
    return source.rstrip().endswith(";")


@cache  # the same master and the same tests for every student
def mentioned(source: str) -> set[str]:
    """The global names that a cell uses, in functions too."""
    names = set()
    tables = [symtable.symtable(source, "cell", "exec")]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        top = table.get_type() == "module"
        names |= {s.get_name() for s in table.get_symbols() if top or s.is_global()}
    return names


@cache  # the same master and the same tests for every student
def assigned(source: str) -> set[str]:
    """The names that a cell binds at its top level; none for what is no Python."""
    try:
        symbols = symtable.symtable(source, "cell", "exec").get_symbols()
    except SyntaxError:
        return set()
    return {s.get_name() for s in symbols if s.is_assigned() or s.is_namespace() or s.is_imported()}


def result(value: Any) -> NotebookNode:
    """A cell's last value, as a notebook shows it."""
    text = cut(repr(value))
    return new_output("execute_result", data={"text/plain": text}, execution_count=None)


def failure(error: BaseException, source: str) -> NotebookNode:
    """Why a test failed, in words: never a line of a hidden test."""
    name = type(error).__name__
    message = text_of(error)
    if isinstance(error, KernelLost | Broken):
        name, message = "NotAnswered", f"Your code gave no answer: {message}."
    elif isinstance(error, AssertionError) and not message:
        message = visible_line(error, source) or "A check of this test failed."
    message = "\n".join([message, *getattr(error, "__notes__", [])])
    return new_output("error", ename=name, evalue=message, traceback=[f"{name}: {message}"])


def text_of(error: BaseException) -> str:
    """The error's message; a student's number in it may have more digits than Python will write."""
    try:
        return cut(str(error))
    except Exception as other:
        return f"(Its message cannot be written: {other})"


def cut(text: str) -> str:
    """The beginning of a text that is longer than anyone reads: a student's value may be in it."""
    more = len(text) - MOST
    return text if more <= 0 else f"{text[:MOST]} (and {more:,} characters more)"


def visible_line(error: BaseException, source: str) -> str:
    """The line of the test that failed, if students have been shown it."""
    steps = [
        step for step in traceback.extract_tb(error.__traceback__) if step.filename == "<test>"
    ]
    lines = source.splitlines()
    if not steps or not 0 < (steps[-1].lineno or 0) <= len(lines):
        return ""
    hidden = False
    for line in lines[: steps[-1].lineno]:
        hidden = (hidden or HIDDEN[0] in line) and HIDDEN[1] not in line
    return "" if hidden else f"This failed: {lines[steps[-1].lineno - 1].strip()}"
