"""The numbers of the signal-flow explorer: a signal through fifty layers, and a gradient back."""

from functools import lru_cache

import numpy as np
from threadpoolctl import ThreadpoolController

from playground.initialization import RULES, draw
from playground.panels import axis, chart, series
from playground.signal_flow.words import captions, describe
from playground.trainer.network import ACTIVATIONS, Functions

DEPTH, WIDTH, EXAMPLES = 50, 100, 200
SINGLE = np.float32  # as networks compute: what is too large or too small becomes infinite or 0
FUNCTIONS: Functions = ACTIVATIONS | {"linear": (lambda z: z, np.ones_like)}
STARTS = {
    "random": "Random × scale",
    "xavier": "Xavier × scale",
    "glorot": "Glorot × scale",
    "he": "He × scale",
    "orthogonal": "Orthogonal × scale",
    "identity": "Identity × scale",
}
END, STEP = 3.0, 0.1  # the bins of the histograms reach from -END to END
BINS = 2 * round(END / STEP) + 3  # one lies around 0, the first and last take all that is beyond
SINGLES = (1e-46, 1e40)  # single precision has nothing beyond but 0 and infinity
RANGES = [(1e-3, 1e3), (1e-10, 1e10), (1e-20, 1e20), SINGLES]  # where the RMS axis may end
THREADS = ThreadpoolController()
LOOKS = {"activations": ("blue", "o"), "gradients": ("red", "s")}


@lru_cache(maxsize=4)
def frozen(seed: int) -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
    """Standard normal numbers for the 50 matrices, the input and the output's gradient."""
    rng = np.random.RandomState(seed)
    numbers = [matrix.astype(SINGLE) for matrix in draw([WIDTH] * (DEPTH + 1), seed)]
    X, G = (rng.randn(WIDTH, EXAMPLES).astype(SINGLE) for _ in range(2))
    return numbers, X, G


@lru_cache(maxsize=4)
def orthogonal(seed: int) -> list[np.ndarray]:
    """A random orthogonal matrix from each of the 50: Q of its QR decomposition, signs by R."""
    with THREADS.limit(limits=1):
        pairs = [np.linalg.qr(matrix.astype(float)) for matrix in frozen(seed)[0]]
    return [(Q * np.sign(np.diag(R))).astype(SINGLE) for Q, R in pairs]


def weights(initialization: str, numbers: list[np.ndarray], scale: float) -> list[np.ndarray]:
    """W[l] = scale times the identity; or numbers[l] times scale and what the rule says."""
    if initialization == "identity":
        return [SINGLE(scale) * np.eye(WIDTH, dtype=SINGLE)] * len(numbers)
    rule = RULES[initialization](WIDTH, WIDTH) if initialization in RULES else 1.0
    return [SINGLE(scale * rule) * drawn for drawn in numbers]


