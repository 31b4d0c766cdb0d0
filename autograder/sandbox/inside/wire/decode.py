"""JSON-able lists back to values, within a budget of memory; what is forged raises Broken."""

import base64
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from autograder.sandbox.inside.wire.arrays import dtype_of
from autograder.sandbox.inside.wire.context import Context
from autograder.sandbox.inside.wire.derived import BASES, checked_names
from autograder.sandbox.inside.wire.kinds import made_by
from autograder.sandbox.inside.wire.limits import (
    MAX_COLLISIONS,
    MAX_DEPTH,
    MAX_DIGITS,
    MAX_KEYS,
    MAX_MEMORY,
    MEGA,
    Broken,
    is_vast,
)
from autograder.sandbox.inside.wire.sharing import ITEM, refill, size_of

WRONG = (ArithmeticError, AttributeError, LookupError, MemoryError, TypeError, ValueError)


class Decoder:
    """Decodes one message; raises Broken for anything that no Encoder writes."""

    def __init__(self, objects: list | None = None, context: Context | None = None) -> None:
        self.objects = list(objects or [])
        self.context = context or Context()
        self.given = False  # has the next container its number already?
        self.shared = False  # was something referred to that stands elsewhere?
        self.own: type | None = None  # the class of the list, dict or set that comes next
        self.left = MAX_MEMORY // 2  # bytes that may still be made

    def decode(self, data: Any) -> Any:
        """The value that `data` stands for, made of types that we know only."""
        value = self._decode(data, 0)
        self._check_shared(value)
        return value

    def fill(self, changed: list) -> None:
        """Give numbered objects their new content: pairs of number and data."""
        pending = []
        for number, data in changed:
            if type(number) is not int or not 0 <= number < len(self.objects):
                raise Broken(f"no argument has the number {str(number)[:50]}")
            self.given = True
            pending.append((self.objects[number], self._decode(data, 0)))
        for value, content in pending:
            refill(value, content)
        self._check_shared(None)

    def _check_shared(self, value: Any) -> None:
        if self.shared:
            known: dict[int, int] = {}
            for each in (*self.objects, value):
                size_of(each, known)

    def _decode(self, data: Any, depth: int) -> Any:
        self._pay(ITEM)
        exact = type(data)
        if data is None or exact in (bool, int, float):
            return data
        if exact is str:
            self._pay(len(data))
            return data
        try:
            tag, *rest = data
            if depth > MAX_DEPTH + 1 or type(tag) is not str:
                raise Broken(f"no tag of plain data: {str(tag)[:50]}")
            if make := self.MAKERS.get(tag):
                return make(self, *rest, depth=depth + 1)
            return self._parts(tag, rest, depth + 1)
        except Broken:
            raise
        except WRONG as error:
            raise Broken(f"not plain data: {str(error)[:200]}") from None

    def _pay(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise Broken(f"data that takes more than {MAX_MEMORY // 2 // MEGA} MB")

    def _keep(self, value: Any) -> Any:
        """Number a container, before its members are."""
        if not self.given:
            self.objects.append(value)
        self.given = False
        return value

    def _reserve(self) -> int | None:
        """The number of an object that is made of its parts only later."""
        number = None if self.given else len(self.objects)
        self._keep(Unfinished)
        return number

    def _finish(self, number: int | None, value: Any) -> Any:
        if number is not None:
            self.objects[number] = value
        return value

    def _same(self, number: int, depth: int) -> Any:
        if type(number) is not int or not 0 <= number < len(self.objects):
            raise Broken(f"nothing has the number {str(number)[:50]}")
        if self.objects[number] is Unfinished:
            raise Broken("an object that is a part of itself")
        self.shared = True
        return self.objects[number]

    def _members(self, members: list, depth: int) -> list:
        if type(members) is not list:
            raise Broken("members that are no list")
        return [self._decode(member, depth) for member in members]

    def _new(self, base: Any) -> Any:
        """An empty list, dict or set, of the class of the student's own that it is."""
        kind, self.own = self.own or base, None
        if not issubclass(kind, base):
            raise Broken("a class that is derived from another")
        return base.__new__(kind)

    def _derived(self, name: str, names: list, content: Any, depth: int) -> Any:
        tag = content[0] if type(content) is list else type(content).__name__
        name, names = checked_names(name, names)
        if tag not in BASES:
            raise Broken("a class that is derived from nothing")
        derive = self.context.derive
        base: Any = BASES[tag]
        self._pay(ITEM * len(names))
        if derive is None:
            return self._decode(content, depth)
        kind = derive(base, name, names)
        if base in (list, dict, set):
            self.own = kind
            return self._decode(content, depth)
        value = self._decode(content, depth)
        if type(value) is not base:
            raise Broken("a class that is derived from another")
        return base.__new__(kind, value)

    def _list(self, members: list, depth: int) -> list:
        value = self._keep(self._new(list))
        list.extend(value, self._members(members, depth))
        return value

    def _dict(self, keys: list, values: list, depth: int) -> dict:
        value = self._keep(self._new(dict))
        names = self._keys(keys, depth)
        dict.update(value, zip(names, self._members(values, depth), strict=True))
        return value

    def _set(self, members: list, depth: int) -> set:
        value = self._keep(self._new(set))
        set.update(value, self._keys(members, depth))
        return value

    def _tuple(self, members: list, depth: int) -> tuple:
        return tuple(self._members(members, depth))

    def _frozenset(self, members: list, depth: int) -> frozenset:
        return frozenset(self._keys(members, depth))

    def _keys(self, keys: list, depth: int) -> list:
        if len(keys) > MAX_KEYS:
            raise Broken(f"more than {MAX_KEYS:,} keys")
        names = self._members(keys, depth)
        self._pay(2 * ITEM * len(names))
        if len(set(map(hash, names))) < len(names) - MAX_COLLISIONS:
            raise Broken("keys that were made to collide")
        return names

    def _parts(self, tag: str, parts: list, depth: int) -> Any:
        kind = made_by(tag)
        if kind is None:
            raise Broken(f"no tag of plain data: {tag[:50]}")
        number = self._reserve() if kind.refill else None
        return self._finish(number, kind.make(*self._members(parts, depth)))

    def _instance(self, name: str, state: Any, depth: int) -> Any:
        made = self.context.classes[name]
        value = self._keep(object.__new__(made))
        attributes = self._decode(state, depth)
        if type(attributes) is not dict or not all(type(key) is str for key in attributes):
            raise Broken("attributes that are no dict of names")
        value.__dict__.update(attributes)
        return value

    def _int(self, text: str, depth: int) -> int:
        if len(text) > MAX_DIGITS + 3:
            raise Broken("a whole number of too many digits")
        return int(text, 16)

    def _complex(self, real: float, imag: float, depth: int) -> complex:
        return complex(real, imag)

    def _bytes(self, text: str, depth: int) -> bytes:
        self._pay(len(text))
        return base64.b64decode(text, validate=True)

    def _array(self, dtype: str, shape: list, text: str, depth: int) -> np.ndarray:
        kind = dtype_of(dtype)
        sizes = list(shape)
        if not all(type(length) is int for length in sizes) or is_vast(sizes, kind.itemsize):
            raise Broken(f"an array of shape {str(sizes)[:50]}")
        flat = np.frombuffer(self._bytes(text, depth), kind)
        self._pay(flat.nbytes)
        value = self._keep(flat.reshape(sizes).copy())
        if self.context.kept is not None:
            self.context.kept.add(value)
        return value

    def _kept(self, number: int, depth: int) -> np.ndarray:
        if self.context.kept is None:
            raise Broken("an array that is not kept here")
        return self._keep(self.context.kept.get(number))

    def _records(self, *parts: Any, depth: int) -> Any:
        number = self._reserve()
        kind = made_by("records")
        assert kind is not None
        names, columns, shape, record = self._members(list(parts), depth)
        if is_vast(shape):
            raise Broken("records of too many rows")
        return self._finish(number, kind.make(names, columns, shape, record))

    def _scalar(self, dtype: str, text: str, depth: int) -> Any:
        return np.frombuffer(self._bytes(text, depth), dtype_of(dtype))[0]

    def _function(self, *reference: Any, depth: int) -> Any:
        if self.context.resolve is None:
            raise Broken("a function where data was expected")
        return self.context.resolve(list(reference))

    MAKERS: ClassVar[dict[str, Callable[..., Any]]] = {
        "same": _same, "list": _list, "dict": _dict, "set": _set, "tuple": _tuple,
        "frozenset": _frozenset, "instance": _instance, "int": _int, "complex": _complex,
        "bytes": _bytes, "array": _array, "kept": _kept, "records": _records, "scalar": _scalar,
        "function": _function, "derived": _derived,
    }  # fmt: skip


class Unfinished:
    """Stands where an object will, once its parts are known."""
