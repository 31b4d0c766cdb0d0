"""The form of an initialization: the keys, types and shapes of its dictionary."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from diagnosis.core import name_of
from diagnosis.errors import call
from diagnosis.forms import CHANGED, NO_ARRAY, check_dictionary
from diagnosis.verdict import KNOWN, accuse, declare

VISIBLE = ([4, 6, 3, 2], [3, 2, 1])  # the layers_dims of every visible test of shapes
FIXED = declare("form.fixed_layers", "the number of layers is fixed. Loop to len(layers_dims).")
EARLY = declare(
    "form.only_first_layer",
    "only the first layer is there. Is the `return` inside the loop, one indentation too far?",
)
ONLY_LAST = declare(
    "form.only_last_layer",
    "only the last layer is there. Is the dictionary made anew, `parameters = {}`, inside the "
    "loop? Make it once, before the loop. Or does a second loop inside it use the name l, too?",
)
OUTSIDE = declare(
    "form.line_outside_loop",
    "of W or b there is only the last one. Its line belongs into the loop: look at how far it is "
    "indented, and at an `if` above it.",
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
MORE = declare("form.more_keys", "there are keys that do not belong there.")
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


def judge_layers(function: Callable, *rest: Any) -> None:
    """Judge keys, types and shapes of an initialization, and that layers_dims stays as it is."""
    found = []
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
        found.append((what, layers_dims, got))
    _, two_layers, second = found[-1]
    fixed = set(second) >= keys_of(two_layers)  # two layers are complete: what if three are not?
    for what, layers_dims, got in found:
        check_keys(what, layers_dims, got, fixed)
    for what, layers_dims, got in found:
        check_shapes(what, layers_dims, got)


def keys_of(layers_dims: Sequence[int]) -> set[str]:
    """W1, b1, ..., WL, bL."""
    return {f"{kind}{layer}" for layer in range(1, len(layers_dims)) for kind in "Wb"}


def check_keys(what: str, layers_dims: Sequence[int], got: dict, fixed: bool) -> None:
    """Raise AssertionError where the keys are not W1, b1, ..., WL, bL."""
    last = len(layers_dims) - 1
    wanted, keys = keys_of(layers_dims), set(map(str, got))
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
            KNOWN[ONLY_LAST].replace("there.", f"there. {has}", 1),
            ONLY_LAST,
        )
    if len(keys) == 2 and last > 1 and not any(re.search(r"\d", key) for key in keys):
        gathered = any(isinstance(value, list | tuple | dict) for value in got.values())
        lost = "" if gathered else ", so the last one overwrites the others"
        accuse(
            what,
            f"every layer is stored under the same key{lost}. {has} "
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
        if keys == {key for key in wanted if key[0] != kind or key == f"{kind}{last}"}:
            accuse(what, f"{KNOWN[OUTSIDE]} {has}", OUTSIDE)
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
