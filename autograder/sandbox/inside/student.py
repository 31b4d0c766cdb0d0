"""The student's end of the channel: runs cells in turn, leaves a copy of itself for each test."""

import os
import socket
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
        else:
            answer = shell.run(**message["run"])
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
    """Fork: the snapshot answers on each of `own` in turn, and never for the student's process.

    Returns when the snapshot stands apart: the next cell may remove its folder, or read on in a
    file whose position a fork shares.
    """
    folder = copies.make()
    told, tell = os.pipe()
    if os.fork():
        for one in own:
            one.close()
        os.close(tell)
        os.read(told, 1)  # nothing comes from a snapshot that has ended: its channel says so
        os.close(told)
        return {"snapshot": True}
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
        me = os.getpid()
        for one in own:
            Snapshot(one, shell).serve()
            if os.getpid() != me:
                break  # a process that the student's function has forked
            one.close()
    finally:
        os._exit(0)
