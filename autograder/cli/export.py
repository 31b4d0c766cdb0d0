"""`python -m autograder export <assignment>`: grades and pages back into a learning platform."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from autograder.cli.collect import ERRORS, people_of
from autograder.cli.terminal import clean, clean_name, never_fails
from autograder.course.course import Course, CourseError, open_course, open_gradebook
from autograder.feedback.current import mark_of, sources
from autograder.gradebook.export import results
from autograder.gradebook.session import EntryError
from autograder.lms.grades import Filled, feedback_zip, fill
from autograder.lms.roster import Roster
from autograder.lms.table import Table
from autograder.sandbox.inside.amounts import amount
from autograder.temporary import replace_file


def arguments_of() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m autograder export",
        description="Write grades into the file that Canvas or Moodle exported, and pack the "
        "feedback pages for Moodle. Only the assignment's column changes.",
    )
    parser.add_argument("assignment", help="a folder of source/, for example zeros")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument(
        "--canvas", type=Path, metavar="CSV", help="the gradebook that Canvas exported"
    )
    where.add_argument(
        "--moodle", type=Path, metavar="CSV", help="the grading worksheet from Moodle"
    )
    column = "the column to write (default: the assignment's name in Canvas, Grade in Moodle)"
    parser.add_argument("--column", metavar="NAME", help=column)
    file = "the file to write (default: <name>-graded.csv, beside the CSV)"
    parser.add_argument("--to", type=Path, metavar="FILE", help=file)
    parser.add_argument(
        "--feedback", type=Path, metavar="ZIP", help="pack the feedback pages as well"
    )
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Write the files; 1 if somebody's grade or page is not in them, else 0."""
    parser = arguments_of()
    arguments = parser.parse_args(argv)
    if arguments.feedback and not arguments.moodle:
        parser.error("--feedback wants --moodle: only Moodle takes a zip file of pages")
    never_fails(sys.stdout)
    try:
        return export(arguments)
    except (*ERRORS, EntryError) as error:
        print(clean(str(error)), file=sys.stderr)
        return 1


def export(arguments: argparse.Namespace) -> int:
    """Do what the command line asks for; raises CourseError, GradebookError, TableError."""
    name, source = arguments.assignment, arguments.canvas or arguments.moodle
    course = open_course(Path.cwd())
    course.check_assignment(name)
    with closing(open_gradebook(course)) as gradebook:
        roster = Roster(people_of(gradebook))
        found = results(gradebook, name)
        scores = {s: float(str(facts["score"])) for s, facts in found.items() if "score" in facts}
        maximum = gradebook.maximum(name)
    done = fill(Table(source), name, scores, maximum, roster, arguments.column)
    pages: dict[str, list[Path]] = {}
    packed: list[str] = []
    if arguments.feedback:
        pages = current_pages(course, name, list(found))
        content, packed = feedback_zip(Table(source), pages, roster)
        replace_file(arguments.feedback, content)
    to = arguments.to or source.with_name(f"{source.stem}-graded{source.suffix}")
    replace_file(to, done.table.content())
    unpacked = sorted(set(pages) - set(packed))
    say(done, to, unpacked)
    return 1 if done.missing or unpacked else 0


def current_pages(course: Course, assignment: str, students: list[str]) -> dict[str, list[Path]]:
    """The feedback pages of each student; raises CourseError if one is out of date."""
    directory = course.directory
    made_from = sources(directory, course.config, assignment)
    pages: dict[str, list[Path]] = {}
    for student in students:
        folder = course.path(directory.feedback_directory, student, assignment)
        graded = course.path(directory.autograded_directory, student, assignment)
        for notebook in sorted(graded.glob("*.ipynb")):
            page = folder / f"{notebook.stem}.html"
            if mark_of(page) != made_from.digest(student, notebook):
                raise CourseError(
                    f"{page} is not there or shows an older state. Run: nbgrader "
                    f"generate_feedback {assignment}"
                )
            pages.setdefault(student, []).append(page)
    return pages


def say(done: Filled, to: Path, unpacked: list[str]) -> None:
    """What was written, and who is not in it."""
    print(f"{to}: {amount(len(done.filled), 'grade')}.")
    for line in done.strangers:
        print(f"Not a student of this course, line left as it was: {clean_name(line)}")
    for student in done.missing:
        print(f"HAS A GRADE BUT NO LINE: {clean_name(student)}")
    for student in unpacked:
        print(f"HAS A PAGE BUT NO LINE: {clean_name(student)}")
