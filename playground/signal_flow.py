"""The signal-flow explorer: fifty layers forward and back, and what is left of the signal."""

from functools import lru_cache

import ipywidgets as widgets
import numpy as np
from threadpoolctl import ThreadpoolController

from playground.explorer import Explorer, lay_out, row
from playground.initialization import RULES, SEED, draw
from playground.panel import Picture
from playground.signal_pictures import RANGES, Histogram, Spreads, histogram
from playground.signal_words import captions, describe
from playground.trainer.network import ACTIVATIONS

DEPTH, WIDTH, EXAMPLES = 50, 100, 200
SINGLE = np.float32  # as networks compute: what is too large or too small becomes infinite or 0
FUNCTIONS = ACTIVATIONS | {"linear": (lambda z: z, np.ones_like)}
STARTS = {
    "random": "Random × scale",
    "xavier": "Xavier × scale",
    "glorot": "Glorot × scale",
    "he": "He × scale",
    "identity": "Identity × scale",
}
DEFAULTS = {"scale": 1.0, "initialization": "he", "activation": "relu", "seed": SEED}
PANELS = [["activations", 306], ["gradients", 306], ["spreads", 464]]


@lru_cache(maxsize=4)
def frozen(seed: int) -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
    """Standard normal numbers for the 50 matrices, the input and the output's gradient."""
    rng = np.random.RandomState(seed)
    numbers = [matrix.astype(SINGLE) for matrix in draw([WIDTH] * (DEPTH + 1), seed)]
    X, G = (rng.randn(WIDTH, EXAMPLES).astype(SINGLE) for _ in range(2))
    return numbers, X, G


def weights(initialization: str, numbers: list[np.ndarray], scale: float) -> list[np.ndarray]:
    """W[l] = scale times the identity; or numbers[l] times scale and what the rule says."""
    if initialization == "identity":
        return [SINGLE(scale) * np.eye(WIDTH, dtype=SINGLE)] * len(numbers)
    rule = RULES[initialization](WIDTH, WIDTH) if initialization in RULES else 1.0
    return [SINGLE(scale * rule) * drawn for drawn in numbers]


def flow(
    X: np.ndarray, G: np.ndarray, matrices: list[np.ndarray], activation: str
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """[A1, ..., AL] and [dZ1, ..., dZL]: A[l] = g(W[l] A[l-1]) from A[0] = X on; back from G on,
    dZ[L] = G g'(Z[L]), dZ[l] = W[l+1]^T dZ[l+1] g'(Z[l]).
    """
    function, slope = FUNCTIONS[activation]
    A, dZ, dA = [X], [], G
    with np.errstate(all="ignore"):  # infinity and NaN are answers here
        for W in matrices:
            A.append(function(W @ A[-1]))
        for W, a in zip(reversed(matrices), reversed(A[1:]), strict=True):
            dZ.append(dA * slope(a).astype(SINGLE, copy=False))
            dA = W.T @ dZ[-1]
    return A[1:], dZ[::-1]


def spread(values: np.ndarray) -> float:
    """The standard deviation; infinity or NaN if there is one among the values."""
    wide = values.astype(float)  # where no square of a single is infinite
    with np.errstate(invalid="ignore"):
        variance = np.mean(wide * wide) - np.mean(wide) ** 2
    if np.isfinite(variance):
        return float(np.sqrt(max(variance, 0.0)))
    return np.nan if np.isnan(values).any() else np.inf


class SignalFlow(Explorer):
    """The explorer; its arguments are its controls: SignalFlow(scale=1.1, activation="tanh")."""

    defaults = DEFAULTS

    def __init__(self, **settings: object) -> None:
        super().__init__(make_controls(settings), PANELS)
        self.code.layout.width = "544px"
        self.histograms = {name: Histogram(name) for name in ("activations", "gradients")}
        self.spreads: dict[tuple[float, float], Spreads] = {}  # by the limits of their axis
        self.threads = ThreadpoolController()
        self.view = self._arrange()
        self.listen()

    def update(self) -> None:
        """Send a signal through the network that the controls describe, and draw what arrives."""
        shown = self.settings
        numbers, X, G = frozen(shown["seed"])
        matrices = weights(shown["initialization"], numbers, shown["scale"])
        with self.threads.limit(limits=1):  # for matrices as small as these more are slower
            both = flow(X, G, matrices, shown["activation"])
        found, pictures = {}, {}
        for name, layers in zip(self.histograms, both, strict=True):
            found[name] = np.array([spread(layer) for layer in layers])
            shares = np.array([histogram(layer) for layer in layers])
            pictures[name] = self.histograms[name].draw(shares)
        pictures["spreads"] = self._draw_spreads(*found.values())
        ends = float(np.mean(np.abs(both[0][-1]) > 0.99))
        says = describe(shown, *found.values(), ends)
        words = captions(*found.values())
        self.board.show(says, {name: (png, words[name]) for name, png in pictures.items()})

    def _draw_spreads(self, activations: np.ndarray, gradients: np.ndarray) -> Picture:
        """The curves on the narrowest axis that has room for them."""
        both = np.concatenate([activations, gradients])
        fitting = [(low, high) for low, high in RANGES if ((low < both) & (both < high)).all()]
        ends = [*fitting, RANGES[-1]][0]
        if ends not in self.spreads:
            self.spreads[ends] = Spreads(DEPTH, *ends)
        return self.spreads[ends].draw(activations, gradients)

    def _arrange(self) -> widgets.VBox:
        seed = self.controls["seed"]
        other = widgets.Button(icon="refresh", tooltip="another draw", layout={"width": "40px"})
        other.on_click(lambda _: seed.set_trait("value", seed.value + 1))
        seed.layout.width = "220px"
        choosers = [self.controls["initialization"], self.controls["activation"]]
        grid = row(*choosers, widgets.HBox([seed, other]))
        return widgets.VBox([self.controls["scale"], grid, self.board, self.code])


def make_controls(settings: dict) -> dict[str, widgets.ValueWidget]:
    """A control for each setting, by its name; raises a ValueError that names a wrong setting."""
    starts = [(title, name) for name, title in STARTS.items()]
    activations = [(name.replace("_", " "), name) for name in FUNCTIONS]
    controls = {
        "scale": widgets.FloatLogSlider(
            description="scale", min=-2, max=1, step=0.01, readout_format=".3g"
        ),
        "initialization": widgets.Dropdown(description="start with", options=starts),
        "activation": widgets.Dropdown(description="activation", options=activations),
        "seed": widgets.BoundedIntText(description="draw (seed)", min=0, max=2**31 - 1),
    }
    lay_out(controls, settings, DEFAULTS)
    return controls
