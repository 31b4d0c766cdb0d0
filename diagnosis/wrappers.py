"""Takes off what a student has put around an answer: brackets, a key, a second value."""

from collections.abc import Mapping
from typing import Any

import numpy as np


def unwrapped(value: Any) -> Any:
    """The number in [0.6], ((0.6), ...), {"J": 0.6} or a one-entry array; else the value itself.

    The wrapper is what a test of the form is for: the test of the values judges the number.
    """
    if isinstance(value, list | tuple) and value:
        return unwrapped(value[0])
    if isinstance(value, Mapping | set) and len(value) == 1:
        return unwrapped(next(iter(value.values() if isinstance(value, Mapping) else value)))
    if isinstance(value, np.ndarray) and value.size == 1:
        return value.ravel()[0]
    return value


def first_dictionary(value: Any) -> Any:
    """The dictionary of (dictionary, ...), else the value itself.

    What is returned beside it is for the test of the form, and charged there only.
    """
    is_pair = isinstance(value, tuple) and value and isinstance(value[0], Mapping)
    return value[0] if is_pair else value
