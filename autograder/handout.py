"""What a student is handed in place of a solution."""

import re

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader import preprocessors

# `    dW2 = right  # HANDED OUT: dW2 = wrong` is released as `    dW2 = wrong`.
HANDED_OUT = re.compile(r"^(?P<indent>\s*).*# HANDED OUT: (?P<line>.*)$", re.MULTILINE)


class ClearSolutions(preprocessors.ClearSolutions):
    """nbgrader's ClearSolutions, and planted bugs: a cell to repair instead of to write.

    A line `right  # HANDED OUT: wrong` of a master's solution cell is released as `wrong`; the
    rest of such a cell is released as it stands.
    """

    def preprocess_cell(
        self, cell: NotebookNode, resources: ResourcesDict, cell_index: int
    ) -> tuple[NotebookNode, ResourcesDict]:
        released, planted = HANDED_OUT.subn(r"\g<indent>\g<line>", cell.source)
        if not planted:
            return super().preprocess_cell(cell, resources, cell_index)
        cell.source = released
        return cell, resources
