"""The pictures of the signal-flow explorer."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from playground.panel import BLUE, DARK, GREY, RED, Panel, Picture, plain
from playground.pictures import HEIGHT, log_axis

END, STEP = 3.0, 0.1  # the bins of the histograms reach from -END to END
BINS = 2 * round(END / STEP) + 3  # one lies around 0, the first and last take all that is beyond
COLORS = {"activations": BLUE, "gradients": RED}
MARKS = {"activations": "o", "gradients": "s"}
SINGLES = (1e-46, 1e40)  # single precision has nothing beyond but 0 and infinity
RANGES = [(1e-3, 1e3), (1e-10, 1e10), (1e-20, 1e20), SINGLES]  # where the RMS axis may end
TICKS = [1, 10, 20, 30, 40, 50]


def histogram(values: np.ndarray) -> np.ndarray:
    """The share of values in each bin; NaN for all of them if a value is infinite or NaN."""
    if not np.isfinite(values).all():
        return np.full(BINS, np.nan)
    with np.errstate(over="ignore"):  # beyond is beyond
        bins = values.ravel() / STEP + BINS / 2
    return np.bincount(bins.clip(0, BINS - 1).astype(np.intp), minlength=BINS) / values.size


class Histogram(Panel):
    """One column for each layer: how its values are distributed, darker where there are more."""

    def __init__(self, name: str) -> None:
        super().__init__(306, HEIGHT)
        title = f"Histograms of {name}"
        axes = plain(self.figure.add_axes((0.15, 0.15, 0.82, 0.76)), title=title, xlabel="layer")
        colors = ["white", COLORS[name], "black"]
        self.colors = LinearSegmentedColormap.from_list(name, colors).with_extremes(bad=GREY)
        self.end = END + 1.5 * STEP
        self.image = axes.imshow(
            np.zeros((BINS, 1, 4), np.uint8),
            origin="lower",
            aspect="auto",
            interpolation="nearest",
        )
        axes.set(xlim=(0.5, TICKS[-1] + 0.5), ylim=(-self.end, self.end), xticks=TICKS)
        axes.set_yticks([-END - STEP, -2, -1, 0, 1, 2, END + STEP])
        axes.set_yticklabels(["< −3", "−2", "−1", "0", "1", "2", "> 3"])
        self.note = axes.text(0.02, 0.93, "", size=8, color=DARK, transform=axes.transAxes)
        self.note.set_bbox({"fc": "white", "ec": "none", "pad": 1.5})
        self.note.set_va("top")
        self.move([self.image, *axes.spines.values(), self.note])

    def draw(self, shares: np.ndarray) -> Picture:
        """The picture for `shares` (layers, bins)."""
        seen = np.sqrt(shares.T)  # the root: small shares are seen, too
        self.image.set_data(self.colors(seen, bytes=True))  # thrice as fast as leaving it to imshow
        self.image.set_extent((0.5, len(shares) + 0.5, -self.end, self.end))
        self.note.set_text("grey: infinite or NaN" if np.isnan(shares).any() else "")
        return self.png()


class Spreads(Panel):
    """The RMS of activations and gradients, layer by layer; marks for 0, infinity and NaN."""

    def __init__(self, depth: int, low: float, high: float) -> None:
        super().__init__(464, HEIGHT)
        self.x, self.low, self.high = np.arange(1, depth + 1), low, high
        title = "RMS (root mean square)"
        axes = plain(self.figure.add_axes((0.105, 0.15, 0.875, 0.76)), title=title, xlabel="layer")
        last = round(np.log10(high))
        log_axis(axes, "y", low, high, [10.0**e for e in range(-last, last + 1, max(1, last // 2))])
        axes.set(xlim=(0.5, depth + 0.5), xticks=TICKS)
        axes.axhline(1, color=GREY, lw=1, ls="--")
        self.curves, self.outside = {}, {}
        for name, color in COLORS.items():
            style = {"color": color, "marker": MARKS[name], "ms": 4, "lw": 1.2}
            (self.curves[name],) = axes.plot([], [], label=name, **style)
            self.outside[name] = [
                axes.plot([], [], mark, color=color, ms=6, mfc="none", clip_on=False)[0]
                for mark in "v^x"
            ]
        axes.legend(fontsize=8, loc="lower center", frameon=False, ncols=2)
        self.note = self.figure.text(0.98, 0.02, "", size=8, color=DARK, ha="right")
        marks = [line for lines in self.outside.values() for line in lines]
        self.move([*self.curves.values(), *marks, self.note])

    def draw(self, activations: np.ndarray, gradients: np.ndarray) -> Picture:
        """The picture for these RMS values, one for each layer."""
        for name, values in (("activations", activations), ("gradients", gradients)):
            inside = np.isfinite(values) & (values > 0)
            self.curves[name].set_data(self.x, np.where(inside, values, np.nan))
            kinds = [values == 0, np.isinf(values), np.isnan(values)]
            heights = [self.low, self.high, self.high]
            for line, which, y in zip(self.outside[name], kinds, heights, strict=True):
                line.set_data(self.x[which], np.full(which.sum(), y))
        both = np.concatenate([activations, gradients])
        kinds = {"▽ exactly 0": both == 0, "△ infinite": np.isinf(both), "× NaN": np.isnan(both)}
        self.note.set_text("     ".join(text for text, which in kinds.items() if which.any()))
        return self.png()
