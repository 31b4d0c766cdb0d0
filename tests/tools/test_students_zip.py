"""Promises of `make students`: the zip gives nothing away, installs by itself, and runs."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
import yaml
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools.course import ASSIGNMENTS, solutions
from tools.release import release
from tools.students import FOLDER, ZIP, StudentsError, build

ROOT = Path(__file__).resolve().parents[2]
MASTERS = sorted((ROOT / "source").glob("*/*.ipynb"))
PARTS = ["source", "release", "notebooks", "playground", "tools", "init_utils.py"]
PARTS += ["nbgrader_config.py", "pyproject.toml", "requirements-students.txt", "LICENSE"]
REGION = re.compile(r"### BEGIN (?:SOLUTION|HIDDEN TESTS)\n(.*?)\n *### END", re.DOTALL)
RIGHT_LINE = re.compile(r"^(.*\S) *# HANDED OUT:", re.MULTILINE)

# One worker does all of this file, so that the zip is built and installed once.
of_each_master = pytest.mark.parametrize("master", MASTERS, ids=lambda path: path.stem)


def copy_course(target: Path) -> Path:
    """The parts of this course that the zip is made from, copied to `target`."""
    target.mkdir()
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, target / part, symlinks=True)
        elif (ROOT / part).exists():
            shutil.copy(ROOT / part, target)
    return target


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The students' zip of this course as it stands."""
    return build(copy_course(tmp_path_factory.mktemp("zip") / "a course"))


@pytest.fixture(scope="module")
def unpacked(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a student has after unpacking."""
    home = tmp_path_factory.mktemp("a student")
    zipfile.ZipFile(archive).extractall(home)
    assert [path.name for path in home.iterdir()] == [FOLDER]
    return home / FOLDER


def read_cells(notebook: Path) -> dict[str, NotebookNode]:
    """The cells that nbgrader knows, by their grade_id."""
    cells = nbformat.read(notebook, as_version=4).cells
    return {c.metadata.nbgrader.grade_id: c for c in cells if "nbgrader" in c.metadata}


def test_the_zip_has_the_lessons_and_what_they_need_and_nothing_else(unpacked: Path):
    (wheel,) = unpacked.glob("*.whl")
    assert {path.name for path in unpacked.iterdir()} == {
        "START_HERE.md",
        "LICENSE",
        "init_utils.py",
        "notebooks",
        "playground",
        "release",
        "requirements.txt",
        "validate.py",
        wheel.name,
    }
    for master in MASTERS:
        folder = unpacked / "release" / master.parent.name
        assert {p.name for p in folder.iterdir()} == {p.name for p in list_visible(master.parent)}
        assert (folder / "init_utils.py").read_bytes() == (ROOT / "init_utils.py").read_bytes()


def list_visible(folder: Path) -> list[Path]:
    """What lies in a folder, caches and hidden files aside."""
    return [path for path in folder.iterdir() if not path.name.startswith((".", "__"))]


@of_each_master
def test_no_solution_and_no_hidden_test_is_in_the_zip(master: Path, unpacked: Path):
    released = read_cells(unpacked / "release" / master.parent.name / master.name)
    secrets = 0
    for name, cell in read_cells(master).items():
        for secret in REGION.findall(cell.source) + RIGHT_LINE.findall(cell.source):
            secrets += 1
            assert secret.strip() not in released[name].source, f"{name} shows: {secret}"
    assert secrets, f"Expected regions to hide in {master}, found none: is the pattern wrong?"


def test_no_file_of_the_zip_speaks_of_solutions_hidden_tests_or_the_autograder(unpacked: Path):
    (wheel,) = unpacked.glob("*.whl")
    with zipfile.ZipFile(wheel) as inside:
        texts = {Path(name): inside.read(name).decode() for name in inside.namelist()}
    files = set(filter(Path.is_file, unpacked.rglob("*"))) - {wheel}
    for path, text in texts.items() | {(path, path.read_text("utf-8")) for path in files}:
        for word in ("BEGIN SOLUTION", "BEGIN HIDDEN TESTS", "HANDED OUT", "import autograder"):
            assert word not in text, f"{path.name} has {word!r}"
        assert "from autograder" not in text, f"{path.name} imports the autograder"
        assert "autograder" not in path.name


def test_the_same_course_gives_the_same_bytes(archive: Path, tmp_path: Path):
    course = copy_course(tmp_path / "elsewhere")
    for path in course.rglob("*"):
        os.utime(path, (0, 0), follow_symlinks=False)
    assert build(course).read_bytes() == archive.read_bytes()


# -- what is refused -------------------------------------------------------------------------


def write_master(course: Path, name: str, text: str = "# A lesson") -> None:
    """A master with one solution, in course/source/<name>/."""
    kind = {"grade": False, "solution": True, "locked": False, "task": False}
    metadata = {"schema_version": 3, "grade_id": "one", **kind}
    source = "def one():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION"
    cell = new_code_cell(source, id="one", metadata={"nbgrader": metadata})
    folder = course / "source" / name
    folder.mkdir(parents=True, exist_ok=True)
    notebook = new_notebook(cells=[new_markdown_cell(text, id="title"), cell])
    nbformat.write(notebook, folder / f"{name}.ipynb")


@pytest.fixture(scope="module")
def small_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A released course of one small assignment, with its zip."""
    course = tmp_path_factory.mktemp("small")
    write_master(course, "first")
    for part in set(PARTS) - {"source", "release", "notebooks", "playground", "tools"}:
        shutil.copy(ROOT / part, course)
    shutil.copytree(ROOT / "tools", course / "tools")
    release(course)
    build(course)
    return course


def spoil_missing(course: Path) -> None:
    """A second master that was never released."""
    write_master(course, "second")


def spoil_stale(course: Path) -> None:
    """A master edited after the release."""
    write_master(course, "first", "# A better lesson")


def spoil_extra(course: Path) -> None:
    """A file in release/ that no master has."""
    (course / "release" / "first" / "solutions.txt").write_text("return 1")


def spoil_lesson(course: Path) -> None:
    """An ungraded lesson that shows a solution."""
    (course / "notebooks").mkdir()
    (course / "notebooks" / "lesson.ipynb").write_text('["### BEGIN SOLUTION\\n"]')


def spoil_import(course: Path) -> None:
    """A master whose visible part leans on the autograder."""
    write_master(course, "first", "`from diagnosis import name_it`")
    release(course)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (spoil_missing, r"second/second\.ipynb is missing"),
        (spoil_stale, r"first/first\.ipynb is out of date"),
        (spoil_extra, r"first/solutions\.txt has no source"),
        (spoil_lesson, r"notebooks/lesson\.ipynb has 'BEGIN SOLUTION'"),
        (spoil_import, r"release/first/first\.ipynb has 'from diagnosis'"),
    ],
)
def test_a_course_that_would_give_something_away_gets_no_zip(
    spoil, message: str, small_course: Path, tmp_path: Path
):
    course = shutil.copytree(small_course, tmp_path / "course")
    spoil(course)
    with pytest.raises(StudentsError, match=message):
        build(course)
    assert not (course / ZIP).exists(), "an old zip was left lying"


