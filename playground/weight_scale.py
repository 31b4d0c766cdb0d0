"""The weight-scale explorer: one frozen draw, a slider for its scale, and all that follows."""

from collections.abc import Iterator

import ipywidgets as widgets
import numpy as np
from IPython.display import display

from playground.board import Board
from playground.controls import PREDICTIONS, as_code, layers_dims, make_controls, question, row
from playground.data import DATA, Data
from playground.initialization import SCALED, TITLES, draw, initialize
from playground.latest import Latest
from playground.network import Arrays, difference_between_units, forward, layers_of
from playground.pictures import Cost, Plane, Ruler, Signals, Strip, Units
from playground.progress import Progress
from playground.training import Moment, get_ready
from playground.words import describe, number, percent

PANELS = [["ruler", 838], ["plane", 330], ["units", 500], ["cost", 330], ["signals", 500]]
COMPARED = {"zeros": 0.0, "random": 10.0, "xavier": 1.0, "glorot": 1.0, "he": 1.0}  # the scales


class WeightScale:
    """The explorer; its arguments are its controls: WeightScale(scale=0.5, data="moons")."""

    def __init__(self, **settings: object) -> None:
        get_ready()
        self.controls = make_controls(settings)
        self.iteration = widgets.IntSlider(description="look back", readout=False, max=0)
        self.play = widgets.Play(interval=150, max=0)
        self.code = widgets.Text(description="this state")
        self.board = Board(panels=PANELS)
        self.strip_board = Board(panels=[["strip", 838]])
        self.latest = Latest()
        self.shape: tuple = ()  # what the pictures' axes were made for
        self.strip_of: dict = {}  # what the strip was made for
        self.view = self._arrange(asks=not settings)
        widgets.jslink((self.play, "value"), (self.iteration, "value"))
        for control in self.controls.values():
            control.observe(lambda _: self.update(), "value")
        self.iteration.observe(lambda _: self._look_back(), "value")
        self.update()

    def _ipython_display_(self) -> None:
        display(self.view)

    @property
    def settings(self) -> dict:
        """What the controls say now."""
        return {name: control.value for name, control in self.controls.items()}

    def still(self) -> None:
        """Leave the pictures and their words in the notebook, for print."""
        self.latest.finish()
        self.board.still()
        self.strip_board.still()

    def update(self) -> None:
        """Train and draw what the controls say now; what was going on before is given up."""
        settings = self.settings
        self.controls["scale"].disabled = settings["initialization"] not in SCALED
        self.code.value = as_code(settings)
        self.latest.start(self._steps(settings))

    def _steps(self, settings: dict) -> Iterator[None]:
        """The network, piece by piece; then those of the strip, unless they are there."""
        data, sizes = DATA[settings["data"]](), layers_dims(settings)
        numbers = draw(sizes, settings["seed"])
        self._set_up(settings, data, sizes)
        parameters = initialize(settings["initialization"], numbers, settings["scale"])
        self.progress = begin(settings, data, parameters)
        for _ in self.progress.pieces():
            self._show(self.progress.moments[-1])
            if not self.progress.finished:
                yield
        self._reset_look_back()
        scale_free = {k: v for k, v in settings.items() if k not in ("scale", "initialization")}
        if self.strip_of != scale_free:
            self.strip_of = {}
            yield from self._fill_strip(settings, data, numbers)
            self.strip_of = scale_free

    def _set_up(self, settings: dict, data: Data, sizes: list[int]) -> None:
        """Make the pictures anew if their axes are others now."""
        self.data, self.shown = data, settings
        shape = (settings["data"], sizes, settings["num_iterations"])
        if shape != self.shape:
            self.ruler, self.plane = Ruler(sizes), Plane(data)
            self.units, self.signals = Units(sizes[1:-1]), Signals(len(sizes) - 1)
            self.cost = Cost(settings["num_iterations"])
            self.shape = shape

    def _show(self, moment: Moment) -> None:
        """Draw the network as it is at this moment, and say what there is to see."""
        progress, settings = self.progress, self.shown
        layers = layers_of(moment.parameters)
        activation = settings["activation"]
        at = np.arange(len(progress.costs)) * progress.every
        costs = np.array(progress.costs)
        differences = np.array([difference_between_units(W) for W, _ in layers[:-1]])
        scale = settings["scale"] if settings["initialization"] in SCALED else None
        accuracies = self._accuracies(moment.parameters)
        begin = progress.moments[0].statistics
        says = describe(
            settings["initialization"],
            settings["scale"],
            moment.iteration,
            costs[at <= moment.iteration],
            accuracies,
            moment.statistics,
            differences,
            progress.diverged,
        )
        pictures = {
            "ruler": self.ruler.draw(scale),
            "plane": self.plane.draw(layers, activation),
            "units": self.units.draw(layers, activation),
            "cost": self.cost.draw(at, costs, moment.iteration, progress.diverged),
            "signals": self.signals.draw(begin, moment.statistics, differences),
        }
        self.board.show(says, pictures)


"""
"""
