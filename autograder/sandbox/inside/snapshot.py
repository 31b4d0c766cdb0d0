"""A copy of the student's process, made where a test cell stands: it answers that test's calls."""

import builtins
import os
import random
import socket
import types
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.sandbox.inside.shell import StudentShell, TooSlow, places, text_of, time_limit
from autograder.sandbox.inside.wire import Decoder, Encoder, NotPlain, pack, read

MESSAGE = 2000  # characters of an exception's message that cross


class Snapshot:
    """Serves one test cell: looks names up, calls functions, runs a cell inside."""

    def __init__(self, channel: socket.socket, shell: StudentShell) -> None:
        self.channel, self.shell = channel, shell
        self.names = shell.user_ns
        self.functions: list[Callable] = []

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

    def answer_names(self, names: list[str]) -> dict:
        """What the student's names stand for: a function, a value, or why it may not cross."""
        return {"names": {name: self._look_up(name) for name in names if name in self.names}}

    def _look_up(self, name: str) -> dict:
        value = self.names[name]
        if callable(value):
            return {"function": self._number(value)}
        if isinstance(value, types.ModuleType):
            return {"refused": "a module is no plain data"}
        try:
            return {"value": Encoder().encode(value)}
        except Exception as error:  # there may be no memory left, for example
            return {"refused": str(error) or type(error).__name__}

    def answer_call(
        self, function: int, arguments: Any, changes: list, state: Any, seconds: float
    ) -> dict:
        """Call a function; its result or its error, and which arguments it changed."""
        try:
            decoder = Decoder(function=self._function)
            args, kwargs = decoder.decode(arguments)
            for name, *value in changes:
                self._set_name(name, value)
            if state is not None:
                self._set_random_state(Decoder().decode(state))
            before = [str(self._encoder(decoder).content(it)) for it in decoder.objects]
            with time_limit(seconds):
                result = self.functions[function](*args, **kwargs)
        except BaseException as error:  # whatever the student's code raises, exit() included
            return {"error": self._describe(error)}
        try:
            encoder = self._encoder(decoder)
            changed = [
                [number, content]
                for number, content in enumerate(map(encoder.content, decoder.objects))
                if str(content) != before[number]
            ]
            encoder.function = None  # to an argument a function may belong, a result is data
            return {"changed": changed, "result": encoder.encode(result)}
        except NotPlain as error:
            return {"refused": str(error), "type": type(result).__name__[:100]}

    def answer_run(self, source: str, seconds: float, room: int) -> dict:
        """Run a whole cell here, as stock nbgrader would."""
        return self.shell.run(source, seconds, room)

    def _set_name(self, name: str, value: list) -> None:
        if value:
            self.names[name] = Decoder(function=self._function).decode(value[0])
        else:
            self.names.pop(name, None)

    @staticmethod
    def _set_random_state(state: dict) -> None:
        np.random.set_state(state["numpy"])
        random.setstate(state["random"])

    def _encoder(self, decoder: Decoder) -> Encoder:
        """For what the decoder has numbered."""
        return Encoder(decoder.objects, self._reference)

    def _number(self, function: Callable) -> int:
        for number, known in enumerate(self.functions):
            if known is function:
                return number
        self.functions.append(function)
        return len(self.functions) - 1

    def _function(self, reference: list) -> Callable:
        """The student's own function that comes back, or one of the grader's to be called."""
        side, number = reference
        if side == "student":
            return self.functions[number]

        def call_back(*args: Any, **kwargs: Any) -> Any:
            given = Encoder(function=self._reference).encode([args, kwargs])
            self._send({"call_back": number, "arguments": given})
            answer = read(self.channel.recv)
            while "ask" in answer:  # the grader's function calls one of the student's
                self._send(getattr(self, f"answer_{answer['ask']}")(**answer["with"]))
                answer = read(self.channel.recv)
            if "error" in answer:
                error = getattr(builtins, answer["error"]["type"], RuntimeError)
                raise error(answer["error"]["message"])
            return Decoder(function=self._function).decode(answer["result"])

        return call_back

    def _reference(self, function: Callable) -> list:
        return ["student", self._number(function)]

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
