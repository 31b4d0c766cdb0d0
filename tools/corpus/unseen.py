"""Wrong answers that were graded and judged before any rule was written for them."""

# fmt: off
# function -> title -> (the mistake's id, what must be said, the function's body)
UNSEEN: dict[str, dict[str, tuple[str, str, str]]] = {
    "initialize_parameters_zeros": {
        "a dictionary inside a dictionary": ("form.one_key", "every layer is stored under the same key. It has the keys W, b.", r"""
parameters = {"W": {}, "b": {}}
for l in range(1, len(layers_dims)):
    parameters["W"][str(l)] = np.zeros((layers_dims[l], layers_dims[l-1]))
    parameters["b"][str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "normalizes the zeros": ("zeros.not_filled", "It comes of 0 divided by 0, or of np.empty", r"""
parameters = {}
for l in range(1, len(layers_dims)):
    W = np.zeros((layers_dims[l], layers_dims[l-1]))
    parameters["W" + str(l)] = W / np.linalg.norm(W)
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
    },
    "linear_gradients": {
        "Z2 in place of dZ2": ("linear.Z2_for_dZ2", "you used Z2, the output of layer 2, where its gradient dZ2 belongs", r"""
A1 = W1 @ X
Z2 = W2 @ A1
dW2 = Z2 @ A1.T
dZ1 = W2.T @ Z2
dW1 = dZ1 @ X.T
return dW1, dW2"""),
        "dZ2 made anew from Z2": ("linear.dZ2_made_anew", "you took dZ2 away from Z2.", r"""
A1 = W1 @ X
A2 = W2 @ A1
dZ2 = A2 - dZ2
dW2 = dZ2 @ A1.T
dZ1 = W2.T @ dZ2
dW1 = dZ1 @ X.T
return dW1, dW2"""),
    },
    "initialize_parameters_random": {
        "another seed for each layer": ("random.seed_in_loop", "set anew for every layer (W1: seed 1, W2: seed 2,", r"""
parameters = {}
for l in range(1, len(layers_dims)):
    np.random.seed(l)
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) * 10
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
    },
    "initialize_parameters_xavier": {
        "draws for the biases, times 0": ("xavier.biases_drawn_in_vain", "you draw numbers for the biases as well and throw them away", r"""
parameters = {}
np.random.seed(3)
for l in range(1, len(layers_dims)):
    parameters["b" + str(l)] = np.random.randn(layers_dims[l], 1) * 0
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) * np.sqrt(1 / layers_dims[l-1])
return parameters"""),
    },
    "initialize_parameters_glorot": {
        "sum of roots": ("glorot.other_factor", "randn times 1.414 / (sqrt(n_in) + sqrt(n_out)).", r"""
parameters = {}
np.random.seed(3)
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1]) * np.sqrt(2) / (np.sqrt(layers_dims[l]) + np.sqrt(layers_dims[l-1]))
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "reshaped to the other way round": ("glorot.other_places", "they stand in other places of W.", r"""
parameters = {}
np.random.seed(3)
for l in range(1, len(layers_dims)):
    n_in, n_out = layers_dims[l-1], layers_dims[l]
    W = np.random.randn(n_in, n_out) * np.sqrt(2 / (n_in + n_out))
    parameters["W" + str(l)] = W.reshape(n_out, n_in, order="F")
    parameters["b" + str(l)] = np.zeros((n_out, 1))
return parameters"""),
    },
    "backward_propagation": {
        "the exponent became a factor": ("backward.second", "or `theta * 2` in place of `theta**2`", r"""
dtheta = x * 3 * theta * 2
return dtheta"""),
        "a test value left in": ("backward.other_formula", "your code calculates 6 * theta**2.", r"""
x = 2
dtheta = 3 * x * theta ** 2
print("dtheta:", dtheta)
return dtheta"""),
        "np.gradient of J": ("value.type", "it returned a tuple of 0 values.", r"""
J = forward_propagation(x, theta)
dtheta = np.gradient(J, theta)
return dtheta"""),
    },
    "gradient_check": {
        "the old cost x * theta": ("check.no_cost_called", "your code never calls forward_propagation.", r"""
theta_plus = theta + epsilon
theta_minus = theta - epsilon
J_plus = x * theta_plus
J_minus = x * theta_minus
gradapprox = (J_plus - J_minus) / (2 * epsilon)
grad = backward_propagation(x, theta)
difference = abs(grad - gradapprox) / (abs(grad) + abs(gradapprox))
return difference"""),
        "x and theta exchanged in all calls": ("check.arguments_exchanged", "x and theta are exchanged in a call.", r"""
J_plus = forward_propagation(theta + epsilon, x)
J_minus = forward_propagation(theta - epsilon, x)
gradapprox = (J_plus - J_minus) / (2 * epsilon)
grad = backward_propagation(theta, x)
difference = abs(grad - gradapprox) / (abs(grad) + abs(gradapprox))
return difference"""),
        "epsilon halved on each side, still 2 epsilon below": ("check.cost_elsewhere", "theta + 0.5 * epsilon and theta - 0.5 * epsilon.", r"""
J_plus = forward_propagation(x, theta + epsilon / 2)
J_minus = forward_propagation(x, theta - epsilon / 2)
gradapprox = (J_plus - J_minus) / (2 * epsilon)
grad = backward_propagation(x, theta)
difference = np.abs(grad - gradapprox) / (np.abs(grad) + np.abs(gradapprox))
return difference"""),
        "epsilon added below against division by zero": ("check.epsilon_added_below", "epsilon is added below the line.", r"""
J_plus = forward_propagation(x, theta + epsilon)
J_minus = forward_propagation(x, theta - epsilon)
gradapprox = (J_plus - J_minus) / (2 * epsilon)
grad = backward_propagation(x, theta)
difference = abs(grad - gradapprox) / (abs(grad) + abs(gradapprox) + epsilon)
return difference"""),
    },
    "gradient_check_n": {
        "loop over the columns of theta": ("check_n.one_entry", "such as theta.shape[1]?", r"""
theta = dictionary_to_vector(parameters)
grad = gradients_to_vector(gradients)
gradapprox = np.zeros(theta.shape)
for i in range(theta.shape[1]):
    theta_plus = theta.copy()
    theta_plus[i] += epsilon
    theta_minus = theta.copy()
    theta_minus[i] -= epsilon
    J_plus, _ = forward_propagation_n(X, Y, vector_to_dictionary(theta_plus, parameters))
    J_minus, _ = forward_propagation_n(X, Y, vector_to_dictionary(theta_minus, parameters))
    gradapprox[i] = (J_plus - J_minus) / (2 * epsilon)
difference = np.linalg.norm(grad - gradapprox) / (np.linalg.norm(grad) + np.linalg.norm(gradapprox))
return difference"""),
        "divides by 3 epsilon": ("check_n.factor", "every entry of gradapprox is 0.667 times what it should be", r"""
theta = dictionary_to_vector(parameters)
grad = gradients_to_vector(gradients)
gradapprox = np.zeros(theta.shape)
for i in range(len(theta)):
    theta_plus, theta_minus = theta.copy(), theta.copy()
    theta_plus[i] += epsilon
    theta_minus[i] -= epsilon
    J_plus, _ = forward_propagation_n(X, Y, vector_to_dictionary(theta_plus, parameters))
    J_minus, _ = forward_propagation_n(X, Y, vector_to_dictionary(theta_minus, parameters))
    gradapprox[i] = (J_plus - J_minus) / (3 * epsilon)
difference = np.linalg.norm(grad - gradapprox) / (np.linalg.norm(grad) + np.linalg.norm(gradapprox))
return difference"""),
        "gradapprox = grad, without a copy": ("check_n.always_0", "`gradapprox = grad` makes no copy", r"""
theta = dictionary_to_vector(parameters)
grad = gradients_to_vector(gradients)
gradapprox = grad
for i in range(len(theta)):
    theta_plus = theta.copy()
    theta_plus[i] += epsilon
    J_plus, _ = forward_propagation_n(X, Y, vector_to_dictionary(theta_plus, parameters))
    theta_minus = theta.copy()
    theta_minus[i] -= epsilon
    J_minus, _ = forward_propagation_n(X, Y, vector_to_dictionary(theta_minus, parameters))
    gradapprox[i] = (J_plus - J_minus) / (2 * epsilon)
difference = np.linalg.norm(grad - gradapprox) / (np.linalg.norm(grad) + np.linalg.norm(gradapprox))
return difference"""),
        "i - 1 for the lowered entry": ("check_n.other_entry", "J_plus and J_minus belong to different entries", r"""
theta = dictionary_to_vector(parameters)
grad = gradients_to_vector(gradients)
n = len(theta)
gradapprox = np.zeros((n, 1))
for i in range(n):
    theta_plus = theta.copy()
    theta_plus[i] += epsilon
    theta_minus = theta.copy()
    theta_minus[i - 1] -= epsilon
    J_plus = forward_propagation_n(X, Y, vector_to_dictionary(theta_plus, parameters))[0]
    J_minus = forward_propagation_n(X, Y, vector_to_dictionary(theta_minus, parameters))[0]
    gradapprox[i] = (J_plus - J_minus) / (2 * epsilon)
difference = np.linalg.norm(grad - gradapprox) / (np.linalg.norm(grad) + np.linalg.norm(gradapprox))
return difference"""),
        "stops after ten entries to see the output": ("check_n.entries", "of 29 entries 11 are right, 18 are 0, 0 are other numbers.", r"""
theta = dictionary_to_vector(parameters)
grad = gradients_to_vector(gradients)
gradapprox = np.zeros(theta.shape)
for i in range(len(theta)):
    theta_plus = theta.copy()
    theta_plus[i] += epsilon
    theta_minus = theta.copy()
    theta_minus[i] -= epsilon
    J_plus, _ = forward_propagation_n(X, Y, vector_to_dictionary(theta_plus, parameters))
    J_minus, _ = forward_propagation_n(X, Y, vector_to_dictionary(theta_minus, parameters))
    gradapprox[i] = (J_plus - J_minus) / (2 * epsilon)
    print(i, gradapprox[i])
    if i == 10:
        break
difference = np.linalg.norm(grad - gradapprox) / (np.linalg.norm(grad) + np.linalg.norm(gradapprox))
return difference"""),
        "np.append without keeping its result": ("check_n.same_point", "np.append makes a new array", r"""
theta = dictionary_to_vector(parameters)
grad = gradients_to_vector(gradients)
gradapprox = np.zeros(theta.shape)
for i in range(len(theta)):
    theta_plus = theta.copy()
    theta_plus[i] += epsilon
    theta_minus = theta.copy()
    theta_minus[i] -= epsilon
    J_plus, _ = forward_propagation_n(X, Y, vector_to_dictionary(theta_plus, parameters))
    J_minus, _ = forward_propagation_n(X, Y, vector_to_dictionary(theta_minus, parameters))
    np.append(gradapprox, (J_plus - J_minus) / (2 * epsilon))
difference = np.linalg.norm(grad - gradapprox) / (np.linalg.norm(grad) + np.linalg.norm(gradapprox))
return difference"""),
        "the minus half stands after the loop": ("check_n.entries", "of 29 entries 1 are right, 0 are 0, 28 are other numbers.", r"""
theta = dictionary_to_vector(parameters)
grad = gradients_to_vector(gradients)
n = len(theta)
gradapprox = np.zeros((n, 1))
J_plus = np.zeros((n, 1))
J_minus = np.zeros((n, 1))
for i in range(n):
    theta_plus = theta.copy()
    theta_plus[i] += epsilon
    J_plus[i] = forward_propagation_n(X, Y, vector_to_dictionary(theta_plus, parameters))[0]
theta_minus = theta.copy()
theta_minus[i] -= epsilon
J_minus[i] = forward_propagation_n(X, Y, vector_to_dictionary(theta_minus, parameters))[0]
gradapprox = (J_plus - J_minus) / (2 * epsilon)
difference = np.linalg.norm(grad - gradapprox) / (np.linalg.norm(grad) + np.linalg.norm(gradapprox))
return difference"""),
    },
    "initialize_parameters_constant": {
        "the biases' line stands after the loop": ("form.line_outside_loop", "look at how far it is indented", r"""
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.full((layers_dims[l], layers_dims[l-1]), value)
parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "divided by the norm of the layer": ("constant.scaled", "your weights are value * 1 / sqrt(n_in) / sqrt(n_out).", r"""
parameters = {}
for l in range(1, len(layers_dims)):
    W = np.ones((layers_dims[l], layers_dims[l-1]))
    parameters["W" + str(l)] = value * W / np.linalg.norm(W)
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
    },
    "initialize_parameters_he": {
        "a second loop over l inside the first": ("form.only_last_layer", "does a second loop inside it use the name l, too?", r"""
parameters = {}
np.random.seed(3)
for l in range(1, len(layers_dims)):
    W = np.random.randn(layers_dims[l], layers_dims[l-1])
    for l in range(len(layers_dims)):
        factor = np.sqrt(2 / layers_dims[l-1])
    parameters["W" + str(l)] = W * factor
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
        "scaled again in a second loop": ("he.scaled_again", "applied several times (W1: 5 times, W2: 4 times,", r"""
parameters = {}
np.random.seed(3)
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l-1])
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
    for k in range(1, l + 1):
        parameters["W" + str(k)] = parameters["W" + str(k)] * np.sqrt(2 / layers_dims[k-1])
return parameters"""),
        "the variance set by force": ("he.standardized", "divided by their own variance", r"""
parameters = {}
np.random.seed(3)
for l in range(1, len(layers_dims)):
    W = np.random.randn(layers_dims[l], layers_dims[l-1])
    W = W / np.var(W) * (2 / layers_dims[l-1])
    parameters["W" + str(l)] = W
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters"""),
    },
    "forward_propagation": {
        "theta overwritten by a number of its own": ("forward.other_formula", "your code calculates 64 * x.", r"""
theta = 4
J = x * theta ** 3
return J"""),
    },
    "clip_gradients": {
        "max_norm set to 1 for a try, and left there": ("clip.to_length_1", "or max_norm is given another value, 1, in your code", r"""
max_norm = 1
norm = np.sqrt(sum([np.sum(np.square(g)) for g in gradients.values()]))
print("norm", norm)
clipped = {k: g.copy() for k, g in gradients.items()}
if norm > max_norm:
    for k in clipped:
        clipped[k] *= max_norm / norm
return clipped"""),
    },
}
