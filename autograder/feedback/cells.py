"""What a feedback page shows of a cell: its code in colour, its outputs, a written answer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markupsafe import Markup, escape
from nbformat import NotebookNode
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import TextLexer, get_lexer_by_name
from pygments.util import ClassNotFound

from autograder.feedback.answers import LONGEST_TEXT, show_plainly
from autograder.feedback.markdown import rendered
from autograder.feedback.plain import plain_outputs
from autograder.feedback.words import traceback_of, without_folders

LONG = 12  # lines of output that are shown unfolded
MOST = 20_000  # characters of an output that are shown at all
MOST_CODE = 100_000  # characters of code that are coloured: that takes time
FIGURE = "Figure made by this cell"
HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+)$", re.MULTILINE)
CODE_BLOCK = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Output:
    """One thing that a cell printed or drew."""

    kind: str  # text, error or picture
    text: str  # of a picture: the same in words
    source: str = ""  # of a picture: the picture itself, as a data: address

    @property
    def lines(self) -> int:
        """How many lines of text it has."""
        return self.text.count("\n") + 1

    @property
    def is_long(self) -> bool:
        """Is it better folded away?"""
        return self.kind != "picture" and self.lines > LONG


@dataclass(frozen=True)
class Piece:
    """A cell that a student wrote."""

    kind: str  # code or words
    html: Markup
    outputs: list[Output] = field(default_factory=list)


def lexer_of(nb: NotebookNode) -> Lexer:
    """What colours the code of this notebook's language."""
    language = nb.metadata.get("language_info", {})
    name = language.get("pygments_lexer") or language.get("name") or "python"
    try:
        return get_lexer_by_name(name)
    except ClassNotFound:
        return TextLexer()


def coloured(source: str, lexer: Lexer) -> Markup:
    """Code as HTML, with Pygments' classes around its words."""
    if len(source) > MOST_CODE:
        return escape(source)
    # Pygments escapes what it does not itself write.
    return Markup(highlight(source, lexer, HtmlFormatter(nowrap=True)))


def piece(cell: NotebookNode, lexer: Lexer) -> Piece:
    """What a student wrote in this cell, and what the cell showed."""
    if cell.cell_type == "code":
        return Piece("code", coloured(cell.source, lexer), list(outputs(cell)))
    # Graded notebooks are plain already, unless something else than autograder wrote them.
    show_plainly(cell, cell, LONGEST_TEXT)
    return Piece("words", Markup(rendered(cell.source, cell.get("attachments", {}))))


def outputs(cell: NotebookNode) -> Iterator[Output]:
    """What a code cell printed and drew, in order; neighbouring prints are one."""
    plain_outputs(cell)
    printed = ""
    for output in cell.outputs:
        if output.output_type == "stream":
            printed += output.text
            continue
        yield from text_output(printed)
        printed = ""
        if output.output_type == "error":
            yield Output("error", cut(traceback_of(output)))
        else:
            yield from data_output(output.data)
    yield from text_output(printed)


def data_output(data: NotebookNode) -> Iterator[Output]:
    """A picture, or else the text of an output that has no picture."""
    text = data.get("text/plain", "")
    for mime in ("image/png", "image/jpeg"):
        if mime in data:
            # Matplotlib's own words, <Figure size 640x480 with 1 Axes>, say nothing.
            words = FIGURE if text.startswith("<") or not text else without_folders(cut(text))
            yield Output("picture", words, f"data:{mime};base64,{data[mime]}")
            return
    yield from text_output(text)


def text_output(text: str) -> Iterator[Output]:
    """What was printed, if anything was."""
    if text.strip():
        yield Output("text", without_folders(cut(text.strip("\n"))))


def cut(text: str) -> str:
    """The beginning of a text that is too long for a page."""
    if len(text) <= MOST:
        return text
    return f"{text[:MOST]}\n(and {len(text) - MOST:,} more characters)"


def heading_of(cell: NotebookNode) -> str:
    """The last heading in a cell of Markdown, without its marks; "" if there is none."""
    if cell.cell_type != "markdown":
        return ""
    headings = HEADING.findall(CODE_BLOCK.sub("", cell.source[:LONGEST_TEXT]))
    return headings[-1].strip(" \t#").replace("*", "").replace("`", "")[:100] if headings else ""
