"""The course folder as nbgrader knows it: its configuration, its assignments, and its lock."""

import contextlib
import fcntl
import glob
import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearHiddenTests
from traitlets import TraitError
from traitlets.config import Config

from autograder.cells import is_grade
from autograder.course.extras import extras
from autograder.gradebook.session import OpenGradebook
from autograder.pipeline.autotest import AutotestError, with_generated_tests
from autograder.pipeline.recognise import answers_in
from autograder.pipeline.settings import Judge
from autograder.pipeline.steps import Execute
from autograder.pipeline.submission import Assignment
from autograder.sandbox.settings import Settings
from autograder.upstream.nbgrader import find_all_files, folder_of, loaded_course

CONFIG = "nbgrader_config.py"
LOCK = ".autograder.lock"
PLACE = "-any-name-here-"  # placeholder for the part of a path that may be any name

OTHER_LANGUAGE = (
    "{0} is written in {1}. Expected Python: here the cells of students and tests run as Python."
    " Grade it with nbgrader alone, which runs students' code with your rights: take protect(c) out"
    " of nbgrader_config.py, then run nbgrader autograde {2}"
)


class CourseError(Exception):
    """The course is not as it must be; the message says what to do."""


@dataclass(frozen=True)
class Course:
    """A course folder with nbgrader's own view of it."""

    directory: CourseDirectory
    config: Config
    converter: Autograde  # nbgrader's autograde, for its settings only

    def path(self, step: str, student: str, assignment: str) -> Path:
        """The folder of one student's assignment at one step of nbgrader's road."""
        return Path(folder_of(self.directory, step, student, assignment))

    def names(self, step: str, student: str, assignment: str) -> list[str]:
        """The names that stand at PLACE in the paths of folders that exist, sorted."""
        path = os.path.normpath(self.path(step, student, assignment))
        found = glob.glob(glob.escape(path).replace(PLACE, "*"))
        pattern = re.compile(re.escape(path).replace(re.escape(PLACE), "([^/]+)"))
        matches = [pattern.fullmatch(folder) for folder in found if os.path.isdir(folder)]
        return sorted({match[1] for match in matches if match})

    def students(self, assignment: str) -> list[str]:
        """Who handed in, without those that the configuration excludes."""
        excluded = self.directory.student_id_exclude.split(",")
        found = self.names(self.directory.submitted_directory, PLACE, assignment)
        return [student for student in found if student not in excluded]

    def assignments(self) -> list[str]:
        """The assignments that have a folder in source/."""
        return self.names(self.directory.source_directory, ".", PLACE)


def open_course(folder: Path) -> Course:
    """Read the course's nbgrader_config.py, as nbgrader does; raises CourseError."""
    folder = folder.resolve()
    if not (folder / CONFIG).is_file():
        raise CourseError(
            f"Expected a course folder, one with {CONFIG}; there is none in {folder}. "
            "Go to the course folder (cd) and run the command there."
        )
    try:
        directory, config = loaded_course(folder)
    except Exception as error:  # a configuration is any Python, so it fails in any way
        raise CourseError(f"{folder / CONFIG} cannot be read. Mend it: {error!r}") from error
    return Course(directory, config, Autograde(coursedir=directory, config=config))


def open_gradebook(course: Course) -> OpenGradebook:
    """The course's gradebook, as nbgrader_config.py says; raises GradebookError."""
    directory = course.directory
    return OpenGradebook(directory.db_url, directory.course_id, course.converter.create_student)


def settings(course: Course) -> dict[str, Any]:
    """What a judge needs of the configuration, checked, as plain data; raises CourseError."""
    try:
        # The class of these settings has another name: the Sandbox itself takes long to import.
        limits = Settings(config=Config({"Settings": course.config.Sandbox}))
        parts = {"Sandbox": limits} | {
            kind.__name__: kind(config=course.config) for kind in (Judge, Execute, ClearHiddenTests)
        }
        found = {
            name: {n: getattr(part, n) for n in part.trait_names(config=True)}
            for name, part in parts.items()
        }
        found |= extras(course.converter, course.config)
        json.dumps(found)
    except (TraitError, TypeError, ValueError) as error:
        raise CourseError(f"{CONFIG} has a wrong setting. {error}") from error
    seconds = found["Execute"]["timeout"]
    if seconds is not None and "cell_seconds" not in course.config.Sandbox:
        found["Sandbox"]["cell_seconds"] = seconds
    return found


