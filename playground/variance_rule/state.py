"""The numbers of the variance rule: what it predicts, and what random weights give.

One layer: z = W x, a = g(z), with standard normal x. Then a network of such layers.
"""

from functools import lru_cache

import numpy as np
from threadpoolctl import ThreadpoolController

import init_utils
from playground.initialization import SEED
from playground.panels import axis, chart, room, series
from playground.signal_flow import state as signal_flow
from playground.signal_flow.state import rms
from playground.trainer.network import NEAR
from playground.variance_rule.words import captions, describe
from playground.words import activation_name

WIDTHS = [1, 2, 5, 10, 20, 50, 100, 200]
FUNCTIONS = signal_flow.FUNCTIONS | {"sigmoid": (init_utils.sigmoid, lambda a: a * (1 - a))}
UNITS, EXAMPLES = 200, 400  # of the one layer: 80,000 values of z
DEPTH, FEW = 50, 100  # layers of the network, and its examples
ENDS = [a * 10.0**k for k in range(-3, 4) for a in (1, 2, 5)]  # where an axis may end
SIZES = [
    1e-100,
    1e-60,
    1e-30,
    1e-20,
    1e-10,
    1e-5,
    1e-3,
    1e-1,
    1,
    10,
    1e3,
    1e5,
    1e10,
    1e20,
    1e50,
    1e100,
]
SEEN, BIN = 6.0, 0.25  # the histogram over tanh and sigmoid reaches from -SEEN to SEEN
NORMAL = np.linspace(-8, 8, 8001)  # a fine grid, and the normal distribution on it
WEIGHT = np.exp(-(NORMAL**2) / 2) / np.exp(-(NORMAL**2) / 2).sum()
CURVE = np.linspace(-SEEN, SEEN, 97)
THREADS = ThreadpoolController()


@lru_cache(maxsize=2)
def drawn(n_in: int) -> tuple[np.ndarray, np.ndarray, list[np.ndarray], np.ndarray]:
    """Standard normal numbers: W and x of the one layer; all W and x of the network."""
    rng = np.random.RandomState(SEED)
    one = rng.randn(UNITS, n_in), rng.randn(n_in, EXAMPLES)
    return *one, [rng.randn(n_in, n_in) for _ in range(DEPTH)], rng.randn(n_in, FEW)


def mean_square(activation: str, variance: float) -> float:
    """E[g(z)^2] where z is normal with this variance and mean 0."""
    with np.errstate(all="ignore"):
        return float(WEIGHT @ FUNCTIONS[activation][0](np.sqrt(variance) * NORMAL) ** 2)


def predicted(activation: str, factor: float) -> np.ndarray:
    """The RMS of a in each layer by the rule: E[a^2] after Var(z) = factor E[a^2], from 1 on."""
    found = [1.0]
    for _ in range(DEPTH):
        found.append(mean_square(activation, factor * found[-1]))
    return np.sqrt(found[1:])


def measured(activation: str, n_in: int, variance: float) -> np.ndarray:
    """The RMS of a in each layer of a random network."""
    _, _, matrices, a = drawn(n_in)
    found, scale = [], np.sqrt(variance)
    with THREADS.limit(limits=1):  # for matrices as small as these more are slower
        for W in matrices:
            a = FUNCTIONS[activation][0](scale * (W @ a))
            found.append(rms(a))
    return np.array(found)


