"""Promises of `python -m autograder doctor`: it finds what is wrong and says what to do."""

import inspect
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import pytest
from nbgrader import api
from packaging.requirements import Requirement

from autograder.cli import doctor
from autograder.cli.doctor import Check
from autograder.course.pythons import newer

ROOT = Path(__file__).resolve().parents[2]


def only(monkeypatch: pytest.MonkeyPatch, *checks: Check) -> None:
    """Let main() see these checks and no others."""
    monkeypatch.setattr(doctor, "examine", lambda *_: iter(checks))


def test_this_installation_is_well():
    env = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    command = [sys.executable, "-m", "autograder", "doctor", "--extras", "teachers", "dev"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "[FAIL]" not in done.stdout
    packages = [line.split()[1] for line in done.stdout.splitlines() if ", wanted >=" in line]
    assert len(packages) == len(set(packages)), "a package that two extras name is listed once"
    well = [line for line in done.stdout.splitlines() if line.startswith("[OK]")]
    for part in ("Python 3.", "nbgrader 0.", "kernel python3", "@jupyter/nbgrader", "gradebook"):
        assert any(part in line for line in well), f"{part} was not looked at"


def test_a_failure_shows_its_advice_and_the_exit_code_is_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    only(monkeypatch, Check(True, "this is well", "unused"), Check(False, "that is not", "do so"))
    assert doctor.main([]) == 1
    printed = capsys.readouterr().out.splitlines()
    assert printed == ["[OK]   this is well", "[FAIL] that is not", "       -> do so", "1 failed."]


def test_what_may_be_absent_is_no_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    only(monkeypatch, doctor.check_chromium())
    assert doctor.main([]) == 0
    printed = capsys.readouterr().out
    assert "[--]   chromium" in printed and "apt install chromium" in printed


class Foreign:
    """The metadata of an installation."""

    metadata: ClassVar = {"Requires-Python": ">=3.11"}
    requires = ('no-such-package>=13.7; extra == "grading"', 'nor-this; extra == "dev"')


@pytest.mark.parametrize(("extras", "failed"), [([], 1), (["--extras", "dev"], 2)])
def test_a_missing_package_fails_with_advice_and_exit_code_1(
    extras: list[str],
    failed: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.setattr(doctor, "distribution", lambda name: Foreign)
    monkeypatch.setattr(doctor, "examine", lambda folder, extras: doctor.check_packages(extras))
    assert doctor.main(extras) == 1
    printed = capsys.readouterr().out
    assert "[FAIL] no-such-package is missing, wanted >=13.7" in printed
    assert 'pip install --force-reinstall "no-such-package>=13.7"' in printed
    assert printed.endswith(f"{failed} failed.\n")


@pytest.mark.parametrize(
    ("wanted", "ok", "found"),
    [
        ("numpy>=1", True, "numpy"),
        ("scikit-learn>=1", True, "scikit-learn"),
        ("numpy<1", False, "wanted <1"),
        ("numpy>=99", False, "wanted >=99"),
    ],
)
def test_a_version_outside_the_bounds_fails(wanted: str, ok: bool, found: str):
    requirement = Requirement(wanted)
    check = doctor.check_package(requirement.name, requirement.specifier)
    assert check.ok is ok
    assert found in check.found


def test_a_package_that_is_there_but_broken_fails(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "rich", None)  # import rich now raises ImportError
    check = doctor.check_package("rich", Requirement("rich>=1").specifier)
    assert check.ok is False
    assert "cannot be imported" in check.found


def test_another_python_fails(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(doctor.platform, "python_version", lambda: "3.10.9")
    check = next(doctor.check_packages())
    assert (check.ok, check.found) == (False, "Python 3.10.9, wanted >=3.11")


def no_kernel(code: str) -> str:
    """Stands for a kernel that does not start."""
    raise RuntimeError("Kernel died before replying to kernel_info")


@pytest.mark.parametrize(
    ("kernel", "found"),
    [(no_kernel, "Kernel died"), (lambda code: "2 /usr/another/place", "/usr/another/place")],
)
def test_a_kernel_that_dies_or_is_another_environments_fails(
    kernel: Callable[[str], str], found: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(doctor, "ask_kernel", kernel)
    check = doctor.check_kernel()
    assert check.ok is False
    assert found in check.found
    assert "-m ipykernel install" in check.advice


def test_an_extension_that_is_switched_off_fails(monkeypatch: pytest.MonkeyPatch):
    off = subprocess.CompletedProcess([], 0, "@jupyter/nbgrader v0.9.6 disabled OK\n", "")
    monkeypatch.setattr(doctor.subprocess, "run", lambda *args, **kwargs: off)
    checks = list(doctor.check_extensions())
    assert len(checks) == 3
    assert not any(check.ok for check in checks)
    assert checks[0].advice.endswith("-m jupyterlab.labextensions enable @jupyter/nbgrader")


def test_an_environment_without_alembic_fails(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(doctor.sys, "executable", "/nowhere/python")
    asked = inspect.unwrap(api.get_alembic_version)  # other tests keep the program's answer
    monkeypatch.setattr(api, "get_alembic_version", asked)
    check = doctor.check_gradebook()
    assert check.ok is False
    assert "make clean" in check.advice


def test_an_environment_that_is_not_activated_will_do(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "/nowhere")
    assert doctor.check_gradebook().ok


def test_a_folder_that_is_not_the_course_fails(tmp_path: Path):
    assert [check.ok for check in doctor.check_folder(tmp_path)] == [False, False, True]


def test_a_folder_that_cannot_be_written_fails(tmp_path: Path):
    *_, writable = doctor.check_folder(tmp_path / "not there")
    assert (writable.ok, writable.advice) == (False, "Make the folder writable.")


@pytest.mark.parametrize(
    ("language", "warns"),
    [
        ({"name": "python", "version": "3.99.1"}, True),
        ({"codemirror_mode": {"name": "ipython", "version": 3}, "name": "python"}, False),
        ({"name": "python", "version": "3.8.10"}, False),
        ({"name": "R", "version": "3.99.1"}, False),
        ({"name": "python", "version": "4711"}, False),
        ("nonsense", False),
    ],
)
def test_work_from_a_newer_python_than_the_graders_is_a_warning(
    tmp_path: Path, language: object, warns: bool
):
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()")
    for student in ("ada", "ben"):
        folder = tmp_path / "submitted" / student / "hw"
        folder.mkdir(parents=True)
        cells = [{"source": "x" * 20_000}]
        text = json.dumps({"cells": cells, "metadata": {"language_info": language}}, indent=1)
        (folder / "hw.ipynb").write_text(text)
    found = doctor.check_python(tmp_path)
    assert found.ok is (None if warns else True)
    assert ("2 notebooks were last run in a Python newer" in found.found) == warns
    assert ("PYTHON=python3.99" in found.advice) == warns
    [counted] = newer([text]).values() or [0]
    assert bool(counted) == warns, "the run reads the same"
