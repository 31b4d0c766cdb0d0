"""Regenerates release/ from source/ with nbgrader, and checks its grading: `make release`."""

import contextlib
import logging
import shutil
import subprocess
import sys
from pathlib import Path

from nbgrader.apps.api import NbGraderAPI

from autograder.upstream.nbgrader import loaded_course

STAGING = ".release-new"  # nbgrader writes here; release/ changes only once all went well


class ReleaseError(Exception):
    """An assignment could not be generated; the message says why."""


def release(course: Path, assignments: list[str] | None = None) -> list[str]:
    """Regenerate release/<a> for each assignment (None: all of source/); return their names.

    The course's own gradebook learns the master cells, which autograde needs. A release/ folder
    without a source goes. When anything fails, release/ and gradebook.db stay as they were.
    """
    course = Path(course).resolve()
    known = masters(course)
    chosen = known if assignments is None else list(assignments)
    if not chosen or not set(chosen) <= set(known):
        raise ReleaseError(
            f"Expected notebooks source/<assignment>/*.ipynb in {course} for "
            f"{', '.join(chosen) or 'at least one assignment'}. "
            f"Found: {', '.join(known) or 'none'}. Is this the course folder?"
        )
    with staging(course) as new, keep_gradebook(course):
        api = open_course(course)
        api.coursedir.release_directory = STAGING
        for name in chosen:
            generate(api, name)
        swap(new, course / "release", chosen)
    prune(course / "release", known)
    return chosen


def masters(course: Path) -> list[str]:
    """The names of the folders in source/ that hold a notebook."""
    return sorted({notebook.parent.name for notebook in (course / "source").glob("[!.]*/*.ipynb")})


def open_course(course: Path) -> NbGraderAPI:
    """nbgrader's API with the configuration of nbgrader_config.py in `course`; ReleaseError."""
    try:
        directory, config = loaded_course(course)
    except Exception as error:  # a configuration is any Python, so it fails in any way
        raise ReleaseError(f"nbgrader_config.py cannot be read. Mend it: {error!r}") from error
    api = NbGraderAPI(directory, config=config)
    api.log.setLevel(logging.INFO)
    return api


def generate(api: NbGraderAPI, name: str) -> None:
    """Run nbgrader's generate_assignment --force for one assignment."""
    result = api.generate_assignment(name, force=True)
    if not result["success"]:
        raise ReleaseError(
            f"nbgrader could not generate '{name}'. release/ is unchanged. nbgrader says:\n"
            f"{result.get('log', '')}{result.get('error', '')}"
        )


def swap(new: Path, release: Path, names: list[str]) -> None:
    """Put the freshly generated folders in the place of the old ones."""
    release.mkdir(exist_ok=True)
    for name in names:
        shutil.rmtree(release / name, ignore_errors=True)
        (new / name).rename(release / name)


def prune(release: Path, known: list[str]) -> None:
    """Remove the folders of release/ whose source is gone."""
    for folder in release.iterdir():
        if folder.is_dir() and folder.name not in known:
            shutil.rmtree(folder)


@contextlib.contextmanager
def staging(course: Path):
    """An empty folder beside release/, gone afterwards."""
    new = course / STAGING
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    try:
        yield new
    finally:
        shutil.rmtree(new, ignore_errors=True)


@contextlib.contextmanager
def keep_gradebook(course: Path):
    """Bring gradebook.db back to what it was when the block fails."""
    gradebook, kept = course / "gradebook.db", course / STAGING / "gradebook.db"
    existed = gradebook.exists()
    if existed:
        shutil.copy2(gradebook, kept)
    try:
        yield
    except BaseException:
        if existed:
            shutil.copy2(kept, gradebook)
        else:
            gradebook.unlink(missing_ok=True)
        raise


def is_rightly_judged(course: Path, name: str) -> bool:
    """Does the solved master earn all points, and the release none? Prints each cell that fails."""
    command = [sys.executable, "-m", "autograder", "check", name]
    return subprocess.run(command, cwd=course, check=False).returncode == 0


def main(course: Path) -> int:
    """Regenerate all of release/ in `course` and check each assignment; 1 where one is wrong."""
    try:
        names = release(course)
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 1
    for name in names:
        print(f"release/{name}: generated from source/{name}", flush=True)
    wrong = [f"release/{name}" for name in names if not is_rightly_judged(course, name)]
    if wrong:
        print(
            f"Do not publish {', '.join(wrong)}: grading would be wrong, as said above. Mend "
            "source/, then release again.",
            file=sys.stderr,
        )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parents[1]))