def read_assignment(
    course: Course,
    name: str,
    points: dict[str, dict[str, float]],
    checksums: dict,
    handed_in: bool,
) -> Assignment:
    """The masters and helper files of source/<name>/ by value; raises CourseError.

    `points` and `checksums` are what the gradebook holds, by notebook and cell: the masters must
    agree with the first, and get the second, by which an untouched answer is known. `handed_in`
    tells whether it holds submissions, too.
    """
    folder = course.path(course.directory.source_directory, ".", name)
    root = Path(course.directory.root)
    try:
        masters = {
            path.stem: with_generated_tests(
                nbformat.read(path, as_version=4), folder, root, course.config
            )
            for path in folder.glob("*.ipynb")
        }
    except AutotestError as error:
        raise CourseError(str(error)) from error
    for notebook, master in masters.items():
        if language := other_language(master):
            raise CourseError(OTHER_LANGUAGE.format(f"{folder}/{notebook}.ipynb", language, name))
    ours = {notebook: points_of(master) for notebook, master in masters.items()}
    if ours != points:
        raise CourseError(other_cells(folder, name, ours, points, handed_in))
    for notebook, master in masters.items():
        for cell in master.cells:
            meta = cell.metadata.get("nbgrader", {})
            if meta.get("grade_id") in checksums[notebook]:
                meta["checksum"] = checksums[notebook][meta["grade_id"]]
    texts = {notebook: nbformat.writes(master) for notebook, master in masters.items()}
    assignment = Assignment(name, texts, helper_files(course, folder), settings(course))
    files = {place: hashlib.sha256(data).hexdigest() for place, data in assignment.files.items()}
    own = list(course.converter.exclude_overwriting.get(name, []))
    digest = "-".join(map(checksum, [texts, [files, own], assignment.settings]))
    return replace(assignment, digest=digest, students_own=own, others=others(course, name))


def checksum(part: Any) -> str:
    """A hash of plain data."""
    return hashlib.sha256(json.dumps(part, sort_keys=True).encode()).hexdigest()


def others(course: Course, name: str) -> dict[str, list[str]]:
    """What the answers of the other assignments define, to recognise a wrong notebook."""
    found: dict[str, list[str]] = {}
    for other in course.assignments():
        folder = course.path(course.directory.source_directory, ".", other)
        if other != name:
            masters = [nbformat.read(path, as_version=4) for path in folder.glob("*.ipynb")]
            found[other] = [key for master in masters for key in answers_in(master)]
    return found


def other_language(master: nbformat.NotebookNode) -> str | None:
    """The language that a master says it is written in; None if Python, or if it says nothing."""
    kernel, info = (master.metadata.get(key, {}) for key in ("kernelspec", "language_info"))
    named = str(kernel.get("language") or info.get("name") or "python")
    return None if "python" in named.lower() else named


def points_of(master: nbformat.NotebookNode) -> dict[str, float]:
    """The points of each graded cell."""
    metas = [cell.metadata.nbgrader for cell in master.cells if is_grade(cell)]
    return {meta["grade_id"]: float(meta["points"]) for meta in metas}


def other_cells(folder: Path, name: str, ours: dict, known: dict, handed_in: bool) -> str:
    """What to do where source/ has other graded cells or points than the gradebook."""
    here = {f"{notebook}/{cell}" for notebook, cells in ours.items() for cell in cells}
    there = {f"{notebook}/{cell}" for notebook, cells in known.items() for cell in cells}
    if handed_in and here != there:  # nbgrader would refuse, and delete the release
        new, gone = ", ".join(sorted(here - there)), ", ".join(sorted(there - here))
        return (
            f"The graded cells of {folder} are not those that have been graded already. "
            f"New: {new or 'none'}. Missing: {gone or 'none'}. Bring back the old ids: nbgrader "
            "neither adds nor removes graded cells once there are submissions."
        )
    return (
        f"The test cells and points of {folder} are not those that the gradebook knows. "
        f"Run: nbgrader generate_assignment {name} --force"
    )


def helper_files(course: Course, folder: Path) -> dict[str, bytes]:
    """What lies beside the masters: tests may import it, and so may students."""
    paths = find_all_files(str(folder), [*course.directory.ignore, "*.ipynb"])
    return {os.path.relpath(path, folder): Path(path).read_bytes() for path in paths}


@contextlib.contextmanager
def locked(course: Course) -> Iterator[None]:
    """Lock the course; the lock ends with the process, even a killed one. Raises CourseError."""
    with open(Path(course.directory.root) / LOCK, "a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise CourseError(
                f"Process {file.read()} is grading this course already: only one may write the "
                "gradebook. Wait for its end, or stop it, and start again."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
