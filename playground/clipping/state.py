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


def clip(grads: Layers, max_norm: float) -> Layers:
    """g min(1, max_norm / ||g||): in the same direction, at most as long as max_norm."""
    length = norm(grads)
    if not length > max_norm:
        return grads
    return [(dW * (max_norm / length), db * (max_norm / length)) for dW, db in grads]


def train_clipped(layers: Layers, learning_rate: float, max_norm: float) -> Run:
    """Costs, and gradient norms before clipping, of a ReLU net that learns the moons."""
    X, Y, _, _ = DATA["moons"]()
    costs, norms = [], []
    with np.errstate(all="ignore"):  # it may blow up
        for _ in range(ITERATIONS):
            A = forward(X, layers, "relu")
            dZ = backward(Y, A, layers, "relu")
            found = gradients(A, dZ)
            costs.append(init_utils.compute_loss(A[-1], Y))
            norms.append(norm(found))
            layers = step(layers, clip(found, max_norm), learning_rate)
    return np.array(costs), np.array(norms)


@lru_cache(maxsize=32)
def trained(scale: float, learning_rate: float, depth: int, max_norm: float = np.inf) -> Run:
    """Costs and norms from He's start times a scale on; without max_norm nothing is clipped."""
    start = layers_of(initialize("he", draw([2, *[WIDTH] * depth, 1])))
    return train_clipped([(scale * W, b) for W, b in start], learning_rate, max_norm)


def state(settings: dict) -> dict:
    """Cost and length of the gradient, each with and without clipping."""
    max_norm = settings["max_norm"]
    same = (settings["scale"], settings["learning_rate"], settings["depth"])
    free, bound = trained(*same), trained(*same, max_norm)
    words = caption(free, bound)
    return {
        "says": describe(free, bound, max_norm),
        "panels": {
            "cost": curves("Cost", words, 0, COSTS, free, bound, np.log(2), "undecided: 0.693"),
            "length": curves(
                "Length of the whole gradient, before it is clipped",
                words,
                1,
                NORMS,
                free,
                bound,
                max_norm,
                f"max_norm {max_norm:.3g}",
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
