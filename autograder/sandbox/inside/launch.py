"""From the zygote to a running student: namespaces, limits, files, then cells."""

import os
import random
import signal
import socket
import sys
from base64 import b64decode
from pathlib import Path
from typing import NoReturn

from autograder.sandbox.inside.limits import set_limits
from autograder.sandbox.inside.namespaces import enter, lock_up, make_private
from autograder.sandbox.inside.seccomp import forbid
from autograder.sandbox.inside.wire import pack, read

NUMBERS = "cpu_seconds test_seconds memory_mb processes disk_mb".split()


def checked(limits: dict) -> dict:
    """The limits as they came, if complete; raises LookupError, TypeError."""
    if not all(type(limits[name]) is int for name in NUMBERS):
        raise TypeError("a limit is no whole number")
    if not all(type(place) is str for place in limits["keep"]):
        raise TypeError("a folder to keep is no path")
    return limits


def become_student(
    channel: socket.socket, tell: int, limits: dict, home: str, protected: bool
) -> NoReturn:
    """Enter the sandbox, fork its first process and, from that, the student's."""
    try:
        if protected:
            enter()
            if os.fork():
                os._exit(0)  # the first process now belongs to the zygote
            make_private(limits["disk_mb"], limits["keep"])
            forbid()
        os.setsid()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        os.write(tell, b"ready")
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
    except OSError as error:
        os.write(tell, str(error).encode())
    finally:
        os._exit(1)


def run_student(channel: socket.socket, limits: dict, home: str, protected: bool) -> NoReturn:
    """Put on the limits, take the student's files, then run cells."""
    from autograder.sandbox.inside.student import serve

    try:
        set_limits(limits)
        if protected:
            lock_up(traceable=True)
        os.chdir(home)
        sys.path.insert(0, "")  # a notebook can import what lies beside it
        random.seed()
        sys.modules["numpy"].random.seed()  # a fork copies the state: all would draw alike
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
