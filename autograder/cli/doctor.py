"""Checks what is installed and works: `python -m autograder doctor` in the course folder."""

import argparse
import importlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions, version
from pathlib import Path
from typing import NamedTuple

from autograder.course.pythons import anew

NEEDED = "grading"  # the extra that names what grading needs; other extras are asked for by name
REINSTALL = f"{sys.executable} -m pip install --force-reinstall --no-deps nbgrader"
MODULES = {  # imported under another name
    "pillow": "PIL",
    "scikit-learn": "sklearn",
    "pytest-xdist": "xdist",
    "ipython": "IPython",
    "beautifulsoup4": "bs4",
}
EXTENSIONS = {  # what `python -m <module> list` must show as enabled
    "jupyterlab.labextensions": ["@jupyter/nbgrader"],
    "jupyter_server.extension.serverextension": [
        "nbgrader.server_extensions.formgrader",
        "nbgrader.server_extensions.validate_assignment",
    ],
}
MARKS = {True: "[OK]", False: "[FAIL]", None: "[--]"}  # None: absent, and may be


class Check(NamedTuple):
    """Whether something is well, what was found, and what to do if it is not well."""

    ok: bool | None
    found: str
    advice: str


def check_packages(extras: Sequence[str] = ()) -> Iterator[Check]:
    """Is Python, and every package of these extras, here in a version that our metadata allows?"""
    try:
        from packaging.requirements import Requirement
        from packaging.specifiers import SpecifierSet
    except ImportError:
        advice = f"{sys.executable} -m pip install packaging"
        yield Check(False, "packaging is missing, so no version can be compared", advice)
        return
    project = distribution(packages_distributions()["autograder"][0])
    wanted, found = project.metadata["Requires-Python"], platform.python_version()
    advice = f"Use a Python that is {wanted}: {anew('python3.12')}"
    yield Check(found in SpecifierSet(wanted), f"Python {found}, wanted {wanted}", advice)
    bounds: dict[str, SpecifierSet] = {}  # several extras may name one package
    for one in map(Requirement, project.requires or []):
        if not one.marker or any(one.marker.evaluate({"extra": e}) for e in (NEEDED, *extras)):
            bounds[one.name] = bounds.get(one.name, SpecifierSet()) & one.specifier
    yield from map(check_package, bounds, bounds.values())


def check_package(name: str, bounds) -> Check:
    """Is one package here, in a version within its bounds, and can it be imported?"""
    advice = f'{sys.executable} -m pip install --force-reinstall "{name}{bounds}"'
    try:
        found = version(name)
        importlib.import_module(MODULES.get(name, name.replace("-", "_")))
    except PackageNotFoundError:
        return Check(False, f"{name} is missing, wanted {bounds}", advice)
    except Exception as error:
        return Check(False, f"{name} {found} cannot be imported: {error!r}", advice)
    return Check(found in bounds, f"{name} {found}, wanted {bounds}", advice)


def check_kernel() -> Check:
    """Does the Jupyter kernel python3 start, add, and belong to this environment?"""
    advice = f"Make it this environment's: {sys.executable} -m ipykernel install --sys-prefix"
    try:
        answer = ask_kernel("import sys; print(1 + 1, sys.prefix)")
    except Exception as error:
        return Check(False, f"the kernel python3 does not answer: {error!r}", advice)
    found = f"kernel python3 says '{answer}', wanted '2 {sys.prefix}'"
    return Check(answer == f"2 {sys.prefix}", found, advice)


def ask_kernel(code: str) -> str:
    """What a fresh kernel prints for `code`."""
    from jupyter_client.manager import run_kernel

    messages: list[dict] = []
    with run_kernel(kernel_name="python3", stderr=subprocess.DEVNULL) as client:
        client.execute_interactive(  # type: ignore[attr-defined]  # a BlockingKernelClient
            code, output_hook=messages.append, timeout=30
        )
    return "".join(message["content"].get("text", "") for message in messages).strip()


def check_extensions() -> Iterator[Check]:
    """Are nbgrader's buttons in JupyterLab, and the server's side of them, enabled?"""
    for module, names in EXTENSIONS.items():
        command = [sys.executable, "-m", module]
        listed = subprocess.run([*command, "list"], capture_output=True, text=True)
        lines = (listed.stdout + listed.stderr).splitlines()
        for name in names:
            ok = any(name in line and "enabled" in line for line in lines)
            known = any(name in line and "disabled" in line for line in lines)
            advice = " ".join([*command, "enable", name]) if known else REINSTALL
            yield Check(ok, f"{name} enabled: {ok}", advice)


