"""Whose the names are that a master's cells define: the student's or the teacher's."""

import ast
import builtins
from dataclasses import dataclass
from functools import cache
from itertools import chain
from types import CodeType

from nbformat import NotebookNode

from autograder.cells import is_locked, is_solution, is_test
from autograder.feedback.hidden import Words, visible_part
from autograder.pipeline.source import assigned, mentioned, mutated, needed_now, plain_python

DEFINES = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# Names whose use makes a value random, slow to compute, or shown.
NOT_CONSTANT = set(
    "open input seed shuffle choice choices permutation sample now today time perf_counter plot plt"
    " show display print exec eval globals locals urlopen requests subprocess os sys glob"
    " get_ipython default_rng RandomState Generator rng normal uniform standard_normal".split()
)
NOT_CONSTANT_STEMS = ("rand", "load", "read", "fetch", "train", "fit", "make_")
# Modules whose functions are deterministic, except for the names above.
CONSTANT_MODULES = set(
    "math cmath numpy pandas fractions decimal collections itertools functools operator datetime re"
    " string statistics copy types typing dataclasses enum".split()
)


@dataclass(frozen=True)
class Statement:
    """A top-level statement of the master that binds names which are the teacher's."""

    place: tuple[int, int]  # cell, statement: the order in which they are executed
    node: ast.stmt
    binds: frozenset[str]
    uses: frozenset[str]

    @property
    def code(self) -> CodeType:
        """Ready to be executed where the tests run."""
        return compile(ast.Module([self.node], []), "<master>", "exec")


class Names:
    """The names that a master's cells bind.

    The student's: what solution cells bind, and ordinary cells, except for imports. The teacher's:
    functions, classes, imports and constants of locked cells, which are executed once more beside
    the tests, since a student's code could change them in its own process. A locked value that is
    drawn, read or computed from the student's work comes from the student's process.
    """

    def __init__(self, master: NotebookNode) -> None:
        self.uses: dict[str, frozenset[str]] = {}  # what tests and the teacher's names mention
        self.stars: list[Statement] = []
        self.imported: dict[str, ast.stmt] = {}  # by solution cells: to compare a student's with
        self.students: set[str] = set()  # bound by solution cells
        self.bound: set[str] = set()  # by any cell that is no test
        candidates: dict[str, list[Statement]] = {}
        changed: set[str] = set()
        for number, cell in enumerate(master.cells):
            if cell.cell_type != "code":
                continue
            source = plain_python(cell.source)
            if is_test(cell):
                self.uses |= dict.fromkeys(assigned(source), mentioned(source))
                continue
            self.bound |= assigned(source)
            try:
                tree = ast.parse(source)
            except SyntaxError:  # a master may show one on purpose
                continue
            changed |= mutated(tree)
            if is_solution(cell):
                self.students |= assigned(source)
                self.imported |= imports(tree.body)
            for position, node in enumerate(chain.from_iterable(map(split, tree.body))):
                one = statement((number, position), node)
                if is_solution(cell) or not one.binds:
                    pass
                elif "*" in one.binds:
                    self.stars.append(one)
                elif is_locked(cell) or isinstance(node, ast.Import | ast.ImportFrom):
                    for name in one.binds:
                        candidates.setdefault(name, []).append(one)
                else:  # an ordinary cell: students may change it
                    changed |= one.binds
        self.teachers = self._trusted(candidates, changed)
        self.defined = self.bound - set(self.teachers)
        for name, statements in self.teachers.items():
            self.uses[name] = frozenset().union(*(one.uses for one in statements))

    def _trusted(
        self, candidates: dict[str, list[Statement]], changed: set[str]
    ) -> dict[str, list[Statement]]:
        """Those of the candidates that need nothing of the student's to be executed."""
        kept = {
            name: found
            for name, found in candidates.items()
            if name not in self.students
            and (name not in changed or all(is_import(one.node) for one in found))
        }
        while True:
            lost = {
                name
                for name, statements in kept.items()
                for one in statements
                if not one.binds <= set(kept) or not self._is_constant(one, kept)
            }
            if not lost:
                return kept
            kept = {name: found for name, found in kept.items() if name not in lost}

    def _is_constant(self, one: Statement, kept: dict[str, list[Statement]]) -> bool:
        """Does it give the same value in any process, and at once?"""
        known = {*kept, *dir(builtins)}
        if is_import(one.node):
            return True
        if isinstance(one.node, FUNCTIONS) and not one.node.decorator_list:
            return True
        if isinstance(one.node, ast.Assign) and isinstance(one.node.value, ast.Lambda):
            return True
        loaded = needed_now(one.node)
        if isinstance(one.node, (*FUNCTIONS, ast.ClassDef)):
            return not loaded & (self.bound - known)
        if isinstance(one.node, ast.If | ast.Try | ast.With):  # may define functions
            names = {n.id for n in ast.walk(one.node) if isinstance(n, ast.Name)} & loaded
        else:
            names, loaded = set(one.uses), words_of(one.node)
        if not names - one.binds <= known:
            return False
        waiting, words = list((names - one.binds) & set(kept)), loaded
        seen = set(waiting)
        while waiting:  # follow the teacher's functions that it calls
            for other in kept[waiting.pop()]:
                if is_import(other.node) and not is_constant_module(other.node):
                    return False
                words |= words_of(other.node)
                waiting += (other.uses & set(kept)) - seen
                seen |= other.uses
        return not any(w in NOT_CONSTANT or w.startswith(NOT_CONSTANT_STEMS) for w in words)

    def mentioned(self, source: str) -> set[str]:
        """The names that a test cell uses, itself or through tests and helpers before it."""
        names = set(mentioned(source))
        while more := set().union(*(self.uses.get(name, ()) for name in names)) - names:
            names |= more
        return names

    def wanted(self, source: str) -> list[str]:
        """Those of the student's names that a test cell uses."""
        return sorted(self.mentioned(source) & self.defined)

    def needed(self, source: str) -> list[Statement]:
        """The teacher's imports, helpers and constants that a test cell uses, in their order."""
        names = self.mentioned(source)
        known = {*self.defined, *self.teachers, *self.uses, *dir(builtins)}
        found = {one.place: one for name in names for one in self.teachers.get(name, [])}
        if names - known - assigned(source):
            found |= {one.place: one for one in self.stars}
        return [found[place] for place in sorted(found)]

    def classes(self) -> list[str]:
        """The classes that locked cells define, so that both sides have them."""
        return [
            name
            for name, statements in self.teachers.items()
            if any(isinstance(one.node, ast.ClassDef) for one in statements)
        ]


