"""The mistakes of a gradient check, in one dimension and in n."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.linalg import norm

from diagnosis.gradient_check.approximations import APPROXIMATIONS
from diagnosis.gradient_check.cube import cube
from diagnosis.gradient_check.probe import Probe, Vector, central, entries, quotient
from diagnosis.gradient_check.quotients import QUOTIENTS
from diagnosis.verdict import Mistake, declare

Row = tuple[str, str, Callable]

# What is said in one dimension, where theta is a number.
ONE_SAYS = {
    "not_lowered": "J(theta) stands where J(theta - epsilon) belongs: theta was not lowered.",
    "same_point": "gradapprox is zero: both costs were taken at the same point. One belongs to "
    "theta + epsilon, the other to theta - epsilon.",
    "always_0": "it is 0 whatever the gradients are. Is nothing calculated, or something compared "
    "with itself?",
    "norm_of_sum_below": "the denominator is |grad + gradapprox|. Add the two absolute values "
    "instead, |grad| + |gradapprox|: numbers of opposite sign would cancel.",
}


def of_numbers(says: str) -> str:
    """The sentence in one dimension, where the norm of a number is its absolute value."""
    says = says.replace("norm (no absolute value)", "absolute value")
    return says.replace("norm", "absolute value")


ONE_SKIPS = {"copied_once", "whole_arrays", "lowered_for_good", "raised_for_good", "whole_vector",
             "biases_not_moved", "weights_not_moved", "first_layer", "last_layer", "last_entry",
             "first_entry", "one_for_each_array", "one_entry", "one_entry_last", "n_by_n",
             "other_entry", "of_norms",
             "component_mean", "component_largest", "absolute_sums", "largest_entries"}  # fmt: skip


def approximated(f: Callable[[Probe], Vector], p: Probe) -> float:
    """The difference of who calculates gradapprox by `f`."""
    return quotient(p.grad, f(p))


def divided(f: Callable[[Vector, Vector], float], p: Probe) -> float:
    """The difference of who compares grad and gradapprox by `f`."""
    return f(p.grad, central(p))


def rows_of(table: Sequence[Row], one: bool) -> list[Row]:
    """The rows (id, what to say, formula) that mean something in one dimension, or all of them."""
    if not one:
        return list(table)
    return [(n, ONE_SAYS.get(n, of_numbers(says)), f) for n, says, f in table if n not in ONE_SKIPS]


def table(group: str, own: Iterable[Row], one: bool) -> list[Mistake]:
    """The mistakes of one dimension, or of n: (id, what to say, probe -> the difference)."""
    rows: list[Row] = [
        (name, says, partial(approximated, f)) for name, says, f in rows_of(APPROXIMATIONS, one)
    ]
    rows += [(name, says, partial(divided, f)) for name, says, f in rows_of(QUOTIENTS, one)]
    rows.append(
        (
            "epsilon_added_below",
            "epsilon is added below the line. There stands only the sum of the two: leave it away.",
            lambda p: norm(p.grad - central(p)) / (norm(p.grad) + norm(central(p)) + p.epsilon),
        )
    )
    signs = [(f"{name}_signed", says, lambda p, f=f: abs(f(p))) for name, says, f in rows if one]
    return [Mistake(f"{group}.{name}", says, f) for name, says, f in [*rows, *own, *signs]]


class Both(NamedTuple):
    """A wrong gradapprox in a wrong fraction."""

    id: str
    says: str
    answer: Callable[[], dict[str, float]]


def two_mistakes(probes: dict[str, Probe], one: bool) -> Iterator[Both]:
    """Every wrong gradapprox in every wrong fraction."""
    group = "check" if one else "check_n"
    for _, first, approximate in rows_of(APPROXIMATIONS, one):
        wrong = {what: approximate(p) for what, p in probes.items()}
        for _, second, divide in rows_of(QUOTIENTS, one):

            def answer(wrong=wrong, divide=divide) -> dict[str, float]:
                found = {what: divide(p.grad, wrong[what]) for what, p in probes.items()}
                return {what: abs(number) if one else number for what, number in found.items()}

            both = f"two mistakes. First, gradapprox: {first} Second, the fraction: {second}"
            yield Both(f"{group}.two_mistakes", both, answer)


for _group in ("check", "check_n"):
    declare(f"{_group}.two_mistakes", "one mistake in gradapprox, and one in the fraction.")


def against(claimed: Callable[[Probe], Vector]) -> Callable[[Probe], float]:
    """The difference of who puts something else in the place of grad."""
    return lambda p: quotient(claimed(p), central(p))


def relative(p: Probe) -> Vector:
    """gradapprox of who takes J at theta * (1 + epsilon) and theta * (1 - epsilon)."""
    return (cube(p.x, p.theta * (1 + p.epsilon)) - cube(p.x, p.theta * (1 - p.epsilon))) / (
        2 * p.epsilon
    )


def exchanged(p: Probe, *sides: int) -> Vector:
    """gradapprox of who calls forward_propagation(theta + epsilon, x) on some sides (1, -1)."""
    costs = {}
    for side in (1, -1):
        theta = p.theta + side * p.epsilon
        costs[side] = theta * p.x**3 if side in sides else cube(p.x, theta)
    return (costs[1] - costs[-1]) / (2 * p.epsilon)


def masked(p: Probe, *parts: int) -> float:
    """The difference of one who leaves out the other parts on both sides."""
    keep = entries(p, *parts)
    return quotient(p.grad * keep, central(p) * keep)


def columns_first(p: Probe) -> Vector:
    """The claimed gradient with each part read column by column (Fortran's order)."""
    parts = np.split(p.grad, np.cumsum([o * i for o, i in p.shapes])[:-1])
    flat = [part.reshape(s).ravel("F") for part, s in zip(parts, p.shapes, strict=True)]
    return np.concatenate(flat)


ONE_DIMENSION = table("check", [
    ("moves_x",
     "you moved x by epsilon. Move theta: the gradient is the one with respect to theta.",
     lambda p: quotient(p.grad, cube(1, p.theta))),
    ("slopes_compared", "you took the difference of two slopes. gradapprox compares two values of "
     "J: call forward_propagation, not backward_propagation, at theta + epsilon and theta - "
     "epsilon.", lambda p: quotient(p.grad, 2 * p.grad / p.theta)),
    ("grad_at_plus", "grad is taken at theta + epsilon. It belongs to theta itself.",
     against(lambda p: p.grad * (p.theta + p.epsilon) ** 2 / p.theta**2)),
    ("grad_at_minus", "grad is taken at theta - epsilon. It belongs to theta itself.",
     against(lambda p: p.grad * (p.theta - p.epsilon) ** 2 / p.theta**2)),
    ("J_for_grad", "J stands where grad belongs: grad is backward_propagation(x, theta), not "
     "forward_propagation.", against(lambda p: cube(p.x, p.theta))),
    ("J_for_gradapprox", "J stands where gradapprox belongs: that is the difference of two values "
     "of J, divided by 2 epsilon.", lambda p: quotient(p.grad, cube(p.x, p.theta))),
    ("arguments_exchanged", "x and theta are exchanged in a call. Give the arguments in the order "
     "(x, theta).", lambda p: quotient(p.grad, exchanged(p, 1, -1))),
    ("arguments_exchanged_above", "x and theta are exchanged in the call for J_plus. Give the "
     "arguments in the order (x, theta).", lambda p: quotient(p.grad, exchanged(p, 1))),
    ("arguments_exchanged_below", "x and theta are exchanged in the call for J_minus. Give the "
     "arguments in the order (x, theta).", lambda p: quotient(p.grad, exchanged(p, -1))),
    ("grad_arguments_exchanged", "x and theta are exchanged in the call for grad. Give the "
     "arguments in the order (x, theta).", against(lambda p: p.grad * p.x / p.theta)),
    ("relative_step", "theta is moved by theta * epsilon. Move it by epsilon: theta + epsilon, "
     "theta - epsilon.", lambda p: quotient(p.grad, relative(p))),
    ("gradapprox_returned", "that is gradapprox. Return the relative difference.",
     lambda p: central(p)[0]),
    ("grad_returned", "that is grad. Return the relative difference.", lambda p: p.grad[0]),
], one=True)  # fmt: skip
MANY_DIMENSIONS = table("check_n", [
    ("columns_first", "grad is read column by column, gradapprox row by row. Use "
     "gradients_to_vector.", lambda p: quotient(columns_first(p), central(p))),
    ("gradients_unused", "your function does not use its argument gradients: it calculates the "
     "right ones again.", lambda p: quotient(p.true, central(p))),
    ("biases_left_out", "the biases are left out. Compare all entries, weights and biases.",
     lambda p: masked(p, 0, 2, 4)),
    ("weights_left_out", "the weights are left out. Compare all entries, weights and biases.",
     lambda p: masked(p, 1, 3, 5)),
    ("first_layer_left", "only the first layer is compared. Compare all entries.",
     lambda p: masked(p, 0, 1)),
    ("last_layer_left", "only the last layer is compared. Compare all entries.",
     lambda p: masked(p, -2, -1)),
    ("one_number", "gradapprox is one number, that of the last entry: each turn of the loop "
     "overwrites it. Fill gradapprox[i].",
     lambda p: norm(p.grad - central(p)[-1]) / (norm(p.grad) + abs(central(p)[-1]))),
    ("theta_for_grad", "theta stands where grad belongs: use gradients_to_vector(gradients)"
     ".", lambda p: quotient(p.theta, central(p))),
    ("norms_minus_below", "the two norms are subtracted below the line. Add them.",
     lambda p: norm(p.grad - central(p)) / (norm(p.grad) - norm(central(p)))),
    ("grad_with_itself", "gradapprox is compared with itself.", lambda p: 0.0 * norm(p.grad)),
], one=False)  # fmt: skip
