"""The dials of the variance rule."""

from collections.abc import Iterator

from playground.dials import Choice, Slider
from playground.variance_rule.state import FUNCTIONS, WIDTHS, state
from playground.widget import Explorer


class VarianceRule(Explorer):
    """The explorer; its arguments are its dials: VarianceRule(variance=0.02, activation="tanh")."""

    title = "The variance rule"

    variance = Slider("Var(w)", 0.01, 1e-4, 10.0, 0.05, log=True)
    n_in = Choice("n_in", 100, {n: str(n) for n in WIDTHS}, steps=True)
    activation = Choice("activation", "relu", {n: n.replace("_", " ") for n in FUNCTIONS})

    def states(self, settings: dict) -> Iterator[dict]:
        """One layer and fifty."""
        yield state(settings)
