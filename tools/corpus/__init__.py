"""Right and wrong answers to every graded function: one module an assignment.

Each module has ANSWERS, a dictionary from a graded function's name to its variants. A variant is
the master's solution with some text replaced, or a cell of its own.
"""

import importlib
from collections.abc import Iterator
from dataclasses import dataclass

from tools.corpus import reader
from tools.corpus.beginner import BEGINNER
from tools.corpus.slips import SLIPS
from tools.corpus.styles import STYLES
from tools.corpus.told import TOLD
from tools.corpus.unseen import UNSEEN
from tools.course import solutions


@dataclass(frozen=True)
class Variant:
    """One answer. `says` is a piece of the message that names its mistake, None if it is right.

    `id` is the mistake's, or None where no mistake is recognised and the visible example speaks.
    """

    name: str
    says: str | None
    id: str | None = None
    edits: tuple[tuple[str, str], ...] = ()
    cell: str = ""

    def source(self, solution: str) -> str:
        """The code of the cell; `solution` is the master's. ValueError if an edit finds nothing."""
        if self.cell:
            return self.cell
        for old, new in self.edits:
            if old not in solution:
                raise ValueError(f"{self.name}: {old!r} is not in the master's solution.")
            solution = solution.replace(old, new)
        return solution


def right(name: str, *edits: tuple[str, str], cell: str = "") -> Variant:
    """An answer that must get full marks."""
    return Variant(name, None, None, edits, cell)


def wrong(
    name: str, mistake_id: str | None, says: str, *edits: tuple[str, str], cell: str = ""
) -> Variant:
    """An answer that must lose points of its own function and be told `says`, with this id."""
    return Variant(name, says, mistake_id, edits, cell)


def variants(assignment: str) -> dict[str, list[Variant]]:
    """Every graded cell's variants: the corpus of its function, or all letters of its question."""
    answers = importlib.import_module(f"tools.corpus.{assignment}").ANSWERS
    return {
        name: letters(name, solution)
        if name.startswith("answer_")
        else [*answers[name], busy_names(name, solution), *more(name)]
        for name, solution in solutions(assignment).items()
    }


def more(name: str) -> Iterator[Variant]:
    """Right answers in unusual styles, and wrong ones as students err."""
    for title, cell in STYLES[name].items():
        yield right(f"style: {title}", cell=cell)
    for title, cell in SLIPS[name].items():
        mistake_id, says = TOLD[name][title]
        yield wrong(f"slip: {title}", mistake_id, says, cell=cell)
    for title, body in reader.RIGHT[name].items():
        yield right(f"reader: {title}", cell=reader.cell(name, body))
    for whose, answers in {"reader": reader.WRONG, "beginner": BEGINNER, "unseen": UNSEEN}.items():
        for title, (mistake_id, says, body) in answers.get(name, {}).items():
            yield wrong(f"{whose}: {title}", mistake_id, says, cell=reader.cell(name, body))


def letters(name: str, solution: str) -> list[Variant]:
    """The variants of a concept question, whose solution ends in `= "<letter>"`."""
    letter = solution.split('"')[-2]
    return [
        right("the right letter"),
        *(
            right(f"written as {written}", cell=f"{name} = {written}")
            for written in (
                f'" {letter.upper()} "',
                f'"({letter})"',
                f'"{letter})"',
                f'"{letter}."',
                f'["{letter}"]',
                f'{{"{letter}"}}',
                f'("{letter}",)',
            )
        ),
        wrong("no letter", None, "must be one of", cell=f'{name} = ""'),
        wrong("no string", None, "must be one of", cell=f"{name} = 3"),
        wrong("two letters", None, "must be one of", cell=f'{name} = "{letter} or a"'),
        wrong("no quotation marks", None, "is not defined", cell=f"{name} = {letter}"),
        wrong("a list of two", None, "must be one of", cell=f'{name} = ["{letter}", "a"]'),
        wrong("a Cyrillic letter", None, "another alphabet", cell=f'{name} = "\u0441"'),
        *(
            wrong(f"({other})", f"choice.{other}", "AssertionError", cell=f'{name} = "{other}"')
            for other in "abcd"
            if other != letter
        ),
    ]


def busy_names(name: str, solution: str) -> Variant:
    """The master's solution, sent through helpers that are named as a test's variables are."""
    helpers = ["norm", "result", "shapes", "shape", "zeros", "rng", "generator", "share"]
    helpers += ["J", "dtheta", "difference", "gradient", "letter"]
    steps = "".join(f"def {h}(x):\n    return x\n\n\n" for h in helpers)
    calls = "".join(f"{h}(" for h in helpers) + "plain(*args)" + ")" * len(helpers)
    cell = f"{solution}\n\n\nplain = {name}\n\n\n{steps}def {name}(*args):\n    return {calls}\n"
    return right("helpers with busy names", cell=cell)
