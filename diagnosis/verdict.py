"""A recognised mistake: its stable id, its sentence, and the AssertionError that carries both."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, NoReturn, Self

KNOWN: dict[str, str] = {}  # id -> sentence, of every mistake that a module of ours has declared


def declare(mistake_id: str, says: str) -> str:
    """Make an id known, with its sentence; ValueError if there is such an id already."""
    if mistake_id in KNOWN:
        raise ValueError(f"Two mistakes have the id {mistake_id!r}.")
    KNOWN[mistake_id] = says
    return mistake_id


def mistakes() -> dict[str, str]:
    """The sentence of every mistake that is recognised, by its id."""
    return dict(KNOWN)


@dataclass(frozen=True)
class Mistake:
    """A known mistake: its id, what to say to who made it, and the answer that it leads to."""

    id: str
    says: str
    answer: Callable[..., Any]  # takes the test's arguments, as the student's function does

    def __post_init__(self) -> None:
        declare(self.id, self.says)


class Asked:
    """A known mistake that is to explain the answers to several questions at once."""

    def __init__(self, mistake: Mistake, *args: Any) -> None:
        self.id, self.says, self.mistake, self.args = mistake.id, mistake.says, mistake, args

    def answer(self) -> dict:
        """The answers of who makes this mistake."""
        return self.mistake.answer(*self.args)


def accuse(
    what: str, says: str, mistake_id: str | None = None, notes: Iterable[str] = ()
) -> NoReturn:
    """Raise AssertionError("what: says") whose `mistake_id` is an id of KNOWN, or None."""
    error = AssertionError(f"{what}: {says}")
    error.mistake_id = mistake_id  # type: ignore[attr-defined]
    for note in notes:
        error.add_note(note)
    raise error


class Unnamed:
    """Keeps a complaint that names no mistake, so that the visible example can speak first."""

    def __init__(self) -> None:
        self.error: AssertionError | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool:
        if not isinstance(error, AssertionError) or getattr(error, "mistake_id", None):
            return False
        self.error = self.error or error
        return True

    def speak(self) -> None:
        """Raise what was kept, if anything was."""
        if self.error:
            raise self.error
