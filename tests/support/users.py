"""Runs a program as an ordinary user, for tests that run as root."""

import os
import subprocess
import sys
from pathlib import Path

from autograder.sandbox.bubblewrap import folders_above

ROOT = Path(__file__).resolve().parents[2]
NOBODY = "65534"


def as_ordinary_user() -> list[str]:
    """The words before a command that make it run as nobody, who can read us and our Python.

    None are needed for who is no root. Our folders may lie where only root may look (/root): in a
    view of the file system of its own, made by bubblewrap, they are seen through new folders.
    """
    if os.getuid() != 0:
        return []
    command = ["bwrap", "--dev-bind", "/", "/", "--die-with-parent"]
    for place in [Path(sys.base_prefix), Path(sys.prefix), ROOT]:
        closed = [folder for folder in reversed(place.parents) if not folder.stat().st_mode & 0o001]
        if closed:
            command += ["--perms", "0755", "--tmpfs", str(closed[0])]
            below = folders_above(str(place))
            command += below[below.index(str(closed[0])) + 1 :]
            command += ["--ro-bind", str(place), str(place)]
    return [*command, "setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]


def run_python(source: str, words: list[str], cwd: Path | str = "/") -> str:
    """What a Python program prints, run with `words` before it; raises where it fails."""
    done = subprocess.run(
        [*words, sys.executable, "-c", source],
        capture_output=True, text=True, cwd=cwd, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    if done.returncode:
        raise AssertionError(f"It ended with {done.returncode}:\n{done.stderr}")
    return done.stdout
