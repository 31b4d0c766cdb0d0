"""The pictures of the gradient-check lab."""

import numpy as np

from playground.checking import BLOCKS, EPSILONS, SLICES
from playground.checking_words import RIGHT, WRONG, verdict
from playground.panel import BLUE, DARK, GREEN, GREY, ORANGE, PURPLE, RED, Panel, Picture, plain
from playground.pictures import log_axis

LIMITS = (1e-13, 10)  # of every axis of differences
TICKS = [1e-12, 1e-9, 1e-6, 1e-3, 1]
LOOKS = {"right": (GREEN, ""), "look closer": (ORANGE, "...."), "wrong": (RED, "////")}
SLOPES = [  # of a right gradient at the random point: its law, and its name at (epsilon, height)
    (lambda e: np.finfo(float).eps / e, (2e-12, 6), "round-off: machine epsilon / ε"),
    (lambda e: 1.3 * e, (3e-7, 7), "truncation: ∝ ε"),
    (lambda e: 0.06 * e**2, (1.2e-4, 0.06), "truncation: ∝ ε²"),
]
COLORS = (BLUE, ORANGE, GREEN, RED, PURPLE, DARK)
STEPS = np.linspace(-1.75, 1.75, 85)  # along one entry of theta, in units of epsilon


def bands(axes) -> None:
    """The axis of differences, with the verdicts' limits."""
    log_axis(axes, "y", *LIMITS, TICKS)
    axes.axhspan(WRONG, LIMITS[1], color=RED, alpha=0.1, lw=0)
    axes.axhspan(RIGHT, WRONG, color=ORANGE, alpha=0.1, lw=0)


class Valley(Panel):
    """The relative difference against epsilon, two-sided and one-sided, with the slider's place."""

    def __init__(self) -> None:
        super().__init__(500, 284)
        axes = plain(
            self.figure.add_axes((0.1, 0.15, 0.88, 0.76)),
            title="Relative difference against epsilon",
            xlabel="epsilon (ε)",
        )
        bands(axes)
        log_axis(axes, "x", EPSILONS[0], EPSILONS[-1], [1e-13, 1e-10, 1e-7, 1e-4, 1e-1])
        self._label_slopes(axes)
        self.curves = [
            axes.plot([], [], style, color=color, lw=1.6, label=label)[0]
            for style, color, label in [("-", BLUE, "two-sided"), ("--", ORANGE, "one-sided")]
        ]
        axes.legend(fontsize=8, loc="lower left", frameon=False)
        self.line = axes.axvline(1, color=DARK, lw=1.2)
        self.marks = [
            axes.plot([], [], mark, color=color, mec=DARK, ms=size, clip_on=False)[0]
            for mark, color, size in [("o", BLUE, 9), ("s", ORANGE, 5.5)]
        ]
        self.move([*self.curves, self.line, *self.marks])

    def _label_slopes(self, axes) -> None:
        for law, (at, above), words in SLOPES:
            axes.plot(EPSILONS, law(EPSILONS), ":", color=GREY, lw=1.2, zorder=0)
            (x, y), (x_end, y_end) = axes.transData.transform([(e, law(e)) for e in (at, 10 * at)])
            angle = np.degrees(np.arctan2(y_end - y, x_end - x))
            text = axes.text(at, above * law(at), words, size=7, color=DARK, rotation=angle)
            text.set_rotation_mode("anchor")

    def draw(self, curves: list[np.ndarray], epsilon: float, differences: list[float]) -> Picture:
        """The picture of [two-sided, one-sided] curves, with marks at this epsilon."""
        for curve, mark, values, here in zip(
            self.curves, self.marks, curves, differences, strict=True
        ):
            curve.set_data(EPSILONS, np.clip(values, *LIMITS))
            mark.set_data([epsilon], [np.clip(here, *LIMITS)])
        self.line.set_xdata([epsilon] * 2)
        return self.png()


class Blocks(Panel):
    """A bar for the relative difference of each block of theta."""

    def __init__(self) -> None:
        super().__init__(330, 284)
        axes = plain(
            self.figure.add_axes((0.13, 0.15, 0.66, 0.76)), title="Block by block, at this epsilon"
        )
        bands(axes)
        axes.set(xlim=(-0.6, 5.6), xlabel="layer 1 to layer 3")
        axes.set_xticks(range(6), BLOCKS)
        axes.tick_params(axis="x", length=0)
        for words, at in [("wrong", 0.1), ("look\ncloser", 3e-5), ("right", 1e-10)]:
            axes.text(5.75, at, words, size=8, va="center")
        self.bars = axes.bar(range(6), [0] * 6, 0.7, bottom=LIMITS[0], ec="white")
        self.numbers = [axes.text(x, 1, "", size=7, ha="center", va="bottom") for x in range(6)]
        self.move([*self.bars, *self.numbers])

    def draw(self, errors: dict[str, float]) -> Picture:
        """The picture of these blocks' differences; NaN is 0/0."""
        for bar, number, error in zip(self.bars, self.numbers, errors.values(), strict=True):
            top = np.clip(np.nan_to_num(error), *LIMITS)
            color, hatch = LOOKS.get(verdict(error), (GREY, ""))
            bar.set(height=top - LIMITS[0], facecolor=color, hatch=hatch)
            number.set_position((bar.get_x() + 0.35, 1.3 * top))
            number.set_text("0/0" if np.isnan(error) else short(error))
        return self.png()


