"""What the gradebook holds of a class's tests: scores, and the mistakes noted beside them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy.orm import Query

from autograder.cells import NO_RESPONSE
from autograder.gradebook.reasons import read_note
from autograder.gradebook.session import OpenGradebook, told

Place = tuple[str, str]  # notebook and cell


@dataclass(frozen=True)
class Entry:
    """One student's score in one test."""

    score: float
    points: float

    @property
    def lost(self) -> float:
        """The points that are missing."""
        return max(0.0, self.points - self.score)


@dataclass(frozen=True)
class Note:
    """Why a test lost points: the mistake's id, if it was named, and the sentence."""

    mistake: str | None
    says: str


@dataclass
class Work:
    """One student's submission; the name serves to find an example answer and is never shown."""

    student: str
    entries: dict[Place, Entry] = field(default_factory=dict)
    notes: dict[Place, Note] = field(default_factory=dict)
    untouched: set[Place] = field(default_factory=set)  # answers as they were handed out

    def total(self, tests: Iterable[Place]) -> float:
        """The points earned in these tests."""
        return sum(self.entries[test].score for test in tests if test in self.entries)


def read_class(gradebook: OpenGradebook, assignment: str) -> list[Work]:
    """All submissions that have been graded, in two queries; raises GradebookError."""
    found: dict[str, Work] = {}
    with told(f"read the scores of {assignment}"):
        grades = of_assignment(gradebook, Grade, assignment).add_columns(
            Grade.score, Grade.max_score, Grade.auto_score, Grade.manual_score
        )
        for student, notebook, cell, score, points, auto, manual in grades:
            if (auto, manual) != (None, None):
                work = found.setdefault(student, Work(student))
                work.entries[notebook, cell] = Entry(score, points)
        comments = of_assignment(gradebook, Comment, assignment).add_columns(Comment.auto_comment)
        for student, notebook, cell, text in comments:
            if student in found and text:
                take_comment(found[student], (notebook, cell), text)
    return [found[student] for student in sorted(found)]


def take_comment(work: Work, place: Place, text: str) -> None:
    """Sort in a comment: on a test it is a note, on an answer it may say: not touched."""
    if place in work.entries and text.startswith("["):
        work.notes[place] = Note(*read_note(text))
    elif text.startswith(NO_RESPONSE):
        work.untouched.add(place)


def of_assignment(gradebook: OpenGradebook, kind: Any, assignment: str) -> Query:
    """Student, notebook and cell of each grade or comment of an assignment."""
    query = gradebook.db.query(SubmittedAssignment.student_id, Notebook.name, BaseCell.name)
    query = query.select_from(kind).join(BaseCell, BaseCell.id == kind.cell_id)
    query = query.join(SubmittedNotebook, SubmittedNotebook.id == kind.notebook_id)
    query = query.join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
    query = query.join(SubmittedNotebook.assignment).join(SubmittedAssignment.assignment)
    return query.filter(Assignment.name == assignment)


def names_in(gradebook: OpenGradebook) -> list[str]:
    """Everything by which the gradebook knows its students; raises GradebookError."""
    with told("read the students"):
        rows = gradebook.db.query(
            Student.id, Student.first_name, Student.last_name, Student.email, Student.lms_user_id
        )
        return [name for row in rows for name in row if name]
