"""The control group of one student's processes: the kernel counts and bounds what they use."""

import time
from contextlib import suppress
from pathlib import Path

from autograder.sandbox.inside.usage import figures

CONTROL = "/control"  # where the zygote sees the group in which it makes one for each student
OWN = [b"anon", b"kernel", b"sock"]  # not what is on disk, nor what is read from there
TRIES = 50  # to delete a group whose last process is just ending
PAUSE = 0.01  # seconds between them


class Group:
    """One student's control group."""

    def __init__(self, path: Path, limits: dict) -> None:
        self.path = path
        path.mkdir()
        # A student's disk, and the copies of it for snapshots, lie in memory.
        most = limits["memory_mb"] + 2 * limits["disk_mb"]
        (path / "memory.max").write_text(str(most * 2**20))
        with suppress(OSError):  # there is none where the system cannot swap
            (path / "memory.swap.max").write_text("0")

    def enter(self) -> None:
        """From now on this process, and what it forks, is counted here."""
        (self.path / "cgroup.procs").write_text("0")

    def memory_mb(self) -> float:
        """Memory of all its processes, and of the kernel's for them; a shared page counts once."""
        return sum(figures(f"{self.path}/memory.stat", OWN).values()) / 2**20

    def cpu_seconds(self) -> float:
        """CPU time of all that ever were in it."""
        return sum(figures(f"{self.path}/cpu.stat", [b"usage_usec"]).values()) / 1e6

    def killed(self) -> int:
        """How many processes the kernel has killed because memory ran out."""
        return sum(figures(f"{self.path}/memory.events", [b"oom_kill"]).values())

    def remove(self) -> None:
        """Delete it, once all of its processes have ended."""
        for _ in range(TRIES):
            try:
                self.path.rmdir()
                return
            except FileNotFoundError:
                return
            except OSError:
                time.sleep(PAUSE)
