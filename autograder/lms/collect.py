"""Puts the notebooks of an exported zip file into submitted/, each under its student's id."""

import json
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from autograder.course.course import Course
from autograder.course.ids import is_id
from autograder.course.timestamp import TIMESTAMP
from autograder.lms.archive import MemberError, check, members, opened, read
from autograder.lms.names import Sent, UnknownName, read_name
from autograder.lms.roster import NobodyError, Roster
from autograder.temporary import replace_file

RECORD = ".collected"  # in the course folder: which attempt of each student has been taken


@dataclass(frozen=True)
class Line:
    """What became of one file of the archive."""

    name: str
    state: str  # taken, unchanged, superseded or refused
    student: str = ""
    why: str = ""

    def __str__(self) -> str:
        who = f" for {self.student}" if self.student else ""
        return f"{self.state}{who}: {self.name}" + (f" ({self.why})" if self.why else "")


@dataclass(frozen=True)
class Found:
    """A file that can be taken."""

    name: str
    member: ZipInfo
    student: str
    sent: Sent

    @property
    def rank(self) -> list:
        """What makes an attempt newer than another: its time, else its number."""
        time = self.sent.time.isoformat(" ") if self.sent.time else ""
        return [time, *self.sent.attempt]


class Collector:
    """Takes the newest attempt of each student for one assignment."""

    def __init__(self, course: Course, assignment: str, roster: Roster) -> None:
        self.course, self.assignment, self.roster = course, assignment, roster
        folders = {name: self.notebooks_of(name) for name in course.assignments()}
        self.notebooks = folders.pop(assignment)
        self.others = set().union(*folders.values()) - self.notebooks
        self.record_file = Path(course.directory.root) / RECORD / f"{assignment}.json"
        self.record: dict[str, dict] = {}
        if self.record_file.is_file():
            self.record = json.loads(self.record_file.read_text())

    def notebooks_of(self, assignment: str) -> set[str]:
        """The names of an assignment's notebooks."""
        source = self.course.directory.source_directory
        return {path.stem for path in self.course.path(source, ".", assignment).glob("*.ipynb")}

    def collect(self, archive_file: Path) -> list[Line]:
        """What became of each file; raises ArchiveError."""
        lines: list[Line] = []
        newest: dict[tuple[str, str], Found] = {}
        with opened(archive_file) as archive:
            for name, member in members(archive):
                try:
                    found = self.found(name, member)
                except (MemberError, UnknownName, NobodyError) as error:
                    lines.append(Line(name, "refused", why=str(error)))
                    continue
                place = found.student, found.sent.notebook
                older, newer = newest.get(place), found
                if older and older.rank > newer.rank:
                    older, newer = newer, older
                if older:
                    why = f"{newer.name} is newer"
                    lines.append(Line(older.name, "superseded", older.student, why))
                newest[place] = newer
            lines += [self.take(archive, found) for found in newest.values()]
        self.save_record()
        return sorted(lines, key=lambda line: line.name)

    def found(self, name: str, member: ZipInfo) -> Found:
        """Whose file this is; raises MemberError, UnknownName and NobodyError."""
        check(name, member)
        sent = read_name(name, self.assignment, self.notebooks, self.others)
        student = self.roster.find(sent)
        if not is_id(student):
            raise NobodyError(f"{student!r} cannot be a student's id: give a roster (--roster)")
        return Found(name, member, student, sent)

    def take(self, archive: ZipFile, found: Found) -> Line:
        """Write one notebook, unless it is there already or a newer one is."""
        student, key = found.student, f"{found.student}/{found.sent.notebook}"
        step = self.course.directory.submitted_directory
        path = self.course.path(step, student, self.assignment) / f"{found.sent.notebook}.ipynb"
        if any(place.is_symlink() for place in (path, path.parent, path.parent.parent)):
            return Line(found.name, "refused", student, f"{path} leads through a symbolic link")
        try:
            content = read(archive, found.member)
        except MemberError as error:
            return Line(found.name, "refused", student, str(error))
        if path.is_file() and path.read_bytes() == content:
            return Line(found.name, "unchanged", student)
        before = self.record.get(key, {"rank": [""]})
        if path.is_file() and before["rank"] > found.rank:
            return Line(found.name, "superseded", student, f"{before['name']} was newer")
        self.write(path, content, found.sent)
        self.record[key] = {"name": found.name, "rank": found.rank}
        return Line(found.name, "taken", student)

    def write(self, path: Path, content: bytes, sent: Sent) -> None:
        """Put the notebook there at one stroke; the time is the export's, never a student's own."""
        path.parent.mkdir(parents=True, exist_ok=True)
        timestamp = path.parent / TIMESTAMP
        timestamp.unlink(missing_ok=True)
        if sent.time:
            timestamp.write_text(f"{sent.time.isoformat(' ')} UTC")
        replace_file(path, content)

    def save_record(self) -> None:
        """Remember what has been taken, so that an older export supersedes nothing."""
        text = json.dumps(self.record, indent=1, sort_keys=True)
        if self.record and not (
            self.record_file.is_file() and self.record_file.read_text() == text
        ):
            self.record_file.parent.mkdir(exist_ok=True)
            self.record_file.write_text(text)
