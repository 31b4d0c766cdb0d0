"""Finds where drawn weights come from: which seed, and which place among its numbers."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from diagnosis.verdict import KNOWN, accuse

SEEDS = [3, *range(300), 1234, 12345, 2023, 2024, 2025, 2026, 1337, 666, 777, 999, 1000]
LENGTH = 1000  # numbers of each seed that are looked through


class Source(NamedTuple):
    """Where the numbers of one W begin."""

    seed: int
    place: int


@lru_cache(maxsize=len(SEEDS))
def stream(seed: int) -> np.ndarray:
    """The first numbers that randn gives after a seed."""
    return np.random.RandomState(seed).randn(LENGTH)


def source(W: np.ndarray) -> Source | None:
    """Where the numbers of W come from, whatever they are multiplied by; None if nowhere known."""
    numbers = W.ravel() / np.linalg.norm(W) if np.any(W) else W.ravel()
    if not 6 <= numbers.size <= LENGTH or not np.isfinite(numbers).all():
        return None  # fewer agree by chance
    for seed in SEEDS:
        windows = sliding_window_view(stream(seed), numbers.size)
        likeness = abs(windows @ numbers) / np.sqrt((windows**2).sum(axis=1))
        if likeness.max() > 1 - 1e-9:
            return Source(seed, int(likeness.argmax()))
    return None


def judge_sources(
    what: str, weights: Sequence[np.ndarray], layers_dims: Sequence[int], rule: str
) -> None:
    """Raise AssertionError where the weights are drawn with another seed, or too late."""
    found = [source(W) for W in weights]
    sources = [one for one in found if one]
    if not sources or len(sources) < len(found):
        return
    seeds = {one.seed for one in sources}
    if len(seeds) > 1:
        listed = ", ".join(
            f"W{layer}: seed {one.seed}" for layer, one in enumerate(sources, start=1)
        )
        accuse(
            what,
            f"the seed is set anew for every layer ({listed}). Set np.random.seed(3) once, before "
            "the loop.",
            f"{rule}.seed_in_loop",
        )
    if seeds != {3}:
        accuse(
            what,
            f"your numbers come from seed {seeds.pop()}. This exercise wants np.random.seed(3).",
            f"{rule}.other_seed",
        )
    wanted = np.cumsum([0, *(n_in * n_out for n_in, n_out in pairwise(layers_dims))])[:-1]
    late = np.array([one.place for one in sources]) - wanted
    in_vain = f"{rule}.biases_drawn_in_vain"
    if np.array_equal(
        late, np.cumsum(layers_dims[1:])
    ):  # before each W; after it is a draw of its own
        accuse(what, KNOWN[in_vain], in_vain)
    if (late > 0).any():
        first = int(np.argmax(late > 0))
        accuse(
            what,
            f"W{first + 1} comes {late[first]} numbers too late: so many others are drawn between "
            f"the seed and it, besides the weights above. {ONLY}",
            f"{rule}.drawn_late",
        )


ONLY = "Draw each W whole, once, in order, and nothing else; the biases are np.zeros."
