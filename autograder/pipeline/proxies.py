"""What a test sees of a student's process: functions to call and values, never live objects."""

import builtins
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np

from autograder.sandbox.channel import GRACE, Channel, KernelLost
from autograder.sandbox.inside.wire import Broken, Decoder, Encoder, NotPlain
from autograder.sandbox.kernel import is_cell

ENDS_A_LOOP = (StopIteration, StopAsyncIteration)  # of a test: it would check nothing any more
MESSAGE = 2000  # characters of what a student's process says about an error that are kept
WAYS = "call getattr iter len getitem bool float int index array eq ne lt le gt ge add radd sub"
WAYS += " rsub mul rmul truediv rtruediv matmul rmatmul neg abs contains"


class StudentError(Exception):
    """An exception of a type that only the student's code knows."""


class NotPlainData(TypeError):
    """A student's value that may not leave the student's process."""


class Opaque:
    """Stands for a value that may not cross: to touch it is an error that says why."""

    def __init__(self, why: str) -> None:
        object.__setattr__(self, "_why", why)

    def __repr__(self) -> str:
        return f"<{object.__getattribute__(self, '_why')}>"

    __hash__ = object.__hash__


def _refuse(self: Opaque, *_: Any, **__: Any) -> Any:
    raise NotPlainData(object.__getattribute__(self, "_why"))


for _way in WAYS.split():
    setattr(Opaque, f"__{_way}__", _refuse)


class Function:
    """A student's function: calling it runs it in the student's process."""

    def __init__(self, name: str, number: int, call: Callable) -> None:
        self.__name__ = self.__qualname__ = name
        self.number, self._call = number, call

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the student's function with plain data."""
        return self._call(self, args, kwargs)

    def __repr__(self) -> str:
        return f"<function {self.__name__}>"


class Student:
    """One test's view of a student's process: the snapshot that was made where the test stands.

    A test that calls nothing needs only the values, which were noted there instead.
    """

    def __init__(
        self,
        channel: Channel | dict,
        seconds: float,
        limit: Callable[[], str | None] = lambda: None,
    ) -> None:
        self.channel = channel
        self.limit = limit  # says which of its limits a process that has ended had hit
        self.end = time.monotonic() + seconds
        self.seconds = seconds
        self.callables: list[Callable] = []  # the test's own, for the student's code to call back
        self.lost: str | None = None
        self.seen: dict[str, Any] = {}  # name -> what the student's process holds under it
        self.original: dict[str, Any] = {}
        self.pending: dict[str, list] = {}  # what the next call must set or delete there first
        self.random_state = _random_state()
        self.seedings = seedings.count

    def look_up(self, names: list[str], replay: dict[str, list]) -> dict[str, Any]:
        """Those of `names` that exist, as functions, values or opaque; absent names are left out.

        `replay` holds what earlier tests set ([value]) or deleted ([]).
        """
        if isinstance(self.channel, dict):
            answer = {"names": self.channel}
        else:
            aliased = [c[0].__name__ for c in replay.values() if c and isinstance(c[0], Function)]
            self._ask("names", names=[*names, *aliased])
            answer = self._receive()
        with well_formed():
            found = dict(answer["names"])
            everything = {name: self._bind(name, found[name]) for name in found}
        self.original = {name: everything[name] for name in names if name in everything}
        self.seen = dict(self.original)
        self.pending = {}
        for name, change in replay.items():
            self.pending[name] = [
                everything.get(value.__name__, value) if isinstance(value, Function) else value
                for value in change  # a function is known by another number here
            ]
            self.seen.pop(name, None)
            if change and name in names:
                self.seen[name] = self.pending[name][0]
        return dict(self.seen)

    def _bind(self, name: str, found: dict) -> Any:
        if "function" in found:
            return Function(name, int(found["function"]), self.call)
        if "value" in found:
            return Decoder().decode(found["value"])
        return Opaque(f"{name} cannot be judged: {str(found['refused'])[:MESSAGE]}")

    def note_changes(self, names: list[str], namespace: dict) -> None:
        """Remember what the test has set or deleted since the last look, for the next call."""
        self.pending |= changes(self.seen, names, namespace)
        self.seen = {name: namespace[name] for name in names if name in namespace}

    def call(self, function: Function, args: tuple, kwargs: dict) -> Any:
        """Run the student's function; its result, or its exception with the student's line."""
        self.before_call()
        encoder = Encoder(function=self._reference)
        try:
            arguments = encoder.encode([list(args), kwargs])
        except NotPlain as error:
            raise NotPlainData(f"{function.__name__} was to be called with {error}") from None
        left = self.end - time.monotonic()
        if self.lost or left <= 0:
            raise KernelLost(self.lost or f"{function.__name__} left it no time")
        self._ask(
            "call",
            function=function.number,
            arguments=arguments,
            changes=[[n, *map(self._encode, change)] for n, change in self.pending.items()],
            state=self._new_random_state(),
            seconds=left,
        )
        self.pending = {}
        return self._result(function, self._receive(), encoder.objects)

    def before_call(self) -> None:
        """Set by the test runner: notes what the test has set or deleted by now."""

    def run(self, source: str, room: int) -> dict:
        """Run a whole test cell in the student's process."""
        self._ask("run", source=source, seconds=self.end - time.monotonic(), room=room)
        answer = self._receive()
        if not is_cell(answer):
            raise KernelLost("its process sent what is no answer")
        return answer

    def _result(self, function: Function, answer: dict, objects: list) -> Any:
        while "call_back" in answer:
            self._send(self._call_back(answer))
            answer = self._receive()
        if "refused" in answer:
            raise NotPlainData(
                f"{function.__name__} returned what cannot be judged: "
                f"{str(answer['refused'])[:MESSAGE]}. Expected numbers, strings, lists, tuples, "
                "dicts or NumPy arrays of numbers."
            )
        with well_formed():
            error = _exception(function.__name__, answer["error"]) if "error" in answer else None
        if error:
            raise error
        with well_formed():
            decoder = Decoder(objects, self._function)
            for number, content in answer["changed"]:
                decoder.fill(objects[number], content)
            decoder.function = None  # to an argument a function may belong, a result is data
            return decoder.decode(answer["result"])

    def _call_back(self, answer: dict) -> dict:
        with well_formed():
            args, kwargs = Decoder(function=self._function).decode(answer["arguments"])
            number = answer["call_back"]
        try:
            return {"result": self._encode(self.callables[number](*args, **kwargs))}
        except Exception as error:  # it is the student's code that must hear of it
            return {"error": {"type": type(error).__name__, "message": str(error)}}

    def _encode(self, value: Any) -> Any:
        return Encoder(function=self._reference).encode(value)

    def _reference(self, function: Callable) -> list:
        if isinstance(function, Function):
            return ["student", function.number]
        self.callables.append(function)
        return ["grader", len(self.callables) - 1]

    def _function(self, reference: list) -> Function:
        """A function of the student's that comes with a call back."""
        return Function("a function of yours", int(reference[1]), self.call)

    def _new_random_state(self) -> Any:
        """NumPy's and Python's random state, if the test has moved it since the last call."""
        state = _random_state()
        if _same_state(state, self.random_state) and seedings.count == self.seedings:
            return None
        self.random_state, self.seedings = state, seedings.count
        return Encoder().encode({"numpy": state[0], "random": state[1]})

    def _ask(self, what: str, **more: Any) -> None:
        if self.lost:
            raise KernelLost(self.lost)
        self._send({"ask": what, "with": more})

    def _send(self, message: dict) -> None:
        try:
            self.channel.send(message, seconds=self.end + GRACE - time.monotonic())
        except KernelLost as error:
            raise self._lose(error) from None

    def _receive(self) -> dict:
        try:
            return self.channel.receive(self.end + GRACE - time.monotonic())
        except KernelLost as error:
            raise self._lose(error) from None

    def _lose(self, error: KernelLost) -> KernelLost:
        """Remember why there will be no answer any more: for the limit that was hit, if one was."""
        limit = self.limit()
        self.lost = f"its process was stopped because it used {limit}" if limit else str(error)
        return KernelLost(self.lost)


