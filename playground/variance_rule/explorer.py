"""The dials of the variance rule."""

from collections.abc import Iterator

from playground.dials import Choice, Slider
from playground.variance_rule.state import FUNCTIONS, WIDTHS, state
from playground.widget import Explorer
from playground.words import activation_name

WRONG = "You predicted: {}. Look at step 3. "
QUESTION = {
    "text": (
        "Before you look. A ReLU layer has 100 inputs, and its weights have the variance 1/100. A "
        "signal of size 1 goes through 50 such layers. How large is it then?"
    ),
    "answers": [
        ["About 1: every z has the variance 1", WRONG.format("about 1")],
        ["About 0.7: ReLU cuts off the negative half", WRONG.format("about 0.7")],
        ["Less than a millionth", "As you predicted. "],
    ],
}  # each answer with the verdict on it


class VarianceRule(Explorer):
    """The explorer; its arguments are its dials: VarianceRule(variance=0.02, activation="tanh")."""

    title = "The variance rule"
    question = QUESTION

    variance = Slider("Var(w)", 0.01, 1e-4, 10.0, 0.05, log=True)
    n_in = Choice("n_in", 100, {n: str(n) for n in WIDTHS}, steps=True)
    activation = Choice("activation", "relu", {n: activation_name(n) for n in FUNCTIONS})

    def states(self, settings: dict) -> Iterator[dict]:
        """One layer and fifty."""
        yield state(settings)
