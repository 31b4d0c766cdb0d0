"""The student's end of the channel: runs cells in turn, leaves a copy of itself for each test."""

import os
import socket
from pathlib import Path

from autograder.sandbox.inside.disk import Copies, separate_positions, work_in
from autograder.sandbox.inside.limits import MOST_PASSED, set_test_limit
from autograder.sandbox.inside.shell import StudentShell, make_shell
from autograder.sandbox.inside.snapshot import Snapshot, frame
from autograder.sandbox.inside.wire import read


def prepare() -> StudentShell:
    """Make the shell before the fork: it is half of a kernel's start."""
    return make_shell()


def serve(channel: socket.socket, limits: dict) -> None:
    """Run cells and make snapshots until the grader hangs up."""
    shell, me = StudentShell.instance(), os.getpid()
    home = Path.cwd()
    copies = Copies(home, home.parent / "copies")
    while True:
        message, passed = receive(channel)
        if passed:
            answer = leave_snapshot(channel, passed[0], shell, limits, copies)
        elif "names" in message:
            answer = Snapshot(channel, shell).answer_names(message["names"])
        else:
            answer = shell.run(**message["run"])
        if os.getpid() != me:
            return  # a process that the cell has forked: it does not speak for the student's
        channel.sendall(frame(answer))


def receive(channel: socket.socket) -> tuple[dict, list[socket.socket]]:
    """The next message, and the sockets that came with it; raises EOFError."""
    passed: list[socket.socket] = []

    def part(size: int) -> bytes:
        data, fds, _, _ = socket.recv_fds(channel, size, MOST_PASSED)
        passed.extend(socket.socket(fileno=one) for one in fds)
        return data

    return read(part), passed


def leave_snapshot(
    channel: socket.socket,
    own: socket.socket,
    shell: StudentShell,
    limits: dict,
    copies: Copies,
) -> dict:
    """Fork: the snapshot hears on `own`, and never speaks for the student's process again.

    Returns when the snapshot stands apart: the next cell may remove its folder, or read on in a
    file whose position a fork shares.
    """
    folder = copies.make()
    told, tell = os.pipe()
    if os.fork():
        own.close()
        os.close(tell)
        os.read(told, 1)  # nothing comes from a snapshot that has ended: its channel says so
        os.close(told)
        return {"snapshot": True}
    try:
        os.close(told)
        channel.close()
        os.setsid()  # by this the monitor knows a snapshot: see Monitor.expendable
        if folder:
            work_in(folder, copies.folder)
        separate_positions()
        os.write(tell, b"1")
        os.close(tell)
        answer_tests(own, shell, limits)
    finally:
        os._exit(0)


def answer_tests(own: socket.socket, shell: StudentShell, limits: dict) -> None:
    """Fork a process that answers tests, each on its socket, and another when that is lost.

    Where no more can be wanted, this process answers itself.
    """
    while True:
        message, tests = receive(own)
        if not message["last"]:
            if os.fork():
                for one in tests:
                    one.close()
                continue
            os.setsid()
            separate_positions()
        own.close()
        set_test_limit(limits, len(tests))
        me = os.getpid()
        for one in tests:
            Snapshot(one, shell).serve()
            if os.getpid() != me:
                return  # a process that the student's function has forked
            one.close()
        return
