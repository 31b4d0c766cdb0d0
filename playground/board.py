"""What an explorer shows: pictures and the same in words, swapped together in the browser.

A sentence in a live region is read aloud as it changes, and every picture has a text equivalent:
neither can be had from ipywidgets' own Image.
"""

import base64
import io
from pathlib import Path

import anywidget
import traitlets
from IPython.display import Image, Markdown, display
from PIL import Image as Pixels

from playground.panel import Picture

GAP = 8  # pixels between two pictures


def as_urls(frame: dict, _: object) -> dict:
    """A frame as the browser wants it: a picture that is its own address is there at once, and is
    forgotten with it.
    """
    url = "data:image/png;base64,"
    return frame | {
        "pictures": {
            name: [url + base64.b64encode(png).decode(), alt]
            for name, (png, alt) in frame.get("pictures", {}).items()
        }
    }


class Board(anywidget.AnyWidget):
    """Pictures side by side, as many as fit, below a sentence that says what they show."""

    _esm = Path(__file__).with_name("board.js")
    _css = Path(__file__).with_name("board.css")
    panels = traitlets.List().tag(sync=True)  # [name, width] of each picture, in their order
    # {"says": ..., "pictures": {name: (png, alt)}}
    frame = traitlets.Dict().tag(sync=True, to_json=as_urls)

    def show(self, says: str, pictures: dict[str, tuple[Picture, str]]) -> None:
        """Replace the sentence and the pictures, at once."""
        shown = [(name, *pictures[name]) for name, _ in self.panels]
        files = {name: (png.result(), alt) for name, png, alt in shown}
        self.frame = {"says": says, "pictures": files}

    def still(self, width: int = 900) -> None:
        """Leave a picture of the board and its sentence in the notebook, for print."""
        if not self.frame:
            return
        pictures = self.frame["pictures"]
        display(Image(data=side_by_side([png for png, _ in pictures.values()], width)))
        display(Markdown("\n\n".join([self.frame["says"], *(alt for _, alt in pictures.values())])))


def side_by_side(pngs: list[bytes], width: int) -> bytes:
    """One picture of several, in rows that are at most `width` pixels wide."""
    images = [Pixels.open(io.BytesIO(png)) for png in pngs]
    places, x, y, below = [], 0, 0, 0
    for image in images:
        if x and x + image.width > width:
            x, y = 0, below + GAP
        places.append((x, y))
        x, below = x + image.width + GAP, max(below, y + image.height)
    whole = Pixels.new("RGB", (width, below), "white")
    for image, place in zip(images, places, strict=True):
        whole.paste(image, place)
    out = io.BytesIO()
    whole.save(out, "PNG")
    return out.getvalue()
