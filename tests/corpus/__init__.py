"""Right and wrong answers to every graded function: one module an assignment.

Each module has ANSWERS, a dictionary from a graded function's name to its variants. A variant is
the master's solution with some text replaced, or a cell of its own.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Variant:
    """One answer. `says` is a piece of the message that names its mistake, None if it is right."""

    name: str
    says: str | None
    edits: tuple[tuple[str, str], ...] = ()
    cell: str = ""

    def source(self, solution: str) -> str:
        """The code of the cell; `solution` is the master's. ValueError if an edit finds nothing."""
        if self.cell:
            return self.cell
        for old, new in self.edits:
            if old not in solution:
                raise ValueError(f"{self.name}: {old!r} is not in the master's solution.")
            solution = solution.replace(old, new)
        return solution


def right(name: str, *edits: tuple[str, str], cell: str = "") -> Variant:
    """An answer that must get full marks."""
    return Variant(name, None, edits, cell)


def wrong(name: str, says: str, *edits: tuple[str, str], cell: str = "") -> Variant:
    """An answer that must lose points of its own function and be told `says`."""
    return Variant(name, says, edits, cell)
