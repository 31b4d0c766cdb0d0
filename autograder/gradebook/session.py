"""nbgrader's gradebook, kept open for a run: one transaction a submission."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    InvalidEntry,
    MissingEntry,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import ColumnElement, func, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DataError, IntegrityError, SQLAlchemyError

from autograder.upstream.nbgrader import OneTransaction, cause_of

log = logging.getLogger(__name__)

# nbgrader finds a submission's grades by these columns. Without an index the database reads the
# whole table for each submission, and then again for its score.
SOUGHT = {"submitted_notebook": "assignment_id", "grade": "notebook_id", "comment": "notebook_id"}


class GradebookError(Exception):
    """The gradebook cannot be opened, read or written; the message says what to do."""


class EntryError(Exception):
    """The gradebook takes no entry for one student; the message says why."""


class OpenGradebook(OneTransaction):
    """nbgrader's Gradebook, kept open for a whole run; raises GradebookError."""

    def __init__(self, db_url: str, course_id: str, create_student: bool = True) -> None:
        with told(f"open the gradebook {shown(db_url)}, which c.CourseDirectory.db_url names"):
            super().__init__(db_url, course_id)
        self.found: dict[tuple, Grade | Comment] = {}
        self.know = self.update_or_create_student if create_student else self.find_student

    def index(self) -> None:
        """See that the time for one submission does not grow with their number."""
        self.db.remove()  # what it has read would keep SQLite from being written
        try:
            with self.engine.begin() as connection:
                for table, column in SOUGHT.items():
                    name = f"autograder_{table}_{column}"
                    if all(one["name"] != name for one in inspect(connection).get_indexes(table)):
                        connection.execute(text(f"CREATE INDEX {name} ON {table} ({column})"))
        except SQLAlchemyError as error:  # this user may not, say
            log.warning("The larger the class, the longer takes each entry: %s", short(error))

    @contextmanager
    def entry(self, assignment: str, student: str, **more) -> Iterator[SubmittedAssignment]:
        """One submission's entry, made if need be; all of the block's changes are saved, or none.

        Raises EntryError if this entry is refused, GradebookError if the gradebook fails.
        """
        try:
            with told(f"write the scores of {student} into the gradebook"), self.transaction():
                self.know(student)
                submission = self.update_or_create_submission(assignment, student, **more)
                self.db.flush()  # a new one gets its id
                self.find_all(submission)
                yield submission
        finally:
            self.found = {}

    def find_all(self, submission: SubmittedAssignment) -> None:
        """Load all grades and comments of one submission, in two queries."""
        for kind in (Grade, Comment):
            query = self.db.query(kind, BaseCell.name, Notebook.name)
            query = query.join(BaseCell, BaseCell.id == kind.cell_id)
            query = query.join(SubmittedNotebook, SubmittedNotebook.id == kind.notebook_id)
            query = query.join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
            query = query.filter(SubmittedNotebook.assignment_id == submission.id)
            for entry, cell, notebook in query:
                self.found[kind, cell, notebook] = entry

    def points(self, assignment: str) -> dict[str, dict[str, float]]:
        """The points of each graded cell, by notebook."""
        with told(f"read the assignment {assignment}"):
            return {
                notebook.name: {cell.name: cell.max_score for cell in notebook.grade_cells}
                for notebook in self.find_assignment(assignment).notebooks
            }

    def maximum(self, assignment: str) -> float:
        """The points that can be earned."""
        with told(f"read the assignment {assignment}"):
            return self.find_assignment(assignment).max_score

    def checksums(self, assignment: str) -> dict[str, dict[str, str]]:
        """The checksum of each cell as it was released, by notebook."""
        with told(f"read the assignment {assignment}"):
            return {
                notebook.name: {cell.name: cell.checksum for cell in notebook.source_cells}
                for notebook in self.find_assignment(assignment).notebooks
            }

    def students(self, assignment: str) -> set[str]:
        """Who has an entry for this assignment."""
        with told(f"read who handed in {assignment}"):
            query = self.db.query(SubmittedAssignment.student_id)
            query = query.join(SubmittedAssignment.assignment)
            return {student for (student,) in query.filter(Assignment.name == assignment)}

    def scores(self, assignment: str) -> dict[str, tuple[float, float]]:
        """(score, maximum) of each student, less the late penalty, as nbgrader exports it."""
        with told(f"read the scores of {assignment}"):
            most = self.find_assignment(assignment).max_score
            earned = self.sums(assignment, Grade.score, SubmittedNotebook.grades)
            off = self.sums(assignment, SubmittedNotebook.late_submission_penalty)
        return {
            student: (max(0.0, (score or 0.0) - (off[student] or 0.0)), most)
            for student, score in earned.items()
        }

    def scored(self, assignment: str) -> set[str]:
        """The students who have a score; work that could not be graded has none, which is not 0."""
        given = func.coalesce(Grade.auto_score, Grade.manual_score)
        with told(f"read the scores of {assignment}"):
            sums = self.sums(assignment, given, SubmittedNotebook.grades)
        return {student for student, total in sums.items() if total is not None}

    def tests(self, assignment: str) -> dict[str, dict[str, dict[str, dict]]]:
        """Each graded cell's score, points and whether a person must grade it.

        By student, notebook and cell.
        """
        found: dict[str, dict[str, dict[str, dict]]] = {}
        with told(f"read the scores of {assignment}"):
            query = self.db.query(SubmittedAssignment.student_id, Notebook.name, BaseCell.name)
            query = query.add_columns(Grade.score, Grade.max_score, Grade.needs_manual_grade)
            query = query.select_from(Grade).join(Grade.cell).join(Grade.notebook)
            query = query.join(SubmittedNotebook.assignment).join(SubmittedAssignment.assignment)
            query = query.join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
            for student, notebook, cell, score, most, manual in query.filter(
                Assignment.name == assignment
            ):
                found.setdefault(student, {}).setdefault(notebook, {})[cell] = {
                    "score": score,
                    "max_score": most,
                    "needs_manual_grade": manual,
                }
        return found

    def sums(
        self, assignment: str, what: ColumnElement, *joined: object
    ) -> dict[str, float | None]:
        """A sum for each student, by one query: nbgrader's own attributes take one for each."""
        query = self.db.query(SubmittedAssignment.student_id, func.sum(what))
        for relation in (SubmittedAssignment.assignment, SubmittedAssignment.notebooks, *joined):
            query = query.join(relation)
        query = query.filter(Assignment.name == assignment)
        rows = query.group_by(SubmittedAssignment.student_id)
        return {student: total for student, total in rows}


@contextmanager
def told(what: str) -> Iterator[None]:
    """Say in words why `what` cannot be done; raises GradebookError or EntryError."""
    try:
        yield
    except (SQLAlchemyError, InvalidEntry, ImportError, FileNotFoundError) as error:
        cause = cause_of(error)
        kind = EntryError if isinstance(cause, DataError | IntegrityError) else GradebookError
        raise kind(f"Cannot {what}. The database says: {short(cause)}") from error
    except (MissingEntry, UnicodeEncodeError) as error:
        raise EntryError(f"Cannot {what}: {error}") from error


def short(error: BaseException) -> str:
    """An error's first line, without SQLAlchemy's link to its manual."""
    return str(error).strip().partition("\n")[0]


def shown(db_url: str) -> str:
    """The address of a database, without its password."""
    try:
        return make_url(db_url).render_as_string(hide_password=True)
    except ArgumentError:
        return repr(db_url)
