"""`make bench-grading`: stock nbgrader against `python -m autograder`, on the same submissions.

Each round grades one class in turn with stock nbgrader, with one worker and with all cores, each
as a whole command from its start to its end, so that a busy machine slows all alike. The class
hands in the assignment `he`, in right and wrong variants of the corpus, one other for each; not
those that write to stderr, for which stock nbgrader takes points away.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from autograder.sandbox.supervisor import Sandbox
from tools.corpus import variants
from tools.course import build, released, scores, solutions, submit

STOCK = """
c = get_config()
c.CourseDirectory.course_id = "weight-init"
c.IPKernelApp.log_level = "ERROR"
"""
TARGETS = {12: {"one worker": 10.0, "all cores": 14.0}, 60: {"one worker": 16.0, "all cores": 25.0}}
IDLE_TARGET = 0.5  # CPU seconds of a run in which nothing has changed
READY_TARGET = 0.15  # seconds
KERNELS = 50


def make_course(folder: Path, students: int) -> None:
    """A course with one assignment that a whole class has handed in."""
    build(folder, ["he"])
    answers = solutions("he")
    choices = {
        name: [source for one in own if "stderr" not in (source := one.source(answers[name]))]
        for name, own in variants("he").items()
    }
    for number in range(students):
        chosen = {
            name: sources[(number + 5 * place) % len(sources)]
            for place, (name, sources) in enumerate(choices.items())
        }
        submit(folder, "he", f"s{number:04}", released(folder, "he", answers | chosen))


def seconds(folder: Path, *command: str) -> float:
    """The wall time of a whole command in the course folder, on submissions not yet graded."""
    shutil.rmtree(folder / "autograded", ignore_errors=True)
    bin_folder = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}"}
    start = time.monotonic()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return time.monotonic() - start


def idle_seconds(folder: Path) -> float:
    """The CPU time of a run in which nothing has changed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "autograder", "he"]
    subprocess.run(command, cwd=folder, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def kernel_seconds() -> float:
    """The median time until a fresh kernel in the sandbox has run its first cell."""
    sandbox = Sandbox()
    sandbox.start()
    taken = []
    for _ in range(KERNELS):
        start = time.monotonic()
        with sandbox.kernel({}) as kernel:
            kernel.run("1 + 1")
            taken.append(time.monotonic() - start)
    sandbox.stop()
    return statistics.median(taken)


def main() -> int:
    """Print the medians and ratios; exit with 1 where a target is missed or a score differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="weight-init-bench-") as place:
        ours, stock = Path(place, "ours"), Path(place, "stock")
        for folder in (ours, stock):
            folder.mkdir()
            make_course(folder, arguments.students)
        (stock / "nbgrader_config.py").write_text(STOCK)
        grader = [sys.executable, "-m", "autograder", "he", "--force", "--workers"]
        commands = {
            "stock nbgrader": (stock, ["nbgrader", "autograde", "he"]),
            "one worker": (ours, [*grader, "1"]),
            "all cores": (ours, [*grader, str(os.cpu_count())]),
        }
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for number in range(arguments.rounds):
            for name, (folder, command) in commands.items():
                taken[name].append(seconds(folder, *command))
                print(f"round {number + 1}, {name}: {taken[name][-1]:.1f} s", flush=True)
        differing = differences(scores(stock, "he"), scores(ours, "he"))
        idle = idle_seconds(ours)
    return report(taken, arguments.students, kernel_seconds(), idle, differing)


def differences(stock: dict, ours: dict) -> list[str]:
    """Where the two gradings disagree, a line for each cell."""
    return [
        f"{student} {cell}: stock {score:g}, here {ours[student][cell][0]:g}"
        for student, cells in stock.items()
        for cell, (score, _) in cells.items()
        if score != ours[student][cell][0]
    ]


def report(
    taken: dict[str, list[float]], students: int, ready: float, idle: float, differing: list[str]
) -> int:
    """Print what was measured; 1 where it is not as promised."""
    well = not differing and ready <= READY_TARGET and idle <= IDLE_TARGET
    for name, times in taken.items():
        each = statistics.median(times) / students
        print(f"{name:15} {each:6.3f} s a submission (median of {len(times)} whole runs)")
    for name, target in TARGETS[max(size for size in TARGETS if size <= max(students, 12))].items():
        ratios = [a / b for a, b in zip(taken["stock nbgrader"], taken[name], strict=True)]
        ratio = statistics.median(ratios)
        well &= ratio >= target
        print(f"{name}: {ratio:.1f} times stock (target {target:g})")
    print(f"kernel ready    {ready:6.3f} s (median of {KERNELS}, target {READY_TARGET})")
    print(f"nothing to do   {idle:6.3f} s of CPU time (target {IDLE_TARGET})")
    print("\n".join(differing) or "scores equal to stock's in every cell")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
