"""Trains a small network to the end while a slider moves: gradient descent on all examples.

The loops are compiled by Numba (compiled.py). Where Numba is missing NumPy does the same, slower.
"""

import itertools
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from numbers import Real
from types import ModuleType

import numpy as np

import init_utils
from playground.trainer.cache import CACHE
from playground.trainer.network import (
    ACTIVATIONS,
    Arrays,
    Found,
    Layers,
    Statistics,
    Task,
    backward,
    forward,
    gradients,
    layers_of,
    parameters_of,
    statistics,
    step,
)

EVERY = 1000  # iterations from one cost to the next, as in init_utils.model
WITHOUT_NUMBA = (
    "Numba is not installed, so the lessons train with NumPy: the same results, but ten times "
    "slower. To install it: pip install numba"
)

FIRST_TIME = "Compiling the trainer: half a minute, this once."


@dataclass(frozen=True)
class Moment:
    """The network after `iteration` steps."""

    iteration: int
    parameters: Arrays
    statistics: Statistics


@dataclass(frozen=True)
class Training:
    """What became of a network. Costs may be infinite; after a divergence they are NaN."""

    parameters: Arrays
    costs: list[float]  # at the iterations 0, every, 2 every, ...
    moments: list[Moment]  # at the iterations that were asked for, until it diverged
    diverged: int | None = None  # after so many steps a parameter was NaN


def train(
    X: np.ndarray,
    Y: np.ndarray,
    parameters: Arrays,
    learning_rate: float = 0.01,
    num_iterations: int = 15000,
    activation: str = "relu",
    *,
    every: int = EVERY,
    moments: Sequence[int] = (),
) -> Training:
    """Train by gradient descent on all of X (n_x, m), Y (1, m): W[l] - learning_rate dW[l].

    `parameters` (W1, b1, ...) stay as they are. Costs are noted `every` so many iterations, the
    network and its statistics at `moments`. Stops early when NaN appears. Raises ValueError.
    """
    X, Y, layers = check(X, Y, parameters, activation)
    if not isinstance(learning_rate, Real):
        raise ValueError(f"learning_rate must be a number; got {learning_rate!r}.")
    wanted = sorted(set(moments))
    for name, number, least in [("num_iterations", num_iterations, 0), ("every", every, 1)]:
        if number < least or number % 1:
            raise ValueError(f"{name} must be a whole number from {least}; got {number!r}.")
    if wanted and not 0 <= wanted[0] <= wanted[-1] <= num_iterations:
        raise ValueError(f"moments must lie from 0 to {num_iterations}; got {wanted!r:.60}.")
    run = in_numpy if compiled() is None else compiled().run
    layers, costs, found, diverged = run(
        Task(
            X, Y, layers, float(learning_rate), int(num_iterations), activation, int(every), wanted
        )
    )
    kept = [Moment(i, parameters_of(then), numbers) for i, then, numbers in found]
    return Training(parameters_of(layers), costs, kept, diverged)


def check(
    X: np.ndarray, Y: np.ndarray, parameters: Arrays, activation: str
) -> tuple[np.ndarray, np.ndarray, Layers]:
    """The data and layers as floats; raises a ValueError that names what is wrong."""
    if activation not in ACTIVATIONS:
        raise ValueError(f"activation must be one of {', '.join(ACTIVATIONS)}; got {activation!r}.")
    answers = init_utils.predict_dec(parameters, X)  # checks X and parameters
    init_utils.compute_loss(answers, Y)  # checks Y
    layers = [
        (np.array(W, dtype=float), np.array(b, dtype=float)) for W, b in layers_of(parameters)
    ]
    return np.asarray(X, dtype=float), np.asarray(Y, dtype=float), layers


@cache
def compiled() -> ModuleType | None:
    """The compiled loops; None, and a warning, where Numba is missing."""
    try:
        from playground.trainer import compiled as found
    except ImportError:
        warnings.warn(WITHOUT_NUMBA, stacklevel=3)
        return None
    return found


def get_ready() -> None:
    """Have the loops compiled before the first drag: half a minute, once; later from the disk."""
    if compiled() and not any(CACHE.glob("kernel.descend*.nbi")):
        print(FIRST_TIME, flush=True)
    X, Y = np.zeros((2, 1)), np.zeros((1, 1))
    for sizes in [(2, 10, 5, 1), (2, 1)]:  # the course's network has loops of its own
        pairs = itertools.pairwise(sizes)
        layers = [(np.zeros((n_out, n_in)), np.zeros((n_out, 1))) for n_in, n_out in pairs]
        train(X, Y, parameters_of(layers), num_iterations=1)


def in_numpy(task: Task) -> Found:
    """Train with NumPy."""
    layers, every = task.layers, task.every
    costs = [np.nan] * -(-task.num_iterations // every)
    moments = []
    for i in range(task.num_iterations + 1):
        A = forward(task.X, layers, task.activation)
        dZ = backward(task.Y, A, layers, task.activation)
        if i in task.wanted:
            moments.append((i, layers, statistics(A, dZ, task.activation)))
        if i == task.num_iterations:
            break
        if i % every == 0:
            costs[i // every] = init_utils.compute_loss(A[-1], task.Y)
        layers = step(layers, gradients(A, dZ), task.learning_rate)
        if np.isnan(layers[-1][1]).any():
            return layers, costs, moments, i + 1
    return layers, costs, moments, None
