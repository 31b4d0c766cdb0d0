"""Keeps ids that grading refuses out of the gradebook, whichever of nbgrader's ways they take."""

import csv
from pathlib import Path

from nbgrader.api import Student
from sqlalchemy import event

from autograder.course.ids import EXPECTED, IdError, is_id
from autograder.upstream.apps import DbStudentAddApp, DbStudentImportApp, ask_before


def check_new_students() -> None:
    """From now on a Student with another id cannot be made in this process: IdError.

    nbgrader's `db student add` and `import`, and formgrader's Add new student, have no such check.
    Students who are in a gradebook already are read as before.
    """
    if not event.contains(Student.id, "set", check):
        event.listen(Student.id, "set", check)
        ask_before(DbStudentAddApp, why_not_added)
        ask_before(DbStudentImportApp, why_not_imported)


def check(_student: Student, new: str, *_: object) -> None:
    """Raise IdError unless this can be a student's id."""
    if why := why_not_added(new):
        raise IdError(why)


def why_not_added(student: str) -> str:
    """Why a student cannot have this id; "" for one that can."""
    return "" if is_id(student) else f"{EXPECTED}, found {student!r}. Nobody was added."


def why_not_imported(name: str) -> str:
    """Why a CSV file is not imported: its lines whose id cannot be graded.

    It is read as nbgrader reads it, but before anything is written. That there is no such file, or
    no column `id`, nbgrader says itself.
    """
    path = Path(name)
    if not path.exists():
        return ""
    try:
        with path.open() as file:
            table = csv.DictReader(file)
            columns = [column.strip() for column in table.fieldnames or []]
            table.fieldnames = columns
            ids = [(table.line_num, row["id"] or "") for row in table] if "id" in columns else []
    except (OSError, csv.Error) as error:
        return f"{name} cannot be read: {error}. Nobody was imported."
    except UnicodeDecodeError:
        return f"{name} is not in UTF-8. Save it as CSV UTF-8. Nobody was imported."
    if not columns:
        return f"{name} is empty: expected a line with the names of columns, id among them."
    bad = [f"  line {line}: {student!r}" for line, student in ids if not is_id(student)]
    if not bad:
        return ""
    return "\n".join([f"{EXPECTED}. {name} has", *bad, "Nobody was imported. Mend these lines."])
