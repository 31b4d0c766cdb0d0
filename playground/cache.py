"""Where Numba keeps the compiled loops.

In a folder for exactly these texts: Numba itself looks only at the file of the function that it
compiles, and would go on with what that had taken from another one before.
"""

from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).parent
LOOPS = ["network.py", "loops.py", "pair.py", "kernel.py", "fused.py"]
TEXT = "".join((HERE / name).read_text("utf-8") for name in LOOPS)
CACHE = HERE / "__pycache__" / f"loops-{sha256(TEXT.encode()).hexdigest()[:12]}"
