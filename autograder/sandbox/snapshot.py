"""A copy of a student's process, as the grader sees it: it answers tests that stand together."""

import socket
from contextlib import ExitStack, suppress

from autograder.sandbox.channel import Channel, KernelLost
from autograder.sandbox.inside.limits import MOST_PASSED, SPARE_SECONDS
from autograder.sandbox.settings import Settings


class Snapshot:
    """A student's process as it was where some tests stand, with nothing to run between them.

    It forks a process that answers one test after another, as in stock nbgrader. It stays as it
    was, to fork another when a test has cost the first its life: no test takes the points of
    another along.
    """

    def __init__(self, channel: Channel, tests: int, most: int) -> None:
        self.channel, self.left = channel, tests
        self.most = most  # tests that one process may answer
        self.channels: list[Channel] = []  # of the process that answers, for the tests to come
        self.current: Channel | None = None

    def next(self) -> Channel:
        """The channel of the next test; the one before is closed."""
        if self.current:
            self.current.close()
        if not self.channels or (self.current and self.current.lost):
            self._fork(min(self.left, self.most))
        self.left -= 1
        self.current = self.channels.pop(0)
        return self.current

    def close(self) -> None:
        """Hang up."""
        for channel in [self.channel, *self.channels, *([self.current] if self.current else [])]:
            channel.close()

    def _fork(self, tests: int) -> None:
        """Have a process forked, with a channel for each of these tests."""
        for channel in self.channels:
            channel.close()
        self.channels = []
        with ExitStack() as theirs:
            passed = []
            for _ in range(tests):
                ours, other = socket.socketpair()
                self.channels.append(Channel(ours))
                passed.append(theirs.enter_context(other))
            with suppress(KernelLost):  # the channels have ended: each test will say so
                self.channel.send({"last": self.left == 1}, passed)


def tests_of_one(settings: Settings) -> int:
    """How many tests one process can answer, each with all of its time."""
    possible = (settings.cpu_seconds - SPARE_SECONDS) // settings.test_seconds
    return max(1, min(possible, MOST_PASSED))
