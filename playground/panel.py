"""Pictures that are redrawn ten times a second: what stays is drawn once, what moves each time.

Drawn by matplotlib's object interface, never by pyplot: widgets may call from another thread.
"""

import struct
import zlib
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from PIL.Image import Resampling, fromarray

Picture = Future[bytes]  # a PNG file that is soon there
DPI = 100
ENCODER = ThreadPoolExecutor(1)  # compresses one picture while the next one is drawn
# Okabe and Ito (2008): told apart with any kind of colour vision.
BLUE, ORANGE, GREEN, RED, PURPLE = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7"
GREY, DARK = "#BBBBBB", "#333333"
CLASSES = [(0, BLUE, "o"), (1, ORANGE, "^")]
TWO_SIDES = LinearSegmentedColormap.from_list("two sides", ["#4C9CC8", "white", "#EFBC4D"])


class Bitmap(Artist):
    """Colours (rows, columns, 4), the first row lowest, that fill an axes: imshow takes six times
    as long to resample them.
    """

    def __init__(self, axes: Axes, smooth: bool) -> None:
        super().__init__()
        self.place, self.smooth = axes.bbox, smooth
        self.colors = np.full((2, 2, 4), 255, np.uint8)

    def draw(self, renderer: RendererAgg) -> None:
        """Called by matplotlib."""
        left, low, width, height = (round(number) for number in self.place.bounds)
        how, box = Resampling.NEAREST, None
        if self.smooth:  # the outermost colours are those of the axes' edges
            rows, columns, _ = self.colors.shape
            how, box = Resampling.BILINEAR, (0.5, 0.5, columns - 0.5, rows - 0.5)
        image = fromarray(self.colors).resize((width, height), how, box)
        renderer.draw_image(renderer.new_gc(), left, low, np.array(image))


class Panel:
    """One picture of fixed size; subclasses add axes and say which artists move."""

    def __init__(self, width: int, height: int) -> None:
        self.figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI, facecolor="white")
        self.canvas = FigureCanvasAgg(self.figure)
        self.moving: list[Artist] = []
        self.background = None

    def move(self, artists: Artist | Iterable[Artist]) -> None:
        """These will be drawn anew for each picture."""
        artists = [artists] if isinstance(artists, Artist) else list(artists)
        for artist in artists:
            artist.set_animated(True)
        self.moving += artists

    def png(self) -> Picture:
        """The picture as it is now."""
        if self.background is None:
            self.canvas.draw()  # all but what moves
            self.background = self.canvas.copy_from_bbox(self.figure.bbox)
        self.canvas.restore_region(self.background)
        for artist in self.moving:
            self.figure.draw_artist(artist)
        shown = fromarray(np.asarray(self.canvas.buffer_rgba())).convert("RGB")
        return ENCODER.submit(png, np.asarray(shown))


def png(pixels: np.ndarray) -> bytes:
    """A PNG file of pixels (height, width, 3): in a third of the time that Pillow takes, which
    tries five filters for each row.
    """
    height, width, _ = pixels.shape
    rows = np.zeros((height, 1 + 3 * width), np.uint8)  # each row begins with 0: no filter
    rows[:, 1:] = pixels.reshape(height, -1)
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),  # 8 bits, RGB
        (b"IDAT", zlib.compress(rows, 1)),
        (b"IEND", b""),
    ]
    chunks = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def plain(axes: Axes, **settings: object) -> Axes:
    """Axes with small text and without the upper and right line."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8, length=3, which="both")
    axes.set(**settings)
    axes.xaxis.label.set_size(8)
    axes.yaxis.label.set_size(8)
    axes.title.set_size(9)
    return axes
