"""`python -m autograder <assignment>` grades a class; other commands stand in COMMANDS.

A command is named after its module in autograder/cli/. What is no command is an assignment.
"""

import signal
import sys
from importlib import import_module

COMMANDS = {
    "grade": "grade the submissions of an assignment",
    "check": "grade an assignment's solved master and its untouched release",
    "collect": "take submissions out of a learning platform's zip",
    "export": "put grades and pages into a learning platform's files",
    "roster": "enter a class list into the gradebook",
    "doctor": "say what is installed here and works",
}


def main(arguments: list[str]) -> int:
    """Run a command; its exit code."""
    name = arguments[0] if arguments and arguments[0] in COMMANDS else "grade"
    rest = arguments[1:] if arguments[:1] == [name] else arguments
    return import_module(f"autograder.cli.{name}").main(rest)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: say so, and clean up
    sys.exit(main(sys.argv[1:]))
