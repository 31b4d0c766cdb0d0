"""Gradient checks: wrong difference formulas, in one dimension and in n, and their sentences."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.linalg import norm

from autograder.diagnosis.backward import (
    backward,
    cube,
    cube_slope,
    example,
    forward,
    judge_together,
)
from autograder.diagnosis.core import Mistake, name_of, same

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


class StandIn:
    """Stands where a function of the student's stood, and knows whether it was called."""

    def __init__(self, function: Callable[[float, float], float]) -> None:
        self.function, self.factor, self.called = function, 1.0, False

    def __call__(self, x: float, theta: float) -> float:
        self.called = True
        return self.factor * self.function(x, theta)


def stand_ins() -> tuple[StandIn, StandIn]:
    """A right forward_propagation and a right backward_propagation, for J = x theta^3."""
    return StandIn(cube), StandIn(cube_slope)


def judge_gradient_check(
    function: Callable, slope: StandIn, asked: Iterable[tuple[Any, ...]]
) -> None:
    """Judge gradient_check(x, theta[, epsilon]) on all rows (factor, x, theta[, epsilon]).

    `slope` stands where the student's backward_propagation stood. It is made wrong by the factor;
    where it is not called (the student wrote the derivative again), the right one counts.
    """
    got, probes, xs = {}, {}, []
    for factor, x, theta, *rest in asked:
        slope.factor, slope.called = factor, False
        what = f"x = {x}, theta = {theta}, epsilon {rest[0] if rest else 'not given'}"
        what += "" if factor == 1 else f", a derivative that is wrong by the factor {factor}"
        got[what] = function(x, theta, *rest)
        grad = np.array([(factor if slope.called else 1.0) * cube_slope(x, theta)])
        at, J = np.array([float(theta)]), lambda t, x=x: cube(x, t[0])
        probes[what] = Probe(J, at, grad, *(rest or [EPSILON]))
        xs.append(x)
    slope.factor = 1.0
    more = [
        Mistake(says, lambda f=f: {k: f(x, probes[k]) for k, x in zip(probes, xs, strict=True)})
        for says, f in ONE_DIMENSION
    ]
    decide(name_of(function), got, probes, more)


ONE_DIMENSION = [
    (
        "you moved x by epsilon. Move theta: the gradient is the one with respect to theta.",
        lambda x, p: quotient(p.grad, cube(1, p.theta)),
    ),
    (
        "you took the difference of two slopes. gradapprox compares two values of J: call "
        "forward_propagation, not backward_propagation, at theta + epsilon and theta - epsilon.",
        lambda x, p: quotient(p.grad, 2 * p.grad / p.theta),
    ),
    (
        "grad is taken at theta + epsilon. It belongs to theta itself.",
        lambda x, p: quotient(p.grad * (p.theta + p.epsilon) ** 2 / p.theta**2, central(p)),
    ),
    ("that is gradapprox. Return the relative difference.", lambda x, p: central(p)[0]),
    ("that is grad. Return the relative difference.", lambda x, p: p.grad[0]),
]


# -- n dimensions -----------------------------------------------------------------------------


def judge_gradient_check_n(function: Callable) -> None:
    """Judge gradient_check_n(parameters, gradients, X, Y[, epsilon]) on several networks at once.

    Raises AssertionError, naming the mistake, or where the caller's arrays were changed.
    """
    got, probes = {}, {}
    for layers_dims, m, seed, factor, rest in ASKED:
        X, Y, parameters, gradients = question(layers_dims, m, seed, factor, kink=not rest)
        given = [{k: v.copy() for k, v in d.items()} for d in (parameters, gradients)]
        what = f"layers {layers_dims}, epsilon {rest[0] if rest else 'not given'}"
        got[what] = function(*given, X.copy(), Y.copy(), *rest)
        for before, after in zip((parameters, gradients), given, strict=True):
            if not same(after, before, rtol=0, atol=1e-12):  # += then -= leaves some rounding
                raise AssertionError(f"{name_of(function)}: {CHANGED}")
        probes[what] = probe_of(parameters, gradients, X, Y, *(rest or [EPSILON]))
    more = [
        Mistake(says, lambda f=f: {what: f(p) for what, p in probes.items()})
        for says, f in N_DIMENSIONS
    ]
    decide(name_of(function), got, probes, more)


CHANGED = (
    "your code changed the caller's parameters or gradients. Work on a copy: the vector that "
    "dictionary_to_vector makes, or array.copy()."
)
# (layer sizes, m, seed, how wrong the claimed gradient is, [epsilon])
ASKED = [
    ([4, 5, 3, 1], 3, 1, 0.5, [0.25]),
    ([3, 6, 4, 1], 5, 2, 0.9, [1e-2]),
    ([2, 3, 5, 1], 4, 3, 0.0, [1e-1]),
    ([5, 2, 4, 1], 2, 4, -0.6, [1e-3]),
    ([3, 4, 2, 1], 2, 5, 0.0, []),
]


def question(
    layers_dims: list[int], m: int, seed: int, factor: float, kink: bool = False
) -> tuple[np.ndarray, np.ndarray, dict, dict]:
    """X, Y, parameters and gradients that are wrong by `factor`, and at random.

    With `kink` unit 1 of layer 1 stands 5e-8 above the kink of its relu, and all that lies above
    it is active: the numerical gradient then depends strongly on epsilon around 1e-7.
    """
    X, Y, parameters = example(layers_dims, m, seed)
    if kink:
        parameters |= {key: abs(parameters[key]) for key in ("W2", "b2", "W3")}
        parameters["W1"][0], parameters["b1"][0] = 0, EPSILON / 2
    gradients = backward(X, Y, forward(X, Y, parameters)[1])
    rng = np.random.RandomState(seed)
    for key, array in gradients.items():
        gradients[key] = (1 - factor) * array + 0.1 * factor * rng.randn(*array.shape)
    return X, Y, parameters, gradients


def probe_of(
    parameters: dict, gradients: dict, X: np.ndarray, Y: np.ndarray, epsilon: float
) -> Probe:
    """The question in vectors, in the order W1, b1, W2, b2, W3, b3, row by row."""
    keys = [f"{kind}{layer}" for layer in (1, 2, 3) for kind in "Wb"]
    shapes = tuple(parameters[key].shape for key in keys)

    def flat(arrays: dict, prefix: str = "d") -> Vector:
        return np.concatenate([arrays[prefix + key].ravel() for key in keys])

    def cost(theta: Vector) -> float:
        parts = np.split(theta.astype(float), np.cumsum([o * i for o, i in shapes])[:-1])
        filled = {k: v.reshape(s) for k, v, s in zip(keys, parts, shapes, strict=True)}
        return forward(X, Y, filled)[0]

    cache = forward(X, Y, parameters)[1]
    true = flat(backward(X, Y, cache))
    return Probe(cost, flat(parameters, ""), flat(gradients), epsilon, shapes, true)


# -- the formula, right and wrong, for one dimension and for n ---------------------------------


def decide(name: str, got: dict, probes: dict[str, Probe], more: Iterable[Mistake] = ()) -> None:
    """Judge the answers to all probes together: a mistake is named if it explains every one."""

    def answers(f: Callable[[Probe], float]) -> Callable[[], dict]:
        return lambda: {what: f(probe) for what, probe in probes.items()}

    mistakes = [Mistake(says, answers(partial(approximated, f))) for says, f in APPROXIMATIONS]
    mistakes += [Mistake(says, answers(partial(divided, f))) for says, f in QUOTIENTS]
    judge_together(name, got, answers(right)(), [*mistakes, *more])


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
