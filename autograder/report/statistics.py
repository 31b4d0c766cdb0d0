"""How the tests of an assignment fared, one by one and together."""

import statistics
from collections.abc import Sequence

from autograder.report.entries import Place, Work

INDEX = "corrected item-total correlation"
FORMULA = "r(x, T - x), Pearson's, over submissions: x the points of one test, T those of all tests"
SOURCE = (
    "S. Henrysson (1963), Correction of item-total correlations in item analysis, Psychometrika 28"
)
FEWEST = 3  # submissions that a correlation needs to mean anything at all


def discrimination(works: Sequence[Work], test: Place, tests: Sequence[Place]) -> float | None:
    """Do those who are good at all other tests pass this one? -1 to 1: see INDEX and FORMULA.

    None where all have the same score, in this test or in the others.
    """
    marked = [work for work in works if test in work.entries]
    scores = [work.entries[test].score for work in marked]
    rest = [work.total(tests) - score for work, score in zip(marked, scores, strict=True)]
    if len(marked) < FEWEST:
        return None
    try:
        return statistics.correlation(scores, rest)
    except statistics.StatisticsError:  # one of the two does not vary
        return None


def tenths(totals: Sequence[float], most: float) -> list[int]:
    """How many earned 0 to 10 % of the points, 10 to 20 %, ..., 90 to 100 %."""
    counts = [0] * 10
    for total in totals:
        counts[min(int(10 * total / most), 9) if most else 9] += 1
    return counts
