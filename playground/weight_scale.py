"""The weight-scale explorer: one frozen draw, a slider for its scale, and all that follows."""

from collections.abc import Iterator

import ipywidgets as widgets
import numpy as np

from playground.board import Board
from playground.controls import DEFAULTS, Question, layers_dims, make_controls
from playground.data import DATA
from playground.explorer import Explorer, row
from playground.initialization import SCALED, TITLES, draw, initialize
from playground.latest import Latest
from playground.look_back import LookBack
from playground.pictures import Cost, Plane, Signals, Units
from playground.progress import Progress, accuracy
from playground.scales import Ruler, Strip
from playground.trainer.network import Arrays, difference_between_units, layers_of
from playground.trainer.training import Moment, get_ready
from playground.words import captions, describe, percent

PANELS = [["ruler", 838], ["plane", 330], ["units", 500], ["cost", 330], ["signals", 500]]
COMPARED = {"zeros": 0.0, "random": 10.0, "xavier": 1.0, "glorot": 1.0, "he": 1.0}  # with scales
NOT_IN_STRIP = ("scale", "initialization")


class WeightScale(Explorer):
    """The explorer; its arguments are its controls: WeightScale(scale=0.5, data="moons")."""

    defaults = DEFAULTS

    def __init__(self, **settings: object) -> None:
        super().__init__(make_controls(settings), PANELS)
        get_ready()
        self.look_back = LookBack(self._show_moment, interval=150)
        self.strip_board = Board(panels=[["strip", 838]])
        self.latest = Latest()
        self.verdict = ""  # on the prediction, until the first change
        self.shape: tuple = ()  # what the pictures' axes were made for
        self.strip_of: dict = {}  # what the strip shows
        self.view = self._arrange(asks=not settings)
        self.listen()

    def still(self) -> None:
        """Leave the pictures and their words in the notebook, for print."""
        self.latest.finish()
        super().still()
        self.strip_board.still()

    def update(self) -> None:
        """Train and draw what the controls say now; what was going on before is given up."""
        settings = self.settings
        self.controls["scale"].disabled = settings["initialization"] not in SCALED
        self.latest.start(self._steps(settings))

    def _steps(self, settings: dict) -> Iterator[None]:
        """The network, piece by piece; then those of the strip, unless they are there."""
        self.data, self.shown = DATA[settings["data"]](), settings
        sizes = layers_dims(settings)
        numbers = draw(sizes, settings["seed"])
        self._set_up(settings, sizes)
        self.progress = self._begin(settings["initialization"], settings["scale"], numbers)
        for _ in self.progress.pieces():
            self._show(self.progress.moments[-1])
            if not self.progress.finished:
                yield
        self.look_back.reset(len(self.progress.moments))
        self.verdict = ""
        shown = {k: v for k, v in settings.items() if k not in NOT_IN_STRIP}
        if self.strip_of != shown:
            self.strip_of = {}
            yield from self._fill_strip(numbers)
            self.strip_of = shown

    def _begin(self, name: str, scale: float, numbers: list[np.ndarray]) -> Progress:
        X, Y, _, _ = self.data
        shown = self.shown
        parameters = initialize(name, numbers, scale)
        options = (shown["learning_rate"], shown["num_iterations"], shown["activation"])
        return Progress(X, Y, parameters, *options)

    def _set_up(self, settings: dict, sizes: list[int]) -> None:
        """Make the pictures anew if their axes are others now."""
        shape = (settings["data"], sizes, settings["num_iterations"])
        if shape != self.shape:
            self.ruler, self.plane = Ruler(sizes), Plane(self.data)
            self.units, self.signals = Units(sizes[1:-1]), Signals(len(sizes) - 1)
            self.cost = Cost(settings["num_iterations"])
            self.shape = shape

    def _show(self, moment: Moment) -> None:
        """Draw the network as it is at this moment, and say what there is to see."""
        progress, shown = self.progress, self.shown
        activation = shown["activation"]
        layers = layers_of(moment.parameters)
        at = np.arange(len(progress.costs)) * progress.every
        costs = np.array(progress.costs)
        differences = np.array([difference_between_units(W) for W, _ in layers[:-1]])
        accuracies = self._accuracies(moment.parameters)
        says = self.verdict + describe(
            shown["initialization"],
            shown["scale"],
            moment.iteration,
            costs[at <= moment.iteration],
            accuracies,
            moment.statistics,
            differences,
            progress.diverged,
        )
        begin = progress.moments[0].statistics
        scale = shown["scale"] if shown["initialization"] in SCALED else None
        pictures = {  # first those that take longest to compress
            "plane": self.plane.draw(layers, activation),
            "units": self.units.draw(layers, activation),
            "signals": self.signals.draw(begin, moment.statistics, differences),
            "cost": self.cost.draw(at, costs, moment.iteration, progress.diverged),
            "ruler": self.ruler.draw(scale),
        }
        words = captions(scale, moment.statistics, differences, costs)
        self.board.show(says, {name: (png, words[name]) for name, png in pictures.items()})

    def _accuracies(self, parameters: Arrays) -> tuple[float, float]:
        train_X, train_Y, test_X, test_Y = self.data
        activation = self.shown["activation"]
        return (
            accuracy(train_X, train_Y, parameters, activation),
            accuracy(test_X, test_Y, parameters, activation),
        )

    def _fill_strip(self, numbers: list[np.ndarray]) -> Iterator[None]:
        """Train five beginnings of the same draw, and show each as soon as it is done."""
        names = {name: TITLES[name] for name in COMPARED} | {"random": "Random × 10"}
        strip, said = Strip(list(names.values()), self.data), []
        for name, scale in COMPARED.items():
            progress = self._begin(name, scale, numbers)
            for _ in progress.pieces():
                yield
            train, test = self._accuracies(progress.parameters)
            caption = f"train {percent(train)}, test {percent(test)}"
            said.append(f"{names[name]}: {caption}")
            layers = layers_of(progress.parameters)
            strip.set(names[name], layers, self.shown["activation"], caption)
            says = f"The same draw in five ways, after the same training. {'; '.join(said)}."
            self.strip_board.show(says, {"strip": (strip.png(), "Five decision boundaries.")})

    def _show_moment(self, number: int) -> None:
        with self.latest.lock:
            if self.progress.finished:
                self._show(self.progress.moments[number])

    def _reveal(self, verdict: str) -> None:
        self.verdict = verdict
        self._show(self.progress.moments[-1])
        self.view.children = self.view.children[1:]

    def _arrange(self, asks: bool) -> widgets.VBox:
        """The view; where it asks for a prediction, all else appears with the answer."""
        seed = self.controls["seed"]
        other = widgets.Button(icon="refresh", tooltip="another draw", layout={"width": "40px"})
        other.on_click(lambda _: seed.set_trait("value", seed.value + 1))
        seed.layout.width = "220px"
        grid = [c for name, c in self.controls.items() if name not in ("scale", "seed")]
        self.code.layout.width = "408px"
        body = widgets.VBox(
            [
                self.controls["scale"],
                row(*grid, widgets.HBox([seed, other])),
                self.board,
                row(self.look_back.play, self.look_back.slider, self.code),
                self.strip_board,
            ]
        )
        if not asks:
            return widgets.VBox([body])
        body.layout.display = "none"

        def reveal(verdict: str) -> None:
            body.layout.display = "flex"
            self._reveal(verdict)

        return widgets.VBox([Question(reveal), body])
