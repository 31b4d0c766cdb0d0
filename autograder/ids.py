"""What a student may be called: nbgrader's pages print an id as it is, marks and all."""

import re

# A name that begins with a dot is passed over by nbgrader, or leads out of the course ("..").
STUDENT_ID = r"(?!\.)[\w.@+-]+"


class IdError(ValueError):
    """An id that must get neither into the gradebook nor onto a page; the message says why."""


def is_id(student: str) -> bool:
    """Can this be a student's id?"""
    return re.fullmatch(STUDENT_ID, student) is not None


def check_id(student: str) -> None:
    """Raise IdError unless this can be a student's id."""
    if not is_id(student):
        raise IdError(
            "Expected a student's id of letters, digits and _ . @ + - that does not begin with a "
            f"dot, found {student!r}: nbgrader's pages would print any other mark as it is. "
            "Rename the student's folder before you open formgrader."
        )
