"""Finds a student's answers in a notebook that may have lost what nbgrader noted in it.

Colab, VS Code, a learning platform or "copy all into a new notebook" change the ids of cells, or
drop their metadata. An answer is found by its cell's id, else by nbgrader's metadata, else by the
comment that its cell begins with, else by what it defines.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from nbformat import NotebookNode

from autograder.cells import is_grade, is_solution
from autograder.feedback.hidden import BEGIN, END, Words, visible_part
from autograder.feedback.plain import plain_text

DEFINED = re.compile(r"^(?:(?:async\s+)?def|class)\s+(\w+)", re.MULTILINE)
ASSIGNED = re.compile(r"^(\w+)\s*(?::[^=\n]+)?=(?!=)", re.MULTILINE)


@dataclass(frozen=True)
class Known:
    """A cell that the master names."""

    name: str
    cell: NotebookNode

    @property
    def is_answer(self) -> bool:
        """Does a student write code here?"""
        return self.cell.cell_type == "code" and is_solution(self.cell)

    @property
    def is_text(self) -> bool:
        """Does a student write words here, for a person to grade?"""
        return self.cell.cell_type != "code" and is_solution(self.cell)

    @cached_property
    def keys(self) -> list[str]:
        """What the answer must define: its functions and classes, else its variables."""
        return DEFINED.findall(self.cell.source) or ASSIGNED.findall(self.cell.source)

    @cached_property
    def title(self) -> str | None:
        """The comment that the cell begins with."""
        first = self.cell.source.lstrip().partition("\n")[0].strip()
        return first if first.startswith("#") else None


class Answers:
    """Which of a notebook's `cells` (as they were handed in) is which of the master's."""

    def __init__(
        self, cells: Sequence[Mapping], master: NotebookNode, words: Words = (BEGIN, END)
    ) -> None:
        self.words = words  # that begin and end a hidden test
        self.sources = [plain_text(cell.get("source")) for cell in cells]
        self.known = [Known(name, cell) for cell in master.cells if (name := name_of(cell))]
        by_id = {cell.get("id"): name_of(cell) for cell in master.cells if cell.get("id")}
        names = {known.name for known in self.known}
        self.found: dict[int, str] = {}  # position -> name
        for place, cell in enumerate(cells):
            claimed = name_of(cell)
            name = by_id.get(identity(cell)) or (claimed if claimed in names else None)
            if name:
                self.found[place] = name
        self.elsewhere: dict[str, int] = {}  # an answer that stands in another answer's cell
        for known in self.known:
            if known.name not in self.found.values():
                self._search(known, master)

    def _search(self, known: Known, master: NotebookNode) -> None:
        if known.is_answer:
            self._search_answer(known)
        elif known.is_text:
            self._search_text(known, master)
        else:
            self._take(known.name, [visible_part(known.cell.source, *self.words).strip()])

    def _search_answer(self, known: Known) -> None:
        """The last cell with its title, else the last that defines all that it must define."""
        titled = known.title and [
            place for place, source in enumerate(self.sources)
            if source.lstrip().partition("\n")[0].strip() == known.title
        ]  # fmt: skip
        defining = [
            place for place, source in enumerate(self.sources)
            if known.keys and set(known.keys) <= defined_in(source)
        ]  # fmt: skip
        for place in [*reversed(titled or []), *reversed(defining)]:
            if place not in self.found:
                self.found[place] = known.name
                return
        if defining:
            self.elsewhere[known.name] = defining[-1]

    def _search_text(self, known: Known, master: NotebookNode) -> None:
        """The cell that stands directly below the teacher's text above this answer."""
        sources = [cell.source for cell in master.cells]
        position = master.cells.index(known.cell)
        if position == 0:
            return
        above = sources[position - 1]
        if sources.count(above) == 1 and self.sources.count(above) == 1:
            place = self.sources.index(above) + 1
            if place < len(self.sources) and self.sources[place] not in sources:
                self.found.setdefault(place, known.name)

    def _take(self, name: str, sources: list[str]) -> None:
        """Take the last cell whose source is exactly the teacher's."""
        for place in reversed(range(len(self.sources))):
            if place not in self.found and self.sources[place].strip() in sources:
                self.found[place] = name
                return


def name_of(cell: Mapping) -> str | None:
    """The name by which a cell says nbgrader knows it; None for none, or for nonsense."""
    found = cell.get("metadata")
    for key in ("nbgrader", "grade_id"):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) else None


def identity(cell: Mapping) -> str | None:
    """A cell's id, if it has a valid one."""
    found = cell.get("id")
    return found if isinstance(found, str) else None


def defined_in(source: str) -> set[str]:
    """The names that a cell's lines begin to define; the cell need not be valid Python."""
    return {*DEFINED.findall(source), *ASSIGNED.findall(source)}


def answers_in(master: NotebookNode) -> list[str]:
    """What the answers of a master define; tells the notebooks of two lessons apart."""
    known = [Known(name, cell) for cell in master.cells if (name := name_of(cell))]
    return [key for one in known if one.is_answer and not is_grade(one.cell) for key in one.keys]


def answer_names(master: NotebookNode) -> set[str | None]:
    """The cells of a master in which students answer; {None} where there is none to look for."""
    known = [Known(name, cell) for cell in master.cells if (name := name_of(cell))]
    return {one.name for one in known if one.is_answer or one.is_text} or {None}
