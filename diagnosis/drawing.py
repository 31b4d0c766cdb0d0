"""Initializations that draw from seed 3: a table of wrong recipes, each with its sentence."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np

from diagnosis.core import Mistake, call_with_list, judge, misfit, name_of, same

Parameters = dict[str, np.ndarray]
Factor = Callable[[int, int], float]  # (n_in, n_out) -> what the draw is multiplied by

RULES: dict[str, Factor] = {
    "random": lambda n_in, n_out: 10.0,
    "he": lambda n_in, n_out: np.sqrt(2 / n_in),
    "xavier": lambda n_in, n_out: np.sqrt(1 / n_in),
    "glorot": lambda n_in, n_out: np.sqrt(2 / (n_in + n_out)),
}

FAN_OUT = (
    "that is the fan-out (the rows of W, layers_dims[l]), and the fan-in belongs there "
    "(the columns of W, layers_dims[l-1])"
)
# "Your weights are randn times <key>."
WRONG_FACTORS: dict[str, Factor] = {
    "sqrt(2 / n_in): that is He's rule, not this one": RULES["he"],
    "sqrt(1 / n_in): that is Xavier's rule, not this one": RULES["xavier"],
    "sqrt(2 / (n_in + n_out)): that is Glorot's rule, not this one": RULES["glorot"],
    "10: that is the exercise with large random weights, not this one": RULES["random"],
    f"sqrt(2 / n_out): {FAN_OUT}": lambda n_in, n_out: np.sqrt(2 / n_out),
    f"sqrt(1 / n_out): {FAN_OUT}": lambda n_in, n_out: np.sqrt(1 / n_out),
    "2 / n_in: the square root is missing": lambda n_in, n_out: 2 / n_in,
    "1 / n_in: the square root is missing": lambda n_in, n_out: 1 / n_in,
    "2 / (n_in + n_out): the square root is missing": lambda n_in, n_out: 2 / (n_in + n_out),
    "sqrt(2) / n_in: the root must cover n_in too": lambda n_in, n_out: np.sqrt(2) / n_in,
    "sqrt(n_in / 2): the fraction is upside down": lambda n_in, n_out: np.sqrt(n_in / 2),
    "sqrt(n_in): divide by it, do not multiply": lambda n_in, n_out: np.sqrt(n_in),
    "sqrt((n_in + n_out) / 2): the fraction is upside down": lambda n_in, n_out: np.sqrt(
        (n_in + n_out) / 2
    ),
    "sqrt(1 / (n_in + n_out)): there is a 2 above the line": lambda n_in, n_out: np.sqrt(
        1 / (n_in + n_out)
    ),
    "sqrt(6 / (n_in + n_out)): that is the bound of Glorot's uniform draw, and this one is "
    "normal, with a 2": lambda n_in, n_out: np.sqrt(6 / (n_in + n_out)),
    "sqrt(6 / n_in): that is the bound of He's uniform draw, and this one is normal, with "
    "a 2": lambda n_in, n_out: np.sqrt(6 / n_in),
    "sqrt(2 / n_in + n_out): the brackets around the sum are missing": lambda n_in, n_out: np.sqrt(
        2 / n_in + n_out
    ),
    "sqrt(2 / (n_in * n_out)): add n_in and n_out, do not multiply": lambda n_in, n_out: np.sqrt(
        2 / (n_in * n_out)
    ),
    "sqrt(4 / (n_in + n_out)): the 2 is there twice, as the mean of n_in and n_out holds one "
    "already": lambda n_in, n_out: np.sqrt(4 / (n_in + n_out)),
    "sqrt(2 * n_in): divide by n_in, do not multiply": lambda n_in, n_out: np.sqrt(2 * n_in),
    "sqrt(1 / (2 * n_in)): the 2 has slipped below the line": lambda n_in, n_out: np.sqrt(
        1 / (2 * n_in)
    ),
    "0: is there a // (whole-number division) in the factor?": lambda n_in, n_out: 0.0,
    "1: the draw is not scaled at all": lambda n_in, n_out: 1.0,
    "0.01: the usual small start, but not what this exercise asks for": lambda n_in, n_out: 0.01,
    "0.1: did you divide by 10 instead of multiplying?": lambda n_in, n_out: 0.1,
    "100: that is 10 times too much": lambda n_in, n_out: 100.0,
    "sqrt(10): 10 is the standard deviation, not the variance": lambda n_in, n_out: np.sqrt(10),
}


def judge_drawing(
    function: Callable[[list[int]], Parameters],
    layers_dims: Sequence[int],
    expected: Parameters,
    rule: str,
) -> None:
    """Judge an initialization by `rule`, a key of RULES, against `expected`.

    Raises AssertionError, naming the mistake, where the answer is another, where two calls
    differ, or where the caller's list was changed.
    """
    what = f"{name_of(function)}({list(layers_dims)})"
    got = call_with_list(function, layers_dims)
    if misfit(got, expected) is None:
        np.random.rand()  # a seed at the function's end must not serve the next call
        if not same(call_with_list(function, layers_dims), got):
            raise AssertionError(f"{what}: {UNSEEDED}")
    judge(what, got, expected, mistakes(rule), (layers_dims,))


UNSEEDED = (
    "two calls gave different weights, so the seed is missing or stands outside the function. "
    "Make np.random.seed(3) the first line inside it."
)


def judge_seeding(function: Callable[[list[int]], Parameters], layers_dims: Sequence[int]) -> None:
    """Judge whether an initialization sets its own seed, whatever was drawn or seeded before."""
    before = function(list(layers_dims))
    if not same(before, before):  # a list, None: not the seed's fault
        raise AssertionError(
            f"{name_of(function)}({list(layers_dims)}): not every value is an array of numbers. "
            "Make the test of the shapes pass first."
        )
    np.random.rand(7)
    after_draws = function(list(layers_dims))
    np.random.seed(11)
    after_seed = function(list(layers_dims))
    if not (same(after_draws, before) and same(after_seed, before)):
        raise AssertionError(f"{name_of(function)}({list(layers_dims)}): {UNSEEDED}")


def mistakes(rule: str) -> Iterator[Mistake]:
    """Every known way to draw wrongly where `rule` is asked for."""
    right = RULES[rule]
    for says, factor in WRONG_FACTORS.items():
        if factor is not right:
            yield Mistake(
                f"your weights are randn times {says}.",
                lambda dims, factor=factor: draw(dims, factor),
            )
    for says, wrong in WRONG_DRAWS:
        yield Mistake(says, lambda dims, wrong=wrong: wrong(dims, right))


def draw(
    layers_dims: Sequence[int],
    factor: Factor,
    sample: Callable[[np.random.RandomState, int, int], np.ndarray] = np.random.RandomState.randn,
    seed: int = 3,
    reseed: bool = False,
) -> Parameters:
    """W[l] = sample(n_out, n_in) * factor(n_in, n_out), layer after layer; biases zero."""
    rng = np.random.RandomState(seed)
    parameters = {}
    for layer, (n_in, n_out) in enumerate(pairwise(layers_dims), start=1):
        if reseed:
            rng = np.random.RandomState(seed)
        parameters[f"W{layer}"] = sample(rng, n_out, n_in) * factor(n_in, n_out)
        parameters[f"b{layer}"] = np.zeros((n_out, 1))
    return parameters


def draw_new_generator(layers_dims: Sequence[int], factor: Factor) -> Parameters:
    """The same with np.random.default_rng(3), whose numbers are others."""
    rng = np.random.default_rng(3)
    return draw(layers_dims, factor, lambda _, n_out, n_in: rng.standard_normal((n_out, n_in)))


def draw_biases(layers_dims: Sequence[int], factor: Factor, keep: bool, first: bool) -> Parameters:
    """Draws for the biases too, before or after each W, and keeps them or zeroes them again."""
    rng = np.random.RandomState(3)
    parameters = {}
    for layer, (n_in, n_out) in enumerate(pairwise(layers_dims), start=1):
        b = rng.randn(n_out, 1) if first else None
        parameters[f"W{layer}"] = rng.randn(n_out, n_in) * factor(n_in, n_out)
        b = b if first else rng.randn(n_out, 1)
        parameters[f"b{layer}"] = b * keep
    return parameters


def first_fan_in(layers_dims: Sequence[int], factor: Factor) -> Parameters:
    """Every layer scaled by the rule for the first layer."""
    return draw(layers_dims, lambda n_in, n_out: factor(layers_dims[0], layers_dims[1]))


def one_unscaled(layers_dims: Sequence[int], factor: Factor, layer: int) -> Parameters:
    """One layer left as drawn: 1 the first, -1 the last."""
    layer %= len(layers_dims)
    scaled, drawn = draw(layers_dims, factor), draw(layers_dims, lambda n_in, n_out: 1.0)
    return scaled | {f"W{layer}": drawn[f"W{layer}"]}


def layer_below(layers_dims: Sequence[int], factor: Factor) -> Parameters:
    """Every layer scaled by the rule for the layer below, the first by l-2 = -1, the last size."""
    sizes = pairwise([layers_dims[-1], *layers_dims])
    return draw(layers_dims, lambda n_in, n_out: factor(*next(sizes)))


# (what to say, (layers_dims, factor) -> the answer): the right rule applied to a wrong draw.
WRONG_DRAWS: list[tuple[str, Callable[[Sequence[int], Factor], Parameters]]] = [
    (
        "you set the seed anew for every layer. Set it once, before the loop: otherwise all "
        "layers begin with the same numbers.",
        lambda dims, factor: draw(dims, factor, reseed=True),
    ),
    (
        "you drew with rand (uniform from 0 to 1, never negative). Use randn, the normal "
        "distribution.",
        lambda dims, factor: draw(dims, factor, lambda rng, o, i: rng.rand(o, i)),
    ),
    (
        "you drew uniformly from -1 to 1 (before scaling). Use randn, the normal distribution.",
        lambda dims, factor: draw(dims, factor, lambda rng, o, i: rng.uniform(-1, 1, (o, i))),
    ),
    (
        "you drew W with rows and columns exchanged and transposed it afterwards, so the numbers "
        "stand in other places. Draw randn(layers_dims[l], layers_dims[l-1]).",
        lambda dims, factor: draw(dims, factor, lambda rng, o, i: rng.randn(i, o).T),
    ),
    (
        "your numbers come from np.random.default_rng(3), a newer generator with other numbers. "
        "This exercise wants np.random.seed(3) and randn.",
        draw_new_generator,
    ),
    (
        "your biases are random. They must be zero: random weights alone break the symmetry.",
        lambda dims, factor: draw_biases(dims, factor, keep=True, first=False),
    ),
    (
        "your biases are random, and drawn before the weights. They must be zero.",
        lambda dims, factor: draw_biases(dims, factor, keep=True, first=True),
    ),
    (
        "you draw numbers for the biases as well and throw them away, which shifts every later "
        "weight. Use np.zeros for the biases.",
        lambda dims, factor: draw_biases(dims, factor, keep=False, first=False),
    ),
    (
        "every layer is scaled by the size of the first one. Inside the loop use layers_dims[l-1].",
        first_fan_in,
    ),
    (
        "the last layer is not scaled. Treat it like the others.",
        lambda dims, factor: one_unscaled(dims, factor, -1),
    ),
    (
        "the first layer is not scaled. Treat it like the others.",
        lambda dims, factor: one_unscaled(dims, factor, 1),
    ),
    (
        "every layer is scaled by the sizes of the layer below it. Layer l has the fan-in "
        "layers_dims[l-1] and the fan-out layers_dims[l].",
        layer_below,
    ),
    (
        "your weights are 10 times too large: take away the factor 10 of the other exercise.",
        lambda dims, factor: draw(dims, lambda n_in, n_out: 10 * factor(n_in, n_out)),
    ),
    (
        "your biases are 1. They must be zero: use np.zeros for them.",
        lambda dims, factor: {k: a + (k[0] == "b") for k, a in draw(dims, factor).items()},
    ),
    *(
        (
            f"your numbers come from seed {seed}. This exercise wants np.random.seed(3).",
            lambda dims, factor, seed=seed: draw(dims, factor, seed=seed),
        )
        for seed in (0, 1, 2, 42)
    ),
    (
        "your weights are the right ones with the opposite sign.",
        lambda dims, factor: draw(dims, factor, lambda rng, o, i: -rng.randn(o, i)),
    ),
    (
        "your weights have lost their sign: all are positive. Take the absolute value away.",
        lambda dims, factor: draw(dims, factor, lambda rng, o, i: abs(rng.randn(o, i))),
    ),
]
