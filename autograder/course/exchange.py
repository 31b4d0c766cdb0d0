"""nbgrader's exchange, made safe against what students write into it.

`nbgrader_config.py` names both classes in `c.ExchangeFactory`.
"""

import glob
import os
import pwd
import re
import stat
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect, ExchangeReleaseFeedback

from autograder.course.ids import STUDENT_ID
from autograder.course.submissions import MAX_BYTES, MAX_DEPTH, MAX_FILES
from autograder.course.timestamp import TIMESTAMP, parse_timestamp, timestamp_in

REFUSED = ""  # in place of a student's id: this folder is not collected
NAME = re.compile(rf"(?P<student>{STUDENT_ID})\+[^+]+\+(?P<time>[^+]+)\+[\w=-]+")
SECRET = re.compile(r"[0-9a-f]{32,256}")

TOO_LARGE = (
    f"Expected at most {MAX_FILES} files, {MAX_DEPTH} folders deep, of {MAX_BYTES // 2**20} MB."
)


class Collect(ExchangeCollect):
    """nbgrader's collect; folders that are no student's own submission are named and left there.

    Everybody can write into inbound/, so a folder there may claim to be anyone's, bear any name,
    and hold links that would be followed with the teacher's rights.
    """

    src_records: list[dict[str, Any]]

    def init_src(self) -> None:
        # nbgrader would parse any text that a student's timestamp.txt holds.
        self.coursedir.get_existing_timestamp = timestamp_in
        super().init_src()
        self.src_records = [one for one in self.src_records if one["username"] != REFUSED]

    def _path_to_record(self, path: str) -> dict[str, Any]:
        try:
            self.check(Path(path))
        except (OSError, ValueError) as error:
            self.log.error("Not collected: %r. %s", path, error)
            return {"username": REFUSED, "filename": "", "timestamp": datetime.min}
        return super()._path_to_record(path)

    def check(self, folder: Path) -> None:
        """Raise ValueError unless this can be a submission of the student in its name."""
        student, _ = parts(folder.name)
        status = folder.lstat()
        if not stat.S_ISDIR(status.st_mode):
            raise ValueError("Expected a folder, not a link or a file.")
        owner = name_of(status.st_uid)
        if self.check_owner and owner != student:
            raise ValueError(
                f"It belongs to the user {owner}, not to {student}. If all users of your "
                "hub share one account, set c.ExchangeCollect.check_owner = False."
            )
        room = MAX_BYTES
        for _, _, names, number in walk(folder):
            room -= sum(os.lstat(name, dir_fd=number).st_size for name in names)
        if room < 0:
            raise ValueError(TOO_LARGE)

    def do_copy(self, src: str, dest: str, log: object = None) -> None:
        """nbgrader's copy without links, which would be followed with the teacher's rights."""
        with tempfile.TemporaryDirectory() as folder:
            own = Path(folder, "copy")
            try:
                for left in copy_plain(Path(src), own):
                    self.log.warning("Left out, no regular file: %r", str(left))
            except (OSError, ValueError) as error:
                self.log.error("Not collected: %r. %s", src, error)
                return
            # The newest folder was chosen by the time in its name, so that time counts.
            (own / TIMESTAMP).write_text(parts(Path(src).name)[1])
            super().do_copy(str(own), dest)


def parts(name: str) -> tuple[str, str]:
    """Student and time in the name of a folder of inbound/; raises ValueError."""
    match = NAME.fullmatch(name)
    try:
        if match and parse_timestamp(match["time"].encode()):
            return match["student"], match["time"]
    except ValueError:
        pass
    raise ValueError("Expected a name that nbgrader submit gives.")


def walk(folder: Path) -> Iterator[tuple[Path, list[str], list[str], int]]:
    """os.fwalk, which enters no link; ValueError where there are too many files, or too deep."""
    count = 0
    for place, folders, names, number in os.fwalk(folder, follow_symlinks=False):
        below = Path(place).relative_to(folder)
        count += len(folders) + len(names)
        if count > MAX_FILES or len(below.parts) > MAX_DEPTH:
            raise ValueError(TOO_LARGE)
        yield Path(place), folders, names, number


def copy_plain(source: Path, target: Path) -> Iterator[Path]:
    """Copy folders and regular files; yields what was left out.

    No link is followed, not even one that is put in place while this goes on. Raises ValueError
    where there is more than a submission may hold.
    """
    room = MAX_BYTES
    target.mkdir()
    for place, folders, names, number in walk(source):
        below = place.relative_to(source)
        for name in folders:  # a link to a folder is among them, and is not entered
            if os.path.islink(place / name):
                yield below / name
            else:
                (target / below / name).mkdir()
        for name in names:
            data = regular_file(name, number, room)
            if data is None:
                yield below / name
                continue
            room -= len(data)
            if room < 0:
                raise ValueError(TOO_LARGE)
            (target / below / name).write_bytes(data)


def regular_file(name: str, folder: int, room: int) -> bytes | None:
    """What a file in an open folder holds, up to one byte more than `room`; None for no file."""
    try:
        number = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except OSError:
        return None
    with open(number, "rb") as file:
        return file.read(room + 1) if stat.S_ISREG(os.fstat(number).st_mode) else None


def name_of(user: int) -> str:
    """What the system calls a user."""
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"number {user}"


class ReleaseFeedback(ExchangeReleaseFeedback):
    """nbgrader's release_feedback; those whose page cannot be given back by it are named.

    A page's place in the exchange is made from the secret that `nbgrader submit` has written.
    nbgrader's own step ends at the first student who has none: one who handed in by another way.
    """

    def copy_files(self) -> None:
        course = self.coursedir
        before, course.student_id_exclude = course.student_id_exclude, ",".join(self.without_way())
        try:
            super().copy_files()
        finally:
            course.student_id_exclude = before

    def without_way(self) -> list[str]:
        """Students whose feedback is not copied: those excluded or without a valid secret."""
        course = self.coursedir
        pattern = course.format_path(
            course.feedback_directory, "(?P<student>.*)", course.assignment_id, escape=True
        )
        excluded = [one for one in course.student_id_exclude.split(",") if one]
        for folder in sorted(glob.glob(self.src_path)):
            student = re.fullmatch(pattern, folder)
            if student and student["student"] not in excluded and not has_secret(Path(folder)):
                excluded.append(student["student"])
                self.log.warning(
                    "No feedback released for %s, who did not hand in through the exchange: "
                    "give out %s in another way.",
                    student["student"],
                    folder,
                )
        return excluded


def has_secret(folder: Path) -> bool:
    """Does the folder hold what names the page's place in the exchange?"""
    path = folder / "submission_secret.txt"
    try:
        small = path.stat().st_size <= 256 and (folder / "timestamp.txt").is_file()
        return small and SECRET.fullmatch(path.read_text("ascii")) is not None
    except (OSError, UnicodeDecodeError):
        return False
