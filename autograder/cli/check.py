"""`python -m autograder check <assignment>`: does the grader judge this assignment rightly?

It grades the solved master, which must earn all points, and the release as students get it, which
must earn none, and names every test cell where that is not so.
"""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.cells import is_test
from autograder.course.course import Course, CourseError, open_course, open_gradebook
from autograder.course.run import read_known
from autograder.feedback.words import is_not_judged, reason
from autograder.gradebook.session import GradebookError
from autograder.pipeline.judges import GradingStopped, Judges
from autograder.pipeline.submission import Assignment, Graded, Submission
from autograder.sandbox.inside.amounts import amount

SOLVED, UNTOUCHED = "the solved master", "the untouched release"
MISSING = re.compile(r"No such file or directory: ('[^']+')")  # Python's own words


@dataclass(frozen=True)
class Finding:
    """A test cell that is not judged as it must be."""

    cell: str  # assignment/notebook/cell
    graded: str  # what was graded: SOLVED or UNTOUCHED
    score: float | None  # None: it would wait for a teacher
    points: float
    why: str

    def lines(self) -> list[str]:
        """The finding in words, and a ready line for nbgrader_config.py where one may help."""
        if not self.points:
            return [f"{self.cell}: {self.graded} cannot be graded. {self.why}"]
        earned = "waits for a teacher" if self.score is None else f"earns {self.score:g}"
        said = [f"{self.cell}: {self.graded} {earned} of {self.points:g}. {self.why}".rstrip()]
        if self.graded == SOLVED and (missing := MISSING.search(self.why)):
            said.append(f"    if an answer writes it: c.Execute.files.append({missing[1]})")
        elif self.graded == SOLVED:
            said.append(f'    if it looks at live objects: c.Execute.inside.append("{self.cell}")')
        return said


def main(argv: Sequence[str] | None = None) -> int:
    """Print each finding; 0 if there is none, else 1 (2: wrong arguments)."""
    parser = argparse.ArgumentParser(
        prog="python -m autograder check",
        description="Grade the solved master of an assignment and its untouched release, and name"
        " each test cell that fails the one or passes the other.",
    )
    parser.add_argument("assignment", help="a folder of source/, for example zeros")
    parser.add_argument("--json", action="store_true", help="print one JSON document, for machines")
    arguments = parser.parse_args(argv)
    try:
        course = open_course(Path.cwd())
        findings, cells = check(course, arguments.assignment)
    except (CourseError, GradebookError, GradingStopped, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    if arguments.json:
        print(json.dumps([vars(one) for one in findings], indent=2))
    else:
        for finding in findings:
            print("\n".join(finding.lines()))
        fails = f"{len(findings)} wrongly" if findings else "all rightly"
        print(f"{arguments.assignment}: {amount(cells, 'test cell')}, {fails} judged.")
    return 1 if findings else 0


def check(course: Course, name: str) -> tuple[list[Finding], int]:
    """What is wrong with an assignment, and how many test cells it has.

    Raises CourseError, GradebookError, GradingStopped.
    """
    with closing(open_gradebook(course)) as gradebook:
        assignment = read_known(course, gradebook, name)
    release = course.path(course.directory.release_directory, ".", name)
    try:
        untouched = {
            one: (release / f"{one}.ipynb").read_text("utf-8") for one in assignment.masters
        }
    except OSError as error:
        raise CourseError(
            f"{error.filename} cannot be read. Run: nbgrader generate_assignment {name} --force"
        ) from error
    handed_in = {SOLVED: assignment.masters, UNTOUCHED: untouched}
    found: list[Finding] = []
    with Judges(len(handed_in)) as judges:
        judges.begin(assignment)
        submissions = [Submission(label, texts, {}) for label, texts in handed_in.items()]
        for _, graded in judges.run(submissions):
            found += findings(assignment, graded)
    masters = [nbformat.reads(text, as_version=4) for text in assignment.masters.values()]
    return found, sum(is_test(cell) for master in masters for cell in master.cells)


def findings(assignment: Assignment, graded: Graded) -> list[Finding]:
    """The test cells for which the solved master lost points, or the untouched release earned."""
    if graded.problem:
        return [Finding(assignment.name, graded.student, None, 0, graded.problem)]
    found = []
    for name, text in graded.notebooks.items():
        for cell in nbformat.reads(text, as_version=4).cells:
            if is_test(cell):
                noted = cell.metadata.nbgrader
                score = graded.marks[name][noted.grade_id].score
                if score != (noted.points if graded.student == SOLVED else 0) and noted.points:
                    place = f"{assignment.name}/{name}/{noted.grade_id}"
                    why = reason(cell, partly_hidden=False) or "It says nothing."
                    why = why.partition("\n")[0] if is_not_judged(cell) else why
                    found.append(Finding(place, graded.student, score, noted.points, why))
    return found
