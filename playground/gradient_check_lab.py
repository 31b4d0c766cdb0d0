"""The gradient-check lab: a slider for epsilon, faults to plant, and what the check says."""

import ipywidgets as widgets
import numpy as np
from IPython.display import display

from playground.board import Board
from playground.checking import (
    BUGS,
    DROPOUTS,
    EPSILONS,
    POINTS,
    REGULARIZATIONS,
    Check,
    by_block,
    difference,
    name_of,
)
from playground.checking_pictures import STEPS, Blocks, Corner, Entries, Valley
from playground.checking_words import captions, describe
from playground.controls import LABELS, row
from playground.settings import as_code, fill

PANELS = [["valley", 500], ["blocks", 330], ["corner", 500], ["entries", 330]]
DEFAULTS = {
    "epsilon": 1e-7,
    "bug": "none",
    "point": "random",
    "dropout": "off",
    "regularization": "off",
    "kink": False,
}


class GradientCheckLab:
    """The lab; its arguments are its controls: GradientCheckLab(epsilon=1e-4, bug="sign")."""

    def __init__(self, **settings: object) -> None:
        self.controls = make_controls(settings)
        self.code = widgets.Text(description="this state", style=LABELS)
        self.board = Board(panels=PANELS)
        self.valley, self.blocks = Valley(), Blocks()
        self.corner, self.entries = Corner(), Entries()
        self.view = self._arrange()
        for name, control in self.controls.items():
            update = self.update if name == "epsilon" else self.prepare
            control.observe(lambda _, update=update: update(), "value")
        self.prepare()

    def _ipython_display_(self) -> None:
        display(self.view)

    @property
    def settings(self) -> dict:
        """What the controls say now."""
        return {name: control.value for name, control in self.controls.items()}

    def still(self) -> None:
        """Leave the pictures and their words in the notebook, for print."""
        self.board.still()

    def prepare(self) -> None:
        """Another network or fault: its whole valley, then the picture at this epsilon."""
        self.check = Check(**{k: v for k, v in self.settings.items() if k != "epsilon"})
        two_sided, one_sided, of_right = self.check.valley()
        self.curves = [two_sided, one_sided]
        self.best = float(EPSILONS[np.argmin(of_right)])
        self.update()

    def update(self) -> None:
        """Run the check at the slider's epsilon, draw it and say what there is to see."""
        check, settings = self.check, self.settings
        epsilon = settings["epsilon"]
        two_sided, one_sided = check.gradapprox(epsilon)
        seen = (
            difference(check.grad, two_sided),
            difference(check.grad, one_sided),
            difference(check.right, two_sided),
            by_block(check.grad, two_sided),
        )
        entry = int(np.argmax(np.abs(check.grad - two_sided)))
        pictures = {
            "valley": self.valley.draw(self.curves, epsilon, list(seen[:2])),
            "blocks": self.blocks.draw(seen[3]),
            "corner": self._draw_corner(entry, epsilon),
            "entries": self.entries.draw(check.grad, two_sided),
        }
        words = captions(seen, self.best, name_of(entry), (check.grad[entry], two_sided[entry]))
        self.code.value = as_code("GradientCheckLab", settings, DEFAULTS)
        says = describe(check, settings, seen, self.best)
        self.board.show(says, {name: (png, words[name]) for name, png in pictures.items()})

    def _draw_corner(self, entry: int, epsilon: float) -> bytes:
        J_plus, J_minus, J = self.check.passes(epsilon)
        ends = np.array([J_minus[entry], J_plus[entry]]) - J
        costs = self.check.along(entry, epsilon * STEPS) - J
        return self.corner.draw(name_of(entry), costs, ends, self.check.grad[entry] * epsilon)

    def _arrange(self) -> widgets.VBox:
        self.code.layout = widgets.Layout(width="100%", max_width="846px")
        rest = [control for name, control in self.controls.items() if name != "epsilon"]
        return widgets.VBox([self.controls["epsilon"], row(*rest), self.code, self.board])


def make_controls(settings: dict) -> dict[str, widgets.ValueWidget]:
    """A control for each setting, by its name; raises a ValueError that names a wrong setting."""

    def chooser(description: str, titles: dict[str, str]) -> widgets.Dropdown:
        options = [(title, name) for name, title in titles.items()]
        return widgets.Dropdown(description=description, options=options)

    controls = {
        "epsilon": widgets.FloatLogSlider(
            description="epsilon", min=-13, max=0, step=0.1, readout_format=".1e"
        ),
        "bug": chooser("planted bug", {name: bug.title for name, bug in BUGS.items()}),
        "point": chooser("parameters", POINTS),
        "dropout": chooser("dropout", DROPOUTS),
        "regularization": chooser("L2 term", REGULARIZATIONS),
        "kink": widgets.Checkbox(description="a relu unit beside its kink", indent=False),
    }
    for name, control in controls.items():
        control.layout.width = "272px"
        control.style = LABELS if name != "kink" else {}
    fill(controls, settings, DEFAULTS)
    controls["epsilon"].layout = widgets.Layout(width="100%", max_width="846px")
    return controls
