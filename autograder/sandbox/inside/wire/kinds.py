"""Types of the standard library, NumPy and pandas that cross as parts, and are made anew of them.

Each is a `Kind`: its parts are plain data, so that nothing is pickled and no code crosses.
"""

import collections
import datetime
import functools
import io
import itertools
import time
import types
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from autograder.sandbox.inside.wire.limits import (
    LAZY_SECONDS,
    MAX_ITEMS,
    MAX_LAZY,
    PLAIN_BITS,
    Broken,
    NotPlain,
)

FACTORIES = {kind.__name__: kind for kind in (int, float, str, list, dict, set, tuple, bool)}
MOST_FIELDS = 100  # of a named tuple
MOST_TUPLES = 500  # kinds of named tuples in one process: each makes a class
DECIMAL_DIGITS = 5_000  # and the largest exponent: int() writes all of its zeros
FUNCTIONS = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    types.MethodWrapperType,
    functools.partial,
    type(functools.lru_cache(len)),
    np.ufunc,
    np.vectorize,
    np.poly1d,
)


@dataclass(frozen=True)
class Kind:
    """How a type crosses: `take` gives its parts, `make` builds it of decoded ones."""

    tag: str
    take: Callable[[Any], Iterable]
    make: Callable[..., Any]
    refill: Callable[[Any, Any], None] | None = None  # give a changed argument its new content


TABLES = {"DataFrame", "Series", "Index", "Timestamp", "Timedelta", "NA", "NaT"}
KINDS: dict[type, Kind] = {}
BY_TAG: dict[str, Kind] = {}


def register(kind: type, tag: str, take: Callable, make: Callable, refill: Any = None) -> None:
    """Let values of a type cross."""
    KINDS[kind] = BY_TAG.setdefault(tag, Kind(tag, take, make, refill))


def kind_of(base: type) -> Kind | None:
    """How values of exactly this type cross, None if they do not."""
    if base.__module__.partition(".")[0] == "pandas":
        from autograder.sandbox.inside.wire import tables  # registers them; pandas is there

        tables.register_all()
    return KINDS.get(base)


def made_by(tag: str) -> Kind | None:
    """The kind of that tag."""
    if tag in TABLES and tag not in BY_TAG:
        try:
            from autograder.sandbox.inside.wire import tables

            tables.register_all()
        except ImportError:
            raise Broken("a table, but pandas is not installed where the tests run") from None
    return BY_TAG.get(tag)


def is_function(value: Any) -> bool:
    """Is this a function, not a class or an object of a class that can be called?"""
    return issubclass(type(value), FUNCTIONS)


# -- numbers and times ---------------------------------------------------------------------------


def fraction(numerator: int, denominator: int) -> Fraction:
    """A fraction; the greatest common divisor of longer numbers takes too long."""
    if max(numerator.bit_length(), denominator.bit_length()) > PLAIN_BITS:
        raise Broken("a fraction of too many digits")
    return Fraction(numerator, denominator)


def decimal(text: str) -> Decimal:
    """A decimal number of a bounded length, written out."""
    if len(text) > DECIMAL_DIGITS:
        raise Broken("a decimal number of too many digits")
    number = Decimal(text)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and abs(exponent) > DECIMAL_DIGITS:
        raise Broken("a decimal number of too large an exponent")
    return number


register(
    Fraction,
    "Fraction",
    lambda value: [Fraction.numerator.__get__(value), Fraction.denominator.__get__(value)],
    fraction,
)
register(Decimal, "Decimal", lambda value: [Decimal.__str__(value)], decimal)
register(
    datetime.timedelta,
    "timedelta",
    lambda value: [value.days, value.seconds, value.microseconds],
    datetime.timedelta,
)
for _time in (datetime.datetime, datetime.date, datetime.time):
    register(
        _time,
        _time.__name__,
        lambda value, kind=_time: [kind.isoformat(value)],
        _time.fromisoformat,
    )
register(slice, "slice", lambda value: [value.start, value.stop, value.step], slice)
register(type(...), "Ellipsis", lambda value: [], lambda: ...)


def bounded_range(*parts: int) -> range:
    """A range that can be written out as a list."""
    made = range(*parts)
    if made and abs(made[-1] - made[0]) // abs(made.step) > MAX_ITEMS:
        raise Broken(f"a range of more than {MAX_ITEMS:,} numbers")
    return made


