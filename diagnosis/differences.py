"""The relative difference of two gradients, right and wrong, in one dimension and in n."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.linalg import norm

Vector = np.ndarray  # (n,)
Cost = Callable[[Vector], float]
EPSILON = 1e-7  # the default that the exercises give


@dataclass(frozen=True)
class Probe:
    """One question to a check: the cost J, the point theta (n,), the claimed gradient (n,)."""

    cost: Cost
    theta: Vector
    grad: Vector
    epsilon: float
    shapes: tuple[tuple[int, int], ...] = ((1, 1),)  # of W1, b1, W2, ...: theta's parts
    true: Vector | None = None  # the right gradient, where a mistake is to use that
    x: float = 1.0  # in one dimension, J = x theta^3


def right(p: Probe) -> float:
    """||grad - gradapprox|| / (||grad|| + ||gradapprox||)."""
    return quotient(p.grad, central(p))


def approximated(f: Callable[[Probe], Vector], p: Probe) -> float:
    return quotient(p.grad, f(p))


def divided(f: Callable[[Vector, Vector], float], p: Probe) -> float:
    return f(p.grad, central(p))


def quotient(grad: Vector, approx: Vector) -> float:
    return float(norm(grad - approx) / (norm(grad) + norm(approx)))


def central(p: Probe) -> Vector:
    """gradapprox_i = (J(theta + eps e_i) - J(theta - eps e_i)) / (2 eps)."""
    return (moved(p, 1) - moved(p, -1)) / (2 * p.epsilon)


def moved(p: Probe, sign: int, path: Callable[[Vector], Vector] | None = None) -> Vector:
    """J(theta + sign eps d_i) for every i; d_i is e_i, the i-th row of the identity, or path's."""
    rows = np.eye(p.theta.size) if path is None else path(np.eye(p.theta.size))
    return np.array([p.cost(p.theta + sign * p.epsilon * row) for row in rows])


def summed(rows: Vector) -> Vector:
    """The directions of one who goes on from the vector that was moved before: e_0 + ... + e_i."""
    return rows.cumsum(axis=0)


def replaced(p: Probe, plus: int | None, minus: int | None) -> Vector:
    """gradapprox of who writes theta[i] = epsilon (1), or -epsilon (-1), for += or -= epsilon."""
    costs = []
    for side, sign in ((1, plus), (-1, minus)):
        if sign is None:
            costs.append(moved(p, side))
        else:
            away = p.theta - np.diag(p.theta)  # row i: theta with entry i taken away
            epsilons = sign * p.epsilon * np.eye(p.theta.size)
            costs.append(np.array([p.cost(row) for row in away + epsilons]))
    return (costs[0] - costs[1]) / (2 * p.epsilon)


def whole_arrays(p: Probe) -> Vector:
    """gradapprox of who moves all entries of W1 at once, then all of b1, and so on."""
    parts = [entries(p, part) for part in range(len(p.shapes))]
    up, down = ([p.cost(p.theta + side * p.epsilon * part) for part in parts] for side in (1, -1))
    slopes = [(a - b) / (2 * p.epsilon) for a, b in zip(up, down, strict=True)]
    return np.array(slopes) @ np.array(parts)


def with_epsilon(epsilon: float) -> Callable[[Probe], Vector]:
    return lambda p: central(replace(p, epsilon=epsilon))


def default_epsilon(epsilon: float) -> Callable[[Probe], Vector]:
    return lambda p: central(replace(p, epsilon=epsilon) if p.epsilon == EPSILON else p)


def entries(p: Probe, *parts: int) -> Vector:
    """1 for theta's entries in some of its parts (0 is W1, 1 is b1, ..., -1 the last), else 0."""
    chosen = np.isin(np.arange(len(p.shapes)), np.mod(parts, len(p.shapes)))
    return np.repeat(1.0 * chosen, [o * i for o, i in p.shapes])


def masked(p: Probe, *parts: int) -> float:
    """The difference of one who leaves out the other parts on both sides."""
    keep = entries(p, *parts)
    return quotient(p.grad * keep, central(p) * keep)


def columns_first(p: Probe) -> Vector:
    """The claimed gradient with each part read column by column (Fortran's order)."""
    parts = np.split(p.grad, np.cumsum([o * i for o, i in p.shapes])[:-1])
    flat = [part.reshape(s).ravel("F") for part, s in zip(parts, p.shapes, strict=True)]
    return np.concatenate(flat)


def in_float32(p: Probe) -> Vector:
    low = p.theta.astype(np.float32)
    return central(replace(p, theta=low, cost=lambda t: p.cost(t.astype(np.float32))))


