"""Right and wrong answers to the functions of `gradient_check`."""

from tools.corpus import right, wrong

POWER = "x * theta**3"
SLOPE = "3 * x * theta**2"
APPROX = "(J_plus - J_minus) / (2 * epsilon)"
ONE = "abs(grad - gradapprox) / (abs(grad) + abs(gradapprox))"
GRAD = "backward_propagation(x, theta)"
PLUS = "theta_plus = theta.copy()\n        theta_plus[i] += epsilon\n"
MINUS = "theta_minus = theta.copy()\n        theta_minus[i] -= epsilon\n"
UP = "J_plus, _ = forward_propagation_n(X, Y, vector_to_dictionary(theta_plus, parameters))\n"
DOWN = "J_minus, _ = forward_propagation_n(X, Y, vector_to_dictionary(theta_minus, parameters))\n"
MANY = """np.linalg.norm(grad - gradapprox) / (
        np.linalg.norm(grad) + np.linalg.norm(gradapprox)
    )"""
SUM = "np.linalg.norm(grad) + np.linalg.norm(gradapprox)"
LOOP = "range(len(theta))"
DZ3 = "dZ3 = 1 / m * (A3 - Y)"
DW2 = "dW2 = np.dot(dZ2, A1.T)"
DB1 = "db1 = sum_examples(dZ1)"
DW2_BUG = (DW2, DW2.replace("np.dot", "2 * np.dot"))
DB1_BUG = (DB1, DB1.replace("sum_", "4 * sum_"))

