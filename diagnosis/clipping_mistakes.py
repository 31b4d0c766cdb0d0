"""Wrong norms and wrong factors of clipped gradients, and the sentence for each."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from diagnosis.verdict import Mistake, declare

Gradients = dict[str, np.ndarray]


def norm_of(gradients: Gradients) -> float:
    """The global L2 norm: root of the sum of all squared entries of all arrays."""
    return float(np.sqrt(sum(np.sum(array**2) for array in gradients.values())))


def times(gradients: Gradients, factor: float) -> Gradients:
    """Every array times factor."""
    return {key: array * factor for key, array in gradients.items()}


def rescaled(gradients: Gradients, norm: float, max_norm: float) -> Gradients:
    """Every array times max_norm / norm if norm > max_norm."""
    return times(gradients, max_norm / norm if norm > max_norm else 1.0)


def part(gradients: Gradients, letter: str) -> Gradients:
    """The weights' gradients (letter "W") or the biases' ("b")."""
    return {key: array for key, array in gradients.items() if letter in key}


def norms(gradients: Gradients) -> list[float]:
    """The L2 norm of each array."""
    return [float(np.sqrt(np.sum(array**2))) for array in gradients.values()]


def at_least(bound: float) -> Callable[[Gradients, float], Gradients]:
    """The answer of who keeps the factor from falling below a bound."""
    return lambda g, most: times(g, min(1.0, max(most / norm_of(g), bound)))


def each_by_power(power: float) -> Callable[[Gradients, float], Gradients]:
    """The answer of who applies the factor several times, or a power of it."""
    return lambda g, most: times(g, min(1.0, most / norm_of(g)) ** power)


GLOBAL = "The norm is one number: square all entries of all arrays, add up, take the root once"
WRONG_NORMS: list[tuple[str, str, Callable[[Gradients], float]]] = [
    ("norm_without_root", f"the square root is missing in your norm. {GLOBAL}.",
     lambda g: norm_of(g) ** 2),
    ("norm_l1", f"your norm adds absolute values (L1). {GLOBAL}.",
     lambda g: sum(np.abs(array).sum() for array in g.values())),
    ("norm_largest_entry", f"your norm is the largest entry. {GLOBAL}.",
     lambda g: max(np.abs(array).max() for array in g.values())),
    ("norm_without_biases", f"your norm leaves the biases out. {GLOBAL}.",
     lambda g: norm_of(part(g, "W"))),
    ("norm_without_weights", f"your norm leaves the weights out. {GLOBAL}.",
     lambda g: norm_of(part(g, "b"))),
    ("norm_of_last", "your norm is that of the last array alone: each turn of the loop overwrites "
     "it. Add up (`total = total + ...`).", lambda g: norms(g)[-1]),
    ("norm_of_first", "your norm is that of the first array alone. Is there a `return` or `break` "
     "in the loop?", lambda g: norms(g)[0]),
    ("norm_of_dW1_db1", "your norm knows dW1 and db1 only. Go through gradients.values(): there "
     "may be any number of arrays.",
     lambda g: norm_of({k: a for k, a in g.items() if k in ("dW1", "db1")})),
    ("norm_mean", f"your norm uses a mean in place of the sum. {GLOBAL}.",
     lambda g: norm_of(g) / np.sqrt(sum(array.size for array in g.values()))),
    ("norm_means_added", "your norm uses np.mean for each array in place of np.sum, so large "
     "arrays count too little.", lambda g: np.sqrt(sum(np.mean(array**2) for array in g.values()))),
    ("norms_added", f"you added up the norms of the arrays. {GLOBAL}.", lambda g: sum(norms(g))),
    ("norms_largest", f"your norm is the largest of the arrays' norms. {GLOBAL}.",
     lambda g: max(norms(g))),
    ("norms_mean", f"your norm is the mean of the arrays' norms. {GLOBAL}.",
     lambda g: float(np.mean(norms(g)))),
    ("root_of_norms", "you took the root of a sum of norms, but the norms are not squared. Add up "
     "their squares.", lambda g: np.sqrt(sum(norms(g)))),
    ("sum_squared", "you squared the sum of each array. Square every entry first, then add up.",
     lambda g: np.sqrt(sum(np.sum(array) ** 2 for array in g.values()))),
    ("plain_sum", "your norm is the plain sum of the entries, so that they cancel. Square every "
     "entry first, then add up and take the root.",
     lambda g: abs(sum(np.sum(array) for array in g.values()))),
    ("root_of_plain_sum", "the entries are not squared before they are added up. Square every "
     "entry first.", lambda g: np.sqrt(sum(np.abs(array).sum() for array in g.values()))),
    ("norms_1_added", "you added up np.linalg.norm(array, 1). Leave the 1 away, and add up the "
     "squares of the norms.",
     lambda g: sum(float(np.linalg.norm(array, 1)) for array in g.values())),
    ("norm_spectral", "you took np.linalg.norm(array, 2), which for a matrix is its largest "
     "singular value. Leave the 2 away, or add up the squares.",
     lambda g: np.sqrt(sum(np.linalg.norm(array, 2) ** 2 for array in g.values()))),
    ("norm_l1_matrix", "you took np.linalg.norm(array, 1), which for a matrix is its largest "
     "column sum. Leave the 1 away, or add up the squares.",
     lambda g: np.sqrt(sum(np.linalg.norm(array, 1) ** 2 for array in g.values()))),
]  # fmt: skip
WRONG_FACTORS: list[tuple[str, str, Callable[[Gradients, float], Gradients]]] = [
    ("not_clipped", "nothing was clipped, although the norm is greater than max_norm. Either "
     "your norm is too small, or the condition is the wrong way round, or you return what came "
     "in.", lambda g, most: g),
    *((name, says, lambda g, most, norm=norm: rescaled(g, norm(g), most))
      for name, says, norm in WRONG_NORMS),
    *((f"{name}_always", f"two mistakes: {says} And rescale only `if norm > max_norm`.",
       lambda g, most, norm=norm: times(g, most / norm(g))) for name, says, norm in WRONG_NORMS),
    ("each_array", "you clipped each array by its own norm, which changes the proportions of the "
     f"arrays and so the direction of the step. {GLOBAL}; then one factor for all.",
     lambda g, most: {
         k: a * min(1.0, most / n) for (k, a), n in zip(g.items(), norms(g), strict=True)}),
    ("each_array_always", "you rescaled each array by its own norm, and short ones too. "
     f"{GLOBAL}; then one factor for all, and only `if norm > max_norm`.",
     lambda g, most: {k: a * most / n for (k, a), n in zip(g.items(), norms(g), strict=True)}),
    ("each_entry",
     "you clipped each entry to the range from -max_norm to max_norm (np.clip), which "
     "changes the direction. Multiply all entries by one factor, max_norm / norm.",
     lambda g, most: {key: np.clip(array, -most, most) for key, array in g.items()}),
    ("each_entry_above", "you cut each entry off at max_norm. Multiply all entries by one factor.",
     lambda g, most: {key: np.minimum(array, most) for key, array in g.items()}),
    ("always", "you rescale whatever the norm is, so short gradients become longer. Rescale only "
     "`if norm > max_norm`.", lambda g, most: times(g, most / norm_of(g))),
    ("to_length_1", "the norm is 1 afterwards. Either you divided by the norm and forgot to "
     "multiply by max_norm, or max_norm is given another value, 1, in your code.",
     lambda g, most: times(g, 1 / norm_of(g))),
    ("upside_down", "the factor is upside down: it must be max_norm / norm.",
     lambda g, most: times(g, norm_of(g) / most)),
    ("over_max_norm", "you divided by max_norm. The factor is max_norm / norm.",
     lambda g, most: times(g, 1 / most)),
    ("times_max_norm", "you multiplied by max_norm and forgot to divide by the norm.",
     lambda g, most: times(g, most)),
    ("times_norm", "you multiplied by the norm. The factor is max_norm / norm.",
     lambda g, most: times(g, norm_of(g))),
    ("squared", "the factor is applied twice, or squared: it must be max_norm / norm.",
     each_by_power(2)),
    ("root", "the factor is the root of max_norm / norm. Only the norm has a root.",
     each_by_power(0.5)),
    *((f"applied_{n}_times", f"the factor is applied {n} times: is the multiplication inside a "
       "second loop? Multiply each array once.", each_by_power(n)) for n in range(3, 13)),
    ("weights_only", "only the weights are scaled. The biases get the same factor.",
     lambda g, most: rescaled(g, norm_of(g), most) | part(g, "b")),
    ("biases_only", "only the biases are scaled. The weights get the same factor.",
     lambda g, most: rescaled(g, norm_of(g), most) | part(g, "W")),
    ("all_zero", "all gradients are zero. Shorten them to max_norm, do not drop them. (Is there a "
     "whole-number division `//` in the factor?)", lambda g, most: times(g, 0.0)),
    ("sign", "the sign has changed. Clipping keeps the direction; the minus belongs to the update.",
     lambda g, most: times(rescaled(g, norm_of(g), most), -1.0)),
    ("product", "the factor is max_norm times the norm. Divide: max_norm / norm.",
     lambda g, most: times(g, most * norm_of(g) if norm_of(g) > most else 1.0)),
    ("subtracted", "you took norm - max_norm away from every entry. Multiply by max_norm / norm.",
     lambda g, most: {key: array - (norm_of(g) - most) for key, array in g.items()}),
    ("factor_bounded", "your factor never falls below 0.01, so very long gradients stay too long. "
     "Take max_norm / norm as it is.", at_least(0.01)),
    ("factor_bounded_0_1", "your factor never falls below 0.1, so long gradients stay too long. "
     "Take max_norm / norm as it is.", at_least(0.1)),
    ("factor_bounded_0_001", "your factor never falls below 0.001, so very long gradients stay too "
     "long. Take max_norm / norm as it is.", at_least(0.001)),
    ("max_norm_fixed", "max_norm is fixed at 1. Use the argument max_norm.",
     lambda g, most: rescaled(g, norm_of(g), 1.0)),
    ("max_norm_5", "max_norm is fixed at 5. Use the argument max_norm.",
     lambda g, most: rescaled(g, norm_of(g), 5.0)),
    ("max_norm_example", "max_norm is fixed at 1.5, that of the example. Use the argument "
     "max_norm.", lambda g, most: rescaled(g, norm_of(g), 1.5)),
]  # fmt: skip
MISTAKES = [Mistake(f"clip.{name}", says, answer) for name, says, answer in WRONG_FACTORS]


class Both(NamedTuple):
    """A wrong norm in a wrong factor, or for each array on its own."""

    id: str
    says: str
    answer: Callable[[Gradients, float], Gradients]


WRONG_FORMS: list[tuple[str, Callable[[float, float], float]]] = [
    ("the factor is max_norm / norm: multiply by max_norm too.", lambda n, most: 1 / n),
    ("the factor is upside down: it must be max_norm / norm.", lambda n, most: n / most),
    ("the factor is max_norm times the norm. Divide.", lambda n, most: n * most),
    ("the factor is squared, or applied twice.", lambda n, most: (most / n) ** 2),
    ("the factor is the root of max_norm / norm.", lambda n, most: (most / n) ** 0.5),
]


def two_mistakes() -> Iterator[Both]:
    """Every wrong norm in every wrong factor, with and without the `if`, and array by array."""
    each = "each array is clipped by a norm of its own. There is one factor for all."
    for name, says, norm in WRONG_NORMS:

        def alone(g: Gradients, most: float, norm=norm) -> Gradients:
            return {k: rescaled({k: a}, norm({k: a}), most)[k] for k, a in g.items()}

        yield Both(f"clip.{name}_and_factor", f"two mistakes. First, {says} Second, {each}", alone)
        for second, form in WRONG_FORMS:
            for always in (False, True):

                def whole(
                    g: Gradients, most: float, norm=norm, form=form, always=always
                ) -> Gradients:
                    n = norm(g)
                    return times(g, form(n, most) if always or n > most else 1.0)

                both = f"two mistakes. First, {says} Second, {second}"
                yield Both(f"clip.{name}_and_factor", both, whole)


for _name, _says, _ in WRONG_NORMS:
    declare(f"clip.{_name}_and_factor", f"{_says} And the factor is another one, too.")
