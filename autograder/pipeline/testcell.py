"""Runs test cells in the judge's process, with proxies for what a student's cells have defined."""

import ast
import builtins
import io
import re
import sys
import traceback
from contextlib import redirect_stderr, redirect_stdout, suppress
from functools import cache
from types import CodeType
from typing import Any

from nbformat import NotebookNode

from autograder.cells import make_output
from autograder.feedback.hidden import BEGIN, END, Words, hidden_lines
from autograder.feedback.noted import note_mistake
from autograder.feedback.words import NOT_JUDGED, advice, ended_sentence
from autograder.pipeline.autotest import has_autotests
from autograder.pipeline.functions import origin_of
from autograder.pipeline.lookup import Noted, Wanted, changes
from autograder.pipeline.names import Names, definitions
from autograder.pipeline.opaque import Doubts, NotJudgeable
from autograder.pipeline.privacy import Lines, without_facts
from autograder.pipeline.proxies import Student
from autograder.pipeline.score import NotAScore, last_value
from autograder.pipeline.source import plain_python
from autograder.sandbox.channel import NO_ANSWER, NOT_COPIED, KernelLost
from autograder.sandbox.inside.wire import Broken, NotPlain

MOST = 20_000  # characters that are kept of a message, a value or what a test prints
INSPECTS = re.compile(r"\b(inspect|signature|getsource|getdoc|__doc__|__code__|help)\b")


class TestRunner:
    """The tests of one notebook, one after another; what they import and define stays.

    `students_cells` are the sources of the student's own code, `place` is "assignment/notebook",
    `words` begin and end a hidden part.
    """

    __test__ = False  # pytest: this is no test of ours

    def __init__(
        self,
        names: Names,
        students_cells: list[str] | None = None,
        place: str = "*/*",
        words: Words = (BEGIN, END),
    ) -> None:
        self.names, self.place, self.words = names, place, words
        self.lines = Lines(students_cells or [])
        self.doubts = Doubts()  # about the test that runs, whichever process has not answered it
        self.namespace: dict[str, Any] = {"__name__": "__main__", "__builtins__": builtins}
        self.namespace["display"] = print
        self.executed: set[tuple] = set()  # statements of the teacher's, by their place
        self.changes: dict[str, list] = {}  # what tests so far set or deleted: [value] or []
        self.hidden: dict[str, set[int]] = {}  # file name of a test -> its hidden lines

    def run(
        self, cell: NotebookNode, student: Student | Noted | None, lost: str | None = None
    ) -> list[NotebookNode]:
        """The outputs of a test cell, in which the id of a mistake that it names is noted.

        `lost` says why there is no student's process to ask.
        """
        source, file = plain_python(cell.source), file_of(cell)
        marked = enumerate(hidden_lines(source, *self.words), 1)
        self.hidden[file] = {number for number, is_hidden in marked if is_hidden}
        printed, outputs = io.StringIO(), []
        doubts = self.doubts
        with redirect_stdout(printed), redirect_stderr(printed):
            error: BaseException | None = None
            try:
                if has_autotests(cell):
                    raise NotJudgeable("the master holds tests that nbgrader has yet to generate")
                value = self._execute(source, file, student, lost)
                outputs += last_value(value, points_of(cell))
            except NotAScore as no_score:
                error = doubts.touch(str(no_score))
            except (Exception, SystemExit) as raised:
                error = raised
            if doubts.unanswered and not isinstance(error, KernelLost | TimeoutError):
                error = KernelLost(doubts.unanswered)
            elif doubts.touched or (doubts.opaque and (error or is_partial(outputs, cell))):
                error = NotJudgeable(doubts.touched or doubts.opaque)
            note_mistake(cell, error)
            if error:
                outputs = [self._failure(error, cell, file)]
        if printed.getvalue():
            text = without_facts(cut(printed.getvalue()))
            outputs.insert(0, make_output("stream", name="stdout", text=text))
        return outputs

    def _execute(
        self, source: str, file: str, student: Student | Noted | None, lost: str | None
    ) -> Any:
        """Run the cell; the value of its last line, if that is an expression."""
        body, last = compiled(source, file)
        wanted = self.names.wanted(source)
        self._define(source)
        for name in wanted:
            self.namespace.pop(name, None)
        if wanted:
            if student is None:
                raise KernelLost(lost or NOT_COPIED)
            self.namespace |= student.look_up(self._wanted(wanted, source))
            if isinstance(student, Student):
                student.namespace, student.is_hidden = self.namespace, self._in_hidden_line
                student.lines = self.lines
        try:
            exec(body, self.namespace)
            return None if last is None else eval(last, self.namespace)
        finally:
            if student and wanted:
                self.changes |= changes(student.original, wanted, self.namespace)

    def let_go(self, student: Student) -> None:
        """Forget the student's functions, unless a test has kept one under another name."""
        for name, value in list(self.namespace.items()):
            origin = origin_of(value)
            if origin and origin.process is student and origin.variable == name:
                del self.namespace[name]

    def _define(self, source: str) -> None:
        """Execute what the teacher's cells define for this test, each statement once."""
        for one in self.names.needed(source):
            if one.place not in self.executed:
                self.executed.add(one.place)
                exec(one.code, self.namespace)

    def _wanted(self, wanted: list[str], source: str) -> Wanted:
        classes = {
            name: self.namespace[name]
            for name in self.names.classes()
            if isinstance(self.namespace.get(name), type)
        }
        imported = {}
        for name in set(wanted) & set(self.names.imported):
            scratch: dict[str, Any] = {}
            exec(compile(ast.Module([self.names.imported[name]], []), "<master>", "exec"), scratch)
            imported[name] = scratch[name]
        return Wanted(wanted, self.changes, classes, imported, bool(INSPECTS.search(source)))

    def _in_hidden_line(self) -> bool:
        """Is a line being executed that students have not been shown?"""
        frame = sys._getframe()
        while frame:
            if frame.f_lineno in self.hidden.get(frame.f_code.co_filename, ()):
                return True
            frame = frame.f_back  # type: ignore[assignment]
        return False

    def _failure(self, error: BaseException, cell: NotebookNode, file: str) -> NotebookNode:
        """Why a test failed, in words: never a line of a hidden test."""
        name, message = type(error).__name__, text_of(error)
        if isinstance(error, NotJudgeable | NotPlain):
            name = NOT_JUDGED
            where = f"{self.place}/{cell.metadata.nbgrader.grade_id}"
            message = ended_sentence(f"Your teacher will look at this test: {message}")
            message = f"{message} {advice(where)}"
        elif isinstance(error, KernelLost | Broken):
            why = NO_ANSWER if isinstance(error, Broken) else message
            name, message = "NotAnswered", ended_sentence(f"Your code gave no answer: {why}")
        elif isinstance(error, AssertionError) and not message:
            message = (
                self._visible_line(error, plain_python(cell.source), file)
                or "A check of this test failed."
            )
        message = without_facts("\n".join([message, *getattr(error, "__notes__", [])]))
        return make_output("error", ename=name, evalue=message, traceback=[f"{name}: {message}"])

    def _visible_line(self, error: BaseException, source: str, file: str) -> str:
        """The line of the test that failed, if students have been shown it."""
        steps = [s for s in traceback.extract_tb(error.__traceback__) if s.filename == file]
        lines = source.splitlines()
        number = steps[-1].lineno or 0 if steps else 0
        if not 0 < number <= len(lines) or number in self.hidden[file]:
            return ""
        return f"This failed: {lines[number - 1].strip()}"


