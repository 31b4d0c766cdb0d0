"""When a submission was handed in: the one line of its timestamp.txt."""

import re
from datetime import datetime
from pathlib import Path

from dateutil.tz import gettz

from autograder.upstream.nbgrader import parse_utc

TIMESTAMP = "timestamp.txt"  # nbgrader's collectors write the time of submission there
LONGEST = 100  # bytes of it that are read
# As nbgrader writes it (2026-01-31 12:00:00.000000 UTC), or ISO 8601. nbgrader's
# parser accepts far more, and a hostile text can keep it busy for long.
CLOCK = r"[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?"
ZONE = r" ?(?:Z|[+-]\d\d:?\d\d)| (?P<zone>[A-Za-z_]{1,30}(?:/[A-Za-z_]{1,30}){0,2})"
TIME = re.compile(rf"\d{{4}}-\d\d-\d\d(?:{CLOCK}(?:{ZONE})?)?", re.ASCII)


def parse_timestamp(content: bytes) -> datetime | None:
    """The time in UTC that the content of timestamp.txt names; None if it is empty.

    Raises ValueError, whose message quotes what was found and says what was expected.
    """
    text = content[: LONGEST + 1].decode("utf-8", "replace").strip()
    if not text:
        return None
    try:
        found = TIME.fullmatch(text) if len(content) <= LONGEST else None
        if not found or (found["zone"] and gettz(found["zone"]) is None):
            raise ValueError
        return parse_utc(text)
    except (ValueError, OverflowError, TypeError) as error:
        raise ValueError(
            f"{TIMESTAMP} holds {text[:50]!r}. Write a time such as 2026-01-31 12:00:00 UTC into "
            "it, or delete it."
        ) from error


def timestamp_in(folder: str) -> datetime | None:
    """The time that timestamp.txt in a folder names; None where there is none that can be read."""
    try:
        with (Path(folder) / TIMESTAMP).open("rb") as file:
            return parse_timestamp(file.read(LONGEST + 1))
    except (OSError, ValueError):
        return None  # our own reading of the submission says what is wrong with it
