"""A command that a message quotes is run, and then what the message complained of is gone.

COMMANDS lists every command that stands in a message, and what shows that it cures; a message with
a new one fails here until it is listed.
"""

import ast
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

from autograder.cli import check, doctor, export
from autograder.cli.grade import main as grade
from tests.grader.test_export import MOODLE_SHEET, ROSTER
from tests.grader.test_term import CONFIG
from tests.support import handmade
from tests.support.handmade import submit
from tools.course import ROOT

QUOTED = re.compile(
    r"(?<![\w-])(nbgrader (?:generate|db|validate|auto|zip|export|release|collect)\w*"
    r"|make [a-z]+(?:-[a-z]+)?"
    r"|pip install|apt(?:-get)? install|dask \w+|sysctl|apparmor_parser"
    r"|-m (?:pip install|ipykernel|jupyter\w+))"
)
WORDS = {  # sentences that only sound like a command
    "make namespaces", "make a", "make an", "make what", "make the",
}  # fmt: skip
COMMANDS = {  # file: {command: where it is seen to cure, or why it cannot be run here}
    "autograder/course/run.py": {"nbgrader generate_assignment": "test_unknown_to_the_gradebook"},
    "autograder/course/masters.py": {
        "nbgrader generate_assignment": "test_other_points",
        "nbgrader autograde": "test_another_language",
    },
    "autograder/cli/check.py": {"nbgrader generate_assignment": "test_no_release"},
    "autograder/pipeline/autotest.py": {
        "nbgrader generate_assignment": "shows what is wrong; mends nothing by itself"
    },
    "autograder/cli/export.py": {"nbgrader generate_feedback": "test_a_page_that_is_stale"},
    "autograder/cli/doctor.py": {
        "-m pip install": "test_packages_that_are_missing",
        "-m ipykernel": "test_another_environments_kernel",
        "apt install": "tests/tools/test_quoted_commands: would change this machine",
    },
    "autograder/course/pythons.py": {
        "make clean": "installs 1 GB anew: .ci/run is just that",
        "make doctor": "the same",
    },
    "autograder/pipeline/dask_scheduler.py": {
        "dask scheduler": "tests/grader/test_scheduler.py starts it as it is printed",
        "dask worker": "tests/grader/test_scheduler.py starts two as they are printed",
    },
    "tools/bench_web.py": {
        "make web": "tests/web builds the edition with few states",
        "apt-get install": "would change this machine",
    },
    "tools/mutants.py": {"make mutants": "its own name; tests/tools/test_mutants.py"},
    "autograder/sandbox/system.py": {
        "apt-get install": "tests/sandbox/test_system.py: played by a stand-in",
        "sysctl": "tests/sandbox/test_system.py: played by a stand-in",
        "apparmor_parser": "tests/sandbox/test_system.py: played by a stand-in",
        "make setup-system": "tests/sandbox/test_system.py",
    },
    "tools/students.py": {"make release": "tests/tools/test_students_zip.py"},
    "playground/installation.py": {
        "-m pip install": "test_packages_that_are_missing",
    },
    "playground/trainer/training.py": {"pip install": "an offer: it works without"},
}


def messages(path: Path) -> str:
    """All texts of a module except docstrings."""
    tree = ast.parse(path.read_text())
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    ]
    return "\n".join(texts)


def test_every_command_that_a_message_quotes_is_listed():
    found: dict[str, set[str]] = {}
    for room in ("autograder", "tools", "playground"):
        for path in (ROOT / room).rglob("*.py"):
            name = str(path.relative_to(ROOT))
            if "corpus" not in name and name != "tools/demo.py":
                quoted = set(QUOTED.findall(messages(path))) - WORDS
                found |= {name: quoted} if quoted else {}
    listed = {name: set(commands) for name, commands in COMMANDS.items()}
    new = {name: commands - listed.get(name, set()) for name, commands in found.items()}
    assert not {name: commands for name, commands in new.items() if commands}, "not listed"
    for commands in COMMANDS.values():
        for where in commands.values():
            assert not where.startswith("test_") or where in globals(), where


