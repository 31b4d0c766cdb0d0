"""Finds the formula in n_in and n_out that a student's factors come from."""

from collections.abc import Callable, Sequence

import numpy as np

Size = tuple[int, int]  # n_in, n_out
BASES: list[tuple[str, Callable[[np.ndarray, np.ndarray], np.ndarray]]] = [
    ("n_in", lambda i, o: i),
    ("n_out", lambda i, o: o),
    ("(n_in + n_out)", lambda i, o: i + o),
    ("abs(n_in - n_out)", lambda i, o: abs(i - o)),
    ("(n_in + 1)", lambda i, o: i + 1),
    ("(n_in - 1)", lambda i, o: i - 1),
    ("(n_out + 1)", lambda i, o: o + 1),
    ("(1 / n_in + 1 / n_out)", lambda i, o: 1 / i + 1 / o),
    ("(sqrt(n_in) + sqrt(n_out))", lambda i, o: np.sqrt(i) + np.sqrt(o)),
    ("(1 / sqrt(n_in) + 1 / sqrt(n_out))", lambda i, o: 1 / np.sqrt(i) + 1 / np.sqrt(o)),
    ("(n_in**2 + n_out**2)", lambda i, o: i**2 + o**2),
    ("max(n_in, n_out)", np.maximum),
    ("min(n_in, n_out)", np.minimum),
]
PAIRS = [(0, 1)]  # bases that also appear together


def fitted(sizes: Sequence[Size], factors: Sequence[float]) -> str | None:
    """A number times powers of one of BASES, or of n_in and n_out; None if that fits nothing."""
    n_in, n_out = np.array(sizes, dtype=float).T
    values = np.array(factors, dtype=float)
    if len(values) < 4 or not (np.isfinite(values) & (values > 0)).all():
        return None  # fewer fit by chance
    for chosen in [*((i,) for i in range(len(BASES))), *PAIRS]:
        bases = [BASES[i][1](n_in, n_out) for i in chosen]
        if any((base <= 0).any() for base in bases):
            continue
        table = np.array([np.ones_like(values), *map(np.log, bases)]).T
        found = np.linalg.lstsq(table, np.log(values), rcond=None)[0]
        found[1:] = np.round(2 * found[1:]) / 2  # whole powers, and roots
        found[0] = np.mean(np.log(values) - table[:, 1:] @ found[1:])
        if found[1:].all() and np.allclose(table @ found, np.log(values), 0, 1e-7):
            powers = [power(BASES[i][0], p) for i, p in zip(chosen, found[1:], strict=True)]
            return " * ".join([f"{np.exp(found[0]):.4g}", *powers]).replace("* 1 /", "/")
    return None


def power(base: str, exponent: float) -> str:
    """base**exponent as a student would write it."""
    size = abs(exponent)
    whole = base if size in (0.5, 1) else f"{base}**{size:g}"
    text = f"sqrt{base if base[0] == '(' else f'({base})'}" if size == 0.5 else whole
    return text if exponent > 0 else f"1 / {text}"
