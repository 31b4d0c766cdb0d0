"""The form of an answer, on the inputs that students see: type, keys, shapes, what it changed."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from diagnosis.core import ARRAY, KEYS, NO_RETURN, SHAPE, TEXT, TYPE, VERDICT, as_numbers, name_of
from diagnosis.errors import call
from diagnosis.linear import (
    EXCHANGED,
    PAIR,
    judge_linear_gradients,
    judge_squares,
    judge_unused,
)
from diagnosis.verdict import KNOWN, Unnamed, accuse, declare
from diagnosis.wrappers import unwrapped

CHANGED = declare(
    "form.argument_changed",
    "your code changes an argument. `*=`, `+=`, [...] =, pop and append work in the caller's own "
    "list or array; make a new one, or a copy.",
)
DICTIONARY = declare("form.no_dictionary", "a dictionary must be returned, under all keys.")
NO_ARRAY = declare("form.no_array", "each value must be a NumPy array, for example of np.zeros.")
WRAPPED = declare(
    "form.wrapped", "the number is wrapped. Return it alone: no brackets, no second value, no key."
)


def check_dictionary(what: str, got: Any) -> None:
    """Raise AssertionError where an answer is no dictionary."""
    if got is None:
        accuse(
            what,
            "it returned NoneType, nothing at all. The last line of the function must be "
            "a `return`.",
            NO_RETURN,
        )
    if not isinstance(got, dict):
        accuse(
            what, f"it must return a dictionary, but it returned {type(got).__name__}.", DICTIONARY
        )


def judge_number(function: Callable, *args: Any) -> Any:
    """Judge that function(*args) is one number and changes no argument; gives it back."""
    copies = [copied(arg) for arg in args]
    got = call(function, *copies, visible=True)
    what = name_of(function)
    check_unchanged(what, args, copies)
    if got is None:
        accuse(
            what,
            "it must return one number, but it returned NoneType, nothing at all. The "
            "last line of the function must be a `return` with the number.",
            NO_RETURN,
        )
    if isinstance(got, bool | np.bool_):
        accuse(what, "return the number itself, not a verdict (True or False).", VERDICT)
    if isinstance(got, str):
        accuse(what, "it must return one number, but it returned text.", TEXT)
    if isinstance(got, list | tuple | dict | set) and as_numbers(unwrapped(got)) is None:
        held = f"{len(got)} value" + "s" * (len(got) != 1)
        inside = f"a {type(got).__name__} of {held}"
        accuse(what, f"it must return one number, but it returned {inside}.", TYPE)
    if isinstance(got, list | tuple | dict | set) or (np.ndim(got) and np.size(got) == 1):
        accuse(
            what,
            "it must return one number, but it returned "
            f"{type(got).__name__}: the number is wrapped. "
            f"{UNWRAP if isinstance(got, np.ndarray) else 'Return it alone.'}",
            WRAPPED,
        )
    if np.ndim(got):
        accuse(
            what,
            "it must return one number, but it returned an array of "
            f"{np.size(got)}. {ONE_OF_MANY.get(what, ONE_NUMBER)}",
            ARRAY,
        )
    return got


UNWRAP = (
    "Return it alone: a sum or a mean without axis= and keepdims= is one number, and .item() takes "
    "the number out of an array with one entry."
)
ONE_NUMBER = "Sum or average over ALL entries, without axis."
ONE_OF_MANY = {
    "gradient_check_n": "np.linalg.norm makes one number, its length, of a whole column: take it "
    "above the line and below.",
    "gradient_check": "Its arguments are numbers: no array is needed.",
    "forward_propagation": "Its arguments are numbers: no array is needed.",
    "backward_propagation": "Its arguments are numbers: no array is needed.",
}


def judge_pair(function: Callable, *args: Any) -> None:
    """Judge that function(*args) is a pair of arrays and changes no argument."""
    copies = [copied(arg) for arg in args]
    try:
        got = call(function, *copies, visible=True)
    except AssertionError as error:
        judge_squares(function, error)
        raise
    what = name_of(function)
    check_unchanged(what, args, copies)
    if got is None:
        accuse(what, "it returned NoneType, nothing at all. End with `return dW1, dW2`.", NO_RETURN)
    if not isinstance(got, tuple | list) or len(got) != 2:
        values = (
            f" of {len(got)} {'value' if len(got) == 1 else 'values'}"
            if isinstance(got, tuple | list)
            else ""
        )
        accuse(
            what,
            f"it must return the two arrays dW1, dW2, but it returned one "
            f"{type(got).__name__}{values}. End with `return dW1, dW2`.",
            PAIR,
        )
    wanted = [np.shape(args[1]), np.shape(args[2])]  # of W1, W2
    shapes = [np.shape(gradient) for gradient in got if isinstance(gradient, np.ndarray)]
    if shapes == wanted or len(shapes) < 2:
        return
    if shapes == wanted[::-1]:
        says = "the two gradients are exchanged. Return them in the order dW1, dW2."
        accuse(what, says, EXCHANGED)
    judge_unused(what, function, args, shapes)
    for name, shape, right in zip(("dW1", "dW2"), shapes, wanted, strict=True):
        if shape != right:
            with Unnamed():  # what has no name is told below
                judge_linear_gradients(function, name)
            turned = " Its rows and columns are exchanged." * (shape == right[::-1])
            accuse(
                what,
                f"{name} must have the shape {right} of its weights, but it has {shape}.{turned} "
                "It is a product of the layer's own dZ and the layer's own input, one of them "
                "transposed, all made of the function's arguments.",
            )


def judge_dictionary(function: Callable, gradients: dict, max_norm: float) -> None:
    """Judge that clip_gradients gives back a new dictionary, the same keys and shapes."""
    given = copied(gradients)
    try:
        got = call(function, given, max_norm, visible=True)
    except AssertionError as error:
        if getattr(error, "mistake_id", None) == "error.key":
            accuse(
                name_of(function), KNOWN[FIXED_KEYS], FIXED_KEYS, getattr(error, "__notes__", ())
            )
        raise
    what = f"{name_of(function)} (max_norm = {max_norm:g})"
    check_dictionary(what, got)
    check_unchanged(what, [gradients], [given])
    if got is given:
        accuse(
            what,
            "it must return a NEW dictionary, but it returned the one it was given. Begin "
            "with an empty one, {}, and fill it.",
            NOT_NEW,
        )
    if not got and max_norm > np.sqrt(sum(np.sum(array**2) for array in gradients.values())):
        accuse(
            what,
            "where the norm is not greater than max_norm the dictionary is empty. The arrays "
            "belong into it there too, with their numbers unchanged.",
            NOTHING_WITHIN,
        )
    if set(got) != set(gradients):
        accuse(
            what,
            f"it must have the keys {', '.join(gradients)}, but it has "
            f"{', '.join(map(str, got)) or 'none'}. Go through gradients.items().",
            KEYS,
        )
    for key, array in gradients.items():
        if not isinstance(got[key], np.ndarray):
            accuse(
                what,
                f"{key} must be a NumPy array, but it is of type "
                f"{type(got[key]).__name__}. Multiply the given array by the factor.",
                NO_ARRAY,
            )
        if got[key].shape != array.shape:
            accuse(
                what,
                f"{key} must have the shape {array.shape}, but it has {got[key].shape}. "
                "Clipping multiplies an array by one number: its shape stays.",
                SHAPE,
            )


NOTHING_WITHIN = declare(
    "form.empty_within", "where the norm is not greater than max_norm the dictionary is empty."
)
FIXED_KEYS = declare(
    "clip.fixed_keys",
    "your code asks for a key that not every dictionary of gradients has. There may be any number "
    "of arrays: go through gradients.values(), or gradients.items().",
)
NOT_NEW = declare("form.same_dictionary", "a NEW dictionary must be returned, not the given one.")


def judge_arguments(function: Callable, *args: Any) -> None:
    """Judge that function(*args) changes no argument."""
    copies = [copied(arg) for arg in args]
    call(function, *copies, visible=True)
    check_unchanged(name_of(function), args, copies)


def check_unchanged(what: str, before: Sequence[Any], after: Sequence[Any]) -> None:
    """Raise AssertionError where an argument is not what it was (+= then -= leaves rounding)."""
    for one, other in zip(before, after, strict=True):
        pairs = [(one, other)]
        if isinstance(one, dict):
            if set(one) != set(other):
                accuse(what, "your code changed the keys of one of its arguments.", CHANGED)
            pairs = [(one[key], other[key]) for key in one]
        elif isinstance(one, tuple):
            pairs = list(zip(one, other, strict=True))
        for a, b in pairs:
            if np.shape(a) != np.shape(b) or not np.allclose(a, b, rtol=0, atol=1e-12):
                accuse(
                    what,
                    "your code changed one of its arguments. `*=`, `+=` and [...] = work "
                    "in the caller's own array; write a = a * c, or work on a copy.",
                    CHANGED,
                )


def copied(value: Any) -> Any:
    """A copy that can be changed without harm."""
    if isinstance(value, dict):
        return {key: copied(entry) for key, entry in value.items()}
    if isinstance(value, tuple):
        return tuple(map(copied, value))
    return value.copy() if hasattr(value, "copy") else value