register(range, "range", lambda value: [value.start, value.stop, value.step], bounded_range)

# -- dicts, lists and texts of the standard library ------------------------------------------------


def refill_dict(old: Any, new: Any) -> None:
    """For a dict of any kind."""
    old.clear()
    old.update(new)


def default_dict(factory: str | None, content: dict) -> collections.defaultdict:
    """With its factory, where that is one of Python's own types."""
    made: collections.defaultdict = collections.defaultdict(FACTORIES.get(factory or ""))
    dict.update(made, content)
    return made


def counter(content: dict) -> collections.Counter:
    """Counter(content) would add; the counts are what they are."""
    made: collections.Counter = collections.Counter()
    dict.update(made, content)
    return made


def deque(members: list, most: int | None) -> collections.deque:
    """With the length that it may have at most."""
    return collections.deque(members, most)


def refill_deque(old: collections.deque, new: collections.deque) -> None:
    """For a deque."""
    old.clear()
    old.extend(new)


def factory_name(value: collections.defaultdict) -> str | None:
    """The name of the factory, None where it is a function of its own."""
    factory = collections.defaultdict.default_factory.__get__(value)  # type: ignore[attr-defined]
    return next((name for name, kind in FACTORIES.items() if kind is factory), None)


def checked(value: Any, kind: type) -> Any:
    """The value, if it is exactly of that type; raises Broken."""
    if type(value) is not kind:
        raise Broken(f"a {type(value).__name__} where a {kind.__name__} belongs")
    return value


def data_of(value: Any) -> list:
    """What a UserDict, UserList or UserString holds."""
    return [object.__getattribute__(value, "__dict__")["data"]]


register(
    collections.OrderedDict,
    "OrderedDict",
    lambda value: [dict(dict.items(value))],
    lambda content: collections.OrderedDict(checked(content, dict)),
    refill_dict,
)
register(
    collections.defaultdict,
    "defaultdict",
    lambda value: [factory_name(value), dict(dict.items(value))],
    default_dict,
    refill_dict,
)
register(
    collections.Counter,
    "Counter",
    lambda value: [dict(dict.items(value))],
    counter,
    refill_dict,
)
register(
    collections.deque,
    "deque",
    lambda value: [
        list(collections.deque.__iter__(value)),
        collections.deque.maxlen.__get__(value),  # type: ignore[attr-defined]
    ],
    deque,
    refill_deque,
)
register(
    collections.UserDict,
    "UserDict",
    data_of,
    lambda content: collections.UserDict(checked(content, dict)),
    lambda old, new: refill_dict(old.data, new.data),
)
register(
    collections.UserList,
    "UserList",
    data_of,
    lambda content: collections.UserList(checked(content, list)),
    lambda old, new: old.data.__setitem__(slice(None), new.data),
)
register(
    collections.UserString,
    "UserString",
    data_of,
    lambda content: collections.UserString(checked(content, str)),
)
register(
    types.MappingProxyType,
    "mappingproxy",
    lambda value: [dict(value)],
    lambda content: types.MappingProxyType(checked(content, dict)),
)
register(
    types.SimpleNamespace,
    "namespace",
    lambda value: [dict(object.__getattribute__(value, "__dict__"))],
    lambda content: types.SimpleNamespace(**checked(content, dict)),
    lambda old, new: refill_dict(old.__dict__, new.__dict__),
)
register(bytearray, "bytearray", lambda value: [bytes(value)], bytearray)


def buffer_parts(kind: type) -> Callable[[Any], list]:
    """The content and the position of a text or bytes in memory."""
    return lambda value: [kind.getvalue(value), kind.tell(value)]  # type: ignore[attr-defined]


def refill_buffer(old: Any, new: Any) -> None:
    """For a StringIO or BytesIO."""
    old.seek(0)
    old.truncate()
    old.write(new.getvalue())
    old.seek(new.tell())


def text_buffer(text: str, position: int) -> io.StringIO:
    """A StringIO at that position."""
    made = io.StringIO(text, newline="")
    made.seek(min(max(position, 0), len(text)))
    return made


