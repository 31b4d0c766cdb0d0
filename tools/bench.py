"""Is init_utils.model as fast as a bare NumPy loop of the same mathematics?

Run `python tools/bench.py` from the top of the project. It trains the 2-10-5-1 net for 15,000
iterations in both ways, in turn, so that a busy machine slows both alike; for the same reason it
counts CPU seconds, not those that other programs take.
"""

import statistics
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import init_utils

PAIRS = 7
TARGET = 1.1


def initialize(layers_dims):
    """He et al. (2015): normal weights of variance 2 / n_in, biases zero."""
    rng = np.random.RandomState(3)
    parameters = {}
    for layer in range(1, len(layers_dims)):
        n_out, n_in = layers_dims[layer], layers_dims[layer - 1]
        parameters[f"W{layer}"] = rng.randn(n_out, n_in) * np.sqrt(2 / n_in)
        parameters[f"b{layer}"] = np.zeros((n_out, 1))
    return parameters


def bare_loop(X, Y):
    """The same training with nothing around it: three layers written out, no checks."""
    W1, b1, W2, b2, W3, b3 = initialize([2, 10, 5, 1]).values()
    m = X.shape[1]
    costs = []
    for i in range(15000):
        Z1 = W1 @ X + b1
        A1 = np.maximum(0, Z1)
        Z2 = W2 @ A1 + b2
        A2 = np.maximum(0, Z2)
        Z3 = W3 @ A2 + b3
        A3 = 1 / (1 + np.exp(-Z3))
        if i % 1000 == 0:
            costs.append(-np.mean(Y * np.log(A3) + (1 - Y) * np.log(1 - A3)))
        dZ3 = 1 / m * (A3 - Y)
        dW3 = dZ3 @ A2.T
        db3 = dZ3.sum(axis=1, keepdims=True)
        dZ2 = (W3.T @ dZ3) * (A2 > 0)
        dW2 = dZ2 @ A1.T
        db2 = dZ2.sum(axis=1, keepdims=True)
        dZ1 = (W2.T @ dZ2) * (A1 > 0)
        dW1 = dZ1 @ X.T
        db1 = dZ1.sum(axis=1, keepdims=True)
        W1 = W1 - 0.01 * dW1
        b1 = b1 - 0.01 * db1
        W2 = W2 - 0.01 * dW2
        b2 = b2 - 0.01 * db2
        W3 = W3 - 0.01 * dW3
        b3 = b3 - 0.01 * db3
    return costs


def seconds(train):
    """The CPU time that one training takes, and the costs that it found."""
    start = time.process_time()
    costs = train()
    return time.process_time() - start, costs


def main():
    """Print the medians and the median ratio of all pairs; exit with 1 if over the target."""
    X, Y, _, _ = init_utils.load_dataset()
    bare, ours = [], []
    for _ in range(PAIRS):
        time_bare, costs_bare = seconds(lambda: bare_loop(X, Y))
        time_ours, costs_ours = seconds(
            lambda: init_utils.model(X, Y, initialize, print_cost=False)[1]
        )
        np.testing.assert_allclose(costs_ours, costs_bare, rtol=1e-9)  # the same mathematics
        bare.append(time_bare)
        ours.append(time_ours)
    ratio = statistics.median(a / b for a, b in zip(ours, bare, strict=True))
    print(f"bare NumPy loop   {statistics.median(bare):.3f} s (median of {PAIRS})")
    print(f"init_utils.model  {statistics.median(ours):.3f} s")
    print(f"median ratio      {ratio:.3f} ({'within' if ratio <= TARGET else 'OVER'} {TARGET})")
    return 0 if ratio <= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
