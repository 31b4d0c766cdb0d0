"""One question to a gradient check, and the right answer to it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.linalg import norm

Vector = np.ndarray  # (n,)
Cost = Callable[[Vector], float]
EPSILON = 1e-7  # the default that the exercises give


@dataclass(frozen=True)
class Probe:
    """One question to a check: the cost J, the point theta (n,), the claimed gradient (n,)."""

    cost: Cost
    theta: Vector
    grad: Vector
    epsilon: float
    shapes: tuple[tuple[int, int], ...] = ((1, 1),)  # of W1, b1, W2, ...: theta's parts
    true: Vector | None = None  # the right gradient, where a mistake is to use that
    x: float = 1.0  # in one dimension, J = x theta^3

    @cached_property
    def sides(self) -> dict[int, Vector]:
        """J(theta + eps e_i) and J(theta - eps e_i) for every i: most mistakes begin with them."""
        return {sign: moved(self, sign, np.array) for sign in (1, -1)}


def right(p: Probe) -> float:
    """||grad - gradapprox|| / (||grad|| + ||gradapprox||)."""
    return quotient(p.grad, central(p))


def quotient(grad: Vector, approx: Vector) -> float:
    return float(norm(grad - approx) / (norm(grad) + norm(approx)))


def central(p: Probe) -> Vector:
    """gradapprox_i = (J(theta + eps e_i) - J(theta - eps e_i)) / (2 eps)."""
    return (moved(p, 1) - moved(p, -1)) / (2 * p.epsilon)


def moved(p: Probe, sign: int, path: Callable[[Vector], Vector] | None = None) -> Vector:
    """J(theta + sign eps d_i) for every i; d_i is e_i, the i-th row of the identity, or path's."""
    if path is None:
        return p.sides[sign]
    rows = path(np.eye(p.theta.size))
    return np.array([p.cost(p.theta + sign * p.epsilon * row) for row in rows])


def entries(p: Probe, *parts: int) -> Vector:
    """1 for theta's entries in some of its parts (0 is W1, 1 is b1, ..., -1 the last), else 0."""
    chosen = np.isin(np.arange(len(p.shapes)), np.mod(parts, len(p.shapes)))
    return np.repeat(1.0 * chosen, [o * i for o, i in p.shapes])
