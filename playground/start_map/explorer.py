"""The dials of the map of starts, and its job: the cell that was chosen, then all others."""

from collections.abc import Iterator

from playground.data import DATA
from playground.dials import Choice, Number, Slider
from playground.initialization import SEED
from playground.start_map.state import RATES, STARTS, Map
from playground.trainer.network import ACTIVATIONS
from playground.trainer.training import get_ready
from playground.widget import Explorer
from playground.words import activation_name

WRONG = "You predicted: {}. Look at the rows for 0.01 and 0.1. "
QUESTION = {
    "text": (
        "Before you look. At the learning rate 0.01 and after 15,000 steps He's start has a lower "
        "cost than Xavier's: 0.065 against 0.094. What if both learn ten times faster, at 0.1?"
    ),
    "answers": [
        ["He is ahead by the same factor", WRONG.format("the same lead")],
        ["Both end far lower, and nearly equal", "As you predicted. "],
        ["At least one of the two blows up", WRONG.format("one blows up")],
    ],
}  # each answer with the verdict on it


class StartMap(Explorer):
    """The explorer; its arguments are its dials: StartMap(start="he", learning_rate=0.1)."""

    title = "The map of starts"
    question = QUESTION
    patient = False  # its picture shows what is there; finish() waits for the whole map

    start = Choice("start", 1.0, STARTS, steps=True)
    learning_rate = Choice("learning rate", 0.01, {r: f"{r:g}" for r in RATES}, steps=True)
    activation = Choice("activation", "relu", {n: activation_name(n) for n in ACTIVATIONS})
    data = Choice("data", "circles", {name: name for name in DATA})
    depth = Slider("hidden layers", 2, 1, 6, 1)
    seed = Number("draw (seed)", SEED, 0, 2**31 - 1, 1)

    def __init__(self, **settings: object) -> None:
        get_ready()
        self.map: Map | None = None
        super().__init__(**settings)

    def states(self, settings: dict) -> Iterator[dict]:
        """The chosen cell; then the map, cell by cell."""
        found = Map.of(settings)
        if self.map is None or self.map.shared != found.shared:
            self.map = found
        yield self.map.state(settings)
        yield self.map.aside()
        for place in self.map.missing():
            self.map.cell(*place)
            yield self.map.aside()
