"""Says in words what the variance rule predicts, and what was measured."""

import numpy as np

from playground.trainer.network import NEAR, SLOPE
from playground.words import activation_name

KEEPS = {
    "linear": (1.0, "Xavier's rule"),
    "relu": (2.0, "He's rule"),
    "leaky_relu": (2 / (1 + SLOPE**2), "He's rule for leaky ReLU"),
}  # n_in Var(w) with which a layer keeps the mean square
STRAY = 3.0  # measured and predicted apart by more than this factor are worth a sentence
Pair = tuple[float, float]  # predicted, measured


def describe(
    settings: dict, seen: dict[str, Pair], depth: tuple[np.ndarray, np.ndarray], flat: dict
) -> str:
    """The three steps with their numbers, and the share of z at which the slopes are flat.

    seen = {"z": variances, "a": mean squares}; depth = RMS by layer, predicted and measured.
    """
    n_in, variance, kind = settings["n_in"], settings["variance"], settings["activation"]
    name, rule = activation_name(kind), depth[0]
    says = (
        f"Step 1: Var(z) = n_in · Var(w) · E[x²] = {n_in} · {variance:.4g} · 1 = "
        f"{seen['z'][0]:.3g}; measured {seen['z'][1]:.3g}. "
        f"Step 2: after {name} E[a²] = {seen['a'][0]:.3g}; measured {seen['a'][1]:.3g}. "
        f"Step 3: so one layer multiplies the RMS by {rule[0]:.3g}. "
    )
    end = f"measured {depth[1][-1]:.2g}"
    if kind in KEEPS:
        says += f"Fifty multiply it by {rule[0]:.3g}^50 = {rule[-1]:.2g}; {end}. "
        if not 1 / STRAY < depth[1][-1] / rule[-1] < STRAY:
            says += (
                f"With {n_in} units every layer strays from the rule, and fifty strays multiply. "
            )
        says += keeping(kind, n_in, variance)
    else:
        says += f"The factor changes with the size of the signal: predicted {rule[-1]:.2g} in "
        says += f"layer 50; {end}. "
        if kind == "tanh":
            says += f"Near zero tanh is linear, and Var(w) = 1/n_in = {1 / n_in:.3g} keeps it."
        else:
            says += "E[a²] is never below 0.25: sigmoid's values are not centred on zero."
    return f"{says} {saturation(flat)}"


def keeping(kind: str, n_in: int, variance: float) -> str:
    """The variance that keeps the RMS as it is."""
    factor, rule = KEEPS[kind]
    if np.isclose(variance * n_in, factor, rtol=0.02):
        return f"This is {rule}, which keeps the RMS."
    return f"Var(w) = {factor:.4g}/n_in = {factor / n_in:.3g} would keep it: {rule}."


def saturation(flat: dict[str, float]) -> str:
    """At how much of z tanh and sigmoid are flat."""
    return (
        f"Saturated, within {NEAR} of an end: tanh at {flat['tanh']:.0%} of these z, sigmoid at "
        f"{flat['sigmoid']:.0%}."
    )


def captions(
    seen: dict[str, Pair], depth: tuple[np.ndarray, np.ndarray], flat: dict
) -> dict[str, str]:
    """The text equivalent of each picture."""
    rule, found = depth
    sizes = "; ".join(
        f"layer {l + 1}: predicted {rule[l]:.2g}, measured {found[l]:.2g}" for l in (0, 9, 24, 49)
    )
    return {
        "z": "Histogram of z with the normal distribution of the predicted variance "
        f"{seen['z'][0]:.3g}; measured {seen['z'][1]:.3g}.",
        "a": f"Histogram of a with the prediction. Mean square {seen['a'][0]:.3g} predicted, "
        f"{seen['a'][1]:.3g} measured.",
        "depth": f"RMS of a by layer. {sizes}.",
        "slopes": "tanh and sigmoid, their slopes, and the histogram of z over them. "
        + saturation(flat),
    }