# -- a student's machine ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def student(unpacked: Path):
    """Run python with some arguments in the unpacked folder, in an environment of its own."""
    environment = unpacked / ".venv"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    scripts = environment / ("Scripts" if os.name == "nt" else "bin")
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "JUPYTER", "PYTEST"))}
    env |= {
        "VIRTUAL_ENV": str(environment),
        "PATH": f"{scripts}{os.pathsep}{env['PATH']}",
        "JUPYTER_CONFIG_DIR": str(unpacked / ".jupyter"),
        "JUPYTER_DATA_DIR": str(unpacked / ".jupyter" / "data"),
    }

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [scripts / "python", *arguments], cwd=unpacked, env=env, capture_output=True, text=True
        )

    installed = run("-m", "pip", "install", "--quiet", "-r", "requirements.txt")
    assert installed.returncode == 0, installed.stderr
    return run


def test_a_student_has_no_autograder(student):
    result = student("-c", "import autograder")
    assert result.returncode != 0
    assert "ModuleNotFoundError: No module named 'autograder'" in result.stderr


@of_each_master
def test_a_released_notebook_runs_up_to_the_first_exercise(master: Path, student, unpacked: Path):
    notebook = unpacked / "release" / master.parent.name / master.name
    flags = ["--to", "notebook", "--execute", "--allow-errors", "--output", "executed"]
    result = student("-m", "nbconvert", *flags, "--output-dir", unpacked / master.stem, notebook)
    assert result.returncode == 0, result.stderr
    cells = nbformat.read(unpacked / master.stem / "executed.ipynb", as_version=4).cells
    errors = [(i, error) for i, cell in enumerate(cells) if (error := find_error(cell))]
    first_exercise = next(i for i, cell in enumerate(cells) if is_solution(cell))
    assert [e for i, e in errors if i < first_exercise] == [], "a setup cell fails"
    assert errors[0][1] == "NotImplementedError", f"the first error is {errors[0]}"
    assert not {"ImportError", "ModuleNotFoundError"} & {e for _, e in errors}


