"""The only language between the grader and a student's process: plain data in JSON frames.

Numbers, strings, None, bools, bytes, lists, tuples, dicts, sets and numeric arrays cross; nothing
is ever pickled or evaluated. Lists, dicts, sets and arrays are numbered in the order in which they
are met, so that two places that hold one object still do on the other side.
"""

import base64
import json
import math
import re
import struct
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

MAX_BYTES = 64 * 2**20  # of one message
MAX_DEPTH = 50
MAX_ITEMS = 2_000_000  # values in one message
MAX_KEYS = 10_000  # of one dict or set
MAX_COLLISIONS = 100  # keys of one hash: 10,000 would block the grader for seconds, dict by dict
MAX_COMMAS = 4 * MAX_ITEMS  # in a message: "[],[],[]" takes twenty times its size in memory
MAX_DIGITS = 100_000  # of a whole number, in base 16: more would make each sum take its time
PLAIN_BITS = 10_000  # up to here Python and JSON write a whole number in base 10
ITEM = 32  # bytes that a value takes, at the least
ARRAY_KINDS = "biufcUSmM"  # bools, numbers, text and times; no objects, no records
TAGS = "same int scalar complex bytes list tuple set frozenset dict array function".split()
DTYPE = re.compile(rf"^[<>|=][{ARRAY_KINDS}]\d+(\[\w+\])?$")
HEADER = struct.Struct("!I")


class NotPlain(TypeError):
    """A value that may not cross; the message says which and why."""

    def __init__(self, why: str, where: str = "") -> None:
        super().__init__(why, where)
        self.why, self.where = why, where

    def __str__(self) -> str:
        place = f" (at {self.where.lstrip()})" if self.where else ""
        return f"{self.why}{place}"


class Broken(ValueError):
    """What came over the wire is no message."""


