"""The three-layer network of the lesson: its forward pass, and its right or wrong gradients."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

Array = np.ndarray
Arrays = dict[str, Array]
Cache = tuple[Array, ...]  # Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3
Change = Callable[[Array, dict], Array]  # (what was just computed, all so far) -> what stands there
PARTS = ("dW1", "db1", "dW2", "db2", "dW3", "db3")


def near_kinks(X: Array, parameters: Arrays) -> None:
    """Move biases so that a unit of layers 1 and 2 is just active: a mask A > 0.01 is seen."""
    A = X
    for layer in (1, 2):
        W, b = parameters[f"W{layer}"], parameters[f"b{layer}"]
        for unit, small in ((0, 5e-3), (1, 1e-5)):
            b[unit] += small - (W[unit] @ A[:, 0] + b[unit])
        A = np.maximum(W @ A + b, 0)


def example(layers_dims: Sequence[int], m: int, seed: int) -> tuple[Array, Array, Arrays]:
    """X (n_x, m), Y (1, m) with both labels and random parameters, drawn from `seed`."""
    rng = np.random.RandomState(seed)
    X, Y = rng.randn(layers_dims[0], m), np.arange(m).reshape(1, m) % 2
    parameters = {}
    for layer, (n_in, n_out) in enumerate(pairwise(layers_dims), start=1):
        parameters[f"W{layer}"] = rng.randn(n_out, n_in)
        parameters[f"b{layer}"] = rng.randn(n_out, 1)
    return X, Y, parameters


def squares() -> tuple[Array, Array, Cache]:
    """X, Y and a cache of square matrices, so that every product of two of them exists."""
    rng = np.random.RandomState(9)
    X, Y, cache = rng.randn(5, 5), 1.0 * (rng.rand(5, 5) > 0.5), []
    for layer in (1, 2, 3):
        Z, W, b = rng.randn(5, 5), rng.randn(5, 5), rng.randn(5, 1)
        cache += [Z, np.maximum(Z, 0) if layer < 3 else 1 / (1 + np.exp(-Z)), W, b]
    return X, Y, tuple(cache)


def forward(X: Array, Y: Array, parameters: Arrays) -> tuple[float, Cache]:
    """relu, relu, sigmoid; the cost is the mean of log(1 + exp(Z3)) - Y Z3."""
    cache, A = [], X
    for layer in (1, 2, 3):
        W, b = parameters[f"W{layer}"], parameters[f"b{layer}"]
        Z = W @ A + b
        A = np.maximum(Z, 0) if layer < 3 else 1 / (1 + np.exp(-Z))
        cache += [Z, A, W, b]
    return float(np.mean(np.logaddexp(0, Z) - Y * Z)), tuple(cache)


def backward(X: Array, Y: Array, cache: Cache, **changes: Change) -> Arrays:
    """dZ3 = 1/m (A3 - Y), dA = W^T dZ, dZ = dA where A > 0, dW = dZ A^T, db = sum of dZ's columns.

    `changes` puts a mistake in: changes["dZ2"] replaces dZ2 as soon as it is computed.
    """
    names = "Z1 A1 W1 b1 Z2 A2 W2 b2 Z3 A3 W3 b3".split()
    c = dict(zip(names, cache, strict=True)) | {"A0": X, "Y": Y, "m": X.shape[1]}

    def keep(name: str, value: Array) -> None:
        c[name] = changes[name](value, c) if name in changes else value

    keep("dZ3", (c["A3"] - Y) / c["m"])
    for layer in (3, 2, 1):
        dZ = c[f"dZ{layer}"]
        keep(f"dW{layer}", dZ @ c[f"A{layer - 1}"].T)
        keep(f"db{layer}", dZ.sum(axis=1, keepdims=True))
        if layer > 1:
            keep(f"dA{layer - 1}", c[f"W{layer}"].T @ dZ)
            keep(f"dZ{layer - 1}", c[f"dA{layer - 1}"] * (c[f"A{layer - 1}"] > 0))
    return {part: c[part] for part in PARTS}
