"""Makes docs/explorer.gif, the README's animation of the weight-scale explorer."""

import io
import sys
from pathlib import Path

from PIL import Image

from playground.picture import png
from playground.weight_scale import WeightScale

TARGET = Path(__file__).resolve().parents[1] / "docs" / "explorer.gif"
SHOWN_PANELS = ("ruler", "plane", "units", "cost")
SCALES = [10 ** (step / 5) for step in range(-15, 11)]
SHOWN = 160, 1200  # ms: each frame, the last one


def frames() -> list[Image.Image]:
    """What the explorer shows at each scale, in few colours."""
    explorer = WeightScale(scale=SCALES[0])
    shown = []
    for scale in SCALES:
        explorer.scale = scale
        panels = explorer.finish().state["panels"]
        picture = Image.open(io.BytesIO(png({name: panels[name] for name in SHOWN_PANELS})))
        shown.append(picture.quantize(64, dither=Image.Dither.NONE))
    return shown


def main() -> int:
    """Write the animation."""
    first, *others = frames()
    durations = [SHOWN[0]] * len(others) + [SHOWN[1]]
    first.save(TARGET, save_all=True, append_images=others, duration=durations, loop=0)
    print(f"{TARGET}: {TARGET.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
