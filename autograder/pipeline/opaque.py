"""What cannot be judged from outside a student's process: a value that may not cross."""

from dataclasses import dataclass, field
from typing import Any, NoReturn

from autograder.sandbox.inside.wire.derived import Derived
from autograder.sandbox.inside.wire.limits import Broken

MOST_CLASSES = 100  # of a student's own, in one test

REFUSED = "bool float int complex index iter len getitem setitem contains array enter hash"
REFUSED += " eq ne lt le gt ge add radd sub rsub mul rmul truediv rtruediv floordiv mod pow matmul"
REFUSED += " rmatmul neg pos abs getattr setattr"


class NotJudgeable(Exception):
    """A test needs what may not leave the student's process: a teacher must look at it."""


@dataclass
class Doubts:
    """Reasons why the outcome of one test does not count, whatever the test itself says.

    A test can swallow an exception (`except Exception: pass`), so each reason is noted as well.
    """

    opaque: str | None = None  # the test was given a value that it cannot look into
    touched: str | None = None  # the test has tried to look into it
    unanswered: str | None = None  # a call was never answered
    classes: dict[tuple, type] = field(default_factory=dict)  # made by `derive`

    def begin(self) -> None:
        """Forget those of the test before."""
        self.opaque = self.touched = self.unanswered = None
        self.classes = {}

    def touch(self, why: str) -> NotJudgeable:
        """Note that the test needs what it cannot have; returns the exception to raise."""
        self.touched = self.touched or why
        return NotJudgeable(why)

    def derive(self, base: type, name: str, names: list[str]) -> type:
        """A stand-in for a student's class: what the class adds or overrides is refused."""
        key = base, name, tuple(names)
        if key not in self.classes:
            if len(self.classes) >= MOST_CLASSES:
                raise Broken("too many classes of its own")
            why = f"{name} is a {base.__name__} of a class of its own, whose {{}} cannot be judged"
            ways = {one: self._refusal(one, why.format(one)) for one in names}
            self.classes[key] = type(name, (Derived, base), ways)
        return self.classes[key]

    def _refusal(self, name: str, why: str) -> Any:
        def refuse(*_: Any, **__: Any) -> NoReturn:
            raise self.touch(why)

        return refuse if name.startswith("__") else property(refuse, refuse, refuse)


class Opaque:
    """Stands for a value that may not cross: to look into it is an error that says why.

    Not callable, so that it is never taken for a function. isinstance asks for __class__.
    """

    def __init__(self, why: str, doubts: Doubts) -> None:
        object.__setattr__(self, "_why", why)
        object.__setattr__(self, "_doubts", doubts)
        doubts.opaque = doubts.opaque or why

    def __repr__(self) -> str:
        return f"<{object.__getattribute__(self, '_why')}>"

    @property  # type: ignore[misc]
    def __class__(self) -> NoReturn:  # type: ignore[override]
        _refuse(self)


def _refuse(self: Opaque, *_: Any, **__: Any) -> NoReturn:
    doubts = object.__getattribute__(self, "_doubts")
    raise doubts.touch(object.__getattribute__(self, "_why"))


for _way in REFUSED.split():
    setattr(Opaque, f"__{_way}__", _refuse)
