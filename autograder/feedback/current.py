"""Which feedback pages still show what autograded/ and the gradebook hold."""

import glob
import hashlib
import json
import re
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.feedback.hidden import hiding_words
from autograder.feedback.settings import FeedbackPage
from autograder.upstream.nbgrader import folder_of

# nbgrader's release_feedback wants both beside the page.
COPIED = ("timestamp.txt", "submission_secret.txt")
MARK = re.compile(rb'<meta name="made-from" content="([0-9a-f]{64})">')
HEAD = 4096  # bytes of a page in which its mark stands
OURS = [path for path in sorted(Path(__file__).parent.rglob("*.*")) if path.suffix != ".pyc"]


class Sources:
    """What the pages of one assignment are made from, as a checksum for each page."""

    def __init__(self, db_url: str, assignment: str, *settings: str) -> None:
        self.common = hashlib.sha256(json.dumps(settings).encode())
        for path in OURS:  # a new version may show the same in another way
            self.common.update(path.read_bytes())
        with Gradebook(db_url) as gradebook:
            self.entries = entries(gradebook, assignment)
            self.handed_in = handed_in(gradebook, assignment)

    def digest(self, student: str, notebook: Path) -> str:
        """The checksum for the page of a notebook in autograded/."""
        found = self.common.copy()
        for path in (notebook, *(notebook.parent / name for name in COPIED)):
            found.update(hashlib.sha256(path.read_bytes() if path.is_file() else b"").digest())
        shown = sorted(self.entries[student, notebook.stem], key=json.dumps)
        times = [str(self.handed_in.get(student)), str(graded_at(notebook))]
        found.update(json.dumps([shown, times]).encode())
        return found.hexdigest()


def sources(course: CourseDirectory, config: Config, assignment: str) -> Sources:
    """The sources of the pages of one assignment of a course."""
    contact = FeedbackPage(config=config).contact
    return Sources(course.db_url, assignment, course.course_id, contact, *hiding_words(config))


def graded_at(notebook: Path) -> datetime | None:
    """When a notebook in autograded/ was written; None if there is none."""
    try:
        return datetime.fromtimestamp(notebook.stat().st_mtime, UTC).replace(microsecond=0)
    except OSError:
        return None


def handed_in(gradebook: Gradebook, assignment: str) -> dict[str, datetime | None]:
    """When each student handed in, as far as that is known."""
    query = gradebook.db.query(SubmittedAssignment.student_id, SubmittedAssignment.timestamp)
    query = query.join(SubmittedAssignment.assignment).filter(Assignment.name == assignment)
    return {student: time for student, time in query}


def entries(gradebook: Gradebook, assignment: str) -> dict[tuple[str, str], list[list]]:
    """Scores, comments and penalties, by student and notebook."""
    found: dict[tuple[str, str], list[list]] = defaultdict(list)
    cell = BaseCell.name
    for kind, columns in (
        (Grade, [cell, Grade.auto_score, Grade.manual_score, Grade.extra_credit]),
        (Comment, [cell, Comment.auto_comment, Comment.manual_comment]),
        (SubmittedNotebook, [SubmittedNotebook.late_submission_penalty]),
    ):
        query = gradebook.db.query(SubmittedAssignment.student_id, Notebook.name, *columns)
        query = query.select_from(kind)
        if kind is not SubmittedNotebook:
            query = query.join(kind.cell).join(kind.notebook)
        query = query.join(SubmittedNotebook.assignment).join(SubmittedAssignment.assignment)
        query = query.join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        for student, notebook, *values in query.filter(Assignment.name == assignment):
            found[student, notebook].append([kind.__name__, *values])
    return found


def mark_of(page: Path) -> str | None:
    """The checksum that a page carries; None if there is no page, or no mark."""
    try:
        with open(page, "rb") as file:
            mark = MARK.search(file.read(HEAD))
    except OSError:
        return None
    return mark[1].decode() if mark else None


def remove_orphans(course: CourseDirectory) -> None:
    """Remove our pages of submissions that are not graded any more: no old score stays."""
    chosen = course.student_id, course.assignment_id
    folders = folder_of(course, course.feedback_directory, *chosen)
    named = ("(?P<student>.*)", "(?P<assignment>.*)")
    pattern = folder_of(course, course.feedback_directory, *named, escape=True)
    for folder in glob.glob(folders):
        ids = re.fullmatch(pattern, folder)
        if ids is None:
            continue
        step = course.autograded_directory
        graded = Path(folder_of(course, step, ids["student"], ids["assignment"]))
        for page in Path(folder).glob("*.html"):
            if mark_of(page) and not (graded / f"{page.stem}.ipynb").exists():
                page.unlink()
