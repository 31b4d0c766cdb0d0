"""What is enforced on a student's processes: by the kernel, and by a signal in each of them."""

import math
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from autograder.sandbox.inside.amounts import amount

SPARE_SECONDS = 2  # CPU time of a snapshot beyond that of its tests: it answers, too
MOST_PASSED = 16  # sockets that come with one message: tests of a snapshot


def set_limits(limits: dict) -> None:
    """For the student's process, and all that it forks."""
    mega = 2**20
    with open("/proc/self/statm", encoding="ascii") as statm:
        mapped = int(statm.read().split()[0]) * resource.getpagesize()
    for which, value in [
        # The monitor counts exactly; the kernel counts by ticks here, on a busy machine too many.
        (resource.RLIMIT_CPU, 2 * limits["cpu_seconds"]),
        (resource.RLIMIT_AS, mapped + limits["memory_mb"] * mega),
        (resource.RLIMIT_FSIZE, limits["disk_mb"] * mega),
        (resource.RLIMIT_NPROC, limits["processes"]),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_SIGPENDING, 256),  # timers and queued signals
        (resource.RLIMIT_MSGQUEUE, 0),
    ]:
        resource.setrlimit(which, (value, value))


def set_test_limit(limits: dict, tests: int) -> None:
    """For a snapshot: less, unless the student's code has left it less already."""
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    seconds = min(tests * limits["test_seconds"] + SPARE_SECONDS, most)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


@contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """Have the kernel end this process once a call has used more CPU time than it may take.

    Nobody waits for its answer then, and it would slow down later tests: no signal stops a call
    that stays in C code.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    most = min(math.ceil(used + seconds) + SPARE_SECONDS, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


class TooSlow(BaseException):
    """Raised in a student's code when its time is over; no `except Exception` swallows it."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TooSlow in the running code after `seconds`, and again until it gives in."""

    def ring(*_: Any) -> None:
        raise TooSlow(
            f"stopped after {amount(round(seconds), 'second')}. Is there a loop that never ends,"
            " or one that works on far more than it needs?"
        )

    outer = signal.signal(signal.SIGALRM, ring)
    left = signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.01), 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *left)  # of a call that waits for this one
        if any(left):
            signal.signal(signal.SIGALRM, outer)
