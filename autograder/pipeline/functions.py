"""A student's function as a test sees it: a function of ours that asks the student's process."""

import inspect
import itertools
import linecache
from collections.abc import Callable
from dataclasses import dataclass
from types import FunctionType
from typing import Any

from autograder.sandbox.inside.wire import Decoder

SOURCES = "<code of a student's function "  # names of the files in which inspect finds the text
MOST_SOURCES = 200  # source texts that are kept at a time
numbers = itertools.count()


@dataclass(frozen=True)
class Origin:
    """Where a student's function lives."""

    process: Any  # the conversation with the process that has it
    number: int  # under which that process keeps it
    variable: str | None  # the student's variable that holds it


def make_function(name: str, origin: Origin, ask: Callable, told: dict | None = None) -> Callable:
    """A function that calls `ask(itself, args, kwargs)`; inspect finds what `told` says of it."""

    def function(*args: Any, **kwargs: Any) -> Any:
        return ask(function, args, kwargs)

    function.__name__ = function.__qualname__ = name
    function.__module__ = "__main__"
    function.origin = origin  # type: ignore[attr-defined]
    if told:
        describe(function, told)
    return function


def origin_of(value: Any) -> Origin | None:
    """Where a student's function lives, None for anything else."""
    is_function = type(value) is FunctionType  # isinstance would look into an Opaque
    is_ours = is_function and value.__code__.co_qualname.startswith("make_function.")
    return value.origin if is_ours else None  # type: ignore[attr-defined]


def describe(function: Any, told: dict) -> None:
    """Set a function's docstring, signature and source text, as its process has told them."""
    function.__doc__ = None if told["doc"] is None else str(told["doc"])
    if told["parameters"] is not None:
        kinds = list(inspect._ParameterKind)
        function.__signature__ = inspect.Signature(
            [
                inspect.Parameter(
                    str(one["name"]),
                    kinds[int(one["kind"])],
                    default=Decoder().decode(one["default"])
                    if "default" in one
                    else inspect._empty,
                )
                for one in told["parameters"]
            ]
        )
    if told["source"] is not None:
        text = str(told["source"])
        number = next(numbers)
        file = f"{SOURCES}{number}>"
        linecache.cache[file] = len(text), None, text.splitlines(True), file
        linecache.cache.pop(f"{SOURCES}{number - MOST_SOURCES}>", None)
        code = function.__code__
        function.__code__ = code.replace(co_filename=file, co_firstlineno=1)
