"""Right and wrong answers to the functions of `he`: the same mistakes around three factors."""

from tools.corpus import Variant, right, wrong

SEED = "np.random.seed(3)"
LOOP = "range(1, len(layers_dims))"
RANDN = "np.random.randn(n_out, n_in)"
ZEROS = "np.zeros((n_out, 1))"
DRAW_W = '        parameters["W" + str(l)]'


def shared(rule: str, factor: str, bare: str) -> list[Variant]:
    """What is right and wrong with every rule; `bare` is the factor without its np.sqrt.

    Most mistakes are made with one rule of the three, in turn: each is one line of one table.
    """
    name = f"initialize_parameters_{rule}"
    header = f"# GRADED FUNCTION: {name}"
    times = f"* {factor}"
    std = f"np.random.normal(0, {factor}, size=(n_out, n_in))"
    always = [
        right("the master's own"),
        right("np.random.normal with a scale", (f"{RANDN} {times}", std)),
        right("math.sqrt, after the draw", (header, f"{header}\nimport math\n"),
              ("np.sqrt", "math.sqrt")),
        right("a power, in front", (f"{RANDN} {times}", f"({bare}) ** 0.5 * {RANDN}")),
        right("RandomState", (SEED, "rng = np.random.RandomState(3)"),
              (RANDN, "rng.standard_normal((n_out, n_in))")),
        right("divides by the inverse root", (times, f"/ np.sqrt(1 / ({bare}))")),
        right("prints, warns and plots", (SEED, f'{SEED}\n    print("layers", layers_dims)\n'
              '    import sys\n    print("a warning", file=sys.stderr)\n    plt.plot([0, 1])\n'
              '    plt.show()')),
        right("np.float64 sizes, whole biases", (LOOP, "np.arange(1, len(layers_dims))"),
              (ZEROS, "np.full((n_out, 1), 0)"), (factor, f"np.float64({factor})")),
        right("a helper and f-strings", cell=f'''{header}
def factor_of(n_in, n_out):
    return {factor}


def numbers(n_out, n_in):
    return np.array([[np.random.randn() for _ in range(n_in)] for _ in range(n_out)])


def {name}(layers_dims):
    np.random.seed(seed=3)
    result, l = dict(), 1
    while l < len(layers_dims):
        n_in, n_out = layers_dims[l - 1 : l + 1]
        result[f"b{{l}}"] = 0.0 * np.ones((n_out, 1))
        result[f"W{{l}}"] = numbers(n_out, n_in)
        result[f"W{{l}}"] *= factor_of(n_in, n_out)
        l += 1
    return result
'''),
        wrong("the sizes beside it", "form.no_dictionary", "returned tuple", ("return parameters", "return parameters, layers_dims")),
        wrong("no seed", "seed.missing", "two calls", (SEED, "pass")),
        wrong("seed in the loop", f"{rule}.seed_in_loop", "anew for every layer", (DRAW_W, f"        {SEED}\n{DRAW_W}")),
        wrong("rand for randn", f"{rule}.rand_for_randn", "you drew with rand", (RANDN, "np.random.rand(n_out, n_in)")),
        wrong("not scaled", f"{rule}.not_scaled", "not scaled at all", (times, "")),
        wrong("upside down", f"{rule}.upside_down", "The fraction is upside down", (bare, f"1 / ({bare})")),
        wrong("transposed", "form.weights_transposed", "must have the shape", (RANDN, "np.random.randn(n_in, n_out)")),
        wrong("flat bias", "form.flat_bias", "b has a row for each unit", (ZEROS, "np.zeros(n_out)")),
        wrong("last layer missed", "form.last_layer_missing", "range of the loop", (LOOP, "range(1, len(layers_dims) - 1)")),
        wrong("right for [2, 4, 1] only", "he.first_layer_not_scaled" if rule == "he" else None,
              "first layer is not scaled" if rule == "he" else "the standard deviation of W1", (times,
              "* " + factor.replace("n_in", "(2 if l == 1 else n_in)"))),
    ]  # fmt: skip
    in_turn = [
        wrong("seed outside", "seed.missing", "two calls", (SEED, "pass"), (header, f"{header}\n{SEED}")),
        wrong("seed at the end", "seed.at_end", "the seed is set at the end, for the next call", (SEED, "pass"),
              ("    return", f"    {SEED}\n    return")),
        wrong("seed 1", f"{rule}.other_seed", "seed 1", (SEED, "np.random.seed(1)")),
        wrong("default_rng", f"{rule}.new_generator", "default_rng(3), a newer generator", (SEED,
              "rng = np.random.default_rng(3)"), (RANDN, "rng.standard_normal((n_out, n_in))")),
        wrong("uniform", f"{rule}.uniform", "uniformly from -1 to 1", (RANDN,
              "np.random.uniform(-1, 1, (n_out, n_in))")),
        wrong("times 10", f"{rule}.is_random", "your weights are randn times 10. That is the rule", (times, "* 10")),
        wrong("times 10 left over", f"{rule}.times_10", "your weights are 10 times what they should be", (times, f"* 10 {times}")),
        wrong("times 0.01", f"{rule}.factor_0_01", "times 0.01", (times, "* 0.01")),
        wrong("whole-number division", f"{rule}.zero", "whole-number division", (bare, bare.replace("/", "//"))),
        wrong("transposed twice", f"{rule}.drawn_transposed", "exchanged and transposed", (RANDN,
              "np.random.randn(n_in, n_out).T")),
        wrong("bias a row", "form.bias_row", "b has a row for each unit", (ZEROS, "np.zeros((1, n_out))")),
        wrong("bias as long as the inputs", "form.bias_of_inputs", "b has a row for each unit", (ZEROS,
              "np.zeros((n_in, 1))")),
        wrong("random bias", f"{rule}.random_biases", "your biases are random. They must be zero", (ZEROS,
              "np.random.randn(n_out, 1)")),
        wrong("bias one", f"{rule}.biases_1", "your biases are 1", (ZEROS, "np.ones((n_out, 1))")),
        wrong("draws biases in vain", f"{rule}.biases_drawn_in_vain", "throw them away", (ZEROS, "0 * np.random.randn(n_out, 1)")),
        wrong("from layer 0", "form.layer_0", "range of the loop", (LOOP, "range(len(layers_dims))")),
        wrong("one layer too many", "error.index", "list index out of range", (LOOP,
              "range(1, len(layers_dims) + 1)")),
        wrong("last layer not scaled", f"{rule}.last_layer_not_scaled", "the last layer is not scaled", (times,
              f"* ({factor} if l < len(layers_dims) - 1 else 1)")),
        wrong("first layer not scaled", f"{rule}.first_layer_not_scaled", "the first layer is not scaled", (times,
              f"* ({factor} if l > 1 else 1)")),
        wrong("always the first layer's size", f"{rule}.first_layers_size", "scaled by the size of the first one", (DRAW_W,
              "        n_in, n_out = layers_dims[:2]\n" + DRAW_W), (RANDN,
              "np.random.randn(layers_dims[l], layers_dims[l - 1])"), (ZEROS,
              "np.zeros((layers_dims[l], 1))")),
        wrong("the layer below", f"{rule}.layer_below", "the layer below it", (times,
              "* " + factor.replace("n_in", "layers_dims[l - 2]").replace("n_out",
              "layers_dims[l - 1]"))),
        wrong("right for n_in below 6", None, "for layers_dims = [50, 400, 3] the standard", (times,
              "* " + factor.replace("n_in", "min(n_in, 5)"))),
        wrong("rounded to two digits", f"{rule}.rounded_2", "the factor of your weights is rounded to 2", (factor, f"round({factor}, 2)")),
        wrong("opposite sign", f"{rule}.opposite_sign", "opposite sign", (times, f"* -{factor}")),
        wrong("no negative weights", f"{rule}.no_negative", "lost their sign", (RANDN, f"abs({RANDN})")),
        wrong("all the same number", f"{rule}.all_equal", "all weights of a layer are the same number", (RANDN, "np.ones((n_out, n_in))")),
        wrong("no return", "value.none", "returned NoneType", ("return parameters", "")),
        wrong("return inside the loop", "form.only_first_layer", "one indentation too far", ("    return parameters",
              "        return parameters")),
        wrong("a list of arrays", "form.no_dictionary", "must return a dictionary", ("return parameters",
              "return list(parameters.values())")),
        wrong("lists", "form.no_array", "must be a NumPy array", (ZEROS, "[[0.0]] * n_out")),
        wrong("lower-case keys", "form.key_spelling", "how the keys are spelled", ('"W" + str(l)', '"w" + str(l)')),
        wrong("eats the list", "form.argument_changed", "changed the caller's layers_dims", (
            "return parameters", "layers_dims.pop()\n    return parameters")),
    ]  # fmt: skip
    return always + in_turn[["he", "xavier", "glorot"].index(rule) :: 3]


