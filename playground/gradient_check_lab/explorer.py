"""The dials of the gradient-check lab."""

from collections.abc import Iterator

import traitlets

from playground.checking import BUGS, DROPOUTS, POINTS, REGULARIZATIONS
from playground.dials import Choice, Slider, Switch
from playground.gradient_check_lab.cases import CASES
from playground.gradient_check_lab.state import Lab
from playground.widget import Explorer

KNOWN = {name: bug.title for name, bug in BUGS.items()}
SECRET = {case: f"in secret, {case}" for case in CASES}


class GradientCheckLab(Explorer):
    """The lab; its arguments are its dials: GradientCheckLab(epsilon=1e-4, bug="sign")."""

    title = "The gradient-check lab"

    epsilon = Slider("epsilon", 1e-7, 1e-13, 1.0, 0.1, log=True, exponent=True)
    bug = Choice("planted bug", "none", KNOWN | SECRET)
    point = Choice("parameters", "random", POINTS)
    dropout = Choice("dropout", "off", DROPOUTS)
    regularization = Choice("L2 term", "off", REGULARIZATIONS)
    kink = Switch("unit at kink", False)
    score = traitlets.Dict().tag(sync=True)  # secret case -> was the first accusation right?

    def __init__(self, **settings: object) -> None:
        self.lab = Lab()
        super().__init__(**settings)

    def states(self, settings: dict) -> Iterator[dict]:
        """The check at the slider's epsilon."""
        yield self.lab.state(settings)
