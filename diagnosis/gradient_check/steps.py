"""One line of the backward pass made of other names than it should be: found by trying all."""

from collections.abc import Callable, Iterator
from itertools import product
from typing import NamedTuple

import numpy as np

Array = np.ndarray
STEPS = "dZ3 dW3 db3 dA2 dZ2 dW2 db2 dA1 dZ1 dW1 db1".split()  # in the order of the lines
GIVEN = "A0 Y Z1 A1 W1 b1 Z2 A2 W2 b2 Z3 A3 W3 b3".split()  # A0 is X
SLOPES: list[tuple[str, Callable[[Array], Array]]] = [
    ("({} > 0)", lambda a: a > 0),
    ("{}", lambda a: a),
    ("({} < 0)", lambda a: a < 0),
    ("(1 - {0}**2)", lambda a: 1 - a**2),
    ("{0} * (1 - {0})", lambda a: a * (1 - a)),
]
FACTORS: list[tuple[str, Callable[[float], float]]] = [
    ("2 times", lambda m: 2),
    ("4 times", lambda m: 4),
    ("half of", lambda m: 1 / 2),
    ("a quarter of", lambda m: 1 / 4),
    ("minus", lambda m: -1),
    ("m times", lambda m: m),
    ("1/m of", lambda m: 1 / m),
]


Value = Callable[[Array, dict], Array]  # (the right value, all names so far) -> the line's


class Line(NamedTuple):
    """What stands in one line: the step's name, the line in words, and its value."""

    step: str
    says: str
    value: Value


def lines() -> Iterator[Line]:
    """Every line that is tried."""
    for step in STEPS:
        names = GIVEN + STEPS[: STEPS.index(step)]
        if step[1] in "AZ":
            for says, factor in FACTORS:
                yield Line(step, f"your {step} is {says} what it should be", scaled(factor))
        made = {"A": products, "W": products, "b": sums, "Z": slopes}[step[1]]
        for code, value in differences() if step == "dZ3" else made(names):
            yield Line(step, f"your {step} is {code.replace('A0', 'X')}", value)


def scaled(factor: Callable[[float], float]) -> Value:
    return lambda right, c: factor(c["m"]) * right


def products(names: list[str]) -> Iterator[tuple[str, Value]]:
    """P @ Q, each of them transposed or not."""

    def dot(p: str, q: str, turned: bool, turned_too: bool) -> Value:
        return lambda _, c: (c[p].T if turned else c[p]) @ (c[q].T if turned_too else c[q])

    for p, q, t, u in product(names, names, (False, True), (False, True)):
        yield f"np.dot({p}{'.T' * t}, {q}{'.T' * u})", dot(p, q, t, u)


def slopes(names: list[str]) -> Iterator[tuple[str, Value]]:
    """P times a slope made of Q."""

    def times(p: str, q: str, slope: Callable[[Array], Array]) -> Value:
        return lambda _, c: c[p] * slope(c[q])

    for p, q, (code, slope) in product(names, names, SLOPES):
        yield f"{p} * {code.format(q)}", times(p, q, slope)


def differences() -> Iterator[tuple[str, Value]]:
    """1/m (P - Q), or 1/m (P + Q)."""

    def over_m(p: str, q: str, sign: int) -> Value:
        return lambda _, c: (c[p] + sign * c[q]) / c["m"]

    for p, q, (name, sign) in product(("A3", "Z3", "Y"), ("A3", "Z3", "Y"), (("-", -1), ("+", 1))):
        yield f"1 / m * ({p} {name} {q})", over_m(p, q, sign)


def sums(names: list[str]) -> Iterator[tuple[str, Value]]:
    """The sum of P over the examples."""

    def summed(p: str) -> Value:
        return lambda _, c: c[p].sum(axis=1, keepdims=True)

    for name in names:
        yield f"sum_examples({name})", summed(name)
