"""The accuracy of always answering 0: wrong counts and their sentences."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import permutations, product
from typing import Any, NamedTuple

import numpy as np

from diagnosis.core import ROUNDED, as_numbers, judge_together, known, name_of, same
from diagnosis.errors import call
from diagnosis.verdict import KNOWN, Asked, Mistake, accuse, declare
from diagnosis.wrappers import unwrapped

CONSTANT = declare(
    "accuracy.constant",
    "it is the same number whatever Y is. Does your line use the argument Y, and not a number of "
    "an example or another variable such as train_Y?",
)


def judge_constant_prediction(
    function: Callable[[np.ndarray], float], cases: Mapping[str, tuple[np.ndarray, float]]
) -> None:
    """Judge the accuracy of always answering 0 on several labels: name -> (Y (1, m), accuracy).

    All cases are judged together: on one of them alone several mistakes give the same number.
    """
    labels = {name: Y for name, (Y, _) in cases.items()}
    got = {name: unwrapped(call(function, Y.copy())) for name, Y in labels.items()}
    expected = {name: accuracy for name, (_, accuracy) in cases.items()}
    what = name_of(function)
    asked = [Asked(mistake, labels) for mistake in MISTAKES]
    if not same(got, expected) and not known(got, asked, ()):
        if is_constant(got.values()):
            accuse(what, KNOWN[CONSTANT], CONSTANT)
        if other := known(got, fractions(labels), ()):
            accuse(what, other.says, other.id)
    judge_together(what, got, expected, asked)
    if all(float(value) == round(float(value), 9) for value in got.values()):
        accuse(what, "it is rounded. Return the number as it is.", ROUNDED)


OTHER_FRACTION = declare(
    "accuracy.other_fraction", "it is another fraction than the number of zeros divided by m."
)
Count = Callable[[np.ndarray], float]
COUNTS: dict[str, Count] = {
    "the number of zeros": lambda Y: np.sum(Y == 0),
    "the number of ones": lambda Y: np.sum(Y == 1),
    "m": lambda Y: Y.size,
    "1": lambda Y: 1,
}


class Fraction(NamedTuple):
    """A fraction of two counts that stands where the share of zeros belongs."""

    id: str
    says: str
    answer: Callable[[], dict[str, float]]


def fractions(labels: Mapping[str, np.ndarray]) -> Iterator[Fraction]:
    """One count, plus or minus another, divided by a third with or without a number added."""
    sums = [(one, combined(f)) for one, f in COUNTS.items()]
    for (one, f), (other, g) in permutations(COUNTS.items(), 2):
        sums += [
            (f"{one} plus {other}", combined(f, 1, g)),
            (f"{one} minus {other}", combined(f, -1, g)),
        ]
    for (above, f), (below, g) in product(sums, sums):

        def answer(f=f, g=g) -> dict[str, float]:
            return {name: np.float64(f(Y)) / g(Y) for name, Y in labels.items()}

        says = f"this is {above}, divided by {below}. Asked for is the number of zeros over m."
        yield Fraction(OTHER_FRACTION, says, answer)


def combined(f: Count, factor: int = 0, g: Count = np.size) -> Count:
    """f + factor * g."""
    return lambda Y: f(Y) + factor * g(Y)


def is_constant(answers: Iterable[Any]) -> bool:
    """Whether all answers are the same number."""
    first, *others = answers
    return as_numbers(first) is not None and all(same(other, first) for other in others)


def share(Y: np.ndarray) -> float:
    """The share of zeros in Y (1, m)."""
    return float(np.mean(Y == 0))


def together(wrong: Callable[[np.ndarray], float]) -> Callable[[Mapping], dict]:
    """The answers to all labels of who makes one mistake."""
    return lambda labels: {name: wrong(Y) for name, Y in labels.items()}


MISTAKES = [
    Mistake(f"accuracy.{name}", says, together(wrong))
    for name, says, wrong in [
        ("of_ones",
         "this is the accuracy of always answering 1, the share of ones. The answer 0 is "
         "right where the label is 0.", lambda Y: 1 - share(Y)),
        ("majority", "this is the accuracy of the more frequent class. The answer asked for is "
         "always 0, also where 1 is more frequent.", lambda Y: max(share(Y), 1 - share(Y))),
        ("minority", "this is the share of the rarer class. The answer asked for is always 0, "
         "whichever is rarer.", lambda Y: min(share(Y), 1 - share(Y))),
        ("count", "this is the number of zeros, not their share. Divide by the number of labels m, "
         "which is Y.shape[1] (len(Y) is 1, the number of rows).", lambda Y: share(Y) * Y.size),
        ("count_of_ones", "this is the number of ones. Asked for is the share of zeros.",
         lambda Y: Y.sum()),
        ("m", "this is m, the number of labels. Asked for is the share of zeros among them.",
         lambda Y: Y.size),
        ("percent", "this is in percent. Asked for is a share from 0 to 1.",
         lambda Y: 100 * share(Y)),
        ("percent_of_ones", "this is the share of ones, in percent. Asked for is the share of "
         "zeros, from 0 to 1.", lambda Y: 100 - 100 * share(Y)),
        ("odds", "this is the ratio of zeros to ones. Divide by the number of all labels.",
         lambda Y: np.float64(np.sum(Y == 0)) / np.sum(Y == 1)),
        ("all_or_nothing", "this is 1 where all labels are 0, and else 0. Either the result is cut "
         "to a whole number (`//`, int), or the row was compared as a whole (np.all, "
         "np.array_equal, or accuracy_score of sklearn with a table of one row). Count label by "
         "label.", lambda Y: float(int(share(Y)))),
        ("any_or_nothing", "this is 1 where any label is 0, and else 0. Count the labels instead.",
         lambda Y: float(share(Y) > 0)),
        ("whole", "this is rounded to a whole number. Return the number as it is.",
         lambda Y: round(share(Y))),
        ("first_label", "this looks at the first label only. Y has one row: Y[0] is all of it, and "
         "Y[0, 0] one label.", lambda Y: float(Y[0, 0] == 0)),
        ("constant_1", "this is 1 whatever Y is. Compare the answer 0 with each label.",
         lambda Y: 1.0),
        ("constant_0", "this is 0 whatever Y is. Count the labels that are 0: Y == 0.",
         lambda Y: 0.0),
        ("half", "this is 0.5 whatever Y is. That is the accuracy of a coin, and the share in "
         "train_Y; here the labels of the argument Y must be counted.", lambda Y: 0.5),
        ("published", "this is 0.34 whatever Y is. The labels must be counted.", lambda Y: 0.34),
        ("m_minus_1", "you divided by m - 1. Divide by m.",
         lambda Y: np.float64(np.sum(Y == 0)) / (Y.size - 1)),
        ("m_plus_1", "you divided by m + 1. Divide by m.",
         lambda Y: np.sum(Y == 0) / (Y.size + 1)),
        ("guessing", "this is the accuracy of guessing at random in the proportion of the classes. "
         "The answer asked for is always 0.", lambda Y: share(Y) ** 2 + (1 - share(Y)) ** 2),
        ("variance", "this is the variance of the labels. Count the zeros instead.",
         lambda Y: np.var(Y)),
        ("deviation", "this is the standard deviation of the labels. Count the zeros instead.",
         lambda Y: np.std(Y)),
        ("difference", "this is the share of zeros minus the share of ones.",
         lambda Y: 2 * share(Y) - 1),
        ("sign", "the sign is wrong: an accuracy is never negative.", lambda Y: -share(Y)),
        ("share_over_m", "you divided by m twice: np.mean has divided already.",
         lambda Y: share(Y) / Y.size),
        ("fixed_5", "you divided by 5, the number of labels of one example. Divide by m.",
         lambda Y: np.sum(Y == 0) / 5),
        ("count_over_rows_clipped", "you divided the number of zeros by len(Y), which is 1, and "
         "cut off at 1. Divide by Y.shape[1].", lambda Y: min(1.0, float(np.sum(Y == 0)))),
    ]
]  # fmt: skip
