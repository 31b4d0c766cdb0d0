"""Says in words what the symmetry explorer's pictures show."""

import numpy as np

from playground.trainer.network import Arrays
from playground.words import activation_name, iterations, number

VISIBLE = 0.1  # a difference between weights that one can see
COUNTS = {2: "Two", 3: "Three", 4: "Four", 5: "Five", 6: "Six"}
HOW = {"equal": "equal outgoing weights", "two": "outgoing weights of two values"}


def describe(
    settings: dict,
    at: np.ndarray,
    W1: np.ndarray,
    differences: np.ndarray,
    costs: np.ndarray,
    accuracy: float,
) -> str:
    """How the units start, whether anything parts them, and how well it went.

    `at`, `W1` (moments, units, 2) and `differences` end with the moment that is shown.
    """
    how = HOW.get(settings["outgoing"], "unequal outgoing weights")
    kind = activation_name(settings["activation"])
    value, noise = settings["value"], settings["noise"]
    start = f"{COUNTS[settings['units']]} {kind} units start "
    start += f"at ({value:.1f}, {value:.1f})"
    start += f", give or take noise of {noise:g}, with {how}. " if noise else f" with {how}. "
    if not np.isfinite(W1[-1]).all():
        return f"{start}The training blew up: the weights are NaN."
    went = f" It is right on {accuracy:.0%} of the training points; the cost went from "
    went += f"{number(costs[0])} to {number(costs[-1])}."
    if at[-1] == 0:
        return f"{start}This is before the first step. {prospect(settings)}"
    return f"{start}{fate(settings, at, W1, differences)}{went}"


def prospect(settings: dict) -> str:
    """What tells the units apart at the start."""
    if settings["noise"]:
        return "The noise tells the units apart."
    if settings["outgoing"] == "equal":
        return "Nothing tells the units apart."
    return "The units are one point; only their outgoing weights tell them apart."


def fate(settings: dict, at: np.ndarray, W1: np.ndarray, differences: np.ndarray) -> str:
    """What has become of the units, in a sentence or two."""
    units, points = len(W1[-1]), len(np.unique(W1[-1], axis=0))
    after = f"After {iterations(at[-1])}"
    if (W1[-1] == W1[0]).all():
        return f"{after} they have not moved: no gradient reaches them."
    if points == 1:
        return (
            f"{after} they are still one point, to the last bit: equal units get equal gradients. "
            "The network can do no more than one with a single hidden unit: its boundary is a "
            "straight line, or there is none."
        )
    if points < units:
        return (
            f"{after} they are {points} points: units with equal outgoing weights have stayed "
            f"together, to the last bit. The network can do no more than one with {points} hidden "
            "units."
        )
    if settings["noise"] and settings["outgoing"] == "equal":
        return by_noise(at, differences)
    first = "The first step took them along one line, each in proportion to its outgoing weight; "
    if settings["noise"]:
        first = "Their outgoing weights and the noise part them; "
    return f"{first}after {iterations(at[-1])} two of them differ by {differences[-1]:.2g}."


def by_noise(at: np.ndarray, differences: np.ndarray) -> str:
    """How far noise alone has parted the units."""
    visible = np.flatnonzero(differences >= VISIBLE)
    if visible.size and visible[0] == 0:
        return "With noise as large as this they differ visibly from the start."
    if visible.size:
        return (
            f"The noise parts them: by iteration {at[visible[0]]:,} two of them differ by more "
            f"than {VISIBLE}, and after {at[-1]:,} by {differences[-1]:.2g}."
        )
    trend = "less than at the start" if differences[-1] < differences[0] else "not yet visible"
    return f"After {iterations(at[-1])} they differ by {differences[-1]:.2g}, {trend}."


def captions(
    parameters: Arrays, at: np.ndarray, differences: np.ndarray, costs: np.ndarray
) -> dict[str, str]:
    """The text equivalent of each picture."""
    units = "; ".join(
        f"unit {i}: {x:.4g} and {y:.4g}" for i, (x, y) in enumerate(parameters["W1"], start=1)
    )
    growth = f"from {differences[0]:.2g} to {differences[-1]:.2g} at iteration {at[-1]:,}"
    return {
        "weights": f"Units in the plane of their incoming weights. {units}.",
        "outgoing": f"Outgoing weights: {', '.join(f'{out:.4g}' for out in parameters['W2'][0])}.",
        "plane": "The plane of inputs: training points and the decision boundary.",
        "differences": f"Largest difference between two units: {growth}.",
        "cost": f"Cost curve from {number(costs[0])} to {number(costs[-1])}.",
    }
