"""No message has two full stops, a stop after a question mark, an empty place or "1 seconds"."""

import ast
import re
from collections.abc import Iterator

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_output

from autograder.feedback.words import ended_sentence
from autograder.pipeline.blame import why_it_stopped
from autograder.pipeline.errors import exception
from autograder.pipeline.names import Names
from autograder.pipeline.privacy import Lines
from autograder.pipeline.student_cells import ended
from autograder.pipeline.testcell import TestRunner
from autograder.sandbox.channel import GONE
from autograder.sandbox.inside.amounts import amount
from tools.course import ROOT

SLIP = re.compile(
    r"[?!;:,]\.(?!\.|\w|\*)|(?<!\.)\.\.(?!\.)|\b(got|found|is|has|returned|of|by) [.,](?!\w)|"
    r"(?<![\d.,])1 (seconds|points|values|submissions|students|notebooks|tests|different numbers)\b"
)
COUNTED = re.compile(
    r" (seconds|points|values|submissions|students|notebooks|tests|grades|answers|cells|keys)\b"
)
NEVER_ONE = {
    "autograder/cli/summary.py",  # seconds with a decimal
    "autograder/pipeline/sanitize.py",  # far too many cells
    "autograder/sandbox/inside/wire/decode.py",  # what is too many
    "autograder/sandbox/inside/wire/encode.py",
    "autograder/sandbox/inside/wire/lazy.py",
    "autograder/sandbox/system.py",  # a constant, in a module that imports nothing of ours
    "random/riddle1",  # the name of a network
}


def texts(source: str) -> Iterator[ast.Constant | ast.JoinedStr]:
    """The strings of a module that are no docstrings."""
    tree = ast.parse(source)
    nodes = list(ast.walk(tree))
    parts = {id(part) for one in nodes if isinstance(one, ast.JoinedStr) for part in one.values}
    parts |= {id(one.value) for one in nodes if isinstance(one, ast.Expr)}  # docstrings
    for node in nodes:
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if id(node) not in parts and (is_text or isinstance(node, ast.JoinedStr)):
            yield node


def modules() -> Iterator[tuple[str, str]]:
    """Everything that tells people something: modules, and the tests of the masters."""
    for folder in ("autograder", "diagnosis"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield str(path.relative_to(ROOT)), path.read_text()
    for path in sorted((ROOT / "source").glob("*/*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                yield f"{path.parent.name}/{cell.id}", cell.source


def without_values(node: ast.Constant | ast.JoinedStr) -> str:
    """The text, X for each value in it."""
    if isinstance(node, ast.Constant):
        return node.value
    return "".join(p.value if isinstance(p, ast.Constant) else "X" for p in node.values)


def test_no_text_has_a_slip_as_it_stands():
    found = [
        (name, node.lineno, text)
        for name, source in modules()
        for node in texts(source)
        if " " in (text := without_values(node)) and "\\" not in text and SLIP.search(text)
    ]
    assert found == []


def test_no_count_stands_before_a_plural_without_asking_whether_it_is_one():
    found = [
        (name, node.lineno, two.value)
        for name, source in modules()
        for node in texts(source)
        if isinstance(node, ast.JoinedStr) and name not in NEVER_ONE
        for one, two in zip(node.values, node.values[1:], strict=False)
        if isinstance(one, ast.FormattedValue)
        and isinstance(two, ast.Constant)
        and COUNTED.match(two.value)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("it ended", "it ended."),
        ("it ended.", "it ended."),
        ("did it end?", "did it end?"),
        ("it ended (why?)", "it ended (why?)"),
        ("it ended (line 3)", "it ended (line 3)."),
        ("it ended... ", "it ended..."),
        ("no way!", "no way!"),
    ],
)
def test_a_sentence_ends_once(text, ends):
    assert ended_sentence(text) == ends


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [
        (1, "second", "1 second"),
        (10, "second", "10 seconds"),
        (0, "answer", "0 answers"),
        (1.5, "second", "1.5 seconds"),
        (1, "process", "1 process"),
        (32, "process", "32 processes"),
        (20000, "cell", "20,000 cells"),
    ],
)
def test_an_amount_agrees_with_its_number(number, noun, said):
    assert amount(number, noun) == said


def slow(seconds: float, hidden: bool = False) -> str:
    """What a test says of a call that was stopped."""
    error = {"message": "stopped after 1 seconds. x?", "types": [], "slow": True, "place": None}
    return str(exception("f", error, hidden, Lines([]), {}, seconds))


def lost(why: str) -> str:
    """What a test says that found no process to ask."""
    meta = {"nbgrader": {"grade_id": "test_f", "points": 1, "grade": True, "solution": False}}
    cell = new_code_cell("f()", metadata=meta)
    master = nbformat.v4.new_notebook(cells=[new_code_cell("def f(): ..."), cell])
    solution = {"grade_id": "f", "grade": False, "solution": True}
    master.cells[0].metadata["nbgrader"] = solution
    [output] = TestRunner(Names(master)).run(cell, None, why)
    return output.evalue


def stopped(name: str, message: str) -> str:
    """What a test says of the cell that should have defined its function."""
    output = new_output("error", ename=name, evalue=message, traceback=["", "line 1: x = "])
    return why_it_stopped(new_code_cell("x = ", outputs=[output])) or ""


@pytest.mark.parametrize(
    ("said", "part"),
    [
        (slow(10), "f was stopped after 10 seconds, all that the calls of one test may take"),
        (slow(1), "stopped after 1 second,"),
        (slow(10, hidden=True), "stopped after 10 seconds"),
        (lost(GONE), "did it exit, crash or kill itself?"),
        (lost(slow(10)), "works on far more than it needs?"),
        (lost("it used more than 1 second of CPU time"), "CPU time."),
        (ended(GONE).evalue, "kill itself?"),
        (ended("it used up its memory").evalue, "memory."),
        (stopped("ValueError", "Is it so?"), "It ended in ValueError: Is it so? (line 1: x =)."),
    ],
)
def test_what_is_put_together_has_no_slip(said, part):
    assert part in said
    assert not SLIP.search(said), said
