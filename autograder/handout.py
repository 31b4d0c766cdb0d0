"""What a student is handed in place of a solution."""

import re
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearSolutions as StockClearSolutions

# `    dW2 = right  # HANDED OUT: dW2 = wrong` is released as `    dW2 = wrong`.
HANDED_OUT = re.compile(r"^(?P<indent>\s*).*# HANDED OUT: (?P<line>.*)$", re.MULTILINE)


class ClearSolutions(StockClearSolutions):
    """nbgrader's ClearSolutions, and planted bugs: a cell to repair instead of to write.

    A line `right  # HANDED OUT: wrong` of a master's solution cell is released as `wrong`; the
    rest of such a cell is released as it stands.
    """

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], cell_index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        released, planted = HANDED_OUT.subn(r"\g<indent>\g<line>", cell.source)
        if not planted:
            return super().preprocess_cell(cell, resources, cell_index)
        cell.source = released
        return cell, resources
