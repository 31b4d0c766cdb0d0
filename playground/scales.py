"""The axis of weight scales above the explorer's pictures, and the comparison below them."""

import itertools

from playground.data import Data
from playground.initialization import RULES, TITLES
from playground.panel import BLUE, DARK, GREEN, PURPLE, Panel, Picture, plain
from playground.pictures import EXTENT, Boundary, log_axis
from playground.trainer.network import Layers


class Ruler(Panel):
    """The axis of scales: where the slider stands, and where the rules put each layer."""

    def __init__(self, layers_dims: list[int]) -> None:
        super().__init__(838, 78)
        axes = plain(self.figure.add_axes((0.075, 0.33, 0.91, 0.62)))
        log_axis(axes, "x", 1e-3, 1e2, [1e-3, 1e-2, 1e-1, 1, 10, 100])
        axes.set(ylim=(-0.6, 2.6))
        axes.set_yticks(range(3), [TITLES[name] for name in RULES])
        axes.tick_params(axis="y", length=0)
        pairs = list(itertools.pairwise(layers_dims))
        for y, (name, color, mark) in enumerate(
            zip(RULES, (PURPLE, GREEN, BLUE), "dso", strict=True)
        ):
            scales = [RULES[name](*pair) for pair in pairs]
            axes.plot(scales, [y] * len(scales), mark, ls="-", color=color, ms=5, lw=1)
        self.line = axes.axvline(1, color=DARK, lw=2)
        self.move(self.line)

    def draw(self, scale: float | None) -> Picture:
        """The picture with a line at this scale; None: the rule does not use it."""
        self.line.set_xdata([scale or 1e-9] * 2)
        return self.png()


class Strip(Panel):
    """Five beginnings of the same draw after the same training, side by side."""

    def __init__(self, names: list[str], data: Data) -> None:
        super().__init__(838, 216)
        self.boundaries, self.captions = {}, {}
        for i, name in enumerate(names):
            axes = self.figure.add_axes((0.004 + 0.2 * i, 0.12, 0.192, 0.76))
            axes.set(xlim=EXTENT[:2], ylim=EXTENT[2:], xticks=[], yticks=[])
            axes.spines[:].set_visible(False)
            axes.set_title(name, size=9)
            self.boundaries[name] = Boundary(self, axes, data, size=4)
            axes.set_aspect("auto")
            self.captions[name] = axes.text(
                0.5, -0.05, "…", size=8, ha="center", va="top", transform=axes.transAxes
            )
        self.move(self.captions.values())

    def set(self, name: str, layers: Layers, activation: str, caption: str) -> None:
        """Fill in one of the five."""
        self.boundaries[name].set(layers, activation)
        self.captions[name].set_text(caption)
