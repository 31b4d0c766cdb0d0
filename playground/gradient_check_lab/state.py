"""The numbers of the gradient-check lab as panels."""

import numpy as np

from playground.checking import BLOCKS, EPSILONS, SLICES, Check, by_block, difference, name_of
from playground.gradient_check_lab.cases import CASES, game, planted
from playground.gradient_check_lab.methods import along_directions, curves, measured
from playground.gradient_check_lab.words import RIGHT, WRONG, captions, describe, verdict
from playground.panels import axis, chart, series

LIMITS = (1e-13, 10.0)  # of every axis of differences
LOWEST = 1e-16  # of the axis on which a complex step is shown
TICKS = [1e-12, 1e-9, 1e-6, 1e-3, 1]
POWERS = [1e-13, 1e-10, 1e-7, 1e-4, 0.1]
EPSILON_AXIS = axis(EPSILONS[0], EPSILONS[-1], "epsilon", log=True, ticks=POWERS)
BANDS = [[WRONG, LIMITS[1], "red", "wrong"], [RIGHT, WRONG, "orange", "look closer"]]
# Where their names would meet what is drawn; the first picture has them.
NAMELESS = [[low, high, look, ""] for low, high, look, _ in BANDS]
LOOKS = {"right": "green", "look closer": "orange", "wrong": "red", "0/0": "muted"}
LAWS = [  # of a right gradient at the random point: its name and place, from here to there
    ("∝ u/ε", (1e-11, 1e-3), lambda e: np.finfo(float).eps / e, (1e-13, 1e-4)),
    ("∝ ε", (1e-5, 2e-4), lambda e: 1.3 * e, (1e-9, 1.0)),
    ("∝ ε²", (6e-3, 4e-8), lambda e: 0.06 * e**2, (1e-6, 1.0)),
]
MARKS = list(zip(["blue", "orange", "green", "red", "purple", "dark"], "os^Dv*", strict=True))
STEPS = np.linspace(-1.75, 1.75, 85)  # along one entry of theta, in units of epsilon


class Lab:
    """A check, with the valley of the network and the fault that it was last asked for."""

    def __init__(self) -> None:
        self.checked: dict = {}

    def _prepare(self, faults: dict) -> None:
        """Measure the whole valley of another network or fault."""
        self.check, self.checked = Check(**faults), faults
        two_sided, one_sided, of_right = self.check.valley()
        self.curves = [two_sided, one_sided]
        self.best = float(EPSILONS[np.argmin(of_right)])

    def state(self, settings: dict) -> dict:
        """Run the check at this epsilon: what there is to see."""
        faults = {name: value for name, value in settings.items() if name != "epsilon"}
        faults["bug"] = planted(settings["bug"])
        if faults != self.checked:
            self._prepare(faults)
        check, epsilon = self.check, settings["epsilon"]
        two_sided, one_sided = check.gradapprox(epsilon)
        seen = (
            difference(check.grad, two_sided),
            difference(check.grad, one_sided),
            difference(check.right, two_sided),
            by_block(check.grad, two_sided),
        )
        entry = int(np.argmax(np.abs(check.grad - two_sided)))
        slopes = check.grad[entry], two_sided[entry]
        words = captions(seen, self.best, name_of(entry), slopes)
        directions = along_directions(check, epsilon)
        return {
            "says": describe(check, settings, seen, self.best),
            "game": game(settings["bug"]) if settings["bug"] in CASES else None,
            "panels": {
                "valley": valley(self.curves, epsilon, seen[:2], words["valley"]),
                "blocks": blocks(seen[3], words["blocks"]),
                "corner": corner(check, entry, epsilon, words["corner"]),
                "entries": entries(check.grad, two_sided, words["entries"]),
                "methods": methods(epsilon),
                "directions": along(directions, seen[0]),
            },
        }


def valley(curves: list, epsilon: float, here: tuple[float, float], alt: str) -> dict:
    """The relative difference against epsilon, with the slider's place; dashed: the laws."""
    looks = [("two-sided", "blue", "line", "o"), ("one-sided", "red", "dash", "s")]
    shown = []
    for (name, color, style, mark), values, now in zip(looks, curves, here, strict=True):
        shown += [
            series(name, EPSILONS, values, color, style),
            series(name, [epsilon], [now], color, "dots", mark=mark, quiet=True),
        ]
    laws = [
        {"from": [[e, float(law(e))] for e in ends], "text": name, "at": place}
        for name, place, law, ends in LAWS
    ]
    return chart(
        "Relative difference against epsilon",
        alt,
        EPSILON_AXIS,
        axis(*LIMITS, log=True, ticks=TICKS),
        shown,
        bands=BANDS,
        lines=[*laws, {"x": epsilon, "color": "dark", "solid": True}],
        shape="broad",
    )


