"""The panels of a state: plain data that the page (or picture.py) draws.

A chart has axes and series; a plane holds the network's answers; maps the answers of its units.
"""

import numpy as np
from contourpy import contour_generator
from numpy.typing import ArrayLike

from playground.data import LIMIT, Data
from playground.trainer.network import Layers, forward

SIDE, COARSE_SIDE = 61, 24  # points along each side of the plane, and of a unit's map


def grid(side: int) -> np.ndarray:
    """The points (2, side^2) of a grid over the plane, the lowest row first."""
    return np.stack(np.meshgrid(*[np.linspace(-LIMIT, LIMIT, side)] * 2)).reshape(2, -1)


GRID, COARSE = grid(SIDE), grid(COARSE_SIDE)
BREAK, FINE = -32768, 32000  # between two lines; what LIMIT is in their whole numbers


def answers(layers: Layers, activation: str) -> dict[str, np.ndarray]:
    """The probability of class 1 over the plane in steps of 1/254, and where it is one half."""
    p = np.nan_to_num(forward(GRID, layers, activation)[-1].reshape(SIDE, SIDE), nan=0.0)
    steps = np.linspace(-FINE, FINE, SIDE)
    pieces: list[np.ndarray] = []
    for line in map(np.asarray, contour_generator(steps, steps, p).lines(0.5)):
        pieces += [line, np.array([[BREAK, BREAK]])]
    line = np.concatenate(pieces) if pieces else np.empty((0, 2))
    return {"p": np.rint(254 * p).astype(np.uint8), "line": line.round().astype(np.int16)}


def points(data: Data) -> dict[str, np.ndarray]:
    """The training points of a data set."""
    return {"X": data[0].astype(np.float32), "Y": data[1][0].astype(np.uint8)}


def plane(layers: Layers, activation: str, data: Data) -> dict:
    """What the network answers everywhere, with the training points."""
    alt = "The plane of inputs: training points and the decision boundary."
    title = "What the network answers"
    about = {"kind": "plane", "title": title, "alt": alt}
    return about | answers(layers, activation) | points(data)


def maps(layers: Layers, activation: str, alt: str) -> dict:
    """One small map for each hidden unit, in units of the largest answer of its layer."""
    found = []
    for a in forward(COARSE, layers, activation)[1:-1]:
        top = np.abs(a[np.isfinite(a)]).max(initial=0) or 1
        found.append(np.rint(127 + 127 * np.nan_to_num(a / top, nan=0, posinf=1, neginf=-1)))
    stacked = np.concatenate(found).astype(np.uint8).reshape(-1, COARSE_SIDE, COARSE_SIDE)
    sizes = [len(a) for a in found]
    title = "What each hidden unit answers"
    return {"kind": "maps", "title": title, "alt": alt, "maps": stacked, "layers": sizes}


def network(layers: Layers) -> dict:
    """The network as a diagram whose edges are its weights."""
    largest = [float(np.abs(W).max()) for W, _ in layers]
    sizes = "-".join(map(str, [layers[0][0].shape[1], *(len(W) for W, _ in layers)]))
    said = ", ".join(f"layer {l}: {size:.3g}" for l, size in enumerate(largest, start=1))
    return {
        "kind": "network",
        "title": f"The weights (thickest: {max(largest):.3g})",
        "alt": f"Network {sizes}, its weights as edges. Largest weight of {said}.",
        "weights": [W for W, _ in layers],
        "shape": "after",
    }


def chart(title: str, alt: str, x: dict, y: dict, series: list[dict], **more: object) -> dict:
    """Series over two axes."""
    about = {"kind": "chart", "title": title, "alt": alt}
    return about | {"x": x, "y": y, "series": series} | more


def axis(low: float, high: float, label: str = "", **more: object) -> dict:
    """An axis; `log`, `ticks` and their `names` may follow."""
    return {"low": low, "high": high, "label": label} | more


def series(name: str, x: ArrayLike, y: ArrayLike, color: str, style: str, **more: object) -> dict:
    """Values as a `line`, `dash`, `dots` or `bars`."""
    return {
        "name": name,
        "x": np.asarray(x, np.float32),
        "y": np.asarray(y, np.float64),
        "color": color,
        "style": style,
    } | more


def room(values: np.ndarray, steps: list[float]) -> tuple[float, float]:
    """The nearest two of the ordered steps that hold all finite values above zero."""
    seen = values[np.isfinite(values) & (values > 0)]
    low, high = (seen.min(), seen.max()) if seen.size else (steps[0], steps[-1])
    below = [step for step in steps if step <= low]
    above = [step for step in steps if step >= high]
    low, high = below[-1] if below else steps[0], above[0] if above else steps[-1]
    if low == high:
        at = steps.index(low)
        low, high = steps[max(0, at - 1)], steps[min(len(steps) - 1, at + 1)]
    return low, high


COSTS = [1e-4, 1e-3, 1e-2, 0.1, 0.5, 1, 3, 30]  # where a cost axis may begin and end


def cost(at: np.ndarray, costs: np.ndarray, now: int, length: int, alt: str) -> dict:
    """The cost over the iterations, on an axis that is as long as the costs need."""
    low, high = room(costs, COSTS)
    here = costs[max(0, int(np.searchsorted(at, now, side="right")) - 1)]
    shown = [
        series("cost", at, costs, "blue", "line"),
        series("now", [now], [here], "dark", "dots", mark="o", quiet=True),
    ]
    return chart(
        "Cost while it learns",
        alt,
        axis(0, length, "iteration"),
        axis(low, high, log=True),
        shown,
        lines=[{"y": np.log(2), "text": "undecided: 0.693"}] if low < np.log(2) < high else [],
        legend=False,
    )
