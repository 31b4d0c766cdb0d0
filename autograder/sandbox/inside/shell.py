"""The student's process runs cells as a Jupyter kernel would: IPython beyond what it documents.

IPython documents how to embed its shell in a terminal. A shell without one, whose outputs and
errors are kept as a notebook's, is had only by overriding these methods: tests/grader/
test_contract.py names each, with what it relies on.
"""

import signal
import sys
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Any as AnyTrait
from traitlets import Type
from traitlets.config import Config

from autograder.sandbox.inside.limits import TooSlow, time_limit
from autograder.sandbox.inside.outputs import Outputs, Stream
from autograder.sandbox.inside.tracebacks import places, text_of


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


def warm_up() -> None:
    """Have IPython import what it imports at the first magic and at the first error."""
    shell, streams = make_shell(), (sys.stdout, sys.stderr)
    for name in ("matplotlib", "time"):
        shell.find_line_magic(name)
    shell.run("1 / 0", 10, 10_000)
    sys.stdout, sys.stderr = streams
    for name in ("last_type", "last_value", "last_traceback", "last_exc"):
        vars(sys).pop(name, None)  # or a student's debugger would find our error


def make_shell() -> StudentShell:
    """The one shell of this process."""
    StudentShell.clear_instance()
    config = Config()
    config.HistoryManager.enabled = False  # no file, no thread: a thread does not survive a fork
    config.InteractiveShell.colors = "nocolor"
    return StudentShell.instance(outputs=Outputs(), config=config)
