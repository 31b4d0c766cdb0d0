"""What the kernel itself enforces, for each of a student's processes."""

import resource

SPARE_SECONDS = 2  # CPU time of a snapshot beyond that of its test: it answers, too


def set_limits(limits: dict) -> None:
    """For the student's process, and all that it forks."""
    mega = 2**20
    with open("/proc/self/statm", encoding="ascii") as statm:
        mapped = int(statm.read().split()[0]) * resource.getpagesize()
    for which, value in [
        # The monitor counts exactly; the kernel counts by ticks here, on a busy machine too many.
        (resource.RLIMIT_CPU, 2 * limits["cpu_seconds"]),
        (resource.RLIMIT_AS, mapped + limits["memory_mb"] * mega),
        (resource.RLIMIT_FSIZE, limits["disk_mb"] * mega),
        (resource.RLIMIT_NPROC, limits["processes"]),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_SIGPENDING, 256),  # timers and queued signals
        (resource.RLIMIT_MSGQUEUE, 0),
    ]:
        resource.setrlimit(which, (value, value))


def set_test_limit(limits: dict) -> None:
    """For a snapshot: less, unless the student's code has left it less already."""
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    seconds = min(limits["test_seconds"] + SPARE_SECONDS, most)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
