"""A student's exception, raised anew in the test that called the student's function."""

import builtins
from typing import Any

from autograder.pipeline.privacy import NOT_SHOWN, Lines, masked, without_facts
from autograder.sandbox.inside.amounts import amount

# Raised in a test these would end its loop, which would silently check nothing more.
ENDS_A_LOOP = (StopIteration, StopAsyncIteration)
TOO_SLOW = (
    "was stopped after {}, all that the calls of one test may take together. Is there a loop that"
    " never ends, or one that works on far more than it needs?"
)
MESSAGE = 2000  # characters of what a student's process says about an error that are kept


class StudentError(Exception):
    """An exception of a type that only the student's code knows."""


def exception(
    name: str,
    error: dict,
    hidden: bool,
    lines: Lines,
    classes: dict[str, type],
    seconds: float,
) -> Exception:
    """The student's exception, as the first of its types that is known here, with its line.

    `error` is what the student's process says. In a hidden test's call its message holds nothing
    that could be one of the arguments; the attribute `said` keeps the whole message, by which
    tests tell mistakes apart. `seconds` are what all calls of one test may take.
    """
    message, types = str(error["message"])[:MESSAGE], [str(kind)[:100] for kind in error["types"]]
    said = message
    if error["slow"]:
        raised: Exception = TimeoutError(f"{name} {TOO_SLOW.format(amount(seconds, 'second'))}")
    else:
        if hidden:
            message = masked(message, lines)
            types = [one for one in types if is_known(one, lines)]
        raised = of_known_type(types, without_facts(message), classes)
    raised.said = said  # type: ignore[attr-defined]
    place = error["place"]
    if place:
        function, line = str(place["function"])[:100], int(place["line"])
        text = str(place["source"])
        if not hidden or ((line, text[:200]) in lines.lines and function in lines.words):
            shown = "" if text.startswith("raise") else f": {text[:200]}"
            raised.add_note(f"in {function}, line {line} of your cell{shown}")
    return raised


def is_known(name: str, lines: Lines) -> bool:
    """Does a type of this name stand in the student's own code, or is it Python's?"""
    return hasattr(builtins, name) or name in lines.words or name == "LinAlgError"


def of_known_type(types: list[str], message: str, classes: dict[str, type]) -> Exception:
    """An exception of the first of these types that is known here."""
    for kind in types:
        known: Any = classes.get(kind) or getattr(builtins, kind, None)
        if known in ENDS_A_LOOP:
            break
        if isinstance(known, type) and issubclass(known, Exception) and known is not Exception:
            try:
                return known(message)
            except TypeError:
                continue  # such as UnicodeDecodeError, which wants five arguments
    if types[:1] == ["Exception"] or (not types and message == NOT_SHOWN):
        return StudentError(message)
    return StudentError(f"{types[0] if types else 'An exception'}: {message}")
