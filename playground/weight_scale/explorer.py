"""The dials of the weight-scale explorer, and its jobs: the network first, then the five others."""

from collections.abc import Iterator

from playground.data import DATA
from playground.dials import Choice, Number, Slider
from playground.initialization import INITIALIZATIONS, SEED, TITLES, draw
from playground.trainer.network import ACTIVATIONS
from playground.trainer.training import get_ready
from playground.weight_scale.state import COMPARED, WIDTHS, Trained, layers_dims, strip
from playground.widget import Explorer
from playground.words import activation_name

RATES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0]
LENGTHS = [1000, 5000, 15000, 50000]
NOT_IN_STRIP = ("scale", "initialization")
WRONG = "You predicted: {}. Look again. "
QUESTION = {
    "text": (
        "Before you look. The weights are random numbers times 0.01: small, so that nothing is "
        "large at the start. After 15,000 steps, what will the network answer in the plane?"
    ),
    "answers": [
        ["A closed ring between the two classes", WRONG.format("a closed ring")],
        ["A straight line through the middle", WRONG.format("a straight line")],
        ["Next to nothing: undecided everywhere", "As you predicted. "],
    ],
}  # each answer with the verdict on it


class WeightScale(Explorer):
    """The explorer; its arguments are its dials: WeightScale(scale=0.5, data="moons")."""

    title = "The weight scale"
    question = QUESTION

    scale = Slider("weight scale", 0.01, 1e-3, 1e2, 0.02, log=True)
    initialization = Choice("start with", "random", {n: TITLES[n] for n in INITIALIZATIONS})
    activation = Choice("activation", "relu", {n: activation_name(n) for n in ACTIVATIONS})
    data = Choice("data", "circles", {name: name for name in DATA})
    depth = Slider("hidden layers", 2, 1, 6, 1)
    width = Slider("units", 10, 2, 32, 1)
    widths = Choice("widths", "course", WIDTHS)
    learning_rate = Choice("learning rate", 0.01, {r: f"{r:g}" for r in RATES}, steps=True)
    num_iterations = Choice("iterations", 15000, {n: f"{n:,}" for n in LENGTHS}, steps=True)
    seed = Number("draw (seed)", SEED, 0, 2**31 - 1, 1)

    def __init__(self, **settings: object) -> None:
        get_ready()
        self.strip_of: dict = {}  # the settings that the strip was made for
        super().__init__(**settings)

    def states(self, settings: dict) -> Iterator[dict | None]:
        """The network, piece by piece; then those of the strip, unless they are there."""
        numbers = draw(layers_dims(settings), settings["seed"])
        trained = self.trained = Trained(settings, numbers)
        for _ in trained.progress.pieces():
            yield trained.state()
        shown = {k: v for k, v in settings.items() if k not in NOT_IN_STRIP}
        if self.strip_of == shown:
            return
        self.strip_of = {}
        others: list[Trained] = []
        if not self.aside:
            yield strip(settings, others)
        for name, scale in COMPARED.items():
            other = Trained(settings | {"initialization": name, "scale": scale}, numbers)
            for _ in other.progress.pieces():
                yield None
            others.append(other)
            yield strip(settings, others)
        self.strip_of = shown

    def play(self, number: int) -> None:
        """Show the network at this moment of its training."""
        with self.jobs.lock:
            if self.trained.progress.finished:
                self.show(self.trained.state(number))
