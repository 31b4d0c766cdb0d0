"""Files that a student's cells have written, beside the tests of a course that asks for them."""

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from autograder.pipeline.lookup import Noted
from autograder.pipeline.proxies import Student
from autograder.pipeline.submission import is_code
from autograder.sandbox.channel import KernelLost
from autograder.sandbox.inside.disk import MOST_BYTES, MOST_FILES

LEFT = (
    "[Some of the files that your code has written are not shown to this test: it sees at most"
    f" {MOST_FILES} files, of {MOST_BYTES // 1_000_000} MB together.]\n"
)
DEEPEST, LONGEST = 20, 500  # folders above a file, characters of its path
PICKLE = re.compile(rb"\x80[\x02-\x05]")  # so begins what runs code when it is loaded


@contextmanager
def written_files(
    student: Student | Noted | None, patterns: Sequence[str], skip: Sequence[str]
) -> Iterator[str]:
    """Have the student's files in the working folder; what to say of those that are left out.

    What lies there already (`skip`) is the teacher's, and stays.
    """
    found: dict[str, bytes] = {}
    complete = True
    if isinstance(student, Student) and patterns:
        with suppress(KernelLost):  # the test hears of it when it asks for something
            found, complete = student.files(list(patterns), list(skip))
    with ExitStack() as undo:
        for name, content in shown(found, patterns):
            with suppress(OSError, ValueError):  # a name that cannot be had here
                write(Path(name), content, undo)
        yield "" if complete else LEFT


def shown(found: dict[str, bytes], patterns: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Those that a test may see: the student's process does not decide how many and how large."""
    room = MOST_BYTES
    for name, content in list(found.items())[:MOST_FILES]:
        room -= len(content)
        if room >= 0 and may_be_shown(name, patterns) and not PICKLE.match(content):
            yield name, content


def may_be_shown(name: str, patterns: Sequence[str]) -> bool:
    """Is it a path below the folder, as asked for, and no code?"""
    path = PurePosixPath(name)
    inside = not path.is_absolute() and ".." not in path.parts
    short = len(name) <= LONGEST and len(path.parts) <= DEEPEST + 1
    matches = any(fnmatchcase(name, one) for one in patterns)
    return inside and short and matches and not is_code(name)


def write(path: Path, content: bytes, undo: ExitStack) -> None:
    """Make a file that is not there yet, and the folders above it; `undo` will remove them."""
    for folder in reversed(path.parents):
        if not folder.exists():
            folder.mkdir()
            undo.callback(remove, folder)
    with open(path, "xb") as file:
        undo.callback(remove, path)
        file.write(content)


def remove(path: Path) -> None:
    """Remove a file, or a folder in which the test has left nothing of its own."""
    with suppress(OSError):
        path.rmdir() if path.is_dir() else path.unlink()