ANSWERS = {
    "initialize_parameters_he": [
        *shared("he", "np.sqrt(2 / n_in)", "2 / n_in"),
        wrong("fan-out", "he.fan_out", "your weights are randn times sqrt(2 / n_out)", ("2 / n_in", "2 / n_out")),
        wrong("no root", "he.missing_root", "your weights are randn times 2 / n_in. This", ("np.sqrt(2 / n_in)", "2 / n_in")),
        wrong("1 for 2", "he.is_xavier", "your weights are randn times sqrt(1 / n_in). That", ("2 / n_in", "1 / n_in")),
        wrong("Glorot", "he.is_glorot", "your weights are randn times sqrt(2 / (n_in +", ("2 / n_in", "2 / (n_in + n_out)")),
        wrong("root of 2 only", "he.factor_root_above_2_over_n_in", "your weights are randn times sqrt(2) / n_in. This", ("np.sqrt(2 / n_in)",
              "np.sqrt(2) / n_in")),
        wrong("6 for 2", "he.factor_root_of_6_over_n_in", "your weights are randn times sqrt(6 / n_in). This", ("2 / n_in", "6 / n_in")),
        wrong("a precedence slip", "he.factor_root_of_1_over_2_times_n_in", "your weights are randn times sqrt(1 / (2 *", ("2 / n_in", "1 / (2 * n_in)")),
        wrong("times for division", "he.multiplied", "your weights are randn times sqrt(2 * n_in). This", ("2 / n_in", "2 * n_in")),
        wrong("variance as the scale of normal", "he.missing_root", "your weights are randn times 2 / n_in. This", (
              "np.random.randn(n_out, n_in) * np.sqrt(2 / n_in)",
              "np.random.normal(0, 2 / n_in, (n_out, n_in))")),
    ],
    "initialize_parameters_xavier": [
        *shared("xavier", "np.sqrt(1 / n_in)", "1 / n_in"),
        wrong("fan-out", "xavier.fan_out", "your weights are randn times sqrt(1 / n_out)", ("1 / n_in", "1 / n_out")),
        wrong("no root", "xavier.missing_root", "your weights are randn times 1 / n_in. This", ("np.sqrt(1 / n_in)", "1 / n_in")),
        wrong("He", "xavier.is_he", "your weights are randn times sqrt(2 / n_in). That", ("1 / n_in", "2 / n_in")),
        wrong("Glorot", "xavier.is_glorot", "your weights are randn times sqrt(2 / (n_in +", ("1 / n_in", "2 / (n_in + n_out)")),
        wrong("He with fan-out", "xavier.factor_root_of_2_over_n_out", "your weights are randn times sqrt(2 / n_out)", ("1 / n_in", "2 / n_out")),
        wrong("no 2 in Glorot", "xavier.factor_root_of_1_over_n_in_plus_n_out", "your weights are randn times sqrt(1 / (n_in +", ("1 / n_in", "1 / (n_in + n_out)")),
        wrong("1 over 2 n", "xavier.factor_root_of_1_over_2_times_n_in", "your weights are randn times sqrt(1 / (2 *", ("1 / n_in", "1 / (2 * n_in)")),
    ],
    "initialize_parameters_glorot": [
        *shared("glorot", "np.sqrt(2 / (n_in + n_out))", "2 / (n_in + n_out)"),
        wrong("He", "glorot.is_he", "your weights are randn times sqrt(2 / n_in). That", ("(n_in + n_out)", "n_in")),
        wrong("fan-out only", "glorot.factor_root_of_2_over_n_out", "your weights are randn times sqrt(2 / n_out)", ("(n_in + n_out)", "n_out")),
        wrong("no root", "glorot.missing_root", "your weights are randn times 2 / (n_in + n_out)", (
              "np.sqrt(2 / (n_in + n_out))", "2 / (n_in + n_out)")),
        wrong("1 for 2", "glorot.factor_root_of_1_over_n_in_plus_n_out", "your weights are randn times sqrt(1 / (n_in +", ("2 / (", "1 / (")),
        wrong("6 for 2", "glorot.factor_root_of_6_over_n_in_plus_n_out", "your weights are randn times sqrt(6 / (n_in +", ("2 / (", "6 / (")),
        wrong("no brackets", "glorot.brackets_missing", "your weights are randn times sqrt(2 / n_in +", ("(n_in + n_out))", "n_in + n_out)")),
        wrong("adds n_in twice", "glorot.is_xavier", "your weights are randn times sqrt(1 / n_in). That", ("n_in + n_out))", "n_in + n_in))")),
        wrong("product", "glorot.factor_root_of_2_over_n_in_times_n_out", "your weights are randn times sqrt(2 / (n_in *", ("n_in + n_out", "n_in * n_out")),
        wrong("2 over the mean", "glorot.factor_root_of_4_over_n_in_plus_n_out", "your weights are randn times sqrt(4 / (n_in +", ("2 / (", "4 / (")),
    ],
}  # fmt: skip
