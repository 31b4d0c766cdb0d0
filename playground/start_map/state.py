"""The numbers of the map of starts: a trained network for each start and learning rate."""

import itertools
from typing import NamedTuple

import numpy as np

import init_utils
from playground import panels
from playground.data import DATA
from playground.initialization import RULES, TITLES, draw, initialize
from playground.panels import axis, chart, series
from playground.progress import accuracy
from playground.start_map.words import caption, describe
from playground.trainer.network import Arrays, forward, layers_of
from playground.trainer.training import train
from playground.weight_scale.state import RULE_LOOKS, layers_dims

SCALES = [float(f"{10 ** (k / 4):.3g}") for k in range(-8, 7)]  # 0.01 to 31.6
STARTS = {scale: f"{scale:g}" for scale in SCALES} | {rule: TITLES[rule] for rule in RULES}
RATES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0]
ITERATIONS = 15000  # as in the lessons
EVERY = 150
SHADES = (1e-3, 1.0)  # the costs at the ends of the colours
BLEW_UP = -1.0  # in place of a cost
SCALE_1_LOOK = {"color": "red", "mark": "^"}
Place = tuple[float | str, float]  # start and learning rate


class Cell(NamedTuple):
    """A network at the end of its training."""

    parameters: Arrays
    costs: list[float]  # EVERY so many iterations
    cost: float  # after the last; NaN if the training blew up


class Map:
    """The cells of one network and data set, as far as they are trained."""

    def __init__(self, shared: dict) -> None:
        self.shared, self.data = shared, DATA[shared["data"]]()
        self.sizes = layers_dims({"width": 10, "widths": "course", "depth": shared["depth"]})
        self.numbers = draw(self.sizes, shared["seed"])
        self.cells: dict[Place, Cell] = {}

    @classmethod
    def of(cls, settings: dict) -> "Map":
        """The map to which these settings belong."""
        own = ("start", "learning_rate")
        return cls({name: value for name, value in settings.items() if name not in own})

    def cell(self, start: float | str, rate: float) -> Cell:
        """The network that begins and learns so, trained now if it is not there yet."""
        if (start, rate) not in self.cells:
            X, Y, _, _ = self.data
            named = (start, 1.0) if isinstance(start, str) else ("random", start)
            parameters = initialize(named[0], self.numbers, named[1])
            kind = self.shared["activation"]
            found = train(X, Y, parameters, rate, ITERATIONS, kind, every=EVERY)
            answers = forward(X, layers_of(found.parameters), kind)[-1]
            blew_up = found.diverged is not None
            cost = np.nan if blew_up else init_utils.compute_loss(answers, Y)
            self.cells[start, rate] = Cell(found.parameters, found.costs, float(cost))
        return self.cells[start, rate]

    def missing(self) -> list[Place]:
        """What is not trained yet: first a coarse map, then what lies between."""

        def fineness(place: Place) -> tuple[int, int]:
            column, row = list(STARTS).index(place[0]), RATES.index(place[1])
            return max(part for part in (1, 2, 4) if row % part == column % part == 0), -column

        places = itertools.product(STARTS, RATES)
        return sorted(set(places) - set(self.cells), key=fineness, reverse=True)

    def costs(self) -> np.ndarray:
        """Final costs, a row for each learning rate; NaN where there is none yet."""
        values = np.full((len(RATES), len(STARTS)), np.nan)
        for (start, rate), cell in self.cells.items():
            cost = BLEW_UP if np.isnan(cell.cost) else cell.cost
            values[RATES.index(rate), list(STARTS).index(start)] = cost
        return values

    def state(self, settings: dict) -> dict:
        """One cell: its answers, its cost curve, and how the three rules do at its rate."""
        start, rate, kind = settings["start"], settings["learning_rate"], self.shared["activation"]
        found = self.cell(start, rate)
        at = np.arange(len(found.costs)) * EVERY
        right = accuracy(*self.data[:2], found.parameters, kind)
        rules = {rule: self.cell(rule, rate).cost for rule in RULES}
        words = f"Cost curve that ends at {found.cost:.3g}."
        curve = panels.cost(at, np.array(found.costs), ITERATIONS, ITERATIONS, words)
        return {
            "says": describe(start, rate, ITERATIONS, found.cost, right, rules),
            "panels": {
                "plane": panels.plane(layers_of(found.parameters), kind, self.data),
                "cost": curve,
            },
        }

    def aside(self) -> dict:
        """The map as far as it is there, and the same for the rules alone, as curves."""
        values, whole = self.costs(), len(STARTS) * len(RATES)
        count = "" if len(self.cells) == whole else f": {len(self.cells)} of {whole} networks"
        pairs = list(itertools.pairwise(self.sizes))
        marks = [
            {"name": TITLES[rule], "at": [float(RULES[rule](*pair)) for pair in pairs]} | look
            for rule, look in RULE_LOOKS.items()
        ]
        cells = {
            "kind": "cells",
            "title": f"Cost after {ITERATIONS:,} iterations{count}",
            "alt": caption(values, STARTS, RATES),
            "shape": "tall",
            "values": values,
            "shades": SHADES,
            "x": {"dial": "start", "label": "weight scale, or rule", "values": list(STARTS)},
            "y": {"dial": "learning_rate", "label": "learning rate", "values": RATES},
            "names": [TITLES[rule] for rule in RULES],
            "marks": marks,
        }
        return {"panels": {"map": cells, "rules": self.rules(values)}}

    def rules(self, values: np.ndarray) -> dict:
        """The final cost against the learning rate, for each rule and for scale 1."""
        looks: list[tuple[str | float, dict]] = [*RULE_LOOKS.items(), (1.0, SCALE_1_LOOK)]
        shown, words = [], []
        for start, look in looks:
            costs = values[:, list(STARTS).index(start)]
            costs = np.where(costs == BLEW_UP, np.inf, costs)
            name = "scale 1" if start == 1.0 else TITLES[str(start)]
            shown.append(series(name, RATES, costs, style="line", gaps=True, **look))
            known = np.isfinite(costs).any()
            words.append(f"{name} {np.nanmin(costs):.2g} at best" if known else name)
        return chart(
            "Rules by learning rate",
            f"Final cost against learning rate: {', '.join(words)}.",
            axis(RATES[0], RATES[-1], "learning rate", log=True, ticks=RATES[::2]),
            axis(*panels.room(values[values > 0], panels.COSTS), log=True),
            shown,
        )
