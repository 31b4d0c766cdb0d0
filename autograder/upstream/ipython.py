"""IPython beyond what it documents: its own syntax in a cell, turned into Python."""

from IPython.core.inputtransformer2 import TransformerManager


def plain_python(source: str) -> str:
    """A cell's source without magics, `!commands` and `?`.

    The transformers are meant for a running shell; a judge has none.
    """
    return TransformerManager().transform_cell(source)
