"""What a class was asked: the exercises of an assignment's masters, in their order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from nbformat import NotebookNode

from autograder.cells import is_grade, is_solution
from autograder.feedback.cells import heading_of
from autograder.feedback.questions import Question, questions
from autograder.feedback.words import AUTOMATIC_ID
from autograder.report.entries import Place


@dataclass
class Asked:
    """An answer's cell, and the tests that judge it."""

    notebook: str
    answer: str
    heading: str
    tests: list[str] = field(default_factory=list)
    question: Question | None = None

    @property
    def places(self) -> list[Place]:
        """Its tests, as the gradebook's entries name them."""
        return [(self.notebook, test) for test in self.tests]

    @property
    def title(self) -> str:
        """What the page calls it."""
        return self.heading if AUTOMATIC_ID.fullmatch(self.answer) else self.answer


def outline(masters: Mapping[str, NotebookNode]) -> list[Asked]:
    """All exercises with tests; a test judges the nearest answer before it."""
    return [
        asked
        for name in sorted(masters)
        for asked in exercises_of(name, masters[name])
        if asked.tests
    ]


def exercises_of(notebook: str, master: NotebookNode) -> Iterator[Asked]:
    """The exercises of one notebook."""
    found = Asked(notebook, "", notebook)  # for tests before any answer
    heading, asked = "", dict(questions(master))
    for cell in master.cells:
        if cell.cell_type != "code":
            heading = heading_of(cell) or heading
        elif is_solution(cell):
            yield found
            found = Asked(notebook, cell.metadata.nbgrader.grade_id, heading or notebook)
        elif is_grade(cell):
            test = cell.metadata.nbgrader.grade_id
            found.tests.append(test)
            found.question = found.question or asked.get(test)
    yield found
