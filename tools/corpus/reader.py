"""Answers written from the exercises' texts alone, by someone who had not seen the hints."""

from tools.corpus.slips import ARGUMENTS
from tools.corpus.styles import function

# fmt: off
# function -> title -> (the mistake's id, what must be said, the function's body)
WRONG: dict[str, dict[str, tuple[str, str, str]]] = {
    "initialize_parameters_zeros": {
        "return inside the loop": ("form.only_first_layer", "only the first layer is there. Is the `return` inside the", r"""
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.zeros((layers_dims[l], layers_dims[l-1]))
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
    return parameters"""),
        "lower-case keys": ("form.key_spelling", 'the keys are "W1", "b1", "W2", ...: W large, b small. Look', r"""
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["w" + str(l)] = np.zeros((layers_dims[l], layers_dims[l-1]))
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "lists of zeros": ("form.no_array", "W1 must be a NumPy array, but it is of type list.", r"""
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = [[0] * layers_dims[l-1]] * layers_dims[l]
    parameters["b" + str(l)] = [[0]] * layers_dims[l]
return parameters"""),
        "overwrites parameters in each round": ("form.only_last_layer", "only the last layer is there. It has the keys W3, b3. Is", r"""
for l in range(1, len(layers_dims)):
    parameters = {}
    parameters["W" + str(l)] = np.zeros((layers_dims[l], layers_dims[l-1]))
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
    },
    "initialize_parameters_constant": {
        "fixed at 0.5": ("constant.half", "your weights are always 0.5, the value of one example.", r"""
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.full((layers_dims[l], layers_dims[l-1]), 0.5)
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "np.ones plus value": ("constant.plus_1", "your weights are 1 + value: np.ones + value. Every weight", r"""
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.ones((layers_dims[l], layers_dims[l-1])) + value
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "np.full with three arguments": ("error.inner_brackets", "np.zeros, np.ones and np.full take the whole shape as ONE", r"""
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.full(layers_dims[l], layers_dims[l-1], value)
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "random values times value": ("constant.differ", "the weights of one layer differ from one another (random?", r"""
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) * value
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
    },
    "initialize_parameters_random": {
        "loop variable as text, key always 'Wl'": ("form.one_key", "every layer is stored under the same key, so the last one", r"""
parameters = {}
np.random.seed(3)
for l in range(1, len(layers_dims)):
    parameters["Wl"] = np.random.randn(layers_dims[l], layers_dims[l-1]) * 10
    parameters["bl"] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "all W first and then randint": ("random.integers", "your weights are whole numbers (np.random.randint, or", r"""
np.random.seed(3)
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.randint(-10, 10, (layers_dims[l], layers_dims[l-1]))
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "loop from 0": ("form.layer_0", "there is a layer 0. Layer 0 is the input and has no", r"""
np.random.seed(3)
parameters = {}
for l in range(len(layers_dims)):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) * 10
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "append to a dictionary": ("error.attribute", "a dictionary has no append: an entry is put in with", r"""
parameters = {}
np.random.seed(3)
for l in range(1, len(layers_dims)):
    parameters.append(np.random.randn(layers_dims[l], layers_dims[l-1]) * 10)
    parameters.append(np.zeros((layers_dims[l], 1)))
return parameters"""),
        "pops from the argument": ("form.argument_changed", "your code changed the caller's layers_dims to [6, 3, 2].", r"""
np.random.seed(3)
parameters = {}
n = layers_dims.pop(0)
for l, m in enumerate(layers_dims):
    parameters["W" + str(l + 1)] = np.random.randn(m, n) * 10
    parameters["b" + str(l + 1)] = np.zeros((m, 1))
    n = m
return parameters"""),
    },
    "initialize_parameters_he": {
        "default_rng": ("he.new_generator", "your numbers come from np.random.default_rng(3), a newer", r"""
parameters = {}
rng = np.random.default_rng(3)
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = rng.standard_normal((layers_dims[l], layers_dims[l-1])) * np.sqrt(2 / layers_dims[l-1])
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "sqrt(2)/n_in: root over the 2 only": ("he.factor_root_above_2_over_n_in", "your weights are randn times sqrt(2) / n_in. This exercise", r"""
parameters = {}
np.random.seed(3)
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) * np.sqrt(2) / layers_dims[l-1]
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "rand instead of randn": ("he.rand_for_randn", "you drew with rand (uniform from 0 to 1, never negative).", r"""
parameters = {}
np.random.seed(3)
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.rand(layers_dims[l], layers_dims[l-1]) * np.sqrt(2 / layers_dims[l-1])
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "square brackets for a call": ("error.function_operand", "a function was not called: its name stands there without", r"""
parameters = {}
np.random.seed(3)
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.randn[layers_dims[l], layers_dims[l-1]] * np.sqrt(2 / layers_dims[l-1])
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
    },
    "initialize_parameters_xavier": {
        "multiplies by the root of n_in": ("xavier.upside_down", "your weights are randn times sqrt(n_in). This exercise asks", r"""
parameters = {}
np.random.seed(3)
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) * np.sqrt(layers_dims[l-1])
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "uniform with limits": ("xavier.uniform_limits", "your weights are drawn uniformly between two limits", r"""
parameters = {}
np.random.seed(3)
for l in range(1, len(layers_dims)):
    r = np.sqrt(3 / layers_dims[l-1])
    parameters["W" + str(l)] = np.random.uniform(-r, r, (layers_dims[l], layers_dims[l-1]))
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "integer division": ("xavier.zero", "your weights are randn times 0. Is there a whole-number", r"""
parameters = {}
np.random.seed(3)
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) * np.sqrt(1 // layers_dims[l-1])
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "loop stops one early": ("form.last_layer_missing", "the last layer is missing. It has the keys W1, b1, W2, b2.", r"""
parameters = {}
np.random.seed(3)
L = len(layers_dims) - 1
for l in range(1, L):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) * np.sqrt(1 / layers_dims[l-1])
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "bias one-dimensional": ("form.flat_bias", "b1 must have the shape (6, 1), but it has (6,). W has a row", r"""
parameters = {}
np.random.seed(3)
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) * np.sqrt(1 / layers_dims[l-1])
    parameters["b" + str(l)] = np.zeros(layers_dims[l])
return parameters"""),
    },
    "initialize_parameters_glorot": {
        "missing parentheses: 2 / a + b": ("glorot.brackets_missing", "your weights are randn times sqrt(2 / n_in + n_out), in", r"""
parameters = {}
np.random.seed(3)
for l in range(1, len(layers_dims)):
    n_in = layers_dims[l-1]
    n_out = layers_dims[l]
    parameters["W" + str(l)] = np.random.randn(n_out, n_in) * np.sqrt(2 / n_in + n_out)
    parameters["b" + str(l)] = np.zeros((n_out, 1))
return parameters"""),
        "6 from the uniform form": ("glorot.factor_root_of_6_over_n_in_plus_n_out", "your weights are randn times sqrt(6 / (n_in + n_out)). This", r"""
parameters = {}
np.random.seed(3)
for l in range(1, len(layers_dims)):
    n_in = layers_dims[l-1]
    n_out = layers_dims[l]
    parameters["W" + str(l)] = np.random.randn(n_out, n_in) * np.sqrt(6 / (n_in + n_out))
    parameters["b" + str(l)] = np.zeros((n_out, 1))
return parameters"""),
        "sqrt(1/(n_in+n_out))": ("glorot.factor_root_of_1_over_n_in_plus_n_out", "your weights are randn times sqrt(1 / (n_in + n_out)). This", r"""
parameters = {}
np.random.seed(3)
for l in range(1, len(layers_dims)):
    n_in = layers_dims[l-1]
    n_out = layers_dims[l]
    parameters["W" + str(l)] = np.random.randn(n_out, n_in) * np.sqrt(1 / (n_in + n_out))
    parameters["b" + str(l)] = np.zeros((n_out, 1))
return parameters"""),
        "mean of the sizes: sqrt(2/((a+b)/2))": ("glorot.factor_root_of_4_over_n_in_plus_n_out", "your weights are randn times sqrt(4 / (n_in + n_out)). This", r"""
parameters = {}
np.random.seed(3)
for l in range(1, len(layers_dims)):
    mean = (layers_dims[l-1] + layers_dims[l]) / 2
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) * np.sqrt(2 / mean)
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "l+1 index error": ("error.index", "an index runs past the end. Counting starts at 0, so the", r"""
parameters = {}
np.random.seed(3)
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) * np.sqrt(2 / (layers_dims[l] + layers_dims[l+1]))
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "wrote weights transposed": ("form.weights_transposed", "W1 must have the shape (6, 4), but it has (4, 6). W has a", r"""
parameters = {}
np.random.seed(3)
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l-1], layers_dims[l]) * np.sqrt(2 / (layers_dims[l-1] + layers_dims[l]))
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "math not imported": ("error.undefined", "math is not imported. Write `import math` at the top of", r"""
parameters = {}
np.random.seed(3)
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) * math.sqrt(2 / (layers_dims[l-1] + layers_dims[l]))
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "iterates over the values of layers_dims": ("error.index", "an index runs past the end. Counting starts at 0, so the", r"""
parameters = {}
np.random.seed(3)
for l in layers_dims:
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) * np.sqrt(2 / (layers_dims[l-1] + layers_dims[l]))
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
    },
    "linear_gradients": {
        "the published slip: dW2.T instead of W2.T": ("linear.dW1_published", "you put dW2 where W2 transposed belongs: the error goes", r"""
A1 = np.dot(W1, X)
dW2 = np.dot(dZ2, A1.T)
dZ1 = np.dot(dW2.T, dZ2)
dW1 = np.dot(dZ1, X.T)
return dW1, dW2"""),
        "elementwise star instead of product": ("error.broadcast", "two arrays of shapes that do not fit were combined entry by", r"""
A1 = W1 @ X
dW2 = dZ2 * A1.T
dZ1 = W2.T * dZ2
dW1 = dZ1 * X.T
return dW1, dW2"""),
        "multiplies by the slope g'(Z1) = A1": ("linear.dW1_times_A1", "you multiplied dZ1 by A1. The identity's derivative is 1,", r"""
A1 = np.dot(W1, X)
dW2 = np.dot(dZ2, A1.T)
dZ1 = np.dot(W2.T, dZ2) * A1
dW1 = np.dot(dZ1, X.T)
return dW1, dW2"""),
        "missing transpose": ("linear.dW2_dZ2_A1", "you calculated dZ2 times A1, which is not transposed.", r"""
A1 = np.dot(W1, X)
dW2 = np.dot(dZ2, A1)
dZ1 = np.dot(W2, dZ2)
dW1 = np.dot(dZ1, X)
return dW1, dW2"""),
        "the example's numbers from the global X": ("form.arguments_unused", "the result is the same whatever the arguments are.", r"""
A1 = np.array([[1, 2], [1, 2], [1, 2]]) @ np.array([[1, 0, 4], [2, 3, 1]])
dW2 = np.array([[1, 2, 3]]) @ A1.T
dW1 = np.array([[3], [1], [2]]) @ np.array([[1, 2, 3]]) @ np.array([[1, 0, 4], [2, 3, 1]]).T
return dW1, dW2"""),
    },
    "constant_prediction_accuracy": {
        "counts with .count on an array": ("error.attribute", "an array has no count, a list has. Compare the array with", r"""
accuracy = Y.count(0) / Y.size
return accuracy"""),
        "the example's number": ("accuracy.constant", "it is the same number whatever Y is. Does your line use the", r"""
accuracy = 0.6
return accuracy"""),
        "returns the list of comparisons": ("form.array_for_number", "it must return one number, but it returned an array of 5.", r"""
accuracy = (Y == 0)
return accuracy"""),
        "uses global digits_Y": ("accuracy.half", "this is 0.5 whatever Y is. That is the accuracy of a coin,", r"""
accuracy = np.mean(train_Y == 0)
return accuracy"""),
    },
    "clip_gradients": {
        "clips each array on its own": ("clip.each_array", "you clipped each array by its own norm, which changes the", r"""
clipped = {}
for key in gradients:
    norm = np.linalg.norm(gradients[key])
    if norm > max_norm:
        clipped[key] = gradients[key] * max_norm / norm
    else:
        clipped[key] = gradients[key]
return clipped"""),
        "np.clip on entries": ("clip.each_entry", "you clipped each entry to the range from -max_norm to", r"""
clipped = {}
for key, g in gradients.items():
    clipped[key] = np.clip(g, -max_norm, max_norm)
return clipped"""),
        "nothing in clipped if the norm is small": ("form.empty_within", "where the norm is not greater than max_norm the dictionary", r"""
norm = np.sqrt(sum(np.sum(g ** 2) for g in gradients.values()))
clipped = {}
if norm > max_norm:
    for k, g in gradients.items():
        clipped[k] = g * max_norm / norm
return clipped"""),
        "sum of the norms": ("clip.norms_added", "you added up the norms of the arrays. The norm is one", r"""
norm = 0
for g in gradients.values():
    norm += np.linalg.norm(g)
clipped = {}
for k, g in gradients.items():
    clipped[k] = g * max_norm / norm if norm > max_norm else g
return clipped"""),
        "assumes two layers by name": ("clip.fixed_keys", "your code asks for a key that not every dictionary of", r"""
norm = np.sqrt(np.sum(gradients["dW1"]**2) + np.sum(gradients["db1"]**2) + np.sum(gradients["dW2"]**2) + np.sum(gradients["db2"]**2))
clipped = {}
for k, g in gradients.items():
    if norm > max_norm:
        clipped[k] = g * max_norm / norm
    else:
        clipped[k] = g
return clipped"""),
        "concatenates arrays of different shapes": ("error.concatenate", "these arrays do not fit side by side. Flatten each with", r"""
g = np.concatenate(list(gradients.values()))
norm = np.linalg.norm(g)
clipped = {}
for k in gradients:
    if norm > max_norm:
        clipped[k] = gradients[k] * (max_norm / norm)
    else:
        clipped[k] = gradients[k]
return clipped"""),
        "iterates over keys and squares the string": ("error.key_for_array", "text stands where numbers belong. A loop over a dictionary", r"""
norm = 0
for g in gradients:
    norm += np.sum(g ** 2)
norm = np.sqrt(norm)
clipped = {}
for k in gradients:
    clipped[k] = gradients[k] * min(1, max_norm / norm)
return clipped"""),
        "factor inverted": ("clip.upside_down", "the factor is upside down: it must be max_norm / norm.", r"""
norm = np.sqrt(sum(np.sum(g ** 2) for g in gradients.values()))
clipped = {}
for k, g in gradients.items():
    clipped[k] = g * norm / max_norm if norm > max_norm else g
return clipped"""),
        "comparison the wrong way round": ("clip.condition_reversed", "the condition is the wrong way round: long gradients stay", r"""
norm = np.sqrt(sum(np.sum(g ** 2) for g in gradients.values()))
clipped = {}
for k, g in gradients.items():
    clipped[k] = g * max_norm / norm if norm < max_norm else g
return clipped"""),
    },
    "forward_propagation": {
        "range loop one time too many": ("forward.power_4", "theta has the power 4.", r"""
J = x
for i in range(4):
    J = J * theta
return J"""),
        "np.power arguments swapped": ("forward.exponential", "that is 3 to the power theta. The exponent is 3: theta**3.", r"""
J = x * np.power(3, theta)
return J"""),
        "other name than the return line": ("error.undefined", "a name is used that has no value here, `J`. Is it spelled", r"""
cost = x * theta ** 3
return J"""),
        "left the raise line": ("error.own_raise", "your own code raised NotImplementedError: Write your code", r"""
J = x * theta ** 3
raise NotImplementedError("Write your code here, then delete this line.")
return J"""),
    },
    "backward_propagation": {
        "integrates": ("backward.integrated", "you integrated. Differentiate: the power falls by one.", r"""
dtheta = x * theta ** 4 / 4
return dtheta"""),
        "implicit multiplication like in maths": ("error.not_callable", "round brackets stand after something that is no function.", r"""
dtheta = 3 * x(theta ** 2)
return dtheta"""),
        "renamed parameters, uses the notebook's global theta": ("error.undefined", "a name is used that has no value here, `Theta`. Is it", r"""
dtheta = 3 * x * Theta ** 2
return dtheta"""),
    },
    "gradient_check": {
        "missing parentheses around the denominator": ("check.brackets_below", "brackets are missing around the denominator: `a / b + c`", r"""
gradapprox = (forward_propagation(x, theta + epsilon) - forward_propagation(x, theta - epsilon)) / (2 * epsilon)
grad = backward_propagation(x, theta)
difference = abs(grad - gradapprox) / abs(grad) + abs(gradapprox)
return difference"""),
        "calls backward twice instead of forward": ("check.slopes_compared", "you took the difference of two slopes. gradapprox compares", r"""
gradapprox = (backward_propagation(x, theta + epsilon) - backward_propagation(x, theta - epsilon)) / (2 * epsilon)
grad = backward_propagation(x, theta)
difference = abs(grad - gradapprox) / (abs(grad) + abs(gradapprox))
return difference"""),
        "calls the functions without arguments": ("error.signature", "a function was called with the wrong number or names of", r"""
gradapprox = (forward_propagation(theta + epsilon) - forward_propagation(theta - epsilon)) / (2 * epsilon)
grad = backward_propagation(theta)
difference = abs(grad - gradapprox) / (abs(grad) + abs(gradapprox))
return difference"""),
        "J_minus + : sign": ("check.added", "J_plus + J_minus where their difference belongs.", r"""
J_plus = forward_propagation(x, theta + epsilon)
J_minus = forward_propagation(x, theta - epsilon)
gradapprox = (J_plus + J_minus) / (2 * epsilon)
grad = backward_propagation(x, theta)
difference = abs(grad - gradapprox) / (abs(grad) + abs(gradapprox))
return difference"""),
    },
    "gradient_check_n": {
        "moves the whole vector": ("check_n.whole_vector", "the whole vector is moved at once. Move one entry at a", r"""
theta = dictionary_to_vector(parameters)
grad = gradients_to_vector(gradients)
gradapprox = np.zeros_like(theta)
for i in range(len(theta)):
    theta_plus = theta + epsilon
    J_plus, _ = forward_propagation_n(X, Y, vector_to_dictionary(theta_plus, parameters))
    theta_minus = theta - epsilon
    J_minus, _ = forward_propagation_n(X, Y, vector_to_dictionary(theta_minus, parameters))
    gradapprox[i] = (J_plus - J_minus) / (2 * epsilon)
difference = np.linalg.norm(grad - gradapprox) / (np.linalg.norm(grad) + np.linalg.norm(gradapprox))
return difference"""),
        "np.abs kept instead of norm": ("form.array_for_number", "it must return one number, but it returned an array of 29.", r"""
theta = dictionary_to_vector(parameters)
grad = gradients_to_vector(gradients)
gradapprox = np.zeros(theta.shape)
for i in range(theta.shape[0]):
    plus = np.copy(theta)
    plus[i, 0] += epsilon
    minus = np.copy(theta)
    minus[i, 0] -= epsilon
    J_plus, cache = forward_propagation_n(X, Y, vector_to_dictionary(plus, parameters))
    J_minus, cache = forward_propagation_n(X, Y, vector_to_dictionary(minus, parameters))
    gradapprox[i, 0] = (J_plus - J_minus) / (2 * epsilon)
difference = np.abs(grad - gradapprox) / (np.abs(grad) + np.abs(gradapprox))
return difference"""),
        "vector_to_dictionary called with one argument": ("error.signature", "a function was called with the wrong number or names of", r"""
theta = dictionary_to_vector(parameters)
grad = gradients_to_vector(gradients)
gradapprox = np.zeros(theta.shape)
for i in range(theta.shape[0]):
    plus = np.copy(theta)
    plus[i] += epsilon
    J_plus, _ = forward_propagation_n(X, Y, vector_to_dictionary(plus))
    minus = np.copy(theta)
    minus[i] -= epsilon
    J_minus, _ = forward_propagation_n(X, Y, vector_to_dictionary(minus))
    gradapprox[i] = (J_plus - J_minus) / (2 * epsilon)
difference = np.linalg.norm(grad - gradapprox) / (np.linalg.norm(grad) + np.linalg.norm(gradapprox))
return difference"""),
        "return inside the loop (indent)": ("check_n.one_entry", "only the first entry is checked: is there a `return` inside", r"""
theta = dictionary_to_vector(parameters)
grad = gradients_to_vector(gradients)
gradapprox = np.zeros(theta.shape)
for i in range(theta.shape[0]):
    plus = np.copy(theta)
    plus[i] += epsilon
    minus = np.copy(theta)
    minus[i] -= epsilon
    J_plus, _ = forward_propagation_n(X, Y, vector_to_dictionary(plus, parameters))
    J_minus, _ = forward_propagation_n(X, Y, vector_to_dictionary(minus, parameters))
    gradapprox[i] = (J_plus - J_minus) / (2 * epsilon)
    difference = np.linalg.norm(grad - gradapprox) / (np.linalg.norm(grad) + np.linalg.norm(gradapprox))
    return difference"""),
        "iterates over the dictionary keys": ("check_n.whole_arrays", "all entries of an array are moved at once. Move one entry", r"""
gradapprox = {}
for key in parameters:
    plus = parameters.copy()
    plus[key] = parameters[key] + epsilon
    minus = parameters.copy()
    minus[key] = parameters[key] - epsilon
    gradapprox["d" + key] = (forward_propagation_n(X, Y, plus)[0] - forward_propagation_n(X, Y, minus)[0]) / (2 * epsilon) * np.ones_like(parameters[key])
grad = gradients_to_vector(gradients)
gradapprox = gradients_to_vector(gradapprox)
difference = np.linalg.norm(grad - gradapprox) / (np.linalg.norm(grad) + np.linalg.norm(gradapprox))
return difference"""),
    },
}
# function -> title -> the function's body, or the whole cell
RIGHT: dict[str, dict[str, str]] = {
    "initialize_parameters_zeros": {
        "f-strings with int dtype times float": r"""
parameters = {}
for l in range(1, len(layers_dims)):
    parameters[f"W{l}"] = 0.0 * np.ones((layers_dims[l], layers_dims[l - 1]))
    parameters[f"b{l}"] = 0.0 * np.ones((layers_dims[l], 1))
return parameters""",
        "np.full and list shape": r"""
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.full([layers_dims[l], layers_dims[l - 1]], 0.0)
    parameters["b" + str(l)] = np.full([layers_dims[l], 1], 0.0)
return parameters""",
        "setdefault and OrderedDict": r"""
from collections import OrderedDict
parameters = OrderedDict()
for index, (before, after) in enumerate(zip(layers_dims[:-1], layers_dims[1:]), start=1):
    parameters.setdefault("W" + str(index), np.zeros((after, before)))
    parameters.setdefault("b" + str(index), np.zeros((after, 1)))
return parameters""",
    },
    "initialize_parameters_constant": {
        "zeros plus value": r"""
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.zeros((layers_dims[l], layers_dims[l - 1])) + value
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters""",
        "empty and fill, tile": r"""
parameters = {}
for l in range(1, len(layers_dims)):
    W = np.empty((layers_dims[l], layers_dims[l - 1]))
    W.fill(value)
    parameters["W" + str(l)] = W
    parameters["b" + str(l)] = np.tile(0.0, (layers_dims[l], 1))
return parameters""",
    },
    "initialize_parameters_random": {
        "prints on the way": r"""
np.random.seed(3)
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = 10 * np.random.randn(layers_dims[l], layers_dims[l - 1])
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
    print("layer", l, parameters["W" + str(l)].shape)
return parameters""",
        "flat draw and reshape": r"""
parameters = {}
np.random.seed(3)
for l in range(1, len(layers_dims)):
    rows, columns = layers_dims[l], layers_dims[l - 1]
    parameters["W" + str(l)] = (np.random.randn(rows * columns) * 10).reshape(rows, columns)
    parameters["b" + str(l)] = np.zeros(rows).reshape(-1, 1)
return parameters""",
        "generator seeded legacy": r"""
gen = np.random.RandomState(seed=3)
parameters = {}
for l in range(len(layers_dims) - 1):
    parameters["W" + str(l + 1)] = gen.normal(loc=0.0, scale=10.0, size=(layers_dims[l + 1], layers_dims[l]))
    parameters["b" + str(l + 1)] = np.zeros((layers_dims[l + 1], 1), dtype=int)
return parameters""",
    },
    "initialize_parameters_he": {
        "zip and pairwise": r"""
parameters = {}
np.random.seed(3)
for l, (n_in, n_out) in enumerate(zip(layers_dims, layers_dims[1:]), 1):
    parameters[f"W{l}"] = np.random.randn(n_out, n_in) * (2 / n_in) ** 0.5
    parameters[f"b{l}"] = np.zeros(shape=(n_out, 1))
return parameters""",
        "RandomState": r"""
parameters = {}
rng = np.random.RandomState(3)
for l in range(1, len(layers_dims)):
    parameters["W%d" % l] = rng.randn(layers_dims[l], layers_dims[l - 1]) / np.sqrt(layers_dims[l - 1] / 2.0)
    parameters["b%d" % l] = np.zeros((layers_dims[l], 1))
return parameters""",
        "normal with scale": r"""
parameters = {}
np.random.seed(3)
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.normal(0, np.sqrt(2. / layers_dims[l - 1]), (layers_dims[l], layers_dims[l - 1]))
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters""",
    },
    "initialize_parameters_xavier": {
        "standard_normal and in place": r"""
parameters = {}
np.random.seed(3)
for l in range(1, len(layers_dims)):
    W = np.random.standard_normal(size=(layers_dims[l], layers_dims[l - 1]))
    W /= np.sqrt(layers_dims[l - 1])
    parameters["W" + str(l)] = W
    parameters["b" + str(l)] = np.zeros_like(W[:, :1])
return parameters""",
        "helper inside, dict comprehension": r"""
np.random.seed(3)
n = list(layers_dims)
parameters = {}
for l in range(1, len(n)):
    parameters.update({f"W{l}": np.sqrt(1 / n[l - 1]) * np.random.randn(n[l], n[l - 1]), f"b{l}": np.array([[0.0]] * n[l])})
return parameters""",
    },
    "initialize_parameters_glorot": {
        "math.sqrt imported inside": r"""
import math
parameters = {}
np.random.seed(3)
for l in range(1, len(layers_dims)):
    n_in, n_out = layers_dims[l - 1], layers_dims[l]
    sigma = math.sqrt(1 / ((n_in + n_out) / 2))
    parameters["W" + str(l)] = sigma * np.random.randn(n_out, n_in)
    parameters["b" + str(l)] = np.zeros((n_out, 1))
return parameters""",
        "W before b in other order of keys": r"""
np.random.seed(3)
parameters = {}
biases = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l - 1]) * np.sqrt(2 / sum(layers_dims[l - 1:l + 1]))
    biases["b" + str(l)] = np.zeros((layers_dims[l], 1))
parameters = {**parameters, **biases}
return parameters""",
        "recursion over while": r"""
parameters = dict()
np.random.seed(seed=3)
l = 1
while l < len(layers_dims):
    fan = layers_dims[l] + layers_dims[l - 1]
    parameters["W{}".format(l)] = np.multiply(np.random.randn(layers_dims[l], layers_dims[l - 1]), np.power(2 / fan, 0.5))
    parameters["b{}".format(l)] = np.zeros((layers_dims[l], 1), dtype=np.float64)
    l += 1
return parameters""",
    },
    "linear_gradients": {
        "einsum": r"""
dW1 = np.einsum("om,oh,xm->hx", dZ2, W2, X)
dW2 = np.einsum("om,hx,xm->oh", dZ2, W1, X)
return dW1, dW2""",
        "loops over examples with outer": r"""
dW1 = np.zeros(W1.shape)
dW2 = np.zeros(W2.shape)
for i in range(X.shape[1]):
    x, d = X[:, i], dZ2[:, i]
    dW2 += np.outer(d, W1.dot(x))
    dW1 += np.outer(W2.T.dot(d), x)
return dW1, dW2""",
        "transposed everything, list returned": r"""
dW2 = np.matmul(X.T.dot(W1.T).T, dZ2.T).T
dW1 = np.matmul(X, (dZ2.T @ W2)).T
return [dW1, dW2]""",
    },
    "constant_prediction_accuracy": {
        "1 - mean": r"""
accuracy = 1 - np.mean(Y)
return accuracy""",
        "python loops": r"""
right = 0
labels = Y.ravel().tolist()
for label in labels:
    right += label == 0
accuracy = right / len(labels)
return accuracy""",
        "compares with zeros array": r"""
predictions = np.zeros_like(Y)
accuracy = float(np.sum(predictions == Y)) / Y.shape[1]
return accuracy""",
        "sklearn": r"""
from sklearn.metrics import accuracy_score
accuracy = accuracy_score(np.ravel(Y), np.zeros(Y.size))
return accuracy""",
    },
    "clip_gradients": {
        "concatenate of ravel": r"""
g = np.concatenate([np.ravel(v) for v in gradients.values()])
norm = np.linalg.norm(g)
factor = min(1.0, max_norm / norm) if norm > 0 else 1.0
clipped = {k: np.array(v) * factor for k, v in gradients.items()}
return clipped""",
        "norm of norms": r"""
norm = np.linalg.norm([np.linalg.norm(g) for g in gradients.values()])
clipped = {}
for key in gradients.keys():
    if norm > max_norm:
        clipped[key] = np.divide(np.multiply(gradients[key], max_norm), norm)
    else:
        clipped[key] = gradients[key].copy()
return clipped""",
        "deepcopy then in place": r"""
from copy import deepcopy
clipped = deepcopy(gradients)
squares = 0.0
for key in clipped:
    squares = squares + (clipped[key] ** 2).sum()
if squares > max_norm ** 2:
    for key in clipped:
        clipped[key] *= max_norm / squares ** 0.5
return clipped""",
    },
    "forward_propagation": {
        "loop": r"""
J = x
for _ in range(3):
    J *= theta
return J""",
        "float and operator module": r"""
import operator
J = operator.mul(float(x), pow(theta, 3))
return J""",
        "numpy polynomial": r"""
J = np.polynomial.polynomial.polyval(theta, [0, 0, 0, x])
return J""",
    },
    "backward_propagation": {
        "polyder": r"""
dtheta = np.polyval(np.polyder(np.array([x, 0.0, 0.0, 0.0])), theta)
return dtheta""",
        "sum of product rule terms": r"""
dtheta = x * (theta * theta + theta * theta + theta * theta)
return dtheta""",
        "lambda and closure": r"""
f = lambda t: 3 * t ** 2
dtheta = x * f(theta)
return dtheta""",
    },
    "gradient_check": {
        "list comprehension": r"""
J_plus, J_minus = [forward_propagation(x, theta + side * epsilon) for side in (1, -1)]
gradapprox = (J_plus - J_minus) / (2 * epsilon)
grad = backward_propagation(x, theta)
difference = abs(grad - gradapprox) / (abs(grad) + abs(gradapprox))
return difference""",
        "numpy norm of one-element vector": r"""
g = np.array([backward_propagation(x, theta)])
a = np.array([(forward_propagation(x, theta + epsilon) - forward_propagation(x, theta - epsilon)) / epsilon / 2])
difference = np.linalg.norm(g - a) / (np.linalg.norm(g) + np.linalg.norm(a))
return difference""",
        "early assertions and math.fabs": r"""
from math import fabs
thetaplus, thetaminus = theta + epsilon, theta - epsilon
up, down = forward_propagation(x=x, theta=thetaplus), forward_propagation(x=x, theta=thetaminus)
slope = (up - down) / (thetaplus - thetaminus)
grad = backward_propagation(theta=theta, x=x)
difference = fabs(grad - slope) / (fabs(grad) + fabs(slope))
return difference""",
    },
    "gradient_check_n": {
        "ravel and identity matrix rows": r"""
theta = dictionary_to_vector(parameters)
steps = np.eye(theta.size) * epsilon

def cost(column):
    return forward_propagation_n(X, Y, vector_to_dictionary(column, parameters))[0]

gradapprox = np.array([[(cost(theta + s[:, None]) - cost(theta - s[:, None])) / (2 * epsilon)] for s in steps])
grad = gradients_to_vector(gradients)
difference = np.linalg.norm(grad - gradapprox) / (np.linalg.norm(grad) + np.linalg.norm(gradapprox))
return difference""",
        "deepcopy of the dictionary and ndindex": r"""
import copy
slopes = {}
for name in ["W1", "b1", "W2", "b2", "W3", "b3"]:
    slopes["d" + name] = np.zeros_like(parameters[name], dtype=float)
    for place in np.ndindex(*parameters[name].shape):
        up, down = copy.deepcopy(parameters), copy.deepcopy(parameters)
        up[name][place] += epsilon
        down[name][place] -= epsilon
        slopes["d" + name][place] = (forward_propagation_n(X, Y, up)[0] - forward_propagation_n(X, Y, down)[0]) / (2 * epsilon)
g, a = gradients_to_vector(gradients), gradients_to_vector(slopes)
difference = np.sqrt(np.sum((g - a) ** 2)) / (np.sqrt(np.sum(g ** 2)) + np.sqrt(np.sum(a ** 2)))
return difference""",
        "moves in place on its own vector and back": r"""
theta = dictionary_to_vector(parameters)
grad = gradients_to_vector(gradients).flatten()
approx = []
for i in range(theta.shape[0]):
    old = theta[i, 0]
    theta[i, 0] = old + epsilon
    J_plus, _ = forward_propagation_n(X, Y, vector_to_dictionary(theta, parameters))
    theta[i, 0] = old - epsilon
    J_minus, _ = forward_propagation_n(X, Y, vector_to_dictionary(theta, parameters))
    theta[i, 0] = old
    approx.append((J_plus - J_minus) / (2.0 * epsilon))
approx = np.asarray(approx)
difference = float(np.linalg.norm(grad - approx) / (np.linalg.norm(grad) + np.linalg.norm(approx)))
return difference""",
    },
    "backward_propagation_n": {
        "with where and einsum": r"""
def backward_propagation_n(X, Y, cache):
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    m = Y.shape[1]
    dZ3 = (A3 - Y) / m
    dZ2 = np.where(Z2 > 0, W3.T @ dZ3, 0)
    dZ1 = np.where(Z1 > 0, W2.T @ dZ2, 0)
    return dict(
        dW1=np.einsum("im,jm->ij", dZ1, X), db1=dZ1.sum(1, keepdims=True),
        dW2=np.einsum("im,jm->ij", dZ2, A1), db2=dZ2.sum(1, keepdims=True),
        dW3=np.einsum("im,jm->ij", dZ3, A2), db3=dZ3.sum(1, keepdims=True),
    )""",
        "loop over layers": r"""
def sum_examples(dZ):
    return np.sum(dZ, axis=1, keepdims=True)


def backward_propagation_n(X, Y, cache):
    Z, A, W = list(cache[0::4]), [X] + list(cache[1::4]), list(cache[2::4])
    m = X.shape[1]
    grads = {}
    dZ = A[3] - Y
    for l in (3, 2, 1):
        grads[f"dW{l}"] = dZ @ A[l - 1].T / m
        grads[f"db{l}"] = sum_examples(dZ) / m
        if l > 1:
            dZ = (W[l - 1].T @ dZ) * (A[l - 1] > 0)
    return grads""",
        "a second function, bool as int, np.dot with ones": r"""
def times_relu(dA, A):
    dZ = np.array(dA, copy=True)
    dZ[A <= 0] = 0
    return dZ


def backward_propagation_n(X, Y, cache):
    m = X.shape[1]
    (Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3) = cache
    one = np.ones((m, 1)) / m
    dZ3 = A3 - Y
    dZ2 = times_relu(W3.T.dot(dZ3), A2)
    dZ1 = times_relu(W2.T.dot(dZ2), A1)
    gradients = {"dW3": dZ3.dot(A2.T) / m, "db3": dZ3.dot(one)}
    gradients.update({"dW2": dZ2.dot(A1.T) / m, "db2": dZ2.dot(one)})
    gradients.update({"dW1": dZ1.dot(X.T) / m, "db1": dZ1.dot(one)})
    return gradients""",
    },
}
# fmt: on


def cell(name: str, body: str) -> str:
    """The cell of a function; a body that begins with `def` is the whole of it."""
    if body.lstrip("\n").startswith("def "):
        return f"# GRADED FUNCTION: {name}\n{body.strip()}\n"
    return function(name, ARGUMENTS[name][0], body)
