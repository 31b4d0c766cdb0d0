"""Values to JSON-able lists, each with a tag; nothing of a value's own class is ever called."""

import base64
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import numpy as np

from autograder.sandbox.inside.wire.arrays import ARRAY_KINDS
from autograder.sandbox.inside.wire.containers import is_named_tuple
from autograder.sandbox.inside.wire.context import Context
from autograder.sandbox.inside.wire.derived import BASES as OWN_BASES
from autograder.sandbox.inside.wire.derived import MOST_LETTERS, Derived, is_own, own_names
from autograder.sandbox.inside.wire.kinds import BY_TAG, Kind, is_function, kind_of
from autograder.sandbox.inside.wire.limits import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_DIGITS,
    MAX_ITEMS,
    MAX_KEYS,
    MEGA,
    PLAIN_BITS,
    NotPlain,
    is_vast,
)

CONTAINERS: dict[type, Callable[[Any], Iterable]] = {
    list: list.__iter__,
    tuple: tuple.__iter__,
    set: set.__iter__,
    frozenset: frozenset.__iter__,
}
BASES: dict[type, Callable[[Any], Any]] = {  # what a value of a class derived from these is
    int: int.__int__,
    float: float.__float__,
    complex: complex.__pos__,
    str: str.__str__,
    bytes: lambda value: bytes.__getitem__(value, slice(None)),
}


