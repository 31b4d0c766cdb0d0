"""Makes a test cell's outputs fit for scoring: nbgrader reads the score from them."""

import ast
import math
import numbers
import re
from decimal import Decimal
from textwrap import fill
from typing import Any

import numpy as np
from nbformat import NotebookNode

from autograder.cells import is_grade, make_output
from autograder.feedback.words import NOT_JUDGED, ended_sentence
from autograder.pipeline.opaque import Opaque

MESSAGE_WIDTH = 90  # columns that a feedback page shows without scrolling
LONGEST = 20_000  # characters of a value that are shown
# How numbers are shown: np.float64(0.5), np.True_, array([0.5]), Fraction(1, 2), Decimal('0.5').
NUMPY_SCALAR = re.compile(r"np\.(?:\w+\((?P<number>.*)\)|(?P<truth>True|False)_)")
ONE_IN_ARRAY = re.compile(r"(?:array|matrix)\(\[*([^\[\],()]+)\]*(?:, dtype=[\w.<>']+)?\)")
FRACTION = re.compile(r"Fraction\((-?\d{1,300}), (\d{1,300})\)")
DECIMAL = re.compile(r"Decimal\('([^']+)'\)")
ARRAY = re.compile(r"(?:array|matrix)\(\s*(\[.*\])(?:,\s*dtype=[^()]+)?\)", re.DOTALL)
NO_SCORE = (
    "the test's last value is {kind}, which is no score. A score is one number; a last line that"
    " only shows something ends with a semicolon"
)


class NotAScore(ValueError):
    """A test's last value is made of numbers but is no number: nobody knows what it is worth."""


def last_value(value: Any, points: float) -> list[NotebookNode]:
    """A test's last value as an output that nbgrader scores as what it is worth.

    None is no output: full marks. A real number is the score. Anything else was merely shown, and
    the test has passed; but what is made of numbers may have been meant as a score: NotAScore.
    """
    if value is None:
        return []
    score = score_of(value)
    if score is None:
        if issubclass(type(value), Opaque):
            raise NotAScore(NO_SCORE.format(kind="a value that may not leave your process"))
        if is_made_of_numbers(value):
            raise NotAScore(NO_SCORE.format(kind=f"a {type(value).__name__} of numbers"))
        text = repr(value)
        text = text if len(text) <= LONGEST else f"{text[:LONGEST]} (and more)"
        text = f"({text})" if read_score(text, points) is not None else text
    else:
        text = str(within(score, points))
    return [
        make_output("execute_result", data={"text/plain": text}, metadata={}, execution_count=None)
    ]


def score_of(value: Any) -> float | bool | None:
    """The number that a value is: also a truth value, a fraction, an array of one; else None."""
    if isinstance(value, np.ndarray | np.generic) and value.size == 1:
        value = value.item()  # also of an array of one number
    if type(value).__module__.startswith("pandas"):
        return None
    if isinstance(value, bool):
        return value
    try:
        return float(value) if isinstance(value, numbers.Real | Decimal) else None
    except OverflowError:  # a whole number beyond all floats
        return math.inf if value > 0 else -math.inf


def within(score: float | bool, points: float) -> float:
    """The score between 0 and the points: True is all of them, False and NaN are none."""
    if isinstance(score, bool):
        return points if score else 0.0
    return 0.0 if math.isnan(score) else min(max(score, 0.0), points)


def is_made_of_numbers(value: Any, depth: int = 0) -> bool:
    """Is this text that is a number, or a container or an array of numbers only?"""
    if isinstance(value, str):
        return is_number(value)
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "biufc"
    if isinstance(value, complex | np.complexfloating):
        return True
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list | tuple | set | frozenset) or depth > 10:
        return False
    return bool(value) and all(
        score_of(one) is not None or is_made_of_numbers(one, depth + 1) for one in value
    )


def is_number(text: str) -> bool:
    """Can this text be read as a number?"""
    try:
        float(text)
    except ValueError:
        return False
    return True


def fair_outputs(cell: NotebookNode) -> None:
    """Make a test cell's outputs fit for scoring."""
    if cell.cell_type != "code" or not is_grade(cell):
        return
    points = float(cell.metadata.nbgrader.points)
    for number, output in enumerate(cell.outputs):
        if output.output_type == "stream":
            output.name = "stdout"
        elif output.output_type == "error":
            output.traceback = wrap(f"{output.ename}: {output.evalue}")
        elif output.output_type == "execute_result":
            text = output.data.get("text/plain", "")
            score = read_score(text, points)
            if score is None and looks_like_numbers(text):
                cell.outputs[number] = no_score(text)
                continue
            output.data["text/plain"] = (text or "(a picture)") if score is None else str(score)


def no_score(text: str) -> NotebookNode:
    """The output of a test that ran in the student's process and ended in what is no score."""
    message = ended_sentence(
        f"Your teacher will look at this test: {NO_SCORE.format(kind=text[:100])}"
    )
    return make_output(
        "error", ename=NOT_JUDGED, evalue=message, traceback=wrap(f"{NOT_JUDGED}: {message}")
    )


def wrap(text: str) -> list[str]:
    """The text in lines that fit a page; its own line breaks stay."""
    return [fill(line, MESSAGE_WIDTH) for line in text.splitlines()]


def read_score(text: str, points: float) -> float | None:
    """The score that `text`, a cell's last value as shown, stands for: 0 to `points`, or None.

    True and False are all and nothing, NaN is nothing, and what lies outside is moved to the
    nearer end. Text that is no number was merely shown: the test passed.
    """
    if match := ONE_IN_ARRAY.fullmatch(text):
        text = match[1].strip()
    elif match := NUMPY_SCALAR.fullmatch(text):
        text = match["number"] or match["truth"]
    elif match := DECIMAL.fullmatch(text):
        text = match[1]
    elif (match := FRACTION.fullmatch(text)) and int(match[2]):
        text = str(int(match[1]) / int(match[2]))
    if text in ("True", "False"):
        return within(text == "True", points)
    try:
        return within(float(text), points)
    except ValueError:
        return None


def looks_like_numbers(text: str) -> bool:
    """Is this how Python or NumPy shows a container of numbers, or text that is a number?"""
    if match := ARRAY.fullmatch(text.strip()):
        text = match[1]
    if len(text) > LONGEST or not text.startswith(("[", "(", "{", "'", '"')):
        return False
    try:
        return is_made_of_numbers(ast.literal_eval(" ".join(text.split())))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return False
