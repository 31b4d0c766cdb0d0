"""The dials of the signal-flow explorer."""

from collections.abc import Iterator

from playground.dials import Choice, Number, Slider, Switch
from playground.initialization import SEED
from playground.signal_flow.state import FUNCTIONS, STARTS, state
from playground.widget import Explorer
from playground.words import activation_name


class SignalFlow(Explorer):
    """The explorer; its arguments are its dials: SignalFlow(scale=1.1, activation="tanh")."""

    title = "Signal flow"

    scale = Slider("scale", 1.0, 1e-2, 10.0, 0.01, log=True)
    initialization = Choice("start with", "he", STARTS)
    activation = Choice("activation", "relu", {n: activation_name(n) for n in FUNCTIONS})
    residual = Switch("residual branch", False)
    normalization = Switch("normalization", False)
    seed = Number("draw (seed)", SEED, 0, 2**31 - 1, 1)

    def states(self, settings: dict) -> Iterator[dict]:
        """What is left of the signal in each layer."""
        yield state(settings)
