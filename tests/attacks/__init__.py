"""Attacks on the grading: one module a family, each attack a submission and a sentence.

An attacker hands in the released notebook with little or nothing solved, and with the attack. Text
such as $port in its code is replaced by what a well informed attacker would know: see `Outside`.
"""

import importlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from string import Template
from textwrap import indent

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from autograder.pipeline.submission import Assignment, Submission
from tools.course import ROOT, solutions

FAMILIES = "forging channel notebooks reading escaping exhausting dying lingering injecting".split()
# What attackers try to leave is called so; another process of tests may do so at the same time.
MARK = f"attacker-{os.getpid()}-was-here"
CANARY = "CANARY"  # stands in every secret that lies outside the sandbox
HIDDEN_INPUTS = ["8, 5, 9, 6, 3, 4", "31337"]  # what hidden tests of `he` and `tiny` ask for


@dataclass(frozen=True)
class Attack:
    """One submission. It must earn `earns`, neither more nor less, and do no harm."""

    name: str
    tries: str  # what it tries, in a sentence
    first: str = ""  # a cell before all others
    answers: Mapping[str, str] = field(default_factory=dict)  # cell id -> its source
    last: str = ""  # a cell after all others
    change: Callable[[dict], object] | None = None  # what is done to the notebook's JSON
    files: Mapping[str, bytes] = field(default_factory=dict)  # handed in beside the notebook
    student: str = ""
    assignment: str = "he"
    earns: float = 0  # for what is honestly right in it
    says: str = ""  # what the report must say: the name of a limit, say
    tight: bool = False  # graded with limits that are reached quickly
    stock: float | None = None  # points that nbgrader alone gave for it, where we tried


def attacks() -> list[Attack]:
    """The whole corpus, family after family."""
    modules = [importlib.import_module(f"tests.attacks.{family}") for family in FAMILIES]
    return [attack for module in modules for attack in module.ATTACKS]


def he(body: str, before: str = "") -> dict[str, str]:
    """The graded function of He, with this body; `before` stands above it in the cell."""
    return {"initialize_parameters_he": function("initialize_parameters_he", body, before)}


def double(body: str, before: str = "") -> dict[str, str]:
    """The graded function of the assignment `tiny`."""
    return {"double": function("double", body, before)}


def function(name: str, body: str, before: str) -> str:
    head = "import numpy as np\n" + before.strip()
    return f"{head}\n\n\ndef {name}(x):\n" + indent(body.strip() + "\n", "    ")


RIGHT = solutions("he")  # all of it: 15 points
OTHER_SEED = he("""
rng, p = np.random.RandomState(7), {}
for l in range(1, len(x)):
    p[f"W{l}"] = rng.randn(x[l], x[l - 1]) * np.sqrt(2 / x[l - 1])
    p[f"b{l}"] = np.zeros((x[l], 1))
return p
""")  # right but for the numbers: 2 points of 4


def tiny() -> NotebookNode:
    """A master that is graded in no time: double(x), partial credit, an answer; 6 points."""
    test = {"grade": True, "locked": True}
    return new_notebook(
        cells=[
            code("double", "def double(x):\n    return 2 * x", solution=True),
            code("test_double", DOUBLE, points=2, **test),
            code("test_many", MANY, points=1, **test),
            code("test_partial", PARTIAL, points=1, **test),
            code("answer", 'answer = "b"', solution=True),
            code("test_answer", "assert str(answer) == 'b', f'not {answer!r}'", points=2, **test),
        ]
    )  # fmt: skip


DOUBLE = """
### BEGIN HIDDEN TESTS
assert double(31337) == 62674
### END HIDDEN TESTS
assert double(3) == 6, f"double(3) is {double(3)}"
"""
PARTIAL = "from colorsys import rgb_to_yiq\nrgb_to_yiq(*[double(x) == 2 * x for x in (7, 8, 9)])[0]"
MANY = "for x, y in zip((1, 2, 3), map(double, (1, 2, 3))):\n    assert y == 2 * x"


def code(name: str, source: str, **meta: object) -> NotebookNode:
    """A code cell that nbgrader knows."""
    kinds = {"grade": False, "solution": False, "locked": False, "task": False}
    known = kinds | {"grade_id": name, "schema_version": 3} | meta
    return new_code_cell(source, metadata={"nbgrader": known}, id=name)


def assignment(name: str, limits: dict) -> Assignment:
    """`he` as it lies in source/, or `tiny`."""
    if name == "tiny":
        return Assignment(name, {name: json.dumps(tiny())}, {}, {"Sandbox": limits})
    master = (ROOT / f"source/{name}/{name}.ipynb").read_text(encoding="utf-8")
    files = {"init_utils.py": (ROOT / "init_utils.py").read_bytes()}
    return Assignment(name, {name: master}, files, {"Sandbox": limits})


def released(name: str) -> dict:
    """The notebook that students are given, as JSON."""
    if name == "tiny":
        notebook = tiny()
        for cell in notebook.cells:
            if cell.metadata.nbgrader.solution:
                cell.source = "raise NotImplementedError"
        return json.loads(json.dumps(notebook))
    return json.loads((ROOT / f"release/{name}/{name}.ipynb").read_text(encoding="utf-8"))


def handed_in(attack: Attack, known: Mapping[str, str]) -> object:
    """The notebook of an attack, as JSON; `known` is what the attacker knows."""
    notebook = released(attack.assignment)
    cells = notebook["cells"]
    for cell in cells:
        if cell["id"] in attack.answers:
            cell["source"] = filled(attack.answers[cell["id"]], known)
    for source, place in [(attack.first, 0), (attack.last, len(cells) + bool(attack.first))]:
        if source:
            cells.insert(place, dict(new_code_cell(filled(source, known))))
    changed = attack.change(notebook) if attack.change else None
    return notebook if changed is None else changed


def filled(source: str, known: Mapping[str, str]) -> str:
    return Template(source).safe_substitute(known)


def submission(attack: Attack, known: Mapping[str, str]) -> Submission:
    """What the attacker hands in, by value."""
    notebook = handed_in(attack, known)
    text = notebook if isinstance(notebook, str) else json.dumps(notebook)
    student = attack.student or attack.name
    return Submission(student, {attack.assignment: text}, dict(attack.files))
