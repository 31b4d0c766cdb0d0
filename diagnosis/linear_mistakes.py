"""Wrong formulas of dW1 and dW2, and the sentence for each."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from typing import NamedTuple

import numpy as np

from diagnosis.verdict import Mistake, declare

Array = np.ndarray
Formula = Callable[[Array, Array, Array, Array], Array]


def gradients(X: Array, W1: Array, W2: Array, dZ2: Array) -> tuple[Array, Array]:
    """dW1 and dW2."""
    return grad_W1(X, W1, W2, dZ2), grad_W2(X, W1, W2, dZ2)


def grad_W1(X: Array, W1: Array, W2: Array, dZ2: Array) -> Array:
    """dW1 = dZ1 X^T, where dZ1 = W2^T dZ2."""
    return (W2.T @ dZ2) @ X.T


def grad_W2(X: Array, W1: Array, W2: Array, dZ2: Array) -> Array:
    """dW2 = dZ2 A1^T, where A1 = W1 X."""
    return dZ2 @ (W1 @ X).T


def pieces(X: Array, W1: Array, W2: Array, dZ2: Array) -> dict[str, Array]:
    """All that appears on the way, by name."""
    A1 = W1 @ X
    return {"X": X, "A1": A1, "Z2": W2 @ A1, "dZ2": dZ2, "dZ1": W2.T @ dZ2, "W1": W1, "W2": W2}


class InEither(NamedTuple):
    """A mistake whose id is not its own: who makes it in both parts is counted once."""

    id: str
    says: str
    answer: Formula


def mistakes(
    part: str, right: Formula, rows: list[tuple[str, str, Formula]]
) -> Iterator[Mistake | InEither]:
    """The rows of a part's own table as mistakes, and those of the table for both."""
    for name, says, formula in rows:
        yield Mistake(f"linear.{part}_{name}", says, formula)
    for name, says, changed in EITHER_ROWS:
        yield InEither(f"linear.{name}", says, partial(changed, right))


def inner(part: str, name: str, belongs: str, pair: tuple[str, str]) -> Iterator[Mistake]:
    """Every other product of two matrices where `name`, their product `belongs`, is wanted.

    dW2 is then dZ2 times it transposed, dW1 is it times X transposed.
    """
    for left, right in (pair, pair[::-1]):
        for turns in product(("", ".T"), repeat=2):
            said = f"{left}{turns[0]} @ {right}{turns[1]}"
            if said == belongs:
                continue

            def answer(*args: Array, p=left, q=right, t=turns) -> Array:
                found = pieces(*args)
                made = (found[p].T if t[0] else found[p]) @ (found[q].T if t[1] else found[q])
                return found["dZ2"] @ made.T if name == "A1" else made @ found["X"].T

            says = (
                f"your {name} is {said}. {name} is {belongs}: mind the order, and what is turned."
            )
            slug = said.replace(" @ ", "_").replace(".", "_")
            yield Mistake(f"linear.{part}_{name}_{slug}", says, answer)


def products(part: str, mine: tuple[str, str]) -> Iterator[Mistake]:
    """Every product P Q^T and P Q of two pieces that is not the right one."""
    names = ("X", "A1", "Z2", "dZ2", "dZ1", "W1", "W2")
    belongs = f"{part} is {mine[0]} times {mine[1]} transposed"
    for left, right, transposed in product(names, names, (True, False)):
        if (left, right) == mine and transposed:
            continue

        def answer(*args: Array, p=left, q=right, t=transposed) -> Array:
            found = pieces(*args)
            return found[p] @ (found[q].T if t else found[q])

        turned = " transposed" if transposed else ", which is not transposed"
        says = f"you calculated {left} times {right}{turned}. {belongs}."
        yield Mistake(f"linear.{part}_{left}_{right}{'_T' * transposed}", says, answer)


def activated(
    activation: Callable,
    slope: Callable,
    right: Formula,
    X: Array,
    W1: Array,
    W2: Array,
    dZ2: Array,
) -> Array:
    """The gradient that `right` is, of a network with an activation in layer 1."""
    A1 = activation(W1 @ X)
    return dZ2 @ A1.T if right is grad_W2 else ((W2.T @ dZ2) * slope(A1)) @ X.T


def chains() -> Iterator[InEither]:
    """Every product of three pieces, each of them transposed or not."""
    names = ("X", "W1", "W2", "dZ2", "A1", "dZ1")
    for chosen in product(product(names, ("", ".T")), repeat=3):

        def answer(*args: Array, chosen=chosen) -> Array:
            found = pieces(*args)
            one, other, last = (found[name].T if turned else found[name] for name, turned in chosen)
            return one @ other @ last

        code = " @ ".join(name + turned for name, turned in chosen)
        yield InEither(OTHER, f"you calculated {code}. {CHAIN}", answer)


