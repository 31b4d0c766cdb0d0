"""Initializations with equal weights (zeros, a constant): wrong recipes and their sentences."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from diagnosis.core import ATOL, NAN, judge, misfit, name_of
from diagnosis.errors import call
from diagnosis.fits import fitted
from diagnosis.layers import judge_layers
from diagnosis.verdict import Mistake, accuse, declare
from diagnosis.wrappers import first_dictionary

Parameters = dict[str, np.ndarray]
Case = tuple[Sequence[int], float]  # layers_dims, value
ZEROS_CASES: list[Case] = [([5, 7, 4, 3], 0), ([6, 3], 0), ([8, 5, 9, 4, 3], 0), ([3, 2, 1], 0)]
CASES: list[Case] = [
    ([5, 7, 4, 3], -1.7), ([8, 5, 9, 4, 3, 2], 3.3), ([3, 2, 1], 0.5), ([4, 3, 2], 0),
    ([2, 6, 1], 2), ([3, 5, 2], 0.9),
]  # fmt: skip


EMPTY = (
    "there is NaN in it, which is no number. It comes of 0 divided by 0, or of np.empty, which "
    "holds whatever lay in memory; np.zeros and np.full fill the array."
)
for _group in ("zeros", "constant"):
    declare(f"{_group}.not_filled", EMPTY)


def judge_constant(function: Callable[..., Parameters], takes_value: bool = True) -> None:
    """Judge an initialization with every weight `value` and every bias zero, on all cases at once.

    Without `value` the function takes layers_dims alone and every weight is zero. Raises
    AssertionError, naming the mistake: one that explains every case.
    """
    cases = CASES if takes_value else ZEROS_CASES
    group = "constant" if takes_value else "zeros"
    what = name_of(function)
    got: dict[str, Any] = {}
    expected: dict[str, Any] = {}
    for number, (layers_dims, value) in enumerate(cases):
        given = [list(layers_dims), value] if takes_value else [list(layers_dims)]
        answer = first_dictionary(call(function, *given))
        right = fill(layers_dims, value)
        if isinstance(answer, dict):
            answer = {key: answer[key] for key in right if key in answer}
        if wrong := misfit(answer, right):
            if wrong[1] != NAN:
                judge_layers(
                    function, *[0.5][:takes_value]
                )  # says what the test of the shapes says
            accuse(what, *((EMPTY, f"{group}.not_filled") if wrong[1] == NAN else wrong))
        got |= {f"{number} {key}": array for key, array in answer.items()}
        expected |= {f"{number} {key}": array for key, array in right.items()}
    for key, array in got.items():
        if "W" in key and array.size and np.ptp(array) > ATOL:
            accuse(what, DIFFER[group], f"{group}.differ")
    known = MISTAKES if takes_value else ZEROS_MISTAKES
    judge_cases(what, got, expected, known, cases)


def judge_cases(
    what: str, got: dict, expected: dict, mistakes: list[Mistake], cases: list[Case]
) -> None:
    """Judge all cases together; an unknown difference is told without the cases' inputs."""
    try:
        judge(what, got, expected, mistakes, (cases,))
    except AssertionError as error:
        if getattr(error, "mistake_id", None):
            raise
        judge_factor(what, got, cases)
        wrong = (
            "weights" if any("W" in k and (got[k] != expected[k]).any() for k in got) else "biases"
        )
        accuse(
            what,
            f"for other layers or another value than the example's, the {wrong} are not right.",
        )


def judge_factor(what: str, got: dict, cases: list[Case]) -> None:
    """Raise AssertionError where each layer has the value times a formula of its sizes."""
    sizes, factors = [], []
    for number, (layers_dims, value) in enumerate(cases):
        for layer, size in enumerate(pairwise(layers_dims), start=1):
            if value:
                sizes.append(size)
                factors.append(float(np.mean(got[f"{number} W{layer}"])) / value)
    if sizes and (text := fitted(sizes, factors)):
        accuse(what, f"your weights are value * {text}. {VALUE}.", SCALED)


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


def weights(change: Callable[[float], float]) -> Callable[[Sequence[int], float], Parameters]:
    """The answer of who puts change(value) in place of value."""
    return lambda dims, value: fill(dims, change(value))


def scaled(change: Callable[[float, int], float]) -> Callable[[Sequence[int], float], Parameters]:
    """The answer of who calculates a layer's weight from value and n_in."""
    return lambda dims, value: {
        key: np.full(array.shape, change(value, array.shape[1])) if key[0] == "W" else array
        for key, array in fill(dims, value).items()
    }


def together(wrong: Callable[[Sequence[int], float], Parameters]) -> Callable[[list[Case]], dict]:
    """The answers to all cases of who makes one mistake."""
    return lambda cases: {
        f"{number} {key}": array
        for number, (layers_dims, value) in enumerate(cases)
        for key, array in wrong(layers_dims, value).items()
    }


