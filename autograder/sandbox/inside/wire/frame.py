"""A frame: four bytes of length, then a message as JSON."""

import json
import re
import struct
from collections.abc import Callable

from autograder.sandbox.inside.wire.limits import (
    MAX_FRAME,
    MAX_MEMORY,
    MAX_NESTING,
    MEGA,
    Broken,
    NotPlain,
)

HEADER = struct.Struct("!I")
TEXT = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
NOT_BRACKETS = re.compile(rb"[^\[\]{}]+")
PAIR = re.compile(rb"\[\]|\{\}")
# What json.loads makes of each part takes this many bytes, measured with tracemalloc.
LIST, DICT, MEMBER, STRING = 100, 300, 50, 60


def pack(message: dict) -> bytes:
    """The message as a frame; raises NotPlain where it is too long."""
    text = json.dumps(message, separators=(",", ":"), ensure_ascii=False)
    body = text.encode("utf-8", "surrogatepass")
    if len(body) > MAX_FRAME:
        raise NotPlain(f"more than {MAX_FRAME // MEGA} MB, which are refused")
    return HEADER.pack(len(body)) + body


def read(receive: Callable[[int], bytes]) -> dict:
    """The next frame's message; `receive(n)` gives at most n bytes, none at the end.

    Raises EOFError at the end, Broken for what is no message.
    """
    size = HEADER.unpack(_exactly(receive, HEADER.size))[0]
    if size > MAX_FRAME:
        raise Broken(f"a message of {size} bytes")
    body = _exactly(receive, size)
    check_structure(body)
    try:
        message = json.loads(body.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        raise Broken(f"no JSON: {error}") from None
    if type(message) is not dict:
        raise Broken(f"a message that is a {type(message).__name__}")
    return message


def check_structure(body: bytes) -> None:
    """Raise Broken, before it is parsed, for JSON that takes far more memory than it is long."""
    structure, strings = TEXT.subn(b"", body)
    widest = 1 if body.isascii() and b"\\u" not in body else 4  # bytes of a character
    memory = (
        widest * len(body)
        + LIST * structure.count(b"[")
        + DICT * structure.count(b"{")
        + MEMBER * structure.count(b",")
        + STRING * strings
    )
    if memory > MAX_MEMORY:
        raise Broken(f"a message that would take {memory // MEGA} MB of memory")
    brackets = NOT_BRACKETS.sub(b"", structure)
    for _ in range(MAX_NESTING):
        if not brackets:
            return
        brackets, found = PAIR.subn(b"", brackets)
        if not found:
            raise Broken("brackets that do not match")
    if brackets:
        raise Broken(f"brackets nested deeper than {MAX_NESTING} levels")


def _exactly(receive: Callable[[int], bytes], size: int) -> bytes:
    parts = []
    while size:
        part = receive(min(size, MEGA))
        if not part:
            raise EOFError("the other side has gone")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
