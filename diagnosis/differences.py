"""The relative difference of two gradients, right and wrong, in one dimension and in n."""

from collections.abc import Callable
from dataclasses import dataclass, replace

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


def right(p: Probe) -> float:
    """||grad - gradapprox|| / (||grad|| + ||gradapprox||)."""
    return quotient(p.grad, central(p))


def approximated(f: Callable[[Probe], Vector], p: Probe) -> float:
    return quotient(p.grad, f(p))


def divided(f: Callable[[Vector, Vector], float], p: Probe) -> float:
    return f(p.grad, central(p))


def quotient(grad: Vector, approx: Vector) -> float:
    return norm(grad - approx) / (norm(grad) + norm(approx))


def central(p: Probe) -> Vector:
    """gradapprox_i = (J(theta + eps e_i) - J(theta - eps e_i)) / (2 eps)."""
    return (moved(p, 1) - moved(p, -1)) / (2 * p.epsilon)


def moved(p: Probe, sign: int, path: Callable[[Vector], Vector] | None = None) -> Vector:
    """J(theta + sign eps d_i) for every i; d_i is e_i, the i-th row of the identity, or path's."""
    rows = np.eye(p.theta.size) if path is None else path(np.eye(p.theta.size))
    return np.array([p.cost(p.theta + sign * p.epsilon * row) for row in rows])


def summed(rows: Vector) -> Vector:
    """The directions of one who goes on from the vector that was moved before: e_0 + ... + e_i."""
    return rows.cumsum(axis=0)


def with_epsilon(epsilon: float) -> Callable[[Probe], Vector]:
    return lambda p: central(replace(p, epsilon=epsilon))


def default_epsilon(epsilon: float) -> Callable[[Probe], Vector]:
    return lambda p: central(replace(p, epsilon=epsilon) if p.epsilon == EPSILON else p)


def entries(p: Probe, *parts: int) -> Vector:
    """1 for theta's entries in some of its parts (0 is W1, 1 is b1, ..., -1 the last), else 0."""
    chosen = np.isin(np.arange(len(p.shapes)), np.mod(parts, len(p.shapes)))
    return np.repeat(1.0 * chosen, [o * i for o, i in p.shapes])


def masked(p: Probe, *parts: int) -> float:
    """The difference of one who leaves out the other parts on both sides."""
    keep = entries(p, *parts)
    return quotient(p.grad * keep, central(p) * keep)


def columns_first(p: Probe) -> Vector:
    """The claimed gradient with each part read column by column (Fortran's order)."""
    parts = np.split(p.grad, np.cumsum([o * i for o, i in p.shapes])[:-1])
    flat = [part.reshape(s).ravel("F") for part, s in zip(parts, p.shapes, strict=True)]
    return np.concatenate(flat)


def in_float32(p: Probe) -> Vector:
    low = p.theta.astype(np.float32)
    return central(replace(p, theta=low, cost=lambda t: p.cost(t.astype(np.float32))))