class Encoder:
    """Encodes one message. `objects` were numbered before, by both sides alike."""

    def __init__(self, objects: list | None = None, context: Context | None = None) -> None:
        self.objects = list(objects or [])
        self.numbers = {id(value): number for number, value in enumerate(self.objects)}
        self.context = context or Context()
        self.open: set[int] = set()  # containers that are being written: meeting one is a cycle
        # Parts made for the message: objects are known by id(), which a freed one would pass on.
        self.alive: list[Any] = []
        self.crossing: list[np.ndarray] = []  # to be kept once the message is sent
        self.items = self.bytes = 0
        self.costs: dict[int, tuple[int, int]] = {}  # number -> items and bytes of its content

    def encode(self, value: Any, depth: int = 0) -> Any:
        """`value` as JSON-able data; raises NotPlain."""
        self._count(depth)
        exact = type(value)
        if value is None or exact in (bool, float):
            return value
        if exact is int:
            return value if value.bit_length() <= PLAIN_BITS else self._long(value)
        if exact is str:
            self._weigh(len(value))
            return value
        if id(value) in self.numbers:
            if id(value) in self.open:
                raise NotPlain(f"a {exact.__name__} that contains itself")
            return self._again(self.numbers[id(value)])
        write, numbered = self._writer(value)
        if not numbered:
            return write(value, depth)
        number = self.numbers[id(value)] = len(self.objects)
        self.objects.append(value)
        items, size = self.items, self.bytes
        content = write(value, depth)
        self.costs[number] = self.items - items, self.bytes - size
        return content

    def content(self, value: Any) -> Any:
        """What is in `value`, even if it was numbered before."""
        return self._writer(value)[0](value, 0)

    def sent(self) -> None:
        """The message is on its way: the other side has its arrays."""
        if self.context.kept is not None:
            for array in self.crossing:
                self.context.kept.add(array)

    def _writer(self, value: Any) -> tuple[Callable[[Any, int], Any], bool]:
        """How to write `value`, and whether it can change, so that it must keep its identity."""
        exact = type(value)
        name = exact.__name__
        if self.context.classes.get(name) is exact:
            return self._instance, True
        if any(is_named_tuple(base) for base in exact.__mro__):
            return partial(self._parts, BY_TAG["namedtuple"]), False
        if issubclass(exact, np.generic) and exact is not np.void and exact is not np.record:
            return self._scalar, False  # np.str_ is a str as well
        if issubclass(exact, Derived):
            raise NotPlain(f"an object of the student's own class {name}")
        for base in exact.__mro__:
            if base is np.ndarray:
                return self._array, True
            if exact is not base and base.__name__ in OWN_BASES and self.context.tells_classes:
                if OWN_BASES[base.__name__] is base and is_own(value):
                    return partial(self._derived, base), base in (list, dict, set)
            if base is dict:
                return self._dict, True
            if base in CONTAINERS:
                return partial(self._container, base), base in (list, set)
            if base in BASES:
                return partial(self._based, base), False
            if kind := kind_of(base):
                return partial(self._parts, kind), kind.refill is not None
        if self.context.refer is not None:
            if is_function(value) or (self.context.any_callable and callable(value)):
                return self._function, False
        raise NotPlain(f"a {name} is no plain data")

    def _again(self, number: int) -> list:
        """A reference; whoever reads or prints the data meets the whole content once more."""
        items, size = self.costs.get(number, (0, 0))
        self._count(0, items)
        self._weigh(size)
        return ["same", number]

    def _function(self, value: Any, depth: int) -> list:
        assert self.context.refer is not None
        return ["function", *self.context.refer(value)]

    def _instance(self, value: Any, depth: int) -> list:
        """An object of a class that the teacher defines on both sides: its attributes."""
        try:
            state = object.__getattribute__(value, "__dict__")
        except AttributeError:
            raise NotPlain(f"a {type(value).__name__} without attributes of its own") from None
        [content] = self._members(value, [dict(state)], depth)
        return ["instance", type(value).__name__, content]

    def _derived(self, base: type, value: Any, depth: int) -> list:
        """An object of a class of the notebook's own: its content, and what the class defines."""
        if base is dict:
            content = self._dict(value, depth)
        elif base in CONTAINERS:
            content = self._container(base, value, depth)
        else:
            content = self._based(base, value, depth)
        name = type.__getattribute__(type(value), "__name__")[:MOST_LETTERS]
        if not name.isidentifier() or name.startswith("__"):
            return content
        return ["derived", name, own_names(value), content]

    def _container(self, base: type, value: Any, depth: int) -> list:
        return [base.__name__, self._members(value, list(CONTAINERS[base](value)), depth)]

    def _dict(self, value: Any, depth: int) -> list:
        if dict.__len__(value) > MAX_KEYS:
            raise NotPlain(f"a dict of more than {MAX_KEYS:,} keys is refused")
        keys = self._members(value, list(dict.keys(value)), depth)
        return ["dict", keys, self._members(value, list(dict.values(value)), depth, keys)]

    def _parts(self, kind: Kind, value: Any, depth: int) -> list:
        return [kind.tag, *self._members(value, list(kind.take(value)), depth, names=False)]

    def _based(self, base: type, value: Any, depth: int) -> Any:
        """A number or a text, also of a class derived from Python's own, as what it is by value."""
        plain = BASES[base](value)
        if base is complex:
            return ["complex", plain.real, plain.imag]
        if base is bytes:
            return ["bytes", self._base64(plain)]
        return self.encode(plain, depth)

    def _long(self, value: int) -> list:
        if value.bit_length() > 4 * MAX_DIGITS:
            raise NotPlain("a whole number of so many digits is refused")
        return ["int", hex(value)]

    def _scalar(self, value: np.generic, depth: int) -> list:
        dtype = np.generic.dtype.__get__(value)
        if dtype.kind not in ARRAY_KINDS:
            raise NotPlain(f"a NumPy {dtype} is no plain number")
        return ["scalar", dtype.str, self._base64(np.generic.tobytes(value))]

    def _array(self, value: np.ndarray, depth: int) -> list:
        plain = np.ndarray.view(value, np.ndarray)
        dtype = plain.dtype
        if dtype.names is None and dtype.kind not in ARRAY_KINDS:
            raise NotPlain(f"an array of dtype {dtype} holds no plain numbers")
        if is_vast(plain.shape):
            raise NotPlain(f"an array of shape {plain.shape} is refused")
        kept = self.context.kept
        number = None if kept is None or dtype.names else kept.number(value)
        if number is not None:
            return ["kept", number]
        if dtype.names is not None:
            columns = [plain[name] for name in dtype.names]
            record = issubclass(type(value), np.recarray)
            parts = [list(dtype.names), columns, list(plain.shape), record]
            return ["records", *self._members(value, parts, depth, names=False)]
        self._weigh(plain.nbytes)
        if type(value) is np.ndarray:
            self.crossing.append(value)
        return ["array", dtype.str, list(plain.shape), self._base64(plain.tobytes(), 0)]

    def _members(
        self,
        owner: Any,
        values: list,
        depth: int,
        keys: list | None = None,
        names: bool = True,
    ) -> list:
        encoded = []
        self.alive.append(values)
        self.open.add(id(owner))
        for number, value in enumerate(values):
            try:
                encoded.append(self.encode(value, depth + 1))
            except NotPlain as error:
                here = f"[{(keys[number] if keys else number)!r}]" if names else ""
                raise NotPlain(error.why, (here + error.where)[:200]) from None
        self.open.discard(id(owner))
        return encoded

    def _base64(self, data: bytes, weight: int = 1) -> str:
        self._weigh(weight * len(data))
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
            raise NotPlain(f"more than {MAX_BYTES // MEGA} MB are refused")
