"""Compares an answer with the right one and, where it is wrong, says which mistake it shows."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

import numpy as np

from diagnosis.verdict import accuse, declare

# Between the 8 printed digits of a published matrix and the smallest mistake worth naming.
RTOL, ATOL = 1e-6, 1e-7
FLOAT32_RTOL = 1e-5  # what a right answer computed in float32 may lose
ROUNDED = declare("value.rounded", "it is rounded. Return the number as it is, with all digits.")
NAN = declare("value.nan", "there is a NaN in it (0/0, inf - inf, or the root of a negative).")
TYPE = declare("value.type", "it is of another type than asked for.")
SHAPE = declare("value.shape", "its shape is not the right one.")
KEYS = declare("value.keys", "its keys are not the right ones.")
VERDICT = declare("form.verdict", "return the number itself, not a verdict (True or False).")
TEXT = declare("form.text", "return a number, not text.")
ARRAY = declare(
    "form.array_for_number",
    "return one number: this is an array with several. Sum or average over ALL entries.",
)
NO_RETURN = declare(
    "value.none", "the function gives back None: it has no `return`, or not on every way through."
)


class Candidate(Protocol):
    """What an answer is compared with: a known mistake."""

    @property
    def id(self) -> str: ...
    @property
    def says(self) -> str: ...
    @property
    def answer(self) -> Callable[..., Any]: ...


def judge(
    what: str, got: Any, expected: Any, mistakes: Iterable[Candidate] = (), args: tuple = ()
) -> None:
    """Raise AssertionError, naming the mistake if it is a known one, unless got equals expected.

    Both are a number, an array, or a dictionary of these; `what` opens the message, for example
    "dW2 of linear_gradients". The message never holds an expected value or a test's input.
    """
    if same(got, expected):
        return
    if mistake := known(got, mistakes, args):
        accuse(what, mistake.says, mistake.id)
    says, mistake_id = misfit(got, expected) or (None, None)
    if says is None and (digits := digits_kept(got, expected)) is not None:
        says = f"it is rounded to {digits} digits after the point. Return it with all digits."
        mistake_id = ROUNDED
    accuse(what, says or difference(got, expected), mistake_id)


def judge_together(name: str, got: dict, expected: dict, mistakes: Iterable[Candidate]) -> None:
    """Judge the answers to several questions: a mistake is named if it explains every one."""
    if same(got, expected):
        return
    if mistake := known(got, mistakes, ()):
        accuse(name, mistake.says, mistake.id)
    try:
        judge(name, got, expected)
    except AssertionError as error:
        if getattr(error, "mistake_id", None) == ROUNDED:
            raise
    for question in expected:
        if not same(got[question], expected[question]):
            judge_one(name, got[question], expected[question])


def judge_one(name: str, got: object, expected: float) -> None:
    """What is wrong with one number, without the question's own numbers."""
    try:
        judge(name, got, expected)
    except AssertionError as error:
        if "value is not right" not in str(error):
            raise
    accuse(name, "for other numbers than the example's the value is not right.")


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
        and wanted is not None
        and numbers.shape == wanted.shape
        and is_close(numbers, wanted, rtol, atol)
    )


def is_close(numbers: np.ndarray, wanted: np.ndarray, rtol: float, atol: float) -> bool:
    """np.allclose with equal_nan; five times as fast where all that is wanted is finite."""
    size = np.abs(wanted)
    if not size.max(initial=0.0) < np.inf:
        return np.allclose(numbers, wanted, rtol=rtol, atol=atol, equal_nan=True)
    return bool((np.abs(numbers - wanted) <= atol + rtol * size).all())


def as_numbers(value: Any) -> np.ndarray | None:
    """`value` as an array of floats, or None where it is no number and no array of numbers."""
    if not isinstance(value, int | float | np.number | np.ndarray):
        return None
    array = np.asarray(value)
    return array.astype(float) if array.dtype.kind in "iuf" else None


def numbers_of(value: Any) -> np.ndarray:
    """`value`, which is known to be a number or an array of numbers, as an array of floats."""
    found = as_numbers(value)
    if found is None:
        raise TypeError(f"expected numbers, got {type(value).__name__}")
    return found


