"""Judges gradient checks, in one dimension and in n, by asking many questions at once."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import numpy as np

from diagnosis.backward import (
    backward,
    cube,
    cube_slope,
    example,
    forward,
    judge_together,
)
from diagnosis.core import Mistake, name_of, same
from diagnosis.differences import (
    APPROXIMATIONS,
    EPSILON,
    N_DIMENSIONS,
    QUOTIENTS,
    Probe,
    Vector,
    approximated,
    central,
    divided,
    quotient,
    right,
)


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


def decide(name: str, got: dict, probes: dict[str, Probe], more: Iterable[Mistake] = ()) -> None:
    """Judge the answers to all probes together: a mistake is named if it explains every one."""

    def answers(f: Callable[[Probe], float]) -> Callable[[], dict]:
        return lambda: {what: f(probe) for what, probe in probes.items()}

    mistakes = [Mistake(says, answers(partial(approximated, f))) for says, f in APPROXIMATIONS]
    mistakes += [Mistake(says, answers(partial(divided, f))) for says, f in QUOTIENTS]
    judge_together(name, got, answers(right)(), [*mistakes, *more])
    if all(float(value) == round(float(value), 12) for value in got.values()):
        raise AssertionError(f"{name}: it is rounded. Return all digits.")
