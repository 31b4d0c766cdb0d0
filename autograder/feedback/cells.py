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
from autograder.feedback.words import traceback_of, without_facts

LONG = 12  # lines of output that are shown unfolded
MOST = 20_000  # characters of an output that are shown at all
# Of code that is coloured: in hostile code, lexers take quadratic time.
MOST_CODE = 20_000  # characters of a cell
MOST_LINE = 1_000  # characters of a line
MOST_ON_PAGE = 200_000  # characters of all cells of a page
IPYTHON = ("ipython", "ipython2", "ipython3")  # their lexers take far longer than Python's
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


class Colours:
    """Colours the code of one page in the notebook's language, as far as that takes little time."""

    def __init__(self, nb: NotebookNode) -> None:
        self.lexer = lexer_of(nb)
        self.left = MOST_ON_PAGE

    def __call__(self, source: str) -> Markup:
        """Code as HTML, with Pygments' classes around its words; plain text beyond the bounds."""
        lines = [line.rstrip() for line in source.split("\n")]  # else blank lines take long
        if len(source) > min(MOST_CODE, self.left) or max(map(len, lines)) > MOST_LINE:
            return escape(source)
        self.left -= len(source)
        # Pygments escapes what it does not itself write.
        return Markup(highlight("\n".join(lines), self.lexer, HtmlFormatter(nowrap=True)))


def lexer_of(nb: NotebookNode) -> Lexer:
    """What colours the code of this notebook's language."""
    language = nb.metadata.get("language_info", {})
    name = language.get("pygments_lexer") or language.get("name") or "python"
    try:
        return get_lexer_by_name("python" if name in IPYTHON else name)
    except ClassNotFound:
        return TextLexer()


def piece(cell: NotebookNode, colours: Colours) -> Piece:
    """What a student wrote in this cell, and what the cell showed."""
    if cell.cell_type == "code":
        return Piece("code", colours(cell.source), list(outputs(cell)))
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
            words = FIGURE if text.startswith("<") or not text else without_facts(cut(text))
            yield Output("picture", words, f"data:{mime};base64,{data[mime]}")
            return
    yield from text_output(text)


def text_output(text: str) -> Iterator[Output]:
    """What was printed, if anything was."""
    if text.strip():
        yield Output("text", without_facts(cut(text.strip("\n"))))


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
