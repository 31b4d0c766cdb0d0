"""Wrong numerical gradients (gradapprox), and the sentence for each."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from diagnosis.gradient_check.probe import EPSILON, Probe, Vector, central, entries, moved


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
    ("same_point", "gradapprox is zero. Either nothing is put into it (gradapprox[i] = ... does; "
     "np.append makes a new array), or both costs were taken at the same vector: theta_plus = "
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
    ("other_entry", "J_plus and J_minus belong to different entries: theta_plus[i] is raised, and "
     "theta_minus[i - 1] lowered. Both take the index i.",
     lambda p: (moved(p, 1) - np.roll(moved(p, -1), 1)) / (2 * p.epsilon)),
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
    ("one_entry", "only the first entry is checked: is there a `return` inside the loop, or does "
     "the loop run over something of length 1, such as theta.shape[1]?",
     lambda p: np.append(central(p)[0], 0 * central(p)[1:])),
    ("one_entry_last", "only the last entry is in gradapprox: each turn of the loop overwrites it. "
     "Fill gradapprox[i].", lambda p: np.append(0 * central(p)[:-1], central(p)[-1])),
]  # fmt: skip
