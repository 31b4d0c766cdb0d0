"""Exploding and vanishing signals: a constant answer's accuracy and clipped gradients."""

from collections.abc import Callable, Mapping

import numpy as np

from diagnosis.core import Mistake, judge, name_of

Gradients = dict[str, np.ndarray]


def judge_constant_prediction(
    function: Callable[[np.ndarray], float], cases: Mapping[str, tuple[np.ndarray, float]]
) -> None:
    """Judge the accuracy of always answering 0 on several labels: name -> (Y (1, m), accuracy).

    All cases are judged together: on one of them alone several mistakes give the same number.
    Raises AssertionError, naming the mistake, or where Y was changed.
    """
    labels = {name: Y for name, (Y, _) in cases.items()}
    copies = {name: Y.copy() for name, Y in labels.items()}
    got = {name: function(Y) for name, Y in copies.items()}
    what = name_of(function)
    if any((copies[name] != Y).any() for name, Y in labels.items()):
        raise AssertionError(f"{what}: your code changed the caller's Y.")
    expected = {name: accuracy for name, (_, accuracy) in cases.items()}
    mistakes = [
        Mistake(says, lambda wrong=wrong: {name: wrong(Y) for name, Y in labels.items()})
        for says, wrong in WRONG_ACCURACIES.items()
    ]
    judge(what, got, expected, mistakes)
    if all(float(value) == round(float(value), 9) for value in got.values()):
        raise AssertionError(f"{what}: this is rounded. Return the number as it is.")


def share(Y: np.ndarray) -> float:
    """The share of zeros in Y (1, m)."""
    return float(np.mean(Y == 0))


WRONG_ACCURACIES: dict[str, Callable[[np.ndarray], float]] = {
    "this is the accuracy of always answering 1, the share of ones. The answer 0 is right where "
    "the label is 0.": lambda Y: 1 - share(Y),
    "this is the accuracy of the more frequent class. The answer asked for is always 0, also "
    "where 1 is more frequent.": lambda Y: max(share(Y), 1 - share(Y)),
    "this is the share of the rarer class. The answer asked for is always 0, whichever is "
    "rarer.": lambda Y: min(share(Y), 1 - share(Y)),
    "this is the number of zeros, not their share. Divide by the number of labels m, which is "
    "Y.shape[1] (len(Y) is 1, the number of rows).": lambda Y: share(Y) * Y.size,
    "this is the number of ones. Asked for is the share of zeros.": lambda Y: Y.sum(),
    "this is in percent. Asked for is a share from 0 to 1.": lambda Y: 100 * share(Y),
    "this is the share of ones, in percent.": lambda Y: 100 - 100 * share(Y),
    "this is the ratio of zeros to ones. Divide by the number of all labels.": lambda Y: (
        np.sum(Y == 0) / np.sum(Y == 1)
    ),
    "this is rounded to two digits. Return the number as it is.": lambda Y: round(share(Y), 2),
    "this is rounded to one digit. Return the number as it is.": lambda Y: round(share(Y), 1),
    "this is rounded to four digits. Return the number as it is.": lambda Y: round(share(Y), 4),
    "this is cut to a whole number: `//` and int() drop what follows the point. Divide with "
    "`/`.": lambda Y: float(int(share(Y))),
    "this is rounded to a whole number. Return the number as it is.": lambda Y: round(share(Y)),
    "this is 0.5 whatever Y is. That is the accuracy of a coin, or of balanced classes; here the "
    "labels must be counted.": lambda Y: 0.5,
    "this is 0.34 whatever Y is. The labels must be counted.": lambda Y: 0.34,
    "you divided by m - 1. Divide by m.": lambda Y: np.sum(Y == 0) / (Y.size - 1),
    "you divided by m + 1. Divide by m.": lambda Y: np.sum(Y == 0) / (Y.size + 1),
    "this is the accuracy of guessing at random in the proportion of the classes. The answer "
    "asked for is always 0.": lambda Y: share(Y) ** 2 + (1 - share(Y)) ** 2,
    "this is the variance of the labels. Count the zeros instead.": lambda Y: np.var(Y),
    "this is the standard deviation of the labels. Count the zeros instead.": lambda Y: np.std(Y),
    "this is the share of zeros minus the share of ones.": lambda Y: 2 * share(Y) - 1,
    "the sign is wrong: an accuracy is never negative.": lambda Y: -share(Y),
}


