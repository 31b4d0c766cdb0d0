"""The picture of the clipping explorer, and the same in words."""

import numpy as np

from playground.panel import BLUE, DARK, GREY, RED, Panel, Picture, plain
from playground.pictures import log_axis
from playground.words import number

COSTS = (1e-5, 1e3)
NORMS = (1e-6, 1e6)
GUESS = 0.65  # a cost from which on next to nothing has been learned: a guess costs 0.69
PANELS = [["curves", 838]]
Run = tuple[np.ndarray, np.ndarray]  # costs and gradient norms


class Curves(Panel):
    """Left the cost, right the length of the gradient, each with and without clipping."""

    def __init__(self, num_iterations: int) -> None:
        super().__init__(838, 270)
        left, right = (
            plain(self.figure.add_axes((x, 0.16, 0.4, 0.74)), xlabel="iteration")
            for x in (0.07, 0.57)
        )
        left.set_title("Cost", size=9)
        right.set_title("Length of the whole gradient, before it is clipped", size=9)
        log_axis(left, "y", *COSTS, [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10, 100, 1000])
        log_axis(right, "y", *NORMS, [1e-6, 1e-4, 1e-2, 1, 1e2, 1e4, 1e6])
        left.axhline(np.log(2), color=GREY, lw=1, ls="--")
        left.text(num_iterations, 0.8, "a guess: 0.69", size=7, ha="right", va="bottom")
        self.lines, self.beyond = [], []
        for axes in (left, right):
            axes.set_xlim(0, num_iterations)
            for color, style, label in [(RED, "--", "without clipping"), (BLUE, "-", "clipped")]:
                self.lines += axes.plot([], [], style, color=color, lw=1.8, label=label)
                self.beyond += axes.plot([], [], "^", color=color, ms=6, clip_on=False)
        left.legend(fontsize=8, loc="upper right", frameon=False)
        self.threshold = right.axhline(1, color=DARK, lw=1.2, ls=":")
        self.label = right.text(num_iterations, 1, "", size=8, ha="right", va="bottom")
        self.label.set_bbox({"fc": "white", "ec": "none", "pad": 0.5, "alpha": 0.8})
        self.move([*self.lines, *self.beyond, self.threshold, self.label])

    def draw(self, free: Run, bound: Run, threshold: float) -> Picture:
        """The picture of both trainings."""
        curves = [(free[0], COSTS), (bound[0], COSTS), (free[1], NORMS), (bound[1], NORMS)]
        for line, mark, (values, ends) in zip(self.lines, self.beyond, curves, strict=True):
            at = np.arange(len(values))
            line.set_data(at, np.where(values < ends[0], np.nan, np.clip(values, *ends)))
            above = values > ends[1]
            mark.set_data(at[above], np.full(above.sum(), ends[1]))
        self.threshold.set_ydata([threshold] * 2)
        self.label.set(y=threshold * 1.3, text=f"threshold {threshold:.3g}")
        return self.png()


def describe(free: Run, bound: Run, threshold: float) -> str:
    """What became of both trainings, and how often the threshold was needed."""
    often = int(np.sum(bound[1] > threshold))
    if often == 0:
        return (
            f"No gradient is longer than {threshold:.3g}, so nothing is clipped and both trainings "
            f"are the same: {fate(free)}"
        )
    return (
        f"Without clipping, {fate(free)} Clipped at {threshold:.3g}, {fate(bound)} "
        f"Clipping shortened {often} of {len(bound[1])} steps."
    )


def fate(run: Run) -> str:
    """How one training went."""
    costs, norms = run
    if np.isnan(costs[-1]):
        return "the numbers grow until the cost is NaN."
    longest = f"the longest gradient measures {np.nanmax(norms):.3g}"
    end = f"{longest} and the cost goes from {number(costs[0])} to {number(costs[-1])}"
    return f"{end}, no better than a guess." if costs[-1] > GUESS else f"{end}."


def caption(free: Run, bound: Run) -> str:
    """The text equivalent of the picture."""
    said = [
        f"{name} the cost is {number(costs.max())} at most and {number(costs[-1])} in the end, "
        f"the gradient {norms.max():.2g} long at most"
        for name, (costs, norms) in (("Without clipping", free), ("with clipping", bound))
    ]
    return f"Cost and length of the gradient over the iterations. {'; '.join(said)}."
