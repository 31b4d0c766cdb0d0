"""The second half of `make bench-grading`: a thousand submissions, and what they leave behind.

While `python -m autograder` grades them, the memory of each of its processes is looked at every
few seconds. From the hundredth submission on none may grow by more than a tenth, and at the end no
process, socket or temporary file may be left. Nor may the writer, which alone has the gradebook,
need more time for the last tenth than for the second. Stock nbgrader grades forty of them before.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from autograder.sandbox.inside.usage import Process, content, descendants
from tools.bench_grading import STOCK, make_course, seconds

WARM = 100  # submissions until memory must stay flat
GROWTH = 0.10
TARGET = 35.0  # times stock nbgrader
OF_STOCK = 40  # submissions that stock nbgrader grades
SLOWER = 1.25  # the writer may need this many times its early pace: other processes disturb it
EVERY = 2.0  # seconds between two looks
END = 3.0  # seconds in which the command's processes must have ended after it
SHARED = ["/tmp", "/dev/shm"]  # where leftovers would lie


def processes_below(first: int) -> dict[int, str]:
    """The process and all that came from it: number -> command line."""
    words = {pid: command_line(pid) for pid in descendants(first)}
    return {pid: line for pid, line in words.items() if line}


def command_line(pid: int) -> str:
    """The command line of a process; empty if there is none."""
    return content(f"/proc/{pid}/cmdline").replace(b"\0", b" ").decode()


def megabytes(pid: int) -> float:
    """The memory that a process has to itself; 0 when it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0.0
    sizes = dict(line.split(":") for line in lines)
    return sum(int(sizes[key].split()[0]) for key in sizes if key.startswith("Private_")) / 1024


def leftovers() -> set[str]:
    """What lies where temporary files lie, and the Unix sockets that are open."""
    files = {str(path) for place in SHARED for path in Path(place).iterdir()}
    return files | {line.split()[-1] for line in Path("/proc/net/unix").read_text().splitlines()}


Samples = list[tuple[int, float]]  # submissions graded so far, what was measured


def watch(course: Path, command: list[str]) -> tuple[dict[tuple[int, str], Samples], Samples]:
    """Run the command; the megabytes of each of its processes, and the writer's CPU seconds."""
    seen: dict[tuple[int, str], Samples] = defaultdict(list)
    writer: Samples = []
    with subprocess.Popen(command, cwd=course, stdout=subprocess.DEVNULL) as running:
        while running.poll() is None:
            graded = sum(1 for _ in course.glob("autograded/*/he"))
            if one := Process.of(running.pid):
                writer.append((graded, one.own_cpu))
            for pid, words in processes_below(running.pid).items():
                seen[pid, words].append((graded, megabytes(pid)))
            time.sleep(EVERY)
    if running.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {running.returncode}")
    return seen, writer


def pace(samples: Samples, begin: float, end: float) -> float:
    """The writer's milliseconds for each submission between two counts."""
    part = [(graded, used) for graded, used in samples if begin <= graded <= end]
    (first, before), (last, after) = part[0], part[-1]
    return 1000 * (after - before) / (last - first)


def growth(samples: Samples, students: int) -> tuple[float, float] | None:
    """Megabytes just after the first hundred and at the end; None for short-lived processes."""
    early = [size for graded, size in samples if WARM <= graded < 2 * WARM and size]
    late = [size for graded, size in samples if graded >= students - WARM and size]
    return (statistics.median(early), statistics.median(late)) if early and late else None


def stock_seconds() -> float:
    """What stock nbgrader needs for one submission."""
    with tempfile.TemporaryDirectory(prefix="weight-init-stock-") as place:
        make_course(Path(place), OF_STOCK)
        Path(place, "nbgrader_config.py").write_text(STOCK)
        return seconds(Path(place), "nbgrader", "autograde", "he") / OF_STOCK


def main() -> int:
    """Print each long-lived process's memory and what is left; 1 if anything is not as promised."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=1000)
    arguments = parser.parse_args()
    well = True
    with tempfile.TemporaryDirectory(prefix="weight-init-load-") as place:
        course = Path(place)
        make_course(course, arguments.students)
        stock = stock_seconds()
        before, start = leftovers(), time.monotonic()
        seen, writer = watch(course, [sys.executable, "-m", "autograder", "he"])
        taken = time.monotonic() - start
        left = leftovers() - before
    ratio = stock * arguments.students / taken
    well &= ratio >= TARGET
    print(f"{arguments.students} submissions in {taken:.0f} s: {ratio:.1f} times stock", end=" ")
    print(f"({stock:.2f} s each, on {OF_STOCK}; target {TARGET:g})")
    tenth = arguments.students / 10
    first, last = pace(writer, tenth, 2 * tenth), pace(writer, 9 * tenth, 10 * tenth)
    well &= last <= first * SLOWER
    print(f"the writer's CPU time: {first:.1f} ms -> {last:.1f} ms a submission")
    for (pid, words), samples in seen.items():
        if sizes := growth(samples, arguments.students):
            early, late = sizes
            well &= late <= early * (1 + GROWTH)
            print(f"{early:7.1f} MB -> {late:7.1f} MB  {words[:70]} ({pid})")
    time.sleep(END)
    alive = [words for pid, words in seen if words and command_line(pid) == words]
    print(f"processes left: {alive or 'none'}; files and sockets left: {sorted(left) or 'none'}")
    return 0 if well and not alive and not left else 1


if __name__ == "__main__":
    sys.exit(main())