def state(settings: dict) -> dict:
    """One layer in two steps, the network, and where z lies on tanh and sigmoid."""
    n_in, variance, activation = (settings[name] for name in ("n_in", "variance", "activation"))
    factor = n_in * variance
    W, x, _, _ = drawn(n_in)
    z = np.sqrt(variance) * (W @ x)
    depth = predicted(activation, factor), measured(activation, n_in, variance)
    function, _ = FUNCTIONS[activation]
    a, expected = function(z), mean_square(activation, factor)
    flat = {
        "tanh": float(np.mean(np.abs(np.tanh(z)) > 1 - NEAR)),
        "sigmoid": float(np.mean(np.abs(init_utils.sigmoid(z) - 0.5) > 0.5 - NEAR)),
    }
    seen = {"z": (factor, float(z.var())), "a": (expected, float(np.mean(a**2)))}
    words = captions(seen, depth, flat)
    normal = np.sqrt(factor) * NORMAL
    end = next(end for end in ENDS if end >= min(3.5 * np.sqrt(factor), ENDS[-1]))
    return {
        "says": describe(settings, seen, depth, flat),
        "panels": {
            "z": distribution("Step 1: z = W x", words["z"], "z", z, normal, (-end, end)),
            "a": distribution(
                f"Step 2: a = {activation_name(activation)}(z)",
                words["a"],
                "a",
                a,
                function(normal),
                {"tanh": (-1.0, 1.0), "sigmoid": (0.0, 1.0)}.get(activation, (-end, end)),
            ),
            "depth": layers(*depth, words["depth"]),
            "slopes": slopes(z, words["slopes"]),
        },
    }


def shares(values: np.ndarray, edges: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
    """The share of the values in each bin; the outermost bins take all that is beyond."""
    inside = values.ravel().clip(edges[0], edges[-1])
    found = np.histogram(inside, edges, weights=weights)[0]
    return found / (values.size if weights is None else 1.0)


def distribution(
    title: str,
    alt: str,
    name: str,
    values: np.ndarray,
    normal: np.ndarray,
    ends: tuple[float, float],
) -> dict:
    """Measured values as bars, and as a line what becomes of a normal distribution."""
    edges = np.linspace(*ends, 42)  # 41 bins: one lies around the middle
    middles, wide = (edges[1:] + edges[:-1]) / 2, edges[1] - edges[0]
    bars, line = shares(values, edges), shares(normal, edges, WEIGHT)
    top = 1.15 * max(bars.max(), line.max())
    return chart(
        title,
        alt,
        axis(*ends, name, ticks=[ends[0], sum(ends) / 2, ends[1]]),
        axis(0, top, "share of values"),
        [
            series("measured", middles, bars, "blue", "bars", wide=0.9 * wide),
            series("predicted", middles, line, "red", "line"),
        ],
    )


def layers(rule: np.ndarray, found: np.ndarray, alt: str) -> dict:
    """The RMS of a, layer by layer."""
    at = np.arange(1, DEPTH + 1)
    return chart(
        "Step 3: RMS of a in 50 layers",
        alt,
        axis(0.5, DEPTH + 0.5, "layer", ticks=[1, 10, 20, 30, 40, 50]),
        axis(*room(np.concatenate([rule, found, [0.5, 2.0]]), SIZES), log=True),
        [
            series("measured", at, found, "blue", "dots", mark="."),
            series("predicted", at, rule, "red", "line"),
        ],
        lines=[{"y": 1}],
    )


def slopes(z: np.ndarray, alt: str) -> dict:
    """tanh and sigmoid with their slopes, and over them the histogram of z."""
    edges = np.arange(-SEEN - BIN / 2, SEEN + BIN, BIN)
    bars = shares(z, edges)
    shown = [
        series(
            "z",
            edges[:-1] + BIN / 2,
            bars / bars.max() * 2.2 - 1.1,
            "muted",
            "bars",
            wide=BIN,
            faint=True,
        )
    ]
    for name, color in (("tanh", "blue"), ("sigmoid", "red")):
        function, slope = FUNCTIONS[name]
        values = function(CURVE)
        shown += [
            series(name, CURVE, values, color, "line"),
            series(f"{name}: slope", CURVE, slope(values), color, "dash"),
        ]
    return chart(
        "Where z lies on tanh and sigmoid",
        alt,
        axis(-SEEN, SEEN, "z (all beyond 6 lies at the edge)", ticks=[-6, -3, 0, 3, 6]),
        axis(-1.1, 1.1, ticks=[-1, 0, 1]),
        shown,
    )
