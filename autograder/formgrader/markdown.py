"""nbconvert's filter markdown2html for formgrader, with formulas as MathML."""

import xml.etree.ElementTree as ET
from functools import lru_cache
from html import unescape
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from latex2mathml.converter import convert_to_element

from autograder.upstream.nbconvert import IPythonRenderer, MarkdownWithMath

LONGEST = 2000  # characters of a formula; longer ones stay as they were typed
# All that a formula may hold: a student's TeX can ask for links and styles.
TAGS = """math menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow
ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none""".split()
ATTRIBUTES = """accent accentunder columnalign columnlines columnspacing depth display displaystyle
fence form height largeop linethickness lspace mathvariant maxsize minsize movablelimits notation
rowlines rowspacing rspace scriptlevel separator stretchy symmetric voffset width""".split()


class Renderer(IPythonRenderer):
    """nbconvert's own, except for formulas."""

    def inline_math(self, body: str) -> str:
        return mathml(body) or super().inline_math(body)

    def block_math(self, body: str) -> str:
        return mathml(body, "block") or super().block_math(body)

    def latex_environment(self, name: str, body: str) -> str:
        whole = rf"\begin{{{name}}}{body}\end{{{name}}}"
        return mathml(whole, "block") or super().latex_environment(name, body)


@pass_context
def to_html(context: Context, source: str) -> str:
    """The HTML of a Markdown cell on a page of formgrader."""
    cell: dict[str, Any] = context.get("cell", {})
    attachments = cell.get("attachments", {})
    renderer = Renderer(escape=False, attachments=attachments, exclude_anchor_links=True)
    return MarkdownWithMath(renderer=renderer).render(source)


@lru_cache(4096)  # the lesson's own formulas stand on every student's page
def mathml(tex: str, display: str = "inline") -> str:
    """A formula as MathML with harmless elements only; "" for what cannot be converted."""
    if len(tex) > LONGEST:
        return ""
    try:
        # It knows no `aligned`, which looks like `align*`.
        formula = convert_to_element(tex.replace("{aligned}", "{align*}"), display=display)
    except Exception:  # the library raises errors of many kinds, RecursionError too
        return ""
    for element in formula.iter():
        if element.tag not in TAGS:
            return ""
        element.attrib = {key: value for key, value in element.attrib.items() if key in ATTRIBUTES}
        element.text = unescape(element.text or "")  # it writes signs as &#x0003D;
    return ET.tostring(formula, encoding="unicode")
