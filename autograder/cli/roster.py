"""`python -m autograder roster <csv>`: the class, with names, into the gradebook."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from nbgrader.api import MissingEntry

from autograder.cli.collect import ERRORS
from autograder.cli.terminal import clean, clean_name, never_fails
from autograder.course.course import locked, open_course, open_gradebook
from autograder.course.ids import EXPECTED, is_id
from autograder.gradebook.session import EntryError, OpenGradebook, told
from autograder.lms.roster import Person, read_roster
from autograder.lms.table import Table
from autograder.sandbox.inside.amounts import amount


def arguments_of() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m autograder roster",
        description="Enter the students of a CSV file (nbgrader's columns, Canvas's or Moodle's) "
        "into the gradebook: formgrader and grades.csv show their names.",
    )
    parser.add_argument("file", type=Path, help="a CSV file with a line for each student")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Import all of the class, or nothing of it; 0 if it is there now, else 1."""
    arguments = arguments_of().parse_args(argv)
    never_fails(sys.stdout)
    try:
        people = read_roster(Table(arguments.file))
        if problems := refused(people):
            print("\n".join([*problems, "Nothing was imported."]), file=sys.stderr)
            return 1
        course = open_course(Path.cwd())
        with locked(course), closing(open_gradebook(course)) as gradebook:
            changed = [person.id for person in enter(gradebook, people)]
    except (*ERRORS, EntryError) as error:
        print(clean(str(error)), file=sys.stderr)
        return 1
    print(f"{arguments.file}: {amount(len(people), 'student')}, {len(changed)} new or changed.")
    return 0


def refused(people: list[Person]) -> list[str]:
    """Why some of them cannot be imported."""
    ids = [person.id for person in people]
    problems = [f"{EXPECTED}, found {clean_name(id)!r}." for id in ids if not is_id(id)]
    twice = sorted({id for id in ids if ids.count(id) > 1}) if len(set(ids)) < len(ids) else []
    return problems + [f"The id {clean_name(id)!r} is in the file twice." for id in twice]


def enter(gradebook: OpenGradebook, people: list[Person]) -> list[Person]:
    """Enter them in one transaction; who was new or has changed. Blank cells change nothing."""
    changed = []
    with told("write the class into the gradebook"), gradebook.transaction():
        for person in people:
            last, comma, first = person.full.partition(",")
            if not comma:
                first, _, last = person.full.rpartition(" ")
            facts = {
                "first_name": person.first or first.strip(),
                "last_name": person.last or last.strip(),
                "email": person.email,
                "lms_user_id": person.number,
            }
            facts = {key: text for key, text in facts.items() if text}
            try:
                known = gradebook.find_student(person.id)
                same = all(getattr(known, key) == text for key, text in facts.items())
            except MissingEntry:
                same = False
            if not same:
                gradebook.update_or_create_student(person.id, **facts)
                changed.append(person)
    return changed
