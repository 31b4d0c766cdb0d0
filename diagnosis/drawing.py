"""Judges initializations that draw from seed 3."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from diagnosis.core import ATOL, NAN, judge, known, misfit, name_of, ratio, same
from diagnosis.draws import MISTAKES, Parameters, both_wrong, draw
from diagnosis.errors import call
from diagnosis.factors import ask
from diagnosis.fits import fitted
from diagnosis.layers import judge_layers
from diagnosis.scales import RULES
from diagnosis.streams import ONLY, judge_sources
from diagnosis.verdict import KNOWN, accuse, declare
from diagnosis.wrappers import first_dictionary


def judge_drawing(
    function: Callable[[list[int]], Parameters],
    layers_dims: Sequence[int],
    expected: Parameters,
    rule: str,
) -> None:
    """Judge an initialization by `rule`, a key of RULES, against `expected`.

    Seed 3 is set before the call: that the function sets it itself is what judge_seeding judges.
    Raises AssertionError, naming the mistake, where the answer is another.
    """
    what = name_of(function)
    np.random.seed(3)
    all_of_it = first_dictionary(call(function, list(layers_dims)))
    got = all_of_it
    if isinstance(got, dict):
        got = {key: got[key] for key in expected if key in got}
    if same(got, expected):
        return
    if mistake := known(got, MISTAKES[rule], (layers_dims,)):
        accuse(what, mistake.says, mistake.id)
    wrong = misfit(got, expected)
    if wrong is None:
        name_by_search(what, got, expected, layers_dims, rule)
    if (wrong and wrong[1] != NAN) or len(all_of_it) > len(got):
        judge_layers(function)  # what the test of the shapes says is the cause here, too
    if wrong is None:
        judge_order(what, got, layers_dims, rule)
    judge(what, got, expected)


def name_by_search(
    what: str, got: Parameters, expected: Parameters, layers_dims: Sequence[int], rule: str
) -> None:
    """Raise AssertionError for a mistake that has a number in it: a seed, a factor, biases."""
    weights = [key for key in expected if key[0] == "W"]
    if all(np.asarray(got[key]).dtype.kind in "iu" for key in weights):
        accuse(
            what,
            f"your weights are whole numbers (np.random.randint, or dtype=int). {ask(rule)}",
            f"{rule}.integers",
        )
    if same(got["W1"], expected["W1"]) and not same(got["b1"], expected["b1"]):
        accuse(
            what,
            "the biases are not zero. Use np.zeros for them; if they are drawn, they shift "
            "the weights of the later layers, too.",
            f"{rule}.biases_not_zero",
        )
    judge_sources(what, [got[key] for key in weights], layers_dims, rule)
    ratios = [ratio(got[key], expected[key]) for key in weights]
    factors = [factor for factor in ratios if factor is not None]
    if len(factors) == len(weights) and np.ptp(factors) < ATOL * abs(factors[0]):
        size = f"{factors[0]:.4g}"
        if size != "1":
            accuse(
                what,
                f"all weights are {size} times what they should be. {ask(rule)} Look for a "
                "factor too many.",
                f"{rule}.extra_factor",
            )
    for mistake in both_wrong(rule):
        if known(got, [mistake], (layers_dims,)):
            accuse(what, mistake.says, mistake.id)
    drawn = draw(layers_dims, lambda n_in, n_out: 1.0)
    ratios = [ratio(got[key], drawn[key]) for key in weights]
    factors = [factor for factor in ratios if factor is not None]
    scaled = len(factors) == len(weights)  # each layer, by one factor of its own
    if rule != "random" and scaled and np.ptp(factors) < ATOL:
        accuse(
            what,
            f"your factor is the same in every layer, {factors[0]:.4g}. {ask(rule)} n_in is "
            "layers_dims[l-1] and n_out is layers_dims[l], for each layer anew.",
            f"{rule}.same_factor",
        )
    if scaled and (again := scaled_again(factors, layers_dims, rule)):
        accuse(what, again, f"{rule}.scaled_again")
    if scaled and (text := fitted(list(pairwise(layers_dims)), factors)):
        accuse(
            what,
            f"your weights are randn times {text}. {ask(rule)} Compare the two, piece by piece.",
            f"{rule}.other_factor",
        )
    for measure, extent in MEASURES if scaled else []:
        own = [factor * extent(drawn[key]) for factor, key in zip(factors, weights, strict=True)]
        if fitted(list(pairwise(layers_dims)), own):
            accuse(
                what,
                f"your weights are divided by their own {measure}. The factor alone makes the "
                f"size, up to chance. {ask(rule)}",
                f"{rule}.standardized",
            )
    rng = np.random.RandomState(3)
    uniform = {key: rng.rand(*expected[key].shape) for key in weights}
    if all(is_stretched(got[key], drawn) for key, drawn in uniform.items()):
        accuse(
            what,
            "your weights are drawn uniformly between two limits (np.random.uniform or rand), not "
            f"from the normal distribution. {ask(rule)}",
            f"{rule}.uniform_limits",
        )


MEASURES: list[tuple[str, Callable]] = [
    ("standard deviation", np.std),
    ("variance", np.var),
    ("norm", np.linalg.norm),
    ("largest entry", np.max),
]


def scaled_again(factors: list[float], layers_dims: Sequence[int], rule: str) -> str | None:
    """What to say where each layer is scaled by its right factor, but several times."""
    right = [RULES[rule](*sizes) for sizes in pairwise(layers_dims)]
    if any(factor <= 0 or abs(c - 1) < 1e-6 for factor, c in zip(factors, right, strict=True)):
        return None  # a factor 1 tells nothing
    powers = np.log(factors) / np.log(right)
    if not np.allclose(powers, np.round(powers), 0, 1e-6) or powers.min() < 0.5:
        return None
    listed = ", ".join(f"W{layer}: {n:.0f} times" for layer, n in enumerate(powers, start=1))
    return f"the factor is applied several times ({listed}). Is the line in a second loop?"


def judge_order(what: str, got: Parameters, layers_dims: Sequence[int], rule: str) -> None:
    """Raise AssertionError where the weights have the right size and are other numbers."""
    drawn = draw(layers_dims, RULES[rule])
    scales = [RULES[rule](*sizes) for sizes in pairwise(layers_dims)]
    numbers, wanted = (
        np.concatenate([array[f"W{layer}"].ravel() / c for layer, c in enumerate(scales, start=1)])
        for array in (got, drawn)
    )
    if numbers.size < 60 or abs(np.std(numbers) - 1) > 0.25 or np.abs(numbers).max() < 1.8:
        return  # too few to tell, another size, or not drawn from randn
    if all(
        is_reordered(got[f"W{layer}"], drawn[f"W{layer}"]) for layer in range(1, len(scales) + 1)
    ):
        accuse(what, KNOWN[f"{rule}.other_places"], f"{rule}.other_places")
    if abs(np.corrcoef(numbers, wanted)[0, 1]) < 0.5:
        accuse(
            what,
            "your weights have the right size, but are other numbers than those that everybody is "
            f"to get from seed 3. {ONLY}",
            f"{rule}.other_numbers",
        )


def is_reordered(array: np.ndarray, drawn: np.ndarray) -> bool:
    """Whether the same numbers stand in an array, whatever the order."""
    return same(np.sort(array.ravel()), np.sort(drawn.ravel()))


def is_stretched(array: np.ndarray, drawn: np.ndarray) -> bool:
    """Whether array = low + (high - low) * drawn, for some limits low < high."""
    middle = drawn - drawn.mean()
    slope = float(np.sum(middle * array) / np.sum(middle**2)) if drawn.size > 2 else 0.0
    return slope > 0 and same(array - array.mean(), slope * middle)


def judge_seeding(function: Callable[[list[int]], Parameters], layers_dims: Sequence[int]) -> None:
    """Judge whether an initialization sets its own seed, whatever was drawn or seeded before."""
    np.random.seed(11)
    first, second, third = (first_dictionary(call(function, list(layers_dims))) for _ in range(3))
    np.random.rand(7)
    after_draws = first_dictionary(call(function, list(layers_dims)))
    what = name_of(function)
    if not same(first, first):  # a list, None: not the seed's fault
        accuse(what, "not every value is an array of numbers. Make the test of the shapes pass.")
    if all(same(other, first) for other in (second, third, after_draws)):
        rule = what.removeprefix("initialize_parameters_")
        if rule in RULES and len(np.unique(first.get("W1", []))) < np.size(first.get("W1", [])):
            judge_drawing(function, layers_dims, draw(layers_dims, RULES[rule]), rule)
        return
    if same(second, third) and not same(second, after_draws):
        accuse(
            what,
            "the seed is set at the end, for the next call. Make np.random.seed(3) the "
            "first line inside the function.",
            AT_END,
        )
    accuse(
        what,
        "two calls gave different weights, so the seed is missing or stands outside the "
        "function. Make np.random.seed(3), a call with round brackets, the first line inside it, "
        "before the loop.",
        MISSING,
    )


MISSING = declare("seed.missing", "the seed is missing inside the function, or stands outside it.")
AT_END = declare("seed.at_end", "the seed is set at the end of the function, for the next call.")