ALONE = "Move one entry at a time, each time from a fresh copy of theta"
# Each takes a probe and gives the gradapprox of who makes the mistake.
APPROXIMATIONS = [
    ("divided by epsilon where 2 * epsilon belongs: the two points are 2 epsilon apart.",
     lambda p: 2 * central(p)),
    ("`/ 2 * epsilon` divides by 2 and then MULTIPLIES by epsilon. Write / (2 * epsilon).",
     lambda p: central(p) * p.epsilon**2),
    ("the division by 2 epsilon is missing.", lambda p: central(p) * 2 * p.epsilon),
    ("divided by 2 only: epsilon is missing below the line.", lambda p: central(p) * p.epsilon),
    ("divided by epsilon squared.", lambda p: central(p) * 2 / p.epsilon),
    ("upper side only, J(theta + epsilon) - J(theta). Take both sides, theta - epsilon too.",
     lambda p: (moved(p, 1) - p.cost(p.theta)) / p.epsilon),
    ("lower side only, J(theta) - J(theta - epsilon). Take both sides, theta + epsilon too.",
     lambda p: (p.cost(p.theta) - moved(p, -1)) / p.epsilon),
    ("J(theta) stands where J(theta - epsilon) belongs. Either theta was not lowered, or it was "
     "lowered from the raised vector: without a copy both names mean the same vector.",
     lambda p: (moved(p, 1) - p.cost(p.theta)) / (2 * p.epsilon)),
    ("J(theta) stands where J(theta + epsilon) belongs: theta was not raised.",
     lambda p: (p.cost(p.theta) - moved(p, -1)) / (2 * p.epsilon)),
    ("gradapprox is zero: both costs were taken at the same vector. theta_plus = theta makes no "
     "copy, only a second name; use theta.copy(), and raise one, lower the other.",
     lambda p: 0 * p.theta),
    ("the sign of gradapprox is wrong. Above the lines stand J_plus - J_minus and "
     "grad - gradapprox, in this order.", lambda p: -central(p)),
    ("the brackets around J_plus - J_minus are missing: only J_minus is divided.",
     lambda p: moved(p, 1) - moved(p, -1) / (2 * p.epsilon)),
    ("J_plus + J_minus where their difference belongs.",
     lambda p: (moved(p, 1) + moved(p, -1)) / (2 * p.epsilon)),
    (f"the copy of theta is made only once, before the loop, so changes pile up. {ALONE}.",
     lambda p: (moved(p, 1, summed) - moved(p, -1, summed)) / (2 * p.epsilon)),
    (f"theta itself is lowered and never put back, so changes pile up. {ALONE}.",
     lambda p: (moved(p, -1, lambda e: summed(e) - 2 * e) - moved(p, -1, summed))
     / (2 * p.epsilon)),
    (f"theta itself is raised and never put back, so changes pile up. {ALONE}.",
     lambda p: (moved(p, 1, summed) - moved(p, 1, lambda e: summed(e) - e)) / (2 * p.epsilon)),
    (f"the whole vector is moved at once. {ALONE}.",
     lambda p: moved(p, 1, np.ones_like) / (2 * p.epsilon)
     - moved(p, -1, np.ones_like) / (2 * p.epsilon)),
    ("the arguments are in float32: seven digits are too few for a step of 1e-7. Stay with "
     "NumPy's usual float64.", in_float32),
    ("epsilon is fixed at 1e-7. Use the argument epsilon.", with_epsilon(1e-7)),
    ("epsilon is fixed at 1e-4. Use the argument epsilon.", with_epsilon(1e-4)),
    *((f"the default of epsilon is {e:g}. It must be 1e-7.", default_epsilon(e))
      for e in (1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-8)),
    ("the biases are left out. Move all entries, weights and biases.",
     lambda p: central(p) * entries(p, 0, 2, 4)),
    ("only the first layer is checked. Move all entries.", lambda p: central(p) * entries(p, 0, 1)),
    ("only the last layer is checked. Move all entries.",
     lambda p: central(p) * entries(p, -2, -1)),
    ("the last entry is not checked. Look at the range of the loop.",
     lambda p: np.append(central(p)[:-1], 0)),
    ("the first entry is not checked. Look at the range of the loop.",
     lambda p: np.append(0, central(p)[1:])),
]  # fmt: skip
# Each takes grad and gradapprox and gives the difference.
QUOTIENTS = [
    ("the denominator is missing. Divide by the sum of the two norms.", lambda g, a: norm(g - a)),
    ("the denominator has only the norm of grad. It is the SUM of both norms.",
     lambda g, a: norm(g - a) / norm(g)),
    ("the denominator has only the norm of gradapprox. It is the SUM of both norms.",
     lambda g, a: norm(g - a) / norm(a)),
    ("the denominator is the larger of the two norms. It is their SUM.",
     lambda g, a: norm(g - a) / max(norm(g), norm(a))),
    ("the denominator is the norm of grad + gradapprox. Add the two norms instead: vectors that "
     "point against each other would cancel.", lambda g, a: norm(g - a) / norm(g + a)),
    ("the denominator is sqrt(|grad|^2 + |gradapprox|^2). It is the plain sum of the norms.",
     lambda g, a: norm(g - a) / np.hypot(norm(g), norm(a))),
    ("the denominator is the mean of the two norms. It is their sum.",
     lambda g, a: 2 * norm(g - a) / (norm(g) + norm(a))),
    ("the denominator is the product of the two norms. It is their sum.",
     lambda g, a: norm(g - a) / (norm(g) * norm(a))),
    ("brackets are missing around the denominator: `a / b + c` adds c afterwards.",
     lambda g, a: norm(g - a) / norm(g) + norm(a)),
    ("the numerator has no norm (no absolute value), so differences can cancel or be negative.",
     lambda g, a: np.sum(g - a) / (norm(g) + norm(a))),
    ("the numerator has no norm (no absolute value), so differences can cancel or be negative.",
     lambda g, a: np.sum(a - g) / (norm(g) + norm(a))),
    ("the numerator is the difference of the two norms. Take the norm of the difference: two "
     "vectors may be equally long and yet point elsewhere.",
     lambda g, a: abs(norm(g) - norm(a)) / (norm(g) + norm(a))),
    ("the norms are squared: the square root is missing.",
     lambda g, a: norm(g - a) ** 2 / (norm(g) ** 2 + norm(a) ** 2)),
    ("the numerator is squared: the square root is missing there.",
     lambda g, a: norm(g - a) ** 2 / (norm(g) + norm(a))),
    ("the difference is squared at the end.", lambda g, a: quotient(g, a) ** 2),
    ("the norms are sums of absolute values. Take the Euclidean norm, np.linalg.norm.",
     lambda g, a: abs(g - a).sum() / (abs(g).sum() + abs(a).sum())),
    ("the norms are largest entries. Take the Euclidean norm, np.linalg.norm.",
     lambda g, a: abs(g - a).max() / (abs(g).max() + abs(a).max())),
    ("it is the mean of the components' own relative errors. Take norms of whole vectors.",
     lambda g, a: np.mean(abs(g - a) / (abs(g) + abs(a)))),
    ("it is the largest of the components' own relative errors. Take norms of whole vectors.",
     lambda g, a: np.max(abs(g - a) / (abs(g) + abs(a)))),
    ("gradapprox has the shape (n,) and grad (n, 1): their difference is an n by n table. Give "
     "both the same shape.",
     lambda g, a: norm(np.subtract.outer(g, a)) / (norm(g) + norm(a))),
    ("that is the agreement, 1 minus the difference.", lambda g, a: 1 - quotient(g, a)),
    ("the fraction is upside down.", lambda g, a: 1 / quotient(g, a)),
    ("the fraction is in percent. Leave the factor 100 away.", lambda g, a: 100 * quotient(g, a)),
    ("it is rounded. Return all digits.", lambda g, a: round(quotient(g, a), 2)),
]  # fmt: skip
# Each takes a probe and gives the difference.
N_DIMENSIONS = [
    ("grad is read column by column, gradapprox row by row. Use gradients_to_vector.",
     lambda p: quotient(columns_first(p), central(p))),
    ("your function does not use its argument gradients: it calculates the right ones again.",
     lambda p: quotient(p.true, central(p))),
    ("the biases are left out. Move all entries, weights and biases.",
     lambda p: masked(p, 0, 2, 4)),
    ("only the first layer is checked. Move all entries.", lambda p: masked(p, 0, 1)),
    ("only the last layer is checked. Move all entries.", lambda p: masked(p, -2, -1)),
]  # fmt: skip
