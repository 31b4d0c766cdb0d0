"""Where an answer's cell did not run, its tests say so, and not that a name is not defined."""

import re
import sys

from nbformat import NotebookNode

from autograder.cells import is_test
from autograder.feedback.words import ended_sentence
from autograder.pipeline.recognise import defined_in
from autograder.pipeline.syntax import meaning

NOT_DEFINED = re.compile(r"name '(\w+)' is not defined")
FILE = re.compile(r" \(<[^>]*>, line \d+\)$")  # not shown: we say the line ourselves
HERE = sys.version_info[:2]
NEWER = {  # what only this version of Python and later ones understand
    re.compile(r"^\s*type\s+\w+\s*(\[.*\])?\s*=", re.MULTILINE): (3, 12),
    re.compile(r"^\s*(?:async\s+)?(?:def|class)\s+\w+\s*\[", re.MULTILINE): (3, 12),
    # The quotation mark of an f-string within its braces.
    re.compile(r"""\bf(["'])[^\n"'{]*\{[^{}\n]*\1[^{}\n]*\1[^{}\n]*\}"""): (3, 12),
    re.compile(r"""(?:^|[=(,:\[{+]|\breturn)\s*t(["'])[^\n]*\1""", re.MULTILINE): (3, 14),
    re.compile(r"^\s*except\s+\w+\s*,\s*[A-Z]", re.MULTILINE): (3, 14),
}


def blame(nb: NotebookNode) -> None:
    """Give each test that misses a name the error of the cell that should have defined it."""
    broken: dict[str, str] = {}  # what a cell would have defined -> why it did not run
    for cell in nb.cells:
        if cell.cell_type != "code":
            continue
        if is_test(cell):
            for output in cell.outputs:
                name = missing_name(output)
                if name in broken:
                    output.evalue = broken[name]
                    output.ename = "NotAnswered"
                    output.traceback = [broken[name]]
        else:
            why = why_it_stopped(cell)
            for name in defined_in(cell.source):
                broken.pop(name, None)
                if why:
                    broken[name] = f"{name} is not defined, because its cell did not run. {why}"


def missing_name(output: NotebookNode) -> str | None:
    """The name that a test found undefined, if that is its error."""
    if output.output_type != "error" or output.ename != "NameError":
        return None
    found = NOT_DEFINED.match(output.evalue)
    return found[1] if found else None


def why_it_stopped(cell: NotebookNode) -> str | None:
    """The error of a cell in words, with its line; None if it ran to its end."""
    errors = [output for output in cell.outputs if output.output_type == "error"]
    if not errors:
        return None
    error = errors[-1]
    lines = [line.strip() for line in error.traceback[1:] if line.strip().startswith("line ")]
    place = f" ({lines[-1]})" if lines else ""
    evalue = FILE.sub("", error.evalue)
    text = f"It ended in {error.ename}: {evalue}{place}"
    if error.ename in ("SyntaxError", "IndentationError") and is_newer(cell.source):
        here = ".".join(map(str, HERE))
        text = ended_sentence(text)
        text += f" This looks like the syntax of a newer Python: grading runs on Python {here}"
    elif words := meaning(evalue, lines[-1] if lines else ""):
        text = f"{ended_sentence(text)} That is: {words}"
    return ended_sentence(text)


def is_newer(source: str) -> bool:
    """Does a cell with a syntax error use what only later versions of Python know?"""
    return any(version > HERE and pattern.search(source) for pattern, version in NEWER.items())