CHAIN = "dW is the layer's own dZ times the layer's own input transposed, and dZ1 = W2.T dZ2."
OTHER = declare("linear.other_product", f"other arrays are multiplied. {CHAIN}")
RELU = "The activation here is the identity"
# (id, what to say, (right formula, X, W1, W2, dZ2) -> the answer)
EITHER_ROWS: list[tuple[str, str, Callable[..., Array]]] = [
    ("over_m", "it is divided by the number of examples m. dZ2 holds that factor already.",
     lambda f, X, *rest: f(X, *rest) / X.shape[1]),
    ("times_m", "it is multiplied by m, the number of examples. Leave that factor away.",
     lambda f, X, *rest: f(X, *rest) * X.shape[1]),
    ("sign", "the sign is wrong. The gradient itself is asked for, not the step against it.",
     lambda f, *args: -f(*args)),
    ("zero", "it is zero. np.zeros is only the room for it; the products must be put in.",
     lambda f, *args: 0 * f(*args)),
    ("one_example", "only the last example counts: each turn of the loop overwrites the sum. Add "
     "up.", lambda f, X, W1, W2, dZ2: f(X[:, -1:], W1, W2, dZ2[:, -1:])),
    ("first_example", "only the first example counts. Is there a `return` in the loop, or an index"
     " [:, 0]?", lambda f, X, W1, W2, dZ2: f(X[:, :1], W1, W2, dZ2[:, :1])),
    ("double", "it is 2 times what it should be: is there a factor 2, or is it added up twice?",
     lambda f, *args: 2 * f(*args)),
    ("half", "it is half of what it should be: leave the factor 1/2 away.",
     lambda f, *args: 0.5 * f(*args)),
    ("absolute", "the sign is lost: leave abs( ) away.", lambda f, *args: abs(f(*args))),
    ("Z2_for_dZ2", "you used Z2, the output of layer 2, where its gradient dZ2 belongs. dZ2 is an "
     "argument.", lambda f, X, W1, W2, dZ2: f(X, W1, W2, W2 @ W1 @ X)),
    ("dZ2_made_anew", "you took dZ2 away from Z2. dZ2 is the gradient already, an argument.",
     lambda f, X, W1, W2, dZ2: f(X, W1, W2, W2 @ W1 @ X - dZ2)),
    *((name, f"you used {name} or its derivative. {RELU}: A1 = W1 X, and its derivative is 1.",
       partial(activated, activation, slope)) for name, activation, slope in (
        ("relu", lambda Z: np.maximum(Z, 0), lambda A: A > 0),
        ("tanh", np.tanh, lambda A: 1 - A**2),
        ("sigmoid", lambda Z: 1 / (1 + np.exp(-Z)), lambda A: A * (1 - A)),
    )),
]  # fmt: skip
for _name, _says, _ in EITHER_ROWS:
    declare(f"linear.{_name}", _says)