class Seedings:
    """Counts how often a test has set a seed: the state may be the same as after the last time."""

    def __init__(self) -> None:
        self.count = 0

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count, within the block."""
        kept = [(module, module.seed) for module in (np.random, random)]
        for module, seed in kept:
            module.seed = partial(self._seed, seed)
        try:
            yield
        finally:
            for module, seed in kept:
                module.seed = seed

    def _seed(self, seed: Callable, *args: Any, **kwargs: Any) -> None:
        self.count += 1
        seed(*args, **kwargs)


seedings = Seedings()


def changes(before: dict[str, Any], names: list[str], now: dict[str, Any]) -> dict[str, list]:
    """Which of `names` are other objects now ([value]) or gone ([])."""
    return {
        name: [now[name]] if name in now else []
        for name in names
        if before.get(name, changes) is not now.get(name, changes)
    }


def _random_state() -> tuple:
    return np.random.get_state(), random.getstate()


def _same_state(one: tuple, other: tuple) -> bool:
    same_numpy = one[0][2] == other[0][2] and np.array_equal(one[0][1], other[0][1])
    return same_numpy and one[1] == other[1]


@contextmanager
def well_formed() -> Iterator[None]:
    """Raise Broken for an answer that lacks what belongs into it."""
    try:
        yield
    except Broken:
        raise
    except (KeyError, TypeError, ValueError, IndexError, OverflowError) as error:
        raise Broken(f"its process sent what is no answer: {type(error).__name__}") from None


def _exception(name: str, error: dict) -> Exception:
    """The student's exception, as the first of its types that Python knows, with its place."""
    message = str(error["message"])[:MESSAGE]
    if error["slow"]:
        raised: Exception = TimeoutError(f"{name} was {message}")
    else:
        raised = _of_known_type([str(kind) for kind in error["types"]], message)
    place = error["place"]
    if place:
        line, source = int(place["line"]), str(place["source"])[:200]
        shown = "" if source.startswith("raise") else f": {source}"
        raised.add_note(f"in {str(place['function'])[:100]}, line {line} of your cell{shown}")
    return raised


def _of_known_type(types: list[str], message: str) -> Exception:
    for kind in types:
        known = getattr(builtins, kind[:100], None)
        if known in ENDS_A_LOOP:
            break
        if isinstance(known, type) and issubclass(known, Exception) and known is not Exception:
            try:
                return known(message)
            except TypeError:
                continue  # such as UnicodeDecodeError, which wants five arguments
    return StudentError(f"{types[0][:100]}: {message}" if types[0] != "Exception" else message)
