"""NumPy's and Python's random state, which a test sets here and a student's function draws from."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np

from autograder.sandbox.inside.wire import Encoder


class Seedings:
    """Counts how often a test sets a seed: the same seed set again leaves the same state."""

    def __init__(self) -> None:
        self.count = 0

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count, within the block."""
        kept: list[tuple[Any, Callable]] = [(one, one.seed) for one in (np.random, random)]
        for module, seed in kept:
            module.seed = partial(self._seed, seed)
        try:
            yield
        finally:
            for module, seed in kept:
                module.seed = seed

    def _seed(self, seed: Callable, *args: Any, **kwargs: Any) -> None:
        self.count += 1
        seed(*args, **kwargs)


seedings = Seedings()


class RandomState:
    """Tells whether a test has moved the random state since the last look."""

    def __init__(self) -> None:
        self.state, self.seedings = current(), seedings.count

    def moved(self) -> Any:
        """The state as data if it has moved, else None."""
        state = current()
        if same(state, self.state) and seedings.count == self.seedings:
            return None
        self.state, self.seedings = state, seedings.count
        version, words, gauss = state[1]
        # As an array it crosses ten times as fast as 625 numbers.
        plain = [version, np.array(words, dtype=np.uint32), gauss]
        return Encoder().encode({"numpy": state[0], "random": plain})


def current() -> tuple:
    """The state of both generators."""
    return np.random.get_state(), random.getstate()


def same(one: tuple, other: tuple) -> bool:
    """Will both generators draw the same?"""
    same_numpy = one[0][2] == other[0][2] and np.array_equal(one[0][1], other[0][1])
    return same_numpy and one[1] == other[1]
