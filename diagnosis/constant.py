"""Initializations with equal weights (zeros, a constant): wrong recipes and their sentences."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from diagnosis.core import ATOL, Mistake, call_with_list, judge, misfit, name_of

Parameters = dict[str, np.ndarray]
EQUAL = "All weights must be the same number, here the argument `value` (zero if there is none)"


def judge_constant(
    function: Callable[..., Parameters], layers_dims: Sequence[int], value: float | None = None
) -> None:
    """Judge an initialization with every weight `value` and every bias zero.

    Without `value` the function takes layers_dims alone and every weight is zero. Raises
    AssertionError, naming the mistake, or where the caller's list was changed.
    """
    rest = () if value is None else (value,)
    what = f"{name_of(function)}({', '.join(map(str, (list(layers_dims), *rest)))})"
    got = call_with_list(function, layers_dims, *rest)
    weight = 0.0 if value is None else value
    expected = fill(layers_dims, weight)
    if misfit(got, expected) is None and any(
        np.ptp(got[key]) > ATOL for key in got if key[0] == "W"
    ):
        raise AssertionError(
            f"{what}: the weights of one layer differ from one another (random? np.eye?). {EQUAL}."
        )
    judge(what, got, expected, MISTAKES, (layers_dims, weight))


def fill(layers_dims: Sequence[int], weight: float, bias: float = 0.0) -> Parameters:
    """Every entry of W[l] (n_out, n_in) is weight, every entry of b[l] (n_out, 1) is bias."""
    parameters = {}
    for layer, (n_in, n_out) in enumerate(pairwise(layers_dims), start=1):
        parameters[f"W{layer}"] = np.full((n_out, n_in), float(weight))
        parameters[f"b{layer}"] = np.full((n_out, 1), float(bias))
    return parameters


def only(layers_dims: Sequence[int], weight: float, chosen: int) -> Parameters:
    """The constant in one layer (1 the first, -1 the last), zeros in all others."""
    parameters = fill(layers_dims, 0.0)
    key = f"W{chosen % len(layers_dims)}"
    parameters[key] = parameters[key] + weight
    return parameters


# Each answer takes (layers_dims, weight).
MISTAKES = [
    Mistake(
        "your weights are all 1 whatever is asked. np.ones alone is not enough: " + EQUAL + ".",
        lambda dims, weight: fill(dims, 1.0),
    ),
    Mistake(
        "your weights are all 0 for this value. Use `value` as it is, negative too.",
        lambda dims, weight: fill(dims, 0.0),
    ),
    Mistake(
        "the biases have the value of the weights. Only the weights get `value`, biases are zero.",
        lambda dims, weight: fill(dims, weight, bias=weight),
    ),
    Mistake(
        "the biases are 1. They must be zero: use np.zeros for them.",
        lambda dims, weight: fill(dims, weight, bias=1.0),
    ),
    Mistake(
        "weights and biases are exchanged: the biases hold the value, the weights are zero.",
        lambda dims, weight: fill(dims, 0.0, bias=weight),
    ),
    Mistake(
        "only the first layer has the value, the others are zero. Fill every layer in the loop.",
        lambda dims, weight: only(dims, weight, 1),
    ),
    Mistake(
        "only the last layer has the value, the others are zero. Fill every layer in the loop.",
        lambda dims, weight: only(dims, weight, -1),
    ),
    Mistake(
        "your weights are value / n_in. This exercise does not scale: " + EQUAL + ".",
        lambda dims, weight: {
            key: array / array.shape[1] if key[0] == "W" else array
            for key, array in fill(dims, weight).items()
        },
    ),
    Mistake(
        "your weights have the wrong sign.",
        lambda dims, weight: fill(dims, -weight),
    ),
    Mistake(
        "your weights are `value` cut to a whole number. Keep it as a float (dtype float).",
        lambda dims, weight: fill(dims, float(int(weight))),
    ),
]
