"""A small neural network in plain NumPy, with the data set and the plot of this course.

Columns are examples: X is (n_x, m) and Y is (1, m), zeros and ones. Layer l has the weights
W[l] (n[l], n[l-1]) and the biases b[l] (n[l], 1), kept as parameters["W1"], parameters["b1"], ...
Hidden layers use relu, the last layer sigmoid.

Bad input raises a ValueError that names the argument. NaN or infinite *parameters* are no error:
they run through to NaN costs and predictions of 0, without a warning, so that you can study them.
"""

import io
import re
from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

Arrays = dict[str, np.ndarray]
Layers = list[tuple[np.ndarray, np.ndarray]]

# Overflow to infinity and NaN are answers here, not accidents, so NumPy need not warn of them.
_quiet = np.errstate(all="ignore")


@_quiet
def sigmoid(x: np.ndarray) -> np.ndarray:
    """The logistic function 1 / (1 + exp(-x)), element by element."""
    return 1 / (1 + np.exp(-_numbers(x, "x")))


def relu(x: np.ndarray) -> np.ndarray:
    """The rectifier max(0, x), element by element (Nair and Hinton 2010)."""
    return np.maximum(0.0, _numbers(x, "x"))


@_quiet
def forward_propagation(X: np.ndarray, parameters: Arrays) -> tuple[np.ndarray, Arrays]:
    """Run the network: Z[l] = W[l] A[l-1] + b[l], A[l] = relu(Z[l]), sigmoid in the last layer.

    Returns A[L] (n[L], m) and the cache, a dictionary of Z1, A1, W1, b1, Z2, A2, W2, b2, ...
    """
    layers = _layers(parameters, "parameters")
    Z, A = _forward(_inputs(X, layers), layers)
    cache = {}
    for i, (W, b) in enumerate(layers, start=1):
        cache |= {f"Z{i}": Z[i - 1], f"A{i}": A[i], f"W{i}": W, f"b{i}": b}
    return A[-1], cache


@_quiet
def compute_loss(a3: np.ndarray, Y: np.ndarray) -> float:
    """Cross-entropy -1/m sum(Y log(a3) + (1-Y) log(1-a3)) of the network's output a3 (1, m).

    Infinite if a3 is exactly 0 or 1 on the wrong side; on the right side that costs nothing.
    """
    a3 = _numbers(a3, "a3", (1, None))
    if np.any((a3 < 0) | (a3 > 1)):
        raise ValueError("a3 must lie between 0 and 1, as a sigmoid's output does.")
    return _loss(a3, _labels(Y, "Y", a3))


@_quiet
def compute_loss_from_logits(z3: np.ndarray, Y: np.ndarray) -> float:
    """The same cross-entropy from z3 (1, m), before the sigmoid, so nothing saturates.

    1/m sum(log(1 + exp(s))) with s = -z3 where Y = 1 and s = z3 where Y = 0.
    """
    z3 = _numbers(z3, "z3", (1, None))
    return float(np.mean(np.logaddexp(0, np.where(_labels(Y, "Y", z3) == 1, -z3, z3))))


@_quiet
def backward_propagation(X: np.ndarray, Y: np.ndarray, cache: Arrays) -> Arrays:
    """The loss's gradients dW1, db1, dW2, ... from forward_propagation's cache.

    dZ[L] = 1/m (A[L] - Y); dZ[l] = W[l+1]^T dZ[l+1] where A[l] > 0, else 0;
    dW[l] = dZ[l] A[l-1]^T; db[l] = sum of dZ[l]'s columns (Rumelhart, Hinton, Williams 1986).
    """
    layers = _layers(cache, "cache")
    X = _inputs(X, layers)
    A = [X]
    for i, (W, _) in enumerate(layers, start=1):
        n = len(W) if i < len(layers) else 1  # one output, as Y has one row
        A.append(_entry(cache, "cache", f"A{i}", (n, X.shape[1])))
    return _dictionary(_backward(_labels(Y, "Y", A[-1]), A, layers), "d")


@_quiet
def update_parameters(parameters: Arrays, grads: Arrays, learning_rate: float) -> Arrays:
    """One step of gradient descent, W - learning_rate dW, as a new dictionary."""
    layers = _layers(parameters, "parameters")
    steps = _layers(grads, "grads", "d", _sizes(layers))
    return _dictionary(_update(layers, steps, _from_zero(learning_rate, "learning_rate")))