def flow(
    X: np.ndarray,
    G: np.ndarray,
    matrices: list[np.ndarray],
    activation: str,
    residual: bool = False,
    normalization: bool = False,
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """[A1, ..., AL] and [dZ1, ..., dZL]: Z[l] = W[l] A[l-1] and A[l] = g(Z[l]) from A[0] = X on;
    back from G on, dZ[L] = G g'(Z[L]), dZ[l] = W[l+1]^T dZ[l+1] g'(Z[l]).

    With `normalization` g gets each column of Z[l] with mean 0 and RMS 1 (layer normalization);
    with `residual` A[l-1] is added to A[l].
    """
    function, slope = FUNCTIONS[activation]
    A, branches, roots, dZ, dA = [X], [], [], [], G
    with np.errstate(all="ignore"):  # infinity and NaN are answers here
        for W in matrices:
            Z = W @ A[-1]
            if normalization:
                Z, root = normalized(Z)
                roots.append((Z, root))
            branches.append(function(Z))
            A.append(A[-1] + branches[-1] if residual else branches[-1])
        for W, branch in zip(reversed(matrices), reversed(branches), strict=True):
            d = dA * slope(branch).astype(SINGLE, copy=False)
            if normalization:
                d = normalized_back(d, *roots.pop())
            dZ.append(d)
            dA = W.T @ d + dA if residual else W.T @ d
    return A[1:], dZ[::-1]


def normalized(Z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each column with mean 0 and RMS 1, and the RMS that it had about its mean."""
    centred = Z - Z.mean(axis=0)
    root = np.sqrt((centred * centred).mean(axis=0))
    return centred / root, root


def normalized_back(d: np.ndarray, Z: np.ndarray, root: np.ndarray) -> np.ndarray:
    """The gradient before a normalization, whose result is Z, from the gradient d behind it."""
    return (d - d.mean(axis=0) - Z * (d * Z).mean(axis=0)) / root


def rms(values: np.ndarray) -> float:
    """The root of the mean square; infinity or NaN if there is one among the values."""
    wide = values.astype(float)  # where no square of a single is infinite
    return float(np.sqrt(np.mean(wide * wide)))


def histogram(values: np.ndarray) -> np.ndarray:
    """The share of values in each bin; NaN for all of them if a value is infinite or NaN."""
    if not np.isfinite(values).all():
        return np.full(BINS, np.nan)
    with np.errstate(over="ignore"):  # beyond is beyond
        bins = values.ravel() / STEP + BINS / 2
    return np.bincount(bins.clip(0, BINS - 1).astype(np.intp), minlength=BINS) / values.size


def state(settings: dict) -> dict:
    """Send a signal through the network that the settings describe: what arrives, in panels."""
    numbers, X, G = frozen(settings["seed"])
    begin = settings["initialization"]
    numbers = orthogonal(settings["seed"]) if begin == "orthogonal" else numbers
    matrices = weights(begin, numbers, settings["scale"])
    switches = settings["residual"], settings["normalization"]
    with THREADS.limit(limits=1):  # for matrices as small as these more are slower
        both = flow(X, G, matrices, settings["activation"], *switches)
    forward, back = (np.array([rms(layer) for layer in layers]) for layers in both)
    ends = float(np.mean(np.abs(both[0][-1]) > 0.99))
    words = captions(forward, back)
    shown = {
        name: columns(name, np.array([histogram(layer) for layer in layers]), words[name])
        for name, layers in zip(LOOKS, both, strict=True)
    }
    shown["spreads"] = curves(forward, back, words["spreads"])
    return {"says": describe(settings, forward, back, ends), "panels": shown}


def columns(name: str, shares: np.ndarray, alt: str) -> dict:
    """Histograms side by side, as the root of the shares in steps of 1/254; 255: not a number."""
    seen = np.rint(254 * np.sqrt(shares))
    return {
        "kind": "columns",
        "title": f"Histograms of {name}",
        "alt": alt,
        "shares": np.nan_to_num(seen, nan=255).astype(np.uint8),
        "color": LOOKS[name][0],
        "end": END + 1.5 * STEP,
        "shape": "columns",
    }


def curves(activations: np.ndarray, gradients: np.ndarray, alt: str) -> dict:
    """The RMS of both, layer by layer, on the narrowest axis that has room for them."""
    both = np.concatenate([activations, gradients])
    fitting = [(low, high) for low, high in RANGES if ((low < both) & (both < high)).all()]
    low, high = [*fitting, RANGES[-1]][0]
    x = np.arange(1, len(activations) + 1)
    kinds = {"▽ exactly 0": both == 0, "△ infinite": np.isinf(both), "× NaN": np.isnan(both)}
    found = [text for text, which in kinds.items() if which.any()]
    return chart(
        "RMS by layer" + (f" ({', '.join(found)})" if found else ""),
        alt,
        axis(0.5, len(x) + 0.5, "layer", ticks=[1, 10, 20, 30, 40, 50]),
        axis(low, high, log=True),
        [
            series(name, x, values, color, "line", mark=mark)
            for (name, (color, mark)), values in zip(
                LOOKS.items(), (activations, gradients), strict=True
            )
        ],
        lines=[{"y": 1}],
        shape="broad",
    )
