"""The compiled trainer against init_utils.model, on the same networks: part of `make bench`.

Both train in turn, so that a busy machine slows both alike; wall time, medians of the ratios.
"""

import statistics
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import init_utils
from playground.initialization import draw, initialize
from playground.trainer.training import get_ready, train

ROUNDS = 7
COURSE = [2, 10, 5, 1]
# layers, iterations, how many times init_utils.model it is to be
CASES = [
    (COURSE, 15000, 12.0),
    ([2, 4, 4, 1], 4000, 5.0),
    ([2, 16, 16, 1], 2000, 5.0),
    ([2, 32, 1], 2000, 5.0),
    ([2, 16, 16, 16, 16, 16, 16, 1], 500, 5.0),
    ([2, 32, 32, 32, 32, 32, 32, 1], 300, 5.0),
]
MORE = 1.10  # times as long, at most, with a cost curve and statistics


def seconds(run) -> float:
    """The wall time of a call."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def measure(sizes: list[int], iterations: int) -> list[tuple[float, float, float]]:
    """Seconds of init_utils.model, of train, and of train with all that an explorer draws."""
    X, Y, _, _ = init_utils.load_dataset()
    start = initialize("he", draw(sizes))
    moments = np.unique(np.geomspace(1, iterations, 40).round().astype(int)).tolist()
    model: dict[str, Any] = {
        "num_iterations": iterations,
        "print_cost": False,
        "layers_dims": sizes,
    }
    plain: dict[str, Any] = {"num_iterations": iterations}
    full = plain | {"every": iterations // 150, "moments": moments}
    return [
        (
            seconds(lambda: init_utils.model(X, Y, lambda _: start, **model)),
            seconds(lambda: train(X, Y, start, **plain)),
            seconds(lambda: train(X, Y, start, **full)),
        )
        for _ in range(ROUNDS)
    ]


def main() -> int:
    """Print medians and ratios; 1 where a target is missed."""
    get_ready()
    missed = 0
    print(f"{'layers':30} {'NumPy s':>8} {'here s':>8} {'ratio':>6} {'target':>6}  with statistics")
    for sizes, iterations, target in CASES:
        rounds = measure(sizes, iterations)
        slow, fast, _ = (statistics.median(times) for times in zip(*rounds, strict=True))
        ratio = statistics.median(slow / fast for slow, fast, _ in rounds)
        more = statistics.median(full / fast for _, fast, full in rounds)
        well = ratio >= target and (sizes != COURSE or more <= MORE)
        missed += not well
        name = "-".join(map(str, sizes))
        print(
            f"{name:30} {slow:8.3f} {fast:8.3f} {ratio:6.1f} {target:6.1f}  {more:.2f} times"
            f"{'' if well else '  MISSED'}"
        )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
