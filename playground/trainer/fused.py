"""A kernel written for one network's sizes, by this program: what kernel.py does, but faster.

Weights and sums are variables of their own, in loops that hold no more of them than a processor
has vector registers. Worth its seconds of compiling only for a network that is trained again and
again, and only up to about a hundred parameters.
"""

import importlib.util
import os
import sys
from collections.abc import Iterator
from functools import cache
from types import ModuleType

from playground.trainer.cache import CACHE

TILE = 304  # the course's 300 examples, in whole vectors
AT_ONCE = 28  # weights or sums in one loop: 32 vector registers less a few for its examples
KERNEL = """
import numpy as np
from numba import njit
from playground.trainer.loops import FAST, aligned, expm1, go_down


@njit(**FAST)
def there_and_back(s, theta, g):
    {loops}


@njit(cache=True, nogil=True)
def descend(x, y, share, theta, rate, stops, kept):
    s = aligned(len(y) * {rows}, {tile}).reshape((len(y), {rows}, {tile}))
    s[:, : {n_x}], s[:, -2], s[:, -1] = x[:, 1 : {n_x} + 1], y, share
    g, nothing = np.zeros(len(theta)), np.zeros(len(theta))
    i = 0
    for step in range(stops[-1] + 1):
        if step == stops[i]:
            kept[i] = theta
            i += 1
            if i == len(stops):
                break
        g[:] = 0.0
        for t in range(len(y)):
            there_and_back(s[t].reshape(-1), theta, g)
        go_down(theta, rate, g, nothing)
        if np.isnan(theta[{bias}]):
            return step + 1
    return -1
"""


@cache
def fused(sizes: tuple[int, ...]) -> ModuleType | None:
    """The module whose `descend` trains relu networks of these sizes; None if it cannot be kept.

    Its `descend` goes down as kernel.descend does, in one thread, which leaves the other core to
    the browser, and keeps theta at each stop; what there is to note is found from that
    (kernel.look_at).
    """
    path = CACHE / f"fused_{'_'.join(map(str, sizes))}.py"
    text = source(sizes)
    try:
        CACHE.mkdir(exist_ok=True)
        if not path.is_file() or path.read_text() != text:
            new = path.with_suffix(f".{os.getpid()}")
            new.write_text(text)
            os.replace(new, path)
    except OSError:  # a folder where nothing may be written: kernel.py does the same, slower
        return None
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader  # the name ends in .py
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module  # Numba looks for it there when it reads its cache
    spec.loader.exec_module(module)
    return module


def source(sizes: tuple[int, ...]) -> str:
    """The text of the kernel for these layers."""
    text = Text(sizes)
    last = len(sizes) - 1
    loops = [line for l in range(1, last + 1) for line in text.forward(l)]
    for l in range(last, 0, -1):
        loops += text.gradient(l)
        if l > 1:
            loops += text.backward(l)
    return KERNEL.format(
        loops="\n    ".join(loops),
        rows=text.rows,
        tile=TILE,
        n_x=sizes[0],
        bias=text.place[last, 0, 0],
    )


class Text:
    """Loops over one tile's examples. Its rows, in s: inputs, the activations of each layer, which
    make way for the layer's errors, labels and shares.
    """

    def __init__(self, sizes: tuple[int, ...]) -> None:
        self.sizes, self.last = sizes, len(sizes) - 1
        self.rows = sum(sizes) + 2
        start = 0
        self.place: dict[tuple[int, int, int], int] = {}  # as kernel.py lays out; k = 0: a bias
        for l in range(1, len(sizes)):
            row = -(-(sizes[l - 1] + 1) // 3) * 3
            for i in range(sizes[l]):
                self.place |= {(l, i, k): start + i * row + k for k in range(sizes[l - 1] + 1)}
            start += -(-sizes[l] // 6) * 6 * row

    def row(self, number: int) -> str:
        """An example's number in a row of the tile."""
        return f"s[{number * TILE} + j]"

    def unit(self, l: int, i: int) -> str:
        """Its activation; once its gradient is added up, the error of unit i of layer l."""
        return self.row(sum(self.sizes[:l]) + i)

    def forward(self, l: int) -> Iterator[str]:
        """a = relu(b + W a of the layer before); at the output the error."""
        inputs = range(self.sizes[l - 1])
        share, y = self.row(self.rows - 1), self.row(self.rows - 2)
        for units in parts(self.sizes[l], AT_ONCE // (len(inputs) + 1)):
            for i in units:
                at = [self.place[l, i, k] for k in range(len(inputs) + 1)]
                yield from (f"w_{i}_{k} = theta[{place}]" for k, place in enumerate(at))
            yield f"for j in range({TILE}):"
            yield from (f"    a_{k} = {self.unit(l - 1, k)}" for k in inputs)
            for i in units:
                terms = [f"w_{i}_0", *(f"w_{i}_{k + 1} * a_{k}" for k in inputs)]
                yield f"    z = {' + '.join(terms)}"
                a = "0.0 if 0.0 > z else z"  # one instruction; NaN stays NaN
                error = f"{share} * (1 / (2 + expm1(-z)) - {y})"
                yield f"    {self.unit(l, i)} = {a if l < self.last else error}"

    def gradient(self, l: int) -> Iterator[str]:
        """dW += d a of the layer before, db += d."""
        high = min(5, self.sizes[l])
        for units in parts(self.sizes[l], high):
            for columns in parts(self.sizes[l - 1] + 1, AT_ONCE // high):
                names = [(i, k) for i in units for k in columns]
                yield from (f"g_{i}_{k} = 0.0" for i, k in names)
                yield f"for j in range({TILE}):"
                yield from (f"    d_{i} = {self.unit(l, i)}" for i in units)
                yield from (f"    a_{k} = {self.unit(l - 1, k - 1)}" for k in columns if k)
                yield from (f"    g_{i}_{k} += d_{i}{f' * a_{k}' if k else ''}" for i, k in names)
                yield from (f"g[{self.place[l, i, k]}] += g_{i}_{k}" for i, k in names)

    def backward(self, l: int) -> Iterator[str]:
        """d of the layer before = W.T d where that was on, in the place of its activations."""
        units = range(self.sizes[l])
        for columns in parts(self.sizes[l - 1], AT_ONCE // len(units)):
            names = [(i, k) for i in units for k in columns]
            yield from (f"w_{i}_{k} = theta[{self.place[l, i, k + 1]}]" for i, k in names)
            yield f"for j in range({TILE}):"
            yield from (f"    d_{i} = {self.unit(l, i)}" for i in units)
            for k in columns:
                terms = " + ".join(f"w_{i}_{k} * d_{i}" for i in units)
                a = self.unit(l - 1, k)
                yield f"    {a} = ({terms}) * (1.0 if {a} > 0 else 0.0)"


def parts(n: int, most: int) -> list[range]:
    """0 to n - 1 in as few parts of about the same size as are at most this large."""
    count = -(-n // max(1, most))
    return [range(n * i // count, n * (i + 1) // count) for i in range(count)]
