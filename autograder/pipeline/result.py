"""A judge's result as bytes: written in the judge, checked by the process that keeps it."""

import json
from dataclasses import asdict

from autograder.pipeline.submission import Graded, Mark
from autograder.sandbox.bubblewrap import SandboxError

MOST_BYTES = 256 * 2**20  # of one result: a notebook's outputs have limits of their own


def encode(graded: Graded, sandbox: str | None = None) -> bytes:
    """The result, or why there is no `sandbox` for it."""
    text = json.dumps({**asdict(graded), "sandbox": sandbox}, ensure_ascii=False)
    return text.encode("utf-8", "replace")  # half of a surrogate pair becomes "?"


def decode(data: bytes, student: str) -> Graded:
    """The result for this student; raises SandboxError, and ValueError for what is no result."""
    try:
        found = json.loads(data)
        if found["sandbox"] is not None:
            raise SandboxError(str(found["sandbox"]))
        graded = Graded(
            student,
            {str(name): text_of(text) for name, text in found["notebooks"].items()},
            {nb: marks_from(found["marks"][nb]) for nb in found["notebooks"]},
            [text_of(text) for text in found["limits"]],
            [text_of(text) for text in found["inside"]],
            [text_of(text) for text in found["not_judged"]],
            None if found["problem"] is None else text_of(found["problem"]),
            float(found["seconds"]),
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"the judge's answer is no result: {error!r}") from error
    if found["student"] != student:
        raise ValueError("the judge's answer is another student's")
    return graded


def marks_from(found: dict[str, dict]) -> dict[str, Mark]:
    """The marks of one notebook; raises KeyError, TypeError, ValueError."""
    return {
        name: Mark(
            bool(mark["graded"]),
            None if mark["score"] is None else float(mark["score"]),
            None if mark["comment"] is None else text_of(mark["comment"]),
        )
        for name, mark in found.items()
    }


def text_of(value: object) -> str:
    """The value, if it is text; raises TypeError."""
    if not isinstance(value, str):
        raise TypeError(f"expected text, found {type(value).__name__}")
    return value
