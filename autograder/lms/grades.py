"""Grades and feedback pages in the form in which a learning platform takes them back."""

import io
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from autograder.lms.names import Sent
from autograder.lms.roster import NobodyError, Roster
from autograder.lms.table import Table, TableError
from autograder.sandbox.inside.amounts import amount

ID_COLUMNS = ("SIS Login ID", "SIS User ID", "Username", "ID number", "Email address", "ID")
POSSIBLE = "Points Possible"  # how Canvas begins the line with each column's maximum
NO_FILE = re.compile(r"[_/\\:\x00-\x1f]")  # what must not stand in a folder's name

NEVER = (1980, 1, 1, 0, 0, 0)  # every page's time, so that the same pages give the same file


@dataclass
class Filled:
    """A table with grades, and whom it does not fit."""

    table: Table
    filled: list[str] = field(default_factory=list)  # who has got a grade
    strangers: list[str] = field(default_factory=list)  # lines that are no student of ours
    missing: list[str] = field(default_factory=list)  # students with a grade and without a line


def fill(
    table: Table,
    assignment: str,
    scores: dict[str, float],
    maximum: float,
    roster: Roster,
    column: str | None = None,
) -> Filled:
    """Write the scores into a Canvas CSV or a Moodle worksheet; who has none gets a blank.

    Raises TableError.
    """
    place = score_column(table, assignment, column)
    check_maximum(table, place, maximum)
    done, rows = Filled(table), table.rows()
    for number, student in students_of(table, rows, roster).items():
        if student is None:
            done.strangers.append(", ".join(filter(None, rows[number][:2])))
            continue
        table.put(number, place, points(scores[student]) if student in scores else "")
        if student in scores:
            done.filled.append(student)
    done.missing = sorted(set(scores) - set(done.filled))
    return done


def score_column(table: Table, assignment: str, column: str | None) -> int:
    """Where the scores go: Moodle's Grade, or Canvas's column of the assignment."""
    if column is None and is_moodle(table):
        column = "Grade"
    if column is not None:
        place = table.column(column)
    else:
        pattern = re.compile(rf"{re.escape(assignment)}( \(\d+\))?", re.IGNORECASE)
        places = [i for i, name in enumerate(table.columns) if pattern.fullmatch(name)]
        place = places[0] if len(places) == 1 else None
    if place is None:
        raise TableError(
            f"{table.path} has no column {column or assignment!r}. Name it by --column; found "
            f"{', '.join(table.columns)[:300] or 'none'}."
        )
    return place


def is_moodle(table: Table) -> bool:
    """Is this a grading worksheet of Moodle's?"""
    return table.column("Identifier") is not None and table.column("Grade") is not None


def check_maximum(table: Table, place: int, maximum: float) -> None:
    """Raise TableError if the platform counts up to another maximum than we do."""
    column: int | None = place
    rows = [row for row in table.rows() if row[0].startswith(POSSIBLE)]
    if is_moodle(table):
        column, rows = table.column("Maximum Grade"), table.rows()
    for row in rows:
        text = "" if column is None else row[column].replace(",", ".")
        if re.fullmatch(r"\d+(\.\d+)?", text) and float(text) != maximum:
            raise TableError(
                f"{table.path} says that at most {amount(float(text), 'point')} can be earned, but "
                f"here it is {points(maximum)}. Set the maximum in the platform, then export the "
                "file again."
            )


def students_of(table: Table, rows: list[list[str]], roster: Roster) -> dict[int, str | None]:
    """Whose each line is: by id or e-mail, by the platform's number, or by name; None: nobody's."""
    ids = [i for name in ID_COLUMNS if (i := table.column(name)) is not None]
    number, name = table.column("Identifier", "ID"), table.column("Full name", "Student")
    mails = {person.email: person.id for person in roster.people.values() if person.email}
    found: dict[int, str | None] = {}
    for place, row in enumerate(rows):
        if not any(row) or row[0].startswith(POSSIBLE):
            continue
        cells = [row[i] for i in ids]
        known = [cell for cell in cells if cell in roster.people]
        known += [mails[cell] for cell in cells if cell in mails]
        if not known:
            digits = "" if number is None else row[number].removeprefix("Participant ")
            try:
                known = [roster.find(Sent("", "" if name is None else row[name], digits))]
            except NobodyError:
                known = []
        taken = set(found.values())
        found[place] = known[0] if known and known[0] not in taken else None
    return found


def points(score: float) -> str:
    """A score as platforms read it."""
    return f"{round(score, 4):.10g}"


def feedback_zip(
    table: Table, pages: dict[str, list[Path]], roster: Roster
) -> tuple[bytes, list[str]]:
    """(the zip file for Moodle's "Upload feedback files in a zip", whose pages are in it).

    Moodle knows a student by the number in the folder's name. `pages` holds the feedback pages of
    each student. Raises TableError.
    """
    number, name = table.column("Identifier"), table.column("Full name")
    if number is None or name is None:
        raise TableError(
            f"{table.path} is no grading worksheet of Moodle's: expected the columns Identifier "
            f"and Full name, found {', '.join(table.columns)[:300] or 'none'}."
        )
    rows, done = table.rows(), []
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, student in students_of(table, rows, roster).items():
            id = rows[place][number].removeprefix("Participant ")
            if student not in pages or not id.isdigit():
                continue
            person = NO_FILE.sub(" ", rows[place][name]).strip() or "Participant"
            for page in pages[student]:
                folder = f"{person}_{id}_assignsubmission_file_"
                archive.writestr(zipfile.ZipInfo(f"{folder}/{page.name}", NEVER), page.read_bytes())
            done.append(student)
    return content.getvalue(), done
