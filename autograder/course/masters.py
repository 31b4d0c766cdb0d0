"""An assignment as the grader needs it: the masters of source/<name>/ and what lies beside them."""

import hashlib
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat

from autograder.cells import is_grade
from autograder.course.course import Course, CourseError, settings
from autograder.pipeline.autotest import AutotestError, with_generated_tests
from autograder.pipeline.recognise import answers_in
from autograder.pipeline.submission import Assignment
from autograder.upstream.nbgrader import find_all_files

OTHER_LANGUAGE = (
    "{0} is written in {1}. Expected Python: here the cells of students and tests run as Python."
    " Grade it with nbgrader alone, which runs students' code with your rights: take protect(c) out"
    " of nbgrader_config.py, then run nbgrader autograde {2}"
)
NO_NOTEBOOK = (
    "Expected a notebook, found {0}, which cannot be read as one: {1}. Open it in JupyterLab, or"
    " look for the marks of a merge in it (<<<<<<<)."
)


def read_masters(course: Course, name: str) -> dict[str, nbformat.NotebookNode]:
    """The notebooks of source/<name>/ as they were written; raises CourseError."""
    folder = course.path(course.directory.source_directory, ".", name)
    found = {}
    for path in folder.glob("*.ipynb"):
        try:
            found[path.stem] = nbformat.read(path, as_version=4)
        except Exception as error:  # nbformat fails in many ways
            raise CourseError(NO_NOTEBOOK.format(path, str(error)[:200])) from error
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
            notebook: with_generated_tests(master, folder, root, course.config)
            for notebook, master in read_masters(course, name).items()
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
    own = list(course.converter.exclude_overwriting.get(name, []))
    files = [hashes(assignment.files), own]
    digest = "-".join(map(checksum, [texts, files, assignment.settings]))
    return replace(assignment, digest=digest, students_own=own, others=others(course, name))


def checksum(part: Any) -> str:
    """A hash of plain data."""
    return hashlib.sha256(json.dumps(part, sort_keys=True).encode()).hexdigest()


def hashes(files: dict[str, bytes]) -> dict[str, str]:
    """The checksum of each file."""
    return {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}


def others(course: Course, name: str) -> dict[str, list[str]]:
    """What the answers of the other assignments define, to recognise a wrong notebook."""
    found: dict[str, list[str]] = {}
    for other in course.assignments():
        if other != name:
            masters = read_masters(course, other).values()
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
