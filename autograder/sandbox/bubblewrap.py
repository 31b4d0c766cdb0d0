"""The bubblewrap command that starts the zygote: what it may see, and what to do where it fails."""

import os
import shutil
import sys
from pathlib import Path

from autograder.sandbox import system
from autograder.sandbox.shown import SYSTEM, own_packages, python_folders, system_folders

FORBIDDEN = ("namespace", "not permitted", "ermission denied", "RTM_NEWADDR")  # bwrap says so


class SandboxError(RuntimeError):
    """The sandbox cannot be had on this machine; the message says what to do."""


def bubblewrap(more: list[str]) -> list[str]:
    """The command that starts the zygote in namespaces of its own; raises SandboxError.

    `more` are arguments that show it something besides.
    """
    found = shutil.which("bwrap")
    if not found:
        raise SandboxError(explain(system.NOT_FOUND, True))
    here = Path(__file__).parent / "inside"
    command = [found, *system.namespaces(), "--proc", "/proc", "--dev", "/dev"]
    command += ["--dev-bind", "/dev/full", "/dev/zero"]  # zeros, but none to map as memory
    command += ["--dir", "/student", "--tmpfs", "/tmp", "--tmpfs", "/dev/shm"]
    for place in SYSTEM:
        if os.path.islink(place):
            command += ["--symlink", os.readlink(place), place]
        else:
            command += ["--ro-bind-try", place, place]
    shown = [*system_folders(), *python_folders()]
    for place in shown:
        command += [*folders_above(place), "--ro-bind-try", place, place]
    for path in own_packages(shown):
        command += hide(path)
    inside = "/grader/autograder/sandbox/inside"
    command += [*folders_above(inside), "--ro-bind", str(here), inside]
    command += more
    return [*command, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/", "--"]


def hide(path: Path) -> list[str]:
    """Put something empty in its place."""
    if path.is_dir():
        return ["--perms", "0555", "--tmpfs", str(path), "--remount-ro", str(path)]
    return ["--ro-bind", os.devnull, str(path)]


def folders_above(place: str) -> list[str]:
    """Make a place's parent folders readable for all: bubblewrap would make them root's alone."""
    above = [str(folder) for folder in reversed(Path(place).parents)][1:]
    return [part for folder in above for part in ("--perms", "0755", "--dir", folder)]


def environment(protected: bool) -> dict[str, str]:
    """The environment variables of a student's process."""
    return {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "PYTHONPATH": "/grader" if protected else str(Path(__file__).resolve().parents[2]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LANG": "C.UTF-8",
        "NBGRADER_EXECUTION": "autograde",  # as nbgrader sets it
        "HOME": "/student/home",
        "MPLCONFIGDIR": "/tmp/matplotlib",
        "IPYTHONDIR": "/tmp/ipython",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        # One thread: two cores are shared by all students, and threads do not survive a fork.
        **{f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")},
    }


def explain(words: str, protected: bool) -> str:
    """What to do about an error that bubblewrap or the zygote has printed."""
    if not protected:
        return f"Could not start the zygote of students' processes. It said:\n{words}"
    if words == system.NOT_FOUND:
        advice = system.message(system.remedy(words, ["bubblewrap"]))
    elif any(sign in words for sign in FORBIDDEN):
        advice = system.message(system.remedy(words))
    else:
        advice = f"bubblewrap is here; what it started ended and said: {words or 'nothing'}"
    return (
        f"Students' code can be run only in a sandbox, and none can be made here.\n{advice}\n"
        "To grade WITHOUT protection code that you trust, set c.Sandbox.protected = False in"
        " nbgrader_config.py."
    )
