"""What all explorers are: controls, a board that answers them, and the state as a line of code."""

import ipywidgets as widgets
from IPython.display import display

from playground.board import Board
from playground.settings import as_code, fill

LABELS = {"description_width": "92px"}


class Explorer:
    """Subclasses arrange `view`, then call `listen`; `update` draws what the controls say."""

    defaults: dict  # the settings of the controls
    view: widgets.Widget

    def __init__(self, controls: dict[str, widgets.ValueWidget], panels: list) -> None:
        self.controls = controls
        self.code = widgets.Text(description="this state", style=LABELS)
        self.board = Board(panels=panels)

    def listen(self) -> None:
        """Answer the controls from now on, and what they say at first."""
        for control in self.controls.values():
            control.observe(lambda _: self.answer(), "value")
        self.answer()

    def answer(self) -> None:
        """Draw what the controls say, and note it as code."""
        self.update()
        self.code.value = as_code(type(self).__name__, self.settings, self.defaults)

    def update(self) -> None:
        """Draw what the controls say now."""
        raise NotImplementedError

    @property
    def settings(self) -> dict:
        """What the controls say now."""
        return {name: control.value for name, control in self.controls.items()}

    def still(self) -> None:
        """Leave the pictures and their words in the notebook, for print."""
        self.board.still()

    def _ipython_display_(self) -> None:
        display(self.view)


def lay_out(controls: dict[str, widgets.ValueWidget], settings: dict, defaults: dict) -> None:
    """Fill the controls; all have one width but the first, which is as wide as the pictures."""
    first, *_ = controls.values()
    for control in controls.values():
        control.layout.width = "272px"
        control.style = {} if isinstance(control, widgets.Checkbox) else LABELS
    fill(controls, settings, defaults)
    first.layout = widgets.Layout(width="100%", max_width="846px")


def row(*controls: widgets.Widget) -> widgets.HBox:
    """Controls side by side, as many as fit into the width of the pictures."""
    layout = widgets.Layout(display="flex", flex_flow="row wrap", max_width="850px")
    return widgets.HBox(controls, layout=layout)