ALONE = "Move one entry at a time, each time from a fresh copy of theta"
# (id, what to say, probe -> the gradapprox of who makes the mistake)
APPROXIMATIONS = [
    ("epsilon_for_2_epsilon", "divided by epsilon where 2 * epsilon belongs: the two points are "
     "2 epsilon apart.", lambda p: 2 * central(p)),
    ("four_epsilon", "divided by 4 * epsilon. The two points are 2 epsilon apart.",
     lambda p: central(p) / 2),
    ("precedence", "`/ 2 * epsilon` divides by 2 and then MULTIPLIES by epsilon. Write "
     "/ (2 * epsilon).", lambda p: central(p) * p.epsilon**2),
    ("not_divided", "the division by 2 epsilon is missing.", lambda p: central(p) * 2 * p.epsilon),
    ("epsilon_missing_below", "divided by 2 only: epsilon is missing below the line.",
     lambda p: central(p) * p.epsilon),
    ("times_2_epsilon", "multiplied by 2 * epsilon. Divide by it.",
     lambda p: central(p) * (2 * p.epsilon) ** 2),
    ("epsilon_squared", "divided by epsilon squared.", lambda p: central(p) * 2 / p.epsilon),
    ("upper_side", "upper side only, J(theta + epsilon) - J(theta). Take both sides, theta - "
     "epsilon too.", lambda p: (moved(p, 1) - p.cost(p.theta)) / p.epsilon),
    ("lower_side", "lower side only, J(theta) - J(theta - epsilon). Take both sides, theta + "
     "epsilon too.", lambda p: (p.cost(p.theta) - moved(p, -1)) / p.epsilon),
    ("not_lowered", "J(theta) stands where J(theta - epsilon) belongs. Either theta was not "
     "lowered, or it was lowered from the raised vector: without a copy both names mean the same "
     "vector.", lambda p: (moved(p, 1) - p.cost(p.theta)) / (2 * p.epsilon)),
    ("not_raised", "J(theta) stands where J(theta + epsilon) belongs: theta was not raised.",
     lambda p: (p.cost(p.theta) - moved(p, -1)) / (2 * p.epsilon)),
    ("same_point", "gradapprox is zero: both costs were taken at the same vector. theta_plus = "
     "theta makes no copy, only a second name; use theta.copy(), and raise one, lower the other.",
     lambda p: 0 * p.theta),
    ("sides_exchanged", "the sign of gradapprox is wrong (J_minus - J_plus), or grad and "
     "gradapprox are added above the line. Take J_plus - J_minus and grad - gradapprox.",
     lambda p: -central(p)),
    ("brackets_above", "the brackets around J_plus - J_minus are missing: only J_minus is "
     "divided.", lambda p: moved(p, 1) - moved(p, -1) / (2 * p.epsilon)),
    ("added", "J_plus + J_minus where their difference belongs.",
     lambda p: (moved(p, 1) + moved(p, -1)) / (2 * p.epsilon)),
    ("absolute", "the sign of gradapprox is lost. Leave abs( ) around J_plus - J_minus away.",
     lambda p: abs(central(p))),
    ("twice_epsilon_moved",
     "theta was moved by 2 * epsilon, and the difference divided by as much. "
     "Move by epsilon to each side.", lambda p: 2 * central(replace(p, epsilon=2 * p.epsilon))),
    ("copied_once", f"the copy of theta is made only once, before the loop, so changes pile up. "
     f"{ALONE}.", lambda p: (moved(p, 1, summed) - moved(p, -1, summed)) / (2 * p.epsilon)),
    ("lowered_for_good",
     f"theta itself is lowered and never put back, so changes pile up. {ALONE}.",
     lambda p: (moved(p, -1, lambda e: summed(e) - 2 * e) - moved(p, -1, summed))
     / (2 * p.epsilon)),
    ("raised_for_good", f"theta itself is raised and never put back, so changes pile up. {ALONE}.",
     lambda p: (moved(p, 1, summed) - moved(p, 1, lambda e: summed(e) - e)) / (2 * p.epsilon)),
    ("whole_vector", f"the whole vector is moved at once. {ALONE}.",
     lambda p: moved(p, 1, np.ones_like) / (2 * p.epsilon)
     - moved(p, -1, np.ones_like) / (2 * p.epsilon)),
    *((f"replaced_{name}", "an entry of theta is replaced by epsilon (`= epsilon`). Raise it by "
       "epsilon (`+=`), and lower the other one (`-=`).", lambda p, s=sides: replaced(p, *s))
      for name, sides in (("above", (1, None)), ("below", (None, 1)),
                            ("below_negative", (None, -1)), ("both", (1, -1)))),
    ("whole_arrays", f"all entries of an array are moved at once. {ALONE}.", whole_arrays),
    ("float32", "the arguments are in float32: seven digits are too few for a step of 1e-7. Stay "
     "with NumPy's usual float64.", in_float32),
    *((f"fixed_1e-{n}", f"epsilon is fixed at 1e-{n}. Use the argument epsilon.",
       with_epsilon(10.0**-n)) for n in (7, 4, 5, 6, 8, 3, 2)),
    *((f"default_1e-{n}", f"the default of epsilon is 1e-{n}. It must be 1e-7.",
       default_epsilon(10.0**-n)) for n in (2, 3, 4, 5, 6, 8)),
    ("biases_not_moved", "the biases are left out. Move all entries, weights and biases.",
     lambda p: central(p) * entries(p, 0, 2, 4)),
    ("weights_not_moved", "the weights are left out. Move all entries, weights and biases.",
     lambda p: central(p) * entries(p, 1, 3, 5)),
    ("first_layer", "only the first layer is checked. Move all entries.",
     lambda p: central(p) * entries(p, 0, 1)),
    ("last_layer", "only the last layer is checked. Move all entries.",
     lambda p: central(p) * entries(p, -2, -1)),
    ("last_entry", "the last entry is not checked. Look at the range of the loop.",
     lambda p: np.append(central(p)[:-1], 0)),
    ("first_entry", "the first entry is not checked. Look at the range of the loop.",
     lambda p: np.append(0, central(p)[1:])),
    ("one_for_each_array", "only the first 6 entries are moved: len(parameters) counts the arrays. "
     "Loop over the entries of theta, range(len(theta)).",
     lambda p: central(p) * (np.arange(p.theta.size) < len(p.shapes))),
    ("one_entry", "only the first entry is checked: is there a `return` inside the loop?",
     lambda p: np.append(central(p)[0], 0 * central(p)[1:])),
    ("one_entry_last", "only the last entry is in gradapprox: each turn of the loop overwrites it. "
     "Fill gradapprox[i].", lambda p: np.append(0 * central(p)[:-1], central(p)[-1])),
]  # fmt: skip
# What is said in one dimension, where theta is a number.
ONE_SAYS = {
    "not_lowered": "J(theta) stands where J(theta - epsilon) belongs: theta was not lowered.",
    "same_point": "gradapprox is zero: both costs were taken at the same point. One belongs to "
    "theta + epsilon, the other to theta - epsilon.",
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
             "of_norms",
             "component_mean", "component_largest", "absolute_sums", "largest_entries"}  # fmt: skip
