"""The numbers of the weight-scale explorer: a trained network as panels."""

import itertools

import numpy as np

from playground import panels
from playground.data import DATA
from playground.initialization import RULES, SCALED, TITLES, draw, initialize
from playground.panels import axis, chart, series
from playground.progress import Progress, accuracy
from playground.trainer.network import Arrays, Statistics, difference_between_units, layers_of
from playground.weight_scale.words import captions, describe
from playground.words import percent

COMPARED = {"zeros": 0.0, "random": 10.0, "xavier": 1.0, "glorot": 1.0, "he": 1.0}  # with scales
NAMES = {name: TITLES[name] for name in COMPARED} | {"random": "Random × 10"}
WIDTHS = {
    "course": "course's",  # two layers: those of the graded lessons; else equal
    "equal": "equal",
    "halved": "each halved",
}
SCALES = (1e-3, 1e2)
RULE_LOOKS = {
    "xavier": {"color": "purple", "mark": "D"},
    "glorot": {"color": "green", "mark": "s"},
    "he": {"color": "blue", "mark": "o"},
}
SPREADS = [1e-12, 1e-9, 1e-6, 1e-3, 1.0, 1e3, 1e6]  # where the axis of spreads may begin and end
DIFFERENCES = (1e-6, 1e3)


def layers_dims(settings: dict) -> list[int]:
    """[2, n_1, ..., 1] of so many hidden layers; see WIDTHS."""
    width, depth = settings["width"], settings["depth"]
    hidden = [width] * depth
    if settings["widths"] == "halved":
        hidden = [max(2, width // 2**l) for l in range(depth)]
    elif settings["widths"] == "course" and depth == 2:
        hidden = [width, max(2, width // 2)]
    return [2, *hidden, 1]


class Trained:
    """A network with these settings on its way, and what there is to see of it."""

    def __init__(self, settings: dict, numbers: list[np.ndarray] | None = None) -> None:
        self.settings, self.data = settings, DATA[settings["data"]]()
        self.sizes = layers_dims(settings)
        numbers = draw(self.sizes, settings["seed"]) if numbers is None else numbers
        start = initialize(settings["initialization"], numbers, settings["scale"])
        options = (settings["learning_rate"], settings["num_iterations"], settings["activation"])
        self.progress = Progress(*self.data[:2], start, *options)

    @property
    def scale(self) -> float | None:
        """The scale of the weights; None where the start has scales of its own."""
        named = self.settings["initialization"]
        return self.settings["scale"] if named in SCALED else None

    def finish(self) -> "Trained":
        """Train to the end."""
        for _ in self.progress.pieces():
            pass
        return self

    def accuracies(self, parameters: Arrays) -> tuple[float, float]:
        """The shares of training and test points on which the answer is right."""
        activation = self.settings["activation"]
        train, test = self.data[:2], self.data[2:]
        return accuracy(*train, parameters, activation), accuracy(*test, parameters, activation)

    def state(self, number: int = -1) -> dict:
        """The network at a moment of its training, and the same in words."""
        progress, settings = self.progress, self.settings
        moment, activation = progress.moments[number], settings["activation"]
        layers = layers_of(moment.parameters)
        at = np.arange(len(progress.costs)) * progress.every
        costs = np.array(progress.costs)
        differences = np.array([difference_between_units(W) for W, _ in layers[:-1]])
        says = describe(
            settings["initialization"],
            settings["scale"],
            moment.iteration,
            costs[at <= moment.iteration],
            self.accuracies(moment.parameters),
            moment.statistics,
            differences,
            progress.diverged,
        )
        words = captions(self.scale, moment.statistics, differences, costs)
        now, begin = moment.statistics, progress.moments[0].statistics
        cost = panels.cost(at, costs, moment.iteration, progress.num_iterations, words["cost"])
        return {
            "says": says,
            "notes": self.notes(),
            "moments": np.array([moment.iteration for moment in progress.moments], np.int32),
            "panels": {
                "ruler": self.ruler(words["ruler"]),
                "plane": panels.plane(layers, activation, self.data),
                "units": panels.maps(layers, activation, words["units"]),
                "cost": cost,
                "signals": spreads(begin, now, words["signals"]),
                "network": panels.network(layers),
                "stuck": stuck(now),
                "differ": differ(differences, words["units"]),
            },
        }

    def notes(self) -> dict[str, str]:
        """What a rule does instead of the scale."""
        name = self.settings["initialization"]
        if name in SCALED:
            return {}
        if name == "zeros":
            return {"scale": "does not apply: all weights are 0"}
        scales = [RULES[name](*pair) for pair in itertools.pairwise(self.sizes)]
        return {"scale": f"{TITLES[name]}: {', '.join(f'{scale:.3g}' for scale in scales)}"}

    def ruler(self, alt: str) -> dict:
        """Where the slider stands, and where the rules put each layer."""
        pairs = list(itertools.pairwise(self.sizes))
        shown = []
        for y, (name, look) in enumerate(RULE_LOOKS.items()):
            scales = [RULES[name](*pair) for pair in pairs]
            shown.append(series(TITLES[name], scales, [y] * len(pairs), style="line", **look))
        names = [TITLES[name] for name in RULES]
        lines = [{"x": self.scale, "color": "dark", "solid": True, "width": 2}]
        return chart(
            "Weight scales",
            alt,
            axis(*SCALES, log=True),
            axis(-0.6, 2.6, ticks=[0, 1, 2], names=names),
            shown,
            lines=lines if self.scale else [],
            shape="ruler",
            legend=False,
            grid=False,
        )


def layer_axis(count: int, names: list[str]) -> dict:
    """One tick for each layer."""
    ticks = list(range(1, count + 1))
    return axis(0.5, max(count, 2) + 0.5, "layer", ticks=ticks, names=names[:count])


def layer_names(now: Statistics) -> list[str]:
    """1, 2, ..., out."""
    return [*(str(l) for l in range(1, len(now.dead))), "out"]


def spreads(begin: Statistics, now: Statistics, alt: str) -> dict:
    """The spread of activations and gradients, layer by layer; hollow: before the training."""
    x = np.arange(1, len(now.dead) + 1)
    shown = []
    for name, color, mark in [("activations", "blue", "o"), ("gradients", "red", "s")]:
        before, after = getattr(begin, name), getattr(now, name)
        shown += [
            series(
                f"{name} at the start", x, before, color, "dots", mark=mark, hollow=True, quiet=True
            ),
            series(name, x, after, color, "line", mark=mark),
        ]
    low, high = panels.room(np.concatenate([one["y"] for one in shown]), SPREADS)
    return chart(
        "Spread (hollow: at the start)",
        alt,
        layer_axis(len(x), layer_names(now)),
        axis(low, high, log=True),
        shown,
    )


def stuck(now: Statistics) -> dict:
    """The shares of dead and of saturated units."""
    x = np.arange(1, len(now.dead) + 1)
    dead, saturated = (np.nan_to_num(100 * share) for share in (now.dead, now.saturated))
    said = [", ".join(f"{share:.0f} %" for share in shares) for shares in (dead, saturated)]
    return chart(
        "Dead or saturated",
        f"Dead: {said[0]}; saturated: {said[1]}, layer by layer.",
        layer_axis(len(x), layer_names(now)),
        axis(0, 105, ticks=[0, 50, 100], names=["0 %", "50 %", "100 %"]),
        [
            series("dead", x - 0.2, dead, "purple", "bars", wide=0.36),
            series("saturated", x + 0.2, saturated, "orange", "bars", wide=0.36),
        ],
        shape="after",
    )


def differ(differences: np.ndarray, alt: str) -> dict:
    """How far the units of each hidden layer differ."""
    x = np.arange(1, len(differences) + 1)
    texts = ["same" if d == 0 else "NaN" if np.isnan(d) else f"{d:.2g}" for d in differences]
    return chart(
        "Units differ by",
        alt,
        layer_axis(len(x), [str(l) for l in x]),
        axis(*DIFFERENCES, log=True),
        [series("", x, differences, "green", "bars", texts=texts)],
        shape="after",
    )


def strip(settings: dict, others: list[Trained]) -> dict:
    """Five beginnings of the same draw after the same training, as far as they are trained."""
    planes, said = [], []
    for name, other in itertools.zip_longest(COMPARED, others):
        one: dict = {"title": NAMES[name], "caption": []}
        if other is not None:
            train, test = map(percent, other.accuracies(other.progress.parameters))
            layers = layers_of(other.progress.parameters)
            one |= panels.answers(layers, settings["activation"])
            one["caption"] = [f"train {train}", f"test {test}"]
            said.append(f"{NAMES[name]}: train {train}, test {test}")
        planes.append(one)
    panel = {
        "kind": "strip",
        "title": "The same draw in five ways, after the same training",
        "alt": f"The same draw in five ways. {'; '.join(said)}.",
        "planes": planes,
    }
    return {"panels": {"strip": panel | panels.points(DATA[settings["data"]]())}}
