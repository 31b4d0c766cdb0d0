"""Other ways to measure a gradient: single precision, a complex step, random directions.

Complex steps need a smooth network, so the first two are shown for one with tanh in place of ReLU.
"""

from functools import cache

import numpy as np

from playground.checking import (
    EPSILONS,
    SHAPES,
    SLICES,
    Check,
    X,
    Y,
    difference,
    neighbours,
    split,
    theta_at,
)
from playground.initialization import SEED
from playground.trainer.network import backward, forward, gradients

THETA = theta_at("random", kink=False)
DIRECTIONS = np.random.RandomState(SEED).randn(20, len(THETA))


def costs(thetas: np.ndarray) -> np.ndarray:
    """J of each row for the network with tanh, in the precision of `thetas`; complex ones, too."""
    W1, b1, W2, b2, W3, b3 = split(thetas)
    A2 = np.tanh(W2 @ np.tanh(W1 @ X.astype(thetas.dtype) + b1) + b2)
    A3 = 1 / (1 + np.exp(-(W3 @ A2 + b3)))
    return -np.mean(np.log(np.where(Y == 1, A3, 1 - A3)), axis=(1, 2))


@cache
def right_gradient() -> np.ndarray:
    """grad of that network by backpropagation, in double precision."""
    arrays = [THETA[SLICES[block]].reshape(shape) for block, shape in SHAPES.items()]
    layers = list(zip(arrays[::2], arrays[1::2], strict=True))
    A = forward(X, layers, "tanh")
    grads = gradients(A, backward(Y, A, layers, "tanh"))
    return np.concatenate([array.ravel() for pair in grads for array in pair])


def two_sided(epsilon: float, precision: type) -> np.ndarray:
    """(J_plus - J_minus) / (2 epsilon) in every entry, the passes in this precision."""
    n = len(THETA)
    J = costs(neighbours(THETA, epsilon).astype(precision))
    return (J[:n] - J[n:-1]) / precision(2 * epsilon)


def complex_step(epsilon: float) -> np.ndarray:
    """Im J(theta + i epsilon) / epsilon in every entry: no subtraction, so no digits are lost."""
    return costs(THETA + 1j * epsilon * np.eye(len(THETA))).imag / epsilon


METHODS = {
    "double precision": lambda epsilon: two_sided(epsilon, np.float64),
    "single precision": lambda epsilon: two_sided(epsilon, np.float32),
    "complex step": complex_step,
}


def measured(epsilon: float) -> dict[str, float]:
    """The relative difference of a right gradient by each method."""
    return {name: difference(right_gradient(), f(epsilon)) for name, f in METHODS.items()}


@cache
def curves() -> dict[str, np.ndarray]:
    """The same at EPSILONS."""
    found = [measured(epsilon) for epsilon in EPSILONS]
    return {name: np.array([one[name] for one in found]) for name in METHODS}


def along_directions(check: Check, epsilon: float) -> np.ndarray:
    """|slope - grad v| / (|slope| + |grad v|) for each random direction v, from two passes each."""
    steps = epsilon * DIRECTIONS
    J = check.costs(np.concatenate([check.theta + steps, check.theta - steps]))
    slopes, said = (J[:20] - J[20:]) / (2 * epsilon), DIRECTIONS @ check.grad
    return np.array([difference(one, other) for one, other in zip(slopes, said, strict=True)])