def judge_clipping(
    function: Callable[[Gradients, float], Gradients],
    gradients: Gradients,
    max_norm: float,
    expected: Gradients | None = None,
) -> None:
    """Judge clip_gradients: all arrays times max_norm / |g| if |g| > max_norm, |g| over all.

    Raises AssertionError, naming the mistake. What became of the caller's arrays is not judged.
    """
    got = function({key: array.copy() for key, array in gradients.items()}, max_norm)
    right = rescaled(gradients, norm_of(gradients), max_norm) if expected is None else expected
    where = "beyond" if norm_of(gradients) > max_norm else "within"
    what = f"{name_of(function)}, {len(gradients)} arrays, a norm {where} max_norm"
    judge(what, got, right, CLIPPING_MISTAKES, (gradients, max_norm))


def norm_of(gradients: Gradients) -> float:
    """The global L2 norm: root of the sum of all squared entries of all arrays."""
    return float(np.sqrt(sum(np.sum(array**2) for array in gradients.values())))


def times(gradients: Gradients, factor: float) -> Gradients:
    """Every array times factor."""
    return {key: array * factor for key, array in gradients.items()}


def rescaled(gradients: Gradients, norm: float, max_norm: float) -> Gradients:
    """Every array times max_norm / norm if norm > max_norm."""
    return times(gradients, max_norm / norm if norm > max_norm else 1.0)


def part(gradients: Gradients, letter: str) -> Gradients:
    """The weights' gradients (letter "W") or the biases' ("b")."""
    return {key: array for key, array in gradients.items() if letter in key}


def norms(gradients: Gradients) -> list[float]:
    """The L2 norm of each array."""
    return [float(np.sqrt(np.sum(array**2))) for array in gradients.values()]