def statement(place: tuple[int, int], node: ast.stmt) -> Statement:
    """What a top-level statement binds and uses."""
    source = ast.unparse(node)
    stars = isinstance(node, ast.ImportFrom) and node.names[0].name == "*"
    binds = frozenset("*") if stars else assigned(source)
    if isinstance(node, ast.Expr):
        binds = frozenset()  # (x := 1) alone
    return Statement(place, node, binds, frozenset() if is_import(node) else mentioned(source))


def is_import(node: ast.stmt) -> bool:
    """Is this an import?"""
    return isinstance(node, ast.Import | ast.ImportFrom)


def is_constant_module(node: ast.stmt) -> bool:
    """Does it import from a module whose functions are deterministic?"""
    names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
    names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
    return all(name.split(".")[0] in CONSTANT_MODULES for name in names)


def words_of(node: ast.stmt) -> set[str]:
    """All names and attributes in a statement."""
    found = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    return found | {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}


def split(node: ast.stmt) -> list[ast.stmt]:
    """An import of several names as one import each; any other statement as it is."""
    if isinstance(node, ast.Import):
        return [ast.fix_missing_locations(ast.Import([alias])) for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [
            ast.fix_missing_locations(ast.ImportFrom(node.module, [alias], node.level))
            for alias in node.names
        ]
    return [node]


def imports(statements: list[ast.stmt]) -> dict[str, ast.stmt]:
    """The names that a cell imports, each with a statement that imports it alone."""
    found = [one for node in statements if is_import(node) for one in split(node)]
    return {name: one for one in found for name in assigned(ast.unparse(one)) if name != "*"}


def left_behind(source: str, later: set[str], words: Words) -> str:
    """What a test cell defines for `later` cells of the student's process: names they mention."""
    needed, chosen = set(later), []
    for one in reversed(definitions(source, words)):
        if one.binds & needed or (needed and "*" in one.binds):
            needed |= one.uses
            chosen.append(one)
    return "\n".join(ast.unparse(one.node) for one in reversed(chosen))


@cache
def definitions(source: str, words: Words) -> list[Statement]:
    """The imports, functions, classes and constants of a test cell that students were shown.

    The rest of a test, which calls the student's functions, is not run in the student's
    process.
    """
    try:
        tree = ast.parse(visible_part(plain_python(source), *words))
    except SyntaxError:  # a hidden region is a part of a statement
        return []
    known, found = set(dir(builtins)), []
    for position, node in enumerate(tree.body):
        one = statement((0, position), node)
        constant = isinstance(node, ast.Assign) and needed_now(node) <= known
        if one.binds and (constant or isinstance(node, DEFINES)):
            found.append(one)
            known |= one.binds
    return found