ANSWERS = {
    "forward_propagation": [
        right("the master's own"),
        right("np.power", (POWER, "x * np.power(theta, 3)")),
        right("np.dot", (POWER, "np.dot(x, theta * theta * theta)")),
        right("a loop", (POWER, "x\n    for _ in range(3):\n        J = J * theta")),
        right("a NumPy number", (POWER, "np.float64(x) * theta**3")),
        right("an array without dimensions", (POWER, "np.array(x * theta**3)")),
        right("prints and warns", (POWER, "theta**3 * x\n    print('J is', J)\n    import sys\n"
              "    print('a warning', file=sys.stderr)")),
        right("a helper and math.pow", cell='''# GRADED FUNCTION: forward_propagation
import math


def cubed(number):
    return math.pow(number, 3)


def forward_propagation(x, theta):
    return x * cubed(theta)
'''),
        wrong("squared", "forward.squared", "theta is squared", (POWER, "x * theta**2")),
        wrong("x cubed", "forward.x_cubed", "x is cubed instead of theta", (POWER, "x**3 * theta")),
        wrong("both cubed", "forward.both_cubed", "the power covers x too", (POWER, "(x * theta) ** 3")),
        wrong("times 3", "forward.times_3", "theta is multiplied by 3", (POWER, "x * theta * 3")),
        wrong("no power", "forward.no_power", "the power 3 is missing", (POWER, "x * theta")),
        wrong("in a dictionary", "form.wrapped", "the number is wrapped", ("return J", "return {\"J\": J}")),
        wrong("x missing", "forward.x_missing", "the factor x is missing", (POWER, "theta**3")),
        wrong("x added", "forward.x_added", "x is added", (POWER, "x + theta**3")),
        wrong("the derivative", "forward.derivative", "that is the derivative", (POWER, "3 * x * theta**2")),
        wrong("minus", "forward.sign", "the sign is wrong", (POWER, "-x * theta**3")),
        wrong("the power 4", "forward.power_4", "theta has the power 4", (POWER, "x * theta**4")),
        wrong("factor 3", "forward.factor_3", "the derivative's factor 3", (POWER, "3 * x * theta**3")),
        wrong("whole number", "forward.whole", "cut to a whole number", (POWER, "int(x * theta**3)")),
        wrong("rounded", "forward.rounded", "it is rounded", (POWER, "round(x * theta**3)")),
        wrong("sign of theta lost", "forward.theta_sign", "sign of theta is lost", (POWER, "x * abs(theta) ** 3")),
        wrong("a caret", "error.caret", "`^` is no power in Python", (POWER, "x * theta ^ 3")),
        wrong("no return", "value.none", "returned NoneType", ("return J", "print(J)")),
        wrong("a list", "form.wrapped", "must return one number", ("return J", "return [J]")),
        wrong("always 250", "forward.example", "that is 250 whatever x and theta are. Calculate", (POWER, "250")),
    ],
    "backward_propagation": [
        right("the master's own"),
        right("another order", (SLOPE, "theta**2 * 3 * x")),
        right("np.square", (SLOPE, "3.0 * x * np.square(theta)")),
        right("np.multiply", (SLOPE, "np.multiply(3 * theta, x * theta)")),
        right("product rule", (SLOPE, "x * theta * theta + x * theta * theta + x * theta * theta")),
        right("np.polyder", (SLOPE, "np.polyval(np.polyder([x, 0, 0, 0]), theta)")),
        right("prints and plots", (SLOPE, "3 * x * theta**2\n    print('slope', dtheta)\n"
              "    plt.plot([0, 1])\n    plt.show()")),
        right("a helper", cell='''# GRADED FUNCTION: backward_propagation
def power_slope(base, exponent):
    return exponent * base ** (exponent - 1)


def backward_propagation(x, theta):
    return x * power_slope(theta, 3)
'''),
        wrong("3 missing", "backward.factor_missing", "the factor 3 is missing", (SLOPE, "x * theta**2")),
        wrong("2 for 3", "backward.factor_2", "the factor is 2 instead of 3", (SLOPE, "2 * x * theta**2")),
        wrong("of the square", "backward.of_square", "2 x theta", (SLOPE, "2 * x * theta")),
        wrong("not squared", "backward.not_squared", "theta is not squared", (SLOPE, "3 * x * theta")),
        wrong("power stays", "backward.power_stays", "the power stays 3", (SLOPE, "3 * x * theta**3")),
        wrong("x missing", "backward.x_missing", "the factor x is missing", (SLOPE, "3 * theta**2")),
        wrong("with respect to x", "backward.by_x", "with respect to x", (SLOPE, "theta**3")),
        wrong("J itself", "backward.J", "that is J itself", (SLOPE, "x * theta**3")),
        wrong("all squared", "backward.square_covers_all", "the square covers the rest", (SLOPE, "(3 * x * theta) ** 2")),
        wrong("x squared as well", "backward.square_covers_x", "the square covers x too", (SLOPE, "3 * (x * theta) ** 2")),
        wrong("x squared", "backward.x_squared", "x is squared instead", (SLOPE, "3 * x**2 * theta")),
        wrong("minus", "backward.sign", "the sign is wrong", (SLOPE, "-3 * x * theta**2")),
        wrong("second derivative", "backward.second", "the second derivative", (SLOPE, "6 * x * theta")),
        wrong("integrated", "backward.integrated", "you integrated", (SLOPE, "x * theta**4 / 4")),
        wrong("x added", "backward.x_added", "x is added", (SLOPE, "x + 3 * theta**2")),
        wrong("divided by 3", "backward.over_3", "divided by 3", (SLOPE, "x * theta**2 / 3")),
        wrong("whole number", "backward.whole", "cut to a whole number", (SLOPE, "int(3 * x * theta**2)")),
        wrong("a finite difference", "cube.inexact", "as a finite difference is", (SLOPE,
              "x * ((theta + 1e-5) ** 3 - (theta - 1e-5) ** 3) / 2e-5")),
        wrong("no return", "value.none", "returned NoneType", ("return dtheta", "")),
    ],
    "gradient_check": [
        right("the master's own"),
        right("np.linalg.norm", (ONE, "np.linalg.norm(grad - gradapprox) / "
              "(np.linalg.norm(grad) + np.linalg.norm(gradapprox))")),
        right("the published steps", cell='''# GRADED FUNCTION: gradient_check
def gradient_check(x, theta, epsilon=1e-7):
    thetaplus = theta + epsilon
    thetaminus = theta - epsilon
    gradapprox = (forward_propagation(x, thetaplus) - forward_propagation(x, thetaminus)) / 2 / epsilon
    grad = backward_propagation(x, theta)
    numerator = np.linalg.norm(grad - gradapprox)
    denominator = np.linalg.norm(grad) + np.linalg.norm(gradapprox)
    difference = numerator / denominator
    if difference < 1e-7:
        print("The gradient is correct!")
    else:
        print("The gradient is wrong!")
    return difference
'''),
        right("everything written again", cell='''# GRADED FUNCTION: gradient_check
def gradient_check(x, theta, epsilon=1e-7):
    J = lambda t: x * t * t * t
    measured = (J(theta + epsilon) - J(theta - epsilon)) / (2.0 * epsilon)
    calculated = 3 * x * theta**2
    return abs(measured - calculated) / (abs(measured) + abs(calculated))
'''),
        right("only the derivative written again", (GRAD, "3 * x * theta**2")),
        right("an array without dimensions", (ONE, "np.array(" + ONE + ")")),
        right("by keyword", ("forward_propagation(x, theta + epsilon)",
              "forward_propagation(x=x, theta=theta + epsilon)")),
        right("a loop over the two sides", (APPROX, "sum(s * forward_propagation(x, theta + s * "
              "epsilon) for s in (1, -1)) / (2 * epsilon)")),
        right("math.fabs and a warning", (ONE, "math.fabs(grad - gradapprox) / (math.fabs(grad) "
              "+ math.fabs(gradapprox))"), ("    J_plus", "    import math, sys\n"
              "    print('a warning', file=sys.stderr)\n    J_plus")),
        wrong("epsilon for 2 epsilon", "check.epsilon_for_2_epsilon", "2 * epsilon belongs", ("(2 * epsilon)", "epsilon")),
        wrong("precedence", "check.precedence", "MULTIPLIES by epsilon", ("(2 * epsilon)", "2 * epsilon")),
        wrong("not divided", "check.not_divided", "division by 2 epsilon is missing", (" / (2 * epsilon)", "")),
        wrong("upper side only", "check.upper_side", "upper side only", ("theta - epsilon", "theta"),
              ("(2 * epsilon)", "epsilon")),
        wrong("lower side only", "check.lower_side", "lower side only", ("theta + epsilon", "theta"),
              ("(2 * epsilon)", "epsilon")),
        wrong("theta not lowered", "check.not_lowered", "where J(theta - epsilon) belongs",
              ("theta - epsilon", "theta")),
        wrong("raised twice", "check.same_point", "gradapprox is zero: both costs were taken at the", ("theta - epsilon", "theta + epsilon")),
        wrong("brackets above", "check.brackets_above", "brackets around J_plus - J_minus",
              ("(J_plus - J_minus)", "J_plus - J_minus")),
        wrong("x moved", "check.moves_x", "you moved x", ("(x, theta + epsilon)", "(x + epsilon, theta)"),
              ("(x, theta - epsilon)", "(x - epsilon, theta)")),
        wrong("slopes compared", "check.slopes_compared", "difference of two slopes", ("forward_", "backward_")),
        wrong("grad at the wrong place", "check.grad_at_plus", "It belongs to theta itself",
              (GRAD, "backward_propagation(x, theta + epsilon)")),
        wrong("no denominator", "check.no_denominator", "the denominator is missing", (ONE, "abs(grad - gradapprox)")),
        wrong("grad below", "check.grad_below", "only the absolute value of grad.", (ONE, "abs(grad - gradapprox) / abs(grad)")),
        wrong("gradapprox below", "check.gradapprox_below", "only the absolute value of gradapprox",
              (ONE, "abs(grad - gradapprox) / abs(gradapprox)")),
        wrong("the larger below", "check.larger_below", "the larger of the two",
              (ONE, "abs(grad - gradapprox) / max(abs(grad), abs(gradapprox))")),
        wrong("norm of the sum below", "check.norm_of_sum_below", "would cancel",
              (ONE, "abs(grad - gradapprox) / abs(grad + gradapprox)")),
        wrong("brackets below", "check.brackets_below", "brackets are missing around the denominator",
              (ONE, "abs(grad - gradapprox) / abs(grad) + abs(gradapprox)")),
        wrong("the mean below", "check.mean_below", "the mean of the two absolute values", ("return difference",
              "return 2 * difference")),
        wrong("the root of squares below", "check.root_below", "the plain sum of the absolute values",
              (ONE, "abs(grad - gradapprox) / np.sqrt(grad**2 + gradapprox**2)")),
        wrong("no absolute value", "check.no_absolute", "the numerator has no absolute value",
              ("abs(grad - gradapprox)", "(grad - gradapprox)")),
        wrong("squares", "check.squares", "the absolute values are squared",
              (ONE, "(grad - gradapprox) ** 2 / (grad**2 + gradapprox**2)")),
        wrong("epsilon fixed", "check.fixed_1e-7", "epsilon is fixed at 1e-7", ("    J_plus =", "    epsilon = 1e-7\n"
              "    J_plus =")),
        wrong("another default", "check.default_1e-4", "the default of epsilon is 1e-4. It must be 1e-7", ("=1e-7", "=1e-4")),
        wrong("float32", "check.float32", "in float32", ("    J_plus =", "    x, theta, epsilon = np.float32(x), "
              "np.float32(theta), np.float32(epsilon)\n    J_plus =")),
        wrong("gradapprox returned", "check.gradapprox_returned", "that is gradapprox", ("return difference",
              "return gradapprox")),
        wrong("grad returned", "check.grad_returned", "that is grad.", ("return difference", "return grad")),
        wrong("a verdict", "form.verdict", "not a verdict", ("return difference", "return difference < 1e-6")),
        wrong("printed only", "value.none", "returned NoneType", ("return difference", "print(difference)")),
        wrong("rounded", "value.rounded", "it is rounded", ("return difference", "return round(difference, 2)")),
        wrong("agreement", "check.agreement", "1 minus the difference", ("return difference",
              "return 1 - difference")),
        wrong("always zero", "check.always_0", "it is 0 whatever the gradients are. Is nothing", ("return difference", "return 0.0")),
    ],
    "gradient_check_n": [
        right("the master's own"),
        right("the published loop", cell='''# GRADED FUNCTION: gradient_check_n
def gradient_check_n(parameters, gradients, X, Y, epsilon=1e-7):
    parameters_values = dictionary_to_vector(parameters)
    grad = gradients_to_vector(gradients)
    num_parameters = parameters_values.shape[0]
    J_plus = np.zeros((num_parameters, 1))
    J_minus = np.zeros((num_parameters, 1))
    gradapprox = np.zeros((num_parameters, 1))
    for i in range(num_parameters):
        thetaplus = np.copy(parameters_values)
        thetaplus[i][0] = thetaplus[i][0] + epsilon
        J_plus[i], _ = forward_propagation_n(X, Y, vector_to_dictionary(thetaplus, parameters))
        thetaminus = np.copy(parameters_values)
        thetaminus[i][0] = thetaminus[i][0] - epsilon
        J_minus[i], _ = forward_propagation_n(X, Y, vector_to_dictionary(thetaminus, parameters))
        gradapprox[i] = (J_plus[i] - J_minus[i]) / (2.0 * epsilon)
    numerator = np.linalg.norm(grad - gradapprox)
    denominator = np.linalg.norm(grad) + np.linalg.norm(gradapprox)
    difference = numerator / denominator
    if difference > 2e-7:
        print(f"There is a mistake in the backward propagation! difference = {difference}")
    else:
        print(f"Your backward propagation works perfectly fine! difference = {difference}")
    return difference
'''),
        right("rows of the identity", cell='''# GRADED FUNCTION: gradient_check_n
def gradient_check_n(parameters, gradients, X, Y, epsilon=1e-7):
    theta = dictionary_to_vector(parameters)

    def J(vector):
        return forward_propagation_n(X, Y, vector_to_dictionary(vector, parameters))[0]

    steps = epsilon * np.eye(len(theta))
    slopes = np.array([[J(theta + s[:, None]) - J(theta - s[:, None])] for s in steps])
    slopes = slopes / (2 * epsilon)
    g = gradients_to_vector(gradients)
    return float(np.linalg.norm(g - slopes) / (np.linalg.norm(g) + np.linalg.norm(slopes)))
'''),
        right("raised and put back", (PLUS, "old = theta[i].copy()\n        theta[i] = old + epsilon\n"),
              ("theta_plus, ", "theta, "), (MINUS, "theta[i] = old - epsilon\n"),
              ("theta_minus, ", "theta, "), ("gradapprox[i] =", "theta[i] = old\n        gradapprox[i] =")),
        right("flat vectors", ("np.zeros_like(theta)", "np.zeros(len(theta))"),
              ("= gradients_to_vector(gradients)", "= gradients_to_vector(gradients).ravel()")),
        right("the root of the sum of squares", (MANY,
              "np.sqrt(np.sum((grad - gradapprox) ** 2)) / (np.sqrt(np.sum(grad**2)) + "
              "np.sqrt(np.sum(gradapprox**2)))")),
        right("entry by entry in the dictionary", cell='''# GRADED FUNCTION: gradient_check_n
def gradient_check_n(parameters, gradients, X, Y, epsilon=1e-7):
    top = left = below = 0.0
    for name in parameters:
        for place in np.ndindex(parameters[name].shape):
            costs = []
            for sign in (1, -1):
                copied = {key: value.copy() for key, value in parameters.items()}
                copied[name][place] += sign * epsilon
                costs.append(forward_propagation_n(X, Y, copied)[0])
            approx = (costs[0] - costs[1]) / (2 * epsilon)
            grad = gradients["d" + name][place]
            top, left, below = top + (grad - approx) ** 2, left + grad**2, below + approx**2
    return top**0.5 / (left**0.5 + below**0.5)
'''),
        right("prints, warns and plots", ("    theta =", "    import warnings\n    warnings.warn("
              "'slow')\n    plt.plot([0, 1])\n    plt.show()\n    print('checking')\n    theta =")),
        right("in place and put back in the dictionary", cell='''# GRADED FUNCTION: gradient_check_n
def gradient_check_n(parameters, gradients, X, Y, epsilon=1e-7):
    grad, approx = [], []
    for name in ["W1", "b1", "W2", "b2", "W3", "b3"]:
        array = parameters[name]
        for place in np.ndindex(array.shape):
            kept = array[place]
            array[place] = kept + epsilon
            up = forward_propagation_n(X, Y, parameters)[0]
            array[place] = kept - epsilon
            down = forward_propagation_n(X, Y, parameters)[0]
            array[place] = kept
            approx.append((up - down) / (2 * epsilon))
            grad.append(gradients["d" + name][place])
    grad, approx = np.array(grad), np.array(approx)
    return np.linalg.norm(grad - approx) / (np.linalg.norm(grad) + np.linalg.norm(approx))
'''),
        right("raised, lowered and raised in place", cell='''# GRADED FUNCTION: gradient_check_n
def gradient_check_n(parameters, gradients, X, Y, epsilon=1e-7):
    approx = {}
    for name, array in parameters.items():
        approx["d" + name] = np.zeros_like(array)
        for place in np.ndindex(array.shape):
            array[place] += epsilon
            up, _ = forward_propagation_n(X, Y, parameters)
            array[place] -= 2 * epsilon
            down, _ = forward_propagation_n(X, Y, parameters)
            array[place] += epsilon
            approx["d" + name][place] = (up - down) / (2 * epsilon)
    grad, approx = gradients_to_vector(gradients), gradients_to_vector(approx)
    return np.linalg.norm(grad - approx) / (np.linalg.norm(grad) + np.linalg.norm(approx))
'''),
        wrong("epsilon for 2 epsilon", "check_n.epsilon_for_2_epsilon", "2 * epsilon belongs", ("(2 * epsilon)", "epsilon")),
        wrong("precedence", "check_n.precedence", "MULTIPLIES by epsilon", ("(2 * epsilon)", "2 * epsilon")),
        wrong("upper side only", "check_n.upper_side", "upper side only", ("theta_minus[i] -= epsilon", "pass"),
              ("(2 * epsilon)", "epsilon")),
        wrong("lower side only", "check_n.lower_side", "lower side only", ("theta_plus[i] += epsilon", "pass"),
              ("(2 * epsilon)", "epsilon")),
        wrong("sides exchanged", "check_n.sides_exchanged", "sign of gradapprox",
              ("J_plus - J_minus", "J_minus - J_plus")),
        wrong("no copy, one after the other", "check_n.not_lowered", "without a copy both names", ("theta.copy()", "theta")),
        wrong("no copy, both first", "check_n.same_point", "makes no copy", (PLUS, "theta_plus = theta\n"
              "        theta_minus = theta\n        theta_plus[i] += epsilon\n"
              "        theta_minus[i] -= epsilon\n"), (MINUS, "\n")),
        wrong("copies before the loop", "check_n.copied_once", "made only once, before the loop",
              ("    for i", "    theta_plus, theta_minus = theta.copy(), theta.copy()\n    for i"),
              ("theta_plus = theta.copy()\n        ", ""), ("theta_minus = theta.copy()\n        ", "")),
        wrong("only plus copied", "check_n.lowered_for_good", "theta itself is lowered", ("theta_minus = theta.copy()", "theta_minus = theta")),
        wrong("the whole vector", "check_n.whole_vector", "the whole vector is moved", ("theta_plus[i] +=", "theta_plus +="),
              ("theta_minus[i] -=", "theta_minus -=")),
        wrong("float32", "check_n.float32", "in float32", ("dictionary_to_vector(parameters)",
              "dictionary_to_vector(parameters).astype(np.float32)"), ("np.zeros_like(theta)",
              "np.zeros(theta.shape)")),
        wrong("column by column", "check_n.columns_first", "column by column", ("gradients_to_vector(gradients)",
              "np.concatenate([gradients['d' + k].ravel('F') for k in ('W1', 'b1', 'W2', 'b2', "
              "'W3', 'b3')]).reshape(-1, 1)")),
        wrong("flat gradapprox", "check_n.n_by_n", "n by n table", ("np.zeros_like(theta)", "np.zeros(len(theta))")),
        wrong("epsilon fixed", "check_n.fixed_1e-7", "epsilon is fixed at 1e-7", ("    theta =", "    epsilon = 1e-7\n    theta =")),
        wrong("another default", "check_n.default_1e-5", "the default of epsilon is 1e-5. It must be 1e-7", ("=1e-7", "=1e-5")),
        wrong("biases left out of gradapprox", "check_n.biases_not_moved", "the biases are left out", (LOOP,
              "[k for k in range(len(theta)) if vector_to_dictionary(np.eye(len(theta))[:, [k]], "
              "parameters)['b1'].any() + vector_to_dictionary(np.eye(len(theta))[:, [k]], "
              "parameters)['b2'].any() + vector_to_dictionary(np.eye(len(theta))[:, [k]], "
              "parameters)['b3'].any() == 0]")),
        wrong("only the first layer", "check_n.first_layer", "only the first layer", (LOOP,
              "range(parameters['W1'].size + parameters['b1'].size)")),
        wrong("only the last layer", "check_n.last_layer", "only the last layer", (LOOP,
              "range(len(theta) - parameters['W3'].size - 1, len(theta))")),
        wrong("no denominator", "check_n.no_denominator", "the denominator is missing", (MANY,
              "np.linalg.norm(grad - gradapprox)")),
        wrong("grad below", "check_n.grad_below", "only the norm of grad.", (SUM, "np.linalg.norm(grad)")),
        wrong("gradapprox below", "check_n.gradapprox_below", "only the norm of gradapprox", (SUM, "np.linalg.norm(gradapprox)")),
        wrong("the larger below", "check_n.larger_below", "the larger of the two", (SUM, "max(np.linalg.norm(grad), "
              "np.linalg.norm(gradapprox))")),
        wrong("norm of the sum below", "check_n.norm_of_sum_below", "would cancel", (SUM, "np.linalg.norm(grad + gradapprox)")),
        wrong("norms subtracted above", "check_n.of_norms", "the difference of the two norms", (
              "np.linalg.norm(grad - gradapprox) /",
              "abs(np.linalg.norm(grad) - np.linalg.norm(gradapprox)) /")),
        wrong("no norm above", "check_n.no_absolute", "the numerator has no norm", (
              "np.linalg.norm(grad - gradapprox) /", "np.sum(grad - gradapprox) /")),
        wrong("squares", "check_n.squares", "the norms are squared", (MANY, "np.sum((grad - gradapprox) ** 2) / "
              "(np.sum(grad**2) + np.sum(gradapprox**2))")),
        wrong("absolute values", "check_n.absolute_sums", "sums of absolute values", (MANY, "np.abs(grad - gradapprox).sum() "
              "/ (np.abs(grad).sum() + np.abs(gradapprox).sum())")),
        wrong("mean of the components", "check_n.component_mean", "mean of the components", (MANY, "np.mean(np.abs(grad - "
              "gradapprox) / (np.abs(grad) + np.abs(gradapprox)))")),
        wrong("parameters changed", "form.argument_changed", "your code changed one of its arguments. `*=`", ("    theta =", "    parameters['W1'] += epsilon\n    theta =")),
        wrong("a verdict", "form.verdict", "not a verdict", ("return difference", "return difference < 1e-6")),
        wrong("printed only", "value.none", "returned NoneType", ("return difference", "print(difference)")),
    ],
    "backward_propagation_n": [
        right("the master's own"),
        right("divided by m", (DZ3, "dZ3 = (A3 - Y) / m")),
        right("float literals", ("1 / m", "1.0 / m")),
        right("np.multiply and Z", ("dA2 * (A2 > 0)", "np.multiply(dA2, np.int64(Z2 > 0))"),
              ("dA1 * (A1 > 0)", "np.where(Z1 > 0, dA1, 0)")),
        right("the bug undone at the end", (DW2, "dW2 = 2 * np.dot(dZ2, A1.T)\n    dW2 = dW2 / 2"),
              (DB1, "db1 = 4 * sum_examples(dZ1)\n    db1 = db1 / 4")),
        right("more keys", ('return {"dW1"', 'return {"dZ3": dZ3, "dA2": dA2, "dZ2": dZ2, "dA1": '
              'dA1, "dZ1": dZ1, "dW1"')),
        right("the mean, times m", (DB1, "db1 = m * np.mean(dZ1, axis=1, keepdims=True)")),
        right("prints and warns", ("    m = ", "    import sys\n    print('back', file=sys.stderr)\n    m = ")),
        right("written anew with a loop", cell='''# GRADED FUNCTION: backward_propagation_n
def backward_propagation_n(X, Y, cache):
    A = [X, cache[1], cache[5], cache[9]]
    W = [None, cache[2], cache[6], cache[10]]
    dZ, grads = (A[3] - Y) / Y.shape[1], {}
    for l in (3, 2, 1):
        grads[f"dW{l}"] = dZ @ A[l - 1].T
        grads[f"db{l}"] = dZ.sum(axis=1).reshape(-1, 1)
        if l > 1:
            dZ = (W[l].T @ dZ) * (A[l - 1] > 0)
    return grads
'''),
        right("a loop over the examples", cell='''# GRADED FUNCTION: backward_propagation_n
def backward_propagation_n(X, Y, cache):
    (Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3) = cache
    shapes = {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "W3": W3, "b3": b3}
    grads = {"d" + name: np.zeros(array.shape) for name, array in shapes.items()}
    m = X.shape[1]
    for k in range(m):
        d3 = A3[:, k] - Y[:, k]
        d2 = (W3.T @ d3) * (A2[:, k] > 0)
        d1 = (W2.T @ d2) * (A1[:, k] > 0)
        for l, d, a in ((3, d3, A2), (2, d2, A1), (1, d1, X)):
            grads[f"dW{l}"] += np.outer(d, a[:, k]) / m
            grads[f"db{l}"] += d[:, None] / m
    return grads
'''),
        wrong("as handed out", "backward_n.double", "2 times what it should be", DW2_BUG, DB1_BUG),
        wrong("only dW2 repaired", "backward_n.four_times", "it is 4 times what it should be. Compare its line", DB1_BUG),
        wrong("only db1 repaired", "backward_n.double", "it is 2 times what it should be. Compare its line", DW2_BUG),
        wrong("dZ2 halved instead", "backward_n.half", "half of what it should be", DW2_BUG, ("(A2 > 0)", "(A2 > 0) / 2")),
        wrong("dZ1 quartered instead", "backward_n.quarter", "quarter of what it should be", DB1_BUG, ("(A1 > 0)", "(A1 > 0) / 4")),
        wrong("dW2 repaired twice", "backward_n.half", "half of what it should be", (DW2, "dW2 = np.dot(dZ2, A1.T) / 2")),
        wrong("db1 made 2", "backward_n.double", "is 2 times what it should be", (DB1, "db1 = 2 * sum_examples(dZ1)")),
        wrong("1/m missing", "backward_n.m_missing", "factor 1/m is missing", (DZ3, "dZ3 = A3 - Y")),
        wrong("1/m taken out in db1", "backward_n.m_missing", "factor 1/m is missing", (DB1, "db1 = m * sum_examples(dZ1)")),
        wrong("1/m in dW2 as well", "backward_n.m_twice", "divided by m twice", (DW2, "dW2 = 1 / m * np.dot(dZ2, A1.T)")),
        wrong("the mean in db1", "backward_n.m_twice", "divided by m twice", (DB1, "db1 = np.mean(dZ1, axis=1, keepdims=True)")),
        wrong("2 / m in dW2", "backward_n.double_m_twice", "and a factor 2 is still there", (DW2, "dW2 = 2 / m * np.dot(dZ2, A1.T)")),
        wrong("mask of layer 1 missing", "backward_n.relu_1", "relu of layer 1 unhindered", ("dA1 * (A1 > 0)", "dA1")),
        wrong("mask of layer 2 missing", "backward_n.relu_2", "relu of layer 2 unhindered", ("dA2 * (A2 > 0)", "dA2")),
        wrong("both masks missing", "backward_n.relus", "both relus unhindered", ("dA2 * (A2 > 0)", "dA2"),
              ("dA1 * (A1 > 0)", "dA1")),
        wrong("A1 for the mask", "backward_n.times_A1", "multiplied dA1 by A1 itself", ("(A1 > 0)", "A1")),
        wrong("transposed", "backward_n.transposed", "it is transposed", (DW2, "dW2 = np.dot(A1, dZ2.T)")),
        wrong("sign of dZ3", "backward_n.sign", "the sign is wrong", ("A3 - Y", "Y - A3")),
        wrong("slope of the sigmoid", "backward_n.sigmoid_slope", "slope of the sigmoid", ("A3 - Y", "(A3 - Y) * A3 * (1 - A3)")),
        wrong("the mask of layer 2 on layer 1", "backward_n.other_dZ1", "your dZ1 is dA1 * (Z2 > 0).", ("(A1 > 0)", "(Z2 > 0)")),
        wrong("a root in the place of the mask", "backward_n.other_dZ2", "all that is made of dZ2 is wrong",
              ("(A2 > 0)", "np.sqrt(A2)")),
        wrong("the absolute value of db1", "backward_n.other_db1", "look at the line of db1", (DB1, "db1 = abs(sum_examples(dZ1))")),
        wrong("back through dW2", "backward_n.through_dW2", "back through dW2 instead of W2", ("np.dot(W2.T, dZ2)", "np.dot(dW2.T, dZ2)")),
        wrong("back through dW3", "backward_n.through_dW3", "back through dW3 instead of W3", ("np.dot(W3.T, dZ3)", "np.dot(dW3.T, dZ3)")),
        wrong("dA2 sent on", "backward_n.dA2_sent_on", "dA1 is made from dA2", ("np.dot(W2.T, dZ2)", "np.dot(W2.T, dA2)")),
        wrong("dW2 from dA2", "backward_n.dW2_from_dA2", "dW2 is made from dA2", (DW2, "dW2 = np.dot(dA2, A1.T)")),
        wrong("db1 from dA1", "backward_n.db1_from_dA1", "db1 is made from dA1", (DB1, "db1 = sum_examples(dA1)")),
        wrong("db1 flat", "backward_n.keepdims_1", "keepdims=True", (DB1, "db1 = np.sum(dZ1, axis=1)")),
        wrong("db1 over the units", "backward_n.over_units", "over the units (axis=0)", (DB1, "db1 = np.sum(dZ1, axis=0, keepdims=True)")),
        wrong("db1 one number", "backward_n.one_number", "one number for the whole layer", (DB1, "db1 = np.sum(dZ1)")),
        wrong("a key missing", "backward_n.key_missing", '"db1" is missing', ('"db1": db1, ', "")),
        wrong("a tuple", "value.type", "it must be a dictionary, but it is a value of", ('return {"dW1": dW1, "db1": db1, "dW2": dW2, '
              '"db2": db2, "dW3": dW3, "db3": db3}', "return dW1, db1, dW2, db2, dW3, db3")),
        wrong("no return", "value.none", "it is None (a function without `return` gives", ("    return {", "    result = {")),
        wrong("cache changed", "form.argument_changed", "changed one of its arguments", ("    dZ3 =", "    A1 *= 1.0000001\n    dZ3 =")),
        wrong("dW1 and dW2 exchanged", "backward_n.swapped", 'under the key "dW2" stands dW1', ('"dW1": dW1', '"dW1": dW2'),
              ('"dW2": dW2', '"dW2": dW1')),
    ],
}  # fmt: skip
