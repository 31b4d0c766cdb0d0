"""Weights drawn from seed 3: the right recipe, and wrong ones, each with its id and sentence."""

import random
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any

import numpy as np

from diagnosis.factors import ask, hints
from diagnosis.scales import RULES, Factor
from diagnosis.verdict import Mistake, declare

Parameters = dict[str, np.ndarray]
Sample = Callable[[Any, int, int], np.ndarray]  # (generator, n_out, n_in) -> what is drawn


def draw(
    layers_dims: Sequence[int],
    factor: Factor,
    sample: Sample = np.random.RandomState.randn,
    seed: int = 3,
    reseed: bool = False,
    generator: Callable[[int], Any] = np.random.RandomState,
) -> Parameters:
    """W[l] = sample(n_out, n_in) * factor(n_in, n_out), layer after layer; biases zero."""
    parameters = {}
    samples = drawn(tuple(layers_dims), sample, seed, reseed, generator)
    for layer, (n_in, n_out) in enumerate(pairwise(layers_dims), start=1):
        parameters[f"W{layer}"] = samples[layer - 1] * factor(n_in, n_out)
        parameters[f"b{layer}"] = np.zeros((n_out, 1))
    return parameters


@lru_cache(maxsize=1000)  # more than the seeds that are tried
def drawn(
    layers_dims: tuple[int, ...],
    sample: Sample,
    seed: int,
    reseed: bool,
    generator: Callable[[int], Any],
) -> tuple[np.ndarray, ...]:
    """What is drawn for each layer: a hundred wrong factors are tried with the same numbers."""
    rng = generator(seed)
    samples = []
    for n_in, n_out in pairwise(layers_dims):
        if reseed:
            rng = generator(seed)
        samples.append(sample(rng, n_out, n_in))
    return tuple(samples)


def draw_downwards(layers_dims: Sequence[int], factor: Factor) -> Parameters:
    """The same from the last layer down to the first."""
    rng = np.random.RandomState(3)
    parameters = {}
    for layer, (n_in, n_out) in reversed(list(enumerate(pairwise(layers_dims), start=1))):
        parameters[f"W{layer}"] = rng.randn(n_out, n_in) * factor(n_in, n_out)
        parameters[f"b{layer}"] = np.zeros((n_out, 1))
    return parameters


def draw_biases(layers_dims: Sequence[int], factor: Factor, keep: bool, first: bool) -> Parameters:
    """Draws for the biases too, before or after each W, and keeps them or zeroes them again."""
    rng = np.random.RandomState(3)
    parameters = {}
    for layer, (n_in, n_out) in enumerate(pairwise(layers_dims), start=1):
        b = rng.randn(n_out, 1) if first else None
        parameters[f"W{layer}"] = rng.randn(n_out, n_in) * factor(n_in, n_out)
        parameters[f"b{layer}"] = (rng.randn(n_out, 1) if b is None else b) * keep
    return parameters


def scaled_biases(layers_dims: Sequence[int], factor: Factor) -> Parameters:
    """Biases drawn after each W and multiplied by the same factor."""
    drawn = draw_biases(layers_dims, factor, keep=True, first=False)
    for layer, sizes in enumerate(pairwise(layers_dims), start=1):
        drawn[f"b{layer}"] *= factor(*sizes)
    return drawn


def shifted(layers_dims: Sequence[int], factor: Factor, operation: Callable) -> Parameters:
    """randn + factor (np.add), or randn / factor (np.divide)."""
    drawn = draw(layers_dims, lambda n_in, n_out: 1.0)
    for layer, sizes in enumerate(pairwise(layers_dims), start=1):
        drawn[f"W{layer}"] = operation(drawn[f"W{layer}"], factor(*sizes))
    return drawn


def one_unscaled(layers_dims: Sequence[int], factor: Factor, layer: int) -> Parameters:
    """One layer left as drawn: 1 the first, -1 the last."""
    layer %= len(layers_dims)
    scaled, drawn = draw(layers_dims, factor), draw(layers_dims, lambda n_in, n_out: 1.0)
    return scaled | {f"W{layer}": drawn[f"W{layer}"]}


def other_sizes(layers_dims: Sequence[int], factor: Factor, sizes: Iterator) -> Parameters:
    """Every layer scaled by the rule for the sizes of another."""
    return draw(layers_dims, lambda n_in, n_out: factor(*next(sizes)))


def layer_numbers(layers_dims: Sequence[int], first: int) -> Iterator[tuple[int, int]]:
    """(l, l) for each layer l, or with `first` 0 (l - 1, l): a layer's number for its sizes."""
    return zip(range(first, len(layers_dims)), range(1, len(layers_dims)), strict=False)


def edited(change: Callable[[np.ndarray], np.ndarray]) -> Callable:
    """The right draw, then `change` of every W."""
    return lambda dims, factor: {
        key: change(array) if key[0] == "W" else array for key, array in draw(dims, factor).items()
    }


