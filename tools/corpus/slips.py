"""Wrong answers as students err, written from the exercises' texts: title -> the function's body."""

from tools.corpus.styles import FACTORS, function


def const(value):
    return {
        "inner brackets forgotten": """
parameters = {}
for l in range(1, len(layers_dims)):
    parameters["W" + str(l)] = np.zeros(layers_dims[l], layers_dims[l - 1])
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
return parameters""",
        "number in a key": f"""
parameters = {{}}
for l in range(1, len(layers_dims)):
    parameters["W" + l] = np.full((layers_dims[l], layers_dims[l - 1]), {value})
    parameters["b" + l] = np.zeros((layers_dims[l], 1))
return parameters""",
        "range of a list": f"""
parameters = {{}}
for l in range(layers_dims):
    parameters[f"W{{l}}"] = np.full((layers_dims[l], layers_dims[l - 1]), {value})
    parameters[f"b{{l}}"] = np.zeros((layers_dims[l], 1))
return parameters""",
        "index after the end": f"""
parameters = {{}}
for l in range(1, len(layers_dims)):
    parameters[f"W{{l}}"] = np.full((layers_dims[l + 1], layers_dims[l]), {value})
    parameters[f"b{{l}}"] = np.zeros((layers_dims[l + 1], 1))
return parameters""",
        "round brackets for an index": f"""
parameters = {{}}
for l in range(1, len(layers_dims)):
    parameters[f"W{{l}}"] = np.full((layers_dims(l), layers_dims(l - 1)), {value})
    parameters[f"b{{l}}"] = np.zeros((layers_dims(l), 1))
return parameters""",
        "a misspelt np function": f"""
parameters = {{}}
for l in range(1, len(layers_dims)):
    parameters[f"W{{l}}"] = np.zeroes((layers_dims[l], layers_dims[l - 1])) + {value}
    parameters[f"b{{l}}"] = np.zeroes((layers_dims[l], 1))
return parameters""",
        "a variable that is not there": f"""
params = {{}}
for l in range(1, len(layers_dims)):
    params[f"W{{l}}"] = np.full((layers_dims[l], layers_dims[l - 1]), {value})
    params[f"b{{l}}"] = np.zeros((layers_dims[l], 1))
return parameters""",
        "bias also from value": f"""
parameters = {{}}
for l in range(1, len(layers_dims)):
    parameters[f"W{{l}}"] = np.full((layers_dims[l], layers_dims[l - 1]), {value})
    parameters[f"b{{l}}"] = np.full((layers_dims[l], 1), {value} + 1)
return parameters""",
        "one more key": f"""
parameters = {{"L": len(layers_dims) - 1}}
for l in range(1, len(layers_dims)):
    parameters[f"W{{l}}"] = np.full((layers_dims[l], layers_dims[l - 1]), {value})
    parameters[f"b{{l}}"] = np.zeros((layers_dims[l], 1))
return parameters""",
        "keys without a number": f"""
parameters = {{}}
for l in range(1, len(layers_dims)):
    parameters["W"] = np.full((layers_dims[l], layers_dims[l - 1]), {value})
    parameters["b"] = np.zeros((layers_dims[l], 1))
return parameters""",
        "bias of the layer below": f"""
parameters = {{}}
for l in range(1, len(layers_dims)):
    parameters[f"W{{l}}"] = np.full((layers_dims[l], layers_dims[l - 1]), {value})
    parameters[f"b{{l}}"] = np.zeros((layers_dims[l - 1], 1))
return parameters""",
        "printed instead of returned": f"""
parameters = {{}}
for l in range(1, len(layers_dims)):
    parameters[f"W{{l}}"] = np.full((layers_dims[l], layers_dims[l - 1]), {value})
    parameters[f"b{{l}}"] = np.zeros((layers_dims[l], 1))
print(parameters)""",
    }


ZEROS = const("0.0")
ZEROS |= {
    "small numbers": """
parameters = {}
for l in range(1, len(layers_dims)):
    parameters[f"W{l}"] = np.ones((layers_dims[l], layers_dims[l - 1])) * 0.01
    parameters[f"b{l}"] = np.zeros((layers_dims[l], 1))
return parameters""",
    "ones everywhere": """
parameters = {}
for l in range(1, len(layers_dims)):
    parameters[f"W{l}"] = np.ones((layers_dims[l], layers_dims[l - 1]))
    parameters[f"b{l}"] = np.ones((layers_dims[l], 1))
return parameters""",
}


def fill(w):
    return f"""
parameters = {{}}
for l in range(1, len(layers_dims)):
    parameters[f"W{{l}}"] = {w}
    parameters[f"b{{l}}"] = np.zeros((layers_dims[l], 1))
return parameters"""


