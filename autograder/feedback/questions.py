"""The multiple-choice questions of a master: what is asked, and the options.

A question is the last paragraph before a list of `- (a) ...` in the Markdown cell above an answer.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from nbformat import NotebookNode

from autograder.cells import is_grade, is_solution
from autograder.feedback.noted import note, noted

OPTION = re.compile(
    r"^[ \t]*[-*][ \t]+\(?([A-Za-z])\)[ \t]+(.+(?:\n[ \t]+(?![-*] ).+)*)", re.MULTILINE
)
LETTER = re.compile(r"""=\s*["']\s*([A-Za-z])\s*["']\s*(?:#.*)?$""", re.MULTILINE)


@dataclass(frozen=True)
class Question:
    """What is asked, in Markdown, and the options by their letters."""

    text: str
    options: dict[str, str]
    right: str = ""  # the letter in the master's answer; never noted in a student's notebook


def questions(master: NotebookNode) -> Iterator[tuple[str, Question]]:
    """(test, question) for each test cell that judges the answer to a question."""
    above: NotebookNode | None = None  # the cell above
    asked: Question | None = None
    for cell in master.cells:
        if cell.cell_type == "code" and is_solution(cell):
            asked = question_in(above.source, cell.source) if above else None
        elif cell.cell_type == "code" and is_grade(cell) and asked:
            yield cell.metadata.nbgrader.grade_id, asked
        above = cell if cell.cell_type == "markdown" else None


def question_in(text: str, answer: str) -> Question | None:
    """The question in a Markdown cell, with the letter that the master's answer gives."""
    options = {letter.lower(): words for letter, words in OPTION.findall(text)}
    if len(options) < 2:
        return None
    before = text[: OPTION.search(text).start()]  # type: ignore[union-attr]  # there are two
    right = LETTER.search(answer)
    return Question(
        re.split(r"\n\s*\n", before.strip())[-1],
        {letter: " ".join(words.split()) for letter, words in options.items()},
        right[1].lower() if right else "",
    )


def note_questions(nb: NotebookNode, asked: dict[str, Question]) -> None:
    """Note each question on the test of its answer, for the feedback page."""
    for cell in nb.cells:
        question = asked.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
        if question and is_grade(cell):
            note(cell, "question", {**asdict(question), "right": ""})


def question_of(cell: NotebookNode) -> Question | None:
    """The question that was noted on a test, if one was."""
    found = noted(cell, "question")
    return Question(**found) if found else None
