"""Values of classes that a notebook derives from list, dict, float and the like.

Their content crosses, with the names of the class and of what it adds or overrides: a test may ask
for the type and read the content, and whatever else it asks for is not answered wrongly.
"""

from collections.abc import Callable
from typing import Any

from autograder.sandbox.inside.wire.limits import Broken

BASES: dict[str, type] = {
    base.__name__: base
    for base in (list, dict, set, tuple, frozenset, int, float, complex, str, bytes)
}
MOST_NAMES, MOST_LETTERS = 200, 100
# Methods without which the content would be read wrongly. Comparisons are by content, always: a
# class whose __eq__ is true of everything proves nothing.
OVERRIDDEN = """__len__ __getitem__ __setitem__ __delitem__ __iter__ __reversed__ __contains__
__missing__ __call__ __enter__ __exit__ __add__ __radd__ __iadd__ __sub__ __rsub__ __mul__ __rmul__
__truediv__ __floordiv__ __mod__ __pow__ __matmul__ __neg__ __abs__ __or__ __and__ __xor__
""".split()


class Derived:
    """On the grader's side: a value of a class of the student's own."""


Derive = Callable[[type, str, list[str]], type]  # base, name of the class, names it defines


def is_own(value: Any) -> bool:
    """Is this of a class that the notebook defines?"""
    return type.__getattribute__(type(value), "__module__") == "__main__"


def own_names(value: Any) -> list[str]:
    """What the notebook's classes of a value define, and its attributes."""
    names: set[Any] = set()
    for one in type.__getattribute__(type(value), "__mro__"):
        if type.__getattribute__(one, "__module__") == "__main__":
            names |= set(type.__dict__["__dict__"].__get__(one))
    try:
        names |= set(object.__getattribute__(value, "__dict__"))
    except AttributeError:
        pass  # its classes have __slots__
    known = [name for name in names if type(name) is str and len(name) <= MOST_LETTERS]
    public = [name for name in known if not name.startswith("__") or name in OVERRIDDEN]
    return sorted(public)[:MOST_NAMES]


def checked_names(name: Any, names: Any) -> tuple[str, list[str]]:
    """The names of a class and of what it defines, as they came; raises Broken."""
    if type(names) is not list or len(names) > MOST_NAMES:
        raise Broken("a class of too many names")
    for one in (name, *names):
        if type(one) is not str or not one.isidentifier() or len(one) > MOST_LETTERS:
            raise Broken("a class whose names are none")
        if one.startswith("__") and one not in OVERRIDDEN:
            raise Broken("a class that defines what is Python's")
    return name, names
