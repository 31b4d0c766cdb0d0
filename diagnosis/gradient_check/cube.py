"""J = x theta^3 and its derivative: wrong formulas and their sentences."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np

from diagnosis.core import as_numbers, judge_together, known, name_of, same
from diagnosis.errors import call
from diagnosis.gradient_check.formulas import formula
from diagnosis.verdict import Mistake, accuse, declare
from diagnosis.wrappers import unwrapped

Number = TypeVar("Number", float, np.ndarray)
POINTS = [(2.0137, 5.0291), (-1.5, 0.7523), (3.2519, -1.7531), (0.7507, 4.0), (2, 3), (1.7, 0.0),
          (0, 2.5), (-1.25, -0.5)]  # fmt: skip
INEXACT = declare(
    "cube.inexact",
    "right to some digits only, as a finite difference is, or float32, or a rounded number. Write "
    "the exact formula.",
)


def judge_cube(function: Callable, order: int) -> None:
    """Judge forward_propagation (order 0: x theta^3) or backward_propagation (1: 3 x theta^2)."""
    right = (cube, cube_slope)[order]
    what = name_of(function)
    got = {f"{x}, {t}": unwrapped(call(function, x, t)) for x, t in POINTS}
    expected = {f"{x}, {t}": right(x, t) for x, t in POINTS}
    mistakes = (FORWARD, BACKWARD)[order]
    if not same(got, expected) and not known(got, mistakes, ()):
        judge_formula(what, list(got.values()), order)
    judge_together(what, got, expected, mistakes)
    if any(abs(float(got[key]) - expected[key]) > 1e-12 * abs(expected[key]) for key in got):
        accuse(
            what,
            "right to some digits only, as a finite difference is, or float32, or a "
            "rounded number. Write the exact formula.",
            INEXACT,
        )


def judge_formula(what: str, numbers: list, order: int) -> None:
    """Raise AssertionError where a simple formula explains the wrong numbers."""
    arrays = [as_numbers(number) for number in numbers]
    if any(array is None or array.ndim for array in arrays):
        return
    if found := formula(POINTS, numbers):
        accuse(what, f"your code calculates {found}. {COMPARE[order]}", OTHER_FORMULA[order])


COMPARE = (
    "J is x * theta**3. Compare the factor and the two powers.",
    "Compare the factor and the two powers with the derivative of x * theta**3 on your paper.",
)
OTHER_FORMULA = [
    declare(f"{group}.other_formula", f"another formula is calculated. {says}")
    for group, says in zip(("forward", "backward"), COMPARE, strict=True)
]


def cube(x: float, theta: Number) -> Number:
    """J(theta) = x theta^3."""
    return x * theta**3


def cube_slope(x: float, theta: float) -> float:
    """dJ/dtheta = 3 x theta^2."""
    return 3 * x * theta**2


def table(
    group: str, rows: list[tuple[str, str, Callable[[float, float], float]]]
) -> list[Mistake]:
    """The rows (id, what to say, wrong formula) as mistakes that answer for all points."""
    return [
        Mistake(f"{group}.{name}", says, lambda f=f: {f"{x}, {t}": f(x, t) for x, t in POINTS})
        for name, says, f in rows
    ]


WHOLE = "it is cut to a whole number. Leave int() away."
ROUND = "it is rounded. Return all digits."
FORWARD = table("forward", [
    ("squared", "theta is squared. J has theta to the power 3.", lambda x, t: x * t**2),
    ("x_cubed", "x is cubed instead of theta.", lambda x, t: x**3 * t),
    ("both_cubed", "the power covers x too, (x * theta)**3. Only theta is cubed.",
     lambda x, t: (x * t) ** 3),
    ("times_3", "theta is multiplied by 3, not taken to the power 3: that is `**3`.",
     lambda x, t: 3 * x * t),
    ("no_power", "the power 3 is missing.", lambda x, t: x * t),
    ("x_missing", "the factor x is missing.", lambda x, t: t**3),
    ("theta_missing", "theta is missing: J = x theta^3.", lambda x, t: x),
    ("x_added", "x is added. It is a factor.", lambda x, t: x + t**3),
    ("derivative", "that is the derivative, 3 x theta^2. J itself comes first.", cube_slope),
    ("sign", "the sign is wrong.", lambda x, t: -x * t**3),
    ("power_4", "theta has the power 4.", lambda x, t: x * t**4),
    ("factor_3", "the derivative's factor 3 is in it. J has none.", lambda x, t: 3 * x * t**3),
    ("over_3", "it is divided by 3. J has no such factor.", lambda x, t: x * t**3 / 3),
    ("double", "it is doubled. J has no factor 2.", lambda x, t: 2 * x * t**3),
    ("exponential", "that is 3 to the power theta. The exponent is 3: theta**3.",
     lambda x, t: x * 3.0**t),
    ("half", "it is halved. J has no factor 1/2.", lambda x, t: x * t**3 / 2),
    ("whole", WHOLE, lambda x, t: int(x * t**3)),
    ("rounded", ROUND, lambda x, t: round(x * t**3)),
    ("theta_sign", "the sign of theta is lost. (-1)**3 is -1.", lambda x, t: x * abs(t) ** 3),
    ("absolute", "the sign is lost: J may be negative. Leave abs( ) away.",
     lambda x, t: abs(x * t**3)),
    ("not_negative", "a negative J became 0. Leave max( ) or relu away.",
     lambda x, t: max(0.0, x * t**3)),
    ("power_x", "theta is taken to the power x, or x to the power theta. The power is 3.",
     lambda x, t: x * float(t) ** x if t > 0 else np.nan),
    ("theta_at_0", "at theta = 0 the value must be 0, and elsewhere it is right. Look at what you "
     "divide by, or at an `if`.", lambda x, t: x * t**3 if t else np.nan),
    ("theta_as_missing", "theta = 0 is treated as if none were given (`theta or ...`, `if theta`). "
     "0 is a value like any other.", lambda x, t: x * (t or 1.0) ** 3),
    ("x_as_missing", "x = 0 is treated as if none were given (`x or ...`, `if x`). 0 is a value "
     "like any other.", lambda x, t: (x or 1.0) * t**3),
    ("example", "that is 250 whatever x and theta are. Calculate with the arguments.",
     lambda x, t: 250.0),
    ("plus_x_theta", "the powers are added up. J is x times theta to the power 3.",
     lambda x, t: x + t + t**2 + t**3),
    ("brackets", "brackets: the power stands around too much, x times (theta times 3) squared.",
     lambda x, t: x * (3 * t) ** 2),
])  # fmt: skip
BACKWARD = table("backward", [
    ("factor_missing", "the factor 3 is missing: the derivative of theta^3 is 3 theta^2.",
     lambda x, t: x * t**2),
    ("factor_2", "the factor is 2 instead of 3: it is the old exponent that comes down.",
     lambda x, t: 2 * x * t**2),
    ("of_square", "that is 2 x theta, the derivative of x theta^2.", lambda x, t: 2 * x * t),
    ("not_squared", "theta is not squared: the power falls from 3 to 2.", lambda x, t: 3 * x * t),
    ("power_stays", "the power stays 3. It falls by one.", lambda x, t: 3 * x * t**3),
    ("x_missing", "the factor x is missing. It is a constant factor and stays.",
     lambda x, t: 3 * t**2),
    ("by_x", "that is the derivative with respect to x, theta^3. Take it with respect to theta.",
     lambda x, t: t**3),
    ("J", "that is J itself, not its derivative.", cube),
    ("square_covers_all", "the square covers the rest too. Only theta is squared.",
     lambda x, t: (3 * x * t) ** 2),
    ("square_covers_x", "the square covers x too. Only theta is squared.",
     lambda x, t: 3 * (x * t) ** 2),
    ("square_covers_3", "the square covers the 3 too. Only theta is squared.",
     lambda x, t: x * (3 * t) ** 2),
    ("x_squared", "x is squared instead of theta.", lambda x, t: 3 * x**2 * t),
    ("x_cubed", "x and theta are exchanged: only theta has a power.", lambda x, t: 3 * x**2 * t**0),
    ("sign", "the sign is wrong. The slope itself is asked for, not the step against it.",
     lambda x, t: -3 * x * t**2),
    ("second", "that is 6 x theta: either the second derivative, or `theta * 2` in place of "
     "`theta**2`.", lambda x, t: 6 * x * t),
    ("integrated", "you integrated. Differentiate: the power falls by one.",
     lambda x, t: x * t**4 / 4),
    ("x_added", "x is added. It is a factor.", lambda x, t: x + 3 * t**2),
    ("over_3", "it is divided by 3. Multiply by the old exponent.", lambda x, t: x * t**2 / 3),
    ("whole", WHOLE, lambda x, t: int(3 * x * t**2)),
    ("rounded", ROUND, lambda x, t: round(3 * x * t**2)),
    ("absolute", "the sign is lost: a slope may be negative. Leave abs( ) away.",
     lambda x, t: abs(3 * x * t**2)),
    ("halved", "it is half of what it should be: the factor is 3.", lambda x, t: 1.5 * x * t**2),
    ("doubled", "it is twice what it should be: the factor is 3.", lambda x, t: 6 * x * t**2),
    ("factor_4", "the factor is 4 instead of 3.", lambda x, t: 4 * x * t**2),
    ("only_x", "that is x, the derivative of x theta. Here theta is cubed.", lambda x, t: x),
    ("only_3x", "theta is missing: the power falls from 3 to 2, not to 0.", lambda x, t: 3 * x),
    ("three_theta", "that is 3 theta: x is missing, and theta must be squared.",
     lambda x, t: 3 * t),
    ("one_sided", "this is a finite difference with a large step. Write the exact formula.",
     lambda x, t: (x * (t + 0.01) ** 3 - x * t**3) / 0.01),
    ("theta_at_0", "at theta = 0 the value must be 0, and elsewhere it is right. Look at what you "
     "divide by, or at an `if`.", lambda x, t: 3 * x * t**2 if t else np.nan),
    ("theta_as_missing", "theta = 0 is treated as if none were given (`theta or ...`, `if theta`). "
     "0 is a value like any other.", lambda x, t: 3 * x * (t or 1.0) ** 2),
    ("theta_sign", "the sign of theta is in it. theta**2 is never negative.",
     lambda x, t: 3 * x * t * abs(t)),
    ("example", "that is 150 whatever x and theta are. Calculate with the arguments.",
     lambda x, t: 150.0),
    ("product_rule", "both factors are differentiated, as in a product rule. x is a constant here: "
     "only theta^3 is differentiated.", lambda x, t: t**3 + 3 * x * t**2),
])  # fmt: skip
