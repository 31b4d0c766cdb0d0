"""The pictures of the weight-scale explorer, each with its words for those who cannot see it."""

import numpy as np
from contourpy import contour_generator
from matplotlib.collections import LineCollection

from playground.data import LIMIT, Data
from playground.panel import (
    BLUE,
    CLASSES,
    DARK,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    RED,
    TWO_SIDES,
    Bitmap,
    Panel,
    Picture,
    plain,
)
from playground.trainer.network import Layers, Statistics, forward

SIDE = 61  # points of the grid along each axis of the plane
GRID = np.stack(np.meshgrid(*[np.linspace(-LIMIT, LIMIT, SIDE)] * 2)).reshape(2, -1)
PIXELS = 24  # of a unit's map along each side
MAP = PIXELS + 3  # with its frame and a gap
COARSE = np.stack(np.meshgrid(*[np.linspace(-LIMIT, LIMIT, PIXELS)] * 2)).reshape(2, -1)
HEIGHT, LOW = 280, 220  # pixels of the pictures of the first and second row
COLORS = np.array([*TWO_SIDES(np.linspace(0, 1, 253)), (0.75, 0.75, 0.75, 1), (1, 1, 1, 1)])
COLORS = (255 * COLORS).round().astype(np.uint8)
FRAME, WHITE = 253, 254  # their places; 126 is white, too: the middle
EXTENT = (-LIMIT, LIMIT, -LIMIT, LIMIT)
COSTS = (1e-3, 30)  # limits of the cost axis
SPREADS = (1e-9, 1e3)  # and of the spreads'
DIFFERENCES = (1e-6, 1e3)


def log_axis(axes, which: str, low: float, high: float, ticks: list[float]) -> None:
    """A logarithmic axis with few labels."""
    axes.set(**{f"{which}scale": "log", f"{which}lim": (low, high)})
    axis = getattr(axes, f"{which}axis")
    axis.set_ticks(ticks)
    axis.set_minor_locator(axis.get_major_locator())


class Boundary:
    """The decision boundary on one axes: shades for the probability, a line where it is 0.5."""

    def __init__(self, panel: Panel, axes, data: Data, size: float = 16) -> None:
        X, Y = data[:2]
        self.shades = Bitmap(axes, smooth=True)
        self.line = axes.add_collection(LineCollection([], colors=DARK, linewidths=1.6))
        points = [
            axes.plot(*X[:, Y[0] == label], marker, ms=size**0.5, mfc=color, mec="black", mew=0.4)[
                0
            ]
            for label, color, marker in CLASSES
        ]
        panel.move([self.shades, self.line, *points])

    def set(self, layers: Layers, activation: str) -> None:
        """Show what this network answers."""
        p = forward(GRID, layers, activation)[-1].reshape(SIDE, SIDE)
        p = np.nan_to_num(p, nan=0.0)  # NaN is not above 0.5: the answer is 0
        self.shades.colors = COLORS[np.rint(252 * p).astype(np.uint8)]
        steps = np.linspace(-LIMIT, LIMIT, SIDE)
        self.line.set_segments(contour_generator(steps, steps, p).lines(0.5))


class Plane(Panel):
    """The plane of inputs with the training points and the network's answer everywhere."""

    def __init__(self, data: Data) -> None:
        super().__init__(330, HEIGHT)
        axes = plain(self.figure.add_axes((0.1, 0.1, 0.88, 0.82)), title="What the network answers")
        axes.set(xlim=EXTENT[:2], ylim=EXTENT[2:], aspect="equal")
        self.boundary = Boundary(self, axes, data)

    def draw(self, layers: Layers, activation: str) -> Picture:
        """The picture for this network."""
        self.boundary.set(layers, activation)
        return self.png()


