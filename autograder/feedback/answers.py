"""A written answer made harmless: its Markdown, and the pictures attached to it."""

from collections.abc import Mapping
from urllib.parse import unquote

from nbformat import NotebookNode, from_dict

from autograder.feedback.markdown import harmless
from autograder.feedback.plain import plain_pictures

LONGEST_TEXT = 20_000  # characters of Markdown in a cell: hostile text takes quadratic time
MOST_PICTURES = 20  # attached to one cell: one picture under many names would fill the memory
BLANK = (  # a PNG of one transparent pixel
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAAC0lEQVR4nGNgAAIAAAUAAXpeqz8AAAAASUVORK5CYII="
)


def show_plainly(plain: NotebookNode, cell: Mapping, longest: int) -> None:
    """Make a Markdown cell's text harmless, and attach the pictures of `cell` that it shows."""
    longest = longest if cell.get("cell_type") == "markdown" else 0  # else: as it was typed
    plain.source, names = harmless(plain.source, longest)
    if names:
        kept = {name: cell.get("attachments") for name in sorted(names)[:MOST_PICTURES]}
        missing = dict.fromkeys(sorted(names)[MOST_PICTURES:])
        pictures = {name: attached(name, found) for name, found in (kept | missing).items()}
        plain.attachments = from_dict(pictures)


def attached(name: str, attachments: object) -> dict[str, str]:
    """The attached picture of that name; a blank one where there is none, or rendering fails."""
    found = attachments if isinstance(attachments, Mapping) else {}
    return plain_pictures(found.get(name) or found.get(unquote(name))) or {"image/png": BLANK}
