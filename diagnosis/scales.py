"""What a draw of randn can be multiplied by: the four rules, and any other factor."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Factor = Callable[[int, int], float]  # (n_in, n_out) -> what the draw is multiplied by
SUM, PRODUCT = "n_in + n_out", "n_in * n_out"
NAMES = {
    "n_in": "the fan-in n_in = layers_dims[l-1]",
    "n_out": "the fan-out n_out = layers_dims[l]",
    SUM: "the sum n_in + n_out",
    PRODUCT: "the product n_in * n_out",
}
SIZES = [(5, 7), (7, 4), (4, 3), (8, 3)]  # that tell factors apart


@dataclass(frozen=True)
class Scale:
    """top / below, with a square root over `root` of it ("all", "top", "below" or "").

    `sign` is "/" (or "*": top * below); `flipped` puts the fraction upside down.
    """

    top: float
    below: str = "1"
    root: str = ""
    sign: str = "/"
    flipped: bool = False

    def __call__(self, n_in: int, n_out: int) -> float:
        """The factor's value for a layer."""
        below = {"1": 1, "n_in": n_in, "n_out": n_out, SUM: n_in + n_out, PRODUCT: n_in * n_out}
        top, low = self.top, float(below[self.below])
        top = np.sqrt(top) if self.root == "top" else top
        low = np.sqrt(low) if self.root == "below" else low
        value = top * low if self.sign == "*" else low / top if self.flipped else top / low
        return np.sqrt(value) if self.root == "all" else value

    @property
    def text(self) -> str:
        """The factor as it is written in code, without np."""
        top, below = f"{self.top:g}", self.below
        below = f"({below})" if " " in below and self.root != "below" else below
        if self.top == 0.5 and self.below != "1":
            top, below = "1", f"(2 * {below})"
        top = f"sqrt({top})" if self.root == "top" else top
        below = f"sqrt({below})" if self.root == "below" else below
        if below == "1":
            text = top
        elif self.sign == "*":
            text = below if self.top == 1 else f"{top} * {below}"
        elif self.flipped:
            text = below if self.top == 1 else f"{below} / {top}"
        else:
            text = f"{top} / {below}"
        return (
            f"sqrt({text.strip('()') if text == below else text})" if self.root == "all" else text
        )


RULES: dict[str, Scale] = {
    "random": Scale(10),
    "he": Scale(2, "n_in", "all"),
    "xavier": Scale(1, "n_in", "all"),
    "glorot": Scale(2, SUM, "all"),
}
TITLES = {
    "random": "the rule of the exercise with large weights",
    "he": "He's rule",
    "xavier": "Xavier's rule",
    "glorot": "Glorot's rule",
}


def scaled(factor: Factor, times: float) -> Factor:
    """The factor, times a number."""
    return lambda n_in, n_out: times * factor(n_in, n_out)


def rounded(factor: Factor, digits: int) -> Factor:
    """The factor with so many digits after the point."""
    return lambda n_in, n_out: round(float(factor(n_in, n_out)), digits)


def same_factor(one: Factor, other: Factor) -> bool:
    """Whether two factors are equal for every layer."""
    return np.allclose([one(*s) for s in SIZES], [other(*s) for s in SIZES], rtol=1e-9)
