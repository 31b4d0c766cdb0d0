"""The student's process: runs cells as a Jupyter kernel would, and keeps what they show."""

import io
import linecache
import signal
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Any as AnyTrait
from traitlets import Type
from traitlets.config import Config

from autograder.sandbox.inside.amounts import amount

CELL = "<ipython-input"  # how IPython calls the file of a cell
MOST_PLACES = 20  # a recursion comes through thousands
TEXT = 200_000  # characters of one text that are kept


class TooSlow(BaseException):
    """Raised in a student's code when its time is over; no `except Exception` swallows it."""


class Outputs:
    """What one cell showed, in the notebook format, up to `room` characters."""

    def __init__(self) -> None:
        self.begin(0)

    def begin(self, room: int) -> None:
        """Start a new cell."""
        self.shown: list[dict] = []
        self.room = room
        self.full = False

    def stream(self, name: str, text: str) -> None:
        """Add printed text."""
        text = self._cut(text)
        if not text:
            return
        if self.shown and self.shown[-1].get("name") == name:
            self.shown[-1]["text"].append(text)
        else:
            self.shown.append({"output_type": "stream", "name": name, "text": [text]})

    def show(self, kind: str, data: dict, **more: Any) -> None:
        """Add a value or a picture: those of its forms that are text and that fit."""
        texts = {}
        for form, value in data.items():
            text = b64encode(value).decode() if isinstance(value, bytes) else value
            if not isinstance(text, str):
                continue  # a widget's state, say: no page would show it
            if len(text) > self.room:
                self.full = True
                continue
            texts[str(form)] = text
            self.room -= len(text)
        if texts:
            self.shown.append({"output_type": kind, "data": texts, "metadata": {}, **more})

    def error(self, name: str, message: str, lines: list[str]) -> None:
        """Add an exception."""
        self.shown.append(
            {
                "output_type": "error",
                "ename": name[:200],
                "evalue": message[:TEXT],
                "traceback": [line[:TEXT] for line in lines],
            }
        )

    def joined(self) -> list[dict]:
        """All that was shown; of many short prints one text."""
        return [
            one | {"text": "".join(one["text"])} if one["output_type"] == "stream" else one
            for one in self.shown
        ]

    def _cut(self, text: str) -> str:
        self.full |= len(text) > self.room
        text = text[: max(self.room, 0)]
        self.room -= len(text)
        return text


class Stream(io.TextIOBase):
    """sys.stdout and sys.stderr of the student's process."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, outputs: Outputs, name: str) -> None:
        self.outputs, self.kind = outputs, name

    def writable(self) -> bool:
        """Text may be written."""
        return True

    def write(self, text: str) -> int:
        """Keep `text` as output of the running cell."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self.outputs.stream(self.kind, text)
        return len(text)


class Hook(DisplayHook):
    """Keeps a cell's last value instead of printing it."""

    def write_output_prompt(self) -> None:
        """No prompt: this is no terminal."""

    def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
        """Keep the value in all its forms."""
        assert self.shell is not None
        self.shell.outputs.show("execute_result", format_dict, execution_count=self.prompt_count)

    def finish_displayhook(self) -> None:
        """No new line: this is no terminal."""


class Publisher(DisplayPublisher):
    """Keeps what `display` shows."""

    def publish(
        self,
        data: dict,
        metadata: Any = None,
        source: Any = None,
        *,
        transient: Any = None,
        update: Any = False,
        **options: Any,
    ) -> None:
        """Keep a picture or a value in all its forms."""
        self.shell.outputs.show("display_data", data)

    def clear_output(self, wait: bool = False) -> None:
        """Forget what the cell has shown so far."""
        self.shell.outputs.shown.clear()


class StudentShell(InteractiveShell):
    """IPython's shell without a terminal, a history or files of its own."""

    displayhook_class = Type(Hook)
    display_pub_class = Type(Publisher)
    outputs = AnyTrait()

    def enable_gui(self, gui: str | None = None) -> None:
        """Pictures go into the notebook: there are no windows to wait for."""

    def showtraceback(self, exc_tuple: tuple | None = None, *_: Any, **__: Any) -> None:
        """Keep the exception and the cells' lines that it came through, and nothing of ours.

        IPython's own report reads every module's file; a time limit could strike in the middle.
        """
        signal.setitimer(signal.ITIMER_REAL, 0)
        error = self._get_exc_info(exc_tuple)[1]
        name, message = type(error).__name__, text_of(error)
        lines = [f"{name}: {message}", *(place.sentence() for place in places(error))]
        self.outputs.error(name, message, lines)

    def showsyntaxerror(
        self, filename: str | None = None, running_compiled_code: bool = False
    ) -> None:
        """Keep a syntax error like any other."""
        self.showtraceback()

    def run(self, source: str, seconds: float, room: int) -> dict:
        """Run one cell; its outputs, and whether some were dropped because they were too long."""
        self.outputs.begin(room)
        sys.stdout, sys.stderr = (Stream(self.outputs, name) for name in ("stdout", "stderr"))
        try:
            with time_limit(seconds):
                self.run_cell(source, store_history=True)
        except TooSlow as error:  # after the cell's last statement
            self.outputs.error("TooSlow", str(error), [f"TooSlow: {error}"])
        return {
            "outputs": self.outputs.joined(),
            "full": self.outputs.full,
            "count": self.execution_count - 1,
        }


def make_shell() -> StudentShell:
    """The one shell of this process."""
    StudentShell.clear_instance()
    config = Config()
    config.HistoryManager.enabled = False  # no file, no thread: a thread does not survive a fork
    config.InteractiveShell.colors = "nocolor"
    return StudentShell.instance(outputs=Outputs(), config=config)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TooSlow in the running code after `seconds`, and again until it gives in."""

    def ring(*_: Any) -> None:
        raise TooSlow(
            f"stopped after {amount(round(seconds), 'second')}. Is there a loop that never ends,"
            " or one that works on far more than it needs?"
        )

    outer = signal.signal(signal.SIGALRM, ring)
    left = signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.01), 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *left)  # of a call that waits for this one
        if any(left):
            signal.signal(signal.SIGALRM, outer)


class Place(NamedTuple):
    """A line of a cell that an exception came through."""

    function: str
    line: int
    source: str

    def sentence(self) -> str:
        """The place in words."""
        inside = "" if self.function == "<module>" else f" in {self.function}"
        return f"  line {self.line}{inside}: {self.source}"


def places(error: BaseException) -> list[Place]:
    """The lines of cells that an exception came through, the outermost first."""
    found = []
    if isinstance(error, SyntaxError) and str(error.filename).startswith(CELL):
        found.append(Place("<module>", error.lineno or 0, (error.text or "").strip()[:200]))
    step = error.__traceback__
    while step is not None and len(found) < MOST_PLACES:
        code = step.tb_frame.f_code
        if code.co_filename.startswith(CELL):
            source = linecache.getline(code.co_filename, step.tb_lineno).strip()[:200]
            found.append(Place(code.co_name[:100], step.tb_lineno, source))
        step = step.tb_next
    return found


def text_of(error: BaseException) -> str:
    """The error's message, whatever its class makes of it."""
    try:
        return str(error)[:TEXT]
    except Exception as other:  # a __str__ of the student's own
        return f"(its message cannot be read: {type(other).__name__})"
