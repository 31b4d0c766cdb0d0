"""Right functions in place of the student's own two, and what their calls tell of a mistake."""

from collections.abc import Callable

import numpy as np

from diagnosis.gradient_check.cube import cube, cube_slope
from diagnosis.gradient_check.probe import Probe
from diagnosis.verdict import KNOWN, accuse, declare

Call = tuple[float, float]  # x, theta


class StandIn:
    """Stands where a function of the student's stood, and keeps what it was called with."""

    def __init__(self, function: Callable[[float, float], float]) -> None:
        self.function, self.factor = function, 1.0
        self.calls: list[Call] = []

    def __call__(self, x: float, theta: float) -> float:
        value = self.factor * self.function(x, theta)
        self.calls.append((x, theta))
        return value

    def take_calls(self) -> list[Call]:
        """The calls since the last time."""
        taken, self.calls = self.calls, []
        return taken


def stand_ins() -> tuple[StandIn, StandIn]:
    """A right forward_propagation and a right backward_propagation, for J = x theta^3."""
    return StandIn(cube), StandIn(cube_slope)


def judge_calls(
    what: str, costs: dict[str, list[Call]], slopes: dict[str, list[Call]], probes: dict[str, Probe]
) -> None:
    """Raise AssertionError where calls are missing, or made elsewhere: a wrong answer's cause."""
    for name, calls, missing, elsewhere, belong in (
        ("forward_propagation", costs, NO_COST, OTHER_COST, {1.0, -1.0}),
        ("backward_propagation", slopes, NO_SLOPE, OTHER_SLOPE, {0.0}),
    ):
        if not any(calls.values()):
            accuse(what, KNOWN[missing], missing)
        turned = {question: [(theta, x) for x, theta in made] for question, made in calls.items()}
        if all(moved(made, probes[question]) == belong for question, made in turned.items()):
            accuse(what, KNOWN[EXCHANGED], EXCHANGED)
        steps = {moved(made, probes[question]) for question, made in calls.items()}
        if steps == {frozenset(belong)}:
            continue
        only = steps.pop() if len(steps) == 1 else None
        at = " and ".join(map(place, sorted(only, reverse=True))) if only else "another point"
        accuse(what, f"{name} is called at {at}. It belongs at {AT[name]}.", elsewhere)


def moved(calls: list[Call], probe: Probe) -> frozenset[float] | None:
    """By how many epsilons theta was moved in each call; None if x was changed, or it was not."""
    steps = set()
    for x, theta in calls:
        if np.size(x) != 1 or np.size(theta) != 1 or np.any(x != probe.x):
            return None
        steps.add(round(float(np.ravel((theta - probe.theta) / probe.epsilon)[0]), 4))
    return frozenset(steps)


def place(step: float) -> str:
    """theta + 2 * epsilon, and the like."""
    size = "epsilon" if abs(step) == 1 else f"{abs(step):g} * epsilon"
    return f"theta {'+' if step > 0 else '-'} {size}" if step else "theta"


EXCHANGED = "check.arguments_exchanged"
AT = {
    "forward_propagation": "theta + epsilon and theta - epsilon",
    "backward_propagation": "theta",
}
NO_COST = declare(
    "check.no_cost_called",
    "your code never calls forward_propagation. gradapprox is made of what it returns at theta + "
    "epsilon and at theta - epsilon: call it, do not write a cost anew.",
)
NO_SLOPE = declare(
    "check.no_slope_called",
    "your code never calls backward_propagation. What it returns at theta is grad, the derivative "
    "that is to be checked.",
)
OTHER_COST = declare(
    "check.cost_elsewhere",
    "forward_propagation is called at other points than theta + epsilon and theta - epsilon.",
)
OTHER_SLOPE = declare(
    "check.slope_elsewhere", "backward_propagation is called at another point than theta."
)