def bytes_buffer(data: bytes, position: int) -> io.BytesIO:
    """A BytesIO at that position."""
    made = io.BytesIO(data)
    made.seek(min(max(position, 0), len(data)))
    return made


register(io.StringIO, "StringIO", buffer_parts(io.StringIO), text_buffer, refill_buffer)
register(io.BytesIO, "BytesIO", buffer_parts(io.BytesIO), bytes_buffer, refill_buffer)

# -- views and iterators -------------------------------------------------------------------------

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


for _iterator in (
    (_ for _ in ()), iter([]), iter(()), iter(""), iter({}), iter({}.values()), iter({}.items()),
    iter(set()), iter(range(0)), iter(range(2**70)), reversed([]), reversed(""), map(len, []),
    zip(), filter(None, []), enumerate([]), itertools.count(), itertools.chain(),
    itertools.islice([], 0), itertools.cycle([]), itertools.repeat(0), itertools.accumulate([]),
    itertools.product(), itertools.permutations([]), itertools.combinations([], 0),
    itertools.starmap(len, []),
    itertools.takewhile(len, []), itertools.dropwhile(len, []), itertools.zip_longest(),
    itertools.pairwise([]), itertools.combinations_with_replacement([], 0),
):  # fmt: skip
    register(type(_iterator), "iterator", taken, given)

# -- NumPy -----------------------------------------------------------------------------------------


def masked(data: np.ndarray, mask: np.ndarray) -> np.ma.MaskedArray:
    """A masked array of data and mask of one shape."""
    if checked(data, np.ndarray).shape != checked(mask, np.ndarray).shape:
        raise Broken("a mask of another shape than its data")
    return np.ma.MaskedArray(data, mask=mask)


def matrix(data: np.ndarray) -> np.matrix:
    """A matrix, which has two axes."""
    if checked(data, np.ndarray).ndim != 2:
        raise Broken("a matrix that has not two axes")
    return data.view(np.matrix)


def records(names: list, columns: list, shape: list, record: bool) -> np.ndarray:
    """A structured array of its columns, or a record array."""
    dtype = []
    for name, column in zip(names, columns, strict=True):
        if not isinstance(column, np.ndarray) or list(column.shape[: len(shape)]) != shape:
            raise Broken("a column of another shape than its records")
        dtype.append((checked(name, str), column.dtype, column.shape[len(shape) :]))
    made = np.empty(tuple(shape), dtype)
    for name, column in zip(names, columns, strict=True):
        made[name] = column
    return made.view(np.recarray) if record else made


def refill_array(old: np.ndarray, new: np.ndarray) -> None:
    """For an array of one shape and dtype."""
    if old.shape != new.shape or old.dtype != new.dtype:
        raise Broken("an array argument changed its shape")
    old[...] = new


register(
    np.ma.MaskedArray,
    "masked",
    lambda value: [
        np.ma.getdata(value).view(np.ndarray),
        np.ma.getmaskarray(value),
    ],
    masked,
    refill_array,
)
register(
    np.matrix,
    "matrix",
    lambda value: [np.ndarray.view(value, np.ndarray)],
    matrix,
    refill_array,
)
register(np.void, "record", lambda value: [np.asarray(value)], lambda data: data[()])
BY_TAG["records"] = Kind("records", list, records, refill_array)

# -- named tuples ----------------------------------------------------------------------------------

tuples: dict[tuple, type] = {}


def named_tuple(name: str, fields: list, members: list) -> tuple:
    """A named tuple of a class with these fields, made once."""
    key = checked(name, str)[:100], *fields
    if key not in tuples:
        if len(tuples) >= MOST_TUPLES or len(fields) > MOST_FIELDS:
            raise Broken("too many named tuples")
        tuples[key] = collections.namedtuple(key[0], fields)  # type: ignore[misc]
    return tuples[key](*members)


BY_TAG["namedtuple"] = Kind(
    "namedtuple",
    lambda value: [type(value).__name__, list(type(value)._fields), list(tuple.__iter__(value))],
    named_tuple,
)


def is_named_tuple(kind: type) -> bool:
    """Is this a class that collections.namedtuple or typing.NamedTuple makes?"""
    fields = kind.__dict__.get("_fields")
    return kind.__mro__[1:] == (tuple, object) and type(fields) is tuple
