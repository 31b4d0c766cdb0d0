"""A copy of the student's process, made where tests stand: it answers their calls."""

import builtins
import hashlib
import os
import random
import socket
import types
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.sandbox.inside.about import about
from autograder.sandbox.inside.disk import written
from autograder.sandbox.inside.limits import TooSlow, cpu_limit, time_limit
from autograder.sandbox.inside.shell import StudentShell
from autograder.sandbox.inside.tracebacks import places, text_of
from autograder.sandbox.inside.wire import Context, Decoder, Encoder, Kept, NotPlain, pack, read
from autograder.sandbox.inside.wire.context import digest
from autograder.sandbox.inside.wire.kinds import is_function

MESSAGE = 2000  # characters of an exception's message that cross


class Snapshot:
    """Serves neighbouring test cells: looks names up, calls functions, runs a cell inside."""

    def __init__(self, channel: socket.socket, shell: StudentShell) -> None:
        self.channel, self.shell = channel, shell
        self.names = shell.user_ns
        self.functions: list[Callable] = []
        self.context = Context(
            self._reference, self._function, kept=Kept(strong=True), tells_classes=True
        )
        self.calls_back = Context(
            self._reference, self._function, self.context.classes, tells_classes=True
        )

    def serve(self) -> None:
        """Answer until the grader hangs up."""
        me = os.getpid()
        while True:
            try:
                message = read(self.channel.recv)
            except EOFError:
                return
            answer = getattr(self, f"answer_{message['ask']}")(**message["with"])
            if os.getpid() != me:
                return  # a process that the student's function has forked
            self._send(answer)

    def answer_names(
        self, names: list[str], classes: Sequence[str] = (), more: bool = False
    ) -> dict:
        """What the student's names stand for: a function, a value, or why it may not cross.

        `classes` are those that the teacher defines on both sides; `more` asks for the functions'
        signatures and source texts too.
        """
        for name in classes:
            if isinstance(self.names.get(name), type):
                self.context.classes[name] = self.names[name]
        return {"names": {name: self._look_up(name, more) for name in names if name in self.names}}

    def _look_up(self, name: str, more: bool) -> dict:
        value = self.names[name]
        if is_function(value):
            told = about(value) if more else {}
            return {"function": self._number(value), "name": _name(value), "about": told}
        if isinstance(value, type | types.ModuleType):
            return {"refused": f"a {_kind(value)} is no plain data", "is": _identity(value)}
        known = len(self.functions)
        encoder = Encoder(context=self.context)
        try:
            found = {"value": encoder.encode(value)}
        except Exception as error:  # there may be no memory left, for example
            return {"refused": str(error) or type(error).__name__}
        encoder.sent()
        # Where a function stands in it, this process must stay to be called.
        return found | ({"function": None} if len(self.functions) > known else {})

    def answer_call(
        self, function: int, arguments: Any, changes: list, state: Any, seconds: float
    ) -> dict:
        """Call a function; its result or its error, and which arguments it changed."""
        try:
            decoder = Decoder(context=self.context)
            args, kwargs = decoder.decode(arguments)
            for name, *value in changes:
                self._set_name(name, value)
            if state is not None:
                self._set_random_state(Decoder().decode(state))
            before = self._marks(decoder.objects)
            with cpu_limit(seconds), time_limit(seconds):
                result = self.functions[function](*args, **kwargs)
                encoder = Encoder(decoder.objects, self.context)
                after = self._marks(decoder.objects)
                changed = [
                    [number, encoder.content(decoder.objects[number])]
                    for number, mark in enumerate(after)
                    if mark != before[number]
                ]
                answer = {"changed": changed, "result": encoder.encode(result)}
            encoder.sent()
            return answer
        except NotPlain as error:
            return {"refused": str(error)}
        except BaseException as error:  # whatever the student's code raises, exit() included
            return {"error": self._describe(error)}

    def answer_files(self, patterns: Sequence[str], skip: Sequence[str]) -> dict:
        """The files that the student's cells have written, as far as they match."""
        try:
            found, complete = written(patterns, skip)
        except OSError:
            found, complete = {}, True
        return {"files": Encoder().encode(found), "all": complete}

    def answer_run(self, source: str, seconds: float, room: int) -> dict:
        """Run a whole cell here, as stock nbgrader would."""
        with cpu_limit(seconds):
            return self.shell.run(source, seconds, room)

    def _marks(self, objects: list) -> list[bytes]:
        """What tells whether an argument has changed."""
        context = Context(self._reference, classes=self.context.classes)
        marks = []
        for value in objects:
            if type(value) is np.ndarray:
                marks.append(digest(value))
                continue
            try:
                content = str(Encoder(objects, context).content(value))
            except NotPlain as error:  # the student's code has put something there
                content = str(error)
            marks.append(hashlib.blake2b(content.encode("utf-8", "replace")).digest())
        return marks

    def _set_name(self, name: str, value: list) -> None:
        if value:
            self.names[name] = Decoder(context=self.context).decode(value[0])
        else:
            self.names.pop(name, None)

    @staticmethod
    def _set_random_state(state: dict) -> None:
        np.random.set_state(state["numpy"])
        version, words, gauss = state["random"]
        random.setstate((version, tuple(words.tolist()), gauss))

    def _number(self, function: Callable) -> int:
        for number, known in enumerate(self.functions):
            if known is function:
                return number
        self.functions.append(function)
        return len(self.functions) - 1

    def _function(self, reference: list) -> Callable:
        """The student's own function that comes back, or one of the grader's to be called."""
        side, number, *_ = reference
        if side == "student":
            return self.functions[number]

        def call_back(*args: Any, **kwargs: Any) -> Any:
            given = Encoder(context=self.calls_back).encode([args, kwargs])
            self._send({"call_back": number, "arguments": given})
            answer = read(self.channel.recv)
            while "ask" in answer:  # the grader's function calls one of the student's
                self._send(getattr(self, f"answer_{answer['ask']}")(**answer["with"]))
                answer = read(self.channel.recv)
            if "error" in answer:
                error = getattr(builtins, answer["error"]["type"], RuntimeError)
                raise error(answer["error"]["message"])
            return Decoder(context=self.calls_back).decode(answer["result"])

        call_back.number = number  # type: ignore[attr-defined]
        return call_back

    def _reference(self, function: Callable) -> list:
        if (number := getattr(function, "number", None)) is not None and (
            getattr(function, "__qualname__", "") == "Snapshot._function.<locals>.call_back"
        ):
            return ["grader", number]
        return ["student", self._number(function), _name(function)]

    def _describe(self, error: BaseException) -> dict:
        """An exception as data: its types, its message and the student's line."""
        through = places(error)
        return {
            "types": [kind.__name__[:100] for kind in type(error).__mro__],
            "message": text_of(error)[:MESSAGE],
            "place": through[-1]._asdict() if through else {},
            "slow": isinstance(error, TooSlow),
        }

    def _send(self, message: dict) -> None:
        self.channel.sendall(frame(message))


def frame(answer: dict) -> bytes:
    """The answer as a frame, or why it cannot be sent."""
    try:
        return pack(answer)
    except NotPlain as error:
        return pack({"refused": str(error)})


def _name(function: Callable) -> str:
    return str(getattr(function, "__name__", type(function).__name__))[:100]


def _kind(value: Any) -> str:
    return "class" if isinstance(value, type) else "module"


def _identity(value: Any) -> list[str]:
    """Of a module its name; of a class its module's name and its own."""
    if isinstance(value, types.ModuleType):
        return [str(value.__name__)[:200]]
    return [str(value.__module__)[:200], str(value.__qualname__)[:200]]
