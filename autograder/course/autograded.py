"""Writes the folders of autograded/: each under another name first, then renamed into place."""

import json
import shutil
from pathlib import Path

from autograder.course.course import Course
from autograder.course.submissions import changes
from autograder.pipeline.submission import Assignment, Submission, beside_notebook, merged
from autograder.upstream.nbgrader import AutogradeBeside

NEW, OLD = "new", "old"


class Autograded:
    """autograded/ of one assignment. A student's folder stands there only if all of it is right.

    A grading is kept in the order write(), remove(), gradebook, put_in_place(): killed anywhere
    in between, there is no folder, and the submission counts as not yet graded.
    """

    def __init__(self, course: Course, assignment: str) -> None:
        self.assignment = assignment
        self.converter = AutogradeBeside(
            lambda folder: neighbour(folder, NEW), coursedir=course.directory, config=course.config
        )
        self.course = course
        self.changed: dict[str, str] = {}  # by student: why the grading there no longer counts

    def folder(self, student: str) -> Path:
        """Where a student's graded notebooks stand."""
        step = self.course.directory.autograded_directory
        return self.course.path(step, student, self.assignment)

    def holds(self, submission: Submission) -> bool:
        """Do all notebooks there come from exactly this grading? Notes why not in `changed`."""
        folder = self.folder(submission.student)
        for name in submission.notebooks:
            old = digest_of(folder / f"{name}.ipynb")
            if old != submission.digest:
                self.changed[submission.student] = changes(old, submission.digest)
                return False
        return True

    def write(self, student: str, files: dict[str, bytes]) -> None:
        """Write the new folder, not yet in place, with the permissions that nbgrader gives."""
        new = neighbour(self.folder(student), NEW)
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        for short, data in files.items():
            path = new / short
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        self.converter.set_permissions(self.assignment, student)

    def remove(self, student: str) -> None:
        """Remove the folder: rename it, so that it is gone at once, then delete its files."""
        folder = self.folder(student)
        old = neighbour(folder, OLD)
        shutil.rmtree(old, ignore_errors=True)
        if folder.exists():
            folder.rename(old)
            shutil.rmtree(old)

    def put_in_place(self, student: str) -> None:
        """Rename the new folder to its final name."""
        folder = self.folder(student)
        neighbour(folder, NEW).rename(folder)

    def sweep(self, student: str) -> None:
        """Delete what a killed run left beside the folder."""
        for what in (NEW, OLD):
            shutil.rmtree(neighbour(self.folder(student), what), ignore_errors=True)


def neighbour(folder: Path, what: str) -> Path:
    """A hidden folder beside `folder`, which no command of nbgrader looks at."""
    return folder.with_name(f".{folder.name}.{what}")


def digest_of(path: Path) -> str | None:
    """The digest that a graded notebook carries; None if it carries none."""
    try:
        return json.loads(path.read_bytes())["metadata"]["autograder"]["digest"]
    except (OSError, ValueError, KeyError, TypeError):
        return None  # absent or not ours: to be graded again


def all_files(
    assignment: Assignment, submission: Submission, notebooks: dict[str, str]
) -> dict[str, bytes]:
    """What a folder holds: the student's files, over them the assignment's and the notebooks."""
    graded = {
        f"{name}.ipynb": text.encode("utf-8", "replace")  # half of a surrogate pair becomes "?"
        for name, text in notebooks.items()
    }
    return merged(graded, beside_notebook(assignment, submission))
