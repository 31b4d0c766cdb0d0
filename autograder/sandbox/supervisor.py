"""Starts the zygote, from which all students' processes are forked, and opens sessions with it."""

import atexit
import os
import platform
import socket
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from autograder.sandbox import cgroup
from autograder.sandbox.bubblewrap import (
    SandboxError,
    bubblewrap,
    environment,
    explain,
)
from autograder.sandbox.channel import Channel, KernelLost
from autograder.sandbox.inside import seccomp
from autograder.sandbox.kernel import Kernel
from autograder.sandbox.settings import Settings
from autograder.sandbox.shown import python_folders

UNPROTECTED = (
    "UNPROTECTED: students' code runs with your rights, because of c.Sandbox.protected = False"
)
NO_FILTER = (
    "There is no filter of system calls for %s machines, only for %s: what a student's code takes"
    " of the kernel's memory is not fully bounded. Grade on one of these, or watch the memory."
)
START = 120  # seconds until the zygote must have imported all
ANSWER = 60  # seconds until it must have answered
CONTROLS: weakref.WeakSet[Channel] = weakref.WeakSet()


class ZygoteLost(SandboxError):
    """The zygote has gone, or has ended this session; grading again opens a new one."""

    def __init__(self) -> None:
        super().__init__(
            "The process from which students' processes are forked has gone, or was needed for"
            " another submission. Grade again: it is started anew. If this comes again, run"
            " python -m autograder doctor."
        )


class Sandbox(Settings):
    """Where students' code runs, and what it may use: one zygote, and sessions with it."""

    zygote: subprocess.Popen | None = None
    control: Channel
    said: IO[bytes]  # what the zygote writes on its standard error
    ready: bool  # has it imported all?
    students: Path | None = None  # the control group of students' processes, where one can be had

    def spawn(self) -> None:
        """Start the zygote unless it runs; raises SandboxError with what to do."""
        if self.zygote and self.zygote.poll() is None:
            return
        if not seccomp.supported():
            self.log.warning(NO_FILTER, platform.machine(), " and ".join(seccomp.MACHINES))
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-P", "-m", "autograder.sandbox.inside.zygote"]
        if self.protected:
            self.students = cgroup.make()
            command = [*bubblewrap(cgroup.shown(self.students)), *command]
            command = cgroup.entering(self.students, command)
        else:
            command.append("--unprotected")
            self.log.warning(UNPROTECTED)
        self.said, self.ready = tempfile.TemporaryFile(), False
        with theirs:
            self.zygote = subprocess.Popen(
                [*command, *self.imports],
                stdin=theirs.fileno(),
                stdout=self.said,
                stderr=self.said,
                env=environment(self.protected),
                cwd="/",
            )
        atexit.register(self.stop)
        self.control = Channel(ours)
        CONTROLS.add(self.control)

    def start(self) -> None:
        """Wait until the zygote has imported all; raises SandboxError with what to do."""
        self.spawn()
        if self.ready:
            return
        try:
            ready = self.control.receive(START)
        except KernelLost:
            self.said.seek(0)
            words = self.said.read().decode(errors="replace").strip()[-2000:]
            self.stop()
            raise SandboxError(explain(words, self.protected)) from None
        self.ready = True
        for name in ready.get("absent", []):
            self.log.warning("Sandbox.imports names %s, which cannot be imported here", name)

    def import_more(self, modules: list[str]) -> None:
        """Have the zygote import these once for all students; missing ones do no harm."""
        with suppress(KernelLost, SandboxError):  # the next session reports it
            self.spawn()
            self.control.send({"import": modules})

    def is_like(self, other: "Sandbox") -> bool:
        """Can this sandbox use the other's zygote? Limits are set session by session."""
        running = other.zygote is not None and other.zygote.poll() is None
        same = (other.protected, other.imports) == (self.protected, self.imports)
        return running and same

    def take_over(self, other: "Sandbox") -> None:
        """Use the other's zygote from now on."""
        atexit.unregister(other.stop)
        atexit.register(self.stop)
        self.zygote, self.control = other.zygote, other.control
        self.said, self.ready, self.students = other.said, other.ready, other.students
        other.zygote = None

    def stop(self, wait: float = 10) -> None:
        """End the zygote, and with it whatever runs inside; by force after `wait` seconds."""
        if self.zygote is None:
            return
        self.control.close()
        try:
            self.zygote.wait(wait)
        except subprocess.TimeoutExpired:
            self.zygote.kill()
            self.zygote.wait()
        atexit.unregister(self.stop)
        self.zygote = None
        self.said.close()
        cgroup.remove(self.students)

    def session(self) -> "Session":
        """A new session, which ends the one before; raises SandboxError."""
        self.start()
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                self.control.send({"ask": "session"}, [theirs])
                theirs.close()
                channel = Channel(ours)
                channel.receive(ANSWER)
            except KernelLost as error:
                ours.close()
                self.stop(wait=0)  # it no longer obeys: the next session starts another
                raise ZygoteLost from error
        return Session(self, channel)

    @contextmanager
    def kernel(self, files: dict[str, bytes], tests: int = 0) -> Iterator[Kernel]:
        """A fresh kernel in a session of its own: see `Session.kernel`."""
        with self.session() as session, session.kernel(files, tests) as kernel:
            yield kernel


class Session:
    """The right to run students' code in the zygote, one student after another.

    A process that is forked after the session was opened may use it, if this one closes its copy.
    When the last copy is closed, whatever still runs there is killed.
    """

    def __init__(self, settings: Settings, channel: Channel) -> None:
        self.settings, self.channel = settings, channel

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close this process's copy."""
        self.channel.close()

    @contextmanager
    def kernel(self, files: dict[str, bytes], tests: int = 0) -> Iterator[Kernel]:
        """A fresh kernel in a fresh folder with `files`, gone at the end of the block.

        Snapshots will answer `tests`. Raises SandboxError where no sandbox can be had.
        """
        limits = self.settings.limits()
        limits["processes"] += tests
        limits["keep"] = [place for place in python_folders() if place.startswith("/tmp/")]
        ours, theirs = socket.socketpair()
        with ours, theirs:
            answer = self.ask("start", {"limits": limits}, [theirs])
            theirs.close()
            if "failed" in answer:
                raise SandboxError(explain(answer["failed"], self.settings.protected))
            kernel = Kernel(self.settings, self.why, Channel(ours), files)
            try:
                yield kernel
            finally:
                kernel.hang_up()
                if limit := self.ask("stop")["limit"]:
                    kernel.limits.append(limit)

    def why(self, test: bool = False) -> str | None:
        """The limit, in words, that ended the student's process, or one that answered a test."""
        return self.ask("why", {"test": test})["limit"]

    def ask(
        self, what: str, more: dict | None = None, passed: Sequence[socket.socket] = ()
    ) -> dict:
        """The zygote's answer to a request; raises ZygoteLost."""
        try:
            self.channel.send({"ask": what, "with": more or {}}, passed)
            return self.channel.receive(ANSWER)
        except KernelLost as error:
            raise ZygoteLost from error


def close_controls() -> None:
    """In a forked process: the zygotes belong to the process that has started them."""
    for control in list(CONTROLS):
        control.close()


os.register_at_fork(after_in_child=close_controls)
