"""What a student's id may contain: nbgrader's pages print it without escaping."""

import re

# A name that begins with a dot is passed over by nbgrader, or leads out of the course (".."). An
# accent can be a character of its own (from U+0300 on): so macOS writes the names of folders.
STUDENT_ID = r"(?![. ])[\w.@+ \u0300-\u036f-]+?(?<! )"
EXPECTED = (
    "Expected an id of letters, digits, spaces and _ . @ + - that begins with no dot or space"
)


class IdError(ValueError):
    """An id that must get neither into the gradebook nor onto a page; the message says why."""


def is_id(student: str) -> bool:
    """Can this be a student's id?"""
    return re.fullmatch(STUDENT_ID, student) is not None


def check_id(student: str) -> None:
    """Raise IdError unless this can be a student's id."""
    if not is_id(student):
        raise IdError(
            f"{EXPECTED}, found {student!r}: nbgrader's pages print other characters unescaped. "
            "Rename the student's folder before you open formgrader."
        )