# (id, what to say, (grad, gradapprox) -> the difference)
QUOTIENTS = [
    ("no_denominator", "the denominator is missing. Divide by the sum of the two norms.",
     lambda g, a: norm(g - a)),
    ("grad_below", "the denominator has only the norm of grad. It is the SUM of both norms.",
     lambda g, a: norm(g - a) / norm(g)),
    ("gradapprox_below", "the denominator has only the norm of gradapprox. It is the SUM of both "
     "norms.", lambda g, a: norm(g - a) / norm(a)),
    ("larger_below", "the denominator is the larger of the two norms. It is their SUM.",
     lambda g, a: norm(g - a) / max(norm(g), norm(a))),
    ("norm_of_sum_below", "the denominator is the norm of grad + gradapprox. Add the two norms "
     "instead: vectors that point against each other would cancel.",
     lambda g, a: norm(g - a) / norm(g + a)),
    ("norm_of_difference_below", "the denominator is the numerator once more: the norm of the "
     "difference. It is the SUM of the two norms.", lambda g, a: norm(g - a) / norm(g - a)),
    ("norms_subtracted_below", "the two norms are subtracted below the line. Add them.",
     lambda g, a: norm(g - a) / abs(norm(g) - norm(a))),
    ("root_below", "the denominator is sqrt(|grad|^2 + |gradapprox|^2). It is the plain sum of the "
     "norms.", lambda g, a: norm(g - a) / np.hypot(norm(g), norm(a))),
    ("mean_below", "the denominator is the mean of the two norms. It is their sum.",
     lambda g, a: 2 * norm(g - a) / (norm(g) + norm(a))),
    ("double_below", "the denominator is 2 times the sum of the norms. Leave the 2 away.",
     lambda g, a: norm(g - a) / (2 * (norm(g) + norm(a)))),
    ("product", "the numerator is multiplied by the denominator. Divide by it.",
     lambda g, a: norm(g - a) * (norm(g) + norm(a))),
    ("product_below", "the denominator is the product of the two norms. It is their sum.",
     lambda g, a: norm(g - a) / (norm(g) * norm(a))),
    ("brackets_below", "brackets are missing around the denominator: `a / b + c` adds c "
     "afterwards.", lambda g, a: norm(g - a) / norm(g) + norm(a)),
    ("no_absolute", "the numerator has no norm (no absolute value), so differences can cancel or "
     "be negative.", lambda g, a: np.sum(g - a) / (norm(g) + norm(a))),
    ("no_absolute_reversed", "the numerator has no norm (no absolute value), so differences can "
     "cancel or be negative.", lambda g, a: np.sum(a - g) / (norm(g) + norm(a))),
    ("no_absolute_at_all", "there is no norm (no absolute value) above the line and below it. Both "
     "need one: |grad - gradapprox| / (|grad| + |gradapprox|).",
     lambda g, a: np.sum(g - a) / (np.sum(g) + np.sum(a))),
    ("no_absolute_at_all_reversed", "there is no norm (no absolute value) above the line and below "
     "it. Both need one.", lambda g, a: np.sum(a - g) / (np.sum(g) + np.sum(a))),
    ("no_absolute_below", "there is no norm (no absolute value) below the line. The denominator is "
     "|grad| + |gradapprox|.", lambda g, a: norm(g - a) / (np.sum(g) + np.sum(a))),
    ("fraction_exchanged", "grad + gradapprox stands above and grad - gradapprox below. Exchange "
     "them.", lambda g, a: norm(g + a) / norm(g - a)),
    ("of_norms", "the numerator is the difference of the two norms. Take the norm of the "
     "difference: two vectors may be equally long and yet point elsewhere.",
     lambda g, a: abs(norm(g) - norm(a)) / (norm(g) + norm(a))),
    ("of_absolutes", "the numerator is the difference of the two absolute values. Take the "
     "absolute value of the difference: the signs count.",
     lambda g, a: (norm(g) - norm(a)) / (norm(g) + norm(a))),
    ("squares", "the norms are squared: the square root is missing.",
     lambda g, a: norm(g - a) ** 2 / (norm(g) ** 2 + norm(a) ** 2)),
    ("square_above", "the numerator is squared: the square root is missing there.",
     lambda g, a: norm(g - a) ** 2 / (norm(g) + norm(a))),
    ("squares_below", "the norms below the line are squared: the square roots are missing there.",
     lambda g, a: norm(g - a) / (norm(g) ** 2 + norm(a) ** 2)),
    ("squared", "the difference is squared at the end.", lambda g, a: quotient(g, a) ** 2),
    ("root", "the square root is taken of the whole fraction.",
     lambda g, a: np.sqrt(quotient(g, a))),
    ("absolute_sums", "the norms are sums of absolute values. Take the Euclidean norm, "
     "np.linalg.norm.", lambda g, a: abs(g - a).sum() / (abs(g).sum() + abs(a).sum())),
    ("largest_entries", "the norms are largest entries. Take the Euclidean norm, np.linalg.norm.",
     lambda g, a: abs(g - a).max() / (abs(g).max() + abs(a).max())),
    ("component_mean", "it is the mean of the components' own relative errors. Take norms of whole "
     "vectors.", lambda g, a: np.mean(abs(g - a) / (abs(g) + abs(a)))),
    ("component_largest", "it is the largest of the components' own relative errors. Take norms of "
     "whole vectors.", lambda g, a: np.max(abs(g - a) / (abs(g) + abs(a)))),
    ("n_by_n", "gradapprox has the shape (n,) and grad (n, 1): their difference is an n by n "
     "table. Give both the same shape.",
     lambda g, a: norm(np.subtract.outer(g, a)) / (norm(g) + norm(a))),
    ("agreement",
     "that is the agreement, 1 minus the difference.", lambda g, a: 1 - quotient(g, a)),
    ("upside_down", "the fraction is upside down.", lambda g, a: 1 / quotient(g, a)),
    ("percent", "the fraction is in percent. Leave the factor 100 away.",
     lambda g, a: 100 * quotient(g, a)),
    ("always_0", "it is 0 whatever the gradients are. Return the relative difference.",
     lambda g, a: 0.0),
    ("always_1", "it is 1 whatever the gradients are. Return the relative difference.",
     lambda g, a: 1.0),
    ("cosine", "that is the cosine of the angle between the two. Asked for is the norm of their "
     "difference over the sum of their norms.", lambda g, a: g @ a / (norm(g) * norm(a))),
]  # fmt: skip
# (id, what to say, probe -> the difference)
N_DIMENSIONS = [
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
]  # fmt: skip
