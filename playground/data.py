"""The data sets of the lessons: 300 points to learn from and 100 to be tested on, in two classes.

Each function returns train_X (2, 300), train_Y (1, 300), test_X (2, 100), test_Y (1, 100), always
the same, within -1.5 and 1.5.
"""

from collections.abc import Callable
from functools import cache

import numpy as np
from sklearn.datasets import make_moons

import init_utils

LIMIT = 1.5
Data = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def circles() -> Data:
    """Two noisy rings, one within the other: the course's own."""
    return init_utils.load_dataset()


def moons() -> Data:
    """Two interleaving half circles (scikit-learn's make_moons), in the middle of the plane."""

    def points(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
        X, Y = make_moons(n, noise=0.1, random_state=seed)
        return 0.8 * (X.T - [[0.5], [0.25]]), Y.reshape(1, -1)

    return *points(300, 1), *points(100, 2)


def xor() -> Data:
    """A square; the class is 1 where both coordinates have the same sign."""

    def points(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
        X = np.random.RandomState(seed).uniform(-1.1, 1.1, (2, n))
        X += 0.1 * np.sign(X)  # a gap along the axes
        return X, (X[:1] * X[1:] > 0).astype(int)

    return *points(300, 1), *points(100, 2)


def spirals() -> Data:
    """Two arms that turn once around the centre: the hardest of the four."""

    def points(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
        rng = np.random.RandomState(seed)
        Y = np.arange(n).reshape(1, -1) % 2
        along = np.sqrt(rng.uniform(0.03, 1, (1, n)))
        angle = 2 * np.pi * along + np.pi * Y
        X = 1.2 * along * np.concatenate([np.cos(angle), np.sin(angle)])
        return X + 0.03 * rng.randn(2, n), Y

    return *points(300, 1), *points(100, 2)


DATA: dict[str, Callable[[], Data]] = {
    function.__name__: cache(function) for function in (circles, moons, xor, spirals)
}
