"""What a test may want to know of a student's function besides what it returns."""

import inspect
from typing import Any

from autograder.sandbox.inside.wire import Encoder, NotPlain

TEXT = 50_000  # characters of a source text or a docstring that cross
PARAMETERS = 100


def about(function: Any) -> dict:
    """Docstring, source text and signature, as far as there are any."""
    told: dict[str, Any] = {
        "doc": _text(inspect.getdoc(function)),
        "source": None,
        "parameters": None,
    }
    try:
        told["source"] = _text(inspect.getsource(function))
    except (OSError, TypeError):
        pass  # a built-in function, say
    try:
        parameters = inspect.signature(function).parameters.values()
        told["parameters"] = [_parameter(one) for one in parameters][:PARAMETERS]
    except (TypeError, ValueError):
        pass  # of some built-in functions Python knows no signature
    return told


def _text(text: str | None) -> str | None:
    return text if text is None or len(text) <= TEXT else None


def _parameter(one: inspect.Parameter) -> dict:
    """Name, kind, whether there is a default, and its value where that is plain data."""
    told: dict[str, Any] = {"name": one.name, "kind": int(one.kind)}
    if one.default is not one.empty:
        try:
            told["default"] = Encoder().encode(one.default)
        except NotPlain:
            told["default"] = ["Ellipsis"]
    return told
