"""The numbers of the symmetry explorer: units as points in the plane of their weights."""

import numpy as np

from playground import panels
from playground.data import DATA
from playground.initialization import SEED
from playground.panels import axis, chart, series
from playground.progress import accuracy
from playground.symmetry.words import VISIBLE, captions, describe
from playground.trainer.network import Arrays, difference_between_units, layers_of
from playground.trainer.training import train

OUTGOING = {
    "equal": lambda n: np.full(n, 0.5),
    "two": lambda n: np.where(np.arange(n) < n // 2, -0.5, 0.5),
    "unequal": lambda n: np.linspace(-0.6, 0.6, n),
}  # name -> the outgoing weights of n units
COSTS = 150  # points of the cost curve
EARLY, LATE = 30, 70  # moments that are kept: the first ones lie closer
LOOKS = list(zip(["blue", "red", "green", "purple", "orange", "dark"], "os^Dv*", strict=True))
LIMITS = [1, 2, 5, 10, 20, 50, 100]  # where an axis of weights may end
NEAR = 0.05  # of an axis: points as near as this share a label
DIFFERENCES = (1e-10, 1e2)


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


def limit(weights: np.ndarray) -> float:
    """The end of an axis that has room for all these weights."""
    largest = np.abs(weights[np.isfinite(weights)]).max(initial=0)
    return next((end for end in LIMITS if largest < 0.9 * end), LIMITS[-1])


def neighbours(points: np.ndarray, distance: float) -> list[list[int]]:
    """The indices of points (n, 2) in groups that lie within a distance of their first."""
    groups: list[list[int]] = []
    for i, point in enumerate(points):
        for group in groups:
            if np.abs(points[group[0]] - point).max() <= distance:
                group.append(i)
                break
        else:
            groups.append([i])
    return groups


class Trained:
    """A training with these settings, and what there is to see at each of its moments."""

    def __init__(self, settings: dict) -> None:
        self.settings, self.data = settings, DATA[settings["data"]]()
        self.length = settings["num_iterations"]
        self.every = max(1, self.length // COSTS)
        self.training = train(
            *self.data[:2],
            begin(settings["units"], settings["value"], settings["outgoing"], settings["noise"]),
            settings["learning_rate"],
            self.length,
            settings["activation"],
            every=self.every,
            moments=moments_of(self.length),
        )
        self.moments = self.training.moments
        self.at = np.array([moment.iteration for moment in self.moments])
        self.W1 = np.array([moment.parameters["W1"] for moment in self.moments])
        self.W2 = np.array([moment.parameters["W2"][0] for moment in self.moments])
        self.differences = np.array([difference_between_units(W1) for W1 in self.W1])

    def state(self, number: int = -1) -> dict:
        """The network at a moment of its training, and the same in words."""
        now = number % len(self.moments)
        moment, activation = self.moments[now], self.settings["activation"]
        costs = np.array(self.training.costs)
        at = np.arange(len(costs)) * self.every
        right = accuracy(*self.data[:2], moment.parameters, activation)
        says = describe(
            self.settings,
            self.at[: now + 1],
            self.W1[: now + 1],
            self.differences[: now + 1],
            costs[at <= moment.iteration],
            right,
        )
        words = captions(moment.parameters, self.at, self.differences, costs)
        plane = panels.plane(layers_of(moment.parameters), activation, self.data)
        cost = panels.cost(at, costs, moment.iteration, self.length, words["cost"])
        return {
            "says": says,
            "moments": self.at.astype(np.int32),
            "panels": {
                "weights": self.weights(now, words["weights"]),
                "plane": plane,
                "outgoing": self.outgoing(now, words["outgoing"]),
                "differences": self.apart(now, words["differences"]),
                "cost": cost,
            },
        }

    def weights(self, now: int, alt: str) -> dict:
        """The plane of a unit's two incoming weights: each unit a point that leaves a trail."""
        end, shown = limit(self.W1), []
        here = self.W1[now]
        together = neighbours(here, NEAR * end) if np.isfinite(here).all() else []
        names = {group[0]: ", ".join(str(i + 1) for i in group) for group in together}
        for i, (color, mark) in enumerate(LOOKS[: len(here)]):
            x, y = self.W1[: now + 1, i].T
            unit, more = f"unit {i + 1}", {"mark": mark, "texts": [names.get(i, "")]}
            shown += [
                series(unit, x, y, color, "line", quiet=True),
                series(unit, x[-1:], y[-1:], color, "dots", quiet=True, **more),
            ]
        x, y = self.W1[0].T
        start = series("start", x, y, "dark", "dots", mark="+", quiet=True)
        across, up = (axis(-end, end, f"weight for x{i}", ticks=[-end, 0, end]) for i in (1, 2))
        return chart("Incoming weights", alt, across, up, [*shown, start])

    def outgoing(self, now: int, alt: str) -> dict:
        """The outgoing weight of each unit, hollow at the start and filled now."""
        end, units = limit(self.W2), self.W2.shape[1]
        shown = []
        for i, (color, mark) in enumerate(LOOKS[:units]):
            y, before, after = i + 1, self.W2[0, i], self.W2[now, i]
            shown += [
                series(f"unit {y}", [0, after], [y, y], color, "line", quiet=True),
                series(f"unit {y}, start", [before], [y], color, "dots", mark=mark, hollow=True),
                series(f"unit {y}", [after], [y], color, "dots", mark=mark),
            ]
        return chart(
            "Outgoing weights (hollow: start)",
            alt,
            axis(-end, end, "weight", ticks=[-end, 0, end]),
            axis(units + 0.5, 0.5, "unit", ticks=list(range(1, units + 1))),
            shown,
            legend=False,
        )

    def apart(self, now: int, alt: str) -> dict:
        """The largest difference between two units' weights over the iterations."""
        values = np.where(self.differences > 0, self.differences, np.nan)
        curve = series("difference", self.at, values, "green", "line", gaps=True)
        here = series(
            "now", self.at[[now]], values[[now]], "dark", "dots", mark="o", quiet=True, gaps=True
        )
        return chart(
            "Largest difference of two units"
            if self.differences.any()
            else "Difference: 0 all the way",
            alt,
            axis(0, self.length, "iteration"),
            axis(*DIFFERENCES, log=True),
            [curve, here],
            lines=[{"y": VISIBLE, "text": "visible: 0.1"}],
            legend=False,
        )