class Units(Panel):
    """One small map of the plane for each hidden unit, layer by layer: what makes it fire."""

    def __init__(self, sizes: list[int]) -> None:
        super().__init__(500, HEIGHT)
        room = {c: sum(-(-n // c) for n in sizes) for c in range(1, 17)}  # columns: rows
        columns = max(room, key=lambda c: min(445 / c, 225 / room[c]))  # for the largest maps
        self.places, top = [], 0  # of each layer's maps: row and column of their first pixel
        axes = self.figure.add_axes((0.09, 0.03, 0.89, 0.84))
        axes.axis("off")
        for i, n in enumerate(sizes, start=1):
            self.places.append([(top + u // columns * MAP, u % columns * MAP) for u in range(n)])
            axes.text(-4, top + MAP / 2, f"layer {i}", size=8, ha="right", va="center")
            top += -(-n // columns) * MAP + 4
        self.whole = np.full((top - 4, columns * MAP), WHITE, np.uint8)
        axes.set(xlim=(0, columns * MAP), ylim=(top - 4, 0), aspect="equal", anchor="N")
        self.maps = Bitmap(axes, smooth=False)
        self.figure.text(0.53, 0.945, "What each hidden unit answers", ha="center", size=9)
        self.move(self.maps)

    def draw(self, layers: Layers, activation: str) -> Picture:
        """The picture for this network; each layer has its own brightest colour."""
        A = forward(COARSE, layers, activation)[1:-1]
        for a, places in zip(A, self.places, strict=True):
            top = np.abs(a[np.isfinite(a)]).max(initial=0) or 1
            shades = np.rint(126 + 126 * np.nan_to_num(a / top, nan=0.0))
            maps = shades.astype(np.uint8).reshape(-1, PIXELS, PIXELS)
            for one, (row, left) in zip(maps, places, strict=True):
                self.whole[row : row + MAP - 1, left : left + MAP - 1] = FRAME
                self.whole[row + 1 : row + MAP - 2, left + 1 : left + MAP - 2] = one[::-1]
        self.maps.colors = COLORS[self.whole[::-1]]
        return self.png()


class Cost(Panel):
    """The cost over the iterations, on a logarithmic axis; infinite and NaN have marks."""

    def __init__(self, num_iterations: int) -> None:
        super().__init__(330, LOW)
        axes = plain(self.figure.add_axes((0.13, 0.19, 0.78, 0.69)), title="Cost while it learns")
        log_axis(axes, "y", *COSTS, [1e-3, 1e-2, 1e-1, 1, 10])
        axes.set(xlim=(0, num_iterations), xlabel="iteration")
        axes.set_xticks(np.linspace(0, num_iterations, 4), labels=None)
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        axes.axhline(np.log(2), color=GREY, lw=1, ls="--")
        axes.text(
            0.96 * num_iterations, np.log(2), "a guess: 0.69", size=7, ha="right", va="bottom"
        )
        (self.line,) = axes.plot([], [], color=BLUE, lw=1.8)
        (self.infinite,) = axes.plot([], [], "^", color=RED, ms=6, clip_on=False)
        (self.now,) = axes.plot([], [], "o", color=DARK, ms=5, clip_on=False)
        self.note = axes.text(0.03, 0.03, "", size=8, color=RED, transform=axes.transAxes)
        self.move([self.line, self.infinite, self.now, self.note])

    def draw(self, at: np.ndarray, costs: np.ndarray, now: int, diverged: int | None) -> Picture:
        """The curve of `costs` at the iterations `at`, with a mark at iteration `now`."""
        clipped = np.clip(costs, *COSTS)
        self.line.set_data(at, clipped)
        infinite = np.isposinf(costs)
        self.infinite.set_data(at[infinite], np.full(infinite.sum(), COSTS[1]))
        here = clipped[np.searchsorted(at, now, side="right") - 1]
        self.now.set_data([now], [here])
        self.note.set_text(
            f"NaN from iteration {diverged:,} on"
            if diverged
            else "▲ infinite"
            if infinite.any()
            else ""
        )
        return self.png()


class Signals(Panel):
    """Layer by layer: spread of signals, share of dead and saturated units, differing units."""

    def __init__(self, depth: int) -> None:
        super().__init__(500, LOW)
        self.x = np.arange(1, depth + 1)
        names = [*map(str, self.x[:-1]), "out"]
        left, middle, right = (
            plain(self.figure.add_axes(place))
            for place in [
                (0.1, 0.17, 0.32, 0.72),
                (0.51, 0.17, 0.19, 0.72),
                (0.79, 0.17, 0.19, 0.72),
            ]
        )
        for axes, x in [(left, self.x), (middle, self.x), (right, self.x[:-1])]:
            axes.set(xlim=(0.5, max(x[-1], 2) + 0.5), xlabel="layer")
            axes.set_xticks(x, names[: len(x)])
        left.set_title("Spread of signals", size=9)
        log_axis(left, "y", *SPREADS, [1e-9, 1e-6, 1e-3, 1, 1e3])
        kinds = [("activations", BLUE, "o"), ("gradients", RED, "s")]
        self.begin = [
            left.plot([], [], mark, mfc="none", mec=color, ms=6, alpha=0.6)[0]
            for _, color, mark in kinds
        ]
        self.now = [
            left.plot([], [], mark, ls="-", lw=1.2, color=color, ms=4, label=label)[0]
            for label, color, mark in kinds
        ]
        left.legend(fontsize=7, loc="lower left", frameon=False)
        middle.set_title("Stuck", size=9)
        middle.set(ylim=(0, 1.02))
        middle.set_yticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
        self.dead = middle.bar(self.x - 0.2, 0 * self.x, 0.36, color=PURPLE, label="dead")
        self.full = middle.bar(
            self.x + 0.2,
            0 * self.x,
            0.36,
            color=ORANGE,
            hatch="////",
            ec="white",
            label="saturated",
        )
        middle.legend(fontsize=7, loc="upper left", frameon=False)
        right.set_title("Units differ by", size=9)
        log_axis(right, "y", *DIFFERENCES, [1e-6, 1e-3, 1, 1e3])
        self.differ = right.bar(self.x[:-1], 0 * self.x[:-1], 0.6, color=GREEN)
        self.same = [
            right.text(x, DIFFERENCES[0], "", size=8, ha="center", va="bottom") for x in self.x[:-1]
        ]
        moving = [*self.begin, *self.now, *self.dead, *self.full, *self.differ, *self.same]
        self.move(moving)

    def draw(self, begin: Statistics, now: Statistics, differences: np.ndarray) -> Picture:
        """Both moments' spreads (hollow: the beginning); shares and differences now."""
        for lines, found in [(self.begin, begin), (self.now, now)]:
            for line, values in zip(lines, found[:2], strict=True):
                line.set_data(self.x, np.clip(values, *SPREADS))
        for bars, heights in [(self.dead, now.dead), (self.full, now.saturated)]:
            for bar, height in zip(bars, np.nan_to_num(heights), strict=True):
                bar.set(height=height, visible=height > 0)  # hatching takes its time
        for bar, text, value in zip(self.differ, self.same, differences, strict=True):
            bar.set_y(DIFFERENCES[0])
            bar.set_height(np.clip(np.nan_to_num(value), *DIFFERENCES) - DIFFERENCES[0])
            text.set_text("same" if value == 0 else "NaN" if np.isnan(value) else "")
        return self.png()
