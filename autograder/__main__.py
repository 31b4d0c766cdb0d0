"""`python -m autograder <assignment>` grades a class; other commands stand in COMMANDS.

Any other first word is an assignment.
"""

import gc
import os
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from autograder.cli import COMMANDS


def main(arguments: list[str]) -> int:
    """Run a command; its exit code."""
    name = arguments[0] if arguments and arguments[0] in COMMANDS else "grade"
    rest = arguments[1:] if arguments[:1] == [name] else arguments
    early = judges_beforehand(rest) if name == "grade" else None
    try:
        command = import_module(f"autograder.cli.{name}")
        gc.enable()
        return command.main(rest, process=early) if early else command.main(rest)
    finally:
        if early:
            early.close()


def judges_beforehand(arguments: list[str]) -> Any:
    """The judges' zygote, started while the rest is imported, if there is likely work for it.

    A guess by folders only: `course/run.py` finds out what is to be graded.
    """
    assignment = next((one for one in arguments if not one.startswith("-")), "")
    known = {path.parts[1] for path in Path().glob(f"autograded/*/{assignment}")}
    new = any(path.parts[1] not in known for path in Path().glob(f"submitted/*/{assignment}"))
    if not assignment or "--scheduler" in arguments or not (new or "--force" in arguments):
        return None
    workers = arguments[arguments.index("--workers") + 1 :][:1] if "--workers" in arguments else []
    from autograder.pipeline.judges import Process

    count = int(workers[0]) if workers and workers[0].isdigit() else os.cpu_count() or 1
    return Process(count, Path("source", assignment))


if __name__ == "__main__":
    gc.disable()  # while much is imported there is little garbage, and looking for it takes time
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: say so, and clean up
    code = main(sys.argv[1:] or ["--help"])
    gc.freeze()  # at the end, too, looking for garbage takes time
    sys.exit(code)