@_quiet
def predict_dec(parameters: Arrays, X: np.ndarray) -> np.ndarray:
    """True where the network answers 1, that is where A[L] > 0.5; shape (1, m)."""
    layers = _layers(parameters, "parameters")
    if _sizes(layers)[-1] != 1:
        raise ValueError(f"parameters must end in 1 unit; their layers are {_sizes(layers)}.")
    return _forward(_inputs(X, layers), layers)[1][-1] > 0.5


def predict(X: np.ndarray, y: np.ndarray, parameters: Arrays) -> np.ndarray:
    """The network's answers, 0 or 1, shape (1, m); prints the share that equals y (1, m)."""
    predictions = predict_dec(parameters, X).astype(int)
    print(f"Accuracy: {np.mean(predictions == _labels(y, 'y', predictions))}")
    return predictions


def model(
    X: np.ndarray,
    Y: np.ndarray,
    initialize_parameters: Callable[[list[int]], Arrays],
    learning_rate: float = 0.01,
    num_iterations: int = 15000,
    print_cost: bool = True,
    *,
    layers_dims: list[int] | None = None,
) -> tuple[Arrays, list[float]]:
    """Train a network by gradient descent on all of X (n_x, m) and Y (1, m) at once.

    It starts from initialize_parameters(layers_dims); layers_dims is [n_x, 10, 5, 1] if not given.
    Returns the trained parameters and the costs at the iterations 0, 1000, 2000, ...
    """
    X = _inputs(X)
    Y = _labels(Y, "Y", X)
    dims = _dims([len(X), 10, 5, 1] if layers_dims is None else layers_dims, len(X))
    learning_rate = _from_zero(learning_rate, "learning_rate")
    num_iterations = int(_from_zero(num_iterations, "num_iterations", whole=True))
    if not callable(initialize_parameters):
        got = type(initialize_parameters).__name__
        raise ValueError(f"initialize_parameters must be a function, without (); got a {got}.")
    result = initialize_parameters(list(dims))  # a copy: the function may change its list
    layers = _layers(result, "initialize_parameters(layers_dims)", sizes=dims)

    costs = []
    with np.errstate(all="ignore"):  # not around the student's function: its warnings are news
        for i in range(num_iterations):
            _, A = _forward(X, layers)
            if i % 1000 == 0:
                costs.append(_loss(A[-1], Y))
                if print_cost:
                    print(f"Cost after iteration {i}: {costs[-1]}")
            layers = _update(layers, _backward(Y, A, layers), learning_rate)
    return _dictionary(layers), costs


