"""Where a network starts: one frozen draw, scaled in the ways that the course compares."""

import itertools

import numpy as np

from playground.trainer.network import Arrays

SEED = 3  # the course's
RULES = {
    "xavier": lambda n_in, n_out: np.sqrt(1 / n_in),  # as LeCun et al. 1998
    "glorot": lambda n_in, n_out: np.sqrt(2 / (n_in + n_out)),  # Glorot and Bengio 2010
    "he": lambda n_in, n_out: np.sqrt(2 / n_in),  # He et al. 2015
}  # name -> standard deviation of a layer's weights
INITIALIZATIONS = ("random", "constant", "zeros", *RULES)
SCALED = ("random", "constant")  # those that the scale changes
TITLES = {name: name.capitalize() for name in INITIALIZATIONS}


def draw(layers_dims: list[int], seed: int = SEED) -> list[np.ndarray]:
    """Standard normal numbers for every weight matrix (n_out, n_in): what all rules scale."""
    rng = np.random.RandomState(seed)
    return [rng.randn(n_out, n_in) for n_in, n_out in itertools.pairwise(layers_dims)]


def initialize(name: str, numbers: list[np.ndarray], scale: float = 1.0) -> Arrays:
    """W[l] = numbers[l] times the rule's scale (or scale, or scale alone, or 0), b[l] = 0."""
    parameters: Arrays = {}
    for l, drawn in enumerate(numbers, start=1):
        n_out, n_in = drawn.shape
        if name == "zeros":
            W = np.zeros_like(drawn)
        elif name == "constant":
            W = np.full_like(drawn, scale)
        elif name == "random":
            W = drawn * scale
        else:
            W = drawn * RULES[name](n_in, n_out)
        parameters |= {f"W{l}": W, f"b{l}": np.zeros((n_out, 1))}
    return parameters
