"""The controls of the weight-scale explorer, and the question that comes before them."""

from collections.abc import Callable

import ipywidgets as widgets

from playground.data import DATA
from playground.explorer import lay_out
from playground.initialization import INITIALIZATIONS, SEED, TITLES
from playground.trainer.network import ACTIVATIONS

DEFAULTS = {
    "scale": 0.01,
    "initialization": "random",
    "activation": "relu",
    "data": "circles",
    "depth": 2,
    "width": 10,
    "narrowing": True,
    "learning_rate": 0.01,
    "num_iterations": 15000,
    "seed": SEED,
}
RATES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0]
LENGTHS = [1000, 5000, 15000, 50000]
QUESTION = (
    "<b>Before you look.</b> The weights are random numbers times 0.01: small, so that nothing is "
    "large at the start. After 15,000 steps, what will the network answer in the plane?"
)
ANSWERS = [
    "A closed ring between the two classes",
    "A straight line through the middle",
    "Next to nothing: undecided everywhere",
]
RIGHT = 2


def make_controls(settings: dict) -> dict[str, widgets.ValueWidget]:
    """A control for each setting, by its name; raises a ValueError that names a wrong setting."""
    titles = [(TITLES[name], name) for name in INITIALIZATIONS]
    activations = [(name.replace("_", " "), name) for name in ACTIVATIONS]
    controls = {
        "scale": widgets.FloatLogSlider(
            description="weight scale", min=-3, max=2, step=0.02, readout_format=".3g"
        ),
        "initialization": widgets.Dropdown(description="start with", options=titles),
        "activation": widgets.Dropdown(description="activation", options=activations),
        "data": widgets.Dropdown(description="data", options=list(DATA)),
        "depth": widgets.IntSlider(description="hidden layers", min=1, max=6),
        "width": widgets.IntSlider(description="units", min=2, max=32),
        "narrowing": widgets.Checkbox(description="each layer half as wide", indent=False),
        "learning_rate": widgets.SelectionSlider(description="learning rate", options=RATES),
        "num_iterations": widgets.SelectionSlider(
            description="iterations", options=[(f"{n:,}", n) for n in LENGTHS]
        ),
        "seed": widgets.BoundedIntText(description="draw (seed)", min=0, max=2**31 - 1),
    }
    lay_out(controls, settings, DEFAULTS)
    return controls


def layers_dims(settings: dict) -> list[int]:
    """[2, width, ..., 1]; with narrowing each hidden layer has half the units of the one before."""
    widths = [settings["width"]]
    while len(widths) < settings["depth"]:
        widths.append(max(2, widths[-1] // 2) if settings["narrowing"] else widths[-1])
    return [2, *widths, 1]


class Question(widgets.VBox):
    """Asks for a prediction; `done` is called, with the answer in words, when it is given."""

    def __init__(self, done: Callable[[str], None]) -> None:
        self.choice = widgets.RadioButtons(options=ANSWERS, index=None)
        self.choice.layout.width = "auto"
        self.button = widgets.Button(description="Show what happens", button_style="primary")
        self.button.layout.width = "160px"
        self.button.on_click(lambda _: done(self.verdict()))
        super().__init__([widgets.HTML(QUESTION), self.choice, self.button])

    def verdict(self) -> str:
        """Was the prediction right? Empty if there was none."""
        if self.choice.index is None:
            return ""
        if self.choice.index == RIGHT:
            return "As you predicted. "
        return f"You predicted: {self.choice.value[0].lower()}{self.choice.value[1:]}. Look again. "
