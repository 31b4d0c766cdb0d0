"""Mistakes of beginners whose first hint did not name them: read as students would read it."""

# fmt: off
# function -> title -> (the mistake's id, what must be said, the function's body)
BEGINNER: dict[str, dict[str, tuple[str, str, str]]] = {
    "initialize_parameters_zeros": {
        "the size two layers below": ("form.other_size", "a column for each input, layers_dims[l-1];", r"""
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.zeros((layers_dims[l], layers_dims[l-2]))
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "lists under two keys": ("form.one_key", "every layer is stored under the same key. It has the keys W, b.", r"""
parameters = {"W": [], "b": []}
for l in range(1, len(layers_dims)):
    parameters["W"].append(np.zeros((layers_dims[l], layers_dims[l-1])))
    parameters["b"].append(np.zeros((layers_dims[l], 1)))
return parameters"""),
        "l + 1 in the key": ("form.key_numbers", "The key of layer l has the number l: look at the key", r"""
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l + 1)] = np.zeros((layers_dims[l], layers_dims[l-1]))
    parameters["b" + str(l + 1)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "a loop over the sizes": ("error.index", "for l in range(1, len(layers_dims)).", r"""
parameters = {}
for l in layers_dims:
    parameters["W" + str(l)] = np.zeros((layers_dims[l], layers_dims[l-1]))
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
    },
    "initialize_parameters_constant": {
        "zeros times value": ("constant.zeros", "np.zeros times a number stays zero", r"""
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.zeros((layers_dims[l], layers_dims[l-1])) * value
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "np.full without its number": ("error.signature", "Call it as np.full((rows, columns), number).", r"""
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.full((layers_dims[l], layers_dims[l-1])) * value
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "one number for a matrix": ("form.no_array", "Make it whole, with all its rows and columns: np.zeros, np.full", r"""
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = value
    parameters["b" + str(l)] = 0
return parameters"""),
    },
    "linear_gradients": {
        "X times W1": ("linear.dW2_A1_X_W1", "your A1 is X @ W1. A1 is W1 @ X", r"""
A1 = X @ W1
dW2 = dZ2 @ A1.T
dZ1 = W2.T @ dZ2
dW1 = dZ1 @ X.T
return dW1, dW2"""),
        "dZ2 times W2": ("linear.dW1_dZ1_dZ2_T_W2", "your dZ1 is dZ2.T @ W2. dZ1 is W2.T @ dZ2", r"""
A1 = W1 @ X
dW2 = dZ2 @ A1.T
dZ1 = dZ2.T @ W2
dW1 = dZ1 @ X.T
return dW1, dW2"""),
    },
    "initialize_parameters_random": {
        "to the power of 10": ("random.power", "one star too many: that is a power. Multiply", r"""
np.random.seed(3)
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) ** 10
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "from the last layer down": ("random.last_layer_first", "the layers are drawn from the last one down to the first.", r"""
np.random.seed(3)
parameters = {}
for l in reversed(range(1, len(layers_dims))):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) * 10
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "no dictionary": ("error.undefined", "Make it before the loop that fills it, for example empty: parameters = {}.", r"""
np.random.seed(3)
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) * 10
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
    },
    "constant_prediction_accuracy": {
        "a loop over rows, each compared": ("error.ambiguous", "`for y in Y.ravel()` its single numbers", r"""
count = 0
for y in Y:
    if y == 0:
        count += 1
accuracy = count / Y.shape[1]
return accuracy"""),
        "labels of another cell": ("error.undefined", "`digits_Y`. Is it spelled otherwise elsewhere, or used above the line that makes it? If it comes from another cell, the function must do without: it gets (Y).", r"""
accuracy = float(np.mean(digits_Y == 0))
return accuracy"""),
        "a mean along the row": ("form.wrapped", "a mean without axis= and keepdims= is one number", r"""
accuracy = np.mean(Y == 0, axis=1)
return accuracy"""),
    },
    "clip_gradients": {
        "np.clip of each array": ("clip.each_entry", "which changes the direction", r"""
clipped = {}
for key in gradients:
    clipped[key] = np.clip(gradients[key], -max_norm, max_norm)
return clipped"""),
    },
    "initialize_parameters_he": {
        "sqrt without np": ("error.undefined", "`sqrt`. It belongs to NumPy: np.sqrt.", r"""
np.random.seed(3)
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) * sqrt(2 / layers_dims[l-1])
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "keys from W0": ("form.layer_0", "If l counts from 0, the key needs str(l + 1).", r"""
np.random.seed(3)
parameters = {}
for l in range(len(layers_dims) - 1):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l+1], layers_dims[l]) * np.sqrt(2 / layers_dims[l])
    parameters["b" + str(l)] = np.zeros((layers_dims[l+1], 1))
return parameters"""),
        "to the power of the factor": ("he.power", "one star too many: that is a power. Multiply", r"""
np.random.seed(3)
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) ** np.sqrt(2 / layers_dims[l-1])
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "the first size everywhere": ("he.first_layers_size", "every layer is scaled by the size of the first one.", r"""
np.random.seed(3)
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) * np.sqrt(2 / layers_dims[0])
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "Xavier's weights doubled": ("he.factor_root_of_4_over_n_in", "(Xavier's weights * 2 are these. Here belongs * sqrt(2).)", r"""
np.random.seed(3)
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) * np.sqrt(1 / layers_dims[l-1]) * 2
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
    },
    "initialize_parameters_xavier": {
        "** 1/2 without brackets": ("xavier.factor_1_over_2_times_n_in", "`** 1/2` takes no root", r"""
np.random.seed(3)
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) * (1 / layers_dims[l-1]) ** 1/2
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "the bracket of randn closed too late": ("error.float_for_size", "Does a bracket close too late, so that a factor stands among the sizes?", r"""
np.random.seed(3)
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1] * np.sqrt(1 / layers_dims[l-1]))
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "no biases": ("form.biases_missing", "the biases are missing: each layer has a \"b\" beside its \"W\".", r"""
np.random.seed(3)
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) * np.sqrt(1 / layers_dims[l-1])
return parameters"""),
        "He's weights halved": ("xavier.factor_root_of_1_over_2_times_n_in", "(He's weights / 2 are these. Here belongs / sqrt(2).)", r"""
np.random.seed(3)
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) * np.sqrt(2 / layers_dims[l-1]) / 2
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "the layer's number": ("xavier.layer_number", "the layer's number l stands where its size belongs.", r"""
np.random.seed(3)
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) * np.sqrt(1 / l)
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "a square for a root": ("xavier.square_for_root", "(1 / n_in)**2, with a square where a root belongs.", r"""
np.random.seed(3)
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) * (1 / layers_dims[l-1]) ** 2
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "read before it is put in": ("error.key", "Either it is read before it is put in", r"""
np.random.seed(3)
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) * np.sqrt(1 / parameters["W" + str(l)].shape[1])
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "the number of sizes": ("xavier.number_of_sizes", "len(layers_dims), the number of sizes, stands where", r"""
np.random.seed(3)
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) * np.sqrt(1 / len(layers_dims))
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "the seed assigned": ("seed.missing", "Make np.random.seed(3), a call with round brackets,", r"""
seed = 3
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) * np.sqrt(1 / layers_dims[l-1])
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
    },
    "initialize_parameters_glorot": {
        "first and last size": ("glorot.first_and_last_size", "every layer is scaled by the first and the last size", r"""
np.random.seed(3)
parameters = {}
n_in, n_out = layers_dims[0], layers_dims[-1]
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) * np.sqrt(2 / (n_in + n_out))
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "a difference for the sum": ("glorot.difference", "sqrt(2 / |n_in - n_out|), with a difference", r"""
np.random.seed(3)
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) * np.sqrt(2 / abs(layers_dims[l-1] - layers_dims[l]))
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "the numbers of two layers": ("glorot.layer_numbers", "the numbers l - 1 and l stand where sizes belong.", r"""
np.random.seed(3)
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) * np.sqrt(2 / (l - 1 + l))
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "an index one too high": ("error.index", "Layer l has layers_dims[l-1] inputs and layers_dims[l] units,", r"""
np.random.seed(3)
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) * np.sqrt(2 / (layers_dims[l-1] + layers_dims[l+1]))
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
    },
    "gradient_check_n": {
        "entries replaced on both sides": ("check_n.replaced_both", "an entry of theta is replaced by epsilon (`= epsilon`).", r"""
theta = dictionary_to_vector(parameters)
grad = gradients_to_vector(gradients)
gradapprox = np.zeros_like(theta)
for i in range(theta.shape[0]):
    plus, minus = theta.copy(), theta.copy()
    plus[i] = epsilon
    minus[i] = -epsilon
    J_plus, _ = forward_propagation_n(X, Y, vector_to_dictionary(plus, parameters))
    J_minus, _ = forward_propagation_n(X, Y, vector_to_dictionary(minus, parameters))
    gradapprox[i] = (J_plus - J_minus) / (2 * epsilon)
return np.linalg.norm(grad - gradapprox) / (np.linalg.norm(grad) + np.linalg.norm(gradapprox))"""),
    },
}
# fmt: on
