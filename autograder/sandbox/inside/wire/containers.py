"""Containers of the standard library: dicts of all kinds, deques, texts in memory, named tuples."""

import collections
import io
import types
from collections.abc import Callable
from typing import Any

from autograder.sandbox.inside.wire.kinds import BY_TAG, Kind, checked, register
from autograder.sandbox.inside.wire.limits import Broken

FACTORIES = {kind.__name__: kind for kind in (int, float, str, list, dict, set, tuple, bool)}
MOST_FIELDS = 100  # of a named tuple
MOST_TUPLES = 500  # kinds of named tuples in one process: each makes a class


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
    factory = vars(collections.defaultdict)["default_factory"].__get__(value)
    return next((name for name, kind in FACTORIES.items() if kind is factory), None)


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
