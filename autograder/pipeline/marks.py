"""What the gradebook keeps of a graded notebook: a score or a comment for each cell."""

from nbformat import NotebookNode

from autograder.cells import (
    NO_RESPONSE,
    determine_grade,
    is_grade,
    is_solution,
    is_task,
    is_test,
    is_untouched,
)
from autograder.feedback.hidden import BEGIN, END, Words, has_hidden
from autograder.feedback.words import is_not_judged
from autograder.gradebook.mark import Mark
from autograder.gradebook.reasons import lost_note, lost_points


def marks_of(nb: NotebookNode, words: Words = (BEGIN, END)) -> dict[str, Mark]:
    """A mark for each cell that earns points or takes an answer, by its name."""
    lost = lost_points(nb, *words)
    found = {}
    for cell in nb.cells:
        if not (is_grade(cell) or is_solution(cell) or is_task(cell)):
            continue
        name = cell.metadata.nbgrader.grade_id
        lines = lost.get(name, [])
        if is_solution(cell) and not is_task(cell) and is_untouched(cell):
            lines = [NO_RESPONSE, *lines]
        judged = is_grade(cell) and not is_not_judged(cell)
        score = determine_grade(cell)[0] if judged else None
        comment = "\n\n".join(lines) or None  # Markdown: paragraphs
        if is_test(cell):
            comment = lost_note(cell, has_hidden(cell.source, *words))
        found[name] = Mark(is_grade(cell), score, comment)
    return found
