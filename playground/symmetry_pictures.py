"""The pictures of the symmetry explorer: units as points in the plane of their weights."""

import numpy as np

from playground.panel import BLUE, DARK, GREEN, GREY, ORANGE, PURPLE, RED, Panel, Picture, plain
from playground.pictures import HEIGHT, LOW, log_axis

COLORS = [BLUE, RED, GREEN, PURPLE, ORANGE, DARK]  # of the units, in their order
MARKS = "os^Dv*"
LIMITS = [1, 2, 5, 10, 20, 50, 100]  # where an axis of weights may end
NEAR = 0.05  # of an axis: points as near as this share a label
VISIBLE = 0.1  # a difference between weights that one can see
DIFFERENCES = (1e-10, 1e2)


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


class Weights(Panel):
    """The plane of a hidden unit's two incoming weights: each unit a point that leaves a trail."""

    def __init__(self, units: int, end: float) -> None:
        super().__init__(278, HEIGHT)
        self.end = end
        axes = plain(self.figure.add_axes((0.17, 0.15, 0.79, 0.77)), title="Incoming weights")
        axes.set(xlim=(-end, end), ylim=(-end, end), xlabel="weight for x1", ylabel="for x2")
        axes.set(xticks=[-end, 0, end], yticks=[-end, 0, end])
        axes.axhline(0, color=GREY, lw=0.8)
        axes.axvline(0, color=GREY, lw=0.8)
        (self.start,) = axes.plot([], [], "+", color=DARK, ms=9, mew=1.2)
        self.trails, self.points = [], []
        for color, mark in list(zip(COLORS, MARKS, strict=True))[:units]:
            self.trails += axes.plot([], [], color=color, lw=1.2, alpha=0.7)
            self.points += axes.plot([], [], mark, color=color, ms=8, mec="black", mew=0.6)
        self.labels = [axes.text(0, 0, "", size=8) for _ in range(units)]
        for label in self.labels:
            label.set_bbox({"fc": "white", "ec": "none", "pad": 0.6, "alpha": 0.8})
        self.move([self.start, *self.trails, *self.points, *self.labels])

    def draw(self, W1: np.ndarray) -> Picture:
        """The units after the last of the moments of W1 (moments, units, 2)."""
        self.start.set_data(W1[0, :, 0], W1[0, :, 1])
        for i, (trail, point) in enumerate(zip(self.trails, self.points, strict=True)):
            trail.set_data(W1[:, i, 0], W1[:, i, 1])
            point.set_data(W1[-1:, i, 0], W1[-1:, i, 1])
        self._label(W1[-1])
        return self.png()

    def _label(self, points: np.ndarray) -> None:
        """Name the units beside their point; those that lie together share a label."""
        for label in self.labels:
            label.set_text("")
        if not np.isfinite(points).all():
            return
        for label, group in zip(self.labels, neighbours(points, NEAR * self.end), strict=False):
            x, y = points[group[0]]
            right = x > 0.5 * self.end  # no room beyond: the label goes to the left
            label.set_text(", ".join(str(i + 1) for i in group))
            label.set_position((x + (-0.12 if right else 0.12) * self.end, y))
            label.set(ha="right" if right else "left", va="center")


class Outgoing(Panel):
    """The outgoing weight of each unit, hollow at the start and filled now."""

    def __init__(self, units: int, end: float) -> None:
        super().__init__(200, HEIGHT)
        axes = plain(self.figure.add_axes((0.19, 0.15, 0.74, 0.77)), title="Outgoing weights")
        axes.set(xlim=(-end, end), ylim=(units + 0.5, 0.5), xticks=[-end, 0, end])
        axes.set(xlabel="weight (hollow: at the start)", yticks=range(1, units + 1), ylabel="unit")
        axes.axvline(0, color=GREY, lw=0.8)
        self.stems, self.starts, self.ends = [], [], []
        for i, color, mark in list(zip(range(1, 7), COLORS, MARKS, strict=True))[:units]:
            self.stems += axes.plot([0, 0], [i, i], color=color, lw=2)
            self.starts += axes.plot([0], [i], mark, mfc="none", mec=color, ms=7)
            self.ends += axes.plot([0], [i], mark, color=color, ms=7, mec="black", mew=0.6)
        self.move([*self.stems, *self.starts, *self.ends])

    def draw(self, start: np.ndarray, now: np.ndarray) -> Picture:
        """The picture of these weights, one for each unit."""
        for stem, hollow, filled, before, after in zip(
            self.stems, self.starts, self.ends, start, now, strict=True
        ):
            stem.set_xdata([0, after])
            hollow.set_xdata([before])
            filled.set_xdata([after])
        return self.png()


class Differences(Panel):
    """The largest difference between two units' weights over the iterations, logarithmic."""

    def __init__(self, num_iterations: int) -> None:
        super().__init__(408, LOW)
        axes = plain(
            self.figure.add_axes((0.12, 0.19, 0.82, 0.69)),
            title="Largest difference between two units",
        )
        log_axis(axes, "y", *DIFFERENCES, [1e-10, 1e-8, 1e-6, 1e-4, 1e-2, 1, 100])
        axes.set(xlim=(0, num_iterations), xlabel="iteration")
        axes.set_xticks(np.linspace(0, num_iterations, 6))
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        axes.axhline(VISIBLE, color=GREY, lw=1, ls="--")
        axes.text(num_iterations, VISIBLE, "visible: 0.1", size=7, ha="right", va="bottom")
        (self.line,) = axes.plot([], [], color=GREEN, lw=1.8)
        (self.now,) = axes.plot([], [], "o", color=DARK, ms=5, clip_on=False)
        self.note = axes.text(0.02, 0.05, "", size=9, color=RED, transform=axes.transAxes)
        self.move([self.line, self.now, self.note])

    def draw(self, at: np.ndarray, differences: np.ndarray, now: int) -> Picture:
        """The curve of `differences` at the iterations `at`, with a mark at the index `now`."""
        seen = np.where(differences > 0, np.clip(differences, *DIFFERENCES), np.nan)
        self.line.set_data(at, seen)
        self.now.set_data(at[now : now + 1], seen[now : now + 1])
        self.note.set_text("" if differences.any() else "0 all the way: the same to the last bit")
        return self.png()
