"""Calculates a student's gradapprox back from what gradient_check_n returns."""

from collections.abc import Callable

import numpy as np

from diagnosis.core import as_numbers, name_of
from diagnosis.errors import call
from diagnosis.gradient_check.checks import probe_of, question
from diagnosis.gradient_check.probe import Vector, central, quotient
from diagnosis.verdict import accuse, declare
from diagnosis.wrappers import unwrapped

EPSILON = 0.01
LENGTH = 100.0  # of the gradients that are claimed: longer than the right ones


def judge_entries(function: Callable) -> None:
    """Raise AssertionError where gradapprox is not right, and the fraction is."""
    X, Y, parameters, gradients = question([3, 4, 2, 1], 6, 30, 0.5)  # no slope is 0 here
    probe = probe_of(parameters, gradients, X, Y, EPSILON)

    def ask(claimed: Vector) -> float:
        parts = np.split(claimed, np.cumsum([array.size for array in gradients.values()])[:-1])
        given = {
            key: part.reshape(array.shape)
            for (key, array), part in zip(gradients.items(), parts, strict=True)
        }
        copies = {key: array.copy() for key, array in parameters.items()}
        got = as_numbers(unwrapped(call(function, copies, given, X.copy(), Y.copy(), EPSILON)))
        return float("nan") if got is None or got.ndim else float(got)

    found = recovered(ask, probe.theta.size)
    if found is None:
        return
    wanted = central(probe)
    right = np.abs(found - wanted) < 1e-5
    factor = found @ wanted / (wanted @ wanted)
    if not right.all() and abs(factor) > 1e-3 and np.allclose(found, factor * wanted, atol=1e-5):
        says = f"every entry of gradapprox is {factor:.3g} times what it should be. {FRACTION}"
        accuse(name_of(function), says, FACTOR)
    zero = ~right & (np.abs(found) < 1e-5)
    if not right.all():
        others = np.sum(~right & ~zero)
        counts = f"{right.sum()} are right, {zero.sum()} are 0, {others} are other numbers"
        says = f"gradapprox is not right: of {right.size} entries {counts}. {LOOK}"
        accuse(name_of(function), says, ENTRIES)


def recovered(ask: Callable[[Vector], float], n: int) -> Vector | None:
    """The vector a in |g - a| / (|g| + |a|), from its values at g = c e_i and -c e_i.

    None where the values are not those of this fraction.
    """
    units = LENGTH * np.eye(n)
    up, down = (np.array([ask(sign * unit) for unit in units]) ** 2 for sign in (1, -1))
    s = float(np.mean(up + down))
    root = s**2 - (s - 2) ** 2
    if not root >= 0 or abs(s - 2) < 1e-12:
        return None
    for sign in (1, -1):  # (c + A)^2 s = 2 (c^2 + A^2), where A = |a|
        A = LENGTH * (s + sign * np.sqrt(root)) / (2 - s)
        a = (LENGTH + A) ** 2 * (down - up) / (4 * LENGTH)
        other = 1 + np.arange(n)  # both signs fit all of the above, and one of them this
        if abs(ask(other) - quotient(other, a)) < 1e-6:
            return a
    return None


FRACTION = (
    "Look at the fraction that makes it of the two costs: what stands below the line, and what "
    "multiplies it?"
)
FACTOR = declare("check_n.factor", f"gradapprox is wrong by a factor. {FRACTION}")
LOOK = (
    "Look at the range of the loop, at what stands in it and how far it is indented, and at the "
    "copies: each entry is raised and lowered alone, and its slope put into gradapprox[i]."
)
ENTRIES = declare("check_n.entries", f"some entries of gradapprox are not right. {LOOK}")
