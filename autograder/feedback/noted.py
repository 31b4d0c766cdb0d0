"""What the grader notes in a test cell's metadata; a submission can bring nothing along there.

Test cells come back with the master's metadata (`pipeline/restore.py`), so whatever stands under
KEY was written by the judge.
"""

import re
from typing import Any

from nbformat import NotebookNode

KEY = "autograder"
MISTAKE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,79}")  # for example he.missing_root


def note_mistake(cell: NotebookNode, error: BaseException | None) -> None:
    """Note the id of the mistake that a test has named: its exception's `mistake_id`."""
    named = getattr(error, "mistake_id", None)
    if isinstance(named, str) and MISTAKE.fullmatch(named):
        note(cell, "mistake", named)


def mistake_of(cell: NotebookNode) -> str | None:
    """The id of the mistake that a test has named, if it has named one."""
    return noted(cell, "mistake")


def note(cell: NotebookNode, what: str, value: object) -> None:
    """Note something in a test cell."""
    cell.metadata.setdefault(KEY, {})[what] = value


def noted(cell: NotebookNode, what: str) -> Any:
    """What was noted; None if nothing was."""
    return cell.metadata.get(KEY, {}).get(what)
