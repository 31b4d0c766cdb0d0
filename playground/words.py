"""Numbers and lists as the explorers' sentences say them."""

import numpy as np

ACTIVATIONS = {
    "relu": "ReLU",
    "leaky_relu": "leaky ReLU",
}  # others go by their own name


def percent(share: float) -> str:
    """A share as one says it; 299 of 300 are not all."""
    return f"{100 * share:.3g}%"


def iterations(count: int) -> str:
    """So many iterations, as one says it."""
    return "1 iteration" if count == 1 else f"{count:,} iterations"


def number(cost: float) -> str:
    """A cost as one says it."""
    return "infinite" if np.isposinf(cost) else "NaN" if np.isnan(cost) else f"{cost:.3g}"


def listed(names: list[str]) -> str:
    """1, 2 and 3."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def activation_name(name: str) -> str:
    """An activation as one says it."""
    return ACTIVATIONS.get(name, name)
