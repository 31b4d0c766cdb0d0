"""linear_gradients, two layers with the identity: wrong formulas and their sentences."""

from collections.abc import Callable

import numpy as np

from diagnosis.core import Mistake, judge, name_of

Gradients = dict[str, np.ndarray]


def judge_linear_gradients(
    function: Callable,
    X: np.ndarray,
    W1: np.ndarray,
    W2: np.ndarray,
    dZ2: np.ndarray,
    part: str,
) -> None:
    """Judge one part, "dW1" or "dW2", of linear_gradients(X, W1, W2, dZ2).

    A1 = W1 X, dW2 = dZ2 A1^T, dW1 = (W2^T dZ2) X^T; X (n_x, m), W1 (n_1, n_x), W2 (n_2, n_1),
    dZ2 (n_2, m). Raises AssertionError, naming the mistake, or where an argument was changed.
    """
    args = (X, W1, W2, dZ2)
    copies = [array.copy() for array in args]
    what = f"{part} of {name_of(function)}"
    got = function(*copies)
    if not isinstance(got, tuple | list) or len(got) != 2:
        raise AssertionError(f"{what}: return two arrays, `return dW1, dW2`, in this order.")
    if any((copy != array).any() for copy, array in zip(copies, args, strict=True)):
        raise AssertionError(f"{what}: your code changed one of its arguments (`*=`, `+=`, `[:]`).")
    right = {"dW1": (W2.T @ dZ2) @ X.T, "dW2": dZ2 @ (W1 @ X).T}
    if part == "dW1":
        judge(what, got[0], right["dW1"], DW1_MISTAKES, args)
    else:
        judge(what, got[1], right["dW2"], DW2_MISTAKES, args)


# Each answer takes (X, W1, W2, dZ2).
DW2_MISTAKES = [
    Mistake(
        "it is divided by the number of examples m. dZ2 holds that factor already.",
        lambda X, W1, W2, dZ2: dZ2 @ (W1 @ X).T / X.shape[1],
    ),
    Mistake(
        "you used X where the input of layer 2 belongs. That input is A1 = W1 X.",
        lambda X, W1, W2, dZ2: dZ2 @ X.T,
    ),
    Mistake(
        "you used relu. The activation here is the identity: A1 = W1 X, negative entries too.",
        lambda X, W1, W2, dZ2: dZ2 @ np.maximum(W1 @ X, 0).T,
    ),
    Mistake(
        "it is transposed. dW2 has the shape of W2: dZ2 times A1 transposed.",
        lambda X, W1, W2, dZ2: (W1 @ X) @ dZ2.T,
    ),
    Mistake(
        "you used Z2 = W2 A1, the output of layer 2, where its input A1 belongs.",
        lambda X, W1, W2, dZ2: dZ2 @ (W2 @ W1 @ X).T,
    ),
    Mistake(
        "the sign is wrong. The gradient itself is asked for, not the step against it.",
        lambda X, W1, W2, dZ2: -dZ2 @ (W1 @ X).T,
    ),
    Mistake(
        "this is dW1. Return the two in the order dW1, dW2.",
        lambda X, W1, W2, dZ2: (W2.T @ dZ2) @ X.T,
    ),
    Mistake(
        "you took the sum over the examples of dZ2 and of A1 apart. Multiply the matrices "
        "dZ2 and A1.T: each example's dZ2 belongs to its own A1.",
        lambda X, W1, W2, dZ2: dZ2.sum(1, keepdims=True) @ (W1 @ X).sum(1, keepdims=True).T,
    ),
]
DW1_MISTAKES = [
    Mistake(
        "you put dW2 where W2 transposed belongs: the error goes back through the WEIGHTS of "
        "layer 2, dZ1 = W2.T dZ2. (A well-known published example makes this very mistake.)",
        lambda X, W1, W2, dZ2: ((dZ2 @ (W1 @ X).T).T @ dZ2) @ X.T,
    ),
    Mistake(
        "it is divided by the number of examples m. dZ2 holds that factor already.",
        lambda X, W1, W2, dZ2: (W2.T @ dZ2) @ X.T / X.shape[1],
    ),
    Mistake(
        "the weights W2 are left out: every unit of layer 1 gets dZ2 itself. dZ1 = W2.T dZ2.",
        lambda X, W1, W2, dZ2: (np.ones_like(W2).T @ dZ2) @ X.T,
    ),
    Mistake(
        "you multiplied by the derivative of relu. The activation is the identity, its "
        "derivative is 1 everywhere.",
        lambda X, W1, W2, dZ2: ((W2.T @ dZ2) * (W1 @ X > 0)) @ X.T,
    ),
    Mistake(
        "you multiplied dZ1 by A1. The identity's derivative is 1, not A1.",
        lambda X, W1, W2, dZ2: ((W2.T @ dZ2) * (W1 @ X)) @ X.T,
    ),
    Mistake(
        "you used A1 where the input of layer 1 belongs. That input is X.",
        lambda X, W1, W2, dZ2: (W2.T @ dZ2) @ (W1 @ X).T,
    ),
    Mistake(
        "the error goes back through W1 instead of W2.",
        lambda X, W1, W2, dZ2: (W1 @ W1.T @ W2.T @ dZ2) @ X.T,
    ),
    Mistake(
        "the sign is wrong. The gradient itself is asked for, not the step against it.",
        lambda X, W1, W2, dZ2: -(W2.T @ dZ2) @ X.T,
    ),
    Mistake(
        "this is dW2. Return the two in the order dW1, dW2.",
        lambda X, W1, W2, dZ2: dZ2 @ (W1 @ X).T,
    ),
    Mistake(
        "it is transposed. dW1 has the shape of W1: dZ1 times X transposed.",
        lambda X, W1, W2, dZ2: X @ (W2.T @ dZ2).T,
    ),
    Mistake(
        "you took the sums over the examples of dZ1 and of X apart. Multiply the matrices "
        "dZ1 and X.T: each example's dZ1 belongs to its own column of X.",
        lambda X, W1, W2, dZ2: (W2.T @ dZ2).sum(1, keepdims=True) @ X.sum(1, keepdims=True).T,
    ),
    Mistake(
        "all rows are the same: you took the mean of W2 where each unit of layer 1 has a "
        "weight of its own.",
        lambda X, W1, W2, dZ2: (np.full_like(W2, W2.mean(), dtype=float).T @ dZ2) @ X.T,
    ),
]
