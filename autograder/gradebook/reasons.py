"""Why points were lost, a line for each test cell, as a comment on the solution that it judges."""

from nbformat import NotebookNode

from autograder.cells import determine_grade, is_grade, is_solution
from autograder.feedback.hidden import BEGIN, END, has_hidden
from autograder.feedback.plain import ANSI
from autograder.feedback.words import is_not_judged, number, reason

LENGTH = 500  # characters of a reason: a sentence or two, not a page


def lost_points(nb: NotebookNode, begin: str = BEGIN, end: str = END) -> dict[str, list[str]]:
    """By solution cell, `<test>: <score>/<points> <reason>` for each test that lost points.

    A test judges the nearest solution before it, or else the first one after it. `begin` and
    `end` are the words around hidden tests.
    """
    solutions = [cell for cell in nb.cells if cell.cell_type == "code" and is_solution(cell)]
    judged = solutions[0] if solutions else None
    found: dict[str, list[str]] = {}
    for cell in nb.cells:
        if cell.cell_type != "code":
            continue
        if is_solution(cell):
            judged = cell
        elif is_grade(cell) and judged is not None:
            score, points = determine_grade(cell)
            if score is not None and score < points:
                name = cell.metadata.nbgrader.grade_id
                why = one_line(cell, has_hidden(cell.source, begin, end))
                earned = "" if is_not_judged(cell) else f"{number(score)}/{number(points)} "
                line = f"{name}: {earned}{why}".strip()
                found.setdefault(judged.metadata.nbgrader.grade_id, []).append(line)
    return found


def one_line(cell: NotebookNode, partly_hidden: bool) -> str:
    """What a test cell says about lost points, as a line that every database takes."""
    text = ANSI.sub("", reason(cell, partly_hidden))
    text = "".join(letter if letter.isprintable() else " " for letter in text)
    text = " ".join(text.split())
    return text if len(text) <= LENGTH else text[: LENGTH - 1] + "…"
