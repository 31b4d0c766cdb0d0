"""Measures the class report: python -m tools.bench_report [--submissions 1000] [--keep FOLDER].

A course is built in a temporary folder, its gradebook filled with submissions that make the
corpus's mistakes, and `python -m autograder report` run on it, as a teacher would.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import nbformat

from autograder.course.course import open_course, open_gradebook
from autograder.gradebook.writer import Writer
from autograder.pipeline.submission import Mark
from tools.corpus import Variant, variants
from tools.corpus.run import Outcome, judge, tests_of
from tools.course import ROOT, build, released, solutions

ASSIGNMENT = "zeros"
PROMISE = 5.0  # seconds


def main() -> int:
    """Print the seconds of three runs and of one with --k 5; 1 if the promise is broken."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench_report")
    parser.add_argument("--submissions", type=int, default=1000)
    parser.add_argument("--keep", type=Path, help="leave the course in this folder")
    arguments = parser.parse_args()
    folder = arguments.keep or Path(tempfile.mkdtemp(prefix="bench-report-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        build(folder, [ASSIGNMENT])
        fill(folder, arguments.submissions)
        slowest = max(seconds(folder, *more) for more in ([], [], [], ["--k", "5"]))
    finally:
        if not arguments.keep:
            shutil.rmtree(folder)
    return int(slowest > PROMISE)


def seconds(course: Path, *more: str) -> float:
    """How long one report takes, from the command line to the page."""
    command = [sys.executable, "-m", "autograder", "report", ASSIGNMENT, *more]
    begin = time.perf_counter()
    subprocess.run(command, cwd=course, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True)
    taken = time.perf_counter() - begin
    print(f"{' '.join(command[2:])}: {taken:.2f} s (promised: {PROMISE:g} s)")
    return taken


def fill(course: Path, size: int) -> None:
    """Write the marks of a class into the gradebook, and answers into autograded/."""
    draw = random.Random(11)
    masters = solutions(ASSIGNMENT)
    judged = {
        name: [(v, judge(ASSIGNMENT, name, v.source(masters[name]))) for v in own]
        for name, own in variants(ASSIGNMENT).items()
    }
    with closing(open_gradebook(open_course(course))) as gradebook:
        writer = Writer(gradebook, open_course(course).config)
        for number in range(size):
            student, skill = f"student{number:05}", draw.random()
            chosen = {name: pick(own, skill, draw) for name, own in judged.items()}
            marks = {k: v for name, (_, one) in chosen.items() for k, v in marks_of(name, one)}
            writer.save(ASSIGNMENT, student, {ASSIGNMENT: marks}, None)
            answers = {name: variant.source(masters[name]) for name, (variant, _) in chosen.items()}
            path = course / f"autograded/{student}/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
            path.parent.mkdir(parents=True)
            nbformat.write(released(course, ASSIGNMENT, answers), path)


def pick(
    own: list[tuple[Variant, Outcome]], skill: float, draw: random.Random
) -> tuple[Variant, Outcome]:
    """An answer: a right one as often as the skill says; of the wrong ones the first are common."""
    right = draw.random() < 0.3 + 0.6 * skill
    some = [(v, outcome) for v, outcome in own if (v.says is None) == right]
    return some[min(int(draw.expovariate(0.25)), len(some) - 1)]


def marks_of(name: str, outcome: Outcome) -> list[tuple[str, Mark]]:
    """What the gradebook keeps of one answer."""
    failed = {one.test: one for one in outcome.failures}
    found = [(name, Mark())]
    for cell in tests_of(ASSIGNMENT, name):
        points = float(cell.metadata.nbgrader.points)
        if (one := failed.get(cell.id)) is None:
            found.append((cell.id, Mark(True, points)))
        else:
            says = one.message.partition("\nin ")[0].replace("\n", " ")[:500]
            found.append((cell.id, Mark(True, 0.0, f"[{one.mistake_id or ''}] {says}")))
    return found


if __name__ == "__main__":
    sys.exit(main())
