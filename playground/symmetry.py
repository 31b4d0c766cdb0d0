"""The symmetry explorer: units that start in one point, and what it takes to part them."""

from collections.abc import Callable

import ipywidgets as widgets
import numpy as np

from playground.data import DATA
from playground.explorer import Explorer, lay_out, row
from playground.initialization import SEED
from playground.look_back import LookBack
from playground.panel import Panel
from playground.pictures import Cost, Plane
from playground.progress import accuracy
from playground.symmetry_pictures import Differences, Outgoing, Weights, limit
from playground.symmetry_words import captions, describe
from playground.trainer.network import ACTIVATIONS, Arrays, difference_between_units, layers_of
from playground.trainer.training import Moment, get_ready, train

DEFAULTS = {
    "noise": 0.0,
    "outgoing": "equal",
    "activation": "tanh",
    "data": "circles",
    "value": 0.5,
    "units": 4,
    "learning_rate": 0.3,
    "num_iterations": 10000,
}
NOISES = [0.0, *(float(f"1e-{k}") for k in range(8, 0, -1))]
RATES = [0.1, 0.3, 1.0]
LENGTHS = [1000, 3000, 10000, 20000]
OUTGOING = {
    "equal": lambda n: np.full(n, 0.5),
    "two": lambda n: np.where(np.arange(n) < n // 2, -0.5, 0.5),
    "unequal": lambda n: np.linspace(-0.6, 0.6, n),
}  # name -> the outgoing weights of n units
CHOICES = [("all equal", "equal"), ("two values", "two"), ("all unequal", "unequal")]
PANELS = [
    ["weights", 278],
    ["plane", 330],
    ["outgoing", 200],
    ["differences", 408],
    ["cost", 330],
]
COSTS = 150  # points of the cost curve
EARLY, LATE = 30, 70  # moments that are kept: the first ones lie closer


def begin(units: int, value: float, outgoing: str, noise: float = 0.0, seed: int = SEED) -> Arrays:
    """A 2-units-1 network: W1 = value + noise times standard normal, W2 as `outgoing` says, b = 0.

    `outgoing` is equal (0.5), two (-0.5 and 0.5) or unequal (evenly from -0.6 to 0.6).
    """
    drawn = np.random.RandomState(seed).randn(units, 2)
    return {
        "W1": value + noise * drawn,
        "b1": np.zeros((units, 1)),
        "W2": OUTGOING[outgoing](units).reshape(1, units),
        "b2": np.zeros((1, 1)),
    }


def moments_of(num_iterations: int) -> list[int]:
    """The iterations whose weights are kept, from 0 to the last."""
    early = np.geomspace(1, num_iterations, EARLY)
    late = np.linspace(0, num_iterations, LATE)
    return [int(i) for i in np.unique(np.concatenate([early, late]).round())]


class Symmetry(Explorer):
    """The explorer; its arguments are its controls: Symmetry(noise=1e-8, data="moons")."""

    defaults = DEFAULTS

    def __init__(self, **settings: object) -> None:
        super().__init__(make_controls(settings), PANELS)
        get_ready()
        self.look_back = LookBack(self._show_moment, interval=100)
        self.pictures: dict[str, Panel] = {}
        self.axes: dict[str, tuple] = {}  # what the pictures were made for
        self.view = self._arrange()
        self.listen()

    def update(self) -> None:
        """Train what the controls say now, and draw its end."""
        self._train()
        self._set_up()
        self.look_back.reset(len(self.trained.moments))
        self._show(self.trained.moments[-1])

    def _train(self) -> None:
        shown = self.shown = self.settings
        self.data = DATA[shown["data"]]()
        start = begin(shown["units"], shown["value"], shown["outgoing"], shown["noise"])
        length = shown["num_iterations"]
        self.every = max(1, length // COSTS)
        self.trained = train(
            *self.data[:2],
            start,
            shown["learning_rate"],
            length,
            shown["activation"],
            every=self.every,
            moments=moments_of(length),
        )
        moments = self.trained.moments
        self.at = np.array([moment.iteration for moment in moments])
        self.differences = np.array([difference_between_units(m.parameters["W1"]) for m in moments])

    def _set_up(self) -> None:
        """Make the pictures anew if their axes are others now."""
        shown, moments = self.shown, self.trained.moments
        self.W1 = np.array([moment.parameters["W1"] for moment in moments])
        self.W2 = np.array([moment.parameters["W2"][0] for moment in moments])
        units, length = shown["units"], shown["num_iterations"]
        self._make("weights", Weights, units, limit(self.W1))
        self._make("plane", lambda name: Plane(DATA[name]()), shown["data"])
        self._make("outgoing", Outgoing, units, limit(self.W2))
        self._make("differences", Differences, length)
        self._make("cost", Cost, length)

    def _make(self, name: str, make: Callable[..., Panel], *axes: object) -> None:
        """The picture with these axes, unless it is there: to draw axes takes the longest."""
        if self.axes.get(name) != axes:
            self.pictures[name], self.axes[name] = make(*axes), axes

    def _show(self, moment: Moment) -> None:
        """Draw the network as it is at this moment, and say what there is to see."""
        shown, trained = self.shown, self.trained
        now = int(np.searchsorted(self.at, moment.iteration))
        costs = np.array(trained.costs)
        at = np.arange(len(costs)) * self.every
        layers = layers_of(moment.parameters)
        pictures = {
            "weights": self.pictures["weights"].draw(self.W1[: now + 1]),
            "plane": self.pictures["plane"].draw(layers, shown["activation"]),
            "outgoing": self.pictures["outgoing"].draw(self.W2[0], self.W2[now]),
            "differences": self.pictures["differences"].draw(self.at, self.differences, now),
            "cost": self.pictures["cost"].draw(at, costs, moment.iteration, trained.diverged),
        }
        right = accuracy(*self.data[:2], moment.parameters, shown["activation"])
        says = describe(
            shown,
            self.at[: now + 1],
            self.W1[: now + 1],
            self.differences[: now + 1],
            costs[at <= moment.iteration],
            right,
        )
        words = captions(moment.parameters, self.at, self.differences, costs)
        self.board.show(says, {name: (png, words[name]) for name, png in pictures.items()})

    def _show_moment(self, number: int) -> None:
        self._show(self.trained.moments[number])

    def _arrange(self) -> widgets.VBox:
        self.code.layout.width = "408px"
        others = [control for name, control in self.controls.items() if name != "noise"]
        return widgets.VBox(
            [
                self.controls["noise"],
                row(*others),
                self.board,
                row(self.look_back.play, self.look_back.slider, self.code),
            ]
        )


def make_controls(settings: dict) -> dict[str, widgets.ValueWidget]:
    """A control for each setting, by its name; raises a ValueError that names a wrong setting."""
    noises = [(f"{noise:g}", noise) for noise in NOISES]
    activations = [(name.replace("_", " "), name) for name in ACTIVATIONS]
    lengths = [(f"{n:,}", n) for n in LENGTHS]
    controls = {
        "noise": widgets.SelectionSlider(description="noise", options=noises),
        "outgoing": widgets.Dropdown(description="outgoing", options=CHOICES),
        "activation": widgets.Dropdown(description="activation", options=activations),
        "data": widgets.Dropdown(description="data", options=list(DATA)),
        "value": widgets.FloatSlider(description="incoming", min=-2, max=2, step=0.1),
        "units": widgets.IntSlider(description="units", min=2, max=6),
        "learning_rate": widgets.SelectionSlider(description="learning rate", options=RATES),
        "num_iterations": widgets.SelectionSlider(description="iterations", options=lengths),
    }
    lay_out(controls, settings, DEFAULTS)
    return controls
