"""Makes what a test cell printed fair to score: nbgrader reads the score off the outputs."""

import math
import re
from textwrap import fill

from nbformat import NotebookNode
from nbgrader.utils import is_grade

MESSAGE_WIDTH = 90  # columns that a feedback page shows without scrolling
# How NumPy 2 shows a scalar: np.float64(0.5), np.True_. nbgrader reads neither as a number.
NUMPY_SCALAR = re.compile(r"^np\.(?:\w+\((?P<number>.*)\)|(?P<truth>True|False)_)$")


def fair_outputs(cell: NotebookNode) -> list[tuple[str, float]]:
    """Make a test cell's outputs fair; returns what was read differently: (text, score)."""
    changed: list[tuple[str, float]] = []
    if cell.cell_type != "code" or not is_grade(cell):
        return changed
    points = float(cell.metadata.nbgrader.points)
    for output in cell.outputs:
        if output.output_type == "stream":
            output.name = "stdout"
        elif output.output_type == "error":
            output.traceback = wrap(f"{output.ename}: {output.evalue}")
        elif output.output_type == "execute_result":
            text = output.data.get("text/plain", "")
            score = read_score(text, points)
            output.data["text/plain"] = (text or "(a picture)") if score is None else str(score)
            if score is not None and str(score) != text:
                changed.append((text, score))
    return changed


def wrap(text: str) -> list[str]:
    """The text in lines that fit a page; its own line breaks stay."""
    return [fill(line, MESSAGE_WIDTH) for line in text.splitlines()]


def read_score(text: str, points: float) -> float | None:
    """The score that `text`, a cell's last value, stands for: 0 to `points`; None if it is none.

    True and False are all and nothing, NaN is nothing, and what lies outside is moved to the
    nearer end. Text that is no number was merely shown: the test passed.
    """
    if match := NUMPY_SCALAR.match(text):
        text = match["number"] or match["truth"]
    if text in ("True", "False"):
        return points if text == "True" else 0.0
    try:
        score = float(text)
    except ValueError:
        return None
    return 0.0 if math.isnan(score) else min(max(score, 0.0), points)
