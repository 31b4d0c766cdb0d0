"""`python -m autograder report <assignment>`: what the class got wrong, without any names."""

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from autograder.cli.grade import positive
from autograder.cli.terminal import clean, never_fails
from autograder.course.course import Course, CourseError, open_course, open_gradebook
from autograder.course.masters import read_masters
from autograder.gradebook.session import EntryError, GradebookError
from autograder.report.entries import names_in, read_class
from autograder.report.examples import Examples
from autograder.report.outline import outline
from autograder.report.page import page_of
from autograder.report.report import Report, make_report
from autograder.report.wording import NamesOf
from autograder.sandbox.inside.amounts import amount
from autograder.temporary import replace_file

FOLDER = "reports"


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m autograder report",
        description="Write a page about what a class got wrong: for each test how many lost points"
        " and how well it discriminates, for each question which options were chosen, for each"
        " mistake how many made it and an anonymous example. No names stand in it.",
    )
    parser.add_argument("assignment", help="a folder of source/, for example zeros")
    parser.add_argument(
        "--k",
        type=positive,
        default=1,
        metavar="N",
        help="hide what fewer than N did: to show in class",
    )
    page = f"the page to write (default: {FOLDER}/<assignment>.html)"
    parser.add_argument("--to", type=Path, metavar="FILE", help=page)
    parser.add_argument(
        "--json", action="store_true", help="print one JSON document instead, for machines"
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Write the page, or print the JSON; 0 if that could be done, else 1 (2: wrong arguments)."""
    arguments = parse(argv)
    never_fails(sys.stdout)
    try:
        course = open_course(Path.cwd())
        report = class_report(course, arguments.assignment, arguments.k)
        if arguments.json:
            print(json.dumps(report.as_json(), indent=2, ensure_ascii=False))
            return 0
        to = arguments.to or Path(course.directory.root) / FOLDER / f"{report.assignment}.html"
        page = page_of(report, course.directory.course_id, datetime.now(UTC))
        to.parent.mkdir(parents=True, exist_ok=True)
        replace_file(to, page.encode())
    except (CourseError, GradebookError, EntryError, OSError) as error:
        print(clean(str(error)), file=sys.stderr)
        return 1
    print(
        f"{to}: what {amount(report.submissions, 'submission')} of {report.assignment} got wrong."
    )
    return 0


def class_report(course: Course, name: str, k: int) -> Report:
    """The report on an assignment; raises CourseError, GradebookError, EntryError, OSError."""
    course.check_assignment(name)
    masters = read_masters(course, name)
    with closing(open_gradebook(course)) as gradebook:
        works, students = read_class(gradebook, name), names_in(gradebook)
    if not works:
        raise CourseError(f"Nobody's {name} is graded yet. Run: python -m autograder {name}")
    if len(works) < k:
        raise CourseError(
            f"Expected at least {k} graded submissions of {name}, found {len(works)}: nothing that"
            " fewer have in common is shown. Choose a smaller --k."
        )
    text = "\n".join(cell.source for master in masters.values() for cell in master.cells)
    names = NamesOf(students, text)
    examples = Examples(
        lambda student: course.path(course.directory.autograded_directory, student, name),
        names,
        text,
    )
    return make_report(name, works, outline(masters), names, examples.find, k)
