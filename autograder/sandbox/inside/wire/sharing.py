"""Objects that stand in several places: how they change, and what they amount to."""

from typing import Any

import numpy as np

from autograder.sandbox.inside.wire.arrays import refill_array
from autograder.sandbox.inside.wire.kinds import kind_of
from autograder.sandbox.inside.wire.limits import MAX_BYTES, MAX_DEPTH, Broken

ITEM = 64  # bytes that a value takes as a Python object, at the least


def refill(value: Any, content: Any) -> None:
    """Give a list, dict, set, array or the like the content of another one of its type."""
    if type(content) is not type(value):
        raise Broken("an argument changed its type")
    if isinstance(value, list):
        value[:] = content
    elif type(value) in (dict, set):
        value.clear()
        value.update(content)
    elif isinstance(value, np.ndarray):
        refill_array(value, content)
    else:
        kind = kind_of(type(value))
        if kind is not None and kind.refill is not None:
            kind.refill(value, content)
        else:  # an object of a class that both sides define
            value.__dict__.clear()
            value.__dict__.update(content.__dict__)


def size_of(value: Any, known: dict[int, int], depth: int = 0) -> int:
    """The bytes of `value` with each part counted wherever it stands; raises Broken for too many.

    A short message can stand for what no memory holds when it is printed: two references to one
    list that holds two references to one list, and so on; or a list that holds itself.
    """
    if isinstance(value, np.ndarray):
        return ITEM + value.nbytes
    if isinstance(value, str | bytes):
        return ITEM + len(value)
    members = members_of(value)
    if members is None:
        return ITEM
    if id(value) not in known:
        known[id(value)] = 2 * MAX_BYTES  # while it is open: too much for a list that holds itself
        known[id(value)] = ITEM + sum(size_of(member, known, depth + 1) for member in members)
    if known[id(value)] >= 2 * MAX_BYTES or depth > 2 * MAX_DEPTH:
        raise Broken("data whose parts contain one another too often")
    return known[id(value)]


def members_of(value: Any) -> list | None:
    """What stands in a container or in the attributes of an object; None for anything else."""
    if isinstance(value, dict):
        return [*dict.keys(value), *dict.values(value)]
    for base in (list, tuple, set, frozenset):
        if isinstance(value, base):
            iterate: Any = base.__iter__  # a derived class may have one of its own
            return list(iterate(value))
    attributes = getattr(value, "__dict__", None)
    return list(attributes.values()) if type(attributes) is dict and not callable(value) else None
