"""Says in words what the weight-scale explorer's pictures show."""

import numpy as np

from playground.trainer.network import Statistics
from playground.words import iterations, listed, number, percent

STARTS = {
    "random": "random numbers times {scale:.3g}",
    "constant": "the same number, {scale:.3g}, everywhere",
    "zeros": "zero everywhere",
    "xavier": "Xavier's scale",
    "glorot": "Glorot's scale",
    "he": "He's scale",
}
MOVED = 0.005  # a cost that has changed by less has not moved
APART = 0.97  # accuracy from which the classes count as separated
FALLING = 0.02  # a cost that lost this share within the last tenth of its readings still falls
TINY = 1e-5  # gradients with a smaller spread are worth a sentence


def describe(
    initialization: str,
    scale: float,
    iteration: int,
    costs: np.ndarray,
    accuracies: tuple[float, float],
    statistics: Statistics,
    differences: np.ndarray,
    diverged: int | None,
) -> str:
    """Where the weights started, how well it went, and what else can be read from the numbers."""
    start = f"Weights start as {STARTS[initialization].format(scale=scale)}."
    train, test = map(percent, accuracies)
    right = f"it is right on {train} of the training points and {test} of the test points"
    if iteration == 0:
        return f"{start} Before the first step {right}; the cost is {number(costs[0])}."
    if diverged is not None and iteration >= diverged:
        return (
            f"{start} The training blew up: from iteration {diverged:,} on everything is NaN. "
            "Try a smaller learning rate or a smaller scale."
        )
    found = finding(initialization, accuracies[0], costs, statistics, differences)
    return (
        f"{start} After {iterations(iteration)} {right}; the cost went from {number(costs[0])} to "
        f"{number(costs[-1])}. {found}"
    )


def captions(
    scale: float | None, statistics: Statistics, differences: np.ndarray, costs: np.ndarray
) -> dict[str, str]:
    """The text equivalent of each picture."""
    spreads = "; ".join(
        f"layer {i}: activations {a:.2g}, gradients {g:.2g}, dead {d:.0%}, saturated {s:.0%}"
        for i, (a, g, d, s) in enumerate(zip(*statistics, strict=True), start=1)
    )
    units = "; ".join(
        f"layer {i}: {'all the same' if value == 0 else f'differ by up to {value:.2g}'}"
        for i, value in enumerate(differences, start=1)
    )
    here = f"The weight scale is {scale:.3g}." if scale else "This start has scales of its own."
    return {
        "ruler": f"Axis of weight scales with those of Xavier, Glorot and He. {here}",
        "units": f"One small map for each hidden unit. Incoming weights of {units}.",
        "cost": f"Cost curve from {number(costs[0])} to {number(costs[-1])}.",
        "signals": f"Spread of signals by layer. {spreads}.",
    }


def finding(
    initialization: str,
    accuracy: float,
    costs: np.ndarray,
    statistics: Statistics,
    differences: np.ndarray,
) -> str:
    """What the numbers show after some training; no cause that they do not prove."""
    if initialization == "zeros":
        return "Every weight gradient is exactly zero: only the last bias can move."
    alike = [str(l) for l, value in enumerate(differences, start=1) if value == 0]
    if initialization == "constant" and alike:
        layers = f"layer {alike[0]}" if len(alike) == 1 else f"layers {listed(alike)}"
        return f"All units of {layers} are the same: equal weights get equal gradients, for ever."
    if len(costs) < 2:
        return "The next reading of the cost is still to come."
    return " ".join(filter(None, [course(accuracy, costs, statistics), tanh_ends(statistics)]))


def course(accuracy: float, costs: np.ndarray, statistics: Statistics) -> str:
    """How the cost has changed."""
    first, last = costs[0], costs[-1]
    if np.isposinf(last):
        return "It is fully sure of some wrong answers: that is what makes the cost infinite."
    if abs(first - last) < MOVED:
        return f"The cost has moved by less than {MOVED}. {quiet(statistics)}".rstrip()
    if last > first:
        return "The cost is higher than at the start."
    begin = "It began fully sure of some wrong answers. " if np.isposinf(first) else ""
    if accuracy >= APART:
        return f"{begin}The two classes come apart."
    before = costs[-1 - max(1, len(costs) // 10)]
    falls = last < (1 - FALLING) * before
    return f"{begin}The cost {'is still falling' if falls else 'has all but stopped falling'}."


def quiet(statistics: Statistics) -> str:
    """What is small where the cost does not move."""
    if statistics.dead[:-1].max(initial=0) == 1:
        return "All units of a layer are dead, so no gradient passes through it."
    a, gradient = statistics.activations[:-1], statistics.gradients[0]
    if not gradient < TINY:
        return ""
    says = f"The gradients that reach layer 1 are tiny: their spread is {gradient:.1g}."
    if len(a) > 1 and a[-1] < a[0] / 10:
        says += (
            f" The spread of the activations falls from {a[0]:.1g} to {a[-1]:.1g} on its way up."
        )
    return says


def tanh_ends(statistics: Statistics) -> str:
    """How much of tanh is saturated, where that is more than half of a layer."""
    saturated = statistics.saturated[:-1].max(initial=0)
    if not saturated > 0.5:
        return ""
    return f"{saturated:.0%} of a layer's tanh values are saturated: there the slope is below 0.02."
