"""Keeps ids that grading refuses out of the gradebook, whichever of nbgrader's ways they take."""

from nbgrader.api import Student
from sqlalchemy import event

from autograder.course.ids import IdError, is_id


def check_new_students() -> None:
    """From now on a Student with another id cannot be made in this process: IdError.

    nbgrader's `db student add` and `import`, and formgrader's Add new student, have no such check.
    Students who are in a gradebook already are read as before.
    """
    if not event.contains(Student.id, "set", check):
        event.listen(Student.id, "set", check)


def check(_student: Student, new: str, *_: object) -> None:
    """Raise IdError unless this can be a student's id."""
    if not is_id(new):
        raise IdError(
            "Expected a student's id of letters, digits, spaces and _ . @ + - that does not begin "
            f"with a dot, found {new!r}. Mend it in your list; python -m autograder roster FILE "
            "imports a list whole or not at all."
        )
