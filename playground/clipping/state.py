"""The numbers of the clipping explorer: a training twice from one start, free and clipped."""

from functools import lru_cache

import numpy as np

import init_utils
from playground.clipping.words import Run, caption, describe
from playground.data import DATA
from playground.initialization import draw, initialize
from playground.panels import axis, chart, series
from playground.trainer.network import Layers, backward, forward, gradients, layers_of, step

WIDTH, ITERATIONS = 10, 150
COSTS = (1e-5, 1e3)
NORMS = (1e-6, 1e6)


def norm(grads: Layers) -> float:
    """The length of all gradients as one vector."""
    return float(np.sqrt(sum(np.sum(array**2) for pair in grads for array in pair)))


def clip(grads: Layers, threshold: float) -> Layers:
    """g min(1, threshold / ||g||): in the same direction, at most as long as the threshold."""
    length = norm(grads)
    if not length > threshold:
        return grads
    return [(dW * (threshold / length), db * (threshold / length)) for dW, db in grads]


def train_clipped(
    layers: Layers, learning_rate: float, threshold: float, num_iterations: int = ITERATIONS
) -> Run:
    """Costs, and gradient norms before clipping, of a relu net that learns the moons."""
    X, Y, _, _ = DATA["moons"]()
    costs, norms = [], []
    with np.errstate(all="ignore"):  # it may blow up
        for _ in range(num_iterations):
            A = forward(X, layers, "relu")
            dZ = backward(Y, A, layers, "relu")
            found = gradients(A, dZ)
            costs.append(init_utils.compute_loss(A[-1], Y))
            norms.append(norm(found))
            layers = step(layers, clip(found, threshold), learning_rate)
    return np.array(costs), np.array(norms)


@lru_cache(maxsize=32)
def trained(scale: float, learning_rate: float, depth: int, threshold: float = np.inf) -> Run:
    """Costs and norms from He's start times a scale on; without a threshold nothing is clipped."""
    start = layers_of(initialize("he", draw([2, *[WIDTH] * depth, 1])))
    return train_clipped([(scale * W, b) for W, b in start], learning_rate, threshold)


def state(settings: dict) -> dict:
    """Cost and length of the gradient, each with and without clipping."""
    threshold = settings["threshold"]
    same = (settings["scale"], settings["learning_rate"], settings["depth"])
    free, bound = trained(*same), trained(*same, threshold)
    words = caption(free, bound)
    return {
        "says": describe(free, bound, threshold),
        "panels": {
            "cost": curves("Cost", words, 0, COSTS, free, bound, np.log(2), "undecided: 0.693"),
            "length": curves(
                "Length of the whole gradient, before it is clipped",
                words,
                1,
                NORMS,
                free,
                bound,
                threshold,
                f"threshold {threshold:.3g}",
            ),
        },
    }


def curves(
    title: str,
    alt: str,
    which: int,
    ends: tuple[float, float],
    free: Run,
    bound: Run,
    y: float,
    text: str,
) -> dict:
    """One number of both runs, iteration by iteration."""
    shown = []
    for run, color, style, name in [
        (free, "red", "dash", "without clipping"),
        (bound, "blue", "line", "clipped"),
    ]:
        values = run[which]
        values = np.where(values > ends[1], np.inf, np.where(values < ends[0], np.nan, values))
        shown.append(series(name, np.arange(len(values)), values, color, style, gaps=True))
    x = axis(0, ITERATIONS, "iteration")
    lines = [{"y": y, "text": text}]
    return chart(title, alt, x, axis(*ends, log=True), shown, lines=lines, shape="broad")