# -- nbgrader's commands, in a handmade course ----------------------------------------------------


@pytest.fixture
def course(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr("autograder.cli.grade.Judges", handmade.SerialJudges)
    course = handmade.build(tmp_path / "course")
    with open(course / "nbgrader_config.py", "a") as file:
        file.write(CONFIG)
    monkeypatch.chdir(course)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    return course


def run(command: str, **env: str) -> str:
    """Run a quoted command as it stands; what it prints."""
    done = subprocess.run(
        command, shell=True, capture_output=True, text=True, env=os.environ | env
    )  # fmt: skip
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def quoted(capsys) -> str:
    """The command after "Run: " in what was just printed."""
    return re.search(r"Run: ([^\n]+)", capsys.readouterr().err)[1]


def test_unknown_to_the_gradebook(course, capsys):
    submit(course, "ada")
    (course / "gradebook.db").unlink()  # as in a fresh clone: release/ is there
    assert grade(["hw"]) == 1
    run(quoted(capsys))
    assert grade(["hw"]) == 0


def test_other_points(course, capsys):
    submit(course, "ada")
    assert grade(["hw"]) == 0
    master = course / "source/hw/two.ipynb"
    notebook = nbformat.read(master, as_version=4)
    notebook.cells[1].metadata.nbgrader.points = 8
    nbformat.write(notebook, master)
    assert grade(["hw"]) == 1
    run(quoted(capsys))
    assert grade(["hw"]) == 0
    assert "Score changed: ada 13 -> 14, master changed" in capsys.readouterr().out
    notebook.cells[1].metadata.nbgrader.grade_id = "test_other"  # what no command cures
    nbformat.write(notebook, master)
    assert grade(["hw"]) == 1
    said = capsys.readouterr().err
    assert "New: two/test_other. Missing: two/test_h. Bring back the old ids" in said
    assert "Run:" not in said


def test_another_language(course, capsys):
    submit(course, "ada")
    master = course / "source/hw/one.ipynb"
    notebook = nbformat.read(master, as_version=4)
    notebook.metadata.kernelspec = {"name": "ir", "language": "R", "display_name": "R"}
    nbformat.write(notebook, master)
    assert grade(["hw"]) == 1
    assert "protect(c)" not in (course / "nbgrader_config.py").read_text()
    run(re.search(r"then run (nbgrader autograde \w+)", capsys.readouterr().err)[1])
    assert (course / "autograded/ada/hw/one.ipynb").exists()


def test_no_release(course, capsys, monkeypatch):
    class Nothing(handmade.SerialJudges):
        def begin(self, *_: object) -> None: ...

        def run(self, submissions):
            return iter(())

    monkeypatch.setattr("autograder.cli.check.Judges", Nothing)
    (course / "release/hw/one.ipynb").unlink()
    assert check.main(["hw"]) == 1
    run(quoted(capsys))
    assert check.main(["hw"]) == 0


def test_a_page_that_is_stale(course, capsys):
    submit(course, "em")
    assert grade(["hw"]) == 0
    (course / "roster.csv").write_text(ROSTER)
    run(f"{sys.executable} -m autograder roster roster.csv")
    (course / "moodle.csv").write_text(MOODLE_SHEET)
    arguments = ["hw", "--moodle", "moodle.csv", "--feedback", "pages.zip"]
    assert export.main(arguments) == 1
    run(quoted(capsys))
    assert export.main(arguments) == 0


# -- pip's and Jupyter's, in an environment of its own --------------------------------------------

WHEEL = {
    "tinypackage.py": "",
    "tinypackage-1.0.dist-info/METADATA": "Metadata-Version: 2.1\n"
    "Name: tinypackage\nVersion: 1.0\n",
    "tinypackage-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n"
    "Tag: py3-none-any\n",
    "tinypackage-1.0.dist-info/RECORD": "",
}


@pytest.fixture(scope="module")
def environment(tmp_path_factory) -> Path:
    """A python that has all our packages, and installs into a place of its own."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    (site,) = folder.glob("lib/*/site-packages")
    here = [path for path in sys.path if path.endswith("site-packages")]
    (site / "ours.pth").write_text("\n".join([*here, str(ROOT)]))
    with zipfile.ZipFile(folder / "tinypackage-1.0-py3-none-any.whl", "w") as wheel:
        for name, text in WHEEL.items():
            wheel.writestr(name, text)
    return folder


def asked(environment: Path, source: str) -> str:
    """What a program prints in that environment."""
    return run(f"{environment}/bin/python -c '{source}'")


def advice(printed: str) -> str:
    """The advice below the first line that says [FAIL]."""
    return re.search(r"\[FAIL\][^\n]*\n +-> ([^\n]*)", printed)[1]


STUDENTS = (
    "from playground import installation as i\n"
    'i.examine = lambda: [i.check_package("tinypackage", ">=1")]\n'
    "i.check()"
)
TEACHERS = (
    "from autograder.cli import doctor as d\nfrom packaging.specifiers import SpecifierSet\n"
    'd.examine = lambda *_: [d.check_package("tinypackage", SpecifierSet(">=1"))]\n'
    "d.main([])"
)


def test_packages_that_are_missing(environment, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("requirements.txt").write_text("tinypackage==1.0\n")
    offline = {
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(environment),
        "PIP_CONFIG_FILE": "/dev/null",
    }
    student = advice(asked(environment, STUDENTS)).removeprefix("In a terminal: ")
    run(student, **offline)
    assert "[OK]   tinypackage 1.0, wanted >=1" in asked(environment, STUDENTS)
    run(f"{environment}/bin/python -m pip uninstall -y tinypackage")
    said = asked(environment, f"try:\n {TEACHERS.replace(chr(10), chr(10) + ' ')}\nfinally: pass")
    run(advice(said), **offline)
    assert "[OK]   tinypackage 1.0, wanted >=1" in asked(environment, TEACHERS)


def test_another_environments_kernel(environment):
    spec = environment / "share/jupyter/kernels/python3"
    spec.mkdir(parents=True)
    (spec / "kernel.json").write_text(
        '{"argv": ["/bin/false"], "display_name": "x", "language": "python"}'
    )
    source = (
        "from autograder.cli import doctor as d\n"
        "d.examine = lambda folder, extras: [d.check_kernel()]\n"
        "d.main([])"
    )
    run(advice(asked(environment, source)).partition("environment's: ")[2])
    assert "[OK]   kernel python3" in asked(environment, source)


def test_an_extension_that_is_off(environment, monkeypatch):
    module = "jupyter_server.extension.serverextension"
    name = "nbgrader.server_extensions.formgrader"
    source = (
        "from autograder.cli import doctor as d\n"
        f'd.EXTENSIONS = {{"{module}": ["{name}"]}}\n'
        "d.examine = lambda folder, extras: d.check_extensions()\n"
        "d.main([])"
    )
    config = environment / "etc/jupyter/jupyter_server_config.d/nbgrader.json"
    config.parent.mkdir(parents=True)
    config.write_text(json.dumps({"ServerApp": {"jpserver_extensions": {name: True}}}))
    assert "[OK]" in asked(environment, source)
    run(f"{environment}/bin/python -m {module} disable {name}")
    run(advice(asked(environment, source)))
    assert "[OK]" in asked(environment, source)
    assert doctor.EXTENSIONS[module][0] == name
    for part in config.parent.parent.rglob("*.json"):
        part.unlink()  # nbgrader's files are gone: to enable it would do nothing
    assert advice(asked(environment, source)).endswith("--force-reinstall --no-deps nbgrader")
