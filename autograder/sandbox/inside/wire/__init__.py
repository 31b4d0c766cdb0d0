"""The only language between the grader and a student's process: plain data in JSON frames.

Numbers, texts, None, bools, containers, arrays, tables and the like cross as data; nothing is ever
pickled or evaluated. What can be changed in place is numbered in the order in which it is met, so
that two places that hold one object still do on the other side.
"""

from autograder.sandbox.inside.wire import arrays, containers, lazy, numbers  # noqa: F401 (kinds)
from autograder.sandbox.inside.wire.context import Context, Kept
from autograder.sandbox.inside.wire.decode import Decoder
from autograder.sandbox.inside.wire.encode import Encoder
from autograder.sandbox.inside.wire.frame import HEADER, pack, read
from autograder.sandbox.inside.wire.limits import Broken, NotPlain

__all__ = [
    "HEADER", "Broken", "Context", "Decoder", "Encoder", "Kept", "NotPlain", "pack", "read",
]  # fmt: skip
