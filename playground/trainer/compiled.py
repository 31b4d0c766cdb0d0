"""Trains with the compiled loops: lays the numbers out as these want them, and reads them back."""

import itertools
from collections.abc import Callable
from threading import Thread

import joblib
import numpy as np

from playground.trainer import fused, kernel
from playground.trainer.loops import RELU
from playground.trainer.network import ACTIVATIONS, Found, Layers, Statistics, Task
from playground.trainer.pair import LINE

COURSE = (2, 10, 5, 1)  # the layers that are worth a kernel of their own
CORES = joblib.cpu_count()  # that this process may use


def run(task: Task) -> Found:
    """Train; costs every so many iterations, the network and its statistics at wanted ones."""
    job = Job(task)
    special = job.sizes == COURSE and task.activation == "relu" and fused.fused(job.sizes)
    theta, kept, stopped = job.in_one(special.descend) if special else job.in_two()
    stops = job.stops if stopped < 0 else job.stops[job.stops < stopped]  # that were reached
    costs = np.full(-(-task.num_iterations // task.every), np.nan)
    at = np.flatnonzero((stops % task.every == 0) & (stops < task.num_iterations))
    costs[stops[at] // task.every] = job.notes[at, 0] / task.X.shape[1]
    full = np.flatnonzero(job.full[: len(stops)])
    moments = [
        (int(stops[i]), unpack(kept[i], job.sizes), statistics)
        for i, statistics in zip(full, job.statistics(job.notes[full]), strict=True)
    ]
    return unpack(theta, job.sizes), costs.tolist(), moments, None if stopped < 0 else stopped


class Job:
    """One training's numbers, as the loops want them."""

    def __init__(self, task: Task) -> None:
        self.sizes = (len(task.X), *(len(W) for W, _ in task.layers))
        self.depth, self.kind = len(task.layers), list(ACTIVATIONS).index(task.activation)
        self.X, self.Y, self.learning_rate = task.X, task.Y, task.learning_rate
        self.tiles = tiles(task.X, task.Y, kernel.TILE)
        self.theta = pack(task.layers)
        end = task.num_iterations
        self.stops = np.array(sorted({*range(0, end, task.every), *task.wanted, end}))
        self.full = np.isin(self.stops, task.wanted)
        self.notes = np.zeros((len(self.stops), 1 + self.depth * (5 + max(self.sizes))))

    def room(self) -> np.ndarray:
        """Where the parameters are kept, at each stop."""
        return np.zeros((len(self.stops), self.theta.size))

    def net(self) -> tuple:
        """What kernel.py wants to know of the network, and where its notes go."""
        return np.array(self.sizes), self.kind, self.full, self.notes

    def in_one(self, descend: Callable[..., int]) -> tuple[np.ndarray, np.ndarray, int]:
        """In one thread, by a special kernel. The parameters at the end and at the stops, and the
        number of the step that gave NaN, or -1.
        """
        theta, kept = self.theta.copy(), self.room()
        examples = tiles(self.X, self.Y, fused.TILE)
        stopped = descend(*examples, theta, self.learning_rate, self.stops, kept)
        kernel.look_at(*self.tiles, kept, *self.net())
        return theta, kept, stopped

    def halves(self) -> list[slice]:
        """The tiles that each of two threads takes, or one takes all."""
        count = len(self.tiles[0])
        half = (count + 1) // 2 if CORES > 1 else count
        return [part for part in (slice(0, half), slice(half, count)) if part.start < part.stop]

    def in_two(self) -> tuple[np.ndarray, np.ndarray, int]:
        """Likewise, each half of the examples in a thread of its own."""
        parts = [[array[half] for array in self.tiles] for half in self.halves()]
        sums = np.zeros((2, 2, self.theta.size + self.notes.shape[1]))
        counters = np.zeros(LINE * len(parts) if len(parts) > 1 else 0, np.int64)
        thetas, kept = [self.theta.copy() for _ in parts], self.room()
        rest = (self.learning_rate, self.stops, kept, sums, counters)
        jobs = [
            (*examples, theta, *rest, who, *self.net())
            for who, (examples, theta) in enumerate(zip(parts, thetas, strict=True))
        ]
        others = [Thread(target=kernel.descend, args=job) for job in jobs[1:]]
        for other in others:
            other.start()
        stopped = kernel.descend(*jobs[0])
        for other in others:
            other.join()
        return thetas[0], kept, stopped

    def statistics(self, notes: np.ndarray) -> list[Statistics]:
        """The sums of kernel.add_notes, a row for each moment, as spreads and shares."""
        units, depth = np.array(self.sizes[1:]), self.depth
        sums = (
            notes[:, 1 : 1 + 5 * depth].reshape(-1, depth, 5) / (units * self.X.shape[1])[:, None]
        )
        on = notes[:, 1 + 5 * depth :].reshape(-1, depth, max(self.sizes))
        with np.errstate(all="ignore"):
            spread, slopes = (
                np.sqrt(np.maximum(sums[:, :, k + 1] - sums[:, :, k] ** 2, 0)) for k in (0, 2)
            )
        dead = np.zeros((len(notes), depth))
        if self.kind == RELU:
            for l, n in enumerate(units[:-1]):
                dead[:, l] = (on[:, l, :n] == 0).mean(axis=1)
        return [Statistics(*of) for of in zip(spread, slopes, dead, sums[:, :, 4], strict=True)]


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


def tiles(X: np.ndarray, Y: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The examples in tiles of this size: inputs below a row of ones, labels, 1/m for each."""
    n_x, m = X.shape
    x = np.zeros((up_to(n_x + 1, 3), up_to(m, size)))
    y, share = np.zeros((2, x.shape[1]))
    x[0, :m], x[1 : n_x + 1, :m], y[:m], share[:m] = 1, X, Y[0], 1 / m
    tiled = x.reshape(len(x), -1, size).transpose(1, 0, 2)
    return np.ascontiguousarray(tiled), y.reshape(-1, size), share.reshape(-1, size)


def up_to(n: int, multiple: int) -> int:
    """The next multiple from n on."""
    return -(-n // multiple) * multiple
