"""What /proc tells of processes, in figures that no process can forge by its name.

Files are read as bytes and split at newlines only, and whatever cannot be read or understood
counts as a process that has ended: nothing here raises for what a student's process does.
"""

import os
from contextlib import suppress
from dataclasses import dataclass

TICKS = os.sysconf("SC_CLK_TCK")
# A process's own memory: no pages of files, but swapped and huge ones, and the tables of pages.
MEMORY = b"RssAnon: RssShmem: VmSwap: VmPTE: HugetlbPages:".split()
PROPORTIONAL = b"Pss_Anon: Pss_Shmem: SwapPss: Private_Hugetlb: Shared_Hugetlb:".split()
MOST = 2**20  # bytes that are read of one file
SENDFILE = 6  # a socket can hold this many times its buffer's size: single bytes pin whole pages
BUFFERS = ["/proc/sys/net/core/wmem_default", "/proc/sys/net/core/rmem_default"]


@dataclass(frozen=True)
class Process:
    """One look at one process."""

    pid: int
    start: int  # in clock ticks; tells a process from a later one with the same number
    own_cpu: float  # seconds
    reaped_cpu: float  # seconds of the children that it has waited for
    memory_mb: float
    session: int

    @classmethod
    def of(cls, pid: int) -> "Process | None":
        """What this process uses now; None if it has ended."""
        fields = content(f"/proc/{pid}/stat").rpartition(b")")[2].split()
        try:
            session, start = int(fields[3]), int(fields[19])
            own, reaped = (sum(map(int, fields[n : n + 2])) / TICKS for n in (11, 13))
        except (ValueError, IndexError):
            return None
        memory = figures(f"/proc/{pid}/status", MEMORY)
        return cls(pid, start, own, reaped, sum(memory.values()) / 1024, session)


def proportional_mb(process: Process) -> float:
    """Memory in which each page that n processes share counts one n-th.

    A process may forbid us to look: then nothing of it counts as shared.
    """
    pages = figures(f"/proc/{process.pid}/smaps_rollup", PROPORTIONAL)
    if not pages:
        return process.memory_mb
    tables = figures(f"/proc/{process.pid}/status", [b"VmPTE:"])
    return (sum(pages.values()) + sum(tables.values())) / 1024


def socket_mb() -> float:
    """Memory that one socket can hold in its buffer, which no student's code can enlarge."""
    sizes = [int(text) for text in map(content, BUFFERS) if text.strip().isdigit()]
    return max([*sizes, 212_992]) * SENDFILE / 2**20


def sockets(pid: int) -> int:
    """The number of sockets in this process's network namespace."""
    with suppress(ValueError, IndexError):
        return int(content(f"/proc/{pid}/net/sockstat").split(b"\n")[0].split()[2])
    return 0


def file_locks() -> int:
    """The number of locks that processes in our namespace hold on files."""
    return content("/proc/locks").count(b"\n")


def forks() -> int:
    """The number of the latest process or thread in our namespace."""
    with suppress(ValueError, IndexError):
        return int(content("/proc/loadavg").split()[-1])
    return 0


def processes() -> list[int]:
    """All processes of our namespace but ourselves."""
    me = os.getpid()
    return [int(name) for name in os.listdir("/proc") if name.isdigit() and int(name) != me]


def descendants(first: int) -> list[int]:
    """`first` and all processes that came from it and have not cut their ties."""
    found = [first]
    for pid in found:
        found += children(pid)
    return found


def children(pid: int) -> list[int]:
    """The processes that `pid` has forked; none if it has ended."""
    with suppress(OSError, ValueError):
        texts = [content(f"/proc/{pid}/task/{n}/children") for n in os.listdir(f"/proc/{pid}/task")]
        return [int(child) for text in texts for child in text.split()]
    return []


def figures(path: str, names: list[bytes]) -> dict[bytes, int]:
    """The numbers in the lines of a file that begin with one of the names."""
    found = {}
    for line in content(path).split(b"\n"):
        words = line.split()
        if len(words) > 1 and words[0] in names and words[1].isdigit():
            found[words[0]] = int(words[1])
    return found


def content(path: str) -> bytes:
    """A file of /proc, up to a bound; nothing if it cannot be read."""
    try:
        number = os.open(path, os.O_RDONLY)
    except OSError:
        return b""
    parts, size = [], 0
    try:
        while size < MOST and (part := os.read(number, 2**16)):
            parts.append(part)
            size += len(part)
    except OSError:
        return b""
    finally:
        os.close(number)
    return b"".join(parts)
