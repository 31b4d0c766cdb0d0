"""Grading in parallel loses nothing, whoever is killed, and grades nothing twice.

The class is handmade (tests/support/handmade.py) and quick to grade; the last test grades for real.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from autograder.cli.grade import main
from autograder.pipeline import dask_scheduler, dask_workers, judge_zygote
from autograder.pipeline.judges import AHEAD, GradingStopped, Judges
from autograder.pipeline.submission import Assignment, Graded, Submission
from autograder.sandbox.bubblewrap import SandboxError
from tests.support import handmade
from tests.support.handmade import LOG, PAUSE, dump
from tools.course import ROOT, build, released, scores, solutions, submit
from tools.course import grade as grade_with_nbgrader

COMMAND = """import sys
from autograder.cli.grade import main
sys.exit(main(sys.argv[1:], grade="tests.support.handmade:grade"))"""
HERE = "tests.grader.test_parallel:"
WORKERS = 2
WINDOW = WORKERS + AHEAD
SANDBOX = {"Sandbox": {"imports": []}}
ASSIGNMENT = Assignment("hw", {}, {}, SANDBOX)


def wait_for(what: Callable[[], object], seconds: float = 120) -> None:
    """Until `what` is true; a test that waits in vain fails."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


class Class:
    """A handmade class, the command that grades it, and what has been graded so far."""

    def __init__(self, course: Path, size: int, pause: float) -> None:
        self.course, self.log = course, course.parent / "graded.log"
        handmade.build(course)
        self.students = handmade.submit_class(course, size)
        own = {LOG: str(self.log), PAUSE: str(pause), "PYTHONPATH": str(ROOT)}
        self.environment = os.environ | own
        self.log.touch()
        self.kept: list[tuple[int, set[str]]] = []  # lines of the log, who was kept by then

    def start(self, *arguments: str) -> subprocess.Popen:
        """The command, in a process group of its own."""
        return subprocess.Popen(
            [sys.executable, "-c", COMMAND, "hw", *arguments],
            cwd=self.course,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def finish(self, *arguments: str) -> str:
        """Run the command to its end; what it printed."""
        out, said = (command := self.start(*arguments)).communicate(timeout=300)
        assert command.returncode == 0, said
        return out

    def gradings(self) -> list[str]:
        """Whom grade() was called for, in order."""
        return self.log.read_text().split()

    def done(self) -> set[str]:
        """Who is graded by now."""
        return {path.parent.name for path in self.course.glob("autograded/*/hw")}

    def note_kept(self) -> None:
        """Remember who is graded: nobody may grade them again."""
        done = self.done()
        self.kept.append((len(self.gradings()), done))

    def check(self, undisturbed: dict, kills: int) -> None:
        """All is as if nothing had happened; no more than the window was graded again."""
        assert dump(f"sqlite:///{self.course}/gradebook.db") == undisturbed
        gradings = self.gradings()
        for lines, done in self.kept:
            assert not done & set(gradings[lines:])
        assert set(gradings) == set(self.students)
        assert len(gradings) <= len(self.students) + kills * WINDOW
        folders = [path.name for path in self.course.glob("autograded/*/*")]
        assert folders == ["hw"] * len(self.students)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> Callable[[int], dict]:
    """The gradebook of a class of some size that was graded in peace."""

    def graded(size: int) -> dict:
        course = tmp_path_factory.mktemp("peace") / "course"
        one = Class(course, size, 0)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("autograder.cli.grade.Judges", handmade.SerialJudges)
            patch.chdir(course)
            assert main(["hw"]) == 0
        return dump(f"sqlite:///{one.course}/gradebook.db")

    return graded


def judges_of(command: subprocess.Popen) -> list[psutil.Process]:
    """The judges that a command has at work, and the zygote that forks them."""
    found = []
    with suppress(psutil.Error):  # one that has just been killed
        for child in psutil.Process(command.pid).children():
            if any("judge_zygote" in word for word in child.cmdline()):
                found += [child, *(one for one in child.children() if one.name() != "bwrap")]
    return found


def gone(processes: list[psutil.Process]) -> bool:
    return not any(one.is_running() and one.status() != "zombie" for one in processes)


def test_judges_killed_at_eight_random_moments_cost_nothing(tmp_path, undisturbed):
    moments = random.Random(1)
    one = Class(tmp_path / "course", 60, pause=0.1)
    command = one.start("--workers", str(WORKERS))
    for _ in range(8):
        # Three deaths without a result in between would end the run, and rightly.
        more = len(one.done()) + moments.randrange(1, 5)
        wait_for(lambda more=more: len(one.done()) >= more and judges_of(command))
        time.sleep(moments.uniform(0, 0.2))
        moments.choice(judges_of(command)).kill()
        one.note_kept()
    said = command.communicate(timeout=300)[1]
    assert command.returncode == 0, said
    one.check(undisturbed(60), kills=8)


@pytest.mark.parametrize("whole_group", [False, True])
def test_a_command_killed_at_four_random_moments_goes_on(tmp_path, undisturbed, whole_group):
    moments = random.Random(2 + whole_group)
    one = Class(tmp_path / "course", 60, pause=0.05)
    for turn in range(4):
        command = one.start("--workers", str(WORKERS))
        if turn == 0:  # before the first submission is graded
            time.sleep(moments.uniform(0, 3))
        else:
            lines = len(one.gradings()) + moments.randrange(1, 15)
            wait_for(lambda lines=lines: len(one.gradings()) >= lines)
            time.sleep(moments.uniform(0, 0.1))
        family = psutil.Process(command.pid).children(recursive=True)
        (os.killpg if whole_group else os.kill)(command.pid, signal.SIGKILL)
        command.communicate()
        one.note_kept()
        wait_for(lambda family=family: gone(family))  # it leaves no process behind
    one.finish("--workers", str(WORKERS))
    one.check(undisturbed(60), kills=4)
    lines = len(one.gradings())
    assert "0 graded, 60 unchanged" in one.finish()
    assert len(one.gradings()) == lines


class Cluster:
    """An external scheduler with a worker, in a folder where the course is not."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        folder.mkdir()
        self.run = {"cwd": folder, "env": environment, "stderr": subprocess.DEVNULL}
        place = folder / "scheduler.json"
        worker = ["--scheduler-file", place, "--nthreads", "2", "--no-nanny"]
        self.processes = [
            self.start("scheduler", "--scheduler-file", place, "--port", "0"),
            self.start("worker", *worker),
        ]
        wait_for(lambda: place.exists() and place.read_text().endswith("}"))
        self.address = json.loads(place.read_text())["address"]

    def start(self, what: str, *arguments: object) -> subprocess.Popen:
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *map(str, arguments)]
        return subprocess.Popen([*command, "--host", "127.0.0.1", "--no-dashboard"], **self.run)

    def kill(self) -> None:
        """Whoever is left goes without a word."""
        for process in self.processes:
            process.kill()
            process.wait()


def test_a_scheduler_killed_at_four_random_moments_costs_nothing(tmp_path, undisturbed):
    moments = random.Random(4)
    one = Class(tmp_path / "course", 80, pause=0.05)
    for turn in range(5):
        cluster = Cluster(tmp_path / f"cluster{turn}", one.environment)
        try:
            command = one.start("--scheduler", cluster.address)
            if turn < 4:
                lines = len(one.gradings()) + moments.randrange(1, 10)
                wait_for(lambda lines=lines: len(one.gradings()) >= lines)
                time.sleep(moments.uniform(0, 0.1))
                cluster.processes[0].kill()
            said = command.communicate(timeout=120)[1]
            one.note_kept()
            assert command.returncode == (1 if turn < 4 else 0), said
            if turn < 4:
                assert said.strip().endswith(dask_workers.LOST) and "Traceback" not in said
        finally:
            cluster.kill()
    one.check(undisturbed(80), kills=4)


def fragile(assignment: Assignment, submission: Submission, _: object) -> Graded:
    """Notes that it was called; dies over some students, raises over others."""
    with open(assignment.files["log"], "a") as log:
        log.write(f"{submission.student}\n")
    match submission.student.rstrip("0123456789"):
        case "deadly":
            os.kill(os.getpid(), signal.SIGKILL)
        case "odd":
            raise ValueError("an odd notebook")
        case "greedy":
            return Graded(str(bytearray(10**9)))
        case "hungry":
            large = [bytearray(2**20) for _ in range(10**6)]
            return Graded(str(len(large)))
        case "busy":
            while True:
                pass
        case "slow":
            time.sleep(1000)
        case "crashing":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "forking":
            if os.fork() == 0:
                time.sleep(20)  # it keeps the judge's pipe open
            else:
                time.sleep(1000)
    return Graded(submission.student)


def submissions(*students: str) -> Iterator[Submission]:
    return (Submission(student, {}, {}) for student in students)


def graded(grade: str, *students: str, workers: int = WORKERS, **settings: dict) -> dict:
    """What a grading function of this module makes of some students: student -> problem."""
    assignment = Assignment("hw", {}, settings.pop("files", {}), SANDBOX | settings)
    with Judges(workers) as judges:
        judges.begin(assignment, HERE + grade)
        return {one.student: one.problem for _, one in judges.run(submissions(*students))}


def test_whatever_one_submission_does_to_its_judge_ends_that_submission_only(tmp_path):
    others = [f"s{i}" for i in range(12)]
    hostile = ["deadly", "odd", "greedy", "hungry", "busy"]
    log = {"log": str(tmp_path / "log").encode()}
    limits = {"memory_mb": 400, "cpu_seconds": 2}
    problems = graded("fragile", *others[:4], *hostile, *others[4:], files=log, Judge=limits)
    assert set(problems) == {*others, *hostile}
    assert problems["deadly"] == judge_zygote.KILLED.format(tries=judge_zygote.TRIES)
    assert problems["odd"] == "The grader itself failed: ValueError('an odd notebook')"
    assert "400 MB" in problems["greedy"] and "400 MB" in problems["hungry"]
    assert "SIGXCPU" in problems["busy"] and "2 seconds of CPU" in problems["busy"]
    assert not any(problems[student] for student in others)
    calls = Counter((tmp_path / "log").read_text().split())
    assert calls["deadly"] == judge_zygote.TRIES
    assert all(calls[student] == 1 for student in [*others, "odd", "greedy", "busy"])


def test_a_judge_that_only_waits_is_stopped_too(tmp_path):
    log = {"log": str(tmp_path / "log").encode()}
    limits = {"Sandbox": SANDBOX["Sandbox"] | {"wall_seconds": 2}, "Judge": {"grace_seconds": 1}}
    problems = graded("fragile", "slow", "s1", files=log, **limits)
    assert problems["s1"] is None
    assert "did not end within 3 seconds" in problems["slow"]


def test_a_judge_that_has_forked_is_stopped_without_waiting_for_its_child(tmp_path):
    log = {"log": str(tmp_path / "log").encode()}
    limits = {"Sandbox": SANDBOX["Sandbox"] | {"wall_seconds": 2}, "Judge": {"grace_seconds": 1}}
    problems = graded("fragile", "forking", *(f"s{n}" for n in range(4)), files=log, **limits)
    assert "did not end within 3 seconds" in problems.pop("forking")
    assert set(problems.values()) == {None}


def test_a_judge_that_crashes_is_not_said_to_have_used_too_much(tmp_path):
    problems = graded("fragile", "crashing", files={"log": str(tmp_path / "log").encode()})
    assert "ended by SIGSEGV" in problems["crashing"]
    assert "memory" not in problems["crashing"] and "CPU" not in problems["crashing"]


def test_submissions_are_read_only_as_fast_as_they_are_graded():
    read = done = most = 0

    def reading() -> Iterator[Submission]:
        nonlocal read, most
        for submission in submissions(*map(str, range(40))):
            read += 1
            most = max(most, read - done)
            yield submission

    with Judges(WORKERS) as judges:
        judges.begin(ASSIGNMENT, HERE + "echo")
        for _ in judges.run(reading()):
            done += 1
    assert done == 40 and most <= WINDOW + 1


def echo(assignment: Assignment, submission: Submission, _: object) -> Graded:
    return Graded(submission.student)


def no_sandbox(assignment: Assignment, submission: Submission, _: object) -> Graded:
    if submission.student == "ada":
        return Graded("ada")
    raise SandboxError("Install bubblewrap: apt install bubblewrap")


def test_what_keeps_all_from_being_graded_stops_the_run():
    with pytest.raises(GradingStopped, match="apt install bubblewrap"):
        graded("no_sandbox", "ben", "cai", "dan")


def test_a_sandbox_lost_over_one_submission_is_that_ones_problem():
    problems = graded("no_sandbox", "ada", "ben", workers=1)
    assert problems == {"ada": None, "ben": "Install bubblewrap: apt install bubblewrap"}


def test_a_zygote_that_cannot_start_stops_the_run_with_its_last_words(monkeypatch):
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pytest.raises(GradingStopped, match="has ended three times"):
        graded("echo", "ada")


def test_an_absent_scheduler_is_named(monkeypatch):
    monkeypatch.setattr(dask_scheduler, "WAIT", 1)
    with pytest.raises(GradingStopped, match="nothing answers there"):
        nobody = dask_scheduler.Scheduler("tcp://127.0.0.1:9")
        list(dask_workers.run(ASSIGNMENT, submissions("ada"), nobody))


def test_killed_and_started_again_it_gives_the_scores_of_nbgrader_autograde(tmp_path):
    courses = ours, theirs = tmp_path / "parallel", tmp_path / "nbgrader"
    answers = solutions("zeros")
    wrong = answers | {"linear_gradients": "def linear_gradients(*args):\n    return 'no'"}
    for course in courses:
        course.mkdir()
        build(course, ["zeros"])
        for student, own in {"all": answers, "none": {}, "one": wrong}.items():
            submit(course, "zeros", student, released(course, "zeros", own))
    command = [sys.executable, "-m", "autograder", "zeros", "--json", "--workers", "1"]
    first = subprocess.Popen(command, cwd=ours, stdout=subprocess.DEVNULL)
    wait_for(lambda: any(ours.glob("autograded/*/zeros")))
    first.kill()
    first.wait()
    done = subprocess.run(command, cwd=ours, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {s: one["score"] for s, one in found["students"].items()} == {
        "all": 14,
        "none": 0,
        "one": 9,
    }
    assert found["unchanged"] >= 1
    list(grade_with_nbgrader(theirs, "zeros"))
    assert scores(ours, "zeros") == scores(theirs, "zeros")
