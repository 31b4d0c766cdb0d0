"""Says in words what the weight-scale explorer's pictures show."""

import numpy as np

from playground.trainer.network import Statistics

STARTS = {
    "random": "random numbers times {scale:.3g}",
    "constant": "the same number, {scale:.3g}, everywhere",
    "zeros": "zero everywhere",
    "xavier": "Xavier's scale",
    "glorot": "Glorot's scale",
    "he": "He's scale",
}
NEARLY = 0.97  # accuracy from which the classes count as separated
GUESS = 0.6  # and up to which nothing much has been learned


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
    """Where the weights started, how well it went, and the likeliest reason."""
    start = STARTS[initialization].format(scale=scale)
    train, test = map(percent, accuracies)
    went = (
        f"After {iterations(iteration)} it is right on {train} of the training points and {test} "
        f"of the test points; the cost went from {number(costs[0])} to {number(costs[-1])}."
    )
    if diverged is not None and iteration >= diverged:
        went = f"The training blew up: from iteration {diverged:,} on everything is NaN."
    return (
        f"Weights start as {start}. {went} {reason(accuracies[0], costs, statistics, differences)}"
    )


def percent(share: float) -> str:
    """A share as one says it; 299 of 300 are not all."""
    return f"{100 * share:.3g}%"


def iterations(count: int) -> str:
    """So many iterations, as one says it."""
    return "1 iteration" if count == 1 else f"{count:,} iterations"


def number(cost: float) -> str:
    """A cost as one says it."""
    return "infinite" if np.isposinf(cost) else "NaN" if np.isnan(cost) else f"{cost:.3g}"


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
        "plane": "The plane of inputs: training points and the decision boundary.",
        "units": f"One small map for each hidden unit. Incoming weights of {units}.",
        "cost": f"Cost curve from {number(costs[0])} to {number(costs[-1])}.",
        "signals": f"Spread of signals by layer. {spreads}.",
    }


def reason(
    accuracy: float, costs: np.ndarray, statistics: Statistics, differences: np.ndarray
) -> str:
    """The sentence that explains most."""
    alike = [str(l) for l, value in enumerate(differences, start=1) if value == 0]
    dead = statistics.dead[:-1].max(initial=0)
    saturated = statistics.saturated[:-1].max(initial=0)
    small = statistics.gradients[0] < 1e-5
    if np.isnan(costs[-1]):
        return "The steps were too large for these weights: try a smaller scale or learning rate."
    if alike:
        layers = f"layer {alike[0]}" if len(alike) == 1 else f"layers {' and '.join(alike)}"
        return f"All units of {layers} are the same: equal weights get equal gradients, for ever."
    if accuracy <= GUESS and dead > 0.9:
        return "A whole layer is dead: no gradient comes through it."
    if accuracy <= GUESS and small:
        return "The signal shrinks from layer to layer, and the gradients with it: nothing moves."
    if np.isposinf(costs).any():
        return "It began sure of wrong answers, so the cost was infinite and much had to be undone."
    if saturated > 0.5:
        return (
            f"{saturated:.0%} of a layer's tanh values are saturated: there the slope is near zero."
        )
    if accuracy >= NEARLY:
        return "The units differ, the signal keeps its size, and the classes come apart."
    return "It has learned a part: more iterations or another scale may do better."
