"""Types that cross as parts, and are made anew of them: each is a `Kind`.

The parts are plain data, so that nothing is pickled and no code crosses. The kinds themselves are
in `numbers`, `containers`, `lazy`, `arrays` and, where pandas is installed, `tables`.
"""

import functools
import types
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.sandbox.inside.wire.limits import Broken

FUNCTIONS = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    types.MethodWrapperType,
    functools.partial,
    type(functools.lru_cache(len)),
    np.ufunc,
    np.vectorize,
    np.poly1d,
)


@dataclass(frozen=True)
class Kind:
    """How a type crosses: `take` gives its parts, `make` builds it of decoded ones."""

    tag: str
    take: Callable[[Any], Iterable]
    make: Callable[..., Any]
    refill: Callable[[Any, Any], None] | None = None  # give a changed argument its new content


TABLES = {"DataFrame", "Series", "Index", "Timestamp", "Timedelta", "NA", "NaT"}
KINDS: dict[type, Kind] = {}
BY_TAG: dict[str, Kind] = {}


def register(kind: type, tag: str, take: Callable, make: Callable, refill: Any = None) -> None:
    """Let values of a type cross."""
    KINDS[kind] = BY_TAG.setdefault(tag, Kind(tag, take, make, refill))


def kind_of(base: type) -> Kind | None:
    """How values of exactly this type cross, None if they do not."""
    if base.__module__.partition(".")[0] == "pandas":
        from autograder.sandbox.inside.wire import tables  # registers them; pandas is there

        tables.register_all()
    return KINDS.get(base)


def made_by(tag: str) -> Kind | None:
    """The kind of that tag."""
    if tag in TABLES and tag not in BY_TAG:
        try:
            from autograder.sandbox.inside.wire import tables

            tables.register_all()
        except ImportError:
            raise Broken("a table, but pandas is not installed where the tests run") from None
    return BY_TAG.get(tag)


def is_function(value: Any) -> bool:
    """Is this a function, not a class or an object of a class that can be called?"""
    return issubclass(type(value), FUNCTIONS)


def checked(value: Any, kind: type) -> Any:
    """The value, if it is exactly of that type; raises Broken."""
    if type(value) is not kind:
        raise Broken(f"a {type(value).__name__} where a {kind.__name__} belongs")
    return value
