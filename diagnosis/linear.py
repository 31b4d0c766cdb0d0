"""Judges linear_gradients: dW1 and dW2 of two layers whose activation is the identity."""

from collections.abc import Callable
from typing import Any

import numpy as np

from diagnosis.core import judge, known, name_of, same
from diagnosis.errors import call
from diagnosis.linear_mistakes import DW1_MISTAKES, DW2_MISTAKES, Array, gradients
from diagnosis.verdict import KNOWN, accuse, declare

PARTS = ("dW1", "dW2")
SIZES = ((4, 7, 5, 3), (2, 6, 3, 4), (3, 5, 4, 1))  # n_x, m, n_1, n_2 of the random questions


def judge_linear_gradients(function: Callable, part: str) -> None:
    """Judge one part, "dW1" or "dW2", of linear_gradients(X, W1, W2, dZ2).

    A1 = W1 X, dW2 = dZ2 A1^T, dW1 = (W2^T dZ2) X^T; X (n_x, m), W1 (n_1, n_x), W2 (n_2, n_1),
    dZ2 (n_2, m). Raises AssertionError, naming the mistake.
    """
    what = f"{part} of {name_of(function)}"
    place = PARTS.index(part)
    mistakes = (DW1_MISTAKES, DW2_MISTAKES)[place]
    for number, sizes in enumerate(SIZES):
        args = question(number, *sizes)
        try:
            got = first_two(call(function, *copies(args)))
        except AssertionError as error:
            judge_squares(function, error)
            raise
        right = gradients(*args)
        if got is None:
            judge(what, got, right[place])
        if not isinstance(got, tuple | list) or len(got) < 2:
            accuse(what, KNOWN[PAIR], PAIR)
        if same(got[place], right[place]):
            check_state(what, function, args, place)
            continue
        if same(got[1 - place], right[place]):
            accuse(
                what,
                "the two gradients are exchanged. Return them in the order dW1, dW2.",
                EXCHANGED,
            )
        if np.shape(got[place]) != np.shape(right[place]):
            judge_unused(what, function, args, [np.shape(gradient) for gradient in got])
        judge(what, got[place], right[place], mistakes, args)


def judge_squares(function: Callable, error: AssertionError) -> None:
    """Name the mistake of who multiplies what does not fit: square matrices always do.

    `error` is what the function has stopped with, on matrices that are not square.
    """
    args = question(9, 4, 4, 4, 4)
    got = first_two(call(function, *copies(args)))
    if isinstance(got, tuple | list) and len(got) == 2:
        for place in (1, 0):  # dW2 first: what is wrong in it may go on into dW1
            mistake = known(got[place], (DW1_MISTAKES, DW2_MISTAKES)[place], args)
            if mistake and not same(got[place], gradients(*args)[place]):
                notes = getattr(error, "__notes__", [])  # the student's line
                accuse(f"{PARTS[place]} of {name_of(function)}", mistake.says, mistake.id, notes)


def judge_unused(what: str, function: Callable, args: tuple, shapes: list[tuple]) -> None:
    """Raise AssertionError where the gradients have the same shapes for larger arguments."""
    larger = [np.ones((rows + 1, columns + 1)) for rows, columns in map(np.shape, args)]
    if [np.shape(gradient) for gradient in first_two(call(function, *larger))] == shapes:
        accuse(what, KNOWN[UNUSED], UNUSED)


def check_state(what: str, function: Callable, args: tuple, place: int) -> None:
    """Raise AssertionError where a second call with other sizes still knows the first."""
    again = first_two(call(function, *copies(args)))
    if isinstance(again, tuple | list) and not same(again[place], gradients(*args)[place]):
        accuse(
            what,
            "a second call gives another answer than the first: something is kept from "
            "call to call (a global variable, a default argument). Calculate all of it anew.",
            STATE,
        )


EXCHANGED = declare("linear.exchanged", "the two gradients are returned in the wrong order.")
UNUSED = declare(
    "form.arguments_unused",
    "the result is the same whatever the arguments are. Calculate with the function's own "
    "arguments, not with the example's numbers or with variables of other cells.",
)
PAIR = declare(
    "form.no_pair",
    "two arrays must be returned: end with `return dW1, dW2`, in this order and with nothing else.",
)
STATE = declare("linear.leftovers", "something is kept from one call to the next.")


def question(seed: int, n_x: int, m: int, n_1: int, n_2: int) -> tuple[Array, ...]:
    """Random X, W1, W2, dZ2."""
    rng = np.random.RandomState(8 + seed)
    return rng.randn(n_x, m), rng.randn(n_1, n_x), rng.randn(n_2, n_1), rng.randn(n_2, m)


def copies(arrays: tuple[Array, ...]) -> list[Array]:
    """Copies, which a student's code may change."""
    return [array.copy() for array in arrays]


def first_two(got: Any) -> Any:
    """A third value is the test of the form's affair; dW1 and dW2 by key are read as well."""
    if isinstance(got, dict) and {"dW1", "dW2"} <= set(got):
        return got["dW1"], got["dW2"]
    return got[:2] if isinstance(got, tuple | list) else got
