"""A slider and a play button that go back through the moments of a training."""

from collections.abc import Callable

import ipywidgets as widgets

from playground.explorer import LABELS


class LookBack:
    """Calls `show` with the number of the moment that a reader goes to."""

    def __init__(self, show: Callable[[int], None], interval: int) -> None:
        self.slider = widgets.IntSlider(description="look back", readout=False, max=0, style=LABELS)
        self.slider.layout.width = "408px"
        self.play = widgets.Play(interval=interval, max=0)
        self.resetting = False  # its moving then is not a reader's
        widgets.jslink((self.play, "value"), (self.slider, "value"))
        self.slider.observe(lambda _: self.resetting or show(self.slider.value), "value")

    def reset(self, count: int) -> None:
        """There are `count` moments now, and the last one is shown."""
        self.resetting = True
        self.slider.max = self.play.max = count - 1
        self.slider.value = self.play.value = count - 1
        self.resetting = False
