"""Draws the panels of a state with matplotlib, where no page can: print, nbviewer, the README.

By matplotlib's object interface, never by pyplot: a widget may call from another thread.
"""

import io
from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

# Okabe and Ito (2008): told apart with any kind of colour vision.
COLORS = {
    "blue": "#0072B2",
    "orange": "#D98F00",
    "green": "#007A59",
    "red": "#C84F00",
    "purple": "#A8588A",
    "dark": "#333333",
    "muted": "#767676",
}
TWO_SIDES = LinearSegmentedColormap.from_list("two sides", ["#4C9CC8", "white", "#EFBC4D"])
SHADES = {
    name: LinearSegmentedColormap.from_list(name, ["white", COLORS[name], "black"])
    for name in ("blue", "red")
}
COSTS = LinearSegmentedColormap.from_list("costs", ["#ffe15c", "#a59c74", "#1c2c55"])
EXTENT = (-1.5, 1.5, -1.5, 1.5)
WIDE = ("ruler", "strip", "tall")  # panels that fill a row; of the others PER_ROW do
PER_ROW = 3
HEIGHTS = {"ruler": 1.1, "tall": 4.0}  # inches; all others 2.5
BREAK, FINE = -32768, 32000 / 1.5  # as panels.py writes lines


def png(panels: dict[str, dict]) -> bytes:
    """All panels in one PNG file."""
    rows: list[list[dict]] = []
    for panel in sorted(panels.values(), key=lambda panel: panel.get("shape") != "tall"):
        wide = panel.get("shape", panel["kind"]) in WIDE
        if wide or not rows or rows[-1][0].get("wide") or len(rows[-1]) == PER_ROW:
            rows.append([])
        rows[-1].append(panel | {"wide": wide})
    heights = [HEIGHTS.get(row[0].get("shape", ""), 2.5) for row in rows]
    figure = Figure(figsize=(10.5, sum(heights)), dpi=100, layout="constrained")
    canvas = FigureCanvasAgg(figure)
    parts = figure.subfigures(len(rows), 1, squeeze=False, height_ratios=heights).ravel()
    for part, row in zip(parts, rows, strict=True):
        places = np.ravel(part.subfigures(1, 1 if row[0]["wide"] else PER_ROW))
        for place, panel in zip(places, row, strict=False):
            place.suptitle(panel["title"], size=9)
            DRAWERS[panel["kind"]](place, panel)
    out = io.BytesIO()
    canvas.print_png(out)
    return out.getvalue()


def chart(figure: Figure, panel: dict) -> None:
    """Series over two axes."""
    axes = figure.subplots()
    axes.tick_params(labelsize=8)
    for which in "xy":
        about = panel[which]
        axes.set(**{f"{which}scale": "log" if about.get("log") else "linear"})
        axes.set(**{f"{which}lim": (about["low"], about["high"])})
        getattr(axes, f"set_{which}label")(about["label"], size=8)
        if not about.get("log"):
            getattr(axes, f"{which}axis").set_major_locator(MaxNLocator(4))
        if "ticks" in about:
            axes.set(**{f"{which}ticks": about["ticks"]})
            if "names" in about:
                axes.set(**{f"{which}ticklabels": about["names"]})
    for low, high, color, _ in panel.get("bands", []):
        axes.axhspan(low, high, color=COLORS[color], alpha=0.12, lw=0)
    for line in panel.get("lines", []):
        style: dict[str, Any] = {"color": COLORS[line.get("color", "muted")], "lw": 1, "ls": "--"}
        if "x" in line:
            axes.axvline(line["x"], **style)
        elif "y" in line:
            axes.axhline(line["y"], **style)
        else:
            axes.plot(*zip(*line["from"], strict=True), **style)
            if "at" in line:
                axes.text(line["at"][0], line["at"][1], line["text"], size=8, ha="center")
    for one in panel["series"]:
        draw_series(axes, one, panel["y"]["low"])
    named = [one for one in panel["series"] if one["name"] and not one.get("quiet")]
    if len(named) > 1 and panel.get("legend", True):
        axes.legend(fontsize=7, frameon=False)


def draw_series(axes: Axes, one: dict, low: float) -> None:
    """A line, points, or bars that stand on the lower edge."""
    color = COLORS[one["color"]]
    label = None if one.get("quiet") else one["name"]
    if one["style"] == "bars":
        heights = np.nan_to_num(one["y"])
        colors = [COLORS[name] for name in one.get("colors", [one["color"]] * len(heights))]
        style: dict[str, Any] = {
            "color": colors,
            "alpha": 0.4 if one.get("faint") else 1,
            "label": label,
        }
        axes.bar(one["x"], heights - low, one.get("wide", 0.6), low, **style)
        return
    line = {"line": "-", "dash": "--"}.get(one["style"], "none")
    face = "none" if one.get("hollow") else color
    style = {"color": color, "linestyle": line, "marker": one.get("mark"), "mfc": face, "ms": 5}
    axes.plot(one["x"], one["y"], label=label, **style)


def plane(figure: Figure, panel: dict) -> None:
    """The answers over the plane."""
    axes = figure.subplots()
    axes.set(aspect="equal")
    draw_plane(axes, panel, panel, 2.5)


