"""Grades one submission by value: everything it needs comes in, everything it found goes out."""

import json
import time
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import nbformat.v4
from nbformat import NotebookNode
from traitlets.config import Config

from autograder.pipeline.execute import Execute, Report, execute, inside_of, is_test
from autograder.pipeline.restore import restore
from autograder.pipeline.sanitize import plain_notebook, plain_outputs
from autograder.pipeline.score import fair_outputs
from autograder.pipeline.testcell import Names
from autograder.sandbox.supervisor import ParentLost, Sandbox

MOST_CELLS = 20_000  # of a notebook: each takes the grader a millisecond and some kilobytes


@dataclass(frozen=True)
class Assignment:
    """What the teacher brings: the same for every student of an assignment."""

    name: str
    masters: dict[str, str]  # notebook name -> the master from source/, as JSON, with checksums
    files: dict[str, bytes]  # path below the assignment's folder -> helper files from source/
    settings: dict  # the loaded nbgrader_config.py, as a plain dictionary


@dataclass(frozen=True)
class Submission:
    """What a student handed in."""

    student: str
    notebooks: dict[str, str]  # notebook name -> what was handed in, as JSON (perhaps broken)
    files: dict[str, bytes]  # path below the folder -> other files; the assignment's own win


@dataclass(frozen=True)
class Graded:
    """What came out: notebooks ready for autograded/, whose outputs hold the scores."""

    student: str
    notebooks: dict[str, str] = field(default_factory=dict)  # notebook name -> executed, as JSON
    limits: list[str] = field(default_factory=list)  # a sentence for each limit that was hit
    inside: list[str] = field(default_factory=list)  # test cells that ran in the student's kernel
    not_judged: list[str] = field(default_factory=list)  # test cells that need a teacher's look
    problem: str | None = None  # why this submission could not be graded, for the teacher
    seconds: float = 0.0


class NotGradable(ValueError):
    """What a student handed in cannot be graded; the message is for the teacher."""


def grade(assignment: Assignment, submission: Submission) -> Graded:
    """Restore, run and judge one submission; never raises for what a student did.

    Raises SandboxError where no sandbox can be had: no submission can be graded then.
    """
    start = time.monotonic()
    try:
        try:
            graded = grade_notebooks(assignment, submission)
        except ParentLost:  # killed from outside, by a system short of memory perhaps
            graded = grade_notebooks(assignment, submission)
    except NotGradable as error:
        graded = Graded(submission.student, problem=str(error))
    return replace(graded, seconds=time.monotonic() - start)


def grade_notebooks(assignment: Assignment, submission: Submission) -> Graded:
    """Grade each notebook of a submission; raises NotGradable, SandboxError."""
    config = Config(assignment.settings)
    sandbox = Sandbox.of(config)
    inside = Execute(config=config).inside
    files = merged(assignment.files, submission.files)
    graded = Graded(submission.student)
    for name, text in submission.notebooks.items():
        master, names = prepared(assignment.masters[name])
        try:
            nb = plain_notebook(read_cells(text), master)
        except (ValueError, RecursionError) as error:
            raise NotGradable(f"{name}.ipynb is no notebook that can be read: {error}") from None
        restore(nb, master)
        chosen = inside_of(inside, assignment.name, name)
        place = f"{assignment.name}/{name}"
        report = execute(nb, names, assignment.files, sandbox, chosen, files, place)
        finish(nb, report)
        graded.notebooks[name] = nbformat.v4.writes(nb)  # valid: we have made it ourselves
        graded.limits.extend(report.limits)
        graded.inside.extend(report.inside)
        graded.not_judged.extend(f"{name}/{test}" for test in report.not_judged)
    return graded


@lru_cache(maxsize=20)
def prepared(master: str) -> tuple[NotebookNode, Names]:
    """A master, and what it defines for its tests: the same for every student."""
    notebook = nbformat.reads(master, as_version=4)
    return notebook, Names(notebook, is_test)


def read_cells(text: str) -> object:
    """The content of a notebook; raises ValueError, for more cells than anyone writes too."""
    content = json.loads(text)
    cells = content.get("cells") if isinstance(content, dict) else None
    if isinstance(cells, list) and len(cells) > MOST_CELLS:
        raise ValueError(f"it has {len(cells):,} cells, and at most {MOST_CELLS:,} are read")
    return content


def merged(files: dict[str, bytes], students_files: dict[str, bytes]) -> dict[str, bytes]:
    """The assignment's files, and those of the student's that do not stand in their way."""
    taken = {place for path in files for place in (path, *map(str, Path(path).parents))}
    own = {
        path: content
        for path, content in students_files.items()
        if path not in taken and not files.keys() & set(map(str, Path(path).parents))
    }
    return own | files


def finish(nb: NotebookNode, report: Report) -> None:
    """Make all outputs plain and fair to score, and note in the notebook what happened."""
    for cell in nb.cells:
        plain_outputs(cell)
        fair_outputs(cell)
    nb.metadata.autograder = {
        "limits": report.limits, "inside": report.inside, "not_judged": report.not_judged
    }  # fmt: skip
