"""Where in a student's cells an exception was raised, and what it says."""

import linecache
from typing import NamedTuple

from autograder.sandbox.inside.outputs import TEXT

CELL = "<ipython-input"  # how IPython calls the file of a cell
MOST_PLACES = 20  # a recursion comes through thousands


class Place(NamedTuple):
    """A line of a cell that an exception came through."""

    function: str
    line: int
    source: str

    def sentence(self) -> str:
        """The place in words."""
        inside = "" if self.function == "<module>" else f" in {self.function}"
        return f"  line {self.line}{inside}: {self.source}"


def places(error: BaseException) -> list[Place]:
    """The lines of cells that an exception came through, the outermost first."""
    found = []
    if isinstance(error, SyntaxError) and str(error.filename).startswith(CELL):
        found.append(Place("<module>", error.lineno or 0, (error.text or "").strip()[:200]))
    step = error.__traceback__
    while step is not None and len(found) < MOST_PLACES:
        code = step.tb_frame.f_code
        if code.co_filename.startswith(CELL):
            source = linecache.getline(code.co_filename, step.tb_lineno).strip()[:200]
            found.append(Place(code.co_name[:100], step.tb_lineno, source))
        step = step.tb_next
    return found


def text_of(error: BaseException) -> str:
    """The error's message, whatever its class makes of it."""
    try:
        return str(error)[:TEXT]
    except Exception as other:  # a __str__ of the student's own
        return f"(its message cannot be read: {type(other).__name__})"