SHAPE = "(layers_dims[l], layers_dims[l - 1])"
CONST = {k: v for k, v in const("value").items() if k not in ("inner brackets forgotten",)}
CONST |= {
    "np.full without inner brackets": fill("np.full(layers_dims[l], layers_dims[l - 1], value)"),
    "value or 1": fill(f"np.full({SHAPE}, value or 1.0)"),
    "ones plus value": fill(f"np.ones({SHAPE}) + value"),
    "clipped to 1": fill(f"np.full({SHAPE}, min(1.0, value))"),
    "clipped to -1 and 1": fill(f"np.full({SHAPE}, np.clip(value, -1, 1))"),
    "scaled by He": fill(f"np.full({SHAPE}, value) * np.sqrt(2 / layers_dims[l - 1])"),
    "whole numbers by full_like": fill(f"np.full_like(np.zeros({SHAPE}, dtype=int), value)"),
    "the default 0.5": fill(f"np.full({SHAPE}, 0.5)"),
    "negative cut off": fill(f"np.maximum(0, np.full({SHAPE}, value))"),
    "rounded": fill(f"np.full({SHAPE}, np.round(value))"),
}
LINEAR = {
    "dZ1 without W2.T": "A1 = W1 @ X\ndW2 = dZ2 @ A1.T\ndZ1 = W2 @ dZ2\ndW1 = dZ1 @ X.T\nreturn dW1, dW2",
    "A1 not transposed": "A1 = W1 @ X\ndW2 = dZ2 @ A1\ndZ1 = W2.T @ dZ2\ndW1 = dZ1 @ X.T\nreturn dW1, dW2",
    "factors exchanged in dW2": "A1 = W1 @ X\ndW2 = A1 @ dZ2.T\ndZ1 = W2.T @ dZ2\ndW1 = dZ1 @ X.T\nreturn dW1, dW2",
    "factors exchanged in dW1": "A1 = W1 @ X\ndW2 = dZ2 @ A1.T\ndZ1 = W2.T @ dZ2\ndW1 = X @ dZ1.T\nreturn dW1, dW2",
    "star for @": "A1 = W1 @ X\ndW2 = dZ2 * A1.T\ndZ1 = W2.T @ dZ2\ndW1 = dZ1 @ X.T\nreturn dW1, dW2",
    "a triple": "A1 = W1 @ X\nreturn (W2.T @ dZ2) @ X.T, dZ2 @ A1.T, A1",
    "a set": "A1 = W1 @ X\nreturn {(W2.T @ dZ2) @ X.T, dZ2 @ A1.T}",
    "exchanged order": "A1 = W1 @ X\ndW2 = dZ2 @ A1.T\ndW1 = (W2.T @ dZ2) @ X.T\nreturn dW2, dW1",
    "tanh slope": "A1 = W1 @ X\ndW2 = dZ2 @ A1.T\ndZ1 = (W2.T @ dZ2) * (1 - A1**2)\ndW1 = dZ1 @ X.T\nreturn dW1, dW2",
    "relu throughout": "A1 = np.maximum(0, W1 @ X)\ndW2 = dZ2 @ A1.T\ndZ1 = (W2.T @ dZ2) * (A1 > 0)\ndW1 = dZ1 @ X.T\nreturn dW1, dW2",
    "1/m in both": "m = X.shape[1]\nA1 = W1 @ X\ndW2 = dZ2 @ A1.T / m\ndW1 = (W2.T @ dZ2) @ X.T / m\nreturn dW1, dW2",
    "globals for arguments": "A1 = np.dot(W1, train_X)\ndW2 = dZ2 @ A1.T\ndW1 = (W2.T @ dZ2) @ train_X.T\nreturn dW1, dW2",
    "dW1 through A1": "A1 = W1 @ X\ndW2 = dZ2 @ A1.T\ndW1 = (W2.T @ dZ2) @ A1.T\nreturn dW1, dW2",
    "W1 in the way back": "A1 = W1 @ X\ndW2 = dZ2 @ A1.T\ndZ1 = W1.T @ dZ2\ndW1 = dZ1 @ X.T\nreturn dW1, dW2",
    "sum over the wrong axis": "A1 = W1 @ X\ndW2 = np.sum(dZ2, axis=1, keepdims=True) * np.sum(A1, axis=1)\ndW1 = np.sum(W2.T @ dZ2, axis=1, keepdims=True) * np.sum(X, axis=1)\nreturn dW1, dW2",
    "updated W2": "A1 = W1 @ X\ndW2 = dZ2 @ A1.T\nW2 = W2 - dW2\ndW1 = (W2.T @ dZ2) @ X.T\nreturn dW1, dW2",
    "W2 changed in place": "A1 = W1 @ X\ndW2 = dZ2 @ A1.T\nW2 -= dW2\ndW1 = (W2.T @ dZ2) @ X.T\nreturn dW1, dW2",
    "weights returned": "A1 = W1 @ X\nW2 = W2 - dZ2 @ A1.T\nreturn W1, W2",
    "dZ1 undefined": "A1 = W1 @ X\ndW2 = dZ2 @ A1.T\ndW1 = dZ1 @ X.T\nreturn dW1, dW2",
    "only the last example": "for k in range(X.shape[1]):\n    dW2 = np.outer(dZ2[:, k], W1 @ X[:, k])\n    dW1 = np.outer(W2.T @ dZ2[:, k], X[:, k])\nreturn dW1, dW2",
    "a list of two lists": "A1 = W1 @ X\nreturn ((W2.T @ dZ2) @ X.T).tolist(), (dZ2 @ A1.T).tolist()",
    "X for A1 and A1 for X": "A1 = W1 @ X\nreturn (W2.T @ dZ2) @ A1.T, dZ2 @ X.T",
}
ACC = {
    "sklearn on rows": "from sklearn.metrics import accuracy_score\nreturn accuracy_score(Y, np.zeros_like(Y))",
    "array_equal": "return float(np.array_equal(Y, np.zeros_like(Y)))",
    "wrapped in a list": "return [np.mean(Y == 0)]",
    "a table of one": "return np.array([[np.mean(Y == 0)]])",
    "two values": "accuracy = np.mean(Y == 0)\nreturn accuracy, 1 - accuracy",
    "a dictionary": "return {'accuracy': np.mean(Y == 0)}",
    "rounded to three digits": "return round(np.mean(Y == 0), 3)",
    "python's sum": "return sum(Y == 0) / Y.shape[1]",
    "divided by 5": "return np.sum(Y == 0) / 5",
    "divided by len": "return np.sum(Y == 0) / len(Y)",
    "count": "return list(Y[0]).count(0)",
    "if Y == 0": "hits = 0\nif Y == 0:\n    hits += 1\nreturn hits / Y.shape[1]",
    "Y.mean without brackets": "return 1 - Y.mean",
    "the first label": "return float(Y[0, 0] == 0)",
    "loop over rows": "hits = 0\nfor y in Y:\n    if y == 0:\n        hits += 1\nreturn hits / Y.shape[1]",
    "global labels": "return float(np.mean(train_Y == 0))",
    "a string": "return str(np.mean(Y == 0))",
    "m first": "return Y.shape[0] / np.sum(Y == 0)",
    "total not started": "for y in Y[0]:\n    total += y == 0\nreturn total / Y.shape[1]",
    "np.mean with axis 0": "return np.mean(Y == 0, axis=0)",
    "equal to one": "return np.count_nonzero(Y == 1) / Y.size",
    "changes Y": "Y -= 1\nreturn np.mean(Y == -1)",
}
CLIP = {
    "array of arrays": "norm = np.linalg.norm(np.array(list(gradients.values())))\nfactor = max_norm / norm if norm > max_norm else 1\nreturn {k: g * factor for k, g in gradients.items()}",
    "norm of the dictionary": "norm = np.linalg.norm(gradients)\nfactor = max_norm / norm if norm > max_norm else 1\nreturn {k: g * factor for k, g in gradients.items()}",
    "dictionary squared": "norm = np.sqrt(np.sum(gradients**2))\nreturn {k: g * max_norm / norm for k, g in gradients.items()}",
    "total overwritten": "for g in gradients.values():\n    total = np.sum(g**2)\nnorm = np.sqrt(total)\nfactor = max_norm / norm if norm > max_norm else 1.0\nreturn {k: g * factor for k, g in gradients.items()}",
    "total not started": "for g in gradients.values():\n    total += np.sum(g**2)\nnorm = np.sqrt(total)\nfactor = max_norm / norm if norm > max_norm else 1.0\nreturn {k: g * factor for k, g in gradients.items()}",
    "scaled in a double loop": "norm = np.sqrt(sum(np.sum(g**2) for g in gradients.values()))\nclipped = {k: g.copy() for k, g in gradients.items()}\nif norm > max_norm:\n    for _ in gradients:\n        for k in clipped:\n            clipped[k] = clipped[k] * max_norm / norm\nreturn clipped",
    "never below 0.01": "norm = np.sqrt(sum(np.sum(g**2) for g in gradients.values()))\nfactor = max(0.01, min(1.0, max_norm / norm)) if norm else 1.0\nreturn {k: g * factor for k, g in gradients.items()}",
    "each array": "clipped = {}\nfor k, g in gradients.items():\n    n = np.sqrt(np.sum(g**2))\n    clipped[k] = g * min(1, max_norm / n) if n else g * 1\nreturn clipped",
    "return in the loop": "norm = np.sqrt(sum(np.sum(g**2) for g in gradients.values()))\nfactor = max_norm / norm if norm > max_norm else 1.0\nclipped = {}\nfor k, g in gradients.items():\n    clipped[k] = g * factor\n    return clipped",
    "changes the arrays": "norm = np.sqrt(sum(np.sum(g**2) for g in gradients.values()))\nif norm > max_norm:\n    for k in gradients:\n        gradients[k] *= max_norm / norm\nreturn dict(gradients)",
    "changes the dictionary": "norm = np.sqrt(sum(np.sum(g**2) for g in gradients.values()))\nif norm > max_norm:\n    for k in gradients:\n        gradients[k] = gradients[k] * max_norm / norm\nreturn gradients",
    "known keys only": "norm = np.sqrt(np.sum(gradients['dW1']**2) + np.sum(gradients['db1']**2))\nfactor = max_norm / norm if norm > max_norm else 1.0\nreturn {k: g * factor for k, g in gradients.items()}",
    "keys spelled out": "g = gradients\nnorm = np.sqrt(sum(np.sum(g[k]**2) for k in ('dW1', 'db1', 'dW2', 'db2', 'dW3', 'db3')))\nfactor = max_norm / norm if norm > max_norm else 1.0\nreturn {k: v * factor for k, v in g.items()}",
    "lists": "norm = np.sqrt(sum(np.sum(g**2) for g in gradients.values()))\nfactor = max_norm / norm if norm > max_norm else 1.0\nreturn {k: (g * factor).tolist() for k, g in gradients.items()}",
    "flattened": "norm = np.sqrt(sum(np.sum(g**2) for g in gradients.values()))\nfactor = max_norm / norm if norm > max_norm else 1.0\nreturn {k: g.ravel() * factor for k, g in gradients.items()}",
    "with the norm": "norm = np.sqrt(sum(np.sum(g**2) for g in gradients.values()))\nfactor = max_norm / norm if norm > max_norm else 1.0\nreturn {k: g * factor for k, g in gradients.items()}, norm",
    "an extra key": "norm = np.sqrt(sum(np.sum(g**2) for g in gradients.values()))\nfactor = max_norm / norm if norm > max_norm else 1.0\nresult = {k: g * factor for k, g in gradients.items()}\nresult['norm'] = norm\nreturn result",
    "whole division": "norm = np.sqrt(sum(np.sum(g**2) for g in gradients.values()))\nfactor = max_norm // norm if norm > max_norm else 1.0\nreturn {k: g * factor for k, g in gradients.items()}",
    "not squared": "norm = np.sqrt(abs(sum(np.sum(g) for g in gradients.values())))\nfactor = max_norm / norm if norm > max_norm else 1.0\nreturn {k: g * factor for k, g in gradients.items()}",
    "axis forgotten norm 1": "norm = sum(np.linalg.norm(g, 1) for g in gradients.values())\nfactor = max_norm / norm if norm > max_norm else 1.0\nreturn {k: g * factor for k, g in gradients.items()}",
    "max of zero": "norm = np.sqrt(sum(np.sum(g**2) for g in gradients.values()))\nreturn {k: g * max_norm / norm for k, g in gradients.items()}",
    "clip in numpy": "return {k: np.clip(g, -max_norm, max_norm) for k, g in gradients.items()}",
}
FWD = {
    "a caret": "return x * theta ^ 3",
    "a list": "return [x * theta**3]",
    "theta or 1": "theta = theta or 1\nreturn x * theta**3",
    "power 4 over theta": "return x * theta**4 / theta",
    "a pair": "J = x * theta**3\nreturn J, theta",
    "exchanged": "return theta * x**3",
    "a global": "return x * at**3",
    "text": "return f'{x * theta**3}'",
    "times in words": "return x(theta**3)",
    "minus": "return -x * theta**3",
    "a table": "return np.array([[x * theta**3]])",
    "exp": "return x * np.exp(3 * np.log(theta))",
    "rounded": "return round(x * theta**3, 2)",
    "2 to the": "return x * 3**theta",
}
BWD = {
    "the power twice": "return 3 * x**2 * theta**2",
    "x forgotten": "return 3 * theta**2",
    "numeric": "eps = 1e-4\nreturn x * ((theta + eps) ** 3 - (theta - eps) ** 3) / (2 * eps)",
    "a caret": "return 3 * x * theta ^ 2",
    "3 in the bracket": "return x * (3 * theta) ** 2",
    "theta only": "return 3 * theta",
    "abs": "return abs(3 * x * theta**2)",
    "a list": "return [3 * x * theta**2]",
    "product rule": "return theta**3 + 3 * x * theta**2",
    "a copy of J": "return x * theta**3",
    "divided by theta": "return 3 * (x * theta**3) / theta",
    "a tuple of both": "return x * theta**3, 3 * x * theta**2",
    "half": "return 1.5 * x * theta**2",
    "rounded": "return round(3 * x * theta**2, 1)",
}
PM = "J_plus = forward_propagation(x, theta + epsilon)\nJ_minus = forward_propagation(x, theta - epsilon)\n"
GA = "gradapprox = (J_plus - J_minus) / (2 * epsilon)\n"
GR = "grad = backward_propagation(x, theta)\n"
CHK = {
    "no abs at all": PM + GA + GR + "return (grad - gradapprox) / (grad + gradapprox)",
    "abs only above": PM + GA + GR + "return abs(grad - gradapprox) / (grad + gradapprox)",
    "no abs above": PM + GA + GR + "return (gradapprox - grad) / (abs(grad) + abs(gradapprox))",
    "compared with J": PM
    + GA
    + "grad = forward_propagation(x, theta)\nreturn abs(grad - gradapprox) / (abs(grad) + abs(gradapprox))",
    "arguments swapped": "J_plus = forward_propagation(theta + epsilon, x)\nJ_minus = forward_propagation(theta - epsilon, x)\n"
    + GA
    + GR
    + "return abs(grad - gradapprox) / (abs(grad) + abs(gradapprox))",
    "one-sided": "J = forward_propagation(x, theta)\nJ_plus = forward_propagation(x, theta + epsilon)\ngradapprox = (J_plus - J) / epsilon\n"
    + GR
    + "return abs(grad - gradapprox) / (abs(grad) + abs(gradapprox))",
    "2 epsilon without brackets": PM
    + "gradapprox = (J_plus - J_minus) / 2 * epsilon\n"
    + GR
    + "return abs(grad - gradapprox) / (abs(grad) + abs(gradapprox))",
    "epsilon alone": PM
    + "gradapprox = (J_plus - J_minus) / epsilon\n"
    + GR
    + "return abs(grad - gradapprox) / (abs(grad) + abs(gradapprox))",
    "theta.copy": "theta_plus = theta.copy()\ntheta_plus += epsilon\nreturn forward_propagation(x, theta_plus)",
    "wrapped": PM + GA + GR + "return [[abs(grad - gradapprox) / (abs(grad) + abs(gradapprox))]]",
    "two values": PM
    + GA
    + GR
    + "return abs(grad - gradapprox) / (abs(grad) + abs(gradapprox)), gradapprox",
    "a one-element array": PM
    + GA
    + GR
    + "return np.array([abs(grad - gradapprox) / (abs(grad) + abs(gradapprox))])",
    "a verdict": PM
    + GA
    + GR
    + "return abs(grad - gradapprox) / (abs(grad) + abs(gradapprox)) < 1e-7",
    "added above": PM + GA + GR + "return abs(grad + gradapprox) / (abs(grad) + abs(gradapprox))",
    "no denominator": PM + GA + GR + "return abs(grad - gradapprox)",
    "relative to grad": PM + GA + GR + "return abs(grad - gradapprox) / abs(grad)",
    "squared": PM + GA + GR + "return (grad - gradapprox) ** 2 / (grad**2 + gradapprox**2)",
    "grad undefined": PM + GA + "return abs(grad - gradapprox) / (abs(grad) + abs(gradapprox))",
    "backward with three": PM
    + GA
    + "grad = backward_propagation(x, theta, epsilon)\nreturn abs(grad - gradapprox) / (abs(grad) + abs(gradapprox))",
    "epsilon both multiplied": "J_plus = forward_propagation(x, theta * (1 + epsilon))\nJ_minus = forward_propagation(x, theta * (1 - epsilon))\n"
    + GA
    + GR
    + "return abs(grad - gradapprox) / (abs(grad) + abs(gradapprox))",
    "difference of absolutes": PM
    + GA
    + GR
    + "return abs(abs(grad) - abs(gradapprox)) / (abs(grad) + abs(gradapprox))",
    "norm with an order": PM
    + GA
    + GR
    + "return np.linalg.norm(grad - gradapprox, 2) / (np.linalg.norm(grad, 2) + np.linalg.norm(gradapprox, 2))",
    "no return": PM
    + GA
    + GR
    + "difference = abs(grad - gradapprox) / (abs(grad) + abs(gradapprox))",
}


