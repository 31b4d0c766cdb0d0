"""Judges gradient clipping, clip_gradients(gradients, max_norm)."""

from collections.abc import Callable
from typing import Any

import numpy as np

from diagnosis.clipping_mistakes import (
    MISTAKES,
    Gradients,
    norm_of,
    rescaled,
    times,
    two_mistakes,
)
from diagnosis.core import as_numbers, judge, known, misfit, name_of, ratio, same
from diagnosis.errors import call
from diagnosis.forms import FIXED_KEYS, judge_dictionary
from diagnosis.verdict import KNOWN, accuse, declare
from diagnosis.wrappers import first_dictionary


def judge_clipping(
    function: Callable[[Gradients, float], Gradients],
    gradients: Gradients,
    max_norm: float,
    expected: Gradients | None = None,
) -> None:
    """Judge clip_gradients: all arrays times max_norm / |g| if |g| > max_norm, |g| over all.

    Raises AssertionError, naming the mistake. What became of the caller's arrays is not judged.
    """
    try:
        call(function, {"dW1": np.ones((2, 3)), "db1": np.ones((2, 1))}, max_norm)
    except AssertionError as error:
        if getattr(error, "mistake_id", None) == "error.key":
            accuse(
                name_of(function),
                f"{KNOWN[FIXED_KEYS]}",
                FIXED_KEYS,
                getattr(error, "__notes__", ()),
            )
        raise
    copies = {key: array.copy() for key, array in gradients.items()}
    got = first_dictionary(call(function, copies, max_norm))
    right = rescaled(gradients, norm_of(gradients), max_norm) if expected is None else expected
    if isinstance(got, dict):
        got = {key: shaped(got[key], right[key]) for key in right if key in got}
    where = "greater" if norm_of(gradients) > max_norm else "not greater"
    what = f"{name_of(function)}, where the norm is {where} than max_norm"
    if misfit(got, right):
        for most in (1.0, 8.0):  # says the same as the test of the form
            judge_dictionary(function, EXAMPLE, most)
    if not same(got, right) and is_reversed(function, gradients):
        accuse(name_of(function), KNOWN[REVERSED], REVERSED)
    if same(got, gradients) and not same(got, right) and max_norm > norm_of(gradients) / 2:
        judge_clipping(function, gradients, norm_of(gradients) / 100)  # it shows there
    args = gradients, max_norm
    named = same(got, right) or known(got, MISTAKES, args)
    if not named and (both := known(got, two_mistakes(), args)):
        accuse(what, both.says, both.id)
    if not named and (factor := common(got, right)):
        if where == "not greater":
            accuse(what, f"all numbers are multiplied by {factor:.4g}. {STAY}", WITHIN)
        floor = np.log10(factor * max_norm / norm_of(gradients))
        if factor > 1 and floor < -1 and abs(floor - round(floor)) < 1e-6:
            bound = f"your factor never falls below 1e{round(floor)}, so very long gradients "
            accuse(what, f"{bound}stay too long. Take max_norm / norm as it is.", TINY)
        size = f"{factor:.4g} times" if abs(factor - 1) > 0.01 else "a little more or less than"
        accuse(what, f"all gradients are {size} what they should be. {ONE_FACTOR}", FACTOR)
    judge(what, got, right, MISTAKES, args)


EXAMPLE = {"dW1": np.array([[3.0]]), "db1": np.array([[4.0]])}  # that of the exercise


def common(got: Any, right: Gradients) -> float | None:
    """The factor other than 1 that all arrays have in common; None if there is none."""
    if not isinstance(got, dict) or misfit(got, right) is not None:
        return None
    factors = [ratio(got[key], right[key]) for key in right if right[key].size > 1]
    factor = next((f for f in factors if f is not None), None)
    if not factor or same(got, right) or not same(got, times(right, factor)):
        return None
    return factor


STAY = "The norm is not greater than max_norm, so they must stay as they are."
ONE_FACTOR = (
    "So your factor is not max_norm / norm. Print the norm for the example (it is 5) and look at "
    "how it begins, what is added to it, and at the factor's own line."
)
TINY = declare("clip.factor_bounded_tiny", "your factor never falls below a small number.")
WITHIN = declare("clip.changed_within", f"all numbers are multiplied. {STAY}")
FACTOR = declare("clip.other_factor", f"all gradients have the same wrong factor. {ONE_FACTOR}")


def is_reversed(function: Callable[[Gradients, float], Gradients], gradients: Gradients) -> bool:
    """Whether long gradients stay as they are and short ones are made longer."""
    length = norm_of(gradients)
    answers = []
    for max_norm in (length / 2, 2 * length):
        copies = {key: array.copy() for key, array in gradients.items()}
        answers.append(first_dictionary(call(function, copies, max_norm)))
    return same(answers[0], gradients) and same(answers[1], times(gradients, 2.0))


REVERSED = declare(
    "clip.condition_reversed",
    "the condition is the wrong way round: long gradients stay as they are, and short ones are "
    "made longer. Rescale only `if norm > max_norm`.",
)


def shaped(array: Any, like: np.ndarray) -> Any:
    """The array in the right shape: a wrong one is what the test of the form is for."""
    fits = isinstance(array, np.ndarray) and array.size == like.size
    return array.reshape(like.shape) if fits else array


def judge_no_gradient(function: Callable[[Gradients, float], Gradients]) -> None:
    """Judge that gradients which are all zero stay so: their norm is 0."""
    zeros = {"dW1": np.zeros((2, 3)), "db1": np.zeros((2, 1))}
    says = "gradients that are all zero have the norm 0, and your code divides 0 by 0. Divide by "
    says += "the norm only `if norm > max_norm`."
    try:
        got = first_dictionary(call(function, zeros, 1.0))
    except AssertionError as error:
        if getattr(error, "mistake_id", None) == "error.zero_division":
            accuse(name_of(function), says, ZERO)
        raise
    if isinstance(got, dict) and any(
        numbers is not None and np.isnan(numbers).any() for numbers in map(as_numbers, got.values())
    ):
        accuse(name_of(function), says, ZERO)


ZERO = declare("clip.zero_over_zero", "gradients that are all zero give 0 divided by 0.")
