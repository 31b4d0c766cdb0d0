"""The grader's side of the judges of this machine: hands out submissions, takes results."""

import os
import pickle
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any

from autograder.pipeline.judge_zygote import LENGTH, exactly
from autograder.pipeline.result import MOST_BYTES, decode
from autograder.pipeline.submission import Assignment, Graded, Submission
from autograder.sandbox.supervisor import SandboxError

GRADE = "autograder.pipeline.grade:grade"
AHEAD = 2  # submissions that wait at the zygote, so that no judge's place is ever empty
TRIES = 3  # submissions in a row that find no sandbox, until the run gives up
LIBRARIES = "OMP", "OPENBLAS", "MKL"


class JudgesLost(RuntimeError):
    """The process that forks the judges has ended; the message holds its last words."""


class Judges:
    """Grades submissions of one assignment, `count` at a time, each in a judge of its own.

    `grade` names the function that judges call, as `module:name`. Use it as a context manager.
    """

    def __init__(self, assignment: Assignment, count: int, grade: str = GRADE) -> None:
        self.count, self.number = count, 0
        self.flying: dict[int, Submission] = {}
        self.process, self.control, self.said = start()
        self._send({"assignment": assignment, "count": count, "grade": grade})

    def __enter__(self) -> "Judges":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def grade(self, submission: Submission) -> Graded:
        """What became of one submission; raises SandboxError, JudgesLost."""
        [(_, graded)] = self.run([submission])
        return graded

    def run(self, submissions: Iterable[Submission]) -> Iterator[tuple[Submission, Graded]]:
        """All submissions with what became of them, in the order in which they are done.

        They are read only as fast as they are graded. Raises SandboxError where there is no
        sandbox for any of them, JudgesLost.
        """
        waiting = iter(submissions)
        self._fill(waiting)
        graded_any, without_sandbox = False, 0
        while self.flying:
            submission, data = self._receive()
            try:
                graded = decode(data, submission.student)
                graded_any = True
            except SandboxError as error:
                without_sandbox += 1
                if not graded_any and without_sandbox >= min(TRIES, self.number):
                    raise
                graded = Graded(submission.student, problem=str(error))
            except (ValueError, KeyError, TypeError) as error:
                graded = Graded(submission.student, problem=f"Its judge failed: {error}")
            self._fill(waiting)
            yield submission, graded

    def close(self) -> None:
        """End the zygote, and with it the judges and the sandbox."""
        self.control.close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.said.close()

    def _fill(self, waiting: Iterator[Submission]) -> None:
        while len(self.flying) < self.count + AHEAD:
            submission = next(waiting, None)
            if submission is None:
                return
            self.number += 1
            self.flying[self.number] = submission
            self._send((self.number, submission))

    def _send(self, message: Any) -> None:
        data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
        try:
            self.control.sendall(LENGTH.pack(len(data)) + data)
        except OSError as error:
            raise self._lost() from error

    def _receive(self) -> tuple[Submission, bytes]:
        try:
            number = LENGTH.unpack(exactly(self.control, LENGTH.size))[0]
            size = LENGTH.unpack(exactly(self.control, LENGTH.size))[0]
            if size > 2 * MOST_BYTES:
                raise EOFError(f"a result of {size} bytes")
            return self.flying.pop(number), exactly(self.control, size)
        except (EOFError, OSError) as error:
            raise self._lost() from error

    def _lost(self) -> JudgesLost:
        self.said.seek(0)
        words = self.said.read().decode(errors="replace").strip()[-2000:]
        return JudgesLost(f"The process that starts the judges has ended. It said:\n{words}")


def start() -> tuple[subprocess.Popen, socket.socket, Any]:
    """The zygote's process, the socket to talk to it, and the file with what it says."""
    ours, theirs = socket.socketpair()
    said = tempfile.TemporaryFile()
    # One thread: each judge has one core, and threads do not survive a fork.
    single = {f"{library}_NUM_THREADS": "1" for library in LIBRARIES}
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "autograder.pipeline.judge_zygote"],
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=said,
            env={**os.environ, **single},
        )
    return process, ours, said
