"""A gradient check of a small network, with faults that can be planted: the mathematics.

The network is the graded lesson's (ReLU, ReLU, sigmoid, cross-entropy), with the layers 3, 4, 4, 1
and four examples, so that W2 is square and a sum over the wrong axis still fits. All passes of a
check run side by side: a row of `thetas` is one pass.
"""

import itertools
from typing import NamedTuple

import numpy as np

from init_utils import sigmoid
from playground.initialization import SEED

LAYERS_DIMS = [3, 4, 4, 1]
SHAPES = {
    f"{name}{l}": (n_out, n_in if name == "W" else 1)
    for l, (n_in, n_out) in enumerate(itertools.pairwise(LAYERS_DIMS), start=1)
    for name in "Wb"
}  # of each block of theta, in its order
BLOCKS = tuple(SHAPES)
_ENDS = np.cumsum([rows * columns for rows, columns in SHAPES.values()])
SLICES = {
    block: slice(end - rows * columns, end)
    for (block, (rows, columns)), end in zip(SHAPES.items(), _ENDS, strict=True)
}
X = np.random.RandomState(SEED).randn(LAYERS_DIMS[0], 4)
Y = np.array([[1, 0, 1, 1]])
M = X.shape[1]
LAMBD = 0.7  # of the L2 term, as in the graded lesson
KEEP = 0.5  # share of layer 1 that dropout leaves
KINK_AT = -1e-5  # z of the unit that the switch places beside its kink
KINK_UNIT, KINK_EXAMPLE = 3, 0  # where a false alarm is large and nothing else changes
EQUAL = 0.5  # every parameter at the symmetric point
EPSILONS = 10.0 ** (np.arange(-130, 1) / 10)  # of the valley


class Bug(NamedTuple):
    """A fault in the backward pass: in a few words, the right line and the wrong one."""

    title: str
    right: str = ""
    wrong: str = ""


BUGS = {
    "none": Bug("none"),
    "factor": Bug("dW2 doubled", "dW2 = np.dot(dZ2, A1.T)", "dW2 = 2 * np.dot(dZ2, A1.T)"),
    "mean": Bug(
        "1/m once more in dW3", "dW3 = np.dot(dZ3, A2.T)", "dW3 = 1 / m * np.dot(dZ3, A2.T)"
    ),
    "axis": Bug(
        "db2 summed over units",
        "db2 = np.sum(dZ2, axis=1, keepdims=True)",
        "db2 = np.sum(dZ2, axis=0, keepdims=True).T",
    ),
    "missing": Bug(
        "db1 never computed",
        "db1 = np.sum(dZ1, axis=1, keepdims=True)",
        "db1 = np.zeros((4, 1))",
    ),
    "slope": Bug("ReLU's slope: >= for >", "dZ1 = dA1 * (A1 > 0)", "dZ1 = dA1 * (A1 >= 0)"),
    "transpose": Bug("W2 not transposed", "dA1 = np.dot(W2.T, dZ2)", "dA1 = np.dot(W2, dZ2)"),
    "sign": Bug("sign of dZ3", "dZ3 = 1 / m * (A3 - Y)", "dZ3 = 1 / m * (Y - A3)"),
}
POINTS = {"random": "random (seed 3)", "zero": "all zero", "equal": "all equal, 0.5"}
DROPOUTS = {"off": "off", "anew": "new mask each pass", "frozen": "one frozen mask"}
REGULARIZATIONS = {"off": "off", "included": "in J and in grad", "forgotten": "in J, not in grad"}


