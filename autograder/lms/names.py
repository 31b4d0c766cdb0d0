"""How learning platforms name the files that they export: whose a file is, and which attempt."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from autograder.course.timestamp import parse_timestamp

# mullerelise_LATE_12345_678901_zeros.ipynb: name, user, file
CANVAS = re.compile(
    r"(?P<name>[^_/]+)_(?:LATE_)?(?P<number>\d+)_(?P<order>\d+)_(?:text_)?(?P<file>[^/]+)"
)
# Elise Müller_123456_assignsubmission_file_/zeros.ipynb, or flat, without the "/"
MOODLE = re.compile(
    r"(?P<name>[^/]+?)_(?P<number>\d+)_assignsubmission_[a-z]+(?:_/|/|_)(?P<file>[^/]+)"
)
# nbgrader's exchange: ada+zeros+2026-03-01 12:00:00 UTC/zeros.ipynb
EXCHANGE = re.compile(
    r"(?P<id>[^/]+?)\+(?P<assignment>[^+/]+)\+(?P<time>[^+/]+)(?:\+[^/]*)?/(?P<file>[^/]+)"
)
# How platforms and browsers tell a second file of one name from the first: zeros-1, zeros (1)
COPY = re.compile(r"(?P<stem>.+?)(?:-(?P<canvas>\d{1,3})| ?\((?P<browser>\d{1,3})\))")


@dataclass(frozen=True)
class Sent:
    """What the name of an exported file says."""

    notebook: str  # the name of the notebook, without its suffix
    person: str  # an id, or a name
    number: str = ""  # by which the platform knows the student
    is_id: bool = False  # the person is named by id
    attempt: tuple[int, int] = (0, 0)  # a later one is greater
    time: datetime | None = None


class UnknownName(ValueError):
    """A name that cannot be read; the message says what was expected."""


def read_name(path: str, assignment: str, notebooks: set[str], others: set[str]) -> Sent:
    """Whose file this is; raises UnknownName unless it is one of the assignment's notebooks.

    `others` are the notebooks of other assignments.
    """
    tails = "/".join(PurePosixPath(path).parts[-2:]), PurePosixPath(path).name
    for pattern in (MOODLE, CANVAS):
        if match := pattern.fullmatch(tails[0]) or pattern.fullmatch(tails[1]):
            notebook, copy = notebook_of(match["file"], notebooks, others)
            order = int(match["order"]) if pattern is CANVAS else 0
            return Sent(notebook, match["name"], match["number"], attempt=(copy, order))
    if match := EXCHANGE.search(path):
        notebook, copy = notebook_of(match["file"], notebooks, others)
        try:
            time = parse_timestamp(match["time"].encode())
        except ValueError:
            raise UnknownName(
                f"the time {match['time']!r} in its folder's name cannot be read"
            ) from None
        return Sent(notebook, match["id"], is_id=True, attempt=(copy, 0), time=time)
    name = PurePosixPath(path).name
    for known in sorted(notebooks | others, key=len, reverse=True):
        stem = re.escape(known)
        if match := re.fullmatch(rf"(?P<id>.+)_(?P<file>{stem}(?:-\d+| ?\(\d+\))?\.ipynb)", name):
            notebook, copy = notebook_of(match["file"], notebooks, others)
            return Sent(notebook, match["id"], is_id=True, attempt=(copy, 0))
    notebook, copy = notebook_of(name, notebooks, others)
    folders = [
        part for part in PurePosixPath(path).parts[:-1] if part not in {assignment, *notebooks}
    ]
    if not folders:
        raise UnknownName(f"it does not say whose it is. Name it <student>_{notebook}.ipynb")
    return Sent(notebook, folders[-1], is_id=True, attempt=(copy, 0))


def notebook_of(file: str, notebooks: set[str], others: set[str]) -> tuple[str, int]:
    """(notebook, number of the copy) that a file's name means; raises UnknownName."""
    stem, dot, suffix = file.rpartition(".")
    expected = " or ".join(f"{name}.ipynb" for name in sorted(notebooks))
    if not dot or suffix.lower() != "ipynb":
        raise UnknownName(f"expected {expected}")
    copy = 0
    if stem not in notebooks and (match := COPY.fullmatch(stem)):
        stem, copy = match["stem"], int(match["canvas"] or match["browser"])
    if stem in others:
        raise UnknownName(f"expected {expected}, and {stem} is another assignment's notebook")
    if stem not in notebooks:
        raise UnknownName(f"expected {expected}")
    return stem, copy


def letters(name: str) -> str:
    """A name's letters and digits alone, as Canvas writes it: Müller, Elise -> mullerelise."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in plain if letter.isalnum())
