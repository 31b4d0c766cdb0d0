"""What a student's processes use together, seen through /proc, and whether it is too much."""

import os
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Use:
    """CPU seconds, megabytes and number of some processes."""

    cpu: float = 0.0
    memory_mb: float = 0.0
    processes: int = 0

    @classmethod
    def of(cls, pids: list[int]) -> "Use":
        """What these processes use now; those that end meanwhile count nothing."""
        use = cls()
        for pid in pids:
            try:
                stat = seen(f"/proc/{pid}/stat").rpartition(")")[2].split()
                status = seen(f"/proc/{pid}/status")
            except (FileNotFoundError, ProcessLookupError):
                continue
            use.cpu += sum(map(int, stat[11:15])) / TICKS  # its own and its reaped children's
            use.processes += 1
            for line in status.splitlines():
                if line.startswith(("RssAnon", "RssShmem")):
                    use.memory_mb += int(line.split()[1]) / 1024
        return use


class Monitor:
    """Looks at one student's processes; `over` says when they must end."""

    def __init__(self, first: int, limits: dict, own: Use) -> None:
        self.first, self.limits = first, limits
        self.shared_mb = own.memory_mb  # what each fork shares with the parent
        self.hit: str | None = None
        self.cpu = 0.0

    def over(self) -> bool:
        """Look; is any limit on all processes together exceeded now?"""
        pids = descendants(self.first)
        use = Use.of(pids)
        memory = use.memory_mb - use.processes * self.shared_mb
        if memory > self.limits["memory_mb"]:  # perhaps only because copies share what they hold
            memory = sum(map(proportional_mb, pids))
        self.cpu = max(self.cpu, use.cpu)
        if memory > self.limits["memory_mb"]:
            self.hit = f"more than {self.limits['memory_mb']} MB of memory"
        elif use.cpu > 2 * self.limits["cpu_seconds"]:
            self.hit = f"more than {self.limits['cpu_seconds']} seconds of CPU time"
        elif use.processes > self.limits["processes"] + 2:
            self.hit = f"more than {self.limits['processes']} processes"
        else:
            return False
        return True

    def expendable(self) -> list[int]:
        """All but the first and the copies that tests call: each of these leads a session."""
        return [pid for pid in descendants(self.first)[1:] if not leads_session(pid)]

    def reason(self) -> str | None:
        """Why the student's process has ended, if a limit was the reason."""
        if not self.hit:
            self.over()
        if not self.hit and self.cpu > self.limits["cpu_seconds"] - 1:
            self.hit = f"more than {self.limits['cpu_seconds']} seconds of CPU time"
        return self.hit


def proportional_mb(pid: int) -> float:
    """Megabytes of one process in which pages that n processes share count one n-th each."""
    try:
        lines = seen(f"/proc/{pid}/smaps_rollup").splitlines()
    except PermissionError:  # it hides, as any process may: then nothing counts as shared
        return Use.of([pid]).memory_mb
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    sizes = dict(line.split(":") for line in lines[1:])
    return sum(int(sizes[key].split()[0]) for key in ("Pss_Anon", "Pss_Shmem")) / 1024


def descendants(first: int) -> list[int]:
    """`first` and all that came from it; in its own namespace nobody can leave this tree."""
    found = [first]
    for pid in found:
        found += children(pid)
    return found


def leads_session(pid: int) -> bool:
    """Is it the first process of its session?"""
    try:
        return int(seen(f"/proc/{pid}/stat").rpartition(")")[2].split()[3]) == pid
    except (FileNotFoundError, ProcessLookupError):
        return False


def children(pid: int) -> list[int]:
    """The processes that `pid` has forked; none if it has ended."""
    try:
        tasks = os.listdir(f"/proc/{pid}/task")
        texts = [seen(f"/proc/{pid}/task/{task}/children") for task in tasks]
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(child) for text in texts for child in text.split()]


def seen(path: str) -> str:
    """What a file of /proc says; a process can give itself a name that is no text."""
    return Path(path).read_text(errors="replace")
