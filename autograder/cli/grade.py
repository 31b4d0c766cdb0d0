"""The command line of `python -m autograder`: arguments, exit code, and what is printed."""

import argparse
import json
import logging
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from rich.console import Console

from autograder.cli import listed
from autograder.cli.summary import Summary, progress_bar, show
from autograder.cli.terminal import clean
from autograder.course.course import CourseError, locked, open_course, open_gradebook
from autograder.course.pythons import warning
from autograder.course.run import Run
from autograder.gradebook.session import GradebookError
from autograder.pipeline.judges import GRADE, GradingStopped, Judges, Process
from autograder.pipeline.submission import Assignment, Graded, Submission
from autograder.temporary import sweep

GO_ON = "What has been graded is kept: the same command goes on where this one stopped."


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m autograder",
        description="Grade the submissions of an assignment in parallel, in the course folder.\n"
        "What has not changed since it was graded is left alone; a run that was cut\n"
        "short goes on where it was.",
        epilog=listed(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("assignment", help="a folder of source/, for example zeros")
    parser.add_argument("--students", nargs="+", metavar="ID", help="grade only these")
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--workers",
        type=positive,
        metavar="N",
        help="processes on this machine (default: all its cores)",
    )
    where.add_argument(
        "--scheduler",
        metavar="tls://...",
        help="the address of a Dask scheduler, whose workers grade",
    )
    parser.add_argument(
        "--certificate",
        type=Path,
        default=Path("dask.pem"),  # dask_scheduler.CERTIFICATE, whose module loads slowly
        metavar="FILE",
        help="for tls://, what `python -m autograder certificates` made (default: dask.pem)",
    )
    parser.add_argument(
        "--plain-tcp", action="store_true", help="let --scheduler be unencrypted in a network"
    )
    parser.add_argument(
        "--force", action="store_true", help="grade again what has not changed, too"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document, for machines")
    return parser.parse_args(argv)


def positive(text: str) -> int:
    """A number of workers."""
    if not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1, found {text!r}")
    return int(text)


def main(
    argv: Sequence[str] | None = None, grade: str = GRADE, process: Process | None = None
) -> int:
    """Grade and report; 0 if everything could be graded, else 1 (2: wrong arguments).

    `grade` names the function that judges call; `process` may be one that was started early.
    """
    arguments = parse(argv)
    logging.getLogger("traitlets").setLevel(logging.WARNING)
    try:
        summary = grade_class(arguments, grade, process)
    except KeyboardInterrupt:
        return fail(arguments, f"Stopped. {GO_ON}")
    except (CourseError, GradebookError, GradingStopped, OSError) as error:
        return fail(arguments, str(error))
    if arguments.json:
        print(json.dumps(summary.as_json(), indent=2))
    else:
        show(summary, Console())
    return 1 if summary.problems else 0


def fail(arguments: argparse.Namespace, message: str) -> int:
    """Say why nothing more is graded."""
    print(clean(message), file=sys.stderr)
    if arguments.json:
        print(json.dumps({"assignment": arguments.assignment, "error": message}))
    return 1


def grade_class(arguments: argparse.Namespace, grade: str, process: Process | None) -> Summary:
    """Do what the command line asks for; raises CourseError, GradebookError, GradingStopped."""
    begin = time.monotonic()
    sweep()
    course = open_course(Path.cwd())
    with locked(course), closing(open_gradebook(course)) as gradebook:
        run = Run(course, gradebook, arguments.assignment, arguments.students, arguments.force)
        settings = run.assignment.settings
        summary = Summary(arguments.assignment, run.students, settings["Sandbox"]["protected"])
        workers = min(arguments.workers or os.cpu_count() or 1, max(1, len(run.pending)))
        graders = Graders(workers, arguments, grade, process)
        name, scored = run.assignment.name, gradebook.scored(run.assignment.name)
        summary.before = {s: one for s, one in gradebook.scores(name).items() if s in scored}
        summary.changed = run.autograded.changed
        with progress_bar(Console(stderr=True)) as bar:
            total = len(run.pending)
            task = bar.add_task(f"Grading {name}", total=total, visible=total > 0)
            for graded in run.grade(graders):
                summary.graded[graded.student] = graded
                bar.advance(task)
        summary.older = warning(run.newer)
        run.writer.update_penalties(name)
        summary.scores = gradebook.scores(name)
        if arguments.json:
            summary.tests = gradebook.tests(name)
    summary.seconds = time.monotonic() - begin
    return summary


class Graders:
    """Has submissions graded: by judges of this machine, or by a scheduler's workers."""

    def __init__(
        self, workers: int, arguments: argparse.Namespace, grade: str, process: Process | None
    ) -> None:
        self.workers, self.arguments = workers, arguments
        self.grade, self.process = grade, process

    def __call__(
        self, assignment: Assignment, submissions: Iterable[Submission]
    ) -> Iterator[tuple[Submission, Graded]]:
        if self.arguments.scheduler is not None:
            from autograder.pipeline import dask_workers  # half a second, for those who need it

            own = self.arguments
            scheduler = dask_workers.Scheduler(own.scheduler, own.certificate, own.plain_tcp)
            yield from dask_workers.run(assignment, submissions, scheduler, self.grade)
            return
        with Judges(self.workers, self.process) as judges:
            judges.begin(assignment, self.grade)
            yield from judges.run(submissions)