def load_dataset() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Two noisy circles, half the points each: scikit-learn's make_circles, always the same.

    Returns train_X (2, 300), train_Y (1, 300), test_X (2, 100), test_Y (1, 100).
    """
    return *_circles(300, seed=1), *_circles(100, seed=2)


def _circles(m: int, seed: int, noise: float = 0.05) -> tuple[np.ndarray, np.ndarray]:
    """X (2, m) on circles of radius 1 and 0.8, and the labels 0 and 1 of these, (1, m).

    The numbers of make_circles(m, noise=noise, random_state=seed) to the last bit. Importing
    scikit-learn for them would take most of a second at each kernel's start.
    """
    generator = np.random.RandomState(seed)  # np.random.seed would change the caller's numbers
    angles = np.linspace(0, 2 * np.pi, m // 2, endpoint=False)
    outer = np.array([np.cos(angles), np.sin(angles)])
    order = generator.permutation(m)
    X = np.hstack([outer, 0.8 * outer])[:, order]
    X += generator.normal(scale=noise, size=(m, 2)).T
    return X, np.repeat([[0, 1]], m // 2, axis=1)[:, order]


class NotebookFigure(Figure):
    """A Figure that a notebook shows by itself, whether or not pyplot was ever imported."""

    def _repr_png_(self) -> bytes:
        png = io.BytesIO()
        self.savefig(png, format="png", bbox_inches="tight")
        return png.getvalue()


def plot_decision_boundary(
    model: Callable[[np.ndarray], np.ndarray],
    X: np.ndarray,
    y: np.ndarray,
    title: str = "Decision boundary",
    ax: Axes | None = None,
) -> Figure:
    """Colour the plane by the model's answers, draw the points X (2, m) with labels y (1, m).

    `model` takes points as rows (n, 2) and returns n answers: lambda x: predict_dec(parameters,
    x.T). Draws on `ax` if given; returns the Figure. Colours: Okabe and Ito (2008).
    """
    X = _inputs(X)
    if X.shape[0] != 2:
        raise ValueError(f"X must have 2 rows to be drawn in a plane; its shape is {X.shape}.")
    y = _labels(y, "y", X)
    if not callable(model):
        raise ValueError(f"model must be a function of points (n, 2); got {model!r:.60}.")
    if ax is None:
        figure = NotebookFigure(figsize=(6, 5))
        FigureCanvasAgg(figure)
        ax = figure.subplots()
    elif not isinstance(ax, Axes):
        raise ValueError(f"ax must be a matplotlib Axes; got {ax!r:.60}.")

    low, high = X.min(axis=1), X.max(axis=1)
    margin = np.where(high > low, 0.15 * (high - low), 1.0)
    x1, x2 = np.meshgrid(*np.linspace(low - margin, high + margin, 200).T)  # 200 by 200
    answers = _numbers(model(np.column_stack([x1.ravel(), x2.ravel()])), "model(points)")
    if answers.size != x1.size:
        raise ValueError(f"model(points) must hold {x1.size} answers; got {answers.size}.")

    classes = [(0, "#0072B2", "o"), (1, "#E69F00", "^")]  # blue, orange
    colors = [color for _, color, _ in classes]
    regions = 1.0 * (answers.reshape(x1.shape) > 0.5)
    ax.contourf(x1, x2, regions, [-0.5, 0.5, 1.5], colors=colors, alpha=0.3)
    for label, color, marker in classes:
        points = X[:, y[0] == label]
        ax.scatter(*points, c=color, marker=marker, edgecolors="black", label=f"class {label}")
    ax.set(xlabel="$x_1$", ylabel="$x_2$", title=title)
    ax.legend(loc="upper right")
    return ax.figure


def dictionary_to_vector(parameters: Arrays) -> np.ndarray:
    """All parameters as one column (n, 1), in the order W1, b1, W2, b2, ..., row by row."""
    return _column(_layers(parameters, "parameters"))


def gradients_to_vector(gradients: Arrays) -> np.ndarray:
    """All gradients as one column (n, 1), in the order dW1, db1, dW2, db2, ..., row by row."""
    return _column(_layers(gradients, "gradients", "d"))


def vector_to_dictionary(theta: np.ndarray, shapes_like: Arrays) -> Arrays:
    """The way back: new arrays, filled from theta (n, 1), shaped like those in shapes_like."""
    layers = _layers(shapes_like, "shapes_like")
    theta = _numbers(theta, "theta", (len(_column(layers)), 1)).copy()
    filled = []
    for W, b in layers:
        new_W, new_b, theta = np.split(theta, [W.size, W.size + b.size])
        filled.append((new_W.reshape(W.shape), new_b))
    return _dictionary(filled)


# The mathematics without checks, on a list of (W, b): model calls these 15,000 times.


def _forward(X: np.ndarray, layers: Layers) -> tuple[list[np.ndarray], list[np.ndarray]]:
    Z, A = [], [X]
    for W, b in layers:
        if Z:
            A.append(np.maximum(0.0, Z[-1]))  # relu
        Z.append(W @ A[-1])
        Z[-1] += b  # in place: half the memory traffic
    A.append(1 / (1 + np.exp(-Z[-1])))  # sigmoid
    return Z, A


def _loss(a3: np.ndarray, Y: np.ndarray) -> float:
    # The probability given to the true label, so that no 0 * log(0) = NaN arises.
    return float(0.0 - np.mean(np.log(np.where(Y == 1, a3, 1 - a3))))  # 0.0 -: never "-0.0"


def _backward(Y: np.ndarray, A: list[np.ndarray], layers: Layers) -> Layers:
    grads = []
    # Times 1/m, as published: dividing by m rounds otherwise, and after 7,000 iterations from
    # weights x 10 the last bit has grown to 0.01 in the cost.
    dZ = 1 / Y.shape[1] * (A[-1] - Y)
    for i in range(len(layers) - 1, -1, -1):
        grads.append((dZ @ A[i].T, dZ.sum(axis=1, keepdims=True)))
        if i > 0:
            dZ = layers[i][0].T @ dZ
            dZ *= A[i] > 0  # the slope of relu
    return grads[::-1]


def _update(layers: Layers, grads: Layers, learning_rate: float) -> Layers:
    return [
        (W - learning_rate * dW, b - learning_rate * db)
        for (W, b), (dW, db) in zip(layers, grads, strict=True)
    ]


def _dictionary(layers: Layers, prefix: str = "") -> Arrays:
    arrays = {}
    for i, (W, b) in enumerate(layers, start=1):
        arrays |= {f"{prefix}W{i}": W, f"{prefix}b{i}": b}
    return arrays


def _column(layers: Layers) -> np.ndarray:
    return np.concatenate([array.reshape(-1, 1) for layer in layers for array in layer])


def _sizes(layers: Layers) -> list[int]:
    return [layers[0][0].shape[1]] + [len(W) for W, _ in layers]


# The checks: each returns its argument as floats, or raises a ValueError that names it.


def _numbers(value, name: str, shape: tuple[int | None, ...] | None = None) -> np.ndarray:
    """An array of floats of this shape, where None stands for any size from 1."""
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} must be an array; its rows differ in length.") from None
    if array.dtype.kind not in "biuf":
        raise ValueError(f"{name} must be an array of numbers; got {value!r:.60}.")
    if shape is not None:
        least = tuple(size or max(n, 1) for size, n in zip(shape, array.shape, strict=False))
        if array.shape != least or len(shape) != array.ndim:
            wanted = str(shape).replace("None", "any")
            raise ValueError(f"{name} must have the shape {wanted}; it has {array.shape}.")
    return array.astype(float, copy=False)


def _inputs(X, layers: Layers | None = None) -> np.ndarray:
    X = _numbers(X, "X", (None, None))
    if layers and len(X) != _sizes(layers)[0]:
        raise ValueError(f"X must have {_sizes(layers)[0]} rows to fit W1; its shape is {X.shape}.")
    if not np.isfinite(X).all():
        raise ValueError("X must hold finite numbers; it holds NaN or infinity.")
    return X


def _labels(Y, name: str, fellow: np.ndarray) -> np.ndarray:
    """Labels (1, m), one for each of fellow's columns."""
    Y = _numbers(Y, name, (1, fellow.shape[1]))
    wrong = Y[(Y != 0) & (Y != 1)]
    if wrong.size:
        raise ValueError(f"{name} must hold only the labels 0 and 1; it holds {wrong[0]}.")
    return Y


