"""System calls that lead out of a sandbox or past its limits: no student's code needs them."""

import ctypes
import platform
import struct

from autograder.sandbox.inside.namespaces import check, libc

PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, FILTER = 22, 38, 2
JOIN_SESSION_KEYRING = 1

MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # how the kernel's filters call them
SOCKET = {"x86_64": 41, "aarch64": 198}
KEYCTL = {"x86_64": 250, "aarch64": 219}
FORBIDDEN = {
    "x86_64": [
        *(319, 447, 29, 68),  # memfd_create, memfd_secret, shmget, msgget: memory nobody counts
        *(248, 249, 250),  # add_key, request_key, keyctl: keys lie outside all namespaces
        *(103, 298, 321),  # syslog, perf_event_open, bpf: they look at the whole machine
        *(323, 425),  # userfaultfd, io_uring_setup: ways around what watches a process
    ],
    "aarch64": [279, 447, 194, 186, 217, 218, 219, 116, 241, 280, 282, 425],  # the same
}
X32 = 0x40000000  # from here on x86_64 has all calls a second time
FAMILIES = [1, 2, 10, 16]  # unix, inet, inet6, netlink: others, vsock say, have no namespaces

# A filter's instructions (code, jump if true, jump if false, number) and where it finds what.
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
CALL, MACHINE, FIRST_ARGUMENT = 0, 4, 16
ALLOW, ENOSYS, EAFNOSUPPORT = 0x7FFF0000, 0x50000 | 38, 0x50000 | 97


def forbid() -> None:
    """Take these calls, and the grader's keys, from this process and its children.

    On a machine of another kind nothing is taken. Raises OSError.
    """
    name = platform.machine()
    if name not in MACHINES:
        return
    libc.syscall(KEYCTL[name], JOIN_SESSION_KEYRING, None)  # without keys in the kernel it fails
    code = b"".join(struct.pack("=HBBI", *instruction) for instruction in program(name))
    kept = ctypes.create_string_buffer(code, len(code))
    description = struct.pack("@HP", len(code) // 8, ctypes.addressof(kept))
    check(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    check(libc.prctl(PR_SET_SECCOMP, FILTER, description, 0, 0), "seccomp")


def program(machine: str) -> list[tuple[int, int, int, int]]:
    """The filter: what the kernel asks at each system call."""
    steps = [(LOAD, 0, 0, MACHINE), (EQUAL, 1, 0, MACHINES[machine]), (RETURN, 0, 0, ENOSYS)]
    steps += [(LOAD, 0, 0, CALL), (AT_LEAST, 0, 1, X32), (RETURN, 0, 0, ENOSYS)]
    for call in FORBIDDEN[machine]:
        steps += [(EQUAL, 0, 1, call), (RETURN, 0, 0, ENOSYS)]
    steps += [(EQUAL, 1, 0, SOCKET[machine]), (RETURN, 0, 0, ALLOW), (LOAD, 0, 0, FIRST_ARGUMENT)]
    for family in FAMILIES:
        steps += [(EQUAL, 0, 1, family), (RETURN, 0, 0, ALLOW)]
    return [*steps, (RETURN, 0, 0, EAFNOSUPPORT)]
