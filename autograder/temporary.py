"""Temporary folders, and files that are replaced atomically.

A temporary folder has the id of its process in its name, so that `sweep` knows which folders are
left over from processes that have been killed.
"""

import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

DAY = 24 * 60 * 60  # seconds; the process may still run in a container, where we do not see it


@contextmanager
def temporary_folder() -> Iterator[str]:
    """A folder that is gone at the end of the block."""
    with tempfile.TemporaryDirectory(prefix=f"autograder-{os.getpid()}-") as folder:
        yield folder


def replace_file(path: Path, content: bytes) -> None:
    """Replace a file atomically: a reader finds the old content or the new one, never a part."""
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(content)
    os.replace(new, path)


def sweep() -> None:
    """Delete the folders, older than a day, that killed processes of this user have left."""
    for folder in Path(tempfile.gettempdir()).glob("autograder-*"):
        number = re.fullmatch(r"autograder-(\d+)-\w+", folder.name)
        if number and not Path("/proc", number[1]).exists() and is_old_and_ours(folder):
            with suppress(RecursionError):  # unprotected code may have made it that deep
                shutil.rmtree(folder, ignore_errors=True)


def is_old_and_ours(folder: Path) -> bool:
    """Was it made by this user, more than a day ago? Another sweep may have deleted it by now."""
    try:
        status = folder.lstat()
    except FileNotFoundError:
        return False
    return status.st_uid == os.getuid() and status.st_mtime < time.time() - DAY
