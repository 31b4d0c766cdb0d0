"""Checks a student's installation: `check()` prints [OK] or [FAIL] lines and what to do.

It imports the packages only while it checks them, so that it runs where they are missing.
"""

import importlib
import platform
import re
import sys
import warnings
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple

PYTHON = ">=3.11"
PACKAGES = {  # as pyproject.toml has them; Numba is checked with the trainer
    "numpy": ">=2.1",
    "matplotlib": ">=3.9.2",
    "scikit-learn": ">=1.5.2",
    "jupyterlab": ">=4.2,<5",
    "ipywidgets": ">=8.1",
    "nbgrader": ">=0.9.5",
    "contourpy": ">=1.3",
    "pillow": ">=11",
    "threadpoolctl": ">=3.5",
    "joblib": ">=1.4",
    "anywidget": ">=0.9.13",
}
MODULES = {"scikit-learn": "sklearn", "pillow": "PIL"}  # imported under another name
SEED_3 = (1.78862847, 0.43650985, 0.09649747)  # the first numbers of the course's seed
ALL_IS_WELL = "All is well: begin with release/zeros/zeros.ipynb."
NOT_WELL = "Do what the arrows say, restart the kernel (menu Kernel) and run this cell again."


class Line(NamedTuple):
    """Whether something is well, what was found, and what to do if it is not."""

    ok: bool
    found: str
    advice: str


def check() -> None:
    """Print a line for each part of the installation, and what to do where it is not well."""
    failures = 0
    for line in examine():
        print(f"{'[OK]' if line.ok else '[FAIL]':6} {line.found}")
        if not line.ok:
            print(f"       -> {line.advice}")
            failures += 1
    print(f"{failures} failed. {NOT_WELL}" if failures else ALL_IS_WELL)


def examine() -> Iterator[Line]:
    """All checks, each done when its turn comes."""
    yield check_python()
    for name, wanted in PACKAGES.items():
        yield check_package(name, wanted)
    yield check_seed()
    yield check_trainer()


def check_python() -> Line:
    """Is Python's version one for which all packages exist?"""
    found = platform.python_version()
    advice = "Install Python 3.11 or newer and follow START_HERE.md once more."
    return Line(allows(PYTHON, found), f"Python {found}, wanted {PYTHON}", advice)


def check_package(name: str, wanted: str) -> Line:
    """Is a package here, in a version that is wanted, and can it be imported?"""
    advice = f'In a terminal: "{sys.executable}" -m pip install "{name}{wanted}"'
    try:
        found = version(name)
        importlib.import_module(MODULES.get(name, name))
    except PackageNotFoundError:
        return Line(False, f"{name} is missing, wanted {wanted}", advice)
    except Exception as error:
        return Line(False, f"{name} cannot be imported: {error!r}", advice)
    return Line(allows(wanted, found), f"{name} {found}, wanted {wanted}", advice)


def check_seed() -> Line:
    """Does NumPy draw the numbers that the lessons print?"""
    advice = "Install NumPy again; the line of numpy above says which version."
    try:
        from numpy.random import RandomState
    except ImportError as error:
        return Line(False, f"no random numbers without NumPy: {error!r}", advice)
    drawn = tuple(round(float(number), 8) for number in RandomState(3).randn(3))
    numbers = ", ".join(str(number) for number in drawn)
    return Line(drawn == SEED_3, f"seed 3 gives {numbers}, as in the lessons", advice)


def check_trainer() -> Line:
    """Do the explorers train with Numba, or with NumPy, which is slower but no fault?"""
    advice = "Open this notebook in its own folder, beside playground/ and init_utils.py."
    try:
        from playground.trainer.training import compiled, get_ready

        with warnings.catch_warnings(action="ignore"):  # the line below says it, too
            fast = compiled() is not None
        get_ready()
    except Exception as error:
        return Line(False, f"the explorers' trainer does not run: {error!r}", advice)
    if fast:
        return Line(True, "the explorers train with compiled code (Numba)", advice)
    slower = f'ten times slower; faster with: "{sys.executable}" -m pip install numba'
    return Line(True, f"the explorers train with NumPy, {slower}", advice)


def allows(wanted: str, found: str) -> bool:
    """Does the version `found` lie within the bounds `wanted`, such as ">=4.2,<5"?"""
    for sign, bound in re.findall(r"(>=|<)([\d.]+)", wanted):
        if (numbers(found) >= numbers(bound)) != (sign == ">="):
            return False
    return True


def numbers(version: str) -> list[int]:
    """4.2.1rc1 -> [4, 2, 1]: what comes after the release does not count."""
    return [int(part) for part in re.findall(r"[\d.]*\d", version)[0].split(".")]
