"""What the gradebook keeps of a cell, apart from the gradebook: judges know nothing of that."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """What the gradebook keeps of one cell."""

    graded: bool = False  # does the cell earn points? A task does, but only a person says how many
    score: float | None = None  # None: a person has to look
    comment: str | None = None  # why points were lost: on an answer, and with an id on each test
