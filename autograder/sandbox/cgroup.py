"""Control groups for students' processes, where the system has delegated one to us (cgroup v2).

Then the kernel itself counts their memory and CPU time. Elsewhere the monitor reads /proc.
"""

import os
from contextlib import suppress
from itertools import count
from pathlib import Path

from autograder.sandbox.inside.group import CONTROL

MOUNT, SELF = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")
OURS = "autograder"  # for our own processes: a group with children may hold none itself
STUDENTS = "students-{pid}-{number}"
TRIES = 20  # to move processes away while others may still be forked
NUMBERS = count(1)


def delegated() -> Path | None:
    """Our control group, if it can count memory and is ours to divide."""
    with suppress(OSError, StopIteration):
        lines = SELF.read_text("utf-8").splitlines()
        place = next(line[3:] for line in lines if line.startswith("0::"))
        group = MOUNT / place.strip("/")
        group = group.parent if group.name == OURS else group  # divided by an earlier one of us
        if "memory" in (group / "cgroup.controllers").read_text().split() and is_ours(group):
            return group
    return None


def is_ours(group: Path) -> bool:
    """May we write it, and has systemd delegated it, or is it a container's root?"""
    if not os.access(group / "cgroup.subtree_control", os.W_OK):
        return False
    try:
        return group == MOUNT or os.getxattr(group, "user.delegate") == b"1"
    except OSError:
        return False


def make() -> Path | None:
    """A new group in which students' processes can be counted; None where none can be had."""
    group = delegated()
    if group is None:
        return None
    students = group / STUDENTS.format(pid=os.getpid(), number=next(NUMBERS))
    try:
        sweep(group)
        divide(group)
        (students / "zygote").mkdir(parents=True)
        (students / "cgroup.subtree_control").write_text("+memory")
    except OSError:
        remove(students)
        return None
    return students


def divide(group: Path) -> None:
    """Have its children count memory, and move all who are in it aside; raises OSError."""
    (group / OURS).mkdir(exist_ok=True)
    for tries in range(TRIES):
        for pid in (group / "cgroup.procs").read_text().split():
            with suppress(OSError):  # it has ended
                (group / OURS / "cgroup.procs").write_text(pid)
        try:
            (group / "cgroup.subtree_control").write_text("+memory")
            return
        except OSError:  # another has come meanwhile
            if tries == TRIES - 1:
                raise


def entering(students: Path | None, command: list[str]) -> list[str]:
    """The command, started in the group from which students' processes are forked."""
    if students is None:
        return command
    move = 'echo 0 > "$0/zygote/cgroup.procs" && exec "$@"'
    return ["/bin/sh", "-c", move, str(students), *command]


def shown(students: Path | None) -> list[str]:
    """bubblewrap's arguments that show the group to the zygote, which hides it from students."""
    return ["--bind", str(students), CONTROL] if students else []


def remove(students: Path | None) -> None:
    """Delete the group and those in it; what still holds processes stays until the next sweep."""
    if students is not None:
        for group in [*students.glob("*/"), students]:
            with suppress(OSError):
                group.rmdir()


def sweep(group: Path) -> None:
    """Delete the groups that killed processes of ours have left."""
    for students in group.glob(STUDENTS.format(pid="*", number="*")):
        if not Path("/proc", students.name.split("-")[1]).exists():
            remove(students)
