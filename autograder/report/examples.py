"""An example answer that tells nothing of its author: code without comments and own texts."""

import ast
import json
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

from autograder.report.wording import GAP, NamesOf, words_of

LONGEST = 4000  # characters of an answer that can be an example
MOST_TRIED = 5  # answers that are read until one can be shown
MOST_BYTES = 20_000_000  # of a notebook that is read for it


class Examples:
    """Finds an answer in autograded/ that can be shown; `folder` leads to a student's work there.

    `course_text` is the text of the masters: only texts made of its words stay in an example.
    """

    def __init__(self, folder: Callable[[str], Path], names: NamesOf, course_text: str) -> None:
        self.folder, self.names = folder, names
        self.known_words = words_of(course_text)

    def find(self, students: Iterable[str], notebook: str, answer: str) -> str | None:
        """The answer of one of the students, anonymous; None if there is none to be shown."""
        for student in list(students)[:MOST_TRIED]:
            code = sources(self.folder(student) / f"{notebook}.ipynb").get(answer)
            shown = self.anonymous(code) if code else None
            if shown and not self.names.are_in(shown):
                return shown
        return None

    def anonymous(self, code: str) -> str | None:
        """The code without comments, docstrings and own texts; None if it is no code."""
        if len(code) > LONGEST:
            return None
        try:
            tree = ast.parse(code)
            return ast.unparse(ast.fix_missing_locations(Anonymous(self.known_words).visit(tree)))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


class Anonymous(ast.NodeTransformer):
    """Takes out of code what is no code."""

    def __init__(self, known_words: set[str]) -> None:
        self.known_words = known_words

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        """A docstring, or any other value that stands alone, does nothing."""
        return ast.Pass() if isinstance(node.value, ast.Constant) else self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """A function in which something else is left needs no `pass`."""
        self.generic_visit(node)
        node.body = [one for one in node.body if not isinstance(one, ast.Pass)] or [ast.Pass()]
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """A text that the course does not use might be anything."""
        if isinstance(node.value, str) and not words_of(node.value) <= self.known_words:
            return ast.Constant(GAP)
        if isinstance(node.value, bytes):
            return ast.Constant(b"")
        return node


@lru_cache(maxsize=2000)
def sources(path: Path) -> dict[str, str]:
    """The answers in a graded notebook by their names; none if it cannot be read."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return {}
        cells = json.loads(path.read_bytes())["cells"]
        return {
            meta["grade_id"]: "".join(cell["source"])
            for cell in cells
            if (meta := cell["metadata"].get("nbgrader", {})).get("solution")
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}
