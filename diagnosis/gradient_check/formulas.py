"""Finds the formula in x and theta that a student's numbers come from."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import chain, combinations, product

import numpy as np

Point = tuple[float, float]


def power(name: str, exponent: int) -> str:
    """theta**2 as a student would write it; "" for the power 0."""
    return name if exponent == 1 else f"{name}**{exponent}" if exponent else ""


def monomial(a: int, b: int) -> tuple[str, Callable]:
    """x^a theta^b as code, and as what it calculates."""
    code = " * ".join(filter(None, (power("x", a), power("theta", b))))
    return code, lambda x, theta: x**a * theta**b


TERMS = [
    *(monomial(a, b) for a, b in product(range(3, -1, -1), range(4, -1, -1))),
    ("(x + theta)**2", lambda x, theta: (x + theta) ** 2),
    ("(x + theta)**3", lambda x, theta: (x + theta) ** 3),
]


def formula(points: Sequence[Point], numbers: Sequence[float]) -> str | None:
    """A sum of at most two TERMS with factors that gives all numbers, as code; None if none does.

    A factor is a fraction of small whole numbers. Numbers that are only nearly right fit nothing.
    """
    x, theta = np.array(points, dtype=float).T
    wanted = np.array(numbers, dtype=float)
    columns = [calculates(x, theta) for _, calculates in TERMS]
    if not np.isfinite(wanted).all():
        return None
    for chosen in chain(combinations(range(len(TERMS)), 1), combinations(range(len(TERMS)), 2)):
        table = np.array([columns[i] for i in chosen]).T
        factors = [nearest(c) for c in np.linalg.lstsq(table, wanted, rcond=None)[0]]
        if 0 not in factors and np.allclose(table @ np.array(factors, float), wanted, 1e-9, 1e-9):
            terms = [times(c, TERMS[i][0]) for c, i in zip(factors, chosen, strict=True)]
            return " + ".join(terms).replace("+ -", "- ")
    return None


def nearest(number: float) -> Fraction:
    """The fraction with a denominator up to 12 that is nearest."""
    return Fraction(float(number)).limit_denominator(12)


def times(factor: Fraction, term: str) -> str:
    """A term with its factor, as code."""
    above = "" if abs(factor.numerator) == 1 and term else str(abs(factor.numerator))
    below = f" / {factor.denominator}" if factor.denominator > 1 else ""
    return "-" * (factor < 0) + " * ".join(filter(None, (above, term))) + below