def misfit(got: Any, expected: Any) -> tuple[str, str | None] | None:
    """What is wrong with the form of an answer, and that mistake's id; None if nothing is."""
    if got is None:
        return "it is None (a function without `return` gives None).", NO_RETURN
    if isinstance(expected, Mapping):
        if not isinstance(got, Mapping):
            return f"it must be a dictionary, but it is {describe(got)}.", TYPE
        if set(got) != set(expected):
            return "its keys are not the right ones.", KEYS
        found = ((key, misfit(got[key], expected[key])) for key in expected)
        return next(((f"{key}: {wrong[0]}", wrong[1]) for key, wrong in found if wrong), None)
    numbers, wanted = as_numbers(got), numbers_of(expected)
    if numbers is None or numbers.ndim != wanted.ndim:
        mistake_id = TYPE if wanted.ndim else no_number(got)
        return f"it must be {describe(expected)}, but it is {describe(got)}.", mistake_id
    if numbers.shape != wanted.shape:
        exchanged = " Its rows and columns are exchanged." * (numbers.shape == wanted.shape[::-1])
        return f"its shape is not the right one.{exchanged}", SHAPE
    if np.isnan(numbers).any() and not np.isnan(wanted).any():
        return "there is a NaN in it (0/0, inf - inf, or the root of a negative number).", NAN
    return None


def no_number(got: Any) -> str:
    """The id of what stands where one number belongs: the form's test has told the same."""
    if isinstance(got, bool | np.bool_ | str):
        return TEXT if isinstance(got, str) else VERDICT
    return ARRAY if isinstance(got, np.ndarray) else TYPE


def describe(value: Any) -> str:
    """The kind of a value in words, never the value itself."""
    numbers = as_numbers(value)
    if isinstance(value, np.ndarray) and numbers is None:
        return f"an array whose entries are of type {value.dtype}, not numbers"
    if numbers is None:
        return f"a value of type {type(value).__name__}"
    axes = {0: "one number", 1: "an array with one axis"}
    return axes.get(numbers.ndim, f"an array with {numbers.ndim} axes")


def known(got: Any, mistakes: Iterable[Candidate], args: tuple) -> Candidate | None:
    """The first mistake that leads to the answer `got`; None if none does."""
    with np.errstate(all="ignore"):
        for mistake in mistakes:
            try:
                wrong = mistake.answer(*args)
            except (ValueError, ArithmeticError):  # with these numbers it would stop with an error
                continue
            if same(got, wrong) and same(got, wrong, atol=ATOL * min(1.0, size_of(wrong))):
                return mistake
    return None


def size_of(answer: Any) -> float:
    """The largest entry: of a tiny answer all digits count, so that it is not taken for zero."""
    if isinstance(answer, Mapping):
        return max(map(size_of, answer.values()), default=0.0)
    return float(np.max(np.abs(answer), initial=0.0))


def digits_kept(got: Any, expected: Any) -> int | None:
    """To how many digits after the point an answer is rounded; None if that is not what it is."""
    pairs = [(got[k], expected[k]) for k in expected] if isinstance(expected, Mapping) else None
    for digits in range(9):
        if all(
            same(one, np.round(numbers_of(other), digits), rtol=1e-12, atol=1e-12)
            for one, other in pairs or [(got, expected)]
            if not same(one, other, rtol=1e-12, atol=1e-12)
        ):
            return digits
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
    factor = ratio(got, expected)
    if factor is None:
        return ""
    if abs(factor - 1) < 0.01:
        return ": it is off by less than one percent"
    return f": it is {factor:.4g} times what it should be"


def ratio(got: Any, expected: Any) -> float | None:
    """c where got = c * expected in every entry, and in two at least; else None."""
    numbers, wanted = numbers_of(got).ravel(), numbers_of(expected).ravel()
    if numbers.size < 2 or not (numbers @ wanted and np.isfinite(numbers @ wanted)):
        return None
    factor = float((numbers @ wanted) / (wanted @ wanted))
    return factor if same(numbers, factor * wanted, atol=ATOL * min(1.0, abs(factor))) else None


def name_of(function: Callable) -> str:
    """What a message calls the student's function."""
    return getattr(function, "__name__", "your function")
