"""What an error of Python or NumPy in a student's code means, in words, and what to do about it."""

import linecache
import re
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from diagnosis.python_errors import ERRORS, METHODS
from diagnosis.verdict import accuse, declare

MODULES = ("math", "random", "copy", "itertools", "functools", "scipy", "numpy", "statistics")
OWN_LINE = re.compile(r"in .*, line \d+ of your cell(?:: (?P<source>.*))?", re.S)
SIGNATURES = {  # how the tests call each function
    "initialize_parameters_constant": "(layers_dims, value)",
    "linear_gradients": "(X, W1, W2, dZ2)",
    "constant_prediction_accuracy": "(Y)",
    "clip_gradients": "(gradients, max_norm)",
    "forward_propagation": "(x, theta)",
    "backward_propagation": "(x, theta)",
    "gradient_check": "(x, theta, epsilon=1e-7)",
    "gradient_check_n": "(parameters, gradients, X, Y, epsilon=1e-7)",
    "backward_propagation_n": "(X, Y, cache)",
} | {
    f"initialize_parameters_{rule}": "(layers_dims)"
    for rule in ("zeros", "random", "he", "xavier", "glorot")
}
HELPERS = {  # how a student calls what the notebook gives or has asked for before
    "vector_to_dictionary": "vector_to_dictionary(theta, parameters)",
    "dictionary_to_vector": "dictionary_to_vector(parameters)",
    "gradients_to_vector": "gradients_to_vector(gradients)",
    "forward_propagation_n": "forward_propagation_n(X, Y, parameters)",
    "full": "np.full((rows, columns), number)",
    "zeros": "np.zeros((rows, columns))",
    "ones": "np.ones((rows, columns))",
    "StandIn.__call__": "forward_propagation(x, theta) or backward_propagation(x, theta)",
} | {name: f"{name}{arguments}" for name, arguments in SIGNATURES.items()}
for _id, _, _says in ERRORS:
    declare(f"error.{_id}", _says)
OTHER = declare("error.other", "it stops with an error.")
declare("error.own_raise", "the error was raised by a line of your own (`raise` or `assert`).")
declare("error.arguments", "the function must take the arguments that the exercise gives it.")


def call(function: Callable, *args: Any, visible: bool = False) -> Any:
    """function(*args); AssertionError, in plain words, where a student's code stops with an error.

    Python's own words are added only if `visible`: they may hold a hidden test's numbers.
    """
    try:
        return function(*args)
    except TimeoutError:
        raise  # its words are the grader's
    except Exception as error:
        if type(error).__module__ != "builtins" and not type(error).__module__.startswith("numpy"):
            raise  # the grader's own, such as: your code gave no answer
        name = getattr(function, "__name__", "your function")
        says, mistake_id = explain(error, name)
        # What the grader has hidden leaves holes, "…", that no one can read.
        hidden = any(gap in str(error) for gap in ("StandIn", "is not shown", "…"))
        if visible and not hidden and mistake_id not in (OTHER, "error.own_raise"):
            says += f" (Python says: {type(error).__name__}: {error})"
        place = place_of(error)
        raised = error
    notes = [] if place is None else [place]
    accuse(name, says, mistake_id, [n for n in getattr(raised, "__notes__", notes)])


def explain(error: BaseException, name: str) -> tuple[str, str | None]:
    """What an error in the student's function `name` means, and its id if it is a known one."""
    kind = type(error).__name__
    text, place = f"{kind}: {error}", place_of(error)
    # The grader hides a message that may hold a hidden test's numbers; `said` is all of it, by
    # which mistakes are told apart. It is never shown.
    whole = f"{kind}: {getattr(error, 'said', error)}"
    own = place and OWN_LINE.fullmatch(place)
    if own and (not own["source"] or own["source"].startswith(("raise", "assert"))):
        return f"your own code raised {text}", "error.own_raise"
    if isinstance(error, TypeError) and re.search(rf"\b{name}\(\) (takes|missing|got)", str(error)):
        wanted = f"{name}{SIGNATURES.get(name, '(...)')}"
        return f"it must take these arguments: {wanted}.", "error.arguments"
    for mistake_id, looks, says in ERRORS:
        if re.search(looks, whole, re.S):
            line = own["source"] if own and own["source"] else ""
            says = advice(mistake_id, whole, name, line) or f"{says}{detail(mistake_id, error)}"
            if mistake_id == "index" and name.startswith("initialize_parameters"):
                says += (
                    " Layer l has layers_dims[l-1] inputs and layers_dims[l] units, for l in "
                    "range(1, len(layers_dims))."
                )
            return f"it stops with an error: {says}", f"error.{mistake_id}"
    return f"it stops with an error, {text}", OTHER


def advice(mistake_id: str, whole: str, name: str, line: str) -> str | None:
    """What to do about a frequent case of an error, said in place of what it means in general."""
    if mistake_id == "attribute":
        return next((says for looks, says in METHODS if re.search(looks, whole)), None)
    found = re.search(r"name '(\w+)' is not defined", whole)
    if mistake_id == "undefined" and found:
        return undefined(found[1], name, line)
    return None


def undefined(missing: str, name: str, line: str) -> str:
    """What to do about a name without a value, in a line of the function `name`."""
    if missing in MODULES:
        return f"{missing} is not imported. Write `import {missing}` at the top of your cell."
    says = f"a name is used that has no value here, `{missing}`. "
    if line.startswith(f"{missing}["):
        made = f"{missing} = {{}}"
        return f"{says}Make it before the loop that fills it, for example empty: {made}."
    if hasattr(np, missing):
        return f"{says}It belongs to NumPy: np.{missing}."
    takes = SIGNATURES.get(name, "its arguments")
    return (
        f"{says}Is it spelled otherwise elsewhere, or used above the line that makes it? If it "
        f"comes from another cell, the function must do without: it gets {takes}."
    )


def detail(mistake_id: str, error: BaseException) -> str:
    """What the error names that is the student's own: a variable, a key, an attribute."""
    found = re.search(r"'(\w+)'", str(error))
    whole = str(getattr(error, "said", error))
    if mistake_id in ("unbound", "key") and found:
        return f" It is `{found[1]}`."
    if mistake_id == "signature":
        called = re.search(r"([\w.]+)\(\) (takes|missing|got)", whole)
        helper = HELPERS.get(called[1].removeprefix("init_utils.")) if called else None
        return f" Call it as {helper}." if helper else ""
    if mistake_id == "attribute":
        return f" ({error})"
    return ""


def place_of(error: BaseException) -> str | None:
    """The student's line that stopped, "in f, line 3 of your cell: W = ...", if it is known."""
    notes = [n for n in getattr(error, "__notes__", []) if OWN_LINE.fullmatch(n)]
    if notes:
        return notes[0]
    frames = [  # a cell is no file, unlike what the grader, Python and NumPy consist of
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if not Path(frame.filename).exists() and line_of(frame)
    ]
    if not frames:
        return None
    line = line_of(frames[-1])
    shown = "" if line.startswith(("raise", "assert")) else f": {line}"
    return f"in {frames[-1].name}, line {frames[-1].lineno} of your cell{shown}"


def line_of(frame: traceback.FrameSummary) -> str:
    """The line of code that a frame of a traceback stands at; "" if it cannot be read."""
    return linecache.getline(frame.filename, frame.lineno or 0).strip()
