"""What goes into a grading and what comes out, by value: no paths, no open files."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.gradebook.mark import Mark

# Files that run as code when a test imports or loads them.
CODE = set(
    ".py .pyc .pyo .pyd .so .pth .egg .whl .zip .pkl .pickle .p .pck .pcl .sav .joblib .dill .pt"
    " .ckpt .shelve .dbm".split()
)
SKIP = "skip-execution"  # a cell with this tag is not run; nbclient honours it, too


@dataclass(frozen=True)
class Assignment:
    """What the teacher brings: the same for every student of an assignment."""

    name: str
    masters: dict[str, str]  # notebook name -> the master from source/, as JSON, with checksums
    files: dict[str, bytes]  # path below the assignment's folder -> helper files from source/
    settings: dict[str, Any]  # the loaded nbgrader_config.py, as plain data
    digest: str = ""  # a hash of this state of the assignment
    students_own: list[str] = field(default_factory=list)  # files of which a student's version wins
    others: dict[str, list[str]] = field(default_factory=dict)  # assignment -> names it asks for


@dataclass(frozen=True)
class Submission:
    """What a student handed in."""

    student: str
    notebooks: dict[str, str]  # notebook name -> what was handed in, as JSON (perhaps broken)
    files: dict[str, bytes]  # path below the folder -> other files; the assignment's own win
    digest: str = ""  # a hash of all that the result depends on; kept in the result


@dataclass(frozen=True)
class Graded:
    """What came out: notebooks ready for autograded/, and a mark for each cell."""

    student: str
    notebooks: dict[str, str] = field(default_factory=dict)  # notebook name -> executed, as JSON
    marks: dict[str, dict[str, Mark]] = field(default_factory=dict)  # notebook name -> cell -> mark
    limits: list[str] = field(default_factory=list)  # a sentence for each limit that was hit
    inside: list[str] = field(default_factory=list)  # test cells that ran in the student's kernel
    not_judged: list[str] = field(default_factory=list)  # test cells that a teacher must look at
    problem: str | None = None  # why this submission could not be graded, for the teacher
    seconds: float = 0.0


def beside_notebook(assignment: Assignment, submission: Submission) -> dict[str, bytes]:
    """The assignment's files, and the student's files that do not clash with them."""
    files, students_files = dict(assignment.files), submission.files
    for path in students_files.keys() & set(assignment.students_own):
        files.pop(path, None)
    return merged(files, students_files)


def is_code(name: str) -> bool:
    """Could a file of this name, or one that matches this pattern, run as code in a test?"""
    return not CODE.isdisjoint(Path(name.lower()).suffixes)  # x.pkl.gz is unpacked, and loaded


def merged(files: dict[str, bytes], students_files: dict[str, bytes]) -> dict[str, bytes]:
    """The first files, and the second ones that do not clash with them."""
    taken = {place for path in files for place in (path, *map(str, Path(path).parents))}
    own = {
        path: content
        for path, content in students_files.items()
        if path not in taken and not files.keys() & set(map(str, Path(path).parents))
    }
    return own | files
