"""What two sides agree upon beyond plain data: functions, classes, arrays that crossed before."""

import hashlib
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.sandbox.inside.wire.derived import Derive
from autograder.sandbox.inside.wire.limits import MAX_BYTES, Broken

LARGE = 50_000  # bytes from which on an array is worth remembering
MOST_KEPT = 16  # arrays that are remembered


class Kept:
    """The latest large arrays that crossed, numbered alike on both sides.

    Whoever sends one again sends its number. `strong` keeps them alive: only the student's side
    must, for the grader sends a number only while it still holds the array, unchanged.
    """

    def __init__(self, strong: bool) -> None:
        self.strong = strong
        self.next = 0
        self.arrays: dict[int, tuple[Any, int, bytes]] = {}  # number -> array, bytes, digest

    def add(self, array: np.ndarray) -> None:
        """Remember an array that has crossed; the oldest beyond the bounds are forgotten."""
        if array.nbytes < LARGE:
            return
        held = array if self.strong else weakref.ref(array)
        mark = b"" if self.strong else digest(array)
        self.arrays[self.next] = held, array.nbytes, mark
        self.next += 1
        while len(self.arrays) > MOST_KEPT or self._size() > 2 * MAX_BYTES:
            del self.arrays[min(self.arrays)]

    def number(self, array: np.ndarray) -> int | None:
        """The number under which the other side still has `array` as it is now."""
        if self.strong or array.nbytes < LARGE:
            return None
        for number, (held, _, mark) in reversed(self.arrays.items()):
            if held() is array and mark == digest(array):
                return number
        return None

    def get(self, number: int) -> np.ndarray:
        """The array of that number; raises Broken where it is unknown."""
        if not self.strong or number not in self.arrays:
            raise Broken("an array that is not kept here")
        return self.arrays[number][0]

    def _size(self) -> int:
        return sum(size for _, size, _ in self.arrays.values())


def digest(array: np.ndarray) -> bytes:
    """What tells the content of an array from any other."""
    content = hashlib.blake2b(np.ascontiguousarray(array).view(np.uint8).data, digest_size=16)
    return content.digest() + f"{array.dtype.str}{array.shape}".encode()


@dataclass
class Context:
    """How an Encoder and a Decoder treat what is no plain data; by default they refuse it."""

    refer: Callable[[Any], list] | None = None  # a function -> its reference
    resolve: Callable[[list], Any] | None = None  # a reference -> a function to call
    classes: dict[str, type] = field(default_factory=dict)  # classes that both sides define
    kept: Kept | None = None
    tells_classes: bool = False  # does an Encoder tell of classes that the notebook derives?
    derive: Derive | None = None  # makes such a class for a Decoder
    any_callable: bool = False  # the test's own objects that can be called cross as functions
