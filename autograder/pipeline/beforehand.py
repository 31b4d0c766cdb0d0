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
IMPORTED_AS = re.compile(r"^[ \t]*import[ \t]+([\w.]+)(?:[ \t]+as[ \t]+(\w+))?", re.MULTILINE)
REACHED = r"(?<![\w.])%s\.(\w+)\."  # `np.random.randn` reaches into numpy.random


def import_beforehand(assignment: Assignment) -> None:
    """Import what the master's tests import, once for all judges."""
    texts = cells(assignment, tests=True)
    for name in foreign(imports(IMPORT, texts) | reached(texts), assignment):
        with suppress(ImportError):
            importlib.import_module(name)


def students_imports(assignment: Assignment) -> list[str]:
    """What a notebook imports when it is run, by itself or by a helper that lies beside it."""
    helpers = [
        data.decode("utf-8", "replace")
        for name, data in assignment.files.items()
        if name.endswith(".py")
    ]
    texts = [*cells(assignment, tests=False), *helpers]
    return foreign(imports(AT_ONCE, texts) | reached(texts), assignment)


def foreign(names: set[str], assignment: Assignment) -> list[str]:
    """These modules without those that lie beside the masters; a package before its parts."""
    own = {Path(place).parts[0].removesuffix(".py") for place in assignment.files}
    return sorted(name for name in names if name.partition(".")[0] not in own)


def imports(pattern: re.Pattern, texts: Iterable[str]) -> set[str]:
    """The modules that some cells import, as far as their text is Python."""
    return {name for text in texts for name in pattern.findall(text)}


def reached(texts: Iterable[str]) -> set[str]:
    """What may be modules that load when they are first used, such as numpy.random.

    Each student's process, and each snapshot of it, would otherwise load them anew.
    """
    whole = "\n".join(texts)
    return {
        f"{module}.{part}"
        for module, name in set(IMPORTED_AS.findall(whole))
        for part in re.findall(REACHED % re.escape(name or module), whole)
    }


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