def blocks(errors: dict[str, float], alt: str) -> dict:
    """A bar for the relative difference of each block of theta."""
    values = np.array([errors[block] for block in BLOCKS])
    return chart(
        "Block by block, at this epsilon",
        alt,
        axis(-0.5, 5.5, ticks=list(range(6)), names=list(BLOCKS)),
        axis(*LIMITS, log=True, ticks=TICKS),
        [
            series(
                "",
                np.arange(6),
                np.where(values == 0, LIMITS[0], values),
                "green",
                "bars",
                colors=[LOOKS[verdict(value)] for value in values],
                texts=["0/0" if np.isnan(value) else short(value) for value in values],
            )
        ],
        bands=NAMELESS,
    )


def corner(check: Check, entry: int, epsilon: float, alt: str) -> dict:
    """The cost along one entry of theta, as the check sees it: two steps, and both slopes."""
    J_plus, J_minus, J = check.passes(epsilon)
    ends = np.array([J_minus[entry], J_plus[entry]]) - J
    costs = check.along(entry, epsilon * STEPS) - J
    middle, rise = ends.mean(), (ends[1] - ends[0]) / 2
    approx, grad = middle + rise * STEPS, check.grad[entry] * epsilon * STEPS
    scale = max(float(np.abs(values).max()) for values in (costs, approx, grad)) or 1.0
    return chart(
        f"The cost along {name_of(entry)}",
        alt,
        axis(STEPS[0], STEPS[-1], ticks=[-1, 0, 1], names=["θ − ε", "θ", "θ + ε"]),
        axis(-1.1, 1.1, ticks=[-1, 0, 1], names=[f"−{scale:.1e}", "J(θ)", f"+{scale:.1e}"]),
        [
            series("slope gradapprox", STEPS, approx / scale, "blue", "line"),
            series("slope grad", STEPS, grad / scale, "red", "dash"),
            series("J", STEPS, costs / scale, "dark", "dots", mark="."),
            series(
                "J at the two steps", [-1, 1], ends / scale, "blue", "dots", mark="o", quiet=True
            ),
        ],
        shape="broad",
    )


def entries(grad: np.ndarray, gradapprox: np.ndarray, alt: str) -> dict:
    """Every entry of theta: grad against gradapprox, in units of the largest of all."""
    scale = max(np.abs(grad).max(), np.abs(gradapprox).max()) or 1.0
    ends = (-1.12, 1.12)
    return chart(
        f"Every entry of theta (1: {scale:.2g})",
        alt,
        axis(*ends, "gradapprox", ticks=[-1, 0, 1]),
        axis(*ends, "grad", ticks=[-1, 0, 1]),
        [
            series(block, gradapprox[s] / scale, grad[s] / scale, color, "dots", mark=mark)
            for (block, s), (color, mark) in zip(SLICES.items(), MARKS, strict=True)
        ],
        lines=[{"from": [[end, end] for end in ends]}],
    )


def methods(epsilon: float) -> dict:
    """A right gradient of a tanh network, measured in three ways."""
    looks = [("blue", "line", "o"), ("red", "dash", "s"), ("green", "line", "^")]
    shown, said = [], []
    here = measured(epsilon)
    for (name, values), (color, style, mark) in zip(curves().items(), looks, strict=True):
        now = here[name]
        shown += [
            series(name, EPSILONS, np.maximum(values, LOWEST), color, style),
            series(name, [epsilon], [max(now, LOWEST)], color, "dots", mark=mark, quiet=True),
        ]
        said.append(f"{name} {now:.2g}")
    return chart(
        "A right gradient of a tanh network, measured in three ways",
        f"Relative difference against epsilon by three methods. At the slider: {', '.join(said)}.",
        EPSILON_AXIS,
        axis(LOWEST, LIMITS[1], log=True, ticks=[1e-15, *TICKS]),
        shown,
        bands=BANDS,
        lines=[{"x": epsilon, "color": "dark", "solid": True}],
        shape="broad",
    )


def along(differences: np.ndarray, whole: float) -> dict:
    """The check in random directions, and as a line the check of all entries."""
    low, high = np.nanmin(differences), np.nanmax(differences)
    number = np.arange(1, len(differences) + 1)
    differences = np.maximum(differences, LIMITS[0])
    return chart(
        "Random directions: 2 passes each, not 82",
        f"Relative difference in 20 random directions: from {low:.2g} to {high:.2g}; of all "
        f"entries {whole:.2g}.",
        axis(0.5, 20.5, "direction", ticks=[1, 5, 10, 15, 20]),
        axis(*LIMITS, log=True, ticks=TICKS),
        [
            series("all entries", [0.5, 20.5], [whole] * 2, "dark", "dash", gaps=True),
            series("direction", number, differences, "purple", "dots", mark="D", gaps=True),
        ],
        bands=NAMELESS,
    )


def short(number: float) -> str:
    """A number above a bar: 0.33, 4e-9."""
    return f"{number:.2f}" if number >= 0.01 else f"{number:.0e}".replace("e-0", "e-")
