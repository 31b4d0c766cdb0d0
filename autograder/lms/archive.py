"""The zip file that a learning platform exports, read without trusting it."""

import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

MOST_MEMBERS = 200_000
MOST_BYTES = 50 * 2**20  # of one file: more than a run would grade
IGNORED = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")


class ArchiveError(Exception):
    """The file is no zip archive that can be read; the message says what to do."""


class MemberError(ValueError):
    """One file of an archive that is not taken; the message says why."""


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive; raises ArchiveError."""
    try:
        with zipfile.ZipFile(path) as archive:
            if len(archive.infolist()) > MOST_MEMBERS:
                raise ArchiveError(f"{path} holds more than {MOST_MEMBERS:,} files.")
            yield archive
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise ArchiveError(
            f"{path} is not a zip file that can be read ({error}). Export it again."
        ) from error
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read: {error.strerror or error}.") from error


def members(archive: zipfile.ZipFile) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """(name, member) of each file, without what file managers add."""
    for member in archive.infolist():
        name = name_of(member)
        if not member.is_dir() and not set(PurePosixPath(name).parts) & set(IGNORED):
            yield name, member


def name_of(member: zipfile.ZipInfo) -> str:
    """A member's name; many programs write UTF-8 without saying so."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode()
    except UnicodeError:
        return member.filename


def check(name: str, member: zipfile.ZipInfo) -> None:
    """Raise MemberError for what no platform exports."""
    if stat.S_ISLNK(member.external_attr >> 16):
        raise MemberError("it is a symbolic link")
    if name.startswith("/") or ".." in PurePosixPath(name).parts or "\\" in name:
        raise MemberError("its path leads out of the archive")
    if member.flag_bits & 1:
        raise MemberError("it is encrypted")
    if member.file_size > MOST_BYTES:
        raise MemberError(f"it is larger than {MOST_BYTES // 2**20} MB")


def read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """A member's content, whatever size the archive declares; raises MemberError."""
    try:
        with archive.open(member) as file:
            content = file.read(MOST_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise MemberError(f"it is damaged: {error}") from error
    if len(content) > MOST_BYTES:
        raise MemberError(f"it is larger than {MOST_BYTES // 2**20} MB")
    return content