class Check:
    """A network at a point theta, its backward pass with or without a fault, and the check of it.

    `grad` is what the backward pass says; `right` what it would say without any fault.
    """

    def __init__(
        self,
        bug: str = "none",
        point: str = "random",
        kink: bool = False,
        dropout: str = "off",
        regularization: str = "off",
    ) -> None:
        self.dropout = dropout
        self.lambd = 0.0 if regularization == "off" else LAMBD
        self.theta = theta_at(point, kink)
        rng = np.random.RandomState(SEED + 1)
        self.mask = np.ones((4, M)) if dropout == "off" else 1.0 * (rng.rand(4, M) < KEEP)
        forgotten = 0.0 if regularization == "forgotten" else self.lambd
        self.grad = backward(self.theta, self.mask, bug, forgotten)
        self.right = backward(self.theta, self.mask, "none", self.lambd)

    def costs(self, thetas: np.ndarray) -> np.ndarray:
        """J of each row: cross-entropy, plus lambd / (2m) times the sum of all squared weights."""
        mask = self.mask
        if self.dropout == "anew":  # the same dice for each call, so that pictures can be repeated
            mask = 1.0 * (np.random.RandomState(SEED).rand(len(thetas), 4, M) < KEEP)
        A3 = forward(thetas, mask)[-1]
        J = -np.mean(np.log(np.where(Y == 1, A3, 1 - A3)), axis=(1, 2))
        if self.lambd:
            weights = np.concatenate([thetas[:, SLICES[W]] for W in ("W1", "W2", "W3")], axis=1)
            J += self.lambd / (2 * M) * np.sum(weights**2, axis=1)
        return J

    def passes(self, epsilon: float) -> tuple[np.ndarray, np.ndarray, float]:
        """J_plus and J_minus for every entry of theta, and J at theta itself."""
        J = self.costs(neighbours(self.theta, epsilon))
        n = len(self.theta)
        return J[:n], J[n:-1], float(J[-1])

    def gradapprox(self, epsilon: float) -> tuple[np.ndarray, np.ndarray]:
        """Two-sided (J_plus - J_minus) / (2 epsilon) and one-sided (J_plus - J) / epsilon."""
        J_plus, J_minus, J = self.passes(epsilon)
        return (J_plus - J_minus) / (2 * epsilon), (J_plus - J) / epsilon

    def crossings(self, epsilon: float) -> int:
        """How many ReLU units, example by example, change sides in any pass of the check."""
        _, A1, A2, _ = forward(neighbours(self.theta, epsilon), self.mask)
        return sum(int(((A > 0) != (A[-1] > 0)).any(axis=0).sum()) for A in (A1, A2))

    def valley(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """At EPSILONS: differences two-sided, one-sided, and of a right gradient (two-sided)."""
        found = []
        for epsilon in EPSILONS:
            two_sided, one_sided = self.gradapprox(epsilon)
            found.append(
                (
                    difference(self.grad, two_sided),
                    difference(self.grad, one_sided),
                    difference(self.right, two_sided),
                )
            )
        return tuple(np.array(found).T)

    def along(self, entry: int, steps: np.ndarray) -> np.ndarray:
        """J where this entry of theta is moved by each of the steps."""
        thetas = np.repeat(self.theta[None], len(steps), axis=0)
        thetas[:, entry] += steps
        return self.costs(thetas)


def difference(grad: np.ndarray, gradapprox: np.ndarray) -> float:
    """||grad - gradapprox|| / (||grad|| + ||gradapprox||); NaN where both are 0."""
    total = np.linalg.norm(grad) + np.linalg.norm(gradapprox)
    return float(np.linalg.norm(grad - gradapprox) / total) if total else np.nan


def by_block(grad: np.ndarray, gradapprox: np.ndarray) -> dict[str, float]:
    """The relative difference of each block on its own."""
    return {block: difference(grad[s], gradapprox[s]) for block, s in SLICES.items()}


def name_of(entry: int) -> str:
    """The name of an entry of theta: W1[0, 2]."""
    block = next(block for block, s in SLICES.items() if entry < s.stop)
    row, column = np.unravel_index(entry - SLICES[block].start, SHAPES[block])
    return f"{block}[{row}, {column}]"


def theta_at(point: str, kink: bool) -> np.ndarray:
    """All parameters in a row; with `kink` one unit of layer 1 has z = KINK_AT for one example."""
    rng = np.random.RandomState(SEED)
    rng.randn(X.size)  # X's own numbers
    n = _ENDS[-1]
    theta = {"random": rng.randn(n), "zero": np.zeros(n), "equal": np.full(n, EQUAL)}[point]
    if kink:
        weights = theta[SLICES["W1"]].reshape(SHAPES["W1"])[KINK_UNIT]
        theta[SLICES["b1"]][KINK_UNIT] = KINK_AT - weights @ X[:, KINK_EXAMPLE]
    return theta


def neighbours(theta: np.ndarray, epsilon: float) -> np.ndarray:
    """A row for theta + epsilon in each entry, then for theta - epsilon, then theta itself."""
    steps = epsilon * np.eye(len(theta))
    return np.concatenate([theta + steps, theta - steps, theta[None]])


def split(thetas: np.ndarray) -> list[np.ndarray]:
    """[W1, b1, W2, b2, W3, b3], each (passes, rows, columns)."""
    return [thetas[:, SLICES[block]].reshape(-1, *SHAPES[block]) for block in BLOCKS]


def forward(thetas: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, ...]:
    """X, A1, A2, A3 of all passes; units of layer 1 are silent where mask is 0 (dropout)."""
    W1, b1, W2, b2, W3, b3 = split(thetas)
    A1 = np.maximum(0.0, mask * (W1 @ X + b1))
    A2 = np.maximum(0.0, W2 @ A1 + b2)
    return X, A1, A2, sigmoid(W3 @ A2 + b3)


def backward(theta: np.ndarray, mask: np.ndarray, bug: str, lambd: float) -> np.ndarray:
    """grad in theta's order, as in the graded lesson; `bug` replaces one line (see BUGS)."""
    W1, _, W2, _, W3, _ = (array[0] for array in split(theta[None]))
    _, A1, A2, A3 = (array if array.ndim == 2 else array[0] for array in forward(theta[None], mask))

    dZ3 = 1 / M * (Y - A3 if bug == "sign" else A3 - Y)
    dW3 = (1 / M if bug == "mean" else 1) * np.dot(dZ3, A2.T)
    db3 = np.sum(dZ3, axis=1)

    dZ2 = np.dot(W3.T, dZ3) * (A2 > 0)
    dW2 = (2 if bug == "factor" else 1) * np.dot(dZ2, A1.T)
    db2 = np.sum(dZ2, axis=0 if bug == "axis" else 1)

    dA1 = np.dot(W2 if bug == "transpose" else W2.T, dZ2)
    dZ1 = dA1 * (A1 >= 0 if bug == "slope" else A1 > 0)
    dW1 = np.dot(dZ1, X.T)
    db1 = (0 if bug == "missing" else 1) * np.sum(dZ1, axis=1)

    dW1, dW2, dW3 = (dW + lambd / M * W for dW, W in [(dW1, W1), (dW2, W2), (dW3, W3)])
    return np.concatenate([array.ravel() for array in (dW1, db1, dW2, db2, dW3, db3)])
