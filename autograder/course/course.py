"""The course folder as nbgrader knows it: its configuration, its assignments, and its lock."""

import contextlib
import fcntl
import glob
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearHiddenTests
from traitlets import TraitError
from traitlets.config import Config

from autograder.course.extras import extras
from autograder.gradebook.session import OpenGradebook
from autograder.pipeline.settings import Judge
from autograder.pipeline.steps import Execute
from autograder.sandbox.settings import Settings
from autograder.upstream.nbgrader import folder_of, loaded_course

CONFIG = "nbgrader_config.py"
LOCK = ".autograder.lock"
PLACE = "-any-name-here-"  # placeholder for the part of a path that may be any name


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

    def check_assignment(self, name: str) -> None:
        """Raise CourseError unless source/ has this assignment."""
        known = self.assignments()
        if name not in known:
            raise CourseError(
                f"Expected one of the assignments in {self.directory.source_directory}/: "
                f"{', '.join(known) or 'there is none'}. Found: {name!r}."
            )


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
        if seconds <= 0:  # no limit, says nbgrader: the notebook's holds
            seconds = found["Sandbox"]["wall_seconds"]
        found["Sandbox"]["cell_seconds"] = seconds
    return found


@contextlib.contextmanager
def locked(course: Course) -> Iterator[None]:
    """Lock the course; the lock ends with the process, even a killed one. Raises CourseError."""
    with open(Path(course.directory.root) / LOCK, "a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise CourseError(
                f"Process {file.read()} is grading this course already. Wait for its end, or stop "
                "it, and start again."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
