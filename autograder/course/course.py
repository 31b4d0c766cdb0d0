"""The course folder as nbgrader knows it: its configuration, its assignments, and its lock."""

import contextlib
import fcntl
import glob
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbgrader.apps import NbGrader
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import find_all_files, is_grade
from traitlets import TraitError
from traitlets.config import Config

from autograder.pipeline.autotest import AutotestError, with_generated_tests
from autograder.pipeline.execute import Execute
from autograder.pipeline.grade import Assignment
from autograder.sandbox.supervisor import Sandbox

CONFIG = "nbgrader_config.py"
LOCK = ".autograder.lock"
PLACE = "-any-name-here-"  # stands in a path for the part that may be any name


class CourseError(Exception):
    """The course is not as it must be; the message says what to do."""


@dataclass(frozen=True)
class Course:
    """A course folder with nbgrader's own view of it."""

    directory: CourseDirectory
    config: Config
    converter: Autograde  # of nbgrader's autograde, only the settings

    def path(self, step: str, student: str, assignment: str) -> Path:
        """The folder of one student's assignment at one step of nbgrader's road."""
        return Path(self.directory.format_path(step, student, assignment))

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
    app = NbGrader()
    app.raise_config_file_errors = True  # or a mistake in it would silently mean: all defaults
    try:
        with contextlib.chdir(folder):  # nbgrader reads the working folder's configuration too
            app.initialize([], root=str(folder))
    except Exception as error:  # a configuration is any Python, so it fails in any way
        raise CourseError(f"{folder / CONFIG} cannot be read. Mend it: {error!r}") from error
    converter = Autograde(coursedir=app.coursedir, config=app.config)
    return Course(app.coursedir, app.config, converter)


def settings(config: Config) -> dict:
    """What a worker needs of the configuration, checked, as plain data; raises CourseError."""
    try:
        parts = [Sandbox(config=config), Execute(config=config)]
    except TraitError as error:
        raise CourseError(f"{CONFIG} has a setting that cannot be. {error}") from error
    return {
        type(part).__name__: {name: getattr(part, name) for name in part.trait_names(config=True)}
        for part in parts
    }


def read_assignment(
    course: Course, name: str, points: dict[str, dict[str, float]], checksums: dict
) -> Assignment:
    """The masters and helper files of source/<name>/ by value; raises CourseError.

    `points` and `checksums` are what the gradebook holds, by notebook and cell: the masters must
    agree with the first, and get the second, by which an untouched answer is known.
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
    if {notebook: points_of(master) for notebook, master in masters.items()} != points:
        raise CourseError(
            f"The test cells and points of {folder} are not those that the gradebook knows. "
            f"Run: nbgrader generate_assignment {name} --force"
        )
    for notebook, master in masters.items():
        for cell in master.cells:
            meta = cell.metadata.get("nbgrader", {})
            if meta.get("grade_id") in checksums[notebook]:
                meta["checksum"] = checksums[notebook][meta["grade_id"]]
    return Assignment(
        name=name,
        masters={notebook: nbformat.writes(master) for notebook, master in masters.items()},
        files=helper_files(course, name, folder),
        settings=settings(course.config),
    )


def points_of(master: nbformat.NotebookNode) -> dict[str, float]:
    """The points of each graded cell."""
    metas = [cell.metadata.nbgrader for cell in master.cells if is_grade(cell)]
    return {meta["grade_id"]: float(meta["points"]) for meta in metas}


def helper_files(course: Course, name: str, folder: Path) -> dict[str, bytes]:
    """What lies beside the masters, but for what a student may bring in their own version."""
    own = course.converter.exclude_overwriting.get(name, [])
    paths = find_all_files(str(folder), [*course.directory.ignore, "*.ipynb"])
    found = {os.path.relpath(path, folder): Path(path) for path in paths}
    return {short: path.read_bytes() for short, path in found.items() if short not in own}


@contextlib.contextmanager
def locked(course: Course) -> Iterator[None]:
    """Hold the course for this process alone; the kernel lets go when it dies. CourseError."""
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
