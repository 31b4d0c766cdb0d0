"""What of a set of counts can be shown without anyone being found in it."""

from collections.abc import Mapping
from typing import TypeVar

Key = TypeVar("Key")


def disclosed(counts: Mapping[Key, int], k: int) -> dict[Key, int | None]:
    """The counts, with None for 1 to k - 1, and for the others that would give these away.

    Whoever knows the sum gets a single hidden count by subtraction. So more are hidden, the
    smallest first, until at least two are and they are k together (complementary suppression;
    L. H. Cox 1980, Journal of the American Statistical Association 75, 377-385).
    """
    shown: dict[Key, int | None] = dict(counts)
    hidden = [key for key, count in counts.items() if 0 < count < k]
    others = sorted((key for key in counts if counts[key] >= k), key=lambda key: counts[key])
    while hidden and (len(hidden) < 2 or sum(counts[key] for key in hidden) < k) and others:
        hidden.append(others.pop(0))
    return shown | dict.fromkeys(hidden)
