"""Files that are never half there: temporary folders, and files that are written at one stroke.

A temporary folder bears its process's number: what a killed one has left can be told.
"""

import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DAY = 24 * 60 * 60  # seconds; a process may be alive where we do not see it, in a container say


@contextmanager
def temporary_folder() -> Iterator[str]:
    """A folder that is gone at the end of the block."""
    with tempfile.TemporaryDirectory(prefix=f"autograder-{os.getpid()}-") as folder:
        yield folder


def replace_file(path: Path, content: bytes) -> None:
    """Write a file at one stroke: nobody reads half of it, and a killed process leaves the old."""
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(content)
    os.replace(new, path)


def sweep() -> None:
    """Delete the folders, older than a day, that killed processes of this user have left."""
    for folder in Path(tempfile.gettempdir()).glob("autograder-*"):
        number = re.fullmatch(r"autograder-(\d+)-\w+", folder.name)
        if number and not Path("/proc", number[1]).exists() and is_old_and_ours(folder):
            shutil.rmtree(folder, ignore_errors=True)


def is_old_and_ours(folder: Path) -> bool:
    """Was it made by this user, and not within a day? Another sweep may have taken it by now."""
    try:
        status = folder.lstat()
    except FileNotFoundError:
        return False
    return status.st_uid == os.getuid() and status.st_mtime < time.time() - DAY
