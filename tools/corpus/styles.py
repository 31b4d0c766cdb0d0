"""Right answers in unusual styles, as cells of their own: whoever can write them keeps all marks."""

FACTORS = {
    "random": "10",
    "he": "np.sqrt(2 / n_in)",
    "xavier": "np.sqrt(1 / n_in)",
    "glorot": "np.sqrt(2 / (n_in + n_out))",
}


def function(name: str, arguments: str, body: str, before: str = "") -> str:
    """A cell with one function; `before` stands above it."""
    lines = "\n".join(f"    {line}" if line else "" for line in body.strip("\n").split("\n"))
    return f"# GRADED FUNCTION: {name}\n{before}def {name}({arguments}):\n{lines}\n"


def constant_styles(name: str, arguments: str, value: str) -> dict[str, str]:
    """Ways to fill with one number: `value` is how the weights' number is written."""
    bodies = {
        "a comprehension of pairs": f"""
pairs = [(n_out, n_in) for n_in, n_out in zip(layers_dims, layers_dims[1:])]
W = {{f"W{{l}}": np.full(pair, {value}, dtype=float) for l, pair in enumerate(pairs, 1)}}
b = {{f"b{{l}}": np.zeros((pair[0], 1)) for l, pair in enumerate(pairs, 1)}}
return {{**W, **b}}""",
        "np.tile": f"""
p = {{}}
for l in range(1, len(layers_dims)):
    p["W%d" % l] = np.tile(float({value}), (layers_dims[l], layers_dims[l - 1]))
    p["b%d" % l] = np.tile(0.0, (layers_dims[l], 1))
return p""",
        "backwards from the last layer": f"""
p = {{}}
for l in reversed(range(1, len(layers_dims))):
    p["b{{}}".format(l)] = np.zeros([layers_dims[l], 1])
    p["W{{}}".format(l)] = np.zeros([layers_dims[l], layers_dims[l - 1]]) + {value}
return p""",
        "an outer product": f"""
p = dict()
for l, n in enumerate(layers_dims[1:], start=1):
    p["W" + str(l)] = np.outer(np.ones(n), np.ones(layers_dims[l - 1])) * {value}
    p["b" + str(l)] = np.outer(np.zeros(n), [1])
return p""",
        "lists first": f"""
p = {{}}
for l in range(len(layers_dims) - 1):
    rows = [[{value} + 0.0 for _ in range(layers_dims[l])] for _ in range(layers_dims[l + 1])]
    p[f"W{{l + 1}}"] = np.array(rows)
    p[f"b{{l + 1}}"] = np.array([[0.0] for _ in range(layers_dims[l + 1])])
return p""",
        "broadcast_to and a copy": f"""
p = {{}}
for l in range(1, len(layers_dims)):
    shape = layers_dims[l], layers_dims[l - 1]
    p["W" + str(l)] = np.broadcast_to(np.array([[{value}]], dtype=float), shape).copy()
    p["b" + str(l)] = np.broadcast_to(0.0, (layers_dims[l], 1)).copy()
return p""",
        "recursion": f"""
if len(layers_dims) < 2:
    return {{}}
l = len(layers_dims) - 1
p = {name}(layers_dims[:-1]{", value" if "value" in arguments else ""})
p[f"W{{l}}"] = np.full((layers_dims[-1], layers_dims[-2]), {value}, dtype=np.float64)
p[f"b{{l}}"] = np.zeros((layers_dims[-1], 1))
return p""",
        "a while loop and reshape": f"""
p, l = {{}}, 0
while l + 1 < len(layers_dims):
    l += 1
    count = layers_dims[l] * layers_dims[l - 1]
    p[f"W{{l}}"] = np.array([float({value})] * count).reshape(layers_dims[l], -1)
    p[f"b{{l}}"] = np.zeros(layers_dims[l]).reshape(-1, 1)
return p""",
        "an assert of its own": f"""
assert len(layers_dims) > 1, "no layers"
p = {{}}
for l in range(1, len(layers_dims)):
    p["W" + str(l)] = np.empty((layers_dims[l], layers_dims[l - 1]))
    p["W" + str(l)][:, :] = {value}
    p["b" + str(l)] = np.zeros((layers_dims[l], 1))
    assert p["W" + str(l)].shape == (layers_dims[l], layers_dims[l - 1])
return p""",
        "a tuple of the argument": f"""
sizes = tuple(layers_dims)
p = {{}}
for l in range(1, len(sizes)):
    n_out, n_in = sizes[l], sizes[l - 1]
    p["W" + str(l)] = {value} * np.ones((n_out, n_in))
    p["b" + str(l)] = 0 * np.ones((n_out, 1))
return p""",
    }
    return {title: function(name, arguments, body) for title, body in bodies.items()}