def sampled(sample: Sample, generator: Callable[[int], Any] = np.random.RandomState) -> Callable:
    return partial(draw, sample=sample, generator=generator)


def gauss(rng: random.Random, n_out: int, n_in: int) -> np.ndarray:
    """Entry by entry from Python's own random."""
    return np.array([[rng.gauss(0, 1) for _ in range(n_in)] for _ in range(n_out)])


# (id, what to say, (layers_dims, factor) -> the answer): the right factor applied to a wrong draw.
WRONG_DRAWS: list[tuple[str, str, Callable[[Sequence[int], Factor], Parameters]]] = [
    ("seed_in_loop", "you set the seed anew for every layer. Set it once, before the loop: "
     "otherwise all layers begin with the same numbers.", partial(draw, reseed=True)),
    ("rand_for_randn", "you drew with rand (uniform from 0 to 1, never negative). Use randn, the "
     "normal distribution.", sampled(lambda rng, o, i: rng.rand(o, i))),
    ("uniform", "you drew uniformly from -1 to 1 (before scaling). Use randn, the normal "
     "distribution.", sampled(lambda rng, o, i: rng.uniform(-1, 1, (o, i)))),
    ("uniform_half", "you drew uniformly from -0.5 to 0.5 (before scaling). Use randn, the normal "
     "distribution.", sampled(lambda rng, o, i: rng.rand(o, i) - 0.5)),
    ("drawn_transposed", "you drew W with rows and columns exchanged and transposed it afterwards, "
     "so the numbers stand in other places. Draw randn(layers_dims[l], layers_dims[l-1]).",
     sampled(lambda rng, o, i: rng.randn(i, o).T)),
    ("new_generator", "your numbers come from np.random.default_rng(3), a newer generator with "
     "other numbers. This exercise wants np.random.seed(3) and randn.",
     sampled(lambda rng, o, i: rng.standard_normal((o, i)), np.random.default_rng)),
    ("python_random", "your numbers come from Python's own module random. This exercise wants "
     "np.random.seed(3) and np.random.randn.", sampled(gauss, random.Random)),
    ("random_biases", "your biases are random. They must be zero: random weights alone break the "
     "symmetry.", partial(draw_biases, keep=True, first=False)),
    ("scaled_random_biases", "your biases are random, and scaled as the weights are. They must be "
     "zero.", scaled_biases),
    ("biases_drawn_first", "your biases are random, and drawn before the weights. They must be "
     "zero.", partial(draw_biases, keep=True, first=True)),
    ("biases_drawn_in_vain", "you draw numbers for the biases as well and throw them away, which "
     "shifts every later weight. Use np.zeros for the biases.",
     partial(draw_biases, keep=False, first=False)),
    ("first_layers_size", "every layer is scaled by the size of the first one. Inside the loop use "
     "layers_dims[l-1].",
     lambda dims, factor: draw(dims, lambda n_in, n_out: factor(dims[0], dims[1]))),
    ("first_and_last_size", "every layer is scaled by the first and the last size of the whole "
     "network. Inside the loop the fan-in is layers_dims[l-1] and the fan-out layers_dims[l].",
     lambda dims, factor: draw(dims, lambda n_in, n_out: factor(dims[0], dims[-1]))),
    ("last_size", "every layer is scaled by the last size of the network. Inside the loop the "
     "fan-in is layers_dims[l-1] and the fan-out layers_dims[l].",
     lambda dims, factor: draw(dims, lambda n_in, n_out: factor(dims[-1], dims[-1]))),
    ("number_of_sizes", "len(layers_dims), the number of sizes, stands where the size of a layer "
     "belongs. The fan-in is layers_dims[l-1], the fan-out layers_dims[l].",
     lambda dims, factor: draw(dims, lambda n_in, n_out: factor(len(dims), len(dims)))),
    ("layer_number", "the layer's number l stands where its size belongs. The fan-in is "
     "layers_dims[l-1], the fan-out layers_dims[l].",
     lambda dims, factor: other_sizes(dims, factor, layer_numbers(dims, 1))),
    ("layer_numbers", "the numbers l - 1 and l stand where sizes belong. The fan-in is "
     "layers_dims[l-1], the fan-out layers_dims[l].",
     lambda dims, factor: other_sizes(dims, factor, layer_numbers(dims, 0))),
    ("last_layer_not_scaled", "the last layer is not scaled. Treat it like the others.",
     partial(one_unscaled, layer=-1)),
    ("first_layer_not_scaled", "the first layer is not scaled. Treat it like the others.",
     partial(one_unscaled, layer=1)),
    ("layer_below", "every layer is scaled by the sizes of the layer below it. Layer l has the "
     "fan-in layers_dims[l-1] and the fan-out layers_dims[l].",
     lambda dims, factor: other_sizes(dims, factor, pairwise([dims[-1], *dims]))),
    ("layer_above", "every layer is scaled by the sizes of the layer above it. Layer l has the "
     "fan-in layers_dims[l-1] and the fan-out layers_dims[l].",
     lambda dims, factor: other_sizes(dims, factor, pairwise([*dims[1:], dims[0]]))),
    ("last_layer_first", "the layers are drawn from the last one down to the first. Draw W1 first, "
     "then W2, ...: the range of the loop goes up.", draw_downwards),
    ("biases_1", "your biases are 1. They must be zero: use np.zeros for them.",
     lambda dims, factor: {k: a + (k[0] == "b") for k, a in draw(dims, factor).items()}),
    ("opposite_sign",
     "your weights are the right ones with the opposite sign.", edited(np.negative)),
    ("no_negative", "your weights have lost their sign: all are positive. Take the absolute value "
     "away.", edited(np.abs)),
    ("squared", "your weights are squared: the power stands around the draw too. Only the factor "
     "has a root.", edited(np.square)),
    ("power", "`**` stands between the draw and the factor, one star too many: that is a power. "
     "Multiply: randn(...) * factor.", partial(shifted, operation=np.power)),
    ("factor_added", "the factor is added to the draw. Multiply: randn(...) * factor.",
     partial(shifted, operation=np.add)),
    ("divided_by_factor", "the draw is divided by the factor. Multiply.",
     partial(shifted, operation=np.divide)),
    ("all_equal", "all weights of a layer are the same number: nothing was drawn. Draw with "
     "np.random.randn.", sampled(lambda rng, o, i: np.ones((o, i)))),
    ("whole_numbers", "your weights are cut to whole numbers. Leave int( ) and dtype=int away.",
     edited(np.trunc)),
    ("weights_rounded", "your weights are rounded to two digits. Leave all digits.",
     edited(lambda W: np.round(W, 2))),
]  # fmt: skip
MISTAKES: dict[str, list[Mistake]] = {
    rule: [
        *(Mistake(h.id, h.says, lambda dims, h=h: draw(dims, h.wrong)) for h in hints(rule)),
        *(
            Mistake(f"{rule}.{name}", says, lambda dims, w=wrong, r=right: w(dims, r))
            for name, says, wrong in WRONG_DRAWS
        ),
    ]
    for rule, right in RULES.items()
}
for _rule in RULES:
    declare(f"{_rule}.biases_not_zero", "the biases are not zero. Use np.zeros for them.")
    declare(f"{_rule}.other_seed", "your numbers come from another seed than 3.")
    declare(f"{_rule}.extra_factor", f"all weights have a factor too many. {ask(_rule)}")
    declare(f"{_rule}.same_factor", f"the factor is the same in every layer. {ask(_rule)}")
    declare(f"{_rule}.standardized", "the weights are divided by their own size.")
    declare(f"{_rule}.other_factor", f"the factor is another one. {ask(_rule)}")
    declare(f"{_rule}.scaled_again", "the factor is applied several times.")
    declare(
        f"{_rule}.other_places",
        "your numbers are the right ones, but they stand in other places of W. Draw W in its own "
        "shape, randn(layers_dims[l], layers_dims[l-1]); no reshape and no .T afterwards.",
    )
    declare(f"{_rule}.drawn_late", "numbers are drawn besides the weights.")
    declare(f"{_rule}.other_numbers", "the size is right, but the numbers are others.")
    declare(f"{_rule}.integers", f"the weights are whole numbers. {ask(_rule)}")
    declare(f"{_rule}.uniform_limits", f"the weights are drawn uniformly. {ask(_rule)}")
    for _name, _says, _ in WRONG_DRAWS:
        declare(f"{_rule}.{_name}_and_factor", f"{_says} And the factor is another one, too.")


FREQUENT = {"not_scaled", "missing_root", "fan_out", "is_he", "is_xavier", "is_glorot", "is_random",
            "factor_0_01", "factor_0_1", "upside_down", "times_10"}  # fmt: skip


class Pair:
    """A wrong draw and a wrong factor at once: like a Mistake, but declared already."""

    def __init__(self, rule: str, draw_id: str, says: str, answer: Callable) -> None:
        self.id, self.says, self.answer = f"{rule}.{draw_id}_and_factor", says, answer


def both_wrong(rule: str) -> Iterator[Pair]:
    """Every wrong draw with the most frequent wrong factors."""
    near = [hint for hint in hints(rule) if hint.id.split(".")[1] in FREQUENT]
    for name, says, wrong in WRONG_DRAWS:
        for hint in near:
            both = f"two mistakes. First, {says} Second, {hint.says}"
            yield Pair(rule, name, both, lambda dims, w=wrong, h=hint: w(dims, h.wrong))
