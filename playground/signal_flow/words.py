"""Says in words what the signal-flow explorer's pictures show."""

import numpy as np

from playground.words import activation_name, listed

KEPT = 3.0  # an RMS within this factor, from one end of the network to the other, is kept
FEW = 0.05  # a smaller share of saturated values is not worth a sentence
STARTS = {
    "random": "weights of random numbers times {scale:.3g}",
    "xavier": "weights by Xavier's rule times {scale:.3g}",
    "glorot": "weights by Glorot's rule times {scale:.3g}",
    "he": "weights by He's rule times {scale:.3g}",
    "orthogonal": "orthogonal weights times {scale:.3g}",
    "identity": "a weight matrix of {scale:.4g} times the identity",
}
SWITCHES = {"residual": "a residual branch", "normalization": "layer normalization"}


def describe(
    settings: dict, activations: np.ndarray, gradients: np.ndarray, saturated: float
) -> str:
    """How the signal fares forward and the gradient on its way back; for c times I also c^depth.

    `activations` and `gradients` are RMS values, layer by layer.
    """
    scale, activation, depth = settings["scale"], settings["activation"], len(activations)
    start = STARTS[settings["initialization"]].format(scale=scale)
    parts = [start, *(what for switch, what in SWITCHES.items() if settings[switch])]
    says = f"{depth} {activation_name(activation)} layers, each with {listed(parts)}. "
    if settings["initialization"] == "identity" and len(parts) == 1:
        says += power(scale, depth, activation)
    layers = np.arange(1, depth + 1)
    says += f"Forward, {fate('the activations', activations, layers)}. "
    back = fate("the gradients", gradients[::-1], layers[::-1])
    if activation == "relu" and len(parts) == 1 and not activations[-1] > 0:  # NaN, too
        back = blocked(activations[-1])
    says += f"Backward, {back}."
    if settings["normalization"]:
        says += (
            " Normalization takes the scale out of the activations; gradients are divided by it."
        )
    if activation == "tanh" and saturated > FEW and not settings["residual"]:
        says += f" {saturated:.0%} of the last layer's tanh values lie within 0.01 of −1 or 1."
    return says


def blocked(top: float) -> str:
    """Why no gradient comes through a last layer of ReLU that is all 0, or holds NaN."""
    if top == 0:
        return "nothing comes through: the last layer is exactly 0, and so is ReLU's slope there"
    return (
        "no gradient can be computed in single precision: ReLU has no slope where its value is NaN "
        "(in double precision the gradients explode as well)"
    )


def power(scale: float, depth: int, activation: str) -> str:
    """What becomes of a number that meets this factor in every layer."""
    if activation == "tanh":
        return f"A number is multiplied by {scale:.4g} and squeezed by tanh, {depth} times over. "
    which = "Every number" if activation == "linear" else "Every positive number"
    return f"{which} is multiplied by {scale:.4g}^{depth} = {scale**depth:.4g}. "


def fate(name: str, sizes: np.ndarray, layers: np.ndarray) -> str:
    """What becomes of RMS values that are listed in the order in which the signal passes layers."""
    lost = np.flatnonzero(~np.isfinite(sizes))
    if lost.size:
        return f"{name} explode: from layer {layers[lost[0]]} on they are infinite or NaN"
    zero = np.flatnonzero(sizes == 0)
    if zero.size:
        return f"{name} vanish: from layer {layers[zero[0]]} on they are exactly 0"
    ratio = sizes[-1] / sizes[0]
    way = f"from {sizes[0]:.3g} in layer {layers[0]} to {sizes[-1]:.3g} in layer {layers[-1]}"
    if 1 / KEPT <= ratio <= KEPT:
        return f"{name} roughly keep their size: their RMS goes {way}"
    factor = ratio ** (1 / (len(sizes) - 1))
    verb = "grow" if ratio > 1 else "shrink"
    return f"{name} {verb}: their RMS goes {way}, about times {factor:.3g} a layer"


def captions(activations: np.ndarray, gradients: np.ndarray) -> dict[str, str]:
    """The text equivalent of each picture."""
    sizes = "; ".join(
        f"layer {i + 1}: activations {activations[i]:.2g}, gradients {gradients[i]:.2g}"
        for i in np.linspace(0, len(activations) - 1, 6).astype(int)
    )
    return {
        "activations": "Histograms of activations: one column a layer, darker where more lie.",
        "gradients": "Histograms of gradients: one column a layer, darker where more lie.",
        "spreads": f"RMS by layer. {sizes}.",
    }
