"""Makes what a test cell printed fair to score: nbgrader reads the score off the outputs."""

import math
import re
from textwrap import fill

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade

MESSAGE_WIDTH = 90  # columns that a feedback page shows without scrolling
# How NumPy 2 shows a scalar: np.float64(0.5), np.True_. nbgrader reads neither as a number.
NUMPY_SCALAR = re.compile(r"^np\.(?:\w+\((?P<number>.*)\)|(?P<truth>True|False)_)$")


class FairOutputs(NbGraderPreprocessor):
    """Stands between Execute and SaveAutoGrades.

    nbgrader gives 0 for any text on stderr, full points for a score that it cannot read, and
    loses the whole submission over a score above the maximum. After this step stderr costs
    nothing and a last value that is a score is a plain number between 0 and the cell's points. An
    error's message stands alone, in lines that fit a page: where in the test it was raised helps
    nobody who reads the feedback, and would show hidden tests.
    """

    def preprocess_cell(
        self, cell: NotebookNode, resources: ResourcesDict, cell_index: int
    ) -> tuple[NotebookNode, ResourcesDict]:
        for text, score in fair_outputs(cell):
            name, points = cell.metadata.nbgrader.grade_id, cell.metadata.nbgrader.points
            self.log.warning("%s returned %s, scored as %s of %s", name, text, score, points)
        return cell, resources


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
