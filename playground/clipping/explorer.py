"""The dials of the clipping explorer."""

from collections.abc import Iterator

from playground.clipping.state import state
from playground.dials import Choice, Slider
from playground.widget import Explorer

RATES = [0.03, 0.1, 0.3, 1.0]


class Clipping(Explorer):
    """The explorer; its arguments are its dials: Clipping(max_norm=0.1, depth=10)."""

    title = "Clipping"

    max_norm = Slider("max_norm", 1.0, 1e-3, 1e3, 0.1, log=True)
    scale = Slider("He's ×", 1.5, 0.5, 3.0, 0.1)
    learning_rate = Choice("learning rate", 1.0, {r: f"{r:g}" for r in RATES}, steps=True)
    depth = Slider("hidden layers", 6, 1, 10, 1)

    def states(self, settings: dict) -> Iterator[dict]:
        """Both trainings, to their end."""
        yield state(settings)
