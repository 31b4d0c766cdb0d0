"""One student's process, as the grader sees it: cells go in, outputs and snapshots come out."""

import socket
import time
from base64 import b64encode
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import NoReturn

from autograder.sandbox.channel import GRACE, NO_ANSWER, Channel, KernelLost
from autograder.sandbox.inside.amounts import amount
from autograder.sandbox.inside.limits import MOST_PASSED, SPARE_SECONDS
from autograder.sandbox.settings import Settings

CELLS = 20  # the output of so many cells, each as long as one may be, is kept of a notebook
VALUES = 1_000_000  # bytes of a test's values that are kept; larger ones wait in a snapshot


class Kernel:
    """One student's process: runs cells in order, and makes snapshots for the tests."""

    def __init__(
        self,
        settings: Settings,
        reason: Callable[..., str | None],
        channel: Channel,
        files: dict[str, bytes],
    ) -> None:
        self.settings, self.channel = settings, channel
        self.reason = reason  # the limit that was hit, if one was
        self.end = time.monotonic() + settings.wall_seconds
        self.lost: str | None = None  # why it no longer answers
        self.limits: list[str] = []  # those that were hit
        self.room = CELLS * settings.output_kb * 1000  # bytes of output that may still come
        self.snapshots: list[Channel] = []
        try:
            contents = {name: b64encode(content).decode() for name, content in files.items()}
            answer = self._ask({"files": contents}, GRACE + 30)
            if "failed" in answer:
                self._lose(f"the files beside the notebook could not be stored: {answer['failed']}")
        except KernelLost:
            pass  # each cell's output will say so

    def run(self, source: str) -> dict:
        """Run a cell; raises KernelLost, now and for ever, if the process ends over it."""
        if self.lost:
            raise KernelLost(self.lost)
        start = time.monotonic()
        seconds = self.end - time.monotonic()
        what = f"more than {amount(self.settings.wall_seconds, 'second')} for the notebook"
        if seconds <= 0:
            self._lose_to(what)
        if seconds > self.settings.cell_seconds:
            seconds = self.settings.cell_seconds
            what = f"more than {amount(seconds, 'second')} in one cell"
        room = min(self.settings.output_kb * 1000, self.room)
        try:
            message = {"run": {"source": source, "seconds": seconds, "room": room}}
            return self._keep(self._ask(message, seconds + GRACE))
        finally:
            if time.monotonic() - start >= seconds:  # by our own clock
                self.limits.append(what)

    def _keep(self, answer: dict) -> dict:
        """The answer of a cell, without outputs for which there is no room."""
        if not is_cell(answer):
            self._lose(NO_ANSWER)
        self.room -= self.channel.received
        if self.room < 0:
            self.room = 0
            answer |= {"outputs": [], "full": True}
            self.limits.append(f"more than {CELLS * self.settings.output_kb} kB of output")
        elif answer["full"]:
            self.limits.append(f"more than {self.settings.output_kb} kB of output in one cell")
        return answer

    def values(self, names: list[str]) -> dict | None:
        """What the names stand for now, if all are values; None if one is a function to call."""
        if self.lost:
            return None
        try:
            found = self._ask({"names": names}, GRACE + 10).get("names")
        except KernelLost:
            return None
        if type(found) is not dict:
            return None
        plain = all(type(one) is dict and "function" not in one for one in found.values())
        small = self.channel.received <= VALUES  # they stay in our memory until the tests
        return found if plain and small else None

    def snapshot(self, tests: int = 1) -> list[Channel]:
        """A copy of the process as it is now, which answers as many tests as there are channels.

        They all talk on the first channel. When the process that answers there is lost, another
        copy answers on the next, if there was room for one. There may be fewer channels than tests,
        because each test needs CPU time, and none if the process is lost or leaves no room.
        """
        if self.lost:
            return []
        channels: list[Channel] = []
        with ExitStack() as theirs:
            passed = []
            for _ in range(min(tests, tests_of_one(self.settings))):
                ours, other = socket.socketpair()
                channels.append(Channel(ours))
                passed.append(theirs.enter_context(other))
            self.snapshots += channels
            try:
                copied = self._ask({}, GRACE + 10, passed).get("snapshot")
            except KernelLost:
                copied = False
        return channels if copied is True else []

    def hang_up(self) -> None:
        """Close every channel."""
        for channel in [*self.snapshots, self.channel]:
            channel.close()

    def _ask(self, message: dict, seconds: float, passed: Sequence[socket.socket] = ()) -> dict:
        """Send a message and wait for its answer; raises KernelLost, now and for ever."""
        try:
            self.channel.send(message, passed)
            return self.channel.receive(seconds)
        except KernelLost as error:
            limit = self.reason()
            if limit:
                self._lose_to(limit)
            self._lose(str(error))

    def _lose_to(self, limit: str) -> NoReturn:
        self.limits.append(limit)
        self._lose(f"its process was stopped because it used {limit}")

    def _lose(self, why: str) -> NoReturn:
        self.lost = why
        raise KernelLost(why)


def tests_of_one(settings: Settings) -> int:
    """How many tests one snapshot can serve, each with all of its time."""
    possible = (settings.cpu_seconds - SPARE_SECONDS) // settings.test_seconds
    return max(1, min(possible, MOST_PASSED))


def is_cell(answer: dict) -> bool:
    """Is this what a process says that has run a cell?"""
    kinds = {"outputs": list, "count": int, "full": bool}
    return all(type(answer.get(name)) is kind for name, kind in kinds.items())
