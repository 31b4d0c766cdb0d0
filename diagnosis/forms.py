"""The form of an answer, on the inputs that students see: type, keys, shapes, what it changed."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from diagnosis.core import ARRAY, KEYS, NO_RETURN, SHAPE, TEXT, VERDICT, name_of
from diagnosis.errors import call
from diagnosis.linear import PAIR, judge_squares, judge_unused
from diagnosis.verdict import KNOWN, accuse, declare

VISIBLE = ([4, 6, 3, 2], [3, 2, 1])  # the layers_dims of every visible test of shapes
CHANGED = declare(
    "form.argument_changed",
    "your code changes an argument. `*=`, `+=`, [...] =, pop and append work in the caller's own "
    "list or array; make a new one, or a copy.",
)
DICTIONARY = declare("form.no_dictionary", "a dictionary must be returned, under all keys.")
FIXED = declare("form.fixed_layers", "the number of layers is fixed. Loop to len(layers_dims).")
EARLY = declare(
    "form.only_first_layer",
    "only the first layer is there. Is the `return` inside the loop, one indentation too far?",
)
ONLY_LAST = declare(
    "form.only_last_layer",
    "only the last layer is there. Is the dictionary made anew, `parameters = {}`, inside the "
    "loop? Make it once, before the loop.",
)
ONE_KEY = declare(
    "form.one_key",
    "every layer is stored under the same key, so the last one overwrites the others. The number "
    'of the layer belongs into the key: "W" + str(l), or f"W{l}".',
)
LAST = declare(
    "form.last_layer_missing",
    "the last layer is missing. The range of the loop must end with len(layers_dims), which it "
    "does not reach itself.",
)
LAYER_0 = declare(
    "form.layer_0",
    "there is a layer 0. Layer 0 is the input and has no weights: the range of the loop starts "
    "at 1.",
)
SPELLED = declare("form.key_spelling", 'the keys are "W1", "b1", "W2", ...: W large, b small.')
NUMBERED = declare(
    "form.key_numbers", "the keys are spelled right, but their numbers are not those of the layers."
)
MORE = declare("form.more_keys", "there are keys that do not belong there.")
NO_BIASES = declare(
    "form.biases_missing",
    'the biases are missing: each layer has a "b" beside its "W". They are zero: np.zeros.',
)
NO_WEIGHTS = declare("form.weights_missing", 'each layer has a "W" beside its "b".')
OTHER_SIZE = declare(
    "form.other_size",
    "the shape of W or b is not that of its layer: W has layers_dims[l] rows and layers_dims[l-1] "
    "columns, b has layers_dims[l] rows and 1 column.",
)
NO_ARRAY = declare("form.no_array", "each value must be a NumPy array, for example of np.zeros.")
TRANSPOSED = declare(
    "form.weights_transposed",
    "the rows and columns of W are exchanged: W must have the shape (layers_dims[l], "
    "layers_dims[l-1]), a row for each unit of its layer and a column for each input.",
)
FLAT = declare(
    "form.flat_bias",
    "b has one axis. b has a row for each unit and 1 column: the shape (layers_dims[l], 1).",
)
ROW = declare("form.bias_row", "b lies on its side. b has a row for each unit and 1 column.")
FAN_IN = declare(
    "form.bias_of_inputs",
    "b has as many rows as the layer has inputs. b has a row for each unit of its own layer, "
    "layers_dims[l], and 1 column.",
)
WRAPPED = declare(
    "form.wrapped", "the number is wrapped. Return it alone: no brackets, no second value, no key."
)


def judge_layers(function: Callable, *rest: Any) -> None:
    """Judge keys, types and shapes of an initialization, and that layers_dims stays as it is."""
    found = {}
    for layers_dims in VISIBLE:
        given = list(layers_dims)
        got = call(function, given, *rest, visible=True)
        what = f"{name_of(function)}({', '.join(map(str, [layers_dims, *rest]))})"
        if given != layers_dims:
            accuse(
                what,
                f"your code changed the caller's layers_dims to {given}. Only read from "
                "that list: no pop, append or assignment.",
                CHANGED,
            )
        check_dictionary(what, got)
        found[what] = layers_dims, got
    missing = {}
    for what, (layers_dims, got) in found.items():
        wanted = [f"{kind}{layer}" for layer in range(1, len(layers_dims)) for kind in "Wb"]
        missing[what] = len([key for key in wanted if key not in got]), len(wanted)
    for number, (what, (layers_dims, got)) in enumerate(found.items()):
        check_keys(what, layers_dims, got, fixed=not number and not list(missing.values())[1][0])
    for what, (layers_dims, got) in found.items():
        check_shapes(what, layers_dims, got)


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


def check_keys(what: str, layers_dims: Sequence[int], got: dict, fixed: bool = False) -> None:
    """Raise AssertionError where the keys are not W1, b1, ..., WL, bL."""
    last = len(layers_dims) - 1
    wanted = {f"{kind}{layer}" for layer in range(1, last + 1) for kind in "Wb"}
    keys = set(map(str, got))
    if keys == wanted:
        return
    has = f"It has the keys {', '.join(map(str, got)) or '(none)'}."
    loop = f"{has} Look at the range of the loop."
    if {"W0", "b0"} & keys:
        shifted = keys == {f"{kind}{layer}" for layer in range(last) for kind in "Wb"}
        advice = f"{has} If l counts from 0, the key needs str(l + 1)." if shifted else loop
        accuse(
            what, f"there is a layer 0. Layer 0 is the input and has no weights. {advice}", LAYER_0
        )
    if keys == {f"W{last}", f"b{last}"} and last > 1:
        accuse(
            what,
            f"only the last layer is there. {has} Is the dictionary made anew, "
            "`parameters = {}`, inside the loop? Make it once, before the loop.",
            ONLY_LAST,
        )
    gathered = any(isinstance(value, list | tuple | dict) for value in got.values())
    overwritten = "" if gathered else ", so the last one overwrites the others"
    if len(keys) == 2 and last > 1 and not any(re.search(r"\d", key) for key in keys):
        accuse(
            what,
            f"every layer is stored under the same key{overwritten}. {has} "
            'The number of the layer belongs into the key: "W" + str(l), or f"W{l}".',
            ONE_KEY,
        )
    if keys < wanted and last > 2 and keys == {"W1", "b1"}:
        accuse(
            what,
            "only the first layer is there. Is the `return` inside the loop, one "
            f"indentation too far? {has}",
            EARLY,
        )
    if keys < wanted and fixed:
        accuse(what, f"the number of layers is fixed. Loop to len(layers_dims). {loop}", FIXED)
    if keys == wanted - {f"W{last}", f"b{last}"}:
        accuse(what, f"the last layer is missing. {loop}", LAST)
    if keys > wanted:
        more = ", ".join(sorted(keys - wanted))
        accuse(
            what,
            f"it must have the keys W1, b1, ... and no others, but there is also {more}. "
            "Look at the range of the loop.",
            MORE,
        )
    for kind, missing in (("b", NO_BIASES), ("W", NO_WEIGHTS)):
        if keys == {key for key in wanted if key[0] != kind}:
            accuse(what, f"{KNOWN[missing]} {has}", missing)
    if all(re.fullmatch(r"[Wb]\d+", key) for key in keys):
        accuse(
            what,
            f"the keys are spelled right, but their numbers are not 1 to {last} for both. {has} "
            "The key of layer l has the number l: look at the key, and at the range of the loop.",
            NUMBERED,
        )
    accuse(
        what,
        'the keys are "W1", "b1", "W2", ...: W large, b small. Look at how the keys are '
        f"spelled. {has}",
        SPELLED,
    )


def check_shapes(what: str, layers_dims: Sequence[int], got: dict) -> None:
    """Raise AssertionError where W[l] is not (n_out, n_in) or b[l] not (n_out, 1)."""
    for layer in range(1, len(layers_dims)):
        n_in, n_out = layers_dims[layer - 1], layers_dims[layer]
        for key, wanted in ((f"W{layer}", (n_out, n_in)), (f"b{layer}", (n_out, 1))):
            array = got[key]
            if not isinstance(array, np.ndarray):
                accuse(
                    what,
                    f"{key} must be a NumPy array, but it is of type {type(array).__name__}. "
                    "Make it whole, with all its rows and columns: np.zeros, np.full or randn.",
                    NO_ARRAY,
                )
            if array.shape == wanted:
                continue
            kind = {(n_in, n_out): TRANSPOSED} if key[0] == "W" else {
                (n_out,): FLAT, (1, n_out): ROW, (n_in, 1): FAN_IN,
            }  # fmt: skip
            accuse(
                what,
                f"{key} must have the shape {wanted}, but it has {array.shape}. "
                "W has a row for each unit of its layer, layers_dims[l], and a column for each "
                "input, layers_dims[l-1]; b has a row for each unit and 1 column.",
                kind.get(array.shape, OTHER_SIZE),
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
        accuse(what, says, "linear.exchanged")
    judge_unused(what, function, args, shapes)
    for name, shape, right in zip(("dW1", "dW2"), shapes, wanted, strict=True):
        if shape != right:
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
            accuse(name_of(function), KNOWN[FIXED_KEYS], FIXED_KEYS, error.__notes__)
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
