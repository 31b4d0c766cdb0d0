"""Views of dicts, and iterators: their next values, up to a bound."""

import itertools
import time
from collections.abc import Iterable
from typing import Any

from autograder.sandbox.inside.wire.kinds import checked, register
from autograder.sandbox.inside.wire.limits import LAZY_SECONDS, MAX_LAZY, NotPlain

register(
    type({}.keys()),
    "dict_keys",
    lambda value: [dict.fromkeys(value)],
    lambda content: checked(content, dict).keys(),
)
register(
    type({}.values()),
    "dict_values",
    lambda value: [list(value)],
    lambda members: dict(enumerate(members)).values(),
)
register(
    type({}.items()),
    "dict_items",
    lambda value: [dict(value)],
    lambda content: checked(content, dict).items(),
)


def taken(value: Any) -> list:
    """The next values of an iterator, up to a bound, and whether there may be more."""
    end = time.monotonic() + LAZY_SECONDS
    members: list = []
    for member in itertools.islice(value, MAX_LAZY):
        members.append(member)
        if time.monotonic() > end:
            return [members, True]
    return [members, len(members) == MAX_LAZY]


def given(members: list, more: bool) -> Iterable:
    """A generator of these values; raises NotPlain where the bound was reached."""
    return generate(checked(members, list), checked(more, bool))


def generate(members: list, more: bool) -> Iterable:
    """Each value, then the end or the reason why there is none."""
    yield from members
    if more:
        raise NotPlain(f"only the first {len(members):,} values of an iterator cross")


ITERATORS: tuple = (
    (_ for _ in ()), iter([]), iter(()), iter(""), iter({}), iter({}.values()), iter({}.items()),
    iter(set()), iter(range(0)), iter(range(2**70)), reversed([]), reversed(""), map(len, []),
    zip(), filter(None, []), enumerate([]), itertools.count(), itertools.chain(),
    itertools.islice([], 0), itertools.cycle([]), itertools.repeat(0), itertools.accumulate([]),
    itertools.product(), itertools.permutations([]), itertools.combinations([], 0),
    itertools.starmap(len, []),
    itertools.takewhile(len, []), itertools.dropwhile(len, []), itertools.zip_longest([]),
    itertools.pairwise([]), itertools.combinations_with_replacement([], 0),
)  # fmt: skip
for _iterator in ITERATORS:
    register(type(_iterator), "iterator", taken, given)
