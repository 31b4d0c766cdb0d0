"""Reads submissions from submitted/ into memory, never through a link."""

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path

from autograder.course.course import Course
from autograder.course.ids import IdError, check_id
from autograder.course.masters import checksum, hashes
from autograder.course.timestamp import TIMESTAMP, parse_timestamp
from autograder.pipeline.submission import Assignment, Submission

MAX_BYTES = 50 * 2**20  # of one submission: it is sent to a worker and back
MAX_FILES = 2000
MAX_DEPTH = 20
LONGEST_PATH = 1000  # bytes, without the submission's folder: it is copied into others


class SubmissionError(Exception):
    """A submission that cannot be read; the message says why and what to do."""


def read_submission(course: Course, assignment: Assignment, student: str) -> Submission:
    """What a student handed in, by value; raises SubmissionError."""
    folder = course.path(course.directory.submitted_directory, student, assignment.name)
    try:
        check_id(student)
        found = dict(regular_files(folder, course.directory.ignore))
        notebooks = {
            name: read_notebook(folder / f"{name}.ipynb")
            for name in assignment.masters
            if os.path.lexists(folder / f"{name}.ipynb")
        }
        if not notebooks:
            raise SubmissionError(
                f"Expected {', '.join(f'{name}.ipynb' for name in assignment.masters)} in {folder},"
                f" found {', '.join(sorted(found)[:10]) or 'nothing'}. Name the file as expected."
            )
        files = {short: path for short, path in found.items() if not short.endswith(".ipynb")}
        submission = Submission(
            student, notebooks, {short: read_bytes(path) for short, path in files.items()}
        )
    except IdError as error:
        raise SubmissionError(str(error)) from error
    except OSError as error:
        raise SubmissionError(f"{error.filename} cannot be read: {error.strerror}.") from error
    submitted_at(submission)
    return replace(submission, digest=digest(assignment, submission))


def regular_files(folder: Path, ignored: list[str]) -> Iterator[tuple[str, Path]]:
    """(path below the folder, path) of each regular file; SubmissionError if there is too much.

    Links are passed over, whatever they lead to: a student may have made them.
    """

    def stop(error: OSError) -> None:
        raise error

    for one in (folder, folder.parent):
        if one.is_symlink():
            raise SubmissionError(f"{one} is a symbolic link. Put the folder itself there.")
    count = size = 0
    for place, folders, names in os.walk(folder, onerror=stop):
        folders[:] = [name for name in folders if not is_ignored(name, ignored)]
        below = Path(place).relative_to(folder)
        check_lengths(below, [*folders, *names])
        count += len(folders) + len(names)
        for name in names:
            path = Path(place, name)
            status = path.lstat()
            if stat.S_ISREG(status.st_mode) and not is_ignored(name, ignored):
                size += status.st_size
                yield (below / name).as_posix(), path
        if count > MAX_FILES or size > MAX_BYTES or len(below.parts) > MAX_DEPTH:
            raise SubmissionError(
                f"{folder} is too large: expected at most {MAX_FILES} files, {MAX_DEPTH} folders "
                f"deep, of {MAX_BYTES // 2**20} MB. Take away what the notebook does not need."
            )


def check_lengths(below: Path, names: list[str]) -> None:
    """Raise SubmissionError if the path of a file or folder is too long to be copied."""
    room = LONGEST_PATH - len(os.fsencode(below))
    for name in names:
        if len(os.fsencode(name)) > room:
            path = str(below / name)
            raise SubmissionError(
                f"Expected paths of at most {LONGEST_PATH} bytes, found one that begins with "
                f"{path[:60]!r}. Shorten it, or delete it if the notebook does not need it."
            )


def is_ignored(name: str, patterns: list[str]) -> bool:
    """Does nbgrader pass over files or folders of this name?"""
    return any(fnmatch(name, pattern) for pattern in patterns)


def read_notebook(path: Path) -> str:
    """The text of a notebook; whether it is a sound notebook is for the grader to say."""
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SubmissionError(f"{path} is no text in UTF-8. Ask for the file again.") from error


def read_bytes(path: Path) -> bytes:
    """The bytes of a regular file, never through a link; raises SubmissionError."""
    try:
        # without O_NONBLOCK a pipe that nobody writes to would stop the whole class
        number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
        raise SubmissionError(f"{path} is a symbolic link. Ask for the file itself.") from error
    try:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            raise SubmissionError(f"{path} is no regular file. Ask for the file again.")
        with open(number, "rb", closefd=False) as file:
            return file.read(MAX_BYTES)  # a file that grows meanwhile stays within the bound
    finally:
        os.close(number)


def submitted_at(submission: Submission) -> datetime | None:
    """When it was handed in, if timestamp.txt says so; raises SubmissionError."""
    try:
        return parse_timestamp(submission.files.get(TIMESTAMP, b""))
    except ValueError as error:
        raise SubmissionError(f"{submission.student}: {error}") from error


PARTS = ("handed in again", "master changed", "files of source/ changed", "settings changed")


def digest(assignment: Assignment, submission: Submission) -> str:
    """A hash of all that the result depends on: while it stays the same, so does the result.

    It consists of a checksum for each of PARTS: `changes` compares two of them.
    """
    handed_in = [submission.student, submission.notebooks, hashes(submission.files)]
    return f"{checksum(handed_in)}-{assignment.digest}"


def changes(old: str | None, new: str) -> str:
    """What has changed between two digests, in words; "" where there is nothing to compare."""
    before, after = (old or "").split("-"), new.split("-")
    if len(before) != len(after):
        return ""
    pairs = zip(PARTS, before, after, strict=True)
    return ", ".join(part for part, one, other in pairs if one != other)
