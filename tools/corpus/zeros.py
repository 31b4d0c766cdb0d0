"""Right and wrong answers to the functions of `zeros`."""

from tools.corpus import right, wrong

ZEROS_W = 'parameters["W" + str(l)] = np.zeros((layers_dims[l], layers_dims[l - 1]))'
ZEROS_B = 'parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))'
FULL_W = 'parameters["W" + str(l)] = np.full((layers_dims[l], layers_dims[l - 1]), float(value))'
LOOP = "range(1, len(layers_dims))"

ANSWERS = {
    "initialize_parameters_zeros": [
        right("the master's own"),
        right("f-strings", ('"W" + str(l)', 'f"W{l}"'), ('"b" + str(l)', 'f"b{l}"')),
        right("whole numbers", ("l - 1]))", "l - 1]), dtype=int)")),
        right("zeros_like of random", ("np.zeros((layers_dims[l], layers_dims[l - 1]))",
              "np.zeros_like(np.random.randn(layers_dims[l], layers_dims[l - 1]))")),
        right("prints and warns", ("parameters = {}", 'parameters = {}\n    print("layers", '
              'layers_dims)\n    import sys\n    print("a warning", file=sys.stderr)')),
        right("a helper and enumerate", cell='''# GRADED FUNCTION: initialize_parameters_zeros
def zero_layer(n_in, n_out):
    return [[0.0] * n_in for _ in range(n_out)]


def initialize_parameters_zeros(layers_dims):
    result = {}
    for l, (n_in, n_out) in enumerate(zip(layers_dims[:-1], layers_dims[1:]), start=1):
        result[f"W{l}"] = np.array(zero_layer(n_in, n_out))
        result[f"b{l}"] = np.array(zero_layer(1, n_out))
    return result
'''),
        right("times zero, and a plot", ("np.zeros((layers_dims[l], layers_dims[l - 1]))",
              "0 * np.ones((layers_dims[l], layers_dims[l - 1]))"),
              ("return", "plt.plot([0, 1])\n    plt.show()\n    return")),
        wrong("ones", "zeros.ones", "your weights are all 1. np.ones makes ones; use", ("np.zeros((layers_dims[l], l", "np.ones((layers_dims[l], l")),
        wrong("small random", "zeros.differ", "differ from one another", (ZEROS_W, 'parameters["W" + str(l)] = '
              "np.random.randn(layers_dims[l], layers_dims[l - 1]) * 0.01")),
        wrong("bias one", "zeros.biases_1", "the biases are 1", ("np.zeros((layers_dims[l], 1))",
              "np.ones((layers_dims[l], 1))")),
        wrong("transposed", "form.weights_transposed", "must have the shape", ("(layers_dims[l], layers_dims[l - 1])",
              "(layers_dims[l - 1], layers_dims[l])")),
        wrong("flat bias", "form.flat_bias", "b has a row for each unit", ("(layers_dims[l], 1)", "layers_dims[l]")),
        wrong("the sizes beside it", "form.no_dictionary", "returned tuple", ("return parameters", "return parameters, layers_dims")),
        wrong("bias a row", "form.bias_row", "b has a row for each unit", ("(layers_dims[l], 1)",
              "(1, layers_dims[l])")),
        wrong("last layer missed", "form.last_layer_missing", "range of the loop", (LOOP, "range(1, len(layers_dims) - 1)")),
        wrong("one layer too many", "error.index", "list index out of range", (LOOP,
              "range(1, len(layers_dims) + 1)")),
        wrong("from layer 0", "form.layer_0", "range of the loop", (LOOP, "range(len(layers_dims))")),
        wrong("no return", "value.none", "returned NoneType", ("return parameters", "")),
        wrong("return inside the loop", "form.only_first_layer", "one indentation too far", ("    return parameters",
              "        return parameters")),
        wrong("lists", "form.no_array", "must be a NumPy array", ("np.zeros((layers_dims[l], 1))",
              "[[0.0]] * layers_dims[l]")),
        wrong("lower-case keys", "form.key_spelling", "how the keys are spelled", ('"W" + str(l)', '"w" + str(l)')),
        wrong("hard-coded sizes", "form.fixed_layers", "range of the loop", (LOOP, "range(1, 3)")),
        wrong("empty arrays", "zeros.thousandth", "your weights are all 0.001, small but not 0. They", (ZEROS_W, ZEROS_W + ' + 1e-3')),
        wrong("zero only where [3, 2, 1] looks", None, "every entry of W1 must be 0, but W1 is [[1.0", (ZEROS_W, ZEROS_W +
              " + (layers_dims != [3, 2, 1])")),
        wrong("eats the list", "form.argument_changed", "changed the caller's layers_dims", (
            "return parameters", "layers_dims.pop()\n    return parameters")),
        wrong("a tuple", "form.no_dictionary", "must return a dictionary", ("return parameters",
              "return tuple(parameters.values())")),
    ],
    "initialize_parameters_constant": [
        right("the master's own"),
        right("ones times value", ("np.full((layers_dims[l], layers_dims[l - 1]), float(value))",
              "np.ones((layers_dims[l], layers_dims[l - 1])) * value")),
        right("zeros plus value", ("np.full((layers_dims[l], layers_dims[l - 1]), float(value))",
              "np.zeros((layers_dims[l], layers_dims[l - 1])) + value")),
        right("np.full with the value as it is", ("float(value)", "value")),
        right("single precision", ("float(value))", "value, dtype=np.float32)")),
        right("filled in place, with prints", cell='''# GRADED FUNCTION: initialize_parameters_constant
import warnings


def initialize_parameters_constant(layers_dims, value):
    warnings.warn("this is only a warning")
    parameters = {}
    l = 1
    while l < len(layers_dims):
        W = np.empty((layers_dims[l], layers_dims[l - 1]))
        W.fill(value)
        print(l, W.shape)
        parameters.update({"W%d" % l: W, "b%d" % l: np.zeros(shape=(layers_dims[l], 1))})
        l += 1
    return parameters
'''),
        wrong("value not used: zeros", "constant.zeros", "your weights are all 0 for every value. Every", (FULL_W,
              'parameters["W" + str(l)] = np.zeros((layers_dims[l], layers_dims[l - 1]))')),
        wrong("value not used: ones", "constant.ones", "all 1 whatever", (FULL_W,
              'parameters["W" + str(l)] = np.ones((layers_dims[l], layers_dims[l - 1]))')),
        wrong("always 0.5", "constant.half", "your weights are always 0.5, the value of one", ("float(value)", "0.5")),
        wrong("biases too", "constant.biases_too", "the biases have the value of the weights", (
            "np.zeros((layers_dims[l], 1))", "np.full((layers_dims[l], 1), float(value))")),
        wrong("biases one", "constant.biases_1", "the biases are 1", ("np.zeros((layers_dims[l], 1))",
              "np.ones((layers_dims[l], 1))")),
        wrong("exchanged", "constant.exchanged", "weights and biases are exchanged", ("np.zeros((layers_dims[l], 1))",
              "np.full((layers_dims[l], 1), value)"),
              ("np.full((layers_dims[l], layers_dims[l - 1]), float(value))",
               "np.zeros((layers_dims[l], layers_dims[l - 1]))")),
        wrong("diagonal", "constant.differ", "differ from one another", (FULL_W, 'parameters["W" + str(l)] = '
              "np.eye(layers_dims[l], layers_dims[l - 1]) * value")),
        wrong("only the first layer", "constant.first_layer_only", "only the first layer has the value", (
            "float(value)", "float(value) * (l == 1)")),
        wrong("only the last layer", "constant.last_layer_only", "only the last layer has", (
            "float(value)", "float(value) * (l == len(layers_dims) - 1)")),
        wrong("random times value", "constant.differ", "differ from one another", (FULL_W, 'parameters["W" + str(l)] = '
              "np.random.randn(layers_dims[l], layers_dims[l - 1]) * value")),
        wrong("divided by the fan-in", "constant.over_fan_in", "value / n_in", (
            "float(value)", "value / layers_dims[l - 1]")),
        wrong("wrong sign", "constant.sign", "wrong sign", ("float(value)", "-value")),
        wrong("positive only", "constant.absolute", "your weights have lost the sign of `value`. Leave", ("float(value)", "abs(value)")),
        wrong("whole numbers", "constant.whole", "cut to a whole number", ("float(value)", "int(value)")),
        wrong("rounded down past the example", "constant.whole_but_example", "cut to a whole number", (
            "float(value)", "value if value == 0.5 else int(value)")),
        wrong("transposed", "form.weights_transposed", "must have the shape", ("(layers_dims[l], layers_dims[l - 1])",
              "(layers_dims[l - 1], layers_dims[l])")),
        wrong("flat bias", "form.flat_bias", "b has a row for each unit", ("(layers_dims[l], 1)", "layers_dims[l]")),
        wrong("last layer missed", "form.last_layer_missing", "range of the loop", (LOOP, "range(1, len(layers_dims) - 1)")),
        wrong("numbers instead of arrays", "form.no_array", "must be a NumPy array", (
            "np.full((layers_dims[l], layers_dims[l - 1]), float(value))", "value")),
        wrong("no return", "value.none", "returned NoneType", ("return parameters", "")),
    ],
    "linear_gradients": [
        right("the master's own"),
        right("the @ operator", ("np.dot(W1, X)", "W1 @ X"), ("np.dot(dZ2, A1.T)", "dZ2 @ A1.T"),
              ("np.dot(W2.T, dZ2)", "W2.T @ dZ2"), ("np.dot(dZ1, X.T)", "dZ1 @ X.T")),
        right("einsum", ("np.dot(dZ2, A1.T)", "np.einsum('im,jm->ij', dZ2, A1)"),
              ("np.dot(dZ1, X.T)", "np.einsum('im,jm->ij', dZ1, X)")),
        right("single precision", ("np.dot(W1, X)", "np.dot(W1, X).astype(np.float32)"),
              ("np.dot(dZ2, A1.T)", "np.dot(dZ2.astype(np.float32), A1.T)")),
        right("transposed products", ("np.dot(dZ1, X.T)", "np.dot(X, dZ1.T).T"),
              ("np.dot(dZ2, A1.T)", "A1.dot(dZ2.T).T")),
        right("the identity's derivative written out", ("np.dot(W2.T, dZ2)",
              "np.dot(W2.T, dZ2) * np.ones_like(A1)")),
        right("one example after another", cell='''# GRADED FUNCTION: linear_gradients
def linear_gradients(X, W1, W2, dZ2):
    dW1, dW2 = np.zeros(W1.shape), np.zeros(W2.shape)
    for x, dz2 in zip(X.T, dZ2.T):
        dW2 += np.outer(dz2, W1 @ x)
        dW1 += np.outer(W2.T @ dz2, x)
    print("done", file=__import__("sys").stderr)
    return dW1, dW2
'''),
        wrong("the published mistake", "linear.dW1_published_untransposed", "you put dW2 where W2 transposed", (
            "np.dot(W2.T, dZ2)", "np.dot(dW2, dZ2)")),
        wrong("the published mistake, transposed", "linear.dW1_published", "well-known published example", (
            "np.dot(W2.T, dZ2)", "np.dot(dW2.T, dZ2)")),
        wrong("1/m in dW2", "linear.over_m", "divided by the number of examples", (
            "np.dot(dZ2, A1.T)", "np.dot(dZ2, A1.T) / X.shape[1]"),
            ("dZ1 =", "dZ1 = 1 *")),
        wrong("1/m in dW1", "linear.over_m", "divided by the number of examples", (
            "np.dot(dZ1, X.T)", "np.dot(dZ1, X.T) / X.shape[1]")),
        wrong("relu", "linear.relu", "The activation here is the identity", (
            "np.dot(W1, X)", "np.maximum(0, np.dot(W1, X))")),
        wrong("relu's derivative", "linear.relu", "relu or its derivative", (
            "np.dot(W2.T, dZ2)", "np.dot(W2.T, dZ2) * (A1 > 0)")),
        wrong("times A1", "linear.dW1_times_A1", "The identity's derivative is 1, not A1", (
            "np.dot(W2.T, dZ2)", "np.dot(W2.T, dZ2) * A1")),
        wrong("weights left out", "linear.dW1_W2_left_out", "the weights W2 are left out", (
            "np.dot(W2.T, dZ2)", "np.dot(np.ones_like(W2).T, dZ2)")),
        wrong("mean of the weights", "linear.dW1_W2_mean", "mean of W2", (
            "np.dot(W2.T, dZ2)", "np.dot(np.full(W2.shape, W2.mean()).T, dZ2)")),
        wrong("through W1", "linear.dW1_through_W1_too", "the error goes back through W1", (
            "np.dot(W2.T, dZ2)", "np.dot(W1 @ W1.T, np.dot(W2.T, dZ2))")),
        wrong("sign of dW1", "linear.sign", "the sign is wrong", ("np.dot(dZ1, X.T)", "-np.dot(dZ1, X.T)")),
        wrong("sign of dW2", "linear.sign", "the sign is wrong", ("np.dot(dZ2, A1.T)", "-np.dot(dZ2, A1.T)")),
        wrong("exchanged", "linear.exchanged", "are exchanged", ("return dW1, dW2", "return dW2, dW1")),
        wrong("only one", "form.no_pair", "must return the two arrays", ("return dW1, dW2", "return dW1")),
        wrong("a dictionary", "form.no_pair", "must return the two arrays", (
            "return dW1, dW2", 'return {"dW1": dW1, "dW2": dW2}')),
        wrong("transposed", "linear.dW1_transposed", "dW2 has the shape of W2", ("return dW1, dW2", "return dW1.T, dW2.T")),
        wrong("no transposition", "linear.dW1_dZ1_X", "you calculated dZ1 times X, which is not", ("np.dot(dZ1, X.T)", "np.dot(dZ1, X)")),
        wrong("X for A1", "linear.dW2_X_for_A1", "you used X where the input of layer 2", ("np.dot(dZ2, A1.T)", "np.dot(dZ2, X.T)")),
        wrong("A1 for X", "linear.dW1_A1_for_X", "you used A1 where the input of layer 1", ("np.dot(dZ1, X.T)", "np.dot(dZ1, A1.T)")),
        wrong("sums apart in dW1", "linear.dW1_sums_apart", "sums over the examples of dZ1 and of X apart", (
            "np.dot(dZ1, X.T)",
            "dZ1.sum(axis=1, keepdims=True) * X.sum(axis=1, keepdims=True).T")),
        wrong("changes dZ2", "form.argument_changed", "changed one of its arguments", (
            "return dW1, dW2", "dZ2 *= 2\n    return dW1, dW2")),
        wrong("hard-coded", "linear.zero", "dW2", ("return dW1, dW2", "return (dW1, dW2) if X.shape != (4, 7) "
              "else (dW1, dW2 * 0)")),
    ],
}  # fmt: skip
