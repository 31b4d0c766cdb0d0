"""The check of a student's installation: what is missing is named, with what to do."""

import ast
import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError

import pytest

from playground import installation
from playground.installation import Line, allows, check, check_package, check_seed, check_trainer
from playground.trainer import training
from tools.course import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
SOURCE = (ROOT / "playground" / "installation.py").read_text()


def test_here_all_is_well(capsys):
    check()
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(installation.PACKAGES) + 4
    assert all(line.startswith("[OK]") for line in lines[:-1])
    assert lines[-1] == installation.ALL_IS_WELL


def test_it_wants_what_the_project_wants():
    extra = PROJECT["optional-dependencies"]["students"]
    students = [line for line in extra if ";" not in line]  # pip sees to what one Python needs
    wanted = dict(re.match(r"([\w-]+)(.*)", line).groups() for line in students)
    del wanted["numba"]  # the explorers do without
    assert wanted == installation.PACKAGES
    assert PROJECT["requires-python"] == installation.PYTHON


def test_a_missing_package_is_named_with_what_to_do(monkeypatch, capsys):
    def version(name):
        if name == "anywidget":
            raise PackageNotFoundError(name)
        return "99.0" if name != "jupyterlab" else "4.3"

    monkeypatch.setattr(installation, "version", version)
    check()
    out = capsys.readouterr().out
    assert "[FAIL] anywidget is missing, wanted >=0.9.13" in out
    assert f'-> In a terminal: "{sys.executable}" -m pip install "anywidget>=0.9.13"' in out
    assert out.endswith(f"1 failed. {installation.NOT_WELL}\n")


def test_an_old_or_broken_package_fails(monkeypatch):
    monkeypatch.setattr(installation, "version", lambda name: "1.26.4")
    line = check_package("numpy", ">=2.1")
    assert (line.ok, line.found) == (False, "numpy 1.26.4, wanted >=2.1")
    monkeypatch.setitem(sys.modules, "anywidget", None)
    line = check_package("anywidget", ">=0.9.13")
    assert not line.ok and line.found.startswith("anywidget cannot be imported")


def test_another_python_fails(monkeypatch):
    monkeypatch.setattr(installation.platform, "python_version", lambda: "3.10.9")
    line = installation.check_python()
    assert not line.ok and "3.10.9" in line.found and "3.11" in line.advice


def test_other_random_numbers_fail(monkeypatch):
    monkeypatch.setattr(installation, "SEED_3", (0.0, 0.0, 0.0))
    assert not check_seed().ok
    monkeypatch.undo()
    monkeypatch.setitem(sys.modules, "numpy.random", None)
    assert not check_seed().ok


def test_without_numba_it_is_slower_but_no_fault(monkeypatch, recwarn):
    training.compiled.cache_clear()
    monkeypatch.setitem(sys.modules, "playground.trainer.compiled", None)
    monkeypatch.delattr("playground.trainer.compiled", raising=False)
    line = check_trainer()
    monkeypatch.undo()
    training.compiled.cache_clear()
    assert line.ok and "NumPy" in line.found and "pip install numba" in line.found
    assert not recwarn.list


def test_a_trainer_that_does_not_run_fails(monkeypatch):
    monkeypatch.setitem(sys.modules, "playground.trainer.training", None)
    line = check_trainer()
    assert not line.ok and "init_utils.py" in line.advice


@pytest.mark.parametrize(
    ("wanted", "found", "answer"),
    [
        (">=2.1", "2.1", True),
        (">=2.1", "2.10.3", True),
        (">=2.1", "2.0.9", False),
        (">=3.9.2", "3.10.0rc1", True),
        (">=4.2,<5", "5.0.0", False),
        (">=4.2,<5", "4.9", True),
        (">=3.11,<3.14", "3.13.1+", True),
    ],
)
def test_versions_are_compared_as_numbers(wanted, found, answer):
    assert allows(wanted, found) is answer


def test_a_line_that_fails_has_its_arrow_below(monkeypatch, capsys):
    monkeypatch.setattr(installation, "examine", lambda: [Line(False, "it is so", "do this")])
    check()
    assert capsys.readouterr().out.startswith("[FAIL] it is so\n       -> do this\n")


def test_it_imports_no_package_before_it_checks_it():
    imported = {
        name.name if isinstance(node, ast.Import) else node.module
        for node in ast.parse(SOURCE).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    assert {name.split(".")[0] for name in imported} <= set(sys.stdlib_module_names)
    assert "autograder" not in SOURCE
