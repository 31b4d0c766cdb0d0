"""The student's end of the channel: runs cells, and leaves a copy of itself where tests stand."""

import os
import signal
import socket
from contextlib import suppress
from pathlib import Path

from autograder.sandbox.inside.disk import Copies, separate_positions, work_in
from autograder.sandbox.inside.limits import MOST_PASSED, set_test_limit
from autograder.sandbox.inside.shell import StudentShell, make_shell, warm_up
from autograder.sandbox.inside.snapshot import Snapshot, frame
from autograder.sandbox.inside.wire import read


def prepare() -> StudentShell:
    """Make the shell before the fork: it is half of a kernel's start."""
    warm_up()
    return make_shell()


def serve(channel: socket.socket, limits: dict) -> None:
    """Run cells and make snapshots until the grader hangs up."""
    shell, me = StudentShell.instance(), os.getpid()
    home = Path.cwd()
    copies = Copies(home, home.parent / "copies")
    while True:
        passed: list[int] = []

        def receive(size: int, passed: list[int] = passed) -> bytes:
            data, fds, _, _ = socket.recv_fds(channel, size, MOST_PASSED)
            passed.extend(fds)
            return data

        message = read(receive)
        if passed:
            own = [socket.socket(fileno=one) for one in passed]
            answer = leave_snapshot(channel, own, shell, limits, copies)
        elif "names" in message:
            answer = Snapshot(channel, shell).answer_names(message["names"])
        elif "run" in message:
            answer = shell.run(**message["run"])
        else:  # the sockets for a snapshot did not arrive: too many files are open
            answer = {"snapshot": False}
        if os.getpid() != me:
            return  # a process that the cell has forked: it does not speak for the student's
        channel.sendall(frame(answer))


def leave_snapshot(
    channel: socket.socket,
    own: list[socket.socket],
    shell: StudentShell,
    limits: dict,
    copies: Copies,
) -> dict:
    """Fork: the snapshot answers on `own`, and never speaks for the student's process again.

    Returns when the snapshot stands apart: the next cell may remove its folder, or read on in a
    file whose position a fork shares.
    """
    folder = copies.make()
    told, tell = os.pipe()
    if (forked := fork()) != 0:
        for one in own:
            one.close()
        os.close(tell)
        os.read(told, 1)  # nothing comes from a snapshot that has ended: its channel says so
        os.close(told)
        return {"snapshot": forked is not None}
    try:
        os.close(told)
        channel.close()
        os.setsid()  # by this the monitor knows a snapshot: see Monitor.expendable
        set_test_limit(limits, len(own))
        if folder:
            work_in(folder, copies.folder)
        separate_positions()
        os.write(tell, b"1")
        os.close(tell)
        serve_tests(own, shell)
    finally:
        os._exit(0)


def serve_tests(own: list[socket.socket], shell: StudentShell) -> None:
    """Answer tests on the first socket; the grader turns to the next when the process is lost.

    So each but the last is served by a fork, and this process stays as it was. Where there is no
    room for a fork, because later cells have used it up, this process serves, and is the last.
    """
    keeper, served = os.getpid(), None
    for number, one in enumerate(own):
        if not one.recv(1, socket.MSG_PEEK):
            return  # the grader has hung up
        if served:
            with suppress(ChildProcessError, ProcessLookupError):
                os.kill(served, signal.SIGKILL)
                os.waitpid(served, 0)
        others = own[number + 1 :]
        served = fork() if others else None
        if not served:
            if os.getpid() != keeper:
                os.setsid()
                separate_positions()
            for other in others:
                other.close()
            Snapshot(one, shell).serve()
            return
        one.close()  # or the grader would not hear of the fork's end


def fork() -> int | None:
    """As os.fork; None where the student's code has left no room for another process."""
    try:
        return os.fork()
    except OSError:
        return None
