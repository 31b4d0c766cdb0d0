"""The seccomp filter: system calls that lead out of a sandbox, or to memory that nobody counts."""

import ctypes
import platform
import struct

from autograder.sandbox.inside.namespaces import check, libc

PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, FILTER = 22, 38, 2
JOIN_SESSION_KEYRING = 1
MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # how the kernel's filters call them
X32 = 0x40000000  # from here on x86_64 has all calls a second time

# Each call's number on x86_64 and on aarch64; None where a machine does not have it.
FORBIDDEN: dict[str, tuple[int, int | None]] = {
    # Memory that belongs to no process.
    "memfd_create": (319, 279), "memfd_secret": (447, 447),
    "shmget": (29, 194), "msgget": (68, 186), "semget": (64, 190), "mq_open": (240, 180),
    # One byte in a pipe or a socket holds a whole page, with vmsplice even a huge one.
    "splice": (275, 76), "tee": (276, 77), "vmsplice": (278, 75),
    "landlock_create_ruleset": (444, 444),  # sets of rules without a bound
    "io_setup": (206, 0),  # places for asynchronous reads: the whole machine has a few
    "inotify_init": (253, None), "inotify_init1": (294, 26), "fanotify_init": (300, 262),
    # Keys lie outside all namespaces.
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    # These look at the whole machine.
    "syslog": (103, 116), "perf_event_open": (298, 241), "bpf": (321, 280),
    # Ways around what watches a process.
    "userfaultfd": (323, 282), "io_uring_setup": (425, 425),
}  # fmt: skip
KEYCTL = {"x86_64": 250, "aarch64": 219}

# A filter's instructions (code, jump if true, jump if false, number) and where it finds what.
LOAD, AND, EQUAL, AT_LEAST, RETURN = 0x20, 0x54, 0x15, 0x35, 0x06
CALL, MACHINE, ARGUMENTS = 0, 4, 16
ALLOW, PRETEND = 0x7FFF0000, 0x50000  # the call does nothing and reports success
EPERM, ENOSYS, EAFNOSUPPORT = 0x50000 | 1, 0x50000 | 38, 0x50000 | 97

SHARED_ANONYMOUS = 0x21  # MAP_SHARED | MAP_ANONYMOUS: it stays when a process lets it go
F_SETPIPE_SZ = 1031
SOL_SOCKET, SO_SNDBUF, SO_RCVBUF = 1, 7, 8
UNIX, INET, INET6, NETLINK = 1, 2, 10, 16  # other families, vsock for one, have no namespaces

Step = tuple[int, int, int, int]


def supported() -> bool:
    """Is there a filter for this kind of machine?"""
    return platform.machine() in MACHINES


def forbid() -> None:
    """Take these calls, and the grader's keys, from this process and its children.

    On a machine of another kind nothing is taken: see `supported`. Raises OSError.
    """
    name = platform.machine()
    if not supported():
        return
    libc.syscall(KEYCTL[name], JOIN_SESSION_KEYRING, None)  # without keys in the kernel it fails
    code = b"".join(struct.pack("=HBBI", *step) for step in program(name))
    kept = ctypes.create_string_buffer(code, len(code))
    description = struct.pack("@HP", len(code) // 8, ctypes.addressof(kept))
    check(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    check(libc.prctl(PR_SET_SECCOMP, FILTER, description, 0, 0), "seccomp")


def program(machine: str) -> list[Step]:
    """The filter: what the kernel asks at each system call."""
    x86 = machine == "x86_64"
    steps = [(LOAD, 0, 0, MACHINE), (EQUAL, 1, 0, MACHINES[machine]), (RETURN, 0, 0, ENOSYS)]
    steps += [(LOAD, 0, 0, CALL), (AT_LEAST, 0, 1, X32), (RETURN, 0, 0, ENOSYS)]
    for numbers in FORBIDDEN.values():
        number = numbers[0 if x86 else 1]
        if number is not None:
            steps += [(EQUAL, 0, 1, number), (RETURN, 0, 0, ENOSYS)]
    steps += when(9 if x86 else 222, mmap_rules())
    steps += when(72 if x86 else 25, [*argument(1), *refuse(F_SETPIPE_SZ, EPERM)])  # fcntl
    steps += when(54 if x86 else 208, setsockopt_rules())
    steps += when(41 if x86 else 198, only([UNIX, INET, INET6, NETLINK]))  # socket
    steps += when(53 if x86 else 199, only([UNIX]))  # socketpair
    return [*steps, (RETURN, 0, 0, ALLOW)]


def when(call: int, rules: list[Step]) -> list[Step]:
    """The rules for one system call, after which it is allowed."""
    return [(EQUAL, 0, len(rules) + 1, call), *rules, (RETURN, 0, 0, ALLOW)]


def argument(number: int) -> list[Step]:
    """Look at the lower half of an argument."""
    return [(LOAD, 0, 0, ARGUMENTS + 8 * number)]


def refuse(value: int, answer: int) -> list[Step]:
    """Answer so if what is looked at has this value."""
    return [(EQUAL, 0, 1, value), (RETURN, 0, 0, answer)]


def mmap_rules() -> list[Step]:
    """No shared memory without a file."""
    return [*argument(3), (AND, 0, 0, SHARED_ANONYMOUS), *refuse(SHARED_ANONYMOUS, EPERM)]


def setsockopt_rules() -> list[Step]:
    """A socket's buffers keep the size that the monitor reckons with."""
    sizes = [*argument(2), *refuse(SO_SNDBUF, PRETEND), *refuse(SO_RCVBUF, PRETEND)]
    return [*argument(1), (EQUAL, 0, len(sizes), SOL_SOCKET), *sizes]


def only(families: list[int]) -> list[Step]:
    """Sockets of these families."""
    steps = argument(0)
    for family in families:
        steps += [(EQUAL, 0, 1, family), (RETURN, 0, 0, ALLOW)]
    return [*steps, (RETURN, 0, 0, EAFNOSUPPORT)]
