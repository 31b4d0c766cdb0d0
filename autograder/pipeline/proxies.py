"""A test's conversation with a student's process: calls of functions, never live objects."""

import time
import weakref
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from autograder.feedback.words import ended_sentence
from autograder.pipeline.errors import MESSAGE, exception
from autograder.pipeline.functions import Origin, make_function, origin_of
from autograder.pipeline.lookup import Wanted, bind, changes, well_formed
from autograder.pipeline.opaque import Doubts, Opaque
from autograder.pipeline.privacy import Lines, masked
from autograder.pipeline.randomness import RandomState
from autograder.sandbox.channel import GRACE, NO_ANSWER, Channel, KernelLost, Silent
from autograder.sandbox.inside.amounts import amount
from autograder.sandbox.inside.wire import Broken, Context, Decoder, Encoder, Kept, NotPlain
from autograder.sandbox.kernel import is_cell

EXPECTED = "numbers, texts, lists, tuples, dicts, arrays, tables and functions"


class Student:
    """A conversation with the snapshot that was made where a test stands.

    Tests between which nothing runs have it one after another, as long as the process answers.
    """

    def __init__(
        self,
        channel: Channel,
        seconds: float,
        doubts: Doubts,
        limit: Callable[[], str | None] = lambda: None,
    ) -> None:
        self.channel, self.seconds, self.doubts = channel, seconds, doubts
        weakref.finalize(self, channel.close)  # when no test has a function of it any more
        self.limit = limit  # says which of its limits a process that has ended had hit
        self.lines = Lines([])  # the student's own code, for what may be quoted of it
        self.left = seconds  # only the time in which an answer is waited for is counted
        self.callables: list[Callable] = []  # the test's own, for the student's code to call back
        self.lost: str | None = None
        self.names: list[str] = []
        self.namespace: dict[str, Any] = {}
        self.seen: dict[str, Any] = {}  # name -> what the student's process holds under it
        self.original: dict[str, Any] = {}
        self.pending: dict[str, list] = {}  # what the next call must set or delete there first
        self.random = RandomState()
        self.context = Context(
            self._reference,
            self._function,
            kept=Kept(strong=False),
            derive=self.doubts.derive,
            any_callable=True,
        )
        self.is_hidden: Callable[[], bool] = lambda: False  # does the call come from a hidden line?

    def look_up(self, wanted: Wanted) -> dict[str, Any]:
        """Those of the names that exist, as functions, values or opaque."""
        origins = [origin_of(change[0]) for change in wanted.replay.values() if change]
        aliased = [one.variable for one in origins if one and one.variable]
        self.context.classes.update(wanted.classes)
        names = [*wanted.names, *aliased]
        self._ask("names", names=names, classes=list(wanted.classes), more=wanted.inspects)
        answer = self._receive()
        with well_formed():
            found = answer["names"]
            everything = bind(
                {name: found[name] for name in names if name in found},
                wanted, self.doubts, self.context, self,
            )  # fmt: skip
        self.names = wanted.names
        self.original = {n: everything[n] for n in wanted.names if n in everything}
        self.seen = dict(self.original)
        for name, change in wanted.replay.items():
            self.pending[name] = [
                everything.get(origin.variable or "", value)  # it has another number here
                if (origin := origin_of(value))
                else value
                for value in change
            ]
            self.seen.pop(name, None)
            if change and name in wanted.names:
                self.seen[name] = self.pending[name][0]
        return dict(self.seen)

    def files(self, patterns: list[str], skip: list[str]) -> tuple[dict[str, bytes], bool]:
        """The files but `skip` that lie in the student's folder; are they all that match?

        The names are what the student's process says: nothing but that they are texts is checked.
        """
        self._ask("files", patterns=patterns, skip=skip)
        answer = self._receive()
        try:
            with well_formed():
                found = Decoder().decode(answer["files"])
                kinds = (str, bytes)
                plain = {n: data for n, data in found.items() if (type(n), type(data)) == kinds}
                return plain, bool(answer["all"])
        except Broken:
            raise self._lose(KernelLost(NO_ANSWER)) from None

    def call(self, function: Any, args: tuple, kwargs: dict) -> Any:
        """Run the student's function; its result, or its exception with the student's line."""
        name = function.__name__
        if self.namespace:  # what the test has set or deleted since the last call
            self.pending |= changes(self.seen, self.names, self.namespace)
            self.seen = {n: self.namespace[n] for n in self.names if n in self.namespace}
        encoder = Encoder(context=self.context)
        try:
            arguments = encoder.encode([list(args), kwargs])
        except NotPlain as error:
            raise self.doubts.touch(f"{name} was to be called with {error}") from None
        if self.lost or self.left <= 0:
            raise self._lose(
                KernelLost(self.lost or f"the calls before {name} had used up this test's time")
            )
        encoders = [encoder]
        self._ask(
            "call",
            function=function.origin.number,
            arguments=arguments,
            changes=self._take_changes(encoders),
            state=self.random.moved(),
            seconds=self.left,
        )
        for one in encoders:
            one.sent()
        return self._result(name, self._receive(), encoder.objects)

    def run(self, source: str, room: int) -> dict:
        """Run a whole test cell in the student's process."""
        self._ask("run", source=source, seconds=self.left, room=room)
        answer = self._receive()
        if not is_cell(answer):
            raise KernelLost(NO_ANSWER)
        return answer

    def _take_changes(self, encoders: list[Encoder]) -> list:
        """The pending changes as data; what may not cross stays as it is over there."""
        taken = []
        for name, change in self.pending.items():
            encoder = Encoder(context=self.context)
            try:
                taken.append([name, *map(encoder.encode, change)])
            except NotPlain:
                continue
            encoders.append(encoder)
        self.pending = {}
        return taken

    def _result(self, name: str, answer: dict, objects: list) -> Any:
        hidden = self.is_hidden()
        try:
            while "call_back" in answer:
                self._send(self._call_back(answer))
                answer = self._receive()
            with well_formed():
                if "refused" in answer:
                    why = str(answer["refused"])[:MESSAGE]
                    why = masked(why.split(" (at ")[0], self.lines) if hidden else why
                    return Opaque(
                        ended_sentence(f"{name} returned what cannot be judged: {why}")
                        + f" What can is {EXPECTED}",
                        self.doubts,
                    )
                if "error" not in answer:
                    decoder = Decoder(objects, self.context)
                    decoder.fill(answer["changed"])
                    return decoder.decode(answer["result"])
                own = self.lines, self.context.classes, self.seconds
                error = exception(name, answer["error"], hidden, *own)
        except Broken:  # what it says of the answer may quote it: see NO_ANSWER
            raise self._lose(KernelLost(NO_ANSWER)) from None
        if isinstance(error, TimeoutError) and answer["error"]["slow"]:
            self.doubts.unanswered = str(error)
            self.left = 0  # its clock may end a moment before ours
        raise error

    def _call_back(self, answer: dict) -> dict:
        context = replace(self.context, kept=None)
        with well_formed():
            args, kwargs = Decoder(context=context).decode(answer["arguments"])
            called = self.callables[answer["call_back"]]
        try:
            return {"result": Encoder(context=context).encode(called(*args, **kwargs))}
        except Exception as error:  # it is the student's code that must hear of it
            return {"error": {"type": type(error).__name__, "message": str(error)[:MESSAGE]}}

    def _reference(self, function: Callable) -> list:
        origin = origin_of(function)
        if origin and origin.process is self:
            return ["student", origin.number]
        number = next((n for n, known in enumerate(self.callables) if known is function), None)
        if number is None:
            number = len(self.callables)
            self.callables.append(function)
        return ["grader", number]

    def _function(self, reference: list) -> Callable:
        """A function of the student's, or one of the test's own that comes back."""
        side, number, *name = reference
        if side == "grader" and type(number) is int and 0 <= number < len(self.callables):
            return self.callables[number]
        if side != "student":
            raise Broken("a function that nobody has")
        called = str(name[0])[:100] if name else "function"
        return make_function(called, Origin(self, int(number), None), self.call)

    def _ask(self, what: str, **more: Any) -> None:
        if self.lost:
            raise KernelLost(self.lost)
        self._send({"ask": what, "with": more})

    def _send(self, message: dict) -> None:
        try:
            self.channel.send(message, seconds=self.left + GRACE)
        except KernelLost as error:
            raise self._lose(error) from None

    def _receive(self) -> dict:
        end = time.monotonic() + self.left
        try:
            return self.channel.receive(max(self.left + GRACE, 0))
        except KernelLost as error:
            if isinstance(error, Silent) and time.monotonic() >= end:
                # Its CPU limit killed it, or we gave it up: on a busy machine either comes first.
                seconds = amount(round(self.seconds), "second")
                error = Silent(f"its process did not answer within {seconds}")
            raise self._lose(error) from None
        finally:
            self.left = end - time.monotonic()

    def _lose(self, error: KernelLost) -> KernelLost:
        """Remember why there will be no answer any more: for the limit that was hit, if one was."""
        if self.lost is None:
            limit = self.limit()
            self.lost = f"its process was stopped because it used {limit}" if limit else str(error)
        self.doubts.unanswered = self.lost
        return KernelLost(self.lost)
