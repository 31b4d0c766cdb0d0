"""Files that a student's cells have written, beside the tests of a course that asks for them."""

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
    f"[Not shown to this test: {{}}. It sees at most {MOST_FILES} files, of"
    f" {MOST_BYTES // 1_000_000} MB together.]\n"
)


@contextmanager
def written_files(student: Student | Noted | None, patterns: Sequence[str]) -> Iterator[str]:
    """Have the student's files in the working folder; what to say of those that are left out.

    What lies there already is the teacher's, and stays.
    """
    found: dict[str, bytes] = {}
    left: list[str] = []
    if isinstance(student, Student) and patterns:
        with suppress(KernelLost):  # the test hears of it when it asks for something
            found, left = student.files(list(patterns))
    with ExitStack() as undo:
        for name, content in found.items():
            if may_be_shown(name, patterns):
                with suppress(OSError, ValueError):  # a name that cannot be had here
                    write(Path(name), content, undo)
        yield LEFT.format(", ".join(left)) if left else ""


def may_be_shown(name: str, patterns: Sequence[str]) -> bool:
    """Is it a path below the folder, as asked for, and no code?"""
    path = PurePosixPath(name)
    inside = not path.is_absolute() and ".." not in path.parts
    return inside and not is_code(name) and any(fnmatchcase(name, one) for one in patterns)


def write(path: Path, content: bytes, undo: ExitStack) -> None:
    """Make a file that is not there yet; `undo` will remove it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "xb") as file:
        undo.callback(path.unlink, missing_ok=True)
        file.write(content)