# (id, what to say, (X, W1, W2, dZ2) -> the answer)
DW2_ROWS: list[tuple[str, str, Formula]] = [
    ("X_for_A1", "you used X where the input of layer 2 belongs. That input is A1 = W1 X.",
     lambda X, W1, W2, dZ2: dZ2 @ X.T),
    ("transposed", "it is transposed. dW2 has the shape of W2: dZ2 times A1 transposed.",
     lambda X, W1, W2, dZ2: (W1 @ X) @ dZ2.T),
    ("A2_for_A1", "you used Z2 = W2 A1, the output of layer 2, where its input A1 belongs.",
     lambda X, W1, W2, dZ2: dZ2 @ (W2 @ W1 @ X).T),
    ("is_dW1", "this is dW1. Return the two in the order dW1, dW2.",
     lambda X, W1, W2, dZ2: (W2.T @ dZ2) @ X.T),
    ("sums_apart",
     "you took the sum over the examples of dZ2 and of A1 apart. Multiply the matrices"
     " dZ2 and A1.T: each example's dZ2 belongs to its own A1.",
     lambda X, W1, W2, dZ2: dZ2.sum(1, keepdims=True) @ (W1 @ X).sum(1, keepdims=True).T),
    ("is_W2", "you returned the weights W2 themselves, not their gradient.",
     lambda X, W1, W2, dZ2: W2),
    ("times_W2", "it is multiplied by W2 entry by entry. The weights of layer 2 do not stand in "
     "their own gradient here.", lambda X, W1, W2, dZ2: W2 * (dZ2 @ (W1 @ X).T)),
    ("step", "you returned W2 - dW2, the updated weights. The gradient alone is asked for.",
     lambda X, W1, W2, dZ2: W2 - dZ2 @ (W1 @ X).T),
    ("Z_sign", "you used the sign of A1 in place of A1.",
     lambda X, W1, W2, dZ2: dZ2 @ np.sign(W1 @ X).T),
    ("mask_for_A1", "you used (A1 > 0), the slope of relu, in place of A1.",
     lambda X, W1, W2, dZ2: dZ2 @ (W1 @ X > 0).T),
]  # fmt: skip
DW1_ROWS: list[tuple[str, str, Formula]] = [
    ("published", "you put dW2 where W2 transposed belongs: the error goes back through the WEIGHTS"
     " of layer 2, dZ1 = W2.T dZ2. (A well-known published example makes this very mistake.)",
     lambda X, W1, W2, dZ2: ((dZ2 @ (W1 @ X).T).T @ dZ2) @ X.T),
    ("published_untransposed", "you put dW2 where W2 transposed belongs: the error goes back "
     "through the WEIGHTS of layer 2, dZ1 = W2.T dZ2.",
     lambda X, W1, W2, dZ2: ((dZ2 @ (W1 @ X).T) @ dZ2) @ X.T),
    ("W2_left_out", "the weights W2 are left out: every unit of layer 1 gets dZ2 itself. "
     "dZ1 = W2.T dZ2.", lambda X, W1, W2, dZ2: (np.ones_like(W2).T @ dZ2) @ X.T),
    ("W2_untransposed", "W2 is not transposed. The error goes back through W2.T: dZ1 = W2.T dZ2.",
     lambda X, W1, W2, dZ2: (W2 @ dZ2) @ X.T),
    ("one_minus_A1_squared", f"you multiplied by 1 - A1^2, the derivative of tanh. {RELU}, its "
     "derivative is 1.", lambda X, W1, W2, dZ2: ((W2.T @ dZ2) * (1 - (W1 @ X) ** 2)) @ X.T),
    ("A1_times_1_minus_A1", f"you multiplied by A1 (1 - A1), the derivative of the sigmoid. {RELU},"
     " its derivative is 1.",
     lambda X, W1, W2, dZ2: ((W2.T @ dZ2) * (W1 @ X) * (1 - W1 @ X)) @ X.T),
    ("times_A1", "you multiplied dZ1 by A1. The identity's derivative is 1, not A1.",
     lambda X, W1, W2, dZ2: ((W2.T @ dZ2) * (W1 @ X)) @ X.T),
    ("A1_for_X", "you used A1 where the input of layer 1 belongs. That input is X.",
     lambda X, W1, W2, dZ2: (W2.T @ dZ2) @ (W1 @ X).T),
    ("through_W1_too", "the error goes back through W1 as well. Only W2 lies between.",
     lambda X, W1, W2, dZ2: (W1 @ W1.T @ W2.T @ dZ2) @ X.T),
    ("through_W1", "the error goes back through W1 instead of W2.",
     lambda X, W1, W2, dZ2: (W1.T @ dZ2) @ X.T),
    ("dZ2_itself", "dZ2 itself stands where dZ1 belongs: send it back through W2 first.",
     lambda X, W1, W2, dZ2: dZ2 @ X.T),
    ("is_dW2", "this is dW2. Return the two in the order dW1, dW2.",
     lambda X, W1, W2, dZ2: dZ2 @ (W1 @ X).T),
    ("transposed", "it is transposed. dW1 has the shape of W1: dZ1 times X transposed.",
     lambda X, W1, W2, dZ2: X @ (W2.T @ dZ2).T),
    ("sums_apart",
     "you took the sums over the examples of dZ1 and of X apart. Multiply the matrices"
     " dZ1 and X.T: each example's dZ1 belongs to its own column of X.",
     lambda X, W1, W2, dZ2: (W2.T @ dZ2).sum(1, keepdims=True) @ X.sum(1, keepdims=True).T),
    ("W2_mean", "all rows are the same: you took the mean of W2 where each unit of layer 1 has a "
     "weight of its own.",
     lambda X, W1, W2, dZ2: (np.full_like(W2, W2.mean(), dtype=float).T @ dZ2) @ X.T),
    ("W2_summed", "all rows are the same: the weights W2 are summed up. Each unit of layer 1 has a "
     "weight of its own.",
     lambda X, W1, W2, dZ2: (np.full_like(W2, 1.0).T @ (W2.sum(1, keepdims=True) * dZ2)) @ X.T),
    ("is_W1", "you returned the weights W1 themselves, not their gradient.",
     lambda X, W1, W2, dZ2: W1),
    ("step", "you returned W1 - dW1, the updated weights. The gradient alone is asked for.",
     lambda X, W1, W2, dZ2: W1 - (W2.T @ dZ2) @ X.T),
    ("times_W1", "it is multiplied by W1 entry by entry. The weights of layer 1 do not stand in "
     "their own gradient.", lambda X, W1, W2, dZ2: W1 * ((W2.T @ dZ2) @ X.T)),
    ("from_updated_W2", "the error goes back through W2 - dW2, weights that are updated already. "
     "Use W2 as it came.",
     lambda X, W1, W2, dZ2: ((W2 - dZ2 @ (W1 @ X).T).T @ dZ2) @ X.T),
]  # fmt: skip
DW2_MISTAKES = [
    *mistakes("dW2", grad_W2, DW2_ROWS),
    *products("dW2", ("dZ2", "A1")),
    *inner("dW2", "A1", "W1 @ X", ("W1", "X")),
    *chains(),
]
DW1_MISTAKES = [
    *mistakes("dW1", grad_W1, DW1_ROWS),
    *products("dW1", ("dZ1", "X")),
    *inner("dW1", "dZ1", "W2.T @ dZ2", ("W2", "dZ2")),
    *chains(),
]
