"""Bounds of a message, and the two ways in which one can be wrong."""

from collections.abc import Sequence

MEGA = 2**20
MAX_BYTES = 64 * MEGA  # of the arrays and texts in one message
MAX_FRAME = 2 * MAX_BYTES  # base64 makes 4 bytes of 3, and the structure needs room
MAX_MEMORY = 512 * MEGA  # that a message may take once it is read, Python's objects included
MAX_DEPTH = 50  # of data
MAX_NESTING = 3 * MAX_DEPTH  # of brackets: data has two a level, a message some around it
MAX_ITEMS = 2_000_000  # values in one message
MAX_KEYS = 10_000  # of one dict or set
MAX_COLLISIONS = 100  # keys of one hash: 10,000 would block the grader for seconds, dict by dict
MAX_DIGITS = 100_000  # of a whole number, in base 16: more would make each sum take its time
MAX_AXES = 16  # of an array: printing takes time exponential in their number
MAX_LAZY = 10_000  # values that are taken from an iterator, which may have no end
LAZY_SECONDS = 1.0  # for which values are taken from an iterator
PLAIN_BITS = 10_000  # up to here Python and JSON write a whole number in base 10


class NotPlain(TypeError):
    """A value that may not cross; the message says which and why."""

    def __init__(self, why: str, where: str = "") -> None:
        super().__init__(why, where)
        self.why, self.where = why, where

    def __str__(self) -> str:
        place = f" (at {self.where.lstrip()})" if self.where else ""
        return f"{self.why}{place}"


class Broken(ValueError):
    """What came over the wire is no message."""


def is_vast(shape: Sequence[int], itemsize: int = 1) -> bool:
    """Does an array of this shape have more axes, bytes or (if it is empty) rows than may cross?

    Multiplies step by step: the product of many huge sizes takes hours.
    """
    if len(shape) > MAX_AXES:
        return True
    most = MAX_BYTES if all(shape) else MAX_ITEMS  # tolist() makes a list of each empty row
    size = itemsize if all(shape) else 1
    for length in shape:
        size *= max(length, 1)
        if length < 0 or size > most:
            return True
    return False
