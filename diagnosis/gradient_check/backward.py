"""The gradients of the three-layer network: wrong formulas and their sentences."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain
from typing import Any

import numpy as np

from diagnosis.core import judge, name_of, same
from diagnosis.errors import call
from diagnosis.gradient_check.network import (
    PARTS,
    Array,
    Cache,
    Change,
    backward,
    example,
    forward,
    near_kinks,
    squares,
)
from diagnosis.gradient_check.steps import STEPS, lines
from diagnosis.verdict import Mistake, Unnamed, accuse, declare


def judge_backward(
    function: Callable, layers_dims: Sequence[int], m: int, seed: int, parts: Sequence[str] = PARTS
) -> None:
    """Judge some gradients of backward_propagation_n(X, Y, cache) on a random network.

    Raises AssertionError, naming the mistake, or where an argument was changed.
    """
    X, Y, parameters = example(layers_dims, m, seed)
    near_kinks(X, parameters)
    cache = forward(X, Y, parameters)[1]
    what = name_of(function)
    try:
        got = asked(function, X, Y, cache)
    except AssertionError as error:
        judge_squares(function, error)
        raise
    if not isinstance(got, dict):
        judge(what, got, {})
    missing = [part for part in parts if part not in got]
    if missing:
        accuse(what, f'the key "{missing[0]}" is missing in what you return.', KEY)
    right, six = backward(X, Y, cache), {part: got.get(part) for part in PARTS}
    unnamed = Unnamed()
    for part in parts:
        whole = (m for m in MISTAKES if same(six, {p: m.answer(X, Y, cache, p) for p in PARTS}))
        for other in PARTS:
            if other != part and not same(got[part], right[part]) and same(got[part], right[other]):
                accuse(what, f'under the key "{part}" stands {other}.', SWAPPED)
        args = (X, Y, cache, part)
        with unnamed:
            judge(f"{part} of {what}", got[part], right[part], chain(whole, MISTAKES), args)
    if unnamed.error:
        judge_lines(what, six, X, Y, cache, parts)
        wrong = [part for part in PARTS if not same(six[part], right[part])]
        step, why = culprit(wrong, next(part for part in parts if part in wrong))
        place = f"lines of dA{step[2]} and {step}" if step in ("dZ1", "dZ2") else f"line of {step}"
        accuse(what, f"{why}: look at the {place}. {NAMES}", OTHER_LINE[step])


def culprit(wrong: Sequence[str], part: str) -> tuple[str, str]:
    """The line that a gradient is wrong by, and why it must be that one."""
    for layer in range(3, int(part[2]) - 1, -1):
        if made_of(step := f"dZ{layer}") <= set(wrong):
            return step, f"all that is made of {step} is wrong"
    return part, f"{part} is not right, and others that are made of the same dZ{part[2]} are"


def asked(function: Callable, X: Array, Y: Array, cache: Cache) -> Any:
    """The answer to copies of the arguments."""
    return call(function, X.copy(), Y.copy(), tuple(array.copy() for array in cache))


def judge_lines(
    what: str, six: dict, X: Array, Y: Array, cache: Cache, parts: Sequence[str], *notes: str
) -> None:
    """Raise AssertionError where one line, made of other names, explains the wrong gradients."""
    right = backward(X, Y, cache)
    wrong = [part for part in PARTS if not same(six[part], right[part])]
    # First what explains all six; then what explains those asked for, and keeps the right ones.
    asked_for = tuple(part for part in PARTS if part in parts or part not in wrong)
    for explained in dict.fromkeys((PARTS, asked_for)):
        unexplained = set(wrong) & set(explained)
        for line in lines():
            if not unexplained <= made_of(line.step):
                continue
            try:
                answer = backward(X, Y, cache, **{line.step: line.value})
            except ValueError:  # the shapes do not fit: nobody gets an answer by this line
                continue
            if all(same(six[part], answer[part]) for part in explained):
                accuse(what, f"{line.says}. {NAMES}", OTHER_LINE[line.step], notes)


def made_of(step: str) -> set[str]:
    """The gradients that change with one step: of dA2 and dZ2 those of layers 2 and 1."""
    return {step} if step in PARTS else {part for part in PARTS if part[2] <= step[2]}


def judge_squares(function: Callable, error: AssertionError) -> None:
    """Name the mistake of who multiplies what does not fit: square matrices always do.

    `error` is what the function has stopped with, on a network whose layers differ in size.
    """
    X, Y, cache = squares()
    got = asked(function, X, Y, cache)
    if isinstance(got, dict) and set(got) >= set(PARTS):
        notes = getattr(error, "__notes__", [])  # the student's line
        judge_lines(name_of(function), got, X, Y, cache, PARTS, *notes)


NAMES = "Compare it with the same line of the other layer: which names and factors belong there?"
OTHER_LINE = {
    step: declare(f"backward_n.other_{step}", f"the line of {step} is another one. {NAMES}")
    for step in STEPS
}
KEY = declare("backward_n.key_missing", "one of the keys dW1, db1, ..., db3 is missing.")
SWAPPED = declare("backward_n.swapped", "under one key stands the gradient of another.")


def times(factor: float) -> Change:
    return lambda value, c: value * factor


def mistake(name: str, says: str, **changes: Change) -> Mistake:
    """What the network's gradients become where `changes` are made."""
    return Mistake(
        f"backward_n.{name}",
        says,
        lambda X, Y, cache, part: backward(X, Y, cache, **changes)[part],
    )


