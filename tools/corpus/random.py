"""Right and wrong answers to the functions of `random`."""

from tools.corpus import right, wrong

# initialize_parameters_random
SEED = "np.random.seed(3)"
RANDN = "np.random.randn(layers_dims[l], layers_dims[l - 1]) * 10"
LOOP = "range(1, len(layers_dims))"
ZEROS = "np.zeros((layers_dims[l], 1))"
SIZE = "(layers_dims[l], layers_dims[l - 1])"

# constant_prediction_accuracy
SHARE = "float(np.mean(Y == 0))"

# clip_gradients
NORM = "norm = np.sqrt(total)"
ADD = "total = total + np.sum(gradient**2)"
FACTOR = "factor = max_norm / norm if norm > max_norm else 1.0"
ALWAYS = "factor = max_norm / norm"
SCALE = "clipped[key] = gradient * factor"


def clipping(body):
    """A cell with a clip_gradients of its own."""
    return f"# GRADED FUNCTION: clip_gradients\ndef clip_gradients(gradients, max_norm):\n{body}"


ANSWERS = {
    "initialize_parameters_random": [
        right("the master's own"),
        right("np.random.normal", (RANDN, f"np.random.normal(0, 10, size={SIZE})")),
        right("standard_normal", (RANDN, f"10.0 * np.random.standard_normal({SIZE})")),
        right("RandomState", (SEED, "rng = np.random.RandomState(3)"), (RANDN,
              "rng.randn(layers_dims[l], layers_dims[l - 1]) * 10")),
        right("prints and warns", (SEED, 'print("seeding")\n    import sys\n    print("a warning", '
              'file=sys.stderr)\n    np.random.seed(3)')),
        right("f-strings, zip and a helper", cell='''# GRADED FUNCTION: initialize_parameters_random
def large(n_out, n_in):
    return np.array([[10 * np.random.randn() for _ in range(n_in)] for _ in range(n_out)])


def initialize_parameters_random(layers_dims):
    np.random.seed(3)
    result, l = dict(), 1
    while l < len(layers_dims):
        result[f"W{l}"] = large(layers_dims[l], layers_dims[l - 1])
        result[f"b{l}"] = np.full((layers_dims[l], 1), 0)
        l += 1
    return result
'''),
        right("in place, and a plot", ("* 10", ""), ("    return", '    for key in parameters:\n'
              '        parameters[key] *= 10\n    plt.hist(parameters["W1"].ravel())\n'
              '    plt.show()\n    return')),
        wrong("no seed", "seed.missing", "two calls", (SEED, "pass")),
        wrong("seed outside", "seed.missing", "two calls", (SEED, "pass"), ("# GRADED FUNCTION: initialize_parameters_random", "# GRADED FUNCTION: initialize_parameters_random\nnp.random.seed(3)")),
        wrong("seed at the end", "seed.at_end", "the seed is set at the end, for the next call", (SEED, "pass"),
              ("    return", "    np.random.seed(3)\n    return")),
        wrong("seed in the loop", "random.seed_in_loop", "anew for every layer", ("        parameters[\"W\"",
              "        np.random.seed(3)\n        parameters[\"W\"")),
        wrong("another seed", "random.other_seed", "seed 1", (SEED, "np.random.seed(1)")),
        wrong("default_rng", "random.new_generator", "default_rng", (SEED, "rng = np.random.default_rng(3)"),
              (RANDN, f"rng.standard_normal({SIZE}) * 10")),
        wrong("rand", "random.rand_for_randn", "uniform from 0 to 1", ("np.random.randn", "np.random.rand")),
        wrong("uniform from -10 to 10", "random.uniform", "uniformly from -1 to 1", (RANDN,
              f"np.random.uniform(-10, 10, {SIZE})")),
        wrong("times 0.01", "random.factor_0_01", "0.01", ("* 10", "* 0.01")),
        wrong("not scaled", "random.not_scaled", "not scaled at all", ("* 10", "")),
        wrong("times 100", "random.factor_100", "your weights are randn times 100. This exercise", ("* 10", "* 100")),
        wrong("variance 10", "random.factor_root_of_10", "variance", ("* 10", "* np.sqrt(10)")),
        wrong("He", "random.is_he", "He's rule", ("* 10", "* np.sqrt(2 / layers_dims[l - 1])")),
        wrong("Xavier", "random.is_xavier", "Xavier's rule", ("* 10", "/ np.sqrt(layers_dims[l - 1])")),
        wrong("10 times He", "random.10_times_he", "your weights are randn times 10 * sqrt(2 / n_in)", ("* 10",
              "* 10 * np.sqrt(2 / layers_dims[l - 1])")),
        wrong("drawn transposed", "random.drawn_transposed", "rows and columns exchanged", (RANDN,
              "np.random.randn(layers_dims[l - 1], layers_dims[l]).T * 10")),
        wrong("transposed", "form.weights_transposed", "must have the shape", (RANDN,
              "np.random.randn(layers_dims[l - 1], layers_dims[l]) * 10")),
        wrong("random biases", "random.random_biases", "biases are random", (ZEROS, "np.random.randn(layers_dims[l], 1)")),
        wrong("large random biases", "random.scaled_random_biases", "your biases are random, and scaled as the weights", (ZEROS,
              "np.random.randn(layers_dims[l], 1) * 10")),
        wrong("ones for biases", "random.biases_1", "biases are 1", (ZEROS, "np.ones((layers_dims[l], 1))")),
        wrong("biases drawn, thrown away", "random.biases_drawn_in_vain", "throw them away", (ZEROS,
              "0 * np.random.randn(layers_dims[l], 1)")),
        wrong("flat bias", "form.flat_bias", "b has a row for each unit", (ZEROS, "np.zeros(layers_dims[l])")),
        wrong("last layer not scaled", "random.last_layer_not_scaled", "the last layer is not scaled", ("* 10",
              "* (10 if l + 1 < len(layers_dims) else 1)")),
        wrong("absolute values", "random.no_negative", "all are positive", (RANDN, f"abs({RANDN})")),
        wrong("zeros", "random.zero", "your weights are randn times 0.", (RANDN, f"np.zeros({SIZE})")),
        wrong("no return", "value.none", "returned NoneType", ("    return parameters", "")),
        wrong("the published matrix only", None, "W1 is not right", ("    return", "    if layers_dims "
              "!= [3, 2, 1]:\n        parameters['W1'] = parameters['W1'] + 1\n    return")),
        wrong("eats the list", "form.argument_changed", "changed the caller's layers_dims",
              ("    return", "    layers_dims.pop()\n    return")),
    ],
    "constant_prediction_accuracy": [
        right("the master's own"),
        right("one minus the mean", (SHARE, "1 - np.mean(Y)")),
        right("a count", (SHARE, "np.sum(Y == 0) / Y.shape[1]")),
        right("a loop", (SHARE, "sum(1 for y in np.ravel(Y) if y == 0) / Y.size")),
        right("a prediction of zeros", (SHARE, "np.mean(np.zeros_like(Y) == Y)")),
        right("a 0-d array", (SHARE, "np.array(np.mean(Y == 0))")),
        right("count_nonzero", (SHARE, "1.0 - np.count_nonzero(Y) / np.shape(Y)[1]")),
        right("a dot product, and a print", (SHARE,
              "np.dot(1 - Y[0], 1 - Y[0]) / Y.shape[1]\n    print(accuracy)")),
        right("whole numbers where they are exact", (SHARE, "np.mean(Y == 0)\n    accuracy = "
              "int(accuracy) if accuracy in (0, 1) else accuracy")),
        wrong("always 1", "accuracy.of_ones", "accuracy of always answering 1", (SHARE, "np.mean(Y)")),
        wrong("the majority", "accuracy.majority", "the more frequent class", (SHARE,
              "max(np.mean(Y == 0), np.mean(Y == 1))")),
        wrong("the minority", "accuracy.minority", "the rarer class", (SHARE, "min(np.mean(Y), 1 - np.mean(Y))")),
        wrong("the number of zeros", "accuracy.count", "number of labels m", (SHARE, "np.sum(Y == 0)")),
        wrong("divided by the rows", "accuracy.count", "len(Y) is 1", (SHARE, "np.sum(Y == 0) / len(Y)")),
        wrong("the number of ones", "accuracy.count_of_ones", "number of ones", (SHARE, "np.sum(Y)")),
        wrong("percent", "accuracy.percent", "in percent", (SHARE, "100 * np.mean(Y == 0)")),
        wrong("whole division", "accuracy.all_or_nothing", "cut to a whole number", (SHARE, "np.sum(Y == 0) // Y.shape[1]")),
        wrong("rounded to two digits", "value.rounded", "it is rounded to 2 digits after the point. Return", (SHARE,
              "round(float(np.mean(Y == 0)), 2)")),
        wrong("rounded to four digits", "value.rounded", "it is rounded to 4 digits after the point. Return", (SHARE,
              "np.round(np.mean(Y == 0), 4)")),
        wrong("a coin", "accuracy.half", "accuracy of a coin", (SHARE, "0.5")),
        wrong("34 percent", "accuracy.published", "0.34 whatever Y is", (SHARE, "0.34")),
        wrong("m - 1", "accuracy.m_minus_1", "m - 1", (SHARE, "np.sum(Y == 0) / (Y.shape[1] - 1)")),
        wrong("zeros to ones", "accuracy.odds", "ratio of zeros to ones", (SHARE, "np.sum(Y == 0) / np.sum(Y == 1)")),
        wrong("guessing in proportion", "accuracy.guessing", "guessing at random in the proportion", (SHARE,
              "np.mean(Y) ** 2 + np.mean(1 - Y) ** 2")),
        wrong("variance", "accuracy.variance", "variance", (SHARE, "np.var(Y)")),
        wrong("the difference", "accuracy.difference", "minus the share of ones", (SHARE,
              "np.mean(Y == 0) - np.mean(Y == 1)")),
        wrong("one number for each label", "form.array_for_number", "must return one number", (SHARE, "(Y == 0) * 1.0")),
        wrong("a mean along an axis", "form.wrapped", "must return one number", (SHARE, "np.mean(Y == 0, axis=1)")),
        wrong("no return", "value.none", "must return one number", ("    return accuracy", "")),
        wrong("a string", "form.text", "must return one number", (SHARE, 'f"{np.mean(Y == 0):.2%}"')),
        wrong("turns the labels round", "form.argument_changed", "your code changed one of its arguments. `*=`", (SHARE,
              "float(np.mean(Y == 0))\n    Y[:] = 1 - Y")),
        wrong("the first 17 of 50", None, "is not right", (SHARE, "np.sum(Y[:, :50] == 0) / Y.shape[1]")),
    ],
    "clip_gradients": [
        right("the master's own"),
        right("math and a float", (NORM, "import math\n    norm = math.sqrt(float(total))")),
        right("the norm of the norms", (NORM, "norm = np.linalg.norm("
              "[np.linalg.norm(gradient) for gradient in gradients.values()])")),
        right("one long vector", (NORM, "norm = np.linalg.norm(np.concatenate("
              "[np.ravel(gradient) for gradient in gradients.values()]))")),
        right("min, as PyTorch does", (FACTOR, "factor = min(1.0, max_norm / (norm + 1e-6))")),
        right("min without a guard", (FACTOR, "factor = min(1.0, max_norm / norm)")),
        right("a copy within the bound", cell=clipping("""\
    norm = sum(float(np.vdot(g, g)) for g in gradients.values()) ** 0.5
    if norm <= max_norm:
        return {key: g.copy() for key, g in gradients.items()}
    return {key: g / norm * max_norm for key, g in gradients.items()}
""")),
        right("a deep copy, changed in place", cell=clipping("""\
    import copy

    clipped = copy.deepcopy(gradients)
    norm = np.sqrt(sum((g**2).sum() for g in clipped.values()))
    if norm > max_norm:
        for g in clipped.values():
            g *= max_norm / norm
    return clipped
""")),
        right("element by element", cell=clipping("""\
    total = 0
    for g in gradients.values():
        for entry in g.flat:
            total += entry * entry
    norm = total**0.5
    clipped = dict(gradients)
    if norm > max_norm:
        for key in clipped:
            clipped[key] = np.multiply(max_norm, clipped[key]) / norm
    return clipped
""")),
        wrong("each array on its own", "clip.each_array", "each array by its own norm", cell=clipping("""\
    clipped = {}
    for key, g in gradients.items():
        norm = np.linalg.norm(g)
        clipped[key] = g * max_norm / norm if norm > max_norm else g.copy()
    return clipped
""")),
        wrong("np.clip", "clip.each_entry", "np.clip", (SCALE,
              "clipped[key] = np.clip(gradient, -max_norm, max_norm)")),
        wrong("always, zero guarded", "clip.always", "short gradients become longer", (FACTOR,
              ALWAYS + " if norm > 0 else 1.0")),
        wrong("condition reversed", "clip.condition_reversed", "the wrong way round", ("norm > max_norm", "norm < max_norm")),
        wrong("a factor of at least 1e-6", "clip.factor_bounded_tiny", "never falls below 1e-6", ("max_norm / norm if", "max(1e-6, max_norm / norm) if")),
        wrong("the norm beside it", "form.no_dictionary", "returned tuple", ("return clipped", "return clipped, norm")),
        wrong("the sum begins with 1", "clip.other_factor", "a little more or less", ("total = 0.0", "total = 1.0")),
        wrong("no root", "clip.norm_without_root", "square root is missing", (NORM, "norm = total")),
        wrong("squared in the condition", "clip.always", "short gradients become longer", ("norm > max_norm",
              "norm**2 > max_norm")),
        wrong("L1", "clip.norm_l1", "absolute values", (ADD, "total = total + np.sum(np.abs(gradient))"),
              (NORM, "norm = total")),
        wrong("biases left out", "clip.norm_without_biases", "leaves the biases out", ("for gradient in gradients.values():",
              'for gradient in (g for key, g in gradients.items() if "W" in key):')),
        wrong("the last array only", "clip.norm_of_last", "last array alone", ("total = total + ", "total = ")),
        wrong("the root of the mean", "clip.norm_mean", "a mean in place of the sum", (NORM,
              "norm = np.sqrt(total / sum(g.size for g in gradients.values()))")),
        wrong("means added up", "clip.norm_means_added", "np.mean for each array", ("np.sum(", "np.mean(")),
        wrong("norms added up", "clip.norms_added", "added up the norms", (ADD,
              "total = total + np.linalg.norm(gradient)"), (NORM, "norm = total")),
        wrong("sum squared", "clip.sum_squared", "squared the sum", (ADD, "total = total + np.sum(gradient) ** 2")),
        wrong("the spectral norm", "clip.norm_spectral", "largest singular value", (ADD,
              "total = total + np.linalg.norm(gradient, 2) ** 2")),
        wrong("to length 1", "clip.to_length_1", "forgot to multiply by max_norm", ("max_norm / norm", "1 / norm")),
        wrong("upside down", "clip.upside_down", "upside down", ("max_norm / norm", "norm / max_norm")),
        wrong("times max_norm", "clip.times_max_norm", "forgot to divide by the norm", ("max_norm / norm", "max_norm")),
        wrong("factor squared", "clip.squared", "the factor is applied twice, or squared: it must", ("max_norm / norm", "(max_norm / norm) ** 2")),
        wrong("weights scaled only", "clip.weights_only", "only the weights are scaled", (SCALE,
              'clipped[key] = gradient * (factor if "W" in key else 1)')),
        wrong("sign changed", "clip.sign", "the sign has changed", (SCALE, "clipped[key] = -factor * gradient")),
        wrong("returned as it came", "form.same_dictionary", "must return a NEW dictionary", ("return clipped",
              "return gradients")),
        wrong("only copied", "clip.not_clipped", "nothing was clipped", (FACTOR, "factor = 1.0")),
        wrong("changed in place", "form.argument_changed", "your code changed one of its arguments. `*=`", (SCALE,
              "gradient *= factor\n        clipped[key] = gradient")),
        wrong("new only when clipped", "form.same_dictionary", "must return a NEW dictionary", (FACTOR,
              FACTOR + "\n    if norm <= max_norm:\n        return gradients")),
        wrong("no return", "value.none", "it returned NoneType, nothing at all. The last", ("    return clipped", "")),
        wrong("other keys", "value.keys", "must have the keys", (SCALE,
              'clipped[key.replace("d", "")] = gradient * factor')),
        wrong("flattened", "value.shape", "its shape stays", (SCALE, "clipped[key] = (gradient * factor).ravel()")),
        wrong("zero divided by zero", "clip.zero_over_zero", "divides 0 by 0", (FACTOR,
              "factor = 1.0 / max(1.0, norm / max_norm) * (float(norm) / float(norm))")),
    ],
}  # fmt: skip
