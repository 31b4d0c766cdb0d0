"""Formgrader without a network: the browser draws formulas itself, from MathML."""

import os
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).parent / "jupyter"  # nbconvert/templates/formgrade lies below


def offline(c: Any) -> None:
    """Have formgrader's pages load nothing from the network; `c` is nbgrader_config.py's object.

    nbconvert looks for templates in Jupyter's folders: ours replaces the one that loads MathJax.
    """
    c.HTMLExporter.filters = {"markdown2html": "autograder.formgrader.markdown.to_html"}
    known = os.environ.get("JUPYTER_PATH", "").split(os.pathsep)
    if str(TEMPLATES) not in known:
        places = [str(TEMPLATES), *filter(None, known)]
        os.environ["JUPYTER_PATH"] = os.pathsep.join(places)