def drawing_styles(rule: str) -> dict[str, str]:
    """Ways to draw with a rule's factor."""
    name, factor = f"initialize_parameters_{rule}", FACTORS[rule]
    bodies = {
        "a comprehension of pairs": f"""
np.random.seed(3)
pairs = list(zip(layers_dims, layers_dims[1:]))
W = {{f"W{{l}}": np.random.randn(n_out, n_in) * {factor} for l, (n_in, n_out) in enumerate(pairs, 1)}}
return W | {{f"b{{l}}": np.zeros((n_out, 1)) for l, (_, n_out) in enumerate(pairs, 1)}}""",
        "drawn first, scaled afterwards": f"""
np.random.seed(3)
p = {{}}
for l in range(1, len(layers_dims)):
    p[f"W{{l}}"] = np.random.randn(layers_dims[l], layers_dims[l - 1])
    p[f"b{{l}}"] = np.zeros((layers_dims[l], 1))
for l in range(1, len(layers_dims)):
    n_out, n_in = p[f"W{{l}}"].shape
    p[f"W{{l}}"] = p[f"W{{l}}"] * {factor}
return p""",
        "one long draw, cut up": f"""
np.random.seed(3)
counts = [n_out * n_in for n_in, n_out in zip(layers_dims, layers_dims[1:])]
numbers = np.split(np.random.randn(sum(counts)), np.cumsum(counts)[:-1])
p = {{}}
for l, (n_in, n_out) in enumerate(zip(layers_dims, layers_dims[1:]), start=1):
    p[f"W{{l}}"] = numbers[l - 1].reshape(n_out, n_in) * {factor}
    p[f"b{{l}}"] = np.zeros((n_out, 1))
return p""",
        "np.multiply and keyword size": f"""
np.random.seed(3)
p = {{}}
for l in range(1, len(layers_dims)):
    n_in, n_out = layers_dims[l - 1], layers_dims[l]
    p["W" + str(l)] = np.multiply(np.random.standard_normal(size=(n_out, n_in)), {factor})
    p["b" + str(l)] = np.zeros(shape=(n_out, 1), dtype=float)
return p""",
        "the old state put back": f"""
before = np.random.get_state()
np.random.seed(3)
p = {{}}
for l in range(1, len(layers_dims)):
    n_in, n_out = layers_dims[l - 1], layers_dims[l]
    p[f"W{{l}}"] = np.random.randn(n_out, n_in) * {factor}
    p[f"b{{l}}"] = np.zeros((n_out, 1))
np.random.set_state(before)
return p""",
        "a generator of its own": f"""
draw = np.random.RandomState(seed=3).normal
p = {{}}
for l in range(1, len(layers_dims)):
    n_in, n_out = layers_dims[l - 1], layers_dims[l]
    p[f"W{{l}}"] = draw(loc=0.0, scale={factor}, size=(n_out, n_in))
    p[f"b{{l}}"] = np.zeros((n_out, 1))
return p""",
        "row by row": f"""
np.random.seed(3)
p = {{}}
for l in range(1, len(layers_dims)):
    n_in, n_out = layers_dims[l - 1], layers_dims[l]
    rows = []
    for _ in range(n_out):
        rows.append(np.random.randn(n_in) * {factor})
    p[f"W{{l}}"], p[f"b{{l}}"] = np.vstack(rows), np.zeros((n_out, 1))
return p""",
        "entry by entry": f"""
np.random.seed(3)
p = {{}}
for l in range(1, len(layers_dims)):
    n_in, n_out = layers_dims[l - 1], layers_dims[l]
    W = np.zeros((n_out, n_in))
    for i in range(n_out):
        for j in range(n_in):
            W[i, j] = np.random.randn() * {factor}
    p["W" + str(l)] = W
    p["b" + str(l)] = np.zeros((n_out, 1))
return p""",
        "the legacy generator on MT19937": f"""
generator = np.random.RandomState(np.random.MT19937(np.random.SeedSequence(1)))
generator.seed(3)
p = {{}}
for l in range(1, len(layers_dims)):
    n_in, n_out = layers_dims[l - 1], layers_dims[l]
    p[f"W{{l}}"] = generator.randn(n_out, n_in) * {factor}
    p[f"b{{l}}"] = generator.randn(n_out, 0).sum(axis=1, keepdims=True)
return p""",
        "biases after all weights": f"""
np.random.seed(3)
p, L = {{}}, len(layers_dims)
for l in range(1, L):
    n_in, n_out = layers_dims[l - 1], layers_dims[l]
    p["W" + str(l)] = {factor} * np.random.randn(n_out, n_in)
for l in range(1, L):
    p["b" + str(l)] = np.random.randn(layers_dims[l], 1) * 0
return p""",
    }
    return {title: function(name, "layers_dims", body) for title, body in bodies.items()}