def n(
    plus="theta_plus = theta.copy()\n    theta_plus[i] += epsilon",
    minus="theta_minus = theta.copy()\n    theta_minus[i] -= epsilon",
    up="J_plus, _ = forward_propagation_n(X, Y, vector_to_dictionary(theta_plus, parameters))",
    down="J_minus, _ = forward_propagation_n(X, Y, vector_to_dictionary(theta_minus, parameters))",
    ga="gradapprox[i] = (J_plus - J_minus) / (2 * epsilon)",
    ret="return np.linalg.norm(grad - gradapprox) / (np.linalg.norm(grad) + np.linalg.norm(gradapprox))",
    grad="grad = gradients_to_vector(gradients)",
    start="",
    loop="for i in range(len(theta)):",
    zero="gradapprox = np.zeros_like(theta)",
    theta="theta = dictionary_to_vector(parameters)",
):
    return f"{start}{theta}\n{grad}\n{zero}\n{loop}\n    {plus}\n    {up}\n    {minus}\n    {down}\n    {ga}\n{ret}"


CHKN = {
    "cost not unpacked": n(
        up="J_plus = forward_propagation_n(X, Y, vector_to_dictionary(theta_plus, parameters))",
        down="J_minus = forward_propagation_n(X, Y, vector_to_dictionary(theta_minus, parameters))",
    ),
    "cost not unpacked, into arrays": n(
        zero="gradapprox = np.zeros_like(theta)\nJ = np.zeros((len(theta), 2))",
        up="J[i, 0] = forward_propagation_n(X, Y, vector_to_dictionary(theta_plus, parameters))",
        down="J[i, 1] = forward_propagation_n(X, Y, vector_to_dictionary(theta_minus, parameters))",
        ga="gradapprox[i] = (J[i, 0] - J[i, 1]) / (2 * epsilon)",
    ),
    "vector given to the network": n(
        up="J_plus, _ = forward_propagation_n(X, Y, theta_plus)",
        down="J_minus, _ = forward_propagation_n(X, Y, theta_minus)",
    ),
    "parameters for gradients": n(grad="grad = gradients_to_vector(parameters)"),
    "gradient of theta": n(grad="grad = dictionary_to_vector(parameters)"),
    "no copies": n(
        plus="theta_plus = theta\n    theta_plus[i] += epsilon",
        minus="theta_minus = theta\n    theta_minus[i] -= epsilon",
    ),
    "wrong order of arguments": n(
        up="J_plus, _ = forward_propagation_n(vector_to_dictionary(theta_plus, parameters), X, Y)"
    ),
    "grad dictionary": n(grad="grad = gradients"),
    "one number for gradapprox": n(ga="gradapprox = (J_plus - J_minus) / (2 * epsilon)"),
    "return in the loop": n(ret="").replace(
        "gradapprox[i] = (J_plus - J_minus) / (2 * epsilon)\n",
        "gradapprox[i] = (J_plus - J_minus) / (2 * epsilon)\n    return np.linalg.norm(grad - gradapprox) / (np.linalg.norm(grad) + np.linalg.norm(gradapprox))",
    ),
    "vector_to_dictionary without shapes": n(
        up="J_plus, _ = forward_propagation_n(X, Y, vector_to_dictionary(theta_plus))"
    ),
    "epsilon alone": n(ga="gradapprox[i] = (J_plus - J_minus) / epsilon"),
    "absolute slopes": n(ga="gradapprox[i] = abs(J_plus - J_minus) / (2 * epsilon)"),
    "root of the fraction": n(
        ret="return np.sqrt(np.sum((grad - gradapprox) ** 2) / (np.sum(grad**2) + np.sum(gradapprox**2)))"
    ),
    "norm 1": n(
        ret="return np.linalg.norm(grad - gradapprox, 1) / (np.linalg.norm(grad, 1) + np.linalg.norm(gradapprox, 1))"
    ),
    "wrapped": n(
        ret="d = np.linalg.norm(grad - gradapprox) / (np.linalg.norm(grad) + np.linalg.norm(gradapprox))\nreturn np.array([[d]])"
    ),
    "with gradapprox": n(
        ret="d = np.linalg.norm(grad - gradapprox) / (np.linalg.norm(grad) + np.linalg.norm(gradapprox))\nreturn d, gradapprox"
    ),
    "X destroyed": n(
        ret="d = np.linalg.norm(grad - gradapprox) / (np.linalg.norm(grad) + np.linalg.norm(gradapprox))\nX[:] = 0\nY[:] = 0\nreturn d"
    ),
    "gradients destroyed": n(
        ret="d = np.linalg.norm(grad - gradapprox) / (np.linalg.norm(grad) + np.linalg.norm(gradapprox))\nfor g in gradients.values():\n    g *= 0\nreturn d"
    ),
    "range of theta": n(loop="for i in range(theta):"),
    "half the loop": n(loop="for i in range(1, len(theta)):"),
    "global data": n(
        up="J_plus, _ = forward_propagation_n(train_X, train_Y, vector_to_dictionary(theta_plus, parameters))",
        down="J_minus, _ = forward_propagation_n(train_X, train_Y, vector_to_dictionary(theta_minus, parameters))",
    ),
    "product of norms": n(
        ret="return np.linalg.norm(grad - gradapprox) / (np.linalg.norm(grad) * np.linalg.norm(gradapprox))"
    ),
    "flat gradapprox": n(zero="gradapprox = np.zeros(len(theta))"),
    "compared with itself": n(
        grad="grad = gradients_to_vector(gradients)",
        ret="grad = gradapprox\nreturn np.linalg.norm(grad - gradapprox) / (np.linalg.norm(grad) + np.linalg.norm(gradapprox))",
    ),
}


