"""Turns a student's names into what a test can use: values, functions, opaque stand-ins."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from autograder.pipeline.errors import MESSAGE
from autograder.pipeline.functions import Origin, make_function
from autograder.pipeline.opaque import Doubts, Opaque
from autograder.sandbox.inside.wire import Broken, Context, Decoder


@dataclass
class Wanted:
    """What a test wants to know of a student's process."""

    names: list[str]
    # What earlier tests have set ([value]) or deleted ([]).
    replay: dict[str, list] = field(default_factory=dict)
    classes: dict[str, type] = field(default_factory=dict)  # those that both sides define
    imported: dict[str, Any] = field(default_factory=dict)  # what the master imports by these names
    inspects: bool = False  # does it look at functions, besides calling them?


class Noted:
    """The student's values at a test that calls none of the student's functions."""

    def __init__(self, values: dict, doubts: Doubts) -> None:
        self.values, self.doubts = values, doubts
        self.original: dict[str, Any] = {}

    def look_up(self, wanted: Wanted) -> dict[str, Any]:
        """Those of the names that exist, as values or opaque, with what earlier tests set."""
        values = {name: self.values[name] for name in wanted.names if name in self.values}
        context = Context(classes=wanted.classes, derive=self.doubts.derive)
        with well_formed():
            self.original = bind(values, wanted, self.doubts, context)
        seen = {name: value for name, value in self.original.items() if name not in wanted.replay}
        for name, change in wanted.replay.items():
            if change and name in wanted.names:
                seen[name] = change[0]
        return seen


def bind(
    found: dict, wanted: Wanted, doubts: Doubts, context: Context, student: Any = None
) -> dict[str, Any]:
    """What the student's process says of its names, as a test can use it; raises Broken.

    `student` is the conversation in which functions can be called, None where values were noted.
    """
    bound: dict[str, Any] = {}
    for name, told in found.items():
        if told.get("function") is not None and student is not None:
            own, origin = str(told["name"])[:100], Origin(student, int(told["function"]), name)
            bound[name] = make_function(own, origin, student.call, told["about"])
        elif "value" in told:
            bound[name] = Decoder(context=context).decode(told["value"])
        elif name in wanted.imported and told.get("is") == identity(wanted.imported[name]):
            bound[name] = wanted.imported[name]
        else:
            why = f"{name} cannot be judged: {str(told['refused'])[:MESSAGE]}"
            bound[name] = Opaque(why, doubts)
    return bound


def identity(imported: Any) -> list[str]:
    """Of a module its name; of a class its module's name and its own."""
    if isinstance(imported, type):
        return [imported.__module__, imported.__qualname__]
    return [getattr(imported, "__name__", "")]


def changes(before: dict[str, Any], names: list[str], now: dict[str, Any]) -> dict[str, list]:
    """Which of `names` are other objects now ([value]) or gone ([])."""
    return {
        name: [now[name]] if name in now else []
        for name in names
        if before.get(name, changes) is not now.get(name, changes)
    }


@contextmanager
def well_formed() -> Iterator[None]:
    """Turn the errors of reading an incomplete answer into Broken."""
    try:
        yield
    except Broken:
        raise
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise Broken(type(error).__name__) from None