def draw_plane(axes: Axes, one: dict, points: dict, size: float) -> None:
    """Shades for the probability, a line where it is one half, and the points."""
    axes.set(xticks=[], yticks=[])
    if "p" not in one:
        return
    shades: dict[str, Any] = {
        "cmap": TWO_SIDES,
        "vmin": 0,
        "vmax": 254,
        "interpolation": "bilinear",
    }
    axes.imshow(one["p"], origin="lower", extent=EXTENT, aspect=axes.get_aspect(), **shades)
    for label, color, mark in [(0, "blue", "o"), (1, "orange", "^")]:
        chosen = points["X"][:, points["Y"] == label]
        axes.plot(*chosen, mark, color=COLORS[color], mec="black", mew=0.3, ms=size)
    line = np.where(one["line"] == BREAK, np.nan, one["line"] / FINE)
    axes.plot(*line.T, color=COLORS["dark"], lw=1.4)
    axes.set(xlim=EXTENT[:2], ylim=EXTENT[2:])


def strip(figure: Figure, panel: dict) -> None:
    """Several planes side by side."""
    for axes, one in zip(figure.subplots(1, len(panel["planes"])), panel["planes"], strict=True):
        axes.set_title(one["title"], size=9)
        axes.set(aspect="equal")
        axes.set_xlabel("\n".join(one["caption"]), size=8)
        draw_plane(axes, one, panel, 1.5)


def maps(figure: Figure, panel: dict) -> None:
    """A small map for each hidden unit, a row for each layer."""
    grid = np.ravel(figure.subplots(len(panel["layers"]), max(panel["layers"]), squeeze=False))
    for axes in grid:
        axes.axis("off")
    unit, most = 0, max(panel["layers"])
    for row, count in enumerate(panel["layers"]):
        for column in range(count):
            axes = grid[row * most + column]
            axes.imshow(panel["maps"][unit], origin="lower", cmap=TWO_SIDES, vmin=0, vmax=254)
            axes.set(xticks=[], yticks=[])
            axes.axis("on")  # with its frame
            unit += 1


def columns(figure: Figure, panel: dict) -> None:
    """Histograms side by side."""
    axes = figure.subplots()
    axes.tick_params(labelsize=8)
    shares = np.ma.masked_equal(panel["shares"], 255).T
    extent = (0.5, panel["shares"].shape[0] + 0.5, -panel["end"], panel["end"])
    shades: dict[str, Any] = {"cmap": SHADES[panel["color"]], "vmin": 0, "vmax": 254}
    axes.set_facecolor("#BBBBBB")
    axes.imshow(shares, origin="lower", aspect="auto", extent=extent, **shades)
    axes.set_xlabel("layer", size=8)


def network(figure: Figure, panel: dict) -> None:
    """The weights as edges between units: thicker the larger, in the colour of their sign."""
    axes = figure.subplots()
    axes.axis("off")
    sizes = [panel["weights"][0].shape[1], *(len(W) for W in panel["weights"])]
    most = max(np.abs(W).max() for W in panel["weights"]) or 1.0
    places = [np.arange(n) - (n - 1) / 2 for n in sizes]
    edges, colors, widths = [], [], []
    for l, W in enumerate(panel["weights"]):
        for (to, of), w in np.ndenumerate(W):
            edges.append([(l, places[l][of]), (l + 1, places[l + 1][to])])
            colors.append(COLORS["orange" if w > 0 else "blue"])
            widths.append(0.2 + 3 * abs(w) / most)
    axes.add_collection(LineCollection(edges, colors=colors, linewidths=widths))
    for l, column in enumerate(places):
        axes.plot(np.full(len(column), l), column, "o", color=COLORS["muted"], ms=4, zorder=3)


def cells(figure: Figure, panel: dict) -> None:
    """A grid of numbers as colours, with the scales of the rules above it."""
    axes = figure.subplots()
    values, (low, high) = panel["values"], np.log10(panel["shades"])
    rates, starts = panel["y"]["values"], panel["x"]["values"]
    plain = len(starts) - len(panel["names"])
    with np.errstate(invalid="ignore"):
        shown = axes.imshow(np.log10(values), cmap=COSTS, vmin=low, vmax=high, origin="lower")
    axes.set_aspect("auto")
    axes.axvline(plain - 0.5, color="white", lw=5)
    names = [f"{start:g}" if i % 4 == 0 else "" for i, start in enumerate(starts[:plain])]
    axes.set_xticks(range(len(starts)), [*names, *panel["names"]], size=8)
    axes.set_yticks(range(len(rates)), [f"{rate:g}" for rate in rates], size=8)
    axes.set_xlabel(panel["x"]["label"], size=8)
    axes.set_ylabel(panel["y"]["label"], size=8)
    ends = np.log10([starts[0], starts[plain - 1]])
    for row, one in enumerate(reversed(panel["marks"])):
        at = (np.log10(one["at"]) - ends[0]) / (ends[1] - ends[0]) * (plain - 1)
        style = {"color": COLORS[one["color"]], "marker": one["mark"], "clip_on": False}
        axes.plot(at, np.full(len(at), len(rates) + 0.4 * row), ms=5, **style)
        axes.text(-0.7, len(rates) + 0.4 * row, one["name"], size=8, ha="right", va="center")
    axes.set(xlim=(-0.5, len(starts) - 0.5), ylim=(-0.5, len(rates) + 1.2))
    bar = figure.colorbar(shown, ax=axes, ticks=range(int(low), int(high) + 1))
    bar.ax.set_yticklabels([f"{10.0**k:g}" for k in range(int(low), int(high) + 1)], size=8)


DRAWERS: dict[str, Callable[[Figure, dict], None]] = {
    "chart": chart,
    "plane": plane,
    "strip": strip,
    "maps": maps,
    "columns": columns,
    "network": network,
    "cells": cells,
}
