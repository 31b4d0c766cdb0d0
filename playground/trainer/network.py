"""The mathematics of the lessons' networks in plain NumPy, for any of three activations.

A network is a list of layers (W, b); hidden layers use `activation`, the last one sigmoid.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

import init_utils

Arrays = dict[str, np.ndarray]
Layers = list[tuple[np.ndarray, np.ndarray]]
Function = Callable[[np.ndarray], np.ndarray]
Functions = dict[str, tuple[Function, Function]]

SLOPE = 0.01  # of leaky relu below zero (Maas, Hannun, Ng 2013)
NEAR = 0.01  # a sigmoid this near to 0 or 1, a tanh this near to -1 or 1, counts as saturated
ACTIVATIONS: Functions = {
    "relu": (lambda z: np.maximum(0.0, z), lambda a: a > 0),
    "leaky_relu": (lambda z: np.where(z > 0, z, SLOPE * z), lambda a: np.where(a > 0, 1.0, SLOPE)),
    "tanh": (np.tanh, lambda a: 1 - a * a),
}  # name -> (the function of z, its slope where its value is a)


class Statistics(NamedTuple):
    """How a network's signals look, a number for each layer, the output last."""

    activations: np.ndarray  # standard deviation over units and examples
    gradients: np.ndarray  # likewise, of the loss's gradients dZ
    dead: np.ndarray  # share of hidden relu units that are 0 for all examples
    saturated: np.ndarray  # share of tanh or sigmoid values that are near their ends


class Task(NamedTuple):
    """What a training is given; costs `every` so many iterations, moments at the `wanted` ones."""

    X: np.ndarray  # (n_x, m)
    Y: np.ndarray  # (1, m)
    layers: Layers
    learning_rate: float
    num_iterations: int
    activation: str
    every: int
    wanted: list[int]


# What a training gives: layers, costs, (iteration, layers, statistics) of each moment, and after
# how many steps it diverged, if it did.
Found = tuple[Layers, list[float], list[tuple[int, Layers, Statistics]], int | None]


def layers_of(parameters: Arrays) -> Layers:
    """[(W1, b1), (W2, b2), ...]."""
    count = sum(key.startswith("W") for key in parameters)
    return [(parameters[f"W{l}"], parameters[f"b{l}"]) for l in range(1, count + 1)]


def parameters_of(layers: Layers) -> Arrays:
    """The dictionary W1, b1, W2, b2, ..."""
    return {
        f"{name}{l}": array
        for l, layer in enumerate(layers, start=1)
        for name, array in zip("Wb", layer, strict=True)
    }


def forward(X: np.ndarray, layers: Layers, activation: str) -> list[np.ndarray]:
    """[A0, A1, ..., AL]: A[l] = activation(W[l] A[l-1] + b[l]), sigmoid in the last layer."""
    function, _ = ACTIVATIONS[activation]
    A = [X]
    with np.errstate(all="ignore"):  # infinity and NaN are answers here
        for W, b in layers[:-1]:
            A.append(function(W @ A[-1] + b))
        W, b = layers[-1]
        A.append(init_utils.sigmoid(W @ A[-1] + b))
    return A


def backward(
    Y: np.ndarray, A: list[np.ndarray], layers: Layers, activation: str
) -> list[np.ndarray]:
    """[dZ1, ..., dZL] of the loss: dZ[L] = 1/m (A[L] - Y), dZ[l] = W[l+1]^T dZ[l+1] slope(A[l])."""
    _, slope = ACTIVATIONS[activation]
    dZ = [1 / Y.shape[1] * (A[-1] - Y)]
    with np.errstate(all="ignore"):
        for (W, _), a in zip(layers[:0:-1], A[-2:0:-1], strict=True):
            dZ.append(W.T @ dZ[-1] * slope(a))
    return dZ[::-1]


def gradients(A: list[np.ndarray], dZ: list[np.ndarray]) -> Layers:
    """(dW, db) of each layer: dW[l] = dZ[l] A[l-1]^T, db[l] = the sum of dZ[l]'s columns."""
    with np.errstate(all="ignore"):
        return [(d @ a.T, d.sum(axis=1, keepdims=True)) for d, a in zip(dZ, A[:-1], strict=True)]


def step(layers: Layers, grads: Layers, learning_rate: float) -> Layers:
    """One step of gradient descent: W[l] - learning_rate dW[l], b likewise."""
    with np.errstate(all="ignore"):
        return [
            (W - learning_rate * dW, b - learning_rate * db)
            for (W, b), (dW, db) in zip(layers, grads, strict=True)
        ]


def difference_between_units(W: np.ndarray) -> float:
    """The largest difference between two units' weights for the same input; 0: all are the same."""
    return float(np.ptp(W, axis=0).max())


def statistics(A: list[np.ndarray], dZ: list[np.ndarray], activation: str) -> Statistics:
    """What forward and backward have found, in four numbers a layer."""
    hidden = A[1:-1]
    with np.errstate(all="ignore"):
        dead = [np.mean((a <= 0).all(axis=1)) if activation == "relu" else 0.0 for a in hidden]
        ends = [np.mean(np.abs(a) > 1 - NEAR) if activation == "tanh" else 0.0 for a in hidden]
        ends.append(np.mean(np.abs(A[-1] - 0.5) > 0.5 - NEAR))
        return Statistics(
            np.array([a.std() for a in A[1:]]),
            np.array([d.std() for d in dZ]),
            np.array([*dead, 0.0]),
            np.array(ends),
        )
