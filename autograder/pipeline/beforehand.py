"""What the judges and the students of an assignment need, imported once before any of them start.

Modules that lie beside the notebooks are not imported here: the next assignment may have others of
the same name.
"""

import importlib
import json
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from autograder.pipeline.submission import SKIP, Assignment

IMPORT = re.compile(r"^[ \t]*(?:from|import)[ \t]+(\w+)", re.MULTILINE)
AT_ONCE = re.compile(r"^(?:from|import)[ \t]+([\w.]+)", re.MULTILINE)  # not in a function


def import_beforehand(assignment: Assignment) -> None:
    """Import what the master's tests import, once for all judges."""
    for name in imports(IMPORT, cells(assignment, tests=True)) - own_modules(assignment):
        with suppress(ImportError):
            importlib.import_module(name)


def students_imports(assignment: Assignment) -> list[str]:
    """What a notebook imports when it is run, by itself or by a helper that lies beside it."""
    helpers = [
        data.decode("utf-8", "replace")
        for name, data in assignment.files.items()
        if name.endswith(".py")
    ]
    found = imports(AT_ONCE, [*cells(assignment, tests=False), *helpers])
    own = own_modules(assignment)
    return sorted(name for name in found if name.partition(".")[0] not in own)


def imports(pattern: re.Pattern, texts: Iterable[str]) -> set[str]:
    """The modules that some cells import, as far as their text is Python."""
    return {name for text in texts for name in pattern.findall(text)}


def cells(assignment: Assignment, tests: bool) -> list[str]:
    """The master's test cells, or those that run in a student's process."""
    found = []
    for text in assignment.masters.values():
        for cell in json.loads(text)["cells"]:
            meta = cell.get("metadata", {})
            if cell["cell_type"] == "code" and SKIP not in meta.get("tags", []):
                is_test = bool(meta.get("nbgrader", {}).get("grade"))
                if is_test == tests:
                    found.append("".join(cell["source"]))
    return found


def own_modules(assignment: Assignment) -> set[str]:
    """The names of modules and packages that lie beside the masters."""
    return {Path(place).parts[0].removesuffix(".py") for place in assignment.files}
