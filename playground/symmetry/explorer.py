"""The dials of the symmetry explorer."""

from collections.abc import Iterator

from playground.data import DATA
from playground.dials import Choice, Slider
from playground.symmetry.state import OUTGOING, Trained
from playground.trainer.network import ACTIVATIONS
from playground.trainer.training import get_ready
from playground.widget import Explorer
from playground.words import activation_name

NOISES = [0.0, *(float(f"1e-{k}") for k in range(8, 0, -1))]
RATES = [0.1, 0.3, 1.0]
LENGTHS = [1000, 3000, 10000, 20000]
CHOICES = {"equal": "all equal", "two": "two values", "unequal": "all unequal"}


class Symmetry(Explorer):
    """The explorer; its arguments are its dials: Symmetry(noise=1e-8, data="moons")."""

    title = "Symmetry"

    noise = Choice("noise", 0.0, {noise: f"{noise:g}" for noise in NOISES}, steps=True)
    outgoing = Choice("outgoing", "equal", {name: CHOICES[name] for name in OUTGOING})
    activation = Choice("activation", "tanh", {n: activation_name(n) for n in ACTIVATIONS})
    data = Choice("data", "circles", {name: name for name in DATA})
    value = Slider("incoming", 0.5, -2.0, 2.0, 0.1)
    units = Slider("units", 4, 2, 6, 1)
    learning_rate = Choice("learning rate", 0.3, {r: f"{r:g}" for r in RATES}, steps=True)
    num_iterations = Choice("iterations", 10000, {n: f"{n:,}" for n in LENGTHS}, steps=True)

    def __init__(self, **settings: object) -> None:
        get_ready()
        super().__init__(**settings)

    def states(self, settings: dict) -> Iterator[dict]:
        """The network at the end of its training."""
        self.trained = Trained(settings)
        yield self.trained.state()

    def play(self, number: int) -> None:
        """Show the units at this moment of their training."""
        self.show(self.trained.state(number))