DIFFER = {
    "zeros": "the weights of one layer differ from one another (random? np.eye? np.empty?). All "
    "must be 0.",
    "constant": "the weights of one layer differ from one another (random? np.eye? np.empty?). All "
    "must be the same number, the argument `value`.",
}
for _group, _says in DIFFER.items():
    declare(f"{_group}.differ", _says)
VALUE = "Every weight must be the argument `value` itself"
SCALED = declare("constant.scaled", f"the weights are scaled. {VALUE}.")
# (id, what to say, (layers_dims, value) -> the answer)
BIASES = [
    ("biases_1", "the biases are 1. They must be zero: use np.zeros for them.",
     lambda dims, value: fill(dims, value, bias=1.0)),
]  # fmt: skip
ZEROS_MISTAKES = [
    Mistake(f"zeros.{name}", says, together(wrong))
    for name, says, wrong in [
        ("ones",
         "your weights are all 1. np.ones makes ones; use np.zeros.", weights(lambda v: 1.0)),
        ("all_ones", "weights and biases are all 1. np.ones makes ones; use np.zeros.",
         lambda dims, value: fill(dims, 1.0, bias=1.0)),
        ("hundredth", "your weights are all 0.01. Here they must be exactly 0.",
         weights(lambda v: 0.01)),
        ("thousandth", "your weights are all 0.001, small but not 0. They must be exactly 0.",
         weights(lambda v: 1e-3)),
        *BIASES,
    ]
]  # fmt: skip
MISTAKES = [
    Mistake(f"constant.{name}", says, together(wrong))
    for name, says, wrong in [
        ("ones", f"your weights are all 1 whatever is asked. {VALUE}.", weights(lambda v: 1.0)),
        ("zeros", f"your weights are all 0 for every value. {VALUE}: np.full, or np.ones times "
         "value (np.zeros times a number stays zero).", weights(lambda v: 0.0)),
        ("half", f"your weights are always 0.5, the value of one example. {VALUE}.",
         weights(lambda v: 0.5)),
        ("biases_too", "the biases have the value of the weights. Only the weights get `value`, "
         "biases are zero.", lambda dims, value: fill(dims, value, bias=value)),
        *BIASES,
        ("exchanged", "weights and biases are exchanged: the biases hold the value, the weights "
         "are zero.", lambda dims, value: fill(dims, 0.0, bias=value)),
        ("first_layer_only", "only the first layer has the value, the others are zero. Fill every "
         "layer in the loop.", lambda dims, value: only(dims, value, 1)),
        ("last_layer_only", "only the last layer has the value, the others are zero. Fill every "
         "layer in the loop.", lambda dims, value: only(dims, value, -1)),
        ("over_fan_in", f"your weights are value / n_in. Nothing is scaled here: {VALUE}.",
         scaled(lambda v, n: v / n)),
        ("over_root_fan_in", f"your weights are value / sqrt(n_in). Nothing is scaled here: "
         f"{VALUE}.", scaled(lambda v, n: v / np.sqrt(n))),
        ("he_scaled", f"your weights are value * sqrt(2 / n_in). Nothing is scaled here: {VALUE}.",
         scaled(lambda v, n: v * np.sqrt(2 / n))),
        ("sign", "your weights have the wrong sign.", weights(lambda v: -v)),
        ("absolute",
         "your weights have lost the sign of `value`. Leave abs( ) away.", weights(abs)),
        ("not_negative", "a negative `value` became 0. Use `value` as it is, negative too.",
         weights(lambda v: max(v, 0.0))),
        ("at_most_1",
         "a value outside -1 to 1 was cut off (np.clip, min or max). Use `value` as it "
         "is.", weights(lambda v: min(max(v, -1.0), 1.0))),
        ("not_above_1", "a value above 1 was cut off (min). Use `value` as it is.",
         weights(lambda v: min(v, 1.0))),
        ("whole", "your weights are `value` cut to a whole number (int( ), dtype=int, or an array "
         "that was made of whole numbers). Keep them floats.", weights(lambda v: float(int(v)))),
        ("whole_but_example", "your weights are `value` cut to a whole number, except in the "
         "example. Keep them floats.", weights(lambda v: v if v == 0.5 else float(int(v)))),
        ("floor", "your weights are `value` rounded down. Use it as it is.",
         weights(lambda v: float(np.floor(v)))),
        ("rounded", "your weights are `value` rounded to a whole number. Use it as it is.",
         weights(lambda v: float(round(v)))),
        ("zero_as_missing", "the value 0 is treated as if none were given (`value or ...`, `if "
         "value`). 0 is a value like any other.", weights(lambda v: v or 1.0)),
        ("squared", f"your weights are value * value. {VALUE}.", weights(lambda v: v * v)),
        ("plus_1", f"your weights are 1 + value: np.ones + value. {VALUE}.",
         weights(lambda v: 1 + v)),
        ("hundredth", f"your weights are value * 0.01. {VALUE}.", weights(lambda v: 0.01 * v)),
    ]
]  # fmt: skip
