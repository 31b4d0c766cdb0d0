"""Trains with the compiled loops: lays the numbers out as these want them, and reads them back."""

import itertools

import numpy as np

from playground.fused import fused
from playground.kernel import TILE, descend
from playground.network import ACTIVATIONS, Found, Layers, Statistics

COURSE = (2, 10, 5, 1)  # the layers that are worth a kernel of their own


def run(
    X: np.ndarray,
    Y: np.ndarray,
    layers: Layers,
    learning_rate: float,
    num_iterations: int,
    activation: str,
    every: int,
    wanted: list[int],
) -> Found:
    """Train; costs `every` so many iterations, the network and its statistics at `wanted` ones."""
    sizes = (len(X), *(len(W) for W, _ in layers))
    job = Job(X, Y, layers, learning_rate, activation, every, wanted)
    costs = np.full(-(-num_iterations // every), np.nan)
    special = fused(sizes) if sizes == COURSE and activation == "relu" else None
    if special is None:
        stopped = job.descend(num_iterations, costs, wanted)
    else:
        stopped = job.in_stages(special.descend, num_iterations, costs, wanted)
    diverged = None if stopped < 0 else stopped
    moments = [
        (iteration, unpack(job.kept[i], sizes), Statistics(*job.statistics[i].T))
        for i, iteration in enumerate(wanted)
        if diverged is None or iteration < diverged
    ]
    return unpack(job.theta, sizes), costs.tolist(), moments, diverged


class Job:
    """One training's numbers, as the loops want them."""

    def __init__(self, X, Y, layers, learning_rate, activation, every, wanted) -> None:
        self.x, self.y = np.ascontiguousarray(X), np.ascontiguousarray(Y[0])
        self.tiles = tiles(X, Y)
        self.sizes = np.array([len(X), *(len(W) for W, _ in layers)])
        self.learning_rate, self.every = learning_rate, every
        self.kind = list(ACTIVATIONS).index(activation)
        self.theta = pack(layers)
        self.kept = np.zeros((len(wanted), len(self.theta)))
        self.statistics = np.zeros((len(wanted), len(layers), 4))

    def descend(self, steps: int, costs: np.ndarray, at: list[int], first: int = 0) -> int:
        """Take steps; what there is `at` some of them is kept from place `first` on."""
        return descend(
            self.theta,
            self.sizes,
            *self.tiles,
            len(self.y),
            self.learning_rate,
            steps,
            self.kind,
            self.every,
            costs,
            np.array(at, dtype=np.int64),
            self.kept[first:],
            self.statistics[first:],
        )

    def in_stages(self, fast, num_iterations: int, costs: np.ndarray, wanted: list[int]) -> int:
        """The same with a kernel that can only descend: stop where there is something to note."""
        at_costs = range(0, num_iterations, self.every)
        done = 0
        for stop in sorted({*at_costs, *wanted, num_iterations}):
            stopped = fast(self.theta, self.x, self.y, self.learning_rate, stop - done)
            if stopped >= 0:
                return done + stopped
            done = stop
            if stop in at_costs or stop in wanted:
                at = [0] if stop in wanted else []
                first = wanted.index(stop) if at else 0
                cost = costs[stop // self.every :] if stop in at_costs else np.empty(1)
                self.descend(0, cost, at, first)
        return -1


def pack(layers: Layers) -> np.ndarray:
    """All parameters, per unit its bias, its weights, then zeros: rows and columns are padded."""
    blocks = []
    for W, b in layers:
        n_out, n_in = W.shape
        block = np.zeros((up_to(n_out, 6), up_to(n_in + 1, 3)))
        block[:n_out, 0] = b[:, 0]
        block[:n_out, 1 : n_in + 1] = W
        blocks.append(block.ravel())
    return np.concatenate([*blocks, np.zeros(6)])


def unpack(theta: np.ndarray, sizes: tuple[int, ...]) -> Layers:
    """The way back."""
    layers, start = [], 0
    for n_in, n_out in itertools.pairwise(sizes):
        shape = up_to(n_out, 6), up_to(n_in + 1, 3)
        block = theta[start : start + shape[0] * shape[1]].reshape(shape)
        layers.append((block[:n_out, 1 : n_in + 1].copy(), block[:n_out, :1].copy()))
        start += block.size
    return layers


def tiles(X: np.ndarray, Y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The examples cut into tiles: inputs with a row of ones above them, and labels."""
    n_x, m = X.shape
    x, y = np.zeros((up_to(n_x + 1, 3), up_to(m, TILE))), np.zeros(up_to(m, TILE))
    x[0, :m], x[1 : n_x + 1, :m], y[:m] = 1, X, Y[0]
    x = x.reshape(len(x), -1, TILE).transpose(1, 0, 2)
    return np.ascontiguousarray(x), y.reshape(-1, TILE)


def up_to(n: int, multiple: int) -> int:
    """The next multiple from n on."""
    return -(-n // multiple) * multiple
