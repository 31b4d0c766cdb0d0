"""What the judges of an assignment need, imported once in the process that forks them."""

import importlib
import json
import re
from contextlib import suppress
from pathlib import Path

from autograder.pipeline.submission import Assignment

IMPORT = re.compile(r"^[ \t]*(?:from|import)[ \t]+(\w+)", re.MULTILINE)


def import_beforehand(assignment: Assignment) -> None:
    """Import what the master's tests import, once for all judges.

    Modules beside the notebooks are left to each judge: other assignments may have their own.
    """
    own = {Path(place).parts[0].removesuffix(".py") for place in assignment.files}
    for text in assignment.masters.values():
        for name in imports_of(text) - own:
            with suppress(ImportError):
                importlib.import_module(name)


def imports_of(master: str) -> set[str]:
    """The packages that the test cells of a master import, as far as its text is Python."""
    cells = [cell for cell in json.loads(master)["cells"] if cell["cell_type"] == "code"]
    found = set()
    for cell in cells:
        if cell.get("metadata", {}).get("nbgrader", {}).get("grade"):
            found |= set(IMPORT.findall("".join(cell["source"])))
    return found
