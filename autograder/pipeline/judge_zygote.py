"""Forks a judge for each submission: a process that decodes, tests and scores, within limits.

What a student's process sends is decoded in the judge. Whatever that does to the judge ends this
one submission: its memory and CPU time are limited by the kernel, its wall time from here. This
process reads nothing of a student's; it hands the submission to the judge and the result, as
bytes, to the grader. It also starts the sandbox, and opens a session there for each judge.
"""

import gc
import importlib
import os
import pickle
import select
import signal
import socket
import sys
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from traitlets.config import Config

from autograder.pipeline.beforehand import import_beforehand, students_imports
from autograder.pipeline.frames import LENGTH, exactly
from autograder.pipeline.judge import Grade, judge, too_much
from autograder.pipeline.result import MOST_BYTES, encode
from autograder.pipeline.settings import Judge
from autograder.pipeline.submission import Assignment, Graded, Submission
from autograder.sandbox.bubblewrap import SandboxError
from autograder.sandbox.supervisor import Sandbox

TRIES = 3  # of a submission, if its judge is killed from outside or the sandbox goes away
TOO_LONG = (
    "The tests of this submission did not end within {seconds:.0f} seconds, and were stopped. The"
    " student's code may have returned something built to take for ever."
)
CRASHED = (
    "The process that tested this submission was ended by {signal}. A library that the tests use"
    " may have crashed over what the student's code returned: run these tests by hand."
)
KILLED = (
    "The process that tested this submission was killed {tries} times, or lost the sandbox. Most"
    " often the machine has too little memory: see that it has more, and grade again."
)


@dataclass
class Running:
    """A judge at work."""

    number: int  # of the task
    submission: Submission
    pid: int
    pipe: int  # its result comes here
    end: float  # by time.monotonic(), when it is stopped
    tries: int
    sandbox: Sandbox
    parts: list[bytes] = field(default_factory=list)
    size: int = 0