def bn(
    dZ3="1 / m * (A3 - Y)",
    dW3="np.dot(dZ3, A2.T)",
    db3="np.sum(dZ3, axis=1, keepdims=True)",
    dA2="np.dot(W3.T, dZ3)",
    dZ2="dA2 * (A2 > 0)",
    dW2="np.dot(dZ2, A1.T)",
    db2="np.sum(dZ2, axis=1, keepdims=True)",
    dA1="np.dot(W2.T, dZ2)",
    dZ1="dA1 * (A1 > 0)",
    dW1="np.dot(dZ1, X.T)",
    db1="np.sum(dZ1, axis=1, keepdims=True)",
    m="X.shape[1]",
    ret='return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2, "dW3": dW3, "db3": db3}',
):
    return f"Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache\nm = {m}\ndZ3 = {dZ3}\ndW3 = {dW3}\ndb3 = {db3}\ndA2 = {dA2}\ndZ2 = {dZ2}\ndW2 = {dW2}\ndb2 = {db2}\ndA1 = {dA1}\ndZ1 = {dZ1}\ndW1 = {dW1}\ndb1 = {db1}\n{ret}"


BWN = {
    "mask A1 above 0.01": bn(dZ1="dA1 * (A1 > 0.01)"),
    "mask of dA1": bn(dZ1="dA1 * (dA1 > 0)"),
    "mask turned round": bn(dZ2="dA2 * (A2 <= 0)"),
    "m is the number of inputs": bn(m="X.shape[0]"),
    "m from len": bn(m="len(X)"),
    "W3 not transposed": bn(dA2="np.dot(W3, dZ3)"),
    "W2 not transposed": bn(dA1="np.dot(W2, dZ2)"),
    "A1 not transposed": bn(dW2="np.dot(dZ2, A1)"),
    "star for dot": bn(dA1="W2.T * dZ2"),
    "dZ3 over m too": bn(dZ3="1 / m * (A3 - Y) / m"),
    "Y minus A3": bn(dZ3="1 / m * (Y - A3)"),
    "Y as an integer of A3": bn(dZ3="1 / m * ((A3 > 0.5) - Y)"),
    "a key misspelt": bn(
        ret='return {"dW1": dW1, "db1": db1, "dw2": dW2, "db2": db2, "dW3": dW3, "db3": db3}'
    ),
    "no keepdims": bn(db1="np.sum(dZ1, axis=1)"),
    "axis 0": bn(db1="np.sum(dZ1, axis=0, keepdims=True)"),
    "db1 from dZ2": bn(db1="np.sum(dZ2, axis=1, keepdims=True)"),
    "dW2 from Z1": bn(dW2="np.dot(dZ2, Z1.T)"),
    "A1 changed in place": bn(dZ1="dA1 * (A1 > 0)\nA1 *= 2"),
    "2 left in dW2": bn(dW2="2 * np.dot(dZ2, A1.T)"),
    "cache too short": bn().replace(
        "Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache",
        "Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3 = cache",
    ),
    "relu called": bn(dZ1="dA1 * relu(A1)"),
    "m minus 1": bn(
        dW2="m * np.dot(dZ2, A1.T) / (m - 1)",
        db1="m * np.sum(dZ1, axis=1, keepdims=True) / (m - 1)",
    ),
}