def check_gradebook() -> Check:
    """Can nbgrader make a gradebook? It starts the program alembic by name for that."""
    advice = f"Install again: {anew('python3')}"
    # as autograder.protect does
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    try:
        from nbgrader.api import Gradebook

        with tempfile.TemporaryDirectory() as folder:
            Gradebook(f"sqlite:///{folder}/gradebook.db").close()
    except Exception as error:
        return Check(False, f"nbgrader cannot make a gradebook: {error!r}", advice)
    return Check(True, "nbgrader makes a gradebook", advice)


def check_folder(folder: Path) -> Iterator[Check]:
    """Is this the course folder, and may we write in it?"""
    for name in ("nbgrader_config.py", "source"):
        found = (folder / name).exists()
        yield Check(found, f"{name} in {folder}: {found}", "Go to the course folder.")
    writable = os.access(folder, os.W_OK)
    yield Check(writable, f"{folder} writable: {writable}", "Make the folder writable.")


def check_sandbox(folder: Path) -> Iterator[Check]:
    """Does students' code run in the sandbox, with the settings of this course?"""
    from traitlets import TraitError

    from autograder.course.course import CourseError, open_course
    from autograder.sandbox.bubblewrap import SandboxError
    from autograder.sandbox.inside import seccomp
    from autograder.sandbox.supervisor import Sandbox

    try:
        sandbox = Sandbox(config=open_course(folder).config)
    except (CourseError, TraitError) as error:
        yield Check(False, f"the course's settings cannot be read: {error}", "See above.")
        return
    if not sandbox.protected:
        advice = "Set c.Sandbox.protected = True in nbgrader_config.py before you grade a class."
        yield Check(False, "students' code would run UNPROTECTED, with your rights", advice)
        return
    try:
        with sandbox.kernel({}) as kernel:
            shown = kernel.run("import os; os.getuid()")["outputs"][0]["data"]["text/plain"]
    except (SandboxError, RuntimeError) as error:
        yield Check(False, "no sandbox for students' code", str(error))
        return
    finally:
        sandbox.stop()
    yield Check(True, f"students' code runs in a sandbox, as user {shown} of its own", "")
    yield check_counting()
    known, machine = " and ".join(seccomp.MACHINES), platform.machine()
    advice = f"Grade a class on one of {known}: here a student's code can use up more memory."
    found = f"a filter of system calls for {machine}: {seccomp.supported()}"
    yield Check(seccomp.supported() or None, found, advice)


def check_counting() -> Check:
    """Does the kernel count what a student's processes use, or /proc tell it?"""
    from autograder.sandbox import cgroup

    if cgroup.delegated():
        return Check(True, "the kernel counts its memory and CPU time (cgroup v2)", "")
    found = "its memory and CPU time are counted by what /proc tells, several times a second"
    own = "" if os.getuid() == 0 else "--user "
    command = f"systemd-run {own}--scope -p Delegate=yes python -m autograder doctor"
    return Check(None, found, f"Where systemd runs, the kernel can count them: {command}")


def check_python(folder: Path) -> Check:
    """Is the grader's Python as new as any that students have used?

    Students may use any Python from requires-python on, so what they handed in is asked.
    """
    here = platform.python_version()
    try:
        from autograder.course.course import CourseError, open_course
        from autograder.course.pythons import advice, finding, newer, tails

        directory = open_course(folder).directory
        submitted = Path(directory.root, directory.submitted_directory)
        found = newer(tails(submitted))
    except (ImportError, CourseError, OSError) as error:
        return Check(None, f"what was handed in cannot be read: {error}", "See above.")
    if found:
        return Check(None, finding(found), advice(found))
    return Check(True, f"nothing handed in comes from a newer Python than {here}", "")


def check_chromium() -> Check:
    """Is there a browser for the browser tests? Nothing else wants one, so it may be absent."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    return Check(bool(found) or None, f"chromium: {found}", "Browser tests: apt install chromium")


def examine(folder: Path, extras: Sequence[str]) -> Iterator[Check]:
    """All checks, each done when its turn comes."""
    yield from check_packages(extras)
    yield check_kernel()
    yield from check_extensions()
    yield check_gradebook()
    yield from check_folder(folder)
    yield from check_sandbox(folder)
    yield check_python(folder)
    yield check_chromium()


def main(argv: Sequence[str] | None = None) -> int:
    """Print one line per check, and what to do where it failed; 1 if anything failed, else 0."""
    parser = argparse.ArgumentParser(
        prog="python -m autograder doctor",
        description="Say what is installed here and works, and what to do about what does not.",
    )
    extras = "also the packages that pyproject.toml names for these: students, teachers, dev"
    parser.add_argument("--extras", nargs="+", default=[], metavar="NAME", help=extras)
    failures = 0
    for check in examine(Path.cwd(), parser.parse_args(argv).extras):
        failures += check.ok is False
        print(f"{MARKS[check.ok]:6} {check.found}")
        if not check.ok:
            print(f"       -> {check.advice}")
    print(f"{failures} failed." if failures else "All is well.")
    return int(failures > 0)
