"""Grades one submission, in its judge: sanitize, run, test, score. Every caller takes this road."""

import json
from contextlib import suppress
from dataclasses import asdict
from functools import lru_cache

import nbformat
from nbformat import NotebookNode
from traitlets.config import Config

from autograder.cells import is_test
from autograder.feedback.hidden import hiding_words
from autograder.feedback.plain import plain_outputs
from autograder.feedback.questions import Question, note_questions, questions
from autograder.feedback.words import ended_sentence, is_not_judged
from autograder.pipeline import privacy
from autograder.pipeline.blame import blame
from autograder.pipeline.bytecode import with_bytecode
from autograder.pipeline.execute import execute
from autograder.pipeline.extra import Extras
from autograder.pipeline.marks import marks_of
from autograder.pipeline.sanitize import NoAnswers, NotANotebook, sanitize
from autograder.pipeline.score import fair_outputs
from autograder.pipeline.student_cells import inside_of
from autograder.pipeline.submission import Assignment, Graded, Submission, beside_notebook
from autograder.pipeline.testcell import Names, compile_beforehand
from autograder.sandbox.supervisor import Session


def grade(assignment: Assignment, submission: Submission, session: Session) -> Graded:
    """What became of a submission; never raises for what a student did.

    Raises SandboxError where no sandbox can be had: no submission can be graded then.
    """
    graded = Graded(submission.student)
    students = with_bytecode(beside_notebook(assignment, submission), assignment.files)
    files = with_bytecode(assignment.files, assignment.files)
    config = Config(assignment.settings)
    chosen, words = config.Execute.get("inside", []), hiding_words(config)
    written = config.Execute.get("files", [])
    for name, text in submission.notebooks.items():
        master, names, asked = prepared(assignment.masters[name])
        try:
            nb = sanitize(text, master, words)
        except NotANotebook as error:
            problem = ended_sentence(f"{name}.ipynb is no notebook that can be read: {error}")
            return Graded(submission.student, problem=problem)
        except NoAnswers as error:
            problem = f"{name}.ipynb: {error}.{looks_like(error.defined, assignment.others)}"
            return Graded(submission.student, problem=problem)
        extras = Extras(assignment, submission, name)
        nb = extras.run("sanitized", nb)
        inside = inside_of(chosen, assignment.name, name)
        place = f"{assignment.name}/{name}"
        report = execute(nb, names, files, session, inside, students, place, words, written)
        for cell in nb.cells:
            plain_outputs(cell)
        blame(nb)
        note_questions(nb, asked)
        nb = extras.run("executed", nb)
        for cell in nb.cells:
            fair_outputs(cell)
        tests = [cell for cell in nb.cells if is_test(cell)]
        waiting = [cell.metadata.nbgrader.grade_id for cell in tests if is_not_judged(cell)]
        noted = {"not_judged": waiting, "digest": submission.digest}
        nb.metadata.autograder = asdict(report) | noted
        graded.marks[name] = marks_of(nb, words)
        # Valid, for we have made it ourselves; nbformat's own way takes ten times as long.
        graded.notebooks[name] = json.dumps(nb, ensure_ascii=False)
        graded.limits.extend(report.limits)
        graded.inside.extend(report.inside)
        graded.not_judged.extend(f"{place}/{test}" for test in waiting)
    return graded


def prepare(assignment: Assignment) -> None:
    """Read the masters and compile their tests before judges are forked, once for all of them."""
    words = hiding_words(Config(assignment.settings))
    privacy.folders(), privacy.patterns(), with_bytecode({}, assignment.files)
    with suppress(Exception):  # each judge reports what is wrong with a master
        for text in assignment.masters.values():
            master, names, _ = prepared(text)
            for cell in filter(is_test, master.cells):
                compile_beforehand(cell, names, words)


@lru_cache(maxsize=20)
def prepared(master: str) -> tuple[NotebookNode, Names, dict[str, Question]]:
    """A master, what it defines for its tests and what it asks: the same for every student."""
    notebook = nbformat.reads(master, as_version=4)
    return notebook, Names(notebook), dict(questions(notebook))


def looks_like(defined: set[str], others: dict[str, list[str]]) -> str:
    """Which other assignment a notebook belongs to, in words; "" if to none that we know."""
    shares = {name: len(defined & set(answers)) for name, answers in others.items()}
    name = max(shares, key=lambda name: shares[name], default=None)
    return f" This looks like `{name}`." if name is not None and shares[name] else ""
