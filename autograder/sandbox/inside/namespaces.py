"""Linux's namespaces for one student: processes, files, shared memory and network of their own."""

import ctypes
import os
import stat
from pathlib import Path

from autograder.sandbox.inside.group import CONTROL

NEW_MOUNTS, NEW_UTS, NEW_IPC = 0x20000, 0x4000000, 0x8000000
NEW_USER, NEW_PROCESSES, NEW_NETWORK = 0x10000000, 0x20000000, 0x40000000
MS_NOSUID, MS_NODEV, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 4096, 16384, 1 << 18
PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 4, 24, 38
LAST_CAPABILITY = 63
NOBODY = 65534  # whom a student's code runs as when the grader is root
INSIDE = 1000  # who it believes to be
FILES = 20_000  # that a student can make
TERMINALS = 8  # IPython runs !commands in one

libc = ctypes.CDLL(None, use_errno=True)


def check(result: int, what: str) -> None:
    """Raise OSError for a system call that failed."""
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def enter() -> None:
    """Leave the zygote's namespaces; the next fork is process 1 of the new ones."""
    flags = NEW_MOUNTS | NEW_UTS | NEW_IPC | NEW_PROCESSES | NEW_NETWORK
    if os.getuid() == 0:
        check(libc.unshare(flags), "unshare")
    else:
        become_user(flags)


def become_user(flags: int) -> None:
    """A user namespace in which we are an ordinary user, together with other namespaces."""
    user, group = os.getuid(), os.getgid()
    check(libc.unshare(NEW_USER | flags), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{INSIDE} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{INSIDE} {group} 1")


def make_private(disk_mb: int, keep: list[str]) -> None:
    """Fresh folders for all that can be written; everything else is read-only already.

    What is to be kept lies below /tmp and stays visible there.
    """
    root = os.getuid() == 0  # the grader is root: the student must not be
    check(libc.mount(None, b"/", None, MS_REC | MS_PRIVATE, None), "private mounts")
    if os.path.isdir(CONTROL):  # the student's limits stand there
        mount("tmpfs", CONTROL, "tmpfs", "size=4k,mode=000")
    mount("proc", "/proc", "proc", "")
    terminals = f"newinstance,ptmxmode=666,mode=620,max={TERMINALS}"
    mount("devpts", "/dev/pts", "devpts", terminals, MS_NOSUID)
    owner = NOBODY if root else os.getuid()
    size = f"size={disk_mb}m,nr_inodes={FILES},mode=755"
    mount("tmpfs", "/student", "tmpfs", size)
    os.mkdir("/student/copies")
    mount("tmpfs", "/student/copies", "tmpfs", size)  # of the home folder, for snapshots
    kept = [(place, os.open(place, os.O_PATH)) for place in keep]
    for name, place in [("home", None), ("tmp", "/tmp"), ("shm", "/dev/shm")]:
        os.mkdir(f"/student/{name}")
        if place:
            bind(f"/student/{name}", place)
    for place, number in kept:
        if stat.S_ISDIR(os.fstat(number).st_mode):
            os.makedirs(place, mode=0o755)
        else:
            os.makedirs(os.path.dirname(place), mode=0o755, exist_ok=True)
            Path(place).touch()
        bind(f"/proc/self/fd/{number}", place)
        os.close(number)
    for name in ("home", "tmp", "shm", "copies"):
        os.chown(f"/student/{name}", owner, -1)
    if root:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        check(libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), "prctl")  # or /proc/self is root's
        become_user(0)
    Path("/proc/sys/user/max_user_namespaces").write_text("0")  # this was the last one


def bind(source: str, place: str) -> None:
    """Show a folder at a second place, as writable as it is at the first."""
    check(libc.mount(source.encode(), place.encode(), None, MS_BIND | MS_REC, None), place)


def mount(
    source: str, place: str, kind: str, options: str, flags: int = MS_NOSUID | MS_NODEV
) -> None:
    """Mount a file system that holds no programs of another user and, if not asked, no devices."""
    done = libc.mount(source.encode(), place.encode(), kind.encode(), flags, options.encode())
    check(done, f"mount {place}")


def lock_up(traceable: bool) -> None:
    """Give up every capability for good; unless `traceable`, nobody may look into us either."""
    for number in range(LAST_CAPABILITY + 1):
        libc.prctl(PR_CAPBSET_DROP, number, 0, 0, 0)  # fails beyond the kernel's last one
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # the third version of the call, for ourselves
    check(libc.capset(header, (ctypes.c_uint32 * 6)()), "capset")
    check(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    check(libc.prctl(PR_SET_DUMPABLE, int(traceable), 0, 0, 0), "dumpable")
