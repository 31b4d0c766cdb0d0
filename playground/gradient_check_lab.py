"""The gradient-check lab: a slider for epsilon, faults to plant, and what the check says."""

import ipywidgets as widgets
import numpy as np

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
from playground.explorer import Explorer, lay_out, row
from playground.panel import Picture

PANELS = [["valley", 500], ["blocks", 330], ["corner", 500], ["entries", 330]]
DEFAULTS = {
    "epsilon": 1e-7,
    "bug": "none",
    "point": "random",
    "dropout": "off",
    "regularization": "off",
    "kink": False,
}


class GradientCheckLab(Explorer):
    """The lab; its arguments are its controls: GradientCheckLab(epsilon=1e-4, bug="sign")."""

    defaults = DEFAULTS

    def __init__(self, **settings: object) -> None:
        super().__init__(make_controls(settings), PANELS)
        self.checked: dict = {}  # the settings whose valley is known
        self.valley, self.blocks = Valley(), Blocks()
        self.corner, self.entries = Corner(), Entries()
        self.view = self._arrange()
        self.listen()

    def _prepare(self, faults: dict) -> None:
        """Measure the whole valley of another network or fault."""
        self.check, self.checked = Check(**faults), faults
        two_sided, one_sided, of_right = self.check.valley()
        self.curves = [two_sided, one_sided]
        self.best = float(EPSILONS[np.argmin(of_right)])

    def update(self) -> None:
        """Run the check at the slider's epsilon, draw it and say what there is to see."""
        faults = {name: value for name, value in self.settings.items() if name != "epsilon"}
        if faults != self.checked:
            self._prepare(faults)
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
        says = describe(check, settings, seen, self.best)
        self.board.show(says, {name: (png, words[name]) for name, png in pictures.items()})

    def _draw_corner(self, entry: int, epsilon: float) -> Picture:
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
    lay_out(controls, settings, DEFAULTS)
    return controls
