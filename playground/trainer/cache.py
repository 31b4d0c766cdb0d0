"""Where Numba keeps the compiled loops, as long as their texts stay the same.

Numba itself looks only at the file of the function that it compiles, and would go on with what
that had taken from another file before.
"""

from contextlib import suppress
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).parent
CACHE = HERE / "__pycache__"
LOOPS = ["network.py", "loops.py", "pair.py", "kernel.py", "fused.py"]


def forget_others(folder: Path = CACHE) -> None:
    """Delete what was compiled when the loops read otherwise than now."""
    text = "".join((HERE / name).read_text("utf-8") for name in LOOPS)
    digest, mark = sha256(text.encode()).hexdigest(), folder / "loops.sha256"
    with suppress(OSError):  # where nothing may be written Numba keeps its files elsewhere
        if not mark.is_file() or mark.read_text() != digest:
            for index in folder.rglob("*.nbi"):
                index.unlink(missing_ok=True)
            folder.mkdir(exist_ok=True)
            mark.write_text(digest)