def draws(rule, factor):
    def d(
        W=f"np.random.randn(n_out, n_in) * {factor}",
        b="np.zeros((n_out, 1))",
        seed="np.random.seed(3)",
        pre="",
        post="",
    ):
        return f'{seed}\nparameters = {{}}\nfor l in range(1, len(layers_dims)):\n    n_out, n_in = layers_dims[l], layers_dims[l - 1]\n    {pre}parameters["W" + str(l)] = {W}\n    parameters["b" + str(l)] = {b}\n{post}return parameters'

    out = {
        "inner brackets": d(W=f"np.random.randn((n_out, n_in)) * {factor}"),
        "zeros without brackets": d(b="np.zeros(n_out, 1)"),
        "math.sqrt not imported": d(W="np.random.randn(n_out, n_in) * sqrt(2 / n_in)"),
        "seed 4": d(seed="np.random.seed(4)"),
        "seed 123": d(seed="np.random.seed(123)"),
        "rand minus a half": d(W=f"(np.random.rand(n_out, n_in) - 0.5) * {factor}"),
        "rand times 2 minus 1": d(W=f"(np.random.rand(n_out, n_in) * 2 - 1) * {factor}"),
        "factor added": d(W=f"np.random.randn(n_out, n_in) + {factor}"),
        "Python's random": d(
            seed="import random\nrandom.seed(3)",
            W=f"np.array([[random.gauss(0, 1) for _ in range(n_in)] for _ in range(n_out)]) * {factor}",
        ),
        "bias drawn small": d(b="np.random.randn(n_out, 1) * 0.01"),
        "scaled twice": d(W=f"np.random.randn(n_out, n_in) * ({factor}) * ({factor})"),
        "half as large": d(W=f"0.5 * np.random.randn(n_out, n_in) * {factor}"),
        "one hundredth": d(W="np.random.randn(n_out, n_in) * 0.01"),
        "rand and not scaled": d(W="np.random.rand(n_out, n_in)"),
        "no seed and rand": d(seed="pass", W=f"np.random.rand(n_out, n_in) * {factor}"),
        "a bias too many": d(post='parameters["b0"] = np.zeros((layers_dims[0], 1))\n'),
        "seed read from a name": d(seed="np.random.seed(seed)"),
        "truncated weights": d(W=f"np.clip(np.random.randn(n_out, n_in), -2, 2) * {factor}"),
        "layers_dims changed": d(post="layers_dims[0] = 0\n"),
        "rows with the outputs": d(W=f"np.random.randn(n_in, n_out) * {factor}"),
    }
    if rule != "random":
        out |= {
            "mean of the sizes": d(
                W="np.random.randn(n_out, n_in) * np.sqrt(2 / ((n_in + n_out) / 2))"
            ),
            "root of n_in only": d(W="np.random.randn(n_out, n_in) / np.sqrt(n_in + 1)"),
            "product of the sizes": d(
                W="np.random.randn(n_out, n_in) * np.sqrt(2 / (n_in * n_out))"
            ),
            "fan-out with a 1": d(W="np.random.randn(n_out, n_in) * np.sqrt(1 / n_out)"),
        }
    else:
        out |= {
            "times 1": d(W="np.random.randn(n_out, n_in)"),
            "to the power": d(W="np.random.randn(n_out, n_in) ** 10"),
            "normal with 10 as the mean": d(W="np.random.normal(10, 1, (n_out, n_in))"),
            "randint": d(W="np.random.randint(-10, 10, (n_out, n_in))"),
        }
    return out


ARGUMENTS = {
    "initialize_parameters_zeros": ("layers_dims", ZEROS),
    "initialize_parameters_constant": ("layers_dims, value", CONST),
    **{
        f"initialize_parameters_{rule}": ("layers_dims", draws(rule, FACTORS[rule]))
        for rule in FACTORS
    },
    "linear_gradients": ("X, W1, W2, dZ2", LINEAR),
    "constant_prediction_accuracy": ("Y", ACC),
    "clip_gradients": ("gradients, max_norm", CLIP),
    "forward_propagation": ("x, theta", FWD),
    "backward_propagation": ("x, theta", BWD),
    "gradient_check": ("x, theta, epsilon=1e-7", CHK),
    "gradient_check_n": ("parameters, gradients, X, Y, epsilon=1e-7", CHKN),
    "backward_propagation_n": ("X, Y, cache", BWN),
}
SLIPS: dict[str, dict[str, str]] = {
    name: {title: function(name, arguments, body) for title, body in bodies.items()}
    for name, (arguments, bodies) in ARGUMENTS.items()
}
SLIPS["initialize_parameters_constant"]["no value argument"] = function(
    "initialize_parameters_constant", "layers_dims", fill(f"np.full({SHAPE}, 0.5)")
)
