"""Why points were lost: as a comment on the solution, and with the mistake's id on the test itself.

nbgrader shows comments on solutions and tasks only, so no page shows what stands on a test. There
the class report reads it: `[he.missing_root] W1 of ...`, or `[] ...` where no mistake was named.
"""

import re

from nbformat import NotebookNode

from autograder.cells import determine_grade, is_grade, is_solution
from autograder.feedback.hidden import BEGIN, END, has_hidden
from autograder.feedback.noted import MISTAKE, mistake_of
from autograder.feedback.plain import ANSI
from autograder.feedback.words import is_not_judged, number, reason

LENGTH = 500  # characters of a reason: a sentence or two, not a page
PLACE = re.compile(r"\n?in [^\n]*, line \d+ of your cell(:|\n|$).*", re.DOTALL)
NOTE = re.compile(rf"\[(?P<mistake>{MISTAKE.pattern})?\] ?(?P<reason>.*)", re.DOTALL)


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
                why = as_line(reason(cell, has_hidden(cell.source, begin, end)))
                earned = "" if is_not_judged(cell) else f"{number(score)}/{number(points)} "
                line = f"{name}: {earned}{why}".strip()
                found.setdefault(judged.metadata.nbgrader.grade_id, []).append(line)
    return found


def lost_note(cell: NotebookNode, partly_hidden: bool) -> str | None:
    """`[<mistake>] <reason>` for a test that lost points, else None.

    Without the student's own line: the same mistake shall read the same in every answer.
    """
    score, points = determine_grade(cell)
    if score is None or score >= points or is_not_judged(cell):
        return None
    says = as_line(PLACE.sub("", reason(cell, partly_hidden)))
    return f"[{mistake_of(cell) or ''}] {says}"


def read_note(note: str | None) -> tuple[str | None, str]:
    """The mistake's id, if one was named, and the reason, of what `lost_note` has written."""
    found = NOTE.fullmatch(note or "")
    return (found["mistake"], found["reason"]) if found else (None, "")


def as_line(text: str) -> str:
    """The text as one line, not too long, that every database takes."""
    text = ANSI.sub("", text)
    text = "".join(letter if letter.isprintable() else " " for letter in text)
    text = " ".join(text.split())
    return text if len(text) <= LENGTH else text[: LENGTH - 1] + "…"