class JudgeZygote:
    """Serves the grader on one socket: an assignment first, then submissions, `count` at once."""

    def __init__(self, control: socket.socket) -> None:
        self.control = control
        self.idle: list[Sandbox] = []
        self.waiting: deque[tuple[int, Submission, int]] = deque()
        self.running: dict[int, Running] = {}  # by pipe

    def serve(self) -> None:
        """Until the grader hangs up; judges that still run then are killed."""
        try:
            while True:
                self.fill()
                now = time.monotonic()
                ends = [one.end for one in self.running.values()]
                wait = max(0.0, min(ends) - now) if ends else None
                mine = self.control.fileno()
                ready, _, _ = select.select([mine, *self.running], [], [], wait)
                for source in ready:
                    if source == mine:
                        self.take(receive(self.control))
                    else:
                        self.read(self.running[source])
                for one in list(self.running.values()):
                    if time.monotonic() > one.end:
                        self.stop(one, TOO_LONG.format(seconds=self.seconds))
        except (EOFError, ConnectionError):
            for one in self.running.values():
                os.kill(one.pid, signal.SIGKILL)

    def take(self, message: Any) -> None:
        """An assignment to begin with, or a submission of it."""
        if isinstance(message, dict):
            self.begin(**message)
        else:
            self.waiting.append((*message, 1))

    def expect(self, folder: Path) -> None:
        """Import what the masters in a folder need, while the grader still reads the course."""
        with suppress(OSError, ValueError, LookupError):  # `begin` will see what is wrong there
            texts = {path.stem: path.read_text("utf-8") for path in folder.glob("*.ipynb")}
            own = {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*.py")}
            likely = Assignment(folder.name, texts, own, {})
            for sandbox in self.idle:
                sandbox.import_more(students_imports(likely))
            import_beforehand(likely)

    def begin(self, assignment: Assignment, count: int, grade: str) -> None:
        """Learn what is to be graded, and by which function (`module:name`).

        If its module has a function `prepare`, that is called once, before any judge is forked.
        """
        self.assignment = assignment
        config = Config(assignment.settings)
        self.limits = Judge(config=config)
        self.idle = self.sandboxes(count, config, students_imports(assignment))
        place, _, name = grade.partition(":")
        module = importlib.import_module(place)
        self.grade: Grade = getattr(module, name)
        if hasattr(module, "prepare"):
            module.prepare(assignment)
        import_beforehand(assignment)
        gc.freeze()  # or the collector would touch, and so copy, all that the judges share
        tests = sum(text.count('"grade": true') for text in assignment.masters.values())
        sandbox = self.idle[0]
        self.seconds = sandbox.wall_seconds + tests * sandbox.test_seconds
        self.seconds += self.limits.grace_seconds

    def sandboxes(self, count: int, config: Config, modules: list[str]) -> list[Sandbox]:
        """`count` sandboxes with these settings, being started.

        A zygote that runs already is used on where protection and imports are the same. Limits are
        set for each session.
        """
        made = [Sandbox(config=config) for _ in range(count)]
        for old in self.idle:
            fits = next((new for new in made if not new.zygote and new.is_like(old)), None)
            if fits is None:
                old.stop()
            else:
                fits.take_over(old)
        for one in made:
            one.import_more(modules)
        return made

    def fill(self) -> None:
        """Fork judges while there is work and room."""
        while self.waiting and self.idle:
            self.start(*self.waiting.popleft())

    def start(self, number: int, submission: Submission, tries: int) -> None:
        """Fork a judge for one submission."""
        try:
            session = self.idle[-1].session()
        except SandboxError as error:
            self.answer(number, encode(Graded(submission.student), sandbox=str(error)))
            return
        told, tell = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(told)
            self.control.close()
            judge(self.grade, self.limits, self.assignment, submission, session, tell)
        os.close(tell)
        session.close()
        end = time.monotonic() + self.seconds
        sandbox = self.idle.pop()
        self.running[told] = Running(number, submission, pid, told, end, tries, sandbox)

    def read(self, one: Running) -> None:
        """Take what a judge has written; at its end, pass it on."""
        part = os.read(one.pipe, 1 << 20)
        if not part:
            self.end(one)
            return
        one.parts.append(part)
        one.size += len(part)
        if one.size > MOST_BYTES:
            self.stop(one, f"Its graded notebooks have more than {MOST_BYTES >> 20} MB.")

    def stop(self, one: Running, why: str) -> None:
        """Kill a judge; `why` becomes its result."""
        os.kill(one.pid, signal.SIGKILL)
        self.end(one, why)

    def end(self, one: Running, stopped: str | None = None) -> None:
        """Pass on the result of a judge that has ended, or have its submission tried again."""
        os.close(one.pipe)
        del self.running[one.pipe]
        self.idle.append(one.sandbox)
        status = os.waitpid(one.pid, 0)[1]
        result = b"".join(one.parts)
        why = stopped or self.why_ended(status)
        if why is None and not result:
            if one.tries < TRIES:
                self.waiting.appendleft((one.number, one.submission, one.tries + 1))
                return
            why = KILLED.format(tries=TRIES)
        if why is not None:
            result = encode(Graded(one.submission.student, problem=why))
        self.answer(one.number, result)

    def why_ended(self, status: int) -> str | None:
        """What has ended a judge; None if it ended by itself or was killed from outside."""
        number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else signal.SIGKILL
        if number in (signal.SIGKILL, signal.SIGTERM):
            return None
        if number == signal.SIGXCPU:
            return too_much("SIGXCPU", self.limits)
        return CRASHED.format(signal=signal.Signals(number).name)

    def answer(self, number: int, result: bytes) -> None:
        """Hand a result to the grader."""
        self.control.sendall(LENGTH.pack(number) + LENGTH.pack(len(result)) + result)


def receive(control: socket.socket) -> Any:
    """The grader's next message: it comes from our own side, so pickle is safe."""
    size = LENGTH.unpack(exactly(control, LENGTH.size))[0]
    return pickle.loads(exactly(control, size))


def main() -> None:
    """Serve on standard input, which is a socket."""
    gc.disable()  # while much is imported there is little garbage, and looking for it takes time
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command; it hangs up then
    control = socket.socket(fileno=os.dup(0))
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    zygote = JudgeZygote(control)
    zygote.idle = zygote.sandboxes(int(sys.argv[1]), Config(), [])  # most keep the defaults
    importlib.import_module("autograder.pipeline.grade")
    for folder in sys.argv[2:]:
        zygote.expect(Path(folder))
    gc.enable()
    zygote.serve()
    sys.exit(0)


if __name__ == "__main__":
    main()