def bodies(name: str, arguments: str, results: dict[str, str]) -> dict[str, str]:
    """Cells of one function from their bodies; a body of one line is what is returned."""
    return {
        title: function(name, arguments, body if "\n" in body.strip() else f"return {body}")
        for title, body in results.items()
    }


LINEAR = bodies("linear_gradients", "X, W1, W2, dZ2", {
    "one line": "W2.T @ dZ2 @ X.T, dZ2 @ X.T @ W1.T",
    "np.matmul": "np.matmul(np.matmul(W2.T, dZ2), X.T), np.matmul(dZ2, np.matmul(W1, X).T)",
    "a list": "[(W2.T @ dZ2) @ X.T, dZ2 @ (W1 @ X).T]",
    "einsum at once": "np.einsum('ki,km,jm->ij', W2, dZ2, X), "
                      "np.einsum('km,ij,jm->ki', dZ2, W1, X)",
    "tensordot": "np.tensordot(W2, dZ2, (0, 0)) @ X.T, np.tensordot(dZ2, W1 @ X, (1, 1))",
    "swapaxes": "np.dot(np.swapaxes(W2, 0, 1) @ dZ2, np.swapaxes(X, 0, 1)), dZ2.dot((W1 @ X).T)",
    "three loops": """
dW1, dW2 = np.zeros_like(W1, dtype=float), np.zeros_like(W2, dtype=float)
A1 = W1 @ X
for k in range(W2.shape[0]):
    for i in range(W2.shape[1]):
        dW2[k, i] = sum(dZ2[k, m] * A1[i, m] for m in range(X.shape[1]))
        for j in range(X.shape[0]):
            dW1[i, j] += W2[k, i] * sum(dZ2[k, m] * X[j, m] for m in range(X.shape[1]))
return dW1, dW2""",
    "divided and multiplied by m": """
m = X.shape[1]
A1 = W1 @ X
dW2 = (1 / m) * dZ2 @ A1.T * m
dZ1 = W2.T @ dZ2
dW1 = m * ((1 / m) * dZ1 @ X.T)
return dW1, dW2""",
    "layers in a list": """
W, A = [None, W1, W2], [X, W1 @ X]
dZ, grads = dZ2, []
for l in (2, 1):
    grads.insert(0, dZ @ A[l - 1].T)
    dZ = W[l].T @ dZ
return tuple(grads)""",
    "copies first": """
X, W1, W2, dZ2 = X.copy(), W1.copy(), W2.copy(), dZ2.copy()
A1 = W1.dot(X)
dZ2 *= 1.0
dW2 = np.inner(dZ2, A1)
return np.inner(W2.T.dot(dZ2), X), dW2""",
})  # fmt: skip
ACCURACY = bodies("constant_prediction_accuracy", "Y", {
    "np.average": "np.average(Y == 0)",
    "logical_not": "np.logical_not(Y).mean()",
    "bincount": "np.bincount(Y.astype(int).ravel(), minlength=2)[0] / Y.size",
    "mean of absolute": "1 - np.abs(Y).sum() / Y.size",
    "of a list": "Y[0].tolist().count(0) / len(Y[0])",
    "squared error of 0": "float(1 - np.mean((Y - 0) ** 2))",
    "np.where": "len(np.where(Y[0] == 0)[0]) / Y.shape[-1]",
    "a boolean mask": "np.squeeze(Y)[np.squeeze(Y) == 0].size / Y.size if Y.size > 1 else "
                      "float(Y[0, 0] == 0)",
    "half percents": "np.sum(Y != 1) * 100 / Y.shape[1] / 100",
    "a loop with a counter": """
hits = 0
for label in Y.flatten():
    hits += 1 if label == 0 else 0
return hits / len(Y.flatten())""",
})  # fmt: skip
CLIP = bodies("clip_gradients", "gradients, max_norm", {
    "np.hypot, array after array": """
norm = 0.0
for g in gradients.values():
    norm = np.hypot(norm, np.linalg.norm(g))
scale = max_norm / max(norm, max_norm)
return {k: g * scale for k, g in gradients.items()}""",
    "einsum": """
total = sum(np.einsum("i,i", g.ravel(), g.ravel()) for g in gradients.values())
clip = total > max_norm**2
return {k: g * (max_norm / np.sqrt(total)) if clip else +g for k, g in gradients.items()}""",
    "math.hypot of all": """
import math
norm = math.hypot(*(x for g in gradients.values() for x in g.ravel()))
c = 1 if norm <= max_norm else max_norm / norm
return {k: np.multiply(c, g) for k, g in gradients.items()}""",
    "an early return": """
squares = [np.square(g).sum() for g in gradients.values()]
norm = np.sqrt(np.sum(squares))
if not norm > max_norm:
    return {k: np.array(g) for k, g in gradients.items()}
return {k: np.array(g) * max_norm / norm for k, g in gradients.items()}""",
    "functools.reduce": """
from functools import reduce
norm = reduce(lambda s, g: s + float((g * g).sum()), gradients.values(), 0.0) ** 0.5
return {k: (g * max_norm / norm if norm > max_norm else g.copy()) for k, g in gradients.items()}""",
    "a copied dictionary": """
clipped = {k: v.astype(float) for k, v in gradients.items()}
norm = np.linalg.norm(np.hstack([v.reshape(-1) for v in clipped.values()]))
if norm > max_norm:
    for k in clipped:
        clipped[k] = clipped[k] / (norm / max_norm)
return clipped""",
    "np.minimum": """
norm = np.sqrt(sum(map(lambda g: np.sum(np.abs(g) ** 2), gradients.values())))
with np.errstate(divide="ignore"):
    factor = np.minimum(1.0, np.divide(max_norm, norm))
return {k: factor * g for k, g in gradients.items()}""",
    "dict of zip": """
keys, arrays = list(gradients), list(gradients.values())
norm = np.linalg.norm([np.linalg.norm(a.ravel()) for a in arrays])
if norm > max_norm:
    arrays = [a * (max_norm / norm) for a in arrays]
return dict(zip(keys, [1.0 * a for a in arrays]))""",
    "the larger below": """
norm = sum(float(np.sum(g**2)) for g in gradients.values()) ** (1 / 2)
return {k: max_norm * g / max(max_norm, norm) for k, g in gradients.items()}""",
    "by index": """
total = 0
for key in gradients:
    for i in np.ndindex(gradients[key].shape):
        total = total + gradients[key][i] ** 2
result = {}
for key in gradients:
    result[key] = gradients[key] * (max_norm / total**0.5 if total**0.5 > max_norm else 1)
return result""",
})  # fmt: skip
FORWARD = bodies("forward_propagation", "x, theta", {
    "np.prod": "np.prod([x, theta, theta, theta])",
    "pow": "x * pow(theta, 3)",
    "square times": "x * theta * np.square(theta)",
    "polyval": "np.polyval([x, 0, 0, 0], theta)",
    "repeated": "theta * (theta * (theta * x))",
    "sum of a list": "sum([x * theta**3])",
    "lambda": "(lambda t: x * t**3)(theta)",
    "np.multiply": "np.multiply(x, theta**3)",
    "np.float64": "np.float64(x) * np.float64(theta) ** 3",
    "one at a time": """
J = theta
J *= theta
J *= theta
J *= x
return J""",
})  # fmt: skip
BACKWARD = bodies("backward_propagation", "x, theta", {
    "pow": "3 * x * pow(theta, 2)",
    "a product": "x * theta * theta * 3",
    "np.power": "x * 3 * np.power(theta, 2)",
    "np.prod": "np.prod([3, x, theta, theta])",
    "a sum": "sum(x * theta * theta for _ in range(3))",
    "polyder": "np.poly1d([x, 0, 0, 0]).deriv()(theta)",
    "brackets": "(3 * x) * (theta ** 2)",
    "np.dot": "np.dot([x, x, x], [theta**2] * 3)",
    "a lambda": "(lambda a, n: n * a ** (n - 1))(theta, 3) * x",
    "two steps": """
inner = theta ** (3 - 1)
dtheta = 3 * inner
dtheta = dtheta * x
return float(dtheta)""",
})  # fmt: skip
CHECK = bodies("gradient_check", "x, theta, epsilon=1e-7", {
    "a nested function": """
def J(t):
    return forward_propagation(x, t)
approx = (J(theta + epsilon) - J(theta - epsilon)) / (2 * epsilon)
grad = backward_propagation(x, theta)
return np.abs(grad - approx) / (np.abs(grad) + np.abs(approx))""",
    "halves": """
up, down = (forward_propagation(x, theta + s * epsilon) for s in (1, -1))
approx = 0.5 * (up - down) / epsilon
grad = backward_propagation(x, theta)
return abs(approx - grad) / (abs(approx) + abs(grad))""",
    "roots of squares": """
approx = (forward_propagation(x, theta + epsilon) - forward_propagation(x, theta - epsilon))
approx = approx / 2 / epsilon
grad = backward_propagation(x, theta)
return ((grad - approx) ** 2) ** 0.5 / ((grad**2) ** 0.5 + (approx**2) ** 0.5)""",
    "np.diff": """
values = [forward_propagation(x, t) for t in (theta - epsilon, theta + epsilon)]
approx = np.diff(values)[0] / (2 * epsilon)
grad = backward_propagation(x, theta)
return float(abs(grad - approx) / (abs(grad) + abs(approx)))""",
    "norms of lists": """
approx = [(forward_propagation(x, theta + epsilon) - forward_propagation(x, theta - epsilon))
          / (2 * epsilon)]
grad = [backward_propagation(x, theta)]
top = np.linalg.norm(np.subtract(grad, approx))
return top / (np.linalg.norm(grad) + np.linalg.norm(approx))""",
    "by keywords": """
plus = forward_propagation(theta=theta + epsilon, x=x)
minus = forward_propagation(theta=theta - epsilon, x=x)
slope, claimed = (plus - minus) / (epsilon + epsilon), backward_propagation(theta=theta, x=x)
return abs(claimed - slope) / sum(map(abs, (claimed, slope)))""",
    "max for the absolute value": """
approx = (forward_propagation(x, theta + epsilon) - forward_propagation(x, theta - epsilon)) / (
    2.0 * epsilon)
grad = backward_propagation(x, theta)
size = lambda a: max(a, -a)
return size(grad - approx) / (size(grad) + size(approx))""",
    "prints its verdict": """
approx = (forward_propagation(x, theta + epsilon) - forward_propagation(x, theta - epsilon)) / (
    2 * epsilon)
grad = backward_propagation(x, theta)
difference = np.abs(grad - approx) / (np.abs(grad) + np.abs(approx))
print("right" if difference < 1e-7 else "wrong", difference)
return difference""",
    "sorted": """
approx = (forward_propagation(x, theta + epsilon) - forward_propagation(x, theta - epsilon)) / (
    2 * epsilon)
small, large = sorted([approx, backward_propagation(x, theta)])
return (large - small) / (abs(small) + abs(large))""",
    "np.float64 throughout": """
x, theta, epsilon = map(np.float64, (x, theta, epsilon))
approx = (forward_propagation(x, theta + epsilon) - forward_propagation(x, theta - epsilon)) / (
    2 * epsilon)
grad = backward_propagation(x, theta)
return np.fabs(grad - approx) / (np.fabs(grad) + np.fabs(approx))""",
})  # fmt: skip
NORMS = "np.linalg.norm(g - a) / (np.linalg.norm(g) + np.linalg.norm(a))"
CHECK_N = bodies("gradient_check_n", "parameters, gradients, X, Y, epsilon=1e-7", {
    "a helper inside": f"""
theta = dictionary_to_vector(parameters)
def cost(vector):
    return forward_propagation_n(X, Y, vector_to_dictionary(vector, parameters))[0]
a = np.zeros_like(theta)
for i in range(theta.size):
    e = np.zeros_like(theta)
    e[i, 0] = epsilon
    a[i, 0] = (cost(theta + e) - cost(theta - e)) / (2 * epsilon)
g = gradients_to_vector(gradients)
return {NORMS}""",
    "a list of slopes": f"""
theta, slopes = dictionary_to_vector(parameters), []
for i in range(len(theta)):
    J = []
    for s in (epsilon, -epsilon):
        moved = theta.copy()
        moved[i] = moved[i] + s
        J.append(forward_propagation_n(X, Y, vector_to_dictionary(moved, parameters))[0])
    slopes.append((J[0] - J[1]) / 2 / epsilon)
g, a = gradients_to_vector(gradients)[:, 0], np.array(slopes)
return {NORMS}""",
    "a deep copy of the dictionary": f"""
import copy
a = []
for name in ("W1", "b1", "W2", "b2", "W3", "b3"):
    for k in range(parameters[name].size):
        up, down = copy.deepcopy(parameters), copy.deepcopy(parameters)
        up[name].flat[k] += epsilon
        down[name].flat[k] -= epsilon
        cost = [forward_propagation_n(X, Y, p)[0] for p in (up, down)]
        a.append((cost[0] - cost[1]) / (2 * epsilon))
a = np.array(a).reshape(-1, 1)
g = gradients_to_vector(gradients)
return {NORMS}""",
    "np.fromiter": f"""
theta = dictionary_to_vector(parameters)
J = lambda v: forward_propagation_n(X, Y, vector_to_dictionary(v, parameters))[0]
E = np.eye(len(theta)) * epsilon
a = np.fromiter(((J(theta + e[:, None]) - J(theta - e[:, None])) for e in E), float) / (2 * epsilon)
g = np.ravel(gradients_to_vector(gradients))
return {NORMS}""",
    "array by array": """
top, norms = 0.0, [0.0, 0.0]
for name, W in parameters.items():
    a = np.empty(W.shape)
    for at in np.ndindex(*W.shape):
        plus, minus = W.copy(), W.copy()
        plus[at] += epsilon
        minus[at] -= epsilon
        a[at] = forward_propagation_n(X, Y, {**parameters, name: plus})[0]
        a[at] -= forward_propagation_n(X, Y, {**parameters, name: minus})[0]
    a /= 2 * epsilon
    top += np.sum((gradients["d" + name] - a) ** 2)
    norms[0] += np.sum(gradients["d" + name] ** 2)
    norms[1] += np.sum(a**2)
return np.sqrt(top) / (np.sqrt(norms[0]) + np.sqrt(norms[1]))""",
    "two passes": f"""
theta = dictionary_to_vector(parameters)
n = theta.shape[0]
J = np.zeros((n, 2))
for column, sign in enumerate((1, -1)):
    for i in range(n):
        t = np.array(theta)
        t[i, 0] += sign * epsilon
        J[i, column], _ = forward_propagation_n(X, Y, vector_to_dictionary(t, parameters))
a = ((J[:, 0] - J[:, 1]) / (2 * epsilon)).reshape(n, 1)
g = gradients_to_vector(gradients)
return {NORMS}""",
    "its own vectors": f"""
names = ["W1", "b1", "W2", "b2", "W3", "b3"]
theta = np.concatenate([parameters[k].ravel() for k in names])
g = np.concatenate([gradients["d" + k].ravel() for k in names])
def unpack(v):
    out, at = {{}}, 0
    for k in names:
        out[k] = v[at:at + parameters[k].size].reshape(parameters[k].shape)
        at += parameters[k].size
    return out
a = np.zeros(theta.size)
for i in range(theta.size):
    plus, minus = theta.copy(), theta.copy()
    plus[i] += epsilon
    minus[i] -= epsilon
    a[i] = forward_propagation_n(X, Y, unpack(plus))[0]
    a[i] -= forward_propagation_n(X, Y, unpack(minus))[0]
a = a / (2 * epsilon)
return {NORMS}""",
    "dot products": """
theta = dictionary_to_vector(parameters)
a = np.zeros(theta.shape)
for i in range(len(theta)):
    p, q = theta.copy(), theta.copy()
    p[i], q[i] = p[i] + epsilon, q[i] - epsilon
    a[i] = (forward_propagation_n(X, Y, vector_to_dictionary(p, parameters))[0]
            - forward_propagation_n(X, Y, vector_to_dictionary(q, parameters))[0]) / (2 * epsilon)
g = gradients_to_vector(gradients)
d = g - a
size = lambda v: float(v.T @ v) ** 0.5 if v.size == 1 else np.sqrt((v.T @ v).item())
return size(d) / (size(g) + size(a))""",
    "moved and moved back, with a copy of the start": f"""
theta = dictionary_to_vector(parameters).copy()
a = np.zeros_like(theta)
for i in range(theta.shape[0]):
    start = theta[i].copy()
    theta[i] += epsilon
    up, _ = forward_propagation_n(X, Y, vector_to_dictionary(theta, parameters))
    theta[i] = start - epsilon
    down, _ = forward_propagation_n(X, Y, vector_to_dictionary(theta, parameters))
    theta[i] = start
    a[i] = (up - down) / (2 * epsilon)
g = gradients_to_vector(gradients)
return {NORMS}""",
    "a verdict is printed": f"""
theta, g = dictionary_to_vector(parameters), gradients_to_vector(gradients)
a = np.zeros((len(theta), 1))
for i, _ in enumerate(theta):
    plus, minus = theta.copy(), theta.copy()
    plus[i, 0] += epsilon
    minus[i, 0] -= epsilon
    J_plus, _ = forward_propagation_n(X, Y, vector_to_dictionary(plus, parameters))
    J_minus, _ = forward_propagation_n(X, Y, vector_to_dictionary(minus, parameters))
    a[i, 0] = (J_plus - J_minus) / (2.0 * epsilon)
difference = {NORMS}
print("bug" if difference > 2e-7 else "fine")
return difference""",
})  # fmt: skip
UNPACK = "Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache"
BACKWARD_N = bodies("backward_propagation_n", "X, Y, cache", {
    "einsum": f"""
{UNPACK}
m = Y.size
d3 = (A3 - Y) / m
d2 = np.einsum("ki,km->im", W3, d3) * (Z2 > 0)
d1 = np.einsum("ki,km->im", W2, d2) * (Z1 > 0)
g = {{}}
for l, d, a in ((1, d1, X), (2, d2, A1), (3, d3, A2)):
    g[f"dW{{l}}"], g[f"db{{l}}"] = np.einsum("im,jm->ij", d, a), d.sum(1, keepdims=True)
return g""",
    "masks by indexing": f"""
{UNPACK}
m = X.shape[1]
dZ3 = A3 - Y
dZ2 = W3.T @ dZ3
dZ2[A2 == 0] = 0
dZ1 = W2.T @ dZ2
dZ1[A1 == 0] = 0
return {{"dW1": dZ1 @ X.T / m, "db1": dZ1.mean(1, keepdims=True),
        "dW2": dZ2 @ A1.T / m, "db2": dZ2.mean(1, keepdims=True),
        "dW3": dZ3 @ A2.T / m, "db3": dZ3.mean(1, keepdims=True)}}""",
    "np.sign as the slope": f"""
{UNPACK}
m = len(Y[0])
dZ3 = A3 - Y
dZ2 = (W3.T @ dZ3) * np.sign(A2)
dZ1 = (W2.T @ dZ2) * np.sign(A1)
out = {{}}
for name, dZ, A in zip("123", (dZ1, dZ2, dZ3), (X, A1, A2)):
    out["dW" + name] = np.dot(dZ, A.T) / m
    out["db" + name] = np.dot(dZ, np.ones((m, 1))) / m
return out""",
    "a column of ones": f"""
{UNPACK}
m = X.shape[1]
one = np.ones((m, 1))
dZ3 = A3 - Y
dZ2 = np.where(A2 > 0, np.dot(W3.T, dZ3), 0)
dZ1 = np.where(A1 > 0, np.dot(W2.T, dZ2), 0)
return dict(dW1=dZ1 @ X.T / m, db1=dZ1 @ one / m, dW2=dZ2 @ A1.T / m, db2=dZ2 @ one / m,
            dW3=dZ3 @ A2.T / m, db3=dZ3 @ one / m)""",
    "the sigmoid's slope cancelled by hand": f"""
{UNPACK}
m = X.shape[1]
dA3 = (A3 - Y) / (A3 * (1 - A3))
dZ3 = dA3 * A3 * (1 - A3)
dZ2 = (W3.T @ dZ3) * (A2 > 0)
dZ1 = (W2.T @ dZ2) * (A1 > 0)
return {{"dW3": dZ3 @ A2.T / m, "db3": dZ3.sum(axis=1, keepdims=True) / m,
        "dW2": dZ2 @ A1.T / m, "db2": dZ2.sum(axis=1, keepdims=True) / m,
        "dW1": dZ1 @ X.T / m, "db1": dZ1.sum(axis=1, keepdims=True) / m}}""",
    "from Z, with heaviside": f"""
{UNPACK}
m = X.shape[1]
dZ3 = 1 / (1 + np.exp(-Z3)) - Y
dZ2 = np.dot(W3.T, dZ3) * np.heaviside(Z2, 0)
dZ1 = np.dot(W2.T, dZ2) * np.heaviside(Z1, 0)
mean = lambda dZ: np.mean(dZ, axis=1)[:, None]
return {{"dW1": np.dot(dZ1, X.T) / m, "db1": mean(dZ1), "dW2": np.dot(dZ2, A1.T) / m,
        "db2": mean(dZ2), "dW3": np.dot(dZ3, A2.T) / m, "db3": mean(dZ3)}}""",
    "by index of the cache": """
m = X.shape[1]
dZ3 = cache[9] - Y
dZ2 = np.dot(cache[10].T, dZ3) * (cache[5] > 0)
dZ1 = np.dot(cache[6].T, dZ2) * (cache[1] > 0)
return {"dW1": np.dot(dZ1, X.T) / m, "db1": np.sum(dZ1, 1).reshape(-1, 1) / m,
        "dW2": np.dot(dZ2, cache[1].T) / m, "db2": np.sum(dZ2, 1).reshape(-1, 1) / m,
        "dW3": np.dot(dZ3, cache[5].T) / m, "db3": np.sum(dZ3, 1).reshape(-1, 1) / m}""",
    "a recursive helper": f"""
{UNPACK}
m, A, W, grads = X.shape[1], [X, A1, A2], [None, None, W2, W3], {{}}
def step(l, dZ):
    grads[f"dW{{l}}"] = dZ @ A[l - 1].T / m
    grads[f"db{{l}}"] = dZ.sum(axis=1, keepdims=True) / m
    if l > 1:
        step(l - 1, (W[l].T @ dZ) * (A[l - 1] > 0))
step(3, A3 - Y)
return grads""",
    "a column at a time": f"""
{UNPACK}
m = X.shape[1]
g = {{"dW1": 0, "db1": 0, "dW2": 0, "db2": 0, "dW3": 0, "db3": 0}}
for k in range(m):
    x, a1, a2 = X[:, [k]], A1[:, [k]], A2[:, [k]]
    d3 = A3[:, [k]] - Y[:, [k]]
    d2 = W3.T @ d3 * (a2 > 0)
    d1 = W2.T @ d2 * (a1 > 0)
    for l, d, a in ((1, d1, x), (2, d2, a1), (3, d3, a2)):
        g[f"dW{{l}}"] = g[f"dW{{l}}"] + d @ a.T / m
        g[f"db{{l}}"] = g[f"db{{l}}"] + d / m
return g""",
    "transposed throughout": f"""
{UNPACK}
m = X.shape[1]
d3 = (A3 - Y).T
d2 = d3.dot(W3) * (A2 > 0).T
d1 = d2.dot(W2) * (A1 > 0).T
return {{"dW1": (X.dot(d1) / m).T, "db1": d1.mean(axis=0)[:, np.newaxis],
        "dW2": (A1.dot(d2) / m).T, "db2": d2.mean(axis=0)[:, np.newaxis],
        "dW3": (A2.dot(d3) / m).T, "db3": d3.mean(axis=0)[:, np.newaxis]}}""",
})  # fmt: skip

STYLES: dict[str, dict[str, str]] = {
    "initialize_parameters_zeros": constant_styles(
        "initialize_parameters_zeros", "layers_dims", "0.0"
    ),
    "initialize_parameters_constant": constant_styles(
        "initialize_parameters_constant", "layers_dims, value", "value"
    ),
    **{f"initialize_parameters_{rule}": drawing_styles(rule) for rule in FACTORS},
    "linear_gradients": LINEAR,
    "constant_prediction_accuracy": ACCURACY,
    "clip_gradients": CLIP,
    "forward_propagation": FORWARD,
    "backward_propagation": BACKWARD,
    "gradient_check": CHECK,
    "gradient_check_n": CHECK_N,
    "backward_propagation_n": BACKWARD_N,
}