def compile_beforehand(cell: NotebookNode, names: Names, words: Words) -> None:
    """Do once what else each judge would do again with a master's test cell."""
    with suppress(SyntaxError):  # the test itself will say so
        definitions(cell.source, words)
        source = plain_python(cell.source)
        names.needed(source)
        compiled(source, file_of(cell))


def file_of(cell: NotebookNode) -> str:
    """The name of the file that a traceback shows for a test cell."""
    return f"<test {cell.metadata.nbgrader.grade_id}>"


def points_of(cell: NotebookNode) -> float:
    """The most that a test cell can earn."""
    return float(cell.metadata.nbgrader.get("points", 0))


def is_partial(outputs: list[NotebookNode], cell: NotebookNode) -> bool:
    """Does a test's last value say less than full marks?"""
    texts = [o.data["text/plain"] for o in outputs if o.output_type == "execute_result"]
    try:
        return any(float(text) < points_of(cell) for text in texts)
    except ValueError:
        return False


@cache
def compiled(source: str, file: str) -> tuple[CodeType, CodeType | None]:
    """A cell's code, and that of its last line where that is an expression to be shown."""
    tree = ast.parse(source)
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr) and not ends_silently(source):
        last = compile(ast.Expression(tree.body.pop().value), file, "eval")  # type: ignore[attr-defined]
    return compile(tree, file, "exec"), last


def ends_silently(source: str) -> bool:
    """Does the cell end with a semicolon, IPython's sign for: do not show the value?"""
    return source.rstrip().endswith(";")


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
