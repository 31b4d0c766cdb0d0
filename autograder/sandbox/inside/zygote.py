"""The warm parent: imports once what students use, then forks a fresh sandbox for each of them.

Its control socket is its standard input. A request "start" brings limits and the channel that the
student's process will talk on; while it lives, its use of CPU, memory and processes is watched.
"""

import argparse
import contextlib
import gc
import importlib
import io
import os
import random
import resource
import select
import signal
import socket
import sys
import tempfile
import time
from base64 import b64decode
from pathlib import Path

from autograder.sandbox.inside.monitor import Use, Watch, children
from autograder.sandbox.inside.namespaces import enter, lock_up, make_private
from autograder.sandbox.inside.seccomp import forbid
from autograder.sandbox.inside.wire import pack, read

TICK = 0.2  # seconds between two looks at what a student's processes use
SPARING = 10  # tries, within one tick, to get below a limit without killing all


class Parent:
    """Answers the grader on the control socket, one student at a time."""

    def __init__(self, control: socket.socket, protected: bool) -> None:
        self.control, self.protected = control, protected
        self.child: int | None = None
        self.watch: Watch | None = None
        self.folder: tempfile.TemporaryDirectory | None = None

    def serve(self) -> None:
        """Until the grader hangs up; then whatever still runs is killed."""
        try:
            while True:
                ready, _, _ = select.select([self.control], [], [], TICK if self.watch else None)
                if ready:
                    message, channel = self._receive()
                    answer = getattr(self, f"answer_{message['ask']}")
                    self._send(answer(channel, **message.get("with", {})))
                elif self.watch and self.watch.over() and self.child:
                    self._kill_some()
        except (EOFError, ConnectionError):
            self._kill()

    def answer_start(self, channel: socket.socket | None, limits: dict) -> dict:
        """Fork the student's sandbox; `channel` becomes its own."""
        if channel is None:
            raise ConnectionError("start without a channel")
        self.answer_stop(None)
        home = "/student/home"
        if not self.protected:
            self.folder = tempfile.TemporaryDirectory(prefix=f"autograder-{os.getpid()}-")
            home = self.folder.name
        told, tell = os.pipe()
        forked = os.fork()
        if forked == 0:
            os.close(told)
            self.control.close()
            become_student(channel, tell, limits, home, self.protected)
        os.close(tell)
        channel.close()
        with os.fdopen(told) as said:
            answer = said.read()
        if self.protected:
            os.waitpid(forked, 0)  # it only stood between us and the student's first process
        if answer != "ready":
            return {"failed": answer or "the sandbox ended before it began"}
        self.child = children(os.getpid())[0] if self.protected else forked
        self.watch = Watch(self.child, limits, Use.of([os.getpid()]))
        return {"started": True}

    def answer_why(self, channel: None) -> dict:
        """Which limit the student's processes have hit, if any."""
        return {"limit": self.watch.reason() if self.watch else None}

    def answer_stop(self, channel: None) -> dict:
        """End the student's sandbox; says which limit it had hit and what it used."""
        why = self.watch.hit if self.watch else None
        peak = self.watch.peak if self.watch else 0
        self._kill()
        self.watch = None
        if self.folder:
            self.folder.cleanup()
            self.folder = None
        return {"limit": why, "peak_mb": peak}

    def _kill_some(self) -> None:
        """End the student's processes, but spare the copies for the tests if that is enough."""
        for _ in range(SPARING if self.protected else 0):
            for pid in self.watch.expendable():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(TICK / SPARING)
            if not self.watch.over():
                return
        self._kill()

    def _kill(self) -> None:
        if self.child is None:
            return
        if not self.protected:
            os.killpg(self.child, signal.SIGKILL)
        os.kill(self.child, signal.SIGKILL)  # the first process takes its whole namespace along
        os.waitpid(self.child, 0)
        self.child = None

    def _receive(self) -> tuple[dict, socket.socket | None]:
        passed: list[int] = []

        def receive(size: int) -> bytes:
            data, fds, _, _ = socket.recv_fds(self.control, size, 1)
            passed.extend(fds)
            return data

        message = read(receive)
        return message, socket.socket(fileno=passed[0]) if passed else None

    def _send(self, message: dict) -> None:
        self.control.sendall(pack(message))


def become_student(
    channel: socket.socket, tell: int, limits: dict, home: str, protected: bool
) -> None:
    """Enter the sandbox, fork its first process and, from that, the student's; never returns."""
    try:
        if protected:
            enter()
            if os.fork():
                os._exit(0)  # the first process now belongs to the parent
            make_private(limits["disk_mb"], limits["keep"])
            forbid()
        os.setsid()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        os.write(tell, b"ready")
    except OSError as error:
        os.write(tell, str(error).encode())
        os._exit(1)
    os.close(tell)
    if os.fork() == 0:
        run_student(channel, limits, home, protected)
    channel.close()
    if protected:
        lock_up(traceable=False)
    while True:  # the first process gathers what the student's processes leave behind
        try:
            os.wait()
        except ChildProcessError:
            signal.pause()


def run_student(channel: socket.socket, limits: dict, home: str, protected: bool) -> None:
    """Put on the limits, take the student's files, then run cells; never returns."""
    from autograder.sandbox.inside.student import serve

    set_limits(limits)
    if protected:
        lock_up(traceable=True)
    os.chdir(home)
    sys.path.insert(0, "")  # a notebook can import what lies beside it
    random.seed()
    sys.modules["numpy"].random.seed()  # a fork copies the state: all students would draw alike
    try:
        channel.sendall(pack(store(read(channel.recv)["files"])))
        serve(channel, limits)
    except (EOFError, ConnectionError):
        pass  # the grader has hung up
    finally:
        os._exit(0)


def store(files: dict[str, str]) -> dict:
    """Write the files that lie beside the notebook; says what failed, if something did."""
    try:
        for name, content in files.items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_bytes(b64decode(content))
    except OSError as error:
        return {"failed": str(error)}
    return {"ready": True}


def set_limits(limits: dict) -> None:
    """What the kernel itself enforces, for each process."""
    mega = 2**20
    with open("/proc/self/statm", encoding="ascii") as statm:
        mapped = int(statm.read().split()[0]) * resource.getpagesize()
    for which, value in [
        (resource.RLIMIT_CPU, limits["cpu_seconds"]),
        (resource.RLIMIT_AS, mapped + limits["memory_mb"] * mega),
        (resource.RLIMIT_FSIZE, limits["disk_mb"] * mega),
        (resource.RLIMIT_NPROC, limits["processes"]),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_CORE, 0),
    ]:
        resource.setrlimit(which, (value, value))


def draw_once() -> None:
    """Let matplotlib load its fonts and its backend now, or each student's first plot would."""
    if plt := sys.modules.get("matplotlib.pyplot"):
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
    start = time.monotonic()
    from autograder.sandbox.inside import student

    student.prepare()
    absent = []
    for name in arguments.modules:
        try:
            importlib.import_module(name)
        except ImportError:
            absent.append(name)
    draw_once()
    gc.collect()
    gc.freeze()  # or the collector would touch, and so copy, all that the forks share
    control.sendall(pack({"ready": round(time.monotonic() - start, 2), "absent": absent}))
    os.dup2(null, 1)
    os.dup2(null, 2)
    Parent(control, not arguments.unprotected).serve()


if __name__ == "__main__":
    main()