def test_released_notebooks_that_lie_alone_find_their_explorers(
    student, unpacked: Path, tmp_path: Path
):
    sources = [
        cell.source
        for master in MASTERS
        for cell in nbformat.read(unpacked / f"release/{master.stem}/{master.name}", 4).cells
        if "from playground." in cell.source
    ]
    imports = [re.search(r"from playground\..*", source)[0] for source in sources]
    assert len(imports) >= len(MASTERS)
    shown = next(source for source in sources if "SignalFlow" in source)  # it need not compile
    cells = ["my_guess_power = 1", "\n".join(imports), shown]
    alone = new_notebook(cells=[new_code_cell(source) for source in cells])
    nbformat.write(alone, tmp_path / "alone.ipynb")
    flags = ["--to", "notebook", "--execute", "--inplace", tmp_path / "alone.ipynb"]
    result = student("-m", "nbconvert", *flags)
    assert result.returncode == 0, result.stderr
    (output,) = nbformat.read(tmp_path / "alone.ipynb", as_version=4).cells[-1].outputs
    assert {"application/vnd.jupyter.widget-view+json", "image/png"} <= set(output.data)


def find_error(cell: NotebookNode) -> str | None:
    """The name of the error that a code cell ended in, None if it ended well."""
    outputs = cell.get("outputs", [])
    return next((out.ename for out in outputs if out.output_type == "error"), None)


def is_solution(cell: NotebookNode) -> bool:
    """Is this a cell that the student fills in?"""
    return cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution", False)


def test_validate_py_says_what_fails_and_its_exit_code_tells(student, unpacked: Path):
    master = MASTERS[0]
    untouched = unpacked / "release" / master.parent.name / master.name
    result = student("validate.py", untouched)
    assert (result.returncode, result.stderr) == (1, "")
    assert re.search(r"Test cells that fail: \d+\n\n    # Test of \w+", result.stdout)
    assert "NotImplementedError: Write your code here" in result.stdout
    solved = nbformat.read(untouched, as_version=4)
    answers = solutions(master.stem)
    for cell in solved.cells:
        cell.source = answers.get(cell.id, cell.source)
    first = next(cell for cell in solved.cells if cell.id.startswith("test_"))
    nbformat.write(solved, untouched.with_name("solved.ipynb"))
    right = student("validate.py", untouched.with_name("solved.ipynb"))
    assert right.stdout.endswith("solved.ipynb: all visible tests pass.\n"), right.stdout
    assert (right.returncode, right.stderr) == (0, "")
    first.source += "\nassert True"
    nbformat.write(solved, untouched.with_name("changed.ipynb"))
    (untouched.parent / "broken.ipynb").write_text("{")
    lesson = unpacked / "notebooks" / "one.ipynb"
    lesson.parent.mkdir(exist_ok=True)
    nbformat.write(new_notebook(cells=[new_markdown_cell("# No test")]), lesson)
    names = [untouched.with_name("changed.ipynb"), untouched.with_name("broken.ipynb"), lesson]
    result = student("validate.py", *names)
    assert result.returncode == 1
    for words in ("have been changed: put back", "no notebook that can be read", "no tests in it"):
        assert words in result.stdout


def test_the_classroom_example_runs_the_command_that_the_students_have(unpacked: Path):
    workflow = yaml.safe_load((ROOT / "docs/classroom.yml").read_text())
    steps = workflow["jobs"]["run-autograding-tests"]["steps"]
    runners = [step for step in steps if "command" in step.get("with", {})]
    assert len(runners) == len(MASTERS)
    for step, name in zip(runners, ASSIGNMENTS, strict=True):
        program, script, notebook = step["with"]["command"].split()
        assert program == "python" and (unpacked / script).is_file()
        assert (unpacked / notebook).is_file() and notebook == f"release/{name}/{name}.ipynb"
    reporter = steps[-1]
    assert reporter["with"]["runners"].split(",") == [step["id"] for step in runners]
    results = {f"{step['id'].upper()}_RESULTS" for step in runners}
    assert set(reporter["env"]) == results
