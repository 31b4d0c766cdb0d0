"""A line of a master's Markdown on a page: emphasis, code, and formulas as MathML."""

import re

from latex2mathml.converter import convert
from markupsafe import Markup, escape

from autograder.feedback.markdown import harmless, rendered

FORMULA = re.compile(r"\$([^$\n]+)\$")
PLACE = "\ue000{}\ue001"  # stands for a formula: characters that no text has
PLACES = re.compile("\ue000(\\d+)\ue001")
PARAGRAPH = re.compile(r"^<p>(.*)</p>$", re.DOTALL)
LONGEST = 5_000  # characters


def inline(text: str) -> Markup:
    """The text as HTML without a paragraph around it; a formula with an error stays as typed."""
    formulas: list[str] = []

    def put_aside(found: re.Match[str]) -> str:
        formulas.append(found[1])
        return PLACE.format(len(formulas) - 1)

    source, _ = harmless(FORMULA.sub(put_aside, text), LONGEST)
    html = PARAGRAPH.sub(r"\1", rendered(source, {}).strip())
    return Markup(PLACES.sub(lambda place: formula(formulas[int(place[1])]), html))


def formula(tex: str) -> str:
    """A formula as MathML, which browsers draw and screen readers read."""
    try:
        return convert(tex)
    except Exception:  # whatever the parser stumbles over: its errors have no common class
        return str(escape(f"${tex}$"))