LOOK = "Compare its line with those of the other layers, factor by factor"
ONCE = "If you took a factor out, take it out in one place only"
# Those that explain all six gradients are tried first, then those that explain the one at hand.
MISTAKES = [
    *(mistake(name, f"it is {says}.", **{part: times(factor) for part in PARTS})
      for name, factor, says in (
        ("double", 2, f"2 times what it should be. {LOOK}"),
        ("four_times", 4, f"4 times what it should be. {LOOK}"),
        ("half", 1 / 2, f"half of what it should be. {ONCE}"),
        ("quarter", 1 / 4, f"a quarter of what it should be. {ONCE}"),
        ("eight_times", 8, f"8 times what it should be. {LOOK}"),
    )),
    *(mistake(name, says, **{part: change for part in PARTS}) for name, says, change in (
        ("sign", "the sign is wrong.", times(-1)),
        ("m_missing", "the factor 1/m is missing: it is the mean over the m examples. dZ3 "
         "brings it.", lambda d, c: d * c["m"]),
        ("m_twice", "it is divided by m twice. The 1/m in dZ3 reaches all six gradients.",
         lambda d, c: d / c["m"]),
        ("m_squared_times", "it is multiplied by m. Divide by m.", lambda d, c: d * c["m"] ** 2),
        ("double_m_missing", "the factor 1/m is missing, and a factor 2 is still there.",
         lambda d, c: 2 * d * c["m"]),
        ("four_m_missing", "the factor 1/m is missing, and a factor 4 is still there.",
         lambda d, c: 4 * d * c["m"]),
        ("double_m_twice", "it is divided by m twice, and a factor 2 is still there.",
         lambda d, c: 2 * d / c["m"]),
        ("four_m_twice", "it is divided by m twice, and a factor 4 is still there.",
         lambda d, c: 4 * d / c["m"]),
        ("m_is_inputs", "it is divided by X.shape[0] (or len(X)), the number of inputs. m is the "
         "number of examples, X.shape[1].", lambda d, c: d * c["m"] / len(c["A0"])),
        ("m_minus_1", "it is divided by m - 1. Divide by m.",
         lambda d, c: d * c["m"] / (c["m"] - 1)),
        ("transposed", "it is transposed.", lambda d, c: d.T),
        ("zero", "it is zero. np.zeros is only the room for it.", lambda d, c: 0 * d),
    )),
    *(mistake(f"keepdims_{i}", "`keepdims=True` is missing: the bias gradient is flat. It is one "
              "column.", **{f"db{i}": lambda db, c: db.ravel()}) for i in (1, 2, 3)),
    mistake("keepdims", "`keepdims=True` is missing: the bias gradients are flat. Each is one "
            "column.", **{f"db{i}": lambda db, c: db.ravel() for i in (1, 2, 3)}),
    mistake("relu_2", "the error goes back through the relu of layer 2 unhindered. Where A2 is 0, "
            "its slope is 0: dZ2 = dA2 * (A2 > 0).", dZ2=lambda dZ, c: c["dA2"]),
    mistake("relu_1", "the error goes back through the relu of layer 1 unhindered. Where A1 is 0, "
            "its slope is 0: dZ1 = dA1 * (A1 > 0).", dZ1=lambda dZ, c: c["dA1"]),
    mistake("relus", "the error goes back through both relus unhindered. Where A is 0, the slope "
            "is 0: dZ = dA * (A > 0).", dZ1=lambda dZ, c: c["dA1"], dZ2=lambda dZ, c: c["dA2"]),
    mistake("times_A1", "you multiplied dA1 by A1 itself. The slope of relu is 1 where A1 > 0, not "
            "A1.", dZ1=lambda dZ, c: c["dA1"] * c["A1"]),
    mistake("times_A2", "you multiplied dA2 by A2 itself. The slope of relu is 1 where A2 > 0, not "
            "A2.", dZ2=lambda dZ, c: c["dA2"] * c["A2"]),
    mistake("mask_reversed_1", "the mask of layer 1 is the wrong way round. The error passes where "
            "A1 > 0.", dZ1=lambda dZ, c: c["dA1"] * (c["A1"] <= 0)),
    mistake("mask_reversed_2", "the mask of layer 2 is the wrong way round. The error passes where "
            "A2 > 0.", dZ2=lambda dZ, c: c["dA2"] * (c["A2"] <= 0)),
    *(mistake(f"mask_bound_{i}_{name}", f"the mask of layer {i} is not A{i} > 0: small positive "
              "numbers are lost. The slope of relu is 1 wherever A > 0.",
              **{f"dZ{i}": lambda dZ, c, i=i, bound=bound: c[f"dA{i}"] * (c[f"A{i}"] > bound)})
      for i in (1, 2) for name, bound in (("0_01", 0.01), ("0_001", 0.001), ("0_1", 0.1),
                                          ("0_5", 0.5), ("1", 1))),
    mistake("mask_of_dA_1", "the mask of layer 1 asks for dA1 > 0. It must ask for A1 > 0.",
            dZ1=lambda dZ, c: c["dA1"] * (c["dA1"] > 0)),
    mistake("mask_of_dA_2", "the mask of layer 2 asks for dA2 > 0. It must ask for A2 > 0.",
            dZ2=lambda dZ, c: c["dA2"] * (c["dA2"] > 0)),
    mistake("sigmoid_slope", "dZ3 has the slope of the sigmoid in it once too often. With the "
            "cross-entropy it cancels: A3 - Y is left.",
            dZ3=lambda dZ, c: dZ * c["A3"] * (1 - c["A3"])),
    mistake("Z3_for_A3", "dZ3 has Z3 - Y in it, before the sigmoid. It takes A3 - Y.",
            dZ3=lambda d, c: (c["Z3"] - c["Y"]) / c["m"]),
    mistake("Y_missing", "dZ3 has A3 alone in it. Take the labels Y away: A3 - Y.",
            dZ3=lambda dZ, c: c["A3"] / c["m"]),
    mistake("A3_rounded", "dZ3 takes the rounded answer (A3 > 0.5). It takes A3 - Y itself.",
            dZ3=lambda dZ, c: ((c["A3"] > 0.5) - c["Y"]) / c["m"]),
    mistake("dZ3_absolute", "the sign of dZ3 is lost: leave abs( ) away.",
            dZ3=lambda dZ, c: np.abs(dZ)),
    mistake("through_dW2", "the error goes back through dW2 instead of W2. It travels through the "
            "weights.", dA1=lambda d, c: c["dW2"].T @ c["dZ2"]),
    mistake("through_dW3", "the error goes back through dW3 instead of W3. It travels through the "
            "weights.", dA2=lambda d, c: c["dW3"].T @ c["dZ3"]),
    mistake("dA2_sent_on", "dA1 is made from dA2. Use dZ2, which has passed the relu.",
            dA1=lambda d, c: c["W2"].T @ c["dA2"]),
    mistake("Z1_for_A1", "the input of layer 2 is A1, after the relu, not Z1.",
            dW2=lambda d, c: c["dZ2"] @ c["Z1"].T),
    mistake("A2_for_A1", "the input of layer 2 is A1. You used its output A2.",
            dW2=lambda d, c: c["dZ2"] @ c["A2"].T),
    mistake("X_for_A1", "the input of layer 2 is A1. You used X.",
            dW2=lambda d, c: c["dZ2"] @ c["A0"].T),
    mistake("dW2_from_dA2", "dW2 is made from dA2. Use dZ2.",
            dW2=lambda d, c: c["dA2"] @ c["A1"].T),
    mistake("A1_for_X", "the input of layer 1 is X. You used its output A1.",
            dW1=lambda d, c: c["dZ1"] @ c["A1"].T),
    mistake("db1_from_dA1", "db1 is made from dA1. Use dZ1.",
            db1=lambda d, c: c["dA1"].sum(axis=1, keepdims=True)),
    mistake("db1_from_dZ2", "db1 is made from dZ2. Use dZ1, the error of its own layer.",
            db1=lambda d, c: c["dZ2"].sum(axis=1, keepdims=True)),
    mistake("db2_from_dZ1", "db2 is made from dZ1. Use dZ2, the error of its own layer.",
            db2=lambda d, c: c["dZ1"].sum(axis=1, keepdims=True) if "dZ1" in c else d),
    *(mistake(name, says, **{f"db{i}": partial(change, i) for i in (1, 2, 3)})
      for name, says, change in (
        ("over_units", "it is summed over the units (axis=0). Sum over the examples: axis=1.",
         lambda i, d, c: c[f"dZ{i}"].sum(axis=0, keepdims=True)),
        ("one_number", "it is one number for the whole layer. Each unit has a bias of its own: sum "
         "with axis=1 and keepdims=True.", lambda i, d, c: c[f"dZ{i}"].sum()),
        ("by_units", "it is divided by the number of units. Divide by m, the number of examples.",
         lambda i, d, c: d * c["m"] / len(d)),
        ("not_summed", "it is not summed over the examples: there is a column for each. Sum with "
         "axis=1 and keepdims=True.", lambda i, d, c: c[f"dZ{i}"]),
    )),
]  # fmt: skip