class Corner(Panel):
    """The cost along one entry of theta, as the check sees it: two steps, and both slopes."""

    def __init__(self) -> None:
        super().__init__(500, 252)
        axes = plain(self.figure.add_axes((0.12, 0.12, 0.86, 0.76)))
        axes.set(xlim=(STEPS[0], STEPS[-1]), ylim=(-1.15, 1.15))
        axes.set_xticks([-1, 0, 1], ["θ − ε", "θ", "θ + ε"])
        axes.set_yticks([-1, 0, 1], ["", "J(θ)", ""])  # the others move
        axes.grid(color=GREY, alpha=0.5, lw=0.6)
        (self.cost,) = axes.plot([], [], ".", color=DARK, ms=3.5, label="J")
        (self.approx,) = axes.plot([], [], "-", color=BLUE, lw=1.6, label="slope gradapprox")
        (self.grad,) = axes.plot([], [], "--", color=RED, lw=1.6, label="slope grad")
        (self.ends,) = axes.plot([], [], "o", color=BLUE, mec=DARK, ms=7)
        self.figure.legend(
            handles=[self.cost, self.approx, self.grad],
            fontsize=8,
            ncols=3,
            loc="upper right",
            frameon=False,
            markerscale=2,
            columnspacing=0.8,
            handlelength=1.6,
        )
        self.title = self.figure.text(0.12, 0.925, "", size=9)
        self.heights = [
            axes.text(STEPS[0] - 0.05, y, "", size=7, ha="right", va="center") for y in (1, -1)
        ]
        self.move([self.cost, self.approx, self.grad, self.ends, self.title, *self.heights])

    def draw(self, entry: str, J: np.ndarray, ends: np.ndarray, grad: float) -> Picture:
        """The picture of J - J(theta) at STEPS and at both `ends`; `grad` is a rise per epsilon."""
        middle, rise = ends.mean(), (ends[1] - ends[0]) / 2
        lines = [(self.approx, middle + rise * STEPS), (self.grad, grad * STEPS)]
        scale = max(np.abs(values).max() for values in [J, *(line for _, line in lines)]) or 1.0
        self.cost.set_data(STEPS, J / scale)
        self.ends.set_data([-1, 1], ends / scale)
        for line, values in lines:
            line.set_data(STEPS, values / scale)
        self.title.set_text(f"The cost along {entry}")
        for text, sign in zip(self.heights, "+−", strict=True):
            text.set_text(f"{sign}{scale:.1e}")
        return self.png()


class Entries(Panel):
    """Every entry of theta: grad against gradapprox."""

    def __init__(self) -> None:
        super().__init__(330, 252)
        axes = plain(
            self.figure.add_axes((0.13, 0.17, 0.62, 0.7)),
            title="Every entry of theta",
            xlabel="gradapprox",
            ylabel="grad",
        )
        axes.set(xlim=(-1.12, 1.12), ylim=(-1.12, 1.12), xticks=[-1, 0, 1], yticks=[-1, 0, 1])
        axes.plot([-2, 2], [-2, 2], color=GREY, lw=1)
        self.points = {
            block: axes.plot([], [], mark, color=color, mec="black", mew=0.4, ms=6, label=block)[0]
            for block, color, mark in zip(BLOCKS, COLORS, "os^Dv*", strict=True)
        }
        axes.legend(fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)
        self.scale = axes.text(1.05, 0, "", size=8, transform=axes.transAxes)
        self.move([*self.points.values(), self.scale])

    def draw(self, grad: np.ndarray, gradapprox: np.ndarray) -> Picture:
        """The picture of these two, in units of the largest of all their entries."""
        scale = max(np.abs(grad).max(), np.abs(gradapprox).max()) or 1.0
        for block, s in SLICES.items():
            self.points[block].set_data(gradapprox[s] / scale, grad[s] / scale)
        self.scale.set_text(f"1 stands\nfor {scale:.2g}")
        return self.png()


def short(number: float) -> str:
    """A number above a bar: 0.33, 4e-9."""
    return f"{number:.2f}" if number >= 0.01 else f"{number:.0e}".replace("e-0", "e-")
