"""What the vectors tell at which a gradient check takes its costs."""

from collections.abc import Callable

import numpy as np

from diagnosis.core import name_of
from diagnosis.errors import call
from diagnosis.gradient_check.checks import question
from diagnosis.gradient_check.network import Array, Arrays, Cache, forward
from diagnosis.verdict import accuse, declare

EPSILON = 0.01
PLACES = ([4, 5, 3, 1], 3, 1, 0.5)  # layer sizes, m, seed, how wrong the claimed gradient is


class Recorder:
    """Stands in place of forward_propagation_n, and keeps the vectors that it is called with."""

    def __init__(self) -> None:
        self.vectors: list[Array] = []

    def __call__(self, X: Array, Y: Array, parameters: Arrays) -> tuple[float, Cache]:
        self.vectors.append(flat(parameters))
        return forward(X, Y, parameters)


def flat(parameters: Arrays) -> Array:
    """All entries in the order W1, b1, W2, ..."""
    return np.concatenate([parameters[f"{k}{layer}"].ravel() for layer in (1, 2, 3) for k in "Wb"])


def judge_moves(function: Callable, recorder: Recorder) -> None:
    """Judge where gradient_check_n takes its costs: each entry alone is raised, and lowered."""
    X, Y, parameters, gradients = question(*PLACES)
    theta, what = flat(parameters), name_of(function)
    recorder.vectors.clear()
    call(function, parameters, gradients, X, Y, EPSILON)
    raised: set[int] = set()
    lowered: set[int] = set()
    elsewhere = 0
    for vector in recorder.vectors:
        steps = np.round((vector - theta) / EPSILON, 6)
        (places,) = np.nonzero(steps)
        if len(places) == 1 and abs(steps[places[0]]) == 1:
            (raised if steps[places[0]] > 0 else lowered).add(int(places[0]))
        else:
            elsewhere += 1
    every = set(range(theta.size))
    if raised == lowered == every:
        accuse(what, f"J_plus and J_minus are taken where they belong. {AFTER}", QUOTIENT)
    more = f"; {elsewhere} costs are taken at other vectors" if elsewhere else ""
    counts = f"of {theta.size} entries your code raises {len(raised)} and lowers {len(lowered)}"
    accuse(what, f"{counts}, one at a time{more}. {ALONE}", MOVES)


AFTER = "So the mistake comes after: look at gradapprox[i], at grad and at the fraction."
QUOTIENT = declare("check_n.after_the_costs", f"the costs are right. {AFTER}")
ALONE = (
    "Each must be raised once and lowered once, from a fresh copy: look at the range of the loop, "
    "at what stands in it, and at the copies."
)
MOVES = declare("check_n.other_moves", f"not every entry is moved to both sides. {ALONE}")