GLOBAL = "The norm is one number: square all entries of all arrays, add up, take the root once"
WRONG_NORMS: dict[str, Callable[[Gradients], float]] = {
    f"the square root is missing in your norm. {GLOBAL}.": lambda g: norm_of(g) ** 2,
    f"your norm adds absolute values (L1). {GLOBAL}.": lambda g: sum(
        np.abs(array).sum() for array in g.values()
    ),
    f"your norm is the largest entry. {GLOBAL}.": lambda g: max(
        np.abs(array).max() for array in g.values()
    ),
    f"your norm leaves the biases out. {GLOBAL}.": lambda g: norm_of(part(g, "W")),
    f"your norm leaves the weights out. {GLOBAL}.": lambda g: norm_of(part(g, "b")),
    "your norm is that of the last array alone: each turn of the loop overwrites it. Add up "
    "(`total = total + ...`).": lambda g: norms(g)[-1],
    "your norm is that of the first array alone. Is there a `return` or `break` in the loop?": (
        lambda g: norms(g)[0]
    ),
    f"your norm uses a mean in place of the sum. {GLOBAL}.": lambda g: (
        norm_of(g) / np.sqrt(sum(array.size for array in g.values()))
    ),
    "your norm uses np.mean for each array in place of np.sum, so large arrays count too "
    "little.": lambda g: np.sqrt(sum(np.mean(array**2) for array in g.values())),
    f"you added up the norms of the arrays. {GLOBAL}.": lambda g: sum(norms(g)),
    f"your norm is the largest of the arrays' norms. {GLOBAL}.": lambda g: max(norms(g)),
    f"your norm is the mean of the arrays' norms. {GLOBAL}.": lambda g: np.mean(norms(g)),
    "you took the root of a sum of norms, but the norms are not squared. Add up their squares.": (
        lambda g: np.sqrt(sum(norms(g)))
    ),
    "you squared the sum of each array. Square every entry first, then add up.": lambda g: np.sqrt(
        sum(np.sum(array) ** 2 for array in g.values())
    ),
    "you took np.linalg.norm(array, 2), which for a matrix is its largest singular value. Leave "
    "the 2 away, or add up the squares.": lambda g: np.sqrt(
        sum(np.linalg.norm(array, 2) ** 2 for array in g.values())
    ),
}
# Each answer takes (gradients, max_norm).
CLIPPING_MISTAKES = [
    Mistake(
        "nothing was clipped, although the norm is greater than max_norm. Look at the condition, "
        "and at what you return.",
        lambda g, bound: g,
    ),
    *(
        Mistake(says, lambda g, bound, norm=norm: rescaled(g, norm(g), bound))
        for says, norm in WRONG_NORMS.items()
    ),
    Mistake(
        "you clipped each array by its own norm, which changes the proportions of the arrays and "
        f"so the direction of the step. {GLOBAL}; then one factor for all.",
        lambda g, bound: {
            key: array * min(1.0, bound / norm)
            for (key, array), norm in zip(g.items(), norms(g), strict=True)
        },
    ),
    Mistake(
        "you clipped each entry to the range from -max_norm to max_norm (np.clip), which changes "
        "the direction. Multiply all entries by one factor, max_norm / norm.",
        lambda g, bound: {key: np.clip(array, -bound, bound) for key, array in g.items()},
    ),
    Mistake(
        "you cut each entry off at max_norm. Multiply all entries by one factor.",
        lambda g, bound: {key: np.minimum(array, bound) for key, array in g.items()},
    ),
    Mistake(
        "you rescale whatever the norm is, so short gradients become longer. Rescale only "
        "`if norm > max_norm`.",
        lambda g, bound: times(g, bound / norm_of(g)),
    ),
    Mistake(
        "you divided by the norm, which makes it 1, and forgot to multiply by max_norm.",
        lambda g, bound: times(g, 1 / norm_of(g)),
    ),
    Mistake(
        "the factor is upside down: it must be max_norm / norm.",
        lambda g, bound: times(g, norm_of(g) / bound),
    ),
    Mistake(
        "you divided by max_norm. The factor is max_norm / norm.",
        lambda g, bound: times(g, 1 / bound),
    ),
    Mistake(
        "you multiplied by max_norm and forgot to divide by the norm.",
        lambda g, bound: times(g, bound),
    ),
    Mistake(
        "the factor is squared somewhere: it must be max_norm / norm.",
        lambda g, bound: times(g, (bound / norm_of(g)) ** 2),
    ),
    Mistake(
        "the factor is the root of max_norm / norm. Only the norm has a root.",
        lambda g, bound: times(g, np.sqrt(bound / norm_of(g))),
    ),
    Mistake(
        "only the weights are scaled. The biases get the same factor.",
        lambda g, bound: rescaled(g, norm_of(g), bound) | part(g, "b"),
    ),
    Mistake(
        "only the biases are scaled. The weights get the same factor.",
        lambda g, bound: rescaled(g, norm_of(g), bound) | part(g, "W"),
    ),
    Mistake(
        "all gradients are zero. Shorten them to max_norm, do not drop them.",
        lambda g, bound: times(g, 0.0),
    ),
    Mistake(
        "the sign has changed. Clipping keeps the direction; the minus belongs to the update.",
        lambda g, bound: times(rescaled(g, norm_of(g), bound), -1.0),
    ),
    Mistake(
        "you took norm - max_norm away from every entry. Multiply by max_norm / norm.",
        lambda g, bound: {key: array - (norm_of(g) - bound) for key, array in g.items()},
    ),
]
