"""What a cell is to nbgrader (a test, an answer, a task ...), read from its metadata.

These functions are nbgrader's own (tests/grader/test_contract.py compares them), written anew
because importing nbgrader would make the start of the judges two thirds longer.
"""

import hashlib
from typing import Any

from nbformat import NotebookNode, from_dict

NO_RESPONSE = "No response."  # nbgrader's comment on an answer that is as it was handed out


def make_output(kind: str, **parts: Any) -> NotebookNode:
    """An output of this kind; nbformat's new_output would validate it, for a millisecond each."""
    return from_dict({"output_type": kind, **parts})


def noted(cell: NotebookNode, what: str) -> bool:
    """Is this flag set in the cell's nbgrader metadata?"""
    return bool(cell["metadata"].get("nbgrader", {}).get(what, False))


def is_task(cell: NotebookNode) -> bool:
    """Is this a task, which only a person grades?"""
    return noted(cell, "task")


def is_grade(cell: NotebookNode) -> bool:
    """Does the cell earn points?"""
    return noted(cell, "grade")


def is_solution(cell: NotebookNode) -> bool:
    """Does the cell take an answer?"""
    return noted(cell, "solution")


def is_locked(cell: NotebookNode) -> bool:
    """Is the cell always the master's?"""
    return not is_solution(cell) and (is_grade(cell) or noted(cell, "locked"))


def is_test(cell: NotebookNode) -> bool:
    """Is this a cell of autograder tests?"""
    return cell.cell_type == "code" and is_grade(cell) and not is_solution(cell)


def compute_checksum(cell: NotebookNode) -> str:
    """nbgrader's checksum of a cell's source, kind, name and points."""
    parts = [cell.source, cell.cell_type]
    parts += [str(of(cell)) for of in (is_grade, is_solution, is_locked)]
    parts.append(cell.metadata.nbgrader["grade_id"])
    if is_grade(cell):
        parts.append(str(float(cell.metadata.nbgrader["points"])))
    return hashlib.md5("".join(parts).encode()).hexdigest()


def is_untouched(cell: NotebookNode) -> bool:
    """Is this an answer as it was handed out?"""
    checksum = cell.metadata.get("nbgrader", {}).get("checksum")
    return checksum is not None and checksum == compute_checksum(cell)


def determine_grade(cell: NotebookNode) -> tuple[float | None, float]:
    """(score, points) of a graded cell; the score is None where a person has to look.

    An error, or text on stderr, is no points; a last value that is a number is the score; anything
    else is all points. The number lies between 0 and the points: `score.fair_outputs` saw to it.
    """
    points = float(cell.metadata.nbgrader["points"])
    if is_solution(cell):
        return (0 if is_untouched(cell) else None), points
    if cell.cell_type != "code":
        return None, points
    for output in cell.outputs:
        if output.output_type == "error" or output.get("name") == "stderr":
            return 0, points
        if output.output_type == "execute_result":
            try:
                return float(output.data["text/plain"]), points
            except ValueError:
                break
    return points, points
