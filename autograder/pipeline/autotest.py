"""Tests that nbgrader generates: a master's `### AUTOTEST` lines as the checks they stand for."""

import contextlib
import re
from pathlib import Path

from nbformat import NotebookNode
from traitlets.config import Config

from autograder.cells import is_grade

AUTOTEST = re.compile(r"^\s*#.*\bAUTOTEST\b", re.MULTILINE)  # at nbgrader's default delimiter


class AutotestError(ValueError):
    """The tests could not be generated; the message says what to do."""


def has_autotests(cell: NotebookNode) -> bool:
    """Is this a test cell that nbgrader has yet to generate checks for?"""
    return cell.cell_type == "code" and is_grade(cell) and bool(AUTOTEST.search(cell.source))


def with_generated_tests(
    master: NotebookNode, folder: Path, root: Path, config: Config
) -> NotebookNode:
    """The master with the checks that `nbgrader generate_assignment` makes of its AUTOTEST lines.

    nbgrader runs the master in a Jupyter kernel for them, in `folder`; autotests.yml lies there or
    in the course's `root`. Raises AutotestError.
    """
    if not any(map(has_autotests, master.cells)):
        return master
    from autograder.upstream.nbgrader import generated_tests  # slow, and judges do not need it

    try:
        with contextlib.chdir(root):
            return generated_tests(master, folder, config)
    except Exception as error:  # whatever a master's code raises
        raise AutotestError(
            f"The tests that {folder} asks for with AUTOTEST could not be generated: {error!r}. "
            f"See what is wrong with: nbgrader generate_assignment {folder.name} --force"
        ) from error
