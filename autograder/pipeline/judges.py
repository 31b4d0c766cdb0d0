"""The grader's side of the judges of this machine: hands out submissions, takes results."""

import atexit
import os
import pickle
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from autograder.pipeline.frames import LENGTH, exactly
from autograder.pipeline.result import decode
from autograder.pipeline.submission import Assignment, Graded, Submission
from autograder.sandbox.bubblewrap import SandboxError

GRADE = "autograder.pipeline.grade:grade"
AHEAD = 2  # submissions that wait at the zygote, so that no judge's place is ever empty
TRIES = 3  # failures in a row, of the zygote or for want of a sandbox, until the run gives up
LOST = (
    "The process that starts the judges has ended three times. What has been graded is kept. Most"
    " often the machine has too little memory. It said last:\n{words}"
)
LIBRARIES = "OMP", "OPENBLAS", "MKL"


class GradingStopped(Exception):
    """Grading cannot go on; the message says why and what to do. What is graded is kept."""


class Lost(Exception):
    """The zygote has ended; its last words."""


class Judges:
    """Grades submissions, `count` at a time, each in a judge of its own: a context manager."""

    def __init__(self, count: int, process: "Process | None" = None) -> None:
        self.count, self.number = count, 0
        self.flying: dict[int, Submission] = {}
        self.process = process or Process(count)
        self.begun: dict[str, Any] = {}

    def __enter__(self) -> "Judges":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def begin(self, assignment: Assignment, grade: str = GRADE) -> None:
        """Say what is to be graded, and by which function (`module:name`)."""
        begun = {"assignment": assignment, "count": self.count, "grade": grade}
        if begun != self.begun:
            self.begun = begun
            with suppress(Lost):  # the first look for a result finds that out
                self.process.send(begun)

    def run(self, submissions: Iterable[Submission]) -> Iterator[tuple[Submission, Graded]]:
        """All submissions with what became of them, in the order in which they are done.

        They are read only as fast as they are graded. Raises GradingStopped.
        """
        waiting = iter(submissions)
        failures = without_sandbox = 0
        graded_any = False
        while self._fill(waiting):
            try:
                number, data = self.process.receive()
            except Lost as error:
                failures += 1
                if failures >= TRIES:
                    raise GradingStopped(LOST.format(words=error)) from error
                self._start_again()
                continue
            submission = self.flying.pop(number)
            try:
                graded = decode(data, submission.student)
                graded_any, failures = True, 0
            except SandboxError as error:
                without_sandbox += 1
                if not graded_any and without_sandbox >= min(TRIES, self.number):
                    raise GradingStopped(str(error)) from error
                graded = Graded(submission.student, problem=str(error))
            except ValueError as error:
                graded = Graded(submission.student, problem=f"Its judge failed: {error}")
            yield submission, graded

    def close(self) -> None:
        """End the zygote, and with it the judges and the sandbox."""
        self.process.close()

    def _fill(self, waiting: Iterator[Submission]) -> bool:
        """Hand out what there is room for; is anything being graded?"""
        while len(self.flying) < self.count + AHEAD:
            submission = next(waiting, None)
            if submission is None:
                break
            self.number += 1
            self.flying[self.number] = submission
            self._hand_out(self.number)
        return bool(self.flying)

    def _hand_out(self, number: int) -> None:
        with suppress(Lost):  # the next look for a result finds that out
            self.process.send((number, self.flying[number]))

    def _start_again(self) -> None:
        """Another zygote grades what the lost one had in hand."""
        self.process.close()
        self.process = Process(self.count)
        with suppress(Lost):
            self.process.send(self.begun)
        for number in self.flying:
            self._hand_out(number)


class Process:
    """The zygote's process, and the socket to talk to it.

    `expected` is the folder in which the masters to be graded are likely to lie.
    """

    def __init__(self, count: int, expected: Path | None = None) -> None:
        self.control, theirs = socket.socketpair()
        self.said = tempfile.TemporaryFile()
        # One thread: each judge has one core, and threads do not survive a fork.
        single = {f"{library}_NUM_THREADS": "1" for library in LIBRARIES}
        arguments = [str(count), *([str(expected)] if expected else [])]
        with theirs:
            self.popen = subprocess.Popen(
                [sys.executable, "-m", "autograder.pipeline.judge_zygote", *arguments],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=self.said,
                env={**os.environ, **single},
            )

    def send(self, message: Any) -> None:
        """Send what only our own side may: it is unpickled there. Raises Lost."""
        data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
        try:
            self.control.sendall(LENGTH.pack(len(data)) + data)
        except OSError as error:
            raise self._lost() from error

    def receive(self) -> tuple[int, bytes]:
        """The number of a submission, and its result as its judge wrote it; raises Lost."""
        try:
            number = LENGTH.unpack(exactly(self.control, LENGTH.size))[0]
            size = LENGTH.unpack(exactly(self.control, LENGTH.size))[0]
            return number, exactly(self.control, size)
        except (EOFError, OSError) as error:
            raise self._lost() from error

    def close(self) -> None:
        """End it."""
        self.control.close()
        try:
            self.popen.wait(20)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()
        self.said.close()

    def _lost(self) -> Lost:
        self.said.seek(0)
        return Lost(self.said.read().decode(errors="replace").strip()[-2000:])


@cache
def own_judges() -> Judges:
    """One judge at a time, kept for as long as this process lives."""
    judges = Judges(1)
    atexit.register(judges.close)
    return judges


def grade_here(
    assignment: Assignment, submissions: Iterable[Submission]
) -> Iterator[tuple[Submission, Graded]]:
    """Grade one submission after another on this machine; raises GradingStopped."""
    judges = own_judges()
    judges.begin(assignment)
    yield from judges.run(submissions)
