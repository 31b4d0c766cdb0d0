"""Compares an answer with the right one and, where it is wrong, says which mistake it shows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

# Between the 8 printed digits of a published matrix and the smallest mistake worth naming.
RTOL, ATOL = 1e-6, 1e-7
FLOAT32_RTOL = 1e-5  # what a right answer computed in float32 may lose


@dataclass(frozen=True)
class Mistake:
    """A known mistake: what to say to who made it, and the answer that it leads to."""

    says: str
    answer: Callable[..., Any]  # takes the test's arguments, as the student's function does


def judge(
    what: str, got: Any, expected: Any, mistakes: Iterable[Mistake] = (), args: tuple = ()
) -> None:
    """Raise AssertionError, naming the mistake if it is a known one, unless got equals expected.

    Both are a number, an array, or a dictionary of these; `what` opens the message, for example
    "initialize_parameters_he([5, 7, 3])". The message never holds an expected value.
    """
    if same(got, expected):
        return
    complaint = known(got, mistakes, args) or misfit(got, expected) or difference(got, expected)
    raise AssertionError(f"{what}: {complaint}")


def same(got: Any, expected: Any, rtol: float = RTOL, atol: float = ATOL) -> bool:
    """Whether two answers are equal up to rounding, in keys, shapes and every number."""
    if isinstance(expected, Mapping):
        return (
            isinstance(got, Mapping)
            and set(got) == set(expected)
            and all(same(got[key], expected[key], rtol, atol) for key in expected)
        )
    numbers, wanted = as_numbers(got), as_numbers(expected)
    if getattr(got, "dtype", None) == np.float32:
        rtol = max(rtol, FLOAT32_RTOL)
    return (
        numbers is not None
        and numbers.shape == wanted.shape
        and np.allclose(numbers, wanted, rtol=rtol, atol=atol, equal_nan=True)
    )


def as_numbers(value: Any) -> np.ndarray | None:
    """`value` as an array of floats, or None where it is no number and no array of numbers."""
    if not isinstance(value, int | float | np.number | np.ndarray):
        return None
    array = np.asarray(value)
    return array.astype(float) if array.dtype.kind in "iuf" else None


def misfit(got: Any, expected: Any) -> str | None:
    """What is wrong with the form of an answer (type, keys, shape, NaN); None if nothing is."""
    if isinstance(expected, Mapping):
        if not isinstance(got, Mapping):
            return f"expected a dictionary, got {describe(got)}. Look at the `return` line."
        if set(got) != set(expected):
            return f"expected the keys {', '.join(expected)}, got {', '.join(map(str, got))}."
        complaints = ((key, misfit(got[key], expected[key])) for key in expected)
        return next((f"{key}: {says}" for key, says in complaints if says), None)
    numbers, wanted = as_numbers(got), as_numbers(expected)
    if numbers is None:
        return f"expected {describe(expected)}, got {describe(got)}."
    if numbers.shape != wanted.shape:
        return f"expected {describe(expected)}, got {describe(got)}."
    if np.isnan(numbers).any() and not np.isnan(wanted).any():
        return "there is a NaN in it (0/0, inf - inf, or the root of a negative number)."
    return None


def describe(value: Any) -> str:
    """The kind of a value in words, never the value itself."""
    if value is None:
        return "None (a function without `return` gives None)"
    numbers = as_numbers(value)
    if isinstance(value, np.ndarray) and numbers is None:
        return f"an array whose entries are of type {value.dtype}, not numbers"
    if numbers is None:
        return f"a value of type {type(value).__name__}"
    return "one number" if numbers.ndim == 0 else f"an array of shape {numbers.shape}"


def known(got: Any, mistakes: Iterable[Mistake], args: tuple) -> str | None:
    """What the first mistake says that leads to the answer `got`; None if none does."""
    with np.errstate(all="ignore"):
        for mistake in mistakes:
            try:
                wrong = mistake.answer(*args)
            except ValueError:  # shapes for which this mistake would stop with an error
                continue
            if same(got, wrong):
                return mistake.says
    return None


def difference(got: Any, expected: Any) -> str:
    """How an unknown wrong answer differs: which parts, and whether by a constant factor."""
    if not isinstance(expected, Mapping):
        return f"the value is not right{times(got, expected)}."
    wrong = [key for key in expected if not same(got[key], expected[key])]
    right = [key for key in expected if key not in wrong]
    parts = " and ".join(f"{key} is not right{times(got[key], expected[key])}" for key in wrong)
    return f"{parts} ({', '.join(right)} fine)." if right else f"{parts}."


def times(got: Any, expected: Any) -> str:
    """ ": it is 0.5 times what it should be" where a constant factor is all that differs."""
    numbers, wanted = as_numbers(got).ravel(), as_numbers(expected).ravel()
    if not (numbers @ wanted and np.isfinite(numbers @ wanted)):
        return ""
    factor = (numbers @ wanted) / (wanted @ wanted)
    if numbers.size > 1 and same(numbers, factor * wanted):
        return f": it is {factor:.4g} times what it should be"
    return ""


def name_of(function: Callable) -> str:
    """What a message calls the student's function."""
    return getattr(function, "__name__", "your function")


def call_with_list(function: Callable, layers_dims: Iterable[int], *rest: Any) -> Any:
    """function(list of layers_dims, *rest); AssertionError where it changes that list."""
    dims = list(layers_dims)
    got = function(dims, *rest)
    if dims != list(layers_dims):
        raise AssertionError(
            f"{name_of(function)} changed the caller's layers_dims. Read from that list, but do "
            "not pop, append or assign: the caller still needs it."
        )
    return got
