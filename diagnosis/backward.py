"""Derivatives by hand, of x theta^3 and of the three-layer network: mistakes and sentences."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import chain, pairwise

import numpy as np

from diagnosis.core import Mistake, judge, known, name_of, same

Array = np.ndarray
Arrays = dict[str, Array]
Cache = tuple[Array, ...]  # Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3
Change = Callable[[Array, dict], Array]  # (what was just computed, all so far) -> what stands there
PARTS = ("dW1", "db1", "dW2", "db2", "dW3", "db3")


def judge_backward(
    function: Callable, layers_dims: Sequence[int], m: int, seed: int, parts: Sequence[str] = PARTS
) -> None:
    """Judge some gradients of backward_propagation_n(X, Y, cache) on a random network.

    Raises AssertionError, naming the mistake, or where an argument was changed.
    """
    X, Y, parameters = example(layers_dims, m, seed)
    cache = forward(X, Y, parameters)[1]
    given = X.copy(), Y.copy(), tuple(array.copy() for array in cache)
    asked = f"{name_of(function)} on layers of {', '.join(map(str, layers_dims))} units"
    got = function(*given)
    missing = [part for part in parts if not isinstance(got, dict) or part not in got]
    if missing:
        raise AssertionError(f"{asked}: the key '{missing[0]}' is missing in what you return.")
    for before, after in zip((X, Y, *cache), (given[0], given[1], *given[2]), strict=True):
        if not np.array_equal(before, after):
            raise AssertionError(f"{asked}: your code changed one of its arguments (`*=`, `+=`).")
    right, six = backward(X, Y, cache), {part: got.get(part) for part in PARTS}
    for part in parts:
        whole = (
            mistake
            for mistake in MISTAKES
            if same(six, {p: mistake.answer(X, Y, cache, p) for p in PARTS})
        )
        args = (X, Y, cache, part)
        judge(f"{part} of {asked}", got[part], right[part], chain(whole, MISTAKES), args)


def example(layers_dims: Sequence[int], m: int, seed: int) -> tuple[Array, Array, Arrays]:
    """X (n_x, m), Y (1, m) with both labels and random parameters, drawn from `seed`."""
    rng = np.random.RandomState(seed)
    X, Y = rng.randn(layers_dims[0], m), np.arange(m).reshape(1, m) % 2
    parameters = {}
    for layer, (n_in, n_out) in enumerate(pairwise(layers_dims), start=1):
        parameters[f"W{layer}"] = rng.randn(n_out, n_in)
        parameters[f"b{layer}"] = rng.randn(n_out, 1)
    return X, Y, parameters


def forward(X: Array, Y: Array, parameters: Arrays) -> tuple[float, Cache]:
    """relu, relu, sigmoid; the cost is the mean of log(1 + exp(Z3)) - Y Z3."""
    cache, A = [], X
    for layer in (1, 2, 3):
        W, b = parameters[f"W{layer}"], parameters[f"b{layer}"]
        Z = W @ A + b
        A = np.maximum(Z, 0) if layer < 3 else 1 / (1 + np.exp(-Z))
        cache += [Z, A, W, b]
    return float(np.mean(np.logaddexp(0, Z) - Y * Z)), tuple(cache)


def backward(X: Array, Y: Array, cache: Cache, **changes: Change) -> Arrays:
    """dZ3 = A3 - Y, dA = W^T dZ, dZ = dA where A > 0, dW = dZ A^T / m, db = mean of dZ's columns.

    `changes` puts a mistake in: changes["dZ2"] replaces dZ2 as soon as it is computed.
    """
    names = "Z1 A1 W1 b1 Z2 A2 W2 b2 Z3 A3 W3 b3".split()
    c = dict(zip(names, cache, strict=True)) | {"A0": X, "Y": Y, "m": X.shape[1]}

    def keep(name: str, value: Array) -> None:
        c[name] = changes[name](value, c) if name in changes else value

    keep("dZ3", c["A3"] - Y)
    for layer in (3, 2, 1):
        dZ = c[f"dZ{layer}"]
        keep(f"dW{layer}", dZ @ c[f"A{layer - 1}"].T / c["m"])
        keep(f"db{layer}", dZ.sum(axis=1, keepdims=True) / c["m"])
        if layer > 1:
            keep(f"dA{layer - 1}", c[f"W{layer}"].T @ dZ)
            keep(f"dZ{layer - 1}", c[f"dA{layer - 1}"] * (c[f"A{layer - 1}"] > 0))
    return {part: c[part] for part in PARTS}


def times(factor: float) -> Change:
    return lambda value, c: value * factor


def mistake(says: str, **changes: Change) -> Mistake:
    return Mistake(says, lambda X, Y, cache, part: backward(X, Y, cache, **changes)[part])


LOOK = "Compare its line with those of the other layers, factor by factor"
ONCE = "If you took a factor out, take it out in one place only"
FORMS = [
    ("the sign is wrong.", times(-1)),
    ("the factor 1/m is missing: it is the mean over the m examples.", lambda d, c: d * c["m"]),
    ("it is divided by m twice.", lambda d, c: d / c["m"]),
    ("it is transposed.", lambda d, c: d.T),
]
# Those that explain all six gradients are tried first, then those that explain the one at hand.
MISTAKES = [
    *(mistake(f"it is {says}.", **{part: times(factor) for part in PARTS}) for factor, says in (
        (2, f"2 times what it should be. {LOOK}"),
        (4, f"4 times what it should be. {LOOK}"),
        (1 / 2, f"half of what it should be. {ONCE}"),
        (1 / 4, f"a quarter of what it should be. {ONCE}"),
    )),
    *(mistake(says, **{part: change for part in PARTS}) for says, change in FORMS),
    mistake("`keepdims=True` is missing: the bias gradient is flat. It is one column.",
            **{f"db{i}": lambda db, c: db.ravel() for i in (1, 2, 3)}),
    mistake("the error goes back through the relu of layer 2 unhindered. Where A2 is 0, its slope "
            "is 0: dZ2 = dA2 * (A2 > 0).", dZ2=lambda dZ, c: c["dA2"]),
    mistake("the error goes back through the relu of layer 1 unhindered. Where A1 is 0, its slope "
            "is 0: dZ1 = dA1 * (A1 > 0).", dZ1=lambda dZ, c: c["dA1"]),
    mistake("the error goes back through both relus unhindered. Where A is 0, the slope is 0: "
            "dZ = dA * (A > 0).", dZ1=lambda dZ, c: c["dA1"], dZ2=lambda dZ, c: c["dA2"]),
    mistake("you multiplied dA1 by A1 itself. The slope of relu is 1 where A1 > 0, not A1.",
            dZ1=lambda dZ, c: c["dA1"] * c["A1"]),
    mistake("you multiplied dA2 by A2 itself. The slope of relu is 1 where A2 > 0, not A2.",
            dZ2=lambda dZ, c: c["dA2"] * c["A2"]),
    mistake("dZ3 has the slope of the sigmoid in it once too often. With the cross-entropy it "
            "cancels: dZ3 = A3 - Y.", dZ3=lambda dZ, c: dZ * c["A3"] * (1 - c["A3"])),
    mistake("dZ3 is Z3 - Y, before the sigmoid. It is A3 - Y.", dZ3=lambda d, c: c["Z3"] - c["Y"]),
    mistake("the error goes back through dW2 instead of W2. It travels through the weights.",
            dA1=lambda d, c: c["dW2"].T @ c["dZ2"]),
    mistake("the error goes back through dW3 instead of W3. It travels through the weights.",
            dA2=lambda d, c: c["dW3"].T @ c["dZ3"]),
    mistake("dA1 is made from dA2. Use dZ2, which has passed the relu.",
            dA1=lambda d, c: c["W2"].T @ c["dA2"]),
    mistake("the input of layer 2 is A1, after the relu, not Z1.",
            dW2=lambda d, c: c["dZ2"] @ c["Z1"].T / c["m"]),
    mistake("the input of layer 2 is A1. You used its output A2.",
            dW2=lambda d, c: c["dZ2"] @ c["A2"].T / c["m"]),
    mistake("the input of layer 2 is A1. You used X.",
            dW2=lambda d, c: c["dZ2"] @ c["A0"].T / c["m"]),
    mistake("dW2 is made from dA2. Use dZ2.", dW2=lambda d, c: c["dA2"] @ c["A1"].T / c["m"]),
    mistake("the input of layer 1 is X. You used its output A1.",
            dW1=lambda d, c: c["dZ1"] @ c["A1"].T / c["m"]),
    mistake("db1 is made from dA1. Use dZ1.",
            db1=lambda d, c: c["dA1"].sum(axis=1, keepdims=True) / c["m"]),
    mistake("db1 is made from dZ2. Use dZ1, the error of its own layer.",
            db1=lambda d, c: c["dZ2"].sum(axis=1, keepdims=True) / c["m"]),
    *(mistake(says, **{f"db{i}": partial(change, i) for i in (1, 2, 3)}) for says, change in (
        ("it is summed over the units (axis=0). Sum over the examples: axis=1.",
         lambda i, d, c: c[f"dZ{i}"].sum(axis=0, keepdims=True) / c["m"]),
        ("it is one number for the whole layer. Each unit has a bias of its own: sum with axis=1 "
         "and keepdims=True.", lambda i, d, c: c[f"dZ{i}"].sum() / c["m"]),
        ("it is divided by the number of units. Divide by m, the number of examples.",
         lambda i, d, c: d * c["m"] / len(d)),
    )),
]  # fmt: skip


def judge_cube(function: Callable, order: int) -> None:
    """Judge forward_propagation (order 0: x theta^3) or backward_propagation (1: 3 x theta^2)."""
    points = [(2.0137, 5.0291), (-1.5, 0.7523), (3.2519, -1.7531), (0.7507, 4.0), (2, 3)]
    right = (cube, cube_slope)[order]
    got = {f"x = {x}, theta = {t}": function(x, t) for x, t in points}
    expected = {f"x = {x}, theta = {t}": right(x, t) for x, t in points}
    mistakes = [
        Mistake(says, lambda f=f: {key: f(*p) for key, p in zip(expected, points, strict=True)})
        for says, f in (FORWARD, BACKWARD)[order]
    ]
    judge_together(name_of(function), got, expected, mistakes)
    if any(abs(float(got[key]) - expected[key]) > 1e-12 * abs(expected[key]) for key in got):
        raise AssertionError(
            f"{name_of(function)}: right to some digits only, as a finite difference is, or "
            "float32, or a rounded number. Write the exact formula."
        )


def judge_together(name: str, got: dict, expected: dict, mistakes: Iterable[Mistake]) -> None:
    """Judge the answers to several questions: a mistake is named if it explains every one."""
    if not same(got, expected):
        if says := known(got, mistakes, ()):
            raise AssertionError(f"{name}: {says}")
        for question in expected:
            judge(f"{name}, {question}", got[question], expected[question])


def cube(x: float, theta: float) -> float:
    """J(theta) = x theta^3."""
    return x * theta**3


def cube_slope(x: float, theta: float) -> float:
    """dJ/dtheta = 3 x theta^2."""
    return 3 * x * theta**2


FORWARD = [
    ("theta is squared. J has theta to the power 3.", lambda x, t: x * t**2),
    ("x is cubed instead of theta.", lambda x, t: x**3 * t),
    ("the power covers x too, (x * theta)**3. Only theta is cubed.", lambda x, t: (x * t) ** 3),
    ("theta is multiplied by 3, not taken to the power 3: that is `**3`.", lambda x, t: 3 * x * t),
    ("the power 3 is missing.", lambda x, t: x * t),
    ("the factor x is missing.", lambda x, t: t**3),
    ("x is added. It is a factor.", lambda x, t: x + t**3),
    ("that is the derivative, 3 x theta^2. J itself comes first.", cube_slope),
    ("the sign is wrong.", lambda x, t: -x * t**3),
    ("theta has the power 4.", lambda x, t: x * t**4),
    ("the derivative's factor 3 is in it. J has none.", lambda x, t: 3 * x * t**3),
    ("it is cut to a whole number. Leave int() away.", lambda x, t: int(x * t**3)),
    ("it is rounded. Return all digits.", lambda x, t: round(x * t**3)),
    ("the sign of theta is lost. (-1)**3 is -1.", lambda x, t: x * abs(t) ** 3),
]
BACKWARD = [
    ("the factor 3 is missing: the derivative of theta^3 is 3 theta^2.", lambda x, t: x * t**2),
    ("the factor is 2 instead of 3: it is the old exponent that comes down.",
     lambda x, t: 2 * x * t**2),
    ("that is 2 x theta, the derivative of x theta^2.", lambda x, t: 2 * x * t),
    ("theta is not squared: the power falls from 3 to 2.", lambda x, t: 3 * x * t),
    ("the power stays 3. It falls by one.", lambda x, t: 3 * x * t**3),
    ("the factor x is missing. It is a constant factor and stays.", lambda x, t: 3 * t**2),
    ("that is the derivative with respect to x, theta^3. Take it with respect to theta.",
     lambda x, t: t**3),
    ("that is J itself, not its derivative.", cube),
    ("the square covers the rest too. Only theta is squared.", lambda x, t: (3 * x * t) ** 2),
    ("the square covers x too. Only theta is squared.", lambda x, t: 3 * (x * t) ** 2),
    ("x is squared instead of theta.", lambda x, t: 3 * x**2 * t),
    ("the sign is wrong. The slope itself is asked for, not the step against it.",
     lambda x, t: -3 * x * t**2),
    ("that is the second derivative, 6 x theta.", lambda x, t: 6 * x * t),
    ("you integrated. Differentiate: the power falls by one.", lambda x, t: x * t**4 / 4),
    ("x is added. It is a factor.", lambda x, t: x + 3 * t**2),
    ("it is divided by 3. Multiply by the old exponent.", lambda x, t: x * t**2 / 3),
    ("it is cut to a whole number. Leave int() away.", lambda x, t: int(3 * x * t**2)),
    ("it is rounded. Return all digits.", lambda x, t: round(3 * x * t**2)),
]  # fmt: skip
