"""Judges gradient checks, in one dimension and in n, by asking many questions at once."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from diagnosis.core import ROUNDED, judge_together, name_of, same
from diagnosis.core import known as recognised
from diagnosis.errors import call
from diagnosis.gradient_check.cube import cube, cube_slope
from diagnosis.gradient_check.mistakes import MANY_DIMENSIONS, ONE_DIMENSION, two_mistakes
from diagnosis.gradient_check.network import PARTS, backward, example, forward
from diagnosis.gradient_check.probe import EPSILON, Probe, Vector, central, right
from diagnosis.gradient_check.stand_ins import Call, StandIn, judge_calls
from diagnosis.verdict import KNOWN, Asked, Mistake, Unnamed, accuse, declare
from diagnosis.wrappers import unwrapped

Pair = tuple[StandIn, StandIn]  # in place of forward_propagation and of backward_propagation


def judge_gradient_check(function: Callable, pair: Pair, asked: Iterable[tuple[Any, ...]]) -> None:
    """Judge gradient_check(x, theta[, epsilon]) on all rows (factor, x, theta[, epsilon])."""
    got, probes, costs, slopes = answers(function, pair, asked)
    if any(is_number(answer) and answer < 0 for answer in got.values()):
        got = {what: without_sign(answer, probes[what]) for what, answer in got.items()}
    with Unnamed() as unnamed:
        decide(name_of(function), got, probes, ONE_DIMENSION)
    if unnamed.error:
        judge_calls(name_of(function), costs, slopes, probes)
    unnamed.speak()


def judge_range(function: Callable, pair: Pair) -> None:
    """Judge that gradient_check lies between 0 and 1, for derivatives of the wrong sign too."""
    got, probes, *_ = answers(function, pair, RANGE)
    if any(is_number(value) and not 0 <= value <= 1 for value in got.values()):
        decide(name_of(function), got, probes, ONE_DIMENSION)
        accuse(name_of(function), "it must lie between 0 and 1.")


RANGE = [(1, 1.5, 2.0, 0.25), (1, -1.5, 2.0, 0.25), (-1.5, 3.0, 1.25, 0.5), (0.3, -2.0, 0.75, 0.1)]


def answers(
    function: Callable, pair: Pair, asked: Iterable[tuple[Any, ...]]
) -> tuple[dict[str, Any], dict[str, Probe], dict[str, list[Call]], dict[str, list[Call]]]:
    """What gradient_check answers to each row (factor, x, theta[, epsilon]), and the probe it is.

    And the calls of `pair` meanwhile, which stands where the student's two functions stood. The
    derivative is made wrong by the factor; where it is not called (the student wrote it again), the
    right one counts.
    """
    got, probes, costs, slopes = {}, {}, {}, {}
    cost, slope = pair
    for number, (factor, x, theta, *rest) in enumerate(asked):
        slope.factor = factor
        what = f"question {number}"
        got[what] = unwrapped(call(function, x, theta, *rest))
        costs[what], slopes[what] = cost.take_calls(), slope.take_calls()
        grad = np.array([(factor if slopes[what] else 1.0) * cube_slope(x, theta)])
        at, J = np.array([float(theta)]), lambda t, x=x: cube(x, t[0])
        probes[what] = Probe(J, at, grad, rest[0] if rest else EPSILON, x=x)
    slope.factor = 1.0
    return got, probes, costs, slopes


def is_number(value: Any) -> bool:
    """Whether a value is one number."""
    return isinstance(value, int | float | np.number) and not isinstance(value, bool | np.bool_)


def without_sign(answer: Any, p: Probe) -> Any:
    """The answer as if no absolute value were forgotten: judge_range charges that, and once."""
    g, a = p.grad[0], central(p)[0]
    if is_number(answer) and g * a < 0 and same(abs(answer), abs((g - a) / (g + a))):
        return right(p)
    return abs(answer) if is_number(answer) else answer


# -- n dimensions -----------------------------------------------------------------------------


def judge_gradient_check_n(function: Callable) -> None:
    """Judge gradient_check_n(parameters, gradients, X, Y[, epsilon]) on several networks at once.

    Raises AssertionError, naming the mistake. Every call gets copies of its own.
    """
    got, probes = {}, {}
    for number, (layers_dims, m, seed, factor, rest) in enumerate(ASKED):
        X, Y, parameters, gradients = question(layers_dims, m, seed, factor, kink=not rest)
        given = [{k: v.copy() for k, v in d.items()} for d in (parameters, gradients)]
        what = f"question {number}"
        got[what] = unwrapped(call(function, *given, X.copy(), Y.copy(), *rest))
        probes[what] = probe_of(parameters, gradients, X, Y, *(rest or [EPSILON]))
    decide(name_of(function), got, probes, MANY_DIMENSIONS)


KEYS = [part[1:] for part in PARTS]  # W1, b1, ..., b3
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
    shapes = tuple(parameters[key].shape for key in KEYS)

    def flat(arrays: dict, prefix: str = "d") -> Vector:
        return np.concatenate([arrays[prefix + key].ravel() for key in KEYS])

    given = X.astype(float).tobytes(), Y.astype(float).tobytes(), shapes

    def cost(theta: Vector) -> float:
        return cost_at(*given, theta.astype(float).tobytes())

    cache = forward(X, Y, parameters)[1]
    true = flat(backward(X, Y, cache))
    return Probe(cost, flat(parameters, ""), flat(gradients), epsilon, shapes, true)


@lru_cache(maxsize=20_000)  # all mistakes together look at some 5,000 points, each time and again
def cost_at(X: bytes, Y: bytes, shapes: tuple[tuple[int, int], ...], theta: bytes) -> float:
    """The cost of the network whose parameters, in vectors, are theta."""
    parts = np.split(np.frombuffer(theta), np.cumsum([o * i for o, i in shapes])[:-1])
    parameters = {k: v.reshape(s) for k, v, s in zip(KEYS, parts, shapes, strict=True)}
    examples = np.frombuffer(X).reshape(shapes[0][1], -1), np.frombuffer(Y).reshape(1, -1)
    return forward(*examples, parameters)[0]


def decide(name: str, got: dict, probes: dict[str, Probe], known: Sequence[Mistake]) -> None:
    """Judge the answers to all probes together: a mistake is named if it explains every one."""
    expected = {what: right(probe) for what, probe in probes.items()}
    asked = [AskedProbes(m, got, probes) for m in known]
    wrong = [what for what in expected if not same(got[what], expected[what])]
    by_default = [what for what, probe in probes.items() if probe.epsilon == EPSILON]
    if wrong and not recognised(got, asked, ()):
        if set(wrong) == set(by_default):
            accuse(name, KNOWN[DEFAULT], DEFAULT)
        if both := recognised(got, two_mistakes(probes, known is ONE_DIMENSION), ()):
            accuse(name, both.says, both.id)
    judge_together(name, got, expected, asked)
    if all(float(value) == round(float(value), 12) for value in got.values()):
        accuse(name, "it is rounded. Return all digits.", ROUNDED)


DEFAULT = declare(
    "check.other_default",
    "it is right where epsilon is given and wrong where it is left away. The first line must say "
    "epsilon=1e-7, and no digits may be lost.",
)


class AskedProbes(Asked):
    """A known mistake, with the answers to all probes that it is to explain."""

    def answer(self) -> dict:
        """The answers of who makes this mistake, up to the first that is not the student's."""
        got, probes = self.args
        found = {}
        for what, probe in probes.items():
            found[what] = self.mistake.answer(probe)
            if not same(got[what], found[what]):
                break
        return found
