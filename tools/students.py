"""Builds dist/weight-init-students.zip, all that a student gets: `make students`."""

import re
import shutil
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path

from tools.release import ReleaseError, release
from tools.wheel import archive, wheel

FOLDER = "weight-init-course"  # what the zip unpacks to
ZIP = Path("dist") / "weight-init-students.zip"
SINGLE_FILES = {  # where it lies in the course: what students find it as
    "tools/START_HERE.md": "START_HERE.md",
    "tools/validate.py": "validate.py",
    "requirements-students.txt": "requirements.txt",
    "init_utils.py": "init_utils.py",
    "LICENSE": "LICENSE",
}
LEFT_BEHIND = re.compile(r"(^|/)(\.|__pycache__/)|\.pyc$")  # caches, checkpoints, hidden files
SECRET = re.compile(
    rb"(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)|HANDED OUT"
    rb"|(from|import)\s+(autograder|diagnosis)\b|import_module\(\W*(autograder|diagnosis)\b"
)


class StudentsError(Exception):
    """The zip would be incomplete or would give something away."""


def build(course: Path) -> Path:
    """Write the students' zip of `course` and return its path; on an error leave no zip."""
    target = course / ZIP
    target.unlink(missing_ok=True)
    files = collect(course)
    check_no_secrets(files)
    add_wheel(files, course)
    check_release(course)
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(archive({f"{FOLDER}/{name}": files[name] for name in sorted(files)}))
    return target


def collect(course: Path) -> dict[str, bytes]:
    """Every file of the zip: its name there and its bytes."""
    files = {}
    for source, name in SINGLE_FILES.items():
        if not (course / source).is_file():
            raise StudentsError(f"Expected the file {source} in {course}; there is none.")
        files[name] = (course / source).read_bytes()
    for folder in ("release", "notebooks", "playground"):
        inside = read_files(course / folder)
        files |= {f"{folder}/{name}": content for name, content in inside.items()}
    return files


def read_files(folder: Path) -> dict[str, bytes]:
    """The files below `folder`, with / in their names, without caches and hidden files."""
    files = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    return {name: p.read_bytes() for name, p in files.items() if not LEFT_BEHIND.search(name)}


def add_wheel(files: dict[str, bytes], course: Path) -> None:
    """Add a wheel of playground/ and init_utils.py, and its line in requirements.txt.

    So a lesson finds its explorer wherever the notebook lies; on a hub it is installed for all.
    """
    project = tomllib.loads((course / "pyproject.toml").read_text("utf-8"))["project"]
    own = {n: data for n, data in files.items() if n.startswith("playground/")}
    name, content = wheel(
        "weight_init_playground",
        project["version"],
        project["requires-python"],
        project["dependencies"],
        own | {"init_utils.py": files["init_utils.py"]},
    )
    files[name] = content
    files["requirements.txt"] += f"./{name}  # the explorers, from this folder\n".encode()


def check_release(course: Path) -> None:
    """Refuse a release/ that is not, byte for byte, what nbgrader makes of source/ now."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder)
        shutil.copytree(course / "source", fresh / "source")  # links become files
        shutil.copy(course / "nbgrader_config.py", fresh)
        try:
            release(fresh)
        except ReleaseError as error:
            raise StudentsError(str(error)) from error
        wanted, found = read_files(fresh / "release"), read_files(course / "release")
    faults = [f"{name} is missing" for name in sorted(wanted.keys() - found.keys())]
    faults += [f"{name} has no source" for name in sorted(found.keys() - wanted.keys())]
    common = sorted(wanted.keys() & found.keys())
    faults += [f"{name} is out of date" for name in common if wanted[name] != found[name]]
    if faults:
        raise StudentsError(
            f"release/ is not what source/ gives: {'; '.join(faults)}. Run `make release`."
        )


def check_no_secrets(files: dict[str, bytes]) -> None:
    """Refuse files that hold a solution, a hidden test or the autograder."""
    found = {name: match for name, text in files.items() if (match := SECRET.search(text))}
    if found:
        listed = "; ".join(f"{name} has '{m[0].decode()}'" for name, m in found.items())
        raise StudentsError(f"Students would see what they must not: {listed}.")


def main() -> int:
    """Build the zip of the course around this file."""
    course = Path(__file__).resolve().parents[1]
    try:
        target = build(course)
    except StudentsError as error:
        print(f"No zip was built. {error}", file=sys.stderr)
        return 1
    with zipfile.ZipFile(target) as archive:
        count = len(archive.namelist())
    size = target.stat().st_size / 1024
    print(f"{target.relative_to(course)}: {count} files, {size:.0f} KB, for students")
    return 0


if __name__ == "__main__":
    sys.exit(main())