class Encoder:
    """Values to JSON-able lists. `objects` were numbered before, by both sides alike."""

    def __init__(
        self, objects: list | None = None, function: Callable[[Any], list] | None = None
    ) -> None:
        self.objects = list(objects or [])
        self.numbers = {id(value): number for number, value in enumerate(self.objects)}
        self.function = function
        self.open: set[int] = set()  # containers that are being written: meeting one is a cycle
        self.items = self.bytes = 0
        self.costs: dict[int, tuple[int, int]] = {}  # number -> items and bytes of its content

    def encode(self, value: Any, depth: int = 0) -> Any:
        """`value` as JSON-able data; raises NotPlain."""
        self._count(depth)
        kind = type(value)
        if value is None or kind in (bool, float):
            return value
        if kind is int:
            return value if value.bit_length() <= PLAIN_BITS else self._long(value)
        if kind is str:
            self._weigh(len(value))
            return value
        if id(value) in self.numbers:
            if id(value) in self.open:
                raise NotPlain(f"a {kind.__name__} that contains itself")
            return self._again(self.numbers[id(value)])
        if not issubclass(kind, (list, dict, set)) and kind is not np.ndarray:
            return self.content(value, depth)
        number = self.numbers[id(value)] = len(self.objects)
        self.objects.append(value)
        items, size = self.items, self.bytes
        content = self.content(value, depth)
        self.costs[number] = self.items - items, self.bytes - size
        return content

    def _again(self, number: int) -> list:
        """A reference; whoever reads or prints the data meets the whole content once more."""
        items, size = self.costs.get(number, (0, 0))
        self._count(0, items)
        self._weigh(size)
        return ["same", number]

    def content(self, value: Any, depth: int = 0) -> Any:
        """What is in `value`, even if it was numbered before."""
        kind = type(value)  # isinstance would believe a lying __class__
        if issubclass(kind, np.generic) and kind.__module__ == "numpy":
            return self._scalar(value)
        if issubclass(kind, np.ndarray):
            return self._array(value)
        if kind is complex:
            return ["complex", value.real, value.imag]
        if kind is bytes:
            return ["bytes", self._base64(value)]
        for plain in (list, tuple, set, frozenset):
            if issubclass(kind, plain):
                return [plain.__name__, self._members(value, list(plain.__iter__(value)), depth)]
        if issubclass(kind, dict):
            if dict.__len__(value) > MAX_KEYS:
                raise NotPlain(f"a dict of more than {MAX_KEYS:,} keys is refused")
            keys = self._members(value, list(dict.keys(value)), depth)
            return ["dict", keys, self._members(value, list(dict.values(value)), depth, keys)]
        if self.function is not None and callable(value):
            return ["function", *self.function(value)]
        raise NotPlain(f"a {kind.__name__} is no plain data")

    def _long(self, value: int) -> list:
        if value.bit_length() > 4 * MAX_DIGITS:
            raise NotPlain("a whole number of so many digits is refused")
        return ["int", hex(value)]

    def _scalar(self, value: np.generic) -> list:
        if value.dtype.kind not in ARRAY_KINDS:
            raise NotPlain(f"a NumPy {value.dtype} is no plain number")
        return ["scalar", value.dtype.str, self._base64(value.tobytes())]

    def _members(self, owner: Any, values: list, depth: int, keys: list | None = None) -> list:
        encoded = []
        self.open.add(id(owner))
        for number, value in enumerate(values):
            try:
                encoded.append(self.encode(value, depth + 1))
            except NotPlain as error:
                here = f"[{(keys[number] if keys else number)!r}]"
                raise NotPlain(error.why, (here + error.where)[:200]) from None
        self.open.discard(id(owner))
        return encoded

    def _array(self, value: np.ndarray) -> list:
        if type(value) is not np.ndarray:
            raise NotPlain(f"a {type(value).__name__}, a kind of array of its own, is refused")
        if value.dtype.kind not in ARRAY_KINDS:
            raise NotPlain(f"an array of dtype {value.dtype} holds no plain numbers")
        if is_vast(value.shape):
            raise NotPlain(f"an array of shape {value.shape} is refused")
        self._weigh(2 * value.nbytes)
        return ["array", value.dtype.str, list(value.shape), self._base64(value.tobytes())]

    def _base64(self, data: bytes) -> str:
        self._weigh(len(data) * 4 // 3)
        return base64.b64encode(data).decode()

    def _count(self, depth: int, items: int = 1) -> None:
        self.items += items
        if depth > MAX_DEPTH:
            raise NotPlain(f"data nested deeper than {MAX_DEPTH} levels is refused")
        if self.items > MAX_ITEMS:
            raise NotPlain(f"more than {MAX_ITEMS:,} values are refused")

    def _weigh(self, size: int) -> None:
        self.bytes += size
        if self.bytes > MAX_BYTES:
            raise NotPlain(f"more than {MAX_BYTES // 2**20} MB are refused")


class Decoder:
    """JSON-able lists back to values; raises Broken for anything that no Encoder writes."""

    def __init__(
        self, objects: list | None = None, function: Callable[[list], Any] | None = None
    ) -> None:
        self.objects = list(objects or [])
        self.function = function
        self.unkept = False  # the next container has its number already
        self.shared = False  # was something referred to that stands elsewhere?

    def decode(self, data: Any) -> Any:
        """The value that `data` stands for, made of Python's and NumPy's own types only."""
        value = self._decode(data, 0)
        if self.shared:
            known: dict[int, int] = {}
            for each in (*self.objects, value):
                size_of(each, known)
        return value

    def _decode(self, data: Any, depth: int) -> Any:
        if data is None or type(data) in (bool, int, float, str):
            return data
        try:
            tag, *rest = data
            if depth > MAX_DEPTH + 1 or tag not in TAGS:
                raise Broken(f"no tag of plain data: {str(tag)[:50]}")
            return getattr(self, f"_{tag}")(*rest, depth=depth + 1)
        except Broken:
            raise
        except (TypeError, ValueError, IndexError, MemoryError, OverflowError) as error:
            raise Broken(f"not plain data: {error}") from None

    def fill(self, value: Any, data: Any) -> None:
        """Give a numbered list, dict, set or array the content that `data` holds."""
        self.unkept = True
        content = self._decode(data, 0)
        if type(content) is not type(value):
            raise Broken("an argument changed its type")
        if isinstance(value, np.ndarray):
            if value.shape != content.shape or value.dtype != content.dtype:
                raise Broken("an array argument changed its shape")
            value[...] = content
        elif isinstance(value, list):
            value[:] = content
        else:
            value.clear()
            value.update(content)

    def _keep(self, value: Any) -> Any:
        if not self.unkept:
            self.objects.append(value)
        self.unkept = False
        return value

    def _same(self, number: int, depth: int) -> Any:
        if not 0 <= number < len(self.objects):
            raise Broken(f"nothing has the number {number}")
        self.shared = True
        return self.objects[number]

    def _list(self, members: list, depth: int) -> list:
        value = self._keep([])
        value += [self._decode(member, depth) for member in members]
        return value

    def _dict(self, keys: list, values: list, depth: int) -> dict:
        value = self._keep({})
        names = self._keys(keys, depth)
        value.update(zip(names, [self._decode(v, depth) for v in values], strict=True))
        return value

    def _set(self, members: list, depth: int) -> set:
        value = self._keep(set())
        value.update(self._keys(members, depth))
        return value

    def _tuple(self, members: list, depth: int) -> tuple:
        return tuple(self._decode(member, depth) for member in members)

    def _frozenset(self, members: list, depth: int) -> frozenset:
        return frozenset(self._keys(members, depth))

    def _int(self, text: str, depth: int) -> int:
        if len(text) > MAX_DIGITS + 3:
            raise Broken("a whole number of too many digits")
        return int(text, 16)

    def _complex(self, real: float, imag: float, depth: int) -> complex:
        return complex(real, imag)

    def _bytes(self, text: str, depth: int) -> bytes:
        return base64.b64decode(text, validate=True)

    def _array(self, dtype: str, shape: list, text: str, depth: int) -> np.ndarray:
        flat = np.frombuffer(base64.b64decode(text, validate=True), self._dtype(dtype))
        sizes = [int(n) for n in shape]
        if is_vast(sizes):
            raise Broken(f"an array of shape {str(sizes)[:50]}")
        return self._keep(flat.reshape(sizes).copy())

    def _scalar(self, dtype: str, text: str, depth: int) -> Any:
        return np.frombuffer(base64.b64decode(text, validate=True), self._dtype(dtype))[0]

    def _function(self, *reference: Any, depth: int) -> Any:
        if self.function is None:
            raise Broken("a function where data was expected")
        return self.function(list(reference))

    def _keys(self, keys: list, depth: int) -> list:
        if len(keys) > MAX_KEYS:
            raise Broken(f"more than {MAX_KEYS:,} keys")
        names = [self._decode(key, depth) for key in keys]
        if len(set(map(hash, names))) < len(names) - MAX_COLLISIONS:
            raise Broken("keys that were made to collide")
        return names

    @staticmethod
    def _dtype(name: str) -> np.dtype:
        if not DTYPE.match(name):
            raise Broken(f"no dtype of plain data: {name[:50]}")
        return np.dtype(name)


def is_vast(shape: Sequence[int]) -> bool:
    """Is this the shape of an array that is empty but has more rows than can be listed?"""
    return math.prod(max(abs(n), 1) for n in shape) > MAX_BYTES


def size_of(value: Any, known: dict[int, int], depth: int = 0) -> int:
    """The bytes of `value` with each part counted wherever it stands; raises Broken for too many.

    A short message can stand for what no memory holds when it is printed: two references to one
    list that holds two references to one list, and so on; or a list that holds itself.
    """
    if isinstance(value, np.ndarray):
        return ITEM + value.nbytes
    if isinstance(value, str | bytes):
        return ITEM + len(value)
    if not isinstance(value, list | tuple | dict | set | frozenset):
        return ITEM
    if id(value) not in known:
        known[id(value)] = 2 * MAX_BYTES  # while it is open: too much for a list that holds itself
        members = [*value, *value.values()] if isinstance(value, dict) else value
        known[id(value)] = ITEM + sum(size_of(member, known, depth + 1) for member in members)
    if known[id(value)] >= 2 * MAX_BYTES or depth > 2 * MAX_DEPTH:
        raise Broken("data whose parts contain one another too often")
    return known[id(value)]


def pack(message: dict) -> bytes:
    """A frame: four bytes of length, then JSON."""
    body = json.dumps(message, separators=(",", ":")).encode("utf-8", "surrogatepass")
    if len(body) > 2 * MAX_BYTES:
        raise NotPlain(f"more than {2 * MAX_BYTES // 2**20} MB, which are refused")
    return HEADER.pack(len(body)) + body


def read(receive: Callable[[int], bytes]) -> dict:
    """The next frame's message; `receive(n)` gives at most n bytes, none at the end.

    Raises EOFError at the end, Broken for what is no message.
    """
    size = HEADER.unpack(_exactly(receive, HEADER.size))[0]
    if size > 2 * MAX_BYTES:
        raise Broken(f"a message of {size} bytes")
    body = _exactly(receive, size)
    if body.count(b",") > MAX_COMMAS:
        raise Broken(f"more than {MAX_COMMAS:,} values")
    try:
        message = json.loads(body.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        raise Broken(f"no JSON: {error}") from None
    if type(message) is not dict:
        raise Broken(f"a message that is a {type(message).__name__}")
    return message


def _exactly(receive: Callable[[int], bytes], size: int) -> bytes:
    parts = []
    while size:
        part = receive(min(size, 2**20))
        if not part:
            raise EOFError("the other side has gone")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
