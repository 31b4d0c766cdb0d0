"""The zygote: imports once what students use, then forks a fresh sandbox for each of them.

Its control socket is its standard input, and brings sessions: sockets on which a grader asks to
start and stop students' processes. While one lives, the resource monitor looks at it.
"""

import argparse
import contextlib
import gc
import importlib
import io
import os
import select
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from autograder.sandbox.inside.group import CONTROL, Group
from autograder.sandbox.inside.hugepages import collapse
from autograder.sandbox.inside.inbox import Inbox
from autograder.sandbox.inside.launch import become_student, checked
from autograder.sandbox.inside.monitor import Monitor
from autograder.sandbox.inside.usage import children, descendants
from autograder.sandbox.inside.wire import Broken, pack

TICK = 0.1  # seconds between two looks at what a student's processes use
SPARING = 10  # tries to get below a limit without killing all
PAUSE = 0.02  # seconds between them


class Zygote:
    """Serves one session at a time, and in it one student at a time."""

    def __init__(self, control: socket.socket, protected: bool) -> None:
        self.control, self.protected = Inbox(control), protected
        self.session: Inbox | None = None
        self.answers: dict[str, Callable[..., dict]] = {
            "start": self._start,
            "why": self._why,
            "stop": self._stop,
        }
        self.child: int | None = None
        self.group: Group | None = None
        self.number = 0  # of the latest group
        self.monitor: Monitor | None = None
        self.folder: tempfile.TemporaryDirectory | None = None

    def serve(self) -> None:
        """Until the grader closes the control socket; then whatever still runs is killed."""
        try:
            while True:
                sockets = [box.sock for box in (self.control, self.session) if box]
                ready, _, _ = select.select(sockets, [], [], TICK if self.monitor else None)
                if self.session and self.session.sock in ready:
                    self._serve_session()
                if self.control.sock in ready:
                    self._serve_control()
                if not ready and self.monitor and self.monitor.over() and self.child:
                    self._kill_some()
        except (EOFError, ConnectionError):
            self._end_session()

    def _serve_control(self) -> None:
        """Import more, or open a new session; raises EOFError where the grader has gone."""
        try:
            self.control.receive()
            while (message := self.control.request()) is not None:
                if more := [name for name in message.get("import", []) if name not in sys.modules]:
                    load(more)
        except (Broken, TypeError):
            self.control.bytes = b""
        while self.control.passed:  # a socket is a request for a session, whatever comes with it
            self.control.bytes = b""
            self._end_session()
            self.session = Inbox(self.control.passed.pop(0))
            self._answer({"session": True})

    def _serve_session(self) -> None:
        """Answer what is asked; whatever goes wrong ends the session, and nothing else."""
        assert self.session is not None
        try:
            self.session.receive()
            while self.session and (message := self.session.request()) is not None:
                answer = self.answers[message["ask"]]
                self._answer(answer(**message["with"]))
        except (EOFError, OSError, Broken, LookupError, TypeError):
            self._end_session()

    def _answer(self, message: dict) -> None:
        """Send an answer; a grader that does not read is not waited for."""
        assert self.session is not None
        try:
            self.session.sock.sendall(pack(message))
        except OSError:
            self._end_session()

    def _end_session(self) -> None:
        """Kill what still runs, and hang up."""
        self._stop()
        if self.session:
            self.session.close()
        self.session = None

    def _start(self, limits: dict) -> dict:
        """Fork the student's sandbox; the socket that came along becomes its own."""
        assert self.session is not None
        channel = self.session.socket()
        limits = checked(limits)
        self._stop()
        if self.protected and os.path.isdir(CONTROL):
            self.number += 1
            self.group = Group(Path(CONTROL, str(self.number)), limits)
        home = "/student/home"
        if not self.protected:
            self.folder = tempfile.TemporaryDirectory(prefix=f"autograder-{os.getpid()}-")
            home = f"{self.folder.name}/home"
            os.mkdir(home)
            os.mkdir(f"{self.folder.name}/copies")
        told, tell = os.pipe()
        forked = os.fork()
        if forked == 0:
            os.close(told)
            self.control.close()
            if self.session:
                self.session.close()
            if self.group:
                self.group.enter()
            become_student(channel, tell, limits, home, self.protected)
        os.close(tell)
        channel.close()
        with os.fdopen(told) as said:
            answer = said.read()
        if self.protected:
            os.waitpid(forked, 0)  # it only stood between us and the student's first process
        if answer != "ready":
            return {"failed": answer or "the sandbox ended before it began"}
        self.child = forked
        if self.protected:
            [self.child] = children(os.getpid())
        self.monitor = Monitor(self.child, limits, self.protected, self.group)
        return {"started": True}

    def _why(self, test: bool) -> dict:
        """Which limit has ended the student's process, or one that answered a test, if any."""
        return {"limit": self.monitor.reason(test) if self.monitor else None}

    def _stop(self) -> dict:
        """End the student's sandbox; says which limit it had hit."""
        why = self.monitor.hit or self.monitor.past if self.monitor else None
        self._kill()
        if self.group:
            self.group.remove()
        self.monitor = self.group = None
        if self.folder:
            self.folder.cleanup()
            self.folder = None
        return {"limit": why}

    def _kill_some(self) -> None:
        """End the student's processes, but spare the snapshots if that is enough."""
        assert self.monitor is not None
        self.monitor.spare_snapshots()
        for _ in range(SPARING if self.protected else 0):
            kill(self.monitor.expendable())
            time.sleep(PAUSE)
            if not self.monitor.over():
                self.monitor.go_on()
                return
        self._kill()

    def _kill(self) -> None:
        if self.child is None:
            return
        if not self.protected:
            kill(descendants(self.child))  # snapshots lead sessions of their own
            os.killpg(self.child, signal.SIGKILL)
        os.kill(self.child, signal.SIGKILL)  # the first process takes its whole namespace along
        os.waitpid(self.child, 0)
        self.child = None


def kill(pids: list[int]) -> None:
    """End these processes, as far as they have not ended."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def load(modules: list[str]) -> list[str]:
    """Import for all students; the names of those that cannot be imported here."""
    absent, plots = [], "matplotlib.pyplot" in sys.modules
    gc.disable()  # while much is imported there is little garbage, and looking for it takes time
    for name in modules:
        try:
            importlib.import_module(name)
        except Exception:  # a module's own code may raise anything
            absent.append(name)
    if "matplotlib.pyplot" in sys.modules and not plots:
        draw_once()
    gc.enable()
    gc.collect()
    gc.freeze()  # or the collector would touch, and so copy, all that the forks share
    collapse()
    return absent


def draw_once() -> None:
    """Let matplotlib load its fonts and its backends now, or each student's first plot would."""
    plt = sys.modules["matplotlib.pyplot"]
    plt.matplotlib.backends.backend_registry.list_all()
    figure, axes = plt.subplots()
    axes.set_title("fonts")
    figure.savefig(io.BytesIO())
    plt.close(figure)


def main() -> None:
    """Import, say so, serve."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--unprotected", action="store_true")
    parser.add_argument("modules", nargs="*")
    arguments = parser.parse_args()
    control = socket.socket(fileno=os.dup(0))
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    from autograder.sandbox.inside import student

    gc.disable()
    student.prepare()
    absent = load(arguments.modules)
    control.sendall(pack({"absent": absent}))
    os.dup2(null, 1)
    os.dup2(null, 2)
    Zygote(control, not arguments.unprotected).serve()


if __name__ == "__main__":
    main()
