"""The resource monitor: what a student's processes use together, and whether it is too much."""

import math
import os
import time

from autograder.sandbox.inside.amounts import amount
from autograder.sandbox.inside.group import Group
from autograder.sandbox.inside.usage import (
    Process,
    descendants,
    file_locks,
    forks,
    processes,
    proportional_mb,
    socket_mb,
    sockets,
)

LOCKS = 10_000  # locks on files: the kernel keeps them, and counts them for nobody
PID_MAX = 2**22
UNSEEN = 2  # processors charged at most to processes that no look has seen


class Monitor:
    """Looks at one student's processes; `over` says when they must end.

    If they have a control group, the kernel counts their memory and CPU time, else /proc tells.
    """

    def __init__(
        self, first: int, limits: dict, protected: bool, group: Group | None = None
    ) -> None:
        self.group = group
        self.killed = 0  # processes that the kernel has killed for want of memory
        self.first, self.limits, self.protected = first, limits, protected
        zygote = Process.of(os.getpid())
        self.shared_mb = zygote.memory_mb if zygote else 0.0  # what each fork shares with us
        self.socket_mb = socket_mb()
        self.hit: str | None = None  # the limit over which all must end, or have ended
        self.past: str | None = None  # the latest for which it was enough to end some
        self.cpu = 0.0
        self.most_cpu = 2 * limits["cpu_seconds"]  # of all: tests need time beside the cells
        self.spared = False
        self.alive: dict[tuple[int, int], Process] = {}  # by number and start, at the last look
        self.ended_cpu = 0.0  # seconds of those that have ended since
        self.unseen_cpu = 0.0  # seconds that those may have used who came and went between looks
        self.forks, self.time = forks(), time.monotonic()
        self.unseen = min(UNSEEN, len(os.sched_getaffinity(0)))

    def over(self) -> bool:
        """Look; is any limit on all processes together exceeded now?"""
        self._look()
        limits, memory, count = self.limits, self._memory_mb(), len(self.alive)
        if memory > limits["memory_mb"]:
            self.hit = f"more than {limits['memory_mb']} MB of memory"
        elif self.cpu > self.most_cpu or self._most_of_one() > limits["cpu_seconds"]:
            self.hit = f"more than {amount(limits['cpu_seconds'], 'second')} of CPU time"
        elif count > limits["processes"] + 2:
            self.hit = f"more than {amount(limits['processes'], 'process')}"
        elif self.protected and file_locks() > LOCKS:
            self.hit = f"more than {LOCKS} locks of files"
        else:
            return False
        return True

    def spare_snapshots(self) -> None:
        """Let those who live have CPU time for the tests, once: the others are to be killed."""
        if self.cpu > self.most_cpu and not self.spared:
            self.spared = True
            self.most_cpu = self.cpu + self.limits["cpu_seconds"]

    def go_on(self) -> None:
        """It was enough to end some: a snapshot that ends from now on has another reason.

        A kernel that counts has killed by itself, perhaps one of those that were to be spared.
        """
        self.past = self.hit
        if not self.group:
            self.hit = None

    def expendable(self) -> list[int]:
        """All but the first process and the snapshots: each of these leads a session."""
        return [
            one.pid
            for one in map(Process.of, self._pids())
            if one and one.pid != self.first and one.session != one.pid
        ]

    def reason(self, test: bool) -> str | None:
        """Why the student's process, or one that answered a test, has ended: for which limit."""
        if not self.hit:
            self.over()
        return self.hit or (None if test else self.past)

    def _most_of_one(self) -> float:
        """CPU seconds of the process that has used most."""
        return max((one.own_cpu for one in self.alive.values()), default=0.0)

    def _pids(self) -> list[int]:
        return processes() if self.protected else descendants(self.first)

    def _look(self) -> None:
        """Note all processes, and add up the CPU time of those alive, ended and never seen.

        A child whose parent ignores SIGCHLD is reaped by nobody, and its time added to nobody's.
        So what was last seen of each that has ended counts, or what the kernel says of reaped
        ones, if that is more. If numbers were given to processes or threads that no look has
        seen, they may have kept some processors busy since the last look.
        """
        before, now, latest = self.alive, time.monotonic(), forks()
        found = [one for one in map(Process.of, self._pids()) if one]
        self.alive = {(one.pid, one.start): one for one in found}
        self.ended_cpu += sum(one.own_cpu for key, one in before.items() if key not in self.alive)
        own, reaped = (sum(getattr(o, name) for o in found) for name in ("own_cpu", "reaped_cpu"))
        if self.protected:
            unseen = (latest - self.forks) % PID_MAX - len(self.alive.keys() - before.keys())
            self.unseen_cpu += min(max(unseen, 0), self.unseen) * (now - self.time)
        self.forks, self.time = latest, now
        told = own + max(reaped, self.ended_cpu + self.unseen_cpu)
        self.cpu = self.group.cpu_seconds() if self.group else max(self.cpu, told)

    def _memory_mb(self) -> float:
        """Memory of all processes, and of what the kernel keeps for them."""
        if self.group:
            before, self.killed = self.killed, self.group.killed()
            return math.inf if self.killed > before else self.group.memory_mb()
        memory = sum(one.memory_mb - self.shared_mb for one in self.alive.values())
        if memory > self.limits["memory_mb"]:  # perhaps only because copies share what they hold
            memory = sum(map(proportional_mb, self.alive.values()))
        return memory + (sockets(self.first) * self.socket_mb if self.protected else 0.0)
