"""What draws an explorer in a page: ES modules, joined to the one that a widget may have."""

import re
from pathlib import Path

PARTS = ("base.js", "chart.js", "cells.js", "raster.js", "network.js", "dials.js", "game.js")
MODULES = (*PARTS, "explorer.js")  # each needs those before
HERE = Path(__file__).parent


def bundle(names: tuple[str, ...] = MODULES) -> str:
    """The modules as one: without their imports, and with the exports of the last one only."""
    *others, last = ((HERE / name).read_text("utf-8") for name in names)
    others = [re.sub(r"^export (default .*)?", "", text, flags=re.MULTILINE) for text in others]
    return re.sub(r"^import .*?;\n", "", "\n".join([*others, last]), flags=re.MULTILINE | re.DOTALL)


ESM = bundle()
WEB = bundle((*MODULES, "web.js"))  # for a page without a kernel: start(root, spec)
CSS = (HERE / "explorer.css").read_text("utf-8")
