"""An answer whose cell did not run: its tests name that error, not the one that follows."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from autograder.pipeline.blame import blame

TEST = {"nbgrader": {"grade_id": "test_f", "grade": True, "locked": True, "points": 1}}


def error(name: str, message: str, *lines: str):
    return new_output("error", ename=name, evalue=message, traceback=[f"{name}: {message}", *lines])


def said(source: str, outputs: list, *more: object) -> str:
    """What the test says, which misses the name f."""
    test = new_code_cell("f()", metadata=TEST)
    test.outputs = [error("NameError", "name 'f' is not defined")]
    notebook = new_notebook(cells=[new_code_cell(source, outputs=outputs), *more, test])
    blame(notebook)
    return test.outputs[0].evalue


def test_the_reason_is_the_error_of_the_cell_with_its_line():
    broken = error("SyntaxError", "'(' was never closed", "  line 2: return (x")
    found = said("def f(x):\n    return (x", [broken])
    assert found.startswith("f is not defined, because its cell did not run.")
    assert "SyntaxError: '(' was never closed (line 2: return (x)" in found


@pytest.mark.parametrize(
    ("message", "line", "meaning"),
    [("invalid decimal literal", "d = 3x * y", "A product needs a *"),
     ("invalid syntax", "d = |a - b| / 2", "write abs( )"),
     ("invalid syntax", "d = a b", "something is missing"),
     ("expected an indented block after 'for' statement", "x = 1", "further to the right"),
     ("expected ':'", "for i in range(3)", "a colon is missing")],
)  # fmt: skip
def test_a_syntax_error_is_said_in_plain_words(message, line, meaning):
    found = said(
        "def f():\n  ?",
        [error("SyntaxError", f"{message} (<ipython-input-4-bc3c>, line 2)", f"  line 2: {line}")],
    )
    assert f"SyntaxError: {message} (line 2: {line}). That is: " in found
    assert meaning in found and "ipython-input" not in found


@pytest.mark.parametrize("line", ["f = c", "f = (c)", "f = [c]"])
def test_a_letter_without_quotation_marks_is_told_of_them(line):
    found = said(line, [error("NameError", "name 'c' is not defined", f"  line 1: {line}")])
    assert f"NameError: name 'c' is not defined (line 1: {line}). That is: " in found
    assert "quotation marks" in found


def test_a_name_in_a_calculation_is_not_told_of_quotation_marks():
    broken = error("NameError", "name 'c' is not defined", "  line 1: f = 2 * c")
    assert "quotation" not in said("f = 2 * c", [broken])


def test_a_missing_module_is_named():
    found = said(
        "import seaborn\ndef f(): pass", [error("ModuleNotFoundError", "No module named 's'")]
    )
    assert "ModuleNotFoundError: No module named 's'." in found


@pytest.mark.parametrize(
    "source",
    ["def f[T](x: T) -> T:\n    return x", "type X = int\ndef f(): pass",
     "def f(d):\n    return f'{d['a']}'", "def f():\n    return t'hi'",
     "def f():\n    try: pass\n    except KeyError, ValueError: pass"],
)  # fmt: skip
def test_the_syntax_of_a_newer_python_is_recognised(source, monkeypatch):
    monkeypatch.setattr("autograder.pipeline.blame.HERE", (3, 11))
    found = said(source, [error("SyntaxError", "invalid syntax.")])
    assert "invalid syntax. This looks like the syntax of a newer Python" in found
    assert found.endswith("grading runs on Python 3.11.")


@pytest.mark.parametrize(
    "line",
    ["print(f\"{x\")", "print(f\"{x\", {x})", "print('I can't\")", "print(\"at time t\" x)",
     "try: pass\nexcept ValueError, e: pass", "type = 3 x"],
)  # fmt: skip
def test_a_beginners_slip_is_not_taken_for_it(line, monkeypatch):
    monkeypatch.setattr("autograder.pipeline.blame.HERE", (3, 11))
    assert "newer" not in said(f"{line}\ndef f(): pass", [error("SyntaxError", "invalid syntax")])


def test_what_this_python_understands_is_not_called_newer(monkeypatch):
    monkeypatch.setattr("autograder.pipeline.blame.HERE", (3, 12))
    assert "newer" not in said("type X = = int\ndef f(): pass", [error("SyntaxError", "invalid")])


def test_a_name_that_nobody_was_to_define_keeps_its_error():
    assert said("g = 1", []) == "name 'f' is not defined"


def test_a_later_cell_that_ran_clears_the_earlier_one():
    broken = error("SyntaxError", "invalid syntax")
    again = new_code_cell("def f(): pass", outputs=[])
    assert said("def f(:", [broken], again) == "name 'f' is not defined"