def _entry(dictionary: Arrays, name: str, key: str, shape: tuple) -> np.ndarray:
    if key not in dictionary:
        raise ValueError(f"{name} has no key '{key}'; its keys are {list(dictionary)}.")
    return _numbers(dictionary[key], f"{name}['{key}']", shape)


def _layers(dictionary, name: str, prefix: str = "", sizes: list[int] | None = None) -> Layers:
    """[(W1, b1), (W2, b2), ...] from the keys W1, b1, ... (dW1, ... with prefix "d")."""
    if not isinstance(dictionary, dict):
        raise ValueError(f"{name} must be a dictionary of arrays; got {dictionary!r:.60}.")
    matches = [re.fullmatch(f"{prefix}[Wb]([1-9][0-9]*)", str(key)) for key in dictionary]
    depth = max([int(match[1]) for match in matches if match], default=1)
    if sizes and depth > len(sizes) - 1:
        raise ValueError(f"{name} must have {len(sizes) - 1} layers; it has {depth}.")
    layers, n_in = [], sizes[0] if sizes else None
    for i in range(1, len(sizes) if sizes else depth + 1):
        W = _entry(dictionary, name, f"{prefix}W{i}", (sizes[i] if sizes else None, n_in))
        n_in = len(W)
        layers.append((W, _entry(dictionary, name, f"{prefix}b{i}", (n_in, 1))))
    return layers


def _from_zero(value, name: str, whole: bool = False) -> float:
    number = float(_numbers(value, name, ()))
    if not 0 <= number < np.inf or (whole and number % 1) or isinstance(value, bool):
        kind = "whole" if whole else "finite"
        raise ValueError(f"{name} must be a {kind} number, at least 0; got {value!r}.")
    return number


def _dims(layers_dims, n_x: int) -> list[int]:
    dims = _numbers(layers_dims, "layers_dims", (None,)).tolist()
    whole = all(n >= 1 and n % 1 == 0 for n in dims)
    if not whole or len(dims) < 2 or dims[0] != n_x or dims[-1] != 1:
        wanted = f"whole numbers from 1, first {n_x} as X has {n_x} rows, last 1"
        raise ValueError(f"layers_dims must be {wanted}; got {layers_dims!r:.60}.")
    return [int(n) for n in dims]
