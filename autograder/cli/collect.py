"""`python -m autograder collect <assignment> <zip>`: submissions out of a learning platform."""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from nbgrader.api import Gradebook, Student

from autograder.cli.terminal import clean, clean_name, never_fails
from autograder.course.course import Course, CourseError, locked, open_course, open_gradebook
from autograder.gradebook.session import GradebookError
from autograder.lms.archive import ArchiveError
from autograder.lms.collect import Collector
from autograder.lms.roster import Person, Roster, read_roster
from autograder.lms.table import Table, TableError

ERRORS = (CourseError, GradebookError, ArchiveError, TableError, OSError)


def arguments_of() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m autograder collect",
        description="Put the notebooks of a zip file from Canvas, Moodle or nbgrader into "
        "submitted/. The newest attempt of each student counts; each file is listed.",
    )
    parser.add_argument("assignment", help="a folder of source/, for example zeros")
    parser.add_argument("archive", type=Path, metavar="ZIP", help="the exported file")
    roster = "the class, as a CSV file (default: the students in the gradebook)"
    parser.add_argument("--roster", type=Path, metavar="CSV", help=roster)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Collect and list; 1 if a file was refused or nothing could be done, else 0."""
    arguments = arguments_of().parse_args(argv)
    never_fails(sys.stdout)
    try:
        course = open_course(Path.cwd())
        course.check_assignment(arguments.assignment)
        with locked(course):
            people = roster_of(course, arguments.roster)
            lines = Collector(course, arguments.assignment, people).collect(arguments.archive)
    except ERRORS as error:
        print(clean(str(error)), file=sys.stderr)
        return 1
    for line in lines:
        print(clean_name(str(line)))
    counts = Counter(line.state for line in lines)
    states = ("taken", "unchanged", "superseded", "refused")
    print(f"{arguments.assignment}: " + ", ".join(f"{counts[state]} {state}" for state in states))
    return 1 if counts["refused"] else 0


def roster_of(course: Course, path: Path | None) -> Roster:
    """The class by a CSV file, or else by the gradebook; raises TableError, GradebookError."""
    if path:
        return Roster(read_roster(Table(path)))
    with closing(open_gradebook(course)) as gradebook:
        return Roster(people_of(gradebook), complete=False)


def people_of(gradebook: Gradebook) -> list[Person]:
    """The students that the gradebook knows."""
    return [
        Person(
            student.id,
            number=student.lms_user_id or "",
            first=student.first_name or "",
            last=student.last_name or "",
            email=student.email or "",
        )
        for student in gradebook.db.query(Student)
    ]
