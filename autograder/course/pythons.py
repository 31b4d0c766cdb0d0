"""Which Python wrote a notebook: newer ones know syntax that an older grader cannot run."""

import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

Version = tuple[int, int]
HERE: Version = sys.version_info[:2]
# Jupyter notes the kernel's language at a notebook's end, and so do VS Code and Colab.
LANGUAGE = re.compile(r'"language_info"\s*:\s*\{(.{0,2000})', re.DOTALL)
IS_PYTHON = re.compile(r'"name"\s*:\s*"python"')
VERSION = re.compile(r'"version"\s*:\s*"(3)\.(\d{1,2})')
TAIL = 8_000  # characters in which it stands


def written_in(text: str) -> Version | None:
    """The Python that last saved a notebook, as the notebook says; None if it does not.

    A student may write anything there; it only makes a warning.
    """
    language = LANGUAGE.search(text[-TAIL:]) or LANGUAGE.search(text[:TAIL])
    version = language and IS_PYTHON.search(language[1]) and VERSION.search(language[1])
    return (int(version[1]), int(version[2])) if version else None


def newer(texts: Iterable[str]) -> Counter[Version]:
    """How many notebooks were written in which Python that is newer than the grader's."""
    return Counter(version for text in texts if (version := written_in(text)) and version > HERE)


def tails(folder: Path) -> Iterable[str]:
    """The ends of all notebooks in submitted/, without reading the rest of them."""
    for path in folder.glob("*/*/*.ipynb"):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                file.seek(max(0, path.stat().st_size - TAIL))
                yield file.read(TAIL).decode("utf-8", "replace")


def finding(found: Counter[Version]) -> str:
    """What a teacher should know."""
    count = found.total()
    return (
        f"{count} {'notebook was' if count == 1 else 'notebooks were'} last run in a Python newer "
        f"than the grader's {in_words(HERE)}, up to {in_words(max(found))}: syntax and functions "
        "that only the newer one has fail here"
    )


def advice(found: Counter[Version]) -> str:
    """What a teacher should do."""
    newest = in_words(max(found))
    return f"Grade with Python {newest}: {anew(f'python{newest}')}"


def anew(python: str) -> str:
    """How to make the environment again; a course that only uses this package has no Makefile."""
    if Path("Makefile").is_file():
        return f"make clean, then make doctor PYTHON={python}"
    return f"make an environment with {python}, and install the same packages in it"


def warning(found: Counter[Version]) -> str:
    """Both; "" if no notebook is newer than the grader's Python."""
    return f"{finding(found)}. {advice(found)}." if found else ""


def in_words(version: Version) -> str:
    """As people write it: 3.14."""
    return ".".join(map(str, version))
