"""The clipping explorer: one training that blows up, with and without a bound on its steps."""

from functools import lru_cache

import ipywidgets as widgets
import numpy as np

import init_utils
from playground.clipping_pictures import PANELS, Curves, Run, caption, describe
from playground.data import DATA
from playground.explorer import Explorer, lay_out, row
from playground.initialization import draw, initialize
from playground.trainer.network import Layers, backward, forward, gradients, layers_of, step

DEFAULTS = {"threshold": 1.0, "scale": 1.5, "learning_rate": 1.0, "depth": 6}
RATES = [0.03, 0.1, 0.3, 1.0]
WIDTH, ITERATIONS = 10, 150


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


class Clipping(Explorer):
    """The explorer; its arguments are its controls: Clipping(threshold=0.1, depth=10)."""

    defaults = DEFAULTS

    def __init__(self, **settings: object) -> None:
        super().__init__(make_controls(settings), PANELS)
        self.code.layout.width = "544px"
        self.curves = Curves(ITERATIONS)
        others = [control for name, control in self.controls.items() if name != "threshold"]
        self.view = widgets.VBox([self.controls["threshold"], row(*others), self.board, self.code])
        self.listen()

    def update(self) -> None:
        """Train with and without clipping, and draw both."""
        shown = self.settings
        same = (shown["scale"], shown["learning_rate"], shown["depth"])
        free, bound = trained(*same), trained(*same, shown["threshold"])
        png = self.curves.draw(free, bound, shown["threshold"])
        says = describe(free, bound, shown["threshold"])
        self.board.show(says, {"curves": (png, caption(free, bound))})


def make_controls(settings: dict) -> dict[str, widgets.ValueWidget]:
    """A control for each setting, by its name; raises a ValueError that names a wrong setting."""
    controls = {
        "threshold": widgets.FloatLogSlider(
            description="threshold", min=-3, max=3, step=0.1, readout_format=".3g"
        ),
        "scale": widgets.FloatSlider(
            description="He's × ", min=0.5, max=3, step=0.1, readout_format=".1f"
        ),
        "learning_rate": widgets.SelectionSlider(description="learning rate", options=RATES),
        "depth": widgets.IntSlider(description="hidden layers", min=1, max=10),
    }
    lay_out(controls, settings, DEFAULTS)
    return controls
