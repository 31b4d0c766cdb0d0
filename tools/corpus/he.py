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
    upside_down = "divide by it" if rule == "xavier" else "the fraction is upside down"
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
        wrong("no seed", "two calls", (SEED, "pass")),
        wrong("seed in the loop", "anew for every layer", (DRAW_W, f"        {SEED}\n{DRAW_W}")),
        wrong("rand for randn", "you drew with rand", (RANDN, "np.random.rand(n_out, n_in)")),
        wrong("not scaled", "not scaled at all", (times, "")),
        wrong("upside down", upside_down, (bare, f"1 / ({bare})")),
        wrong("transposed", "must have the shape", (RANDN, "np.random.randn(n_in, n_out)")),
        wrong("flat bias", "b has a row for each unit", (ZEROS, "np.zeros(n_out)")),
        wrong("last layer missed", "range of the loop", (LOOP, "range(1, len(layers_dims) - 1)")),
        wrong("right for [2, 4, 1] only", "first layer is not scaled" if rule == "he" else
              "W1 is not right: it is", (times,
              "* " + factor.replace("n_in", "(2 if l == 1 else n_in)"))),
    ]  # fmt: skip
    in_turn = [
        wrong("seed outside", "two calls", (SEED, "pass"), (header, f"{header}\n{SEED}")),
        wrong("seed at the end", "two calls gave different weights", (SEED, "pass"),
              ("    return", f"    {SEED}\n    return")),
        wrong("seed 1", "seed 1", (SEED, "np.random.seed(1)")),
        wrong("default_rng", "default_rng(3), a newer generator", (SEED,
              "rng = np.random.default_rng(3)"), (RANDN, "rng.standard_normal((n_out, n_in))")),
        wrong("uniform", "uniformly from -1 to 1", (RANDN,
              "np.random.uniform(-1, 1, (n_out, n_in))")),
        wrong("times 10", "that is the exercise with large random weights", (times, "* 10")),
        wrong("times 10 left over", "10 times too large", (times, f"* 10 {times}")),
        wrong("times 0.01", "times 0.01", (times, "* 0.01")),
        wrong("whole-number division", "whole-number division", (bare, bare.replace("/", "//"))),
        wrong("transposed twice", "exchanged and transposed", (RANDN,
              "np.random.randn(n_in, n_out).T")),
        wrong("bias a row", "b has a row for each unit", (ZEROS, "np.zeros((1, n_out))")),
        wrong("bias as long as the inputs", "b has a row for each unit", (ZEROS,
              "np.zeros((n_in, 1))")),
        wrong("random bias", "your biases are random. They must be zero", (ZEROS,
              "np.random.randn(n_out, 1)")),
        wrong("bias one", "your biases are 1", (ZEROS, "np.ones((n_out, 1))")),
        wrong("draws biases in vain", "throw them away", (ZEROS, "0 * np.random.randn(n_out, 1)")),
        wrong("from layer 0", "range of the loop", (LOOP, "range(len(layers_dims))")),
        wrong("one layer too many", "list index out of range", (LOOP,
              "range(1, len(layers_dims) + 1)")),
        wrong("last layer not scaled", "the last layer is not scaled", (times,
              f"* ({factor} if l < len(layers_dims) - 1 else 1)")),
        wrong("first layer not scaled", "the first layer is not scaled", (times,
              f"* ({factor} if l > 1 else 1)")),
        wrong("always the first layer's size", "scaled by the size of the first one", (DRAW_W,
              "        n_in, n_out = layers_dims[:2]\n" + DRAW_W), (RANDN,
              "np.random.randn(layers_dims[l], layers_dims[l - 1])"), (ZEROS,
              "np.zeros((layers_dims[l], 1))")),
        wrong("the layer below", "the layer below it", (times,
              "* " + factor.replace("n_in", "layers_dims[l - 2]").replace("n_out",
              "layers_dims[l - 1]"))),
        wrong("right for n_in below 6", "fine)", (times,
              "* " + factor.replace("n_in", "min(n_in, 5)"))),
        wrong("rounded to two digits", "not right", (factor, f"round({factor}, 2)")),
        wrong("opposite sign", "opposite sign", (times, f"* -{factor}")),
        wrong("no negative weights", "lost their sign", (RANDN, f"abs({RANDN})")),
        wrong("all the same number", "must be different numbers", (RANDN, "np.ones((n_out, n_in))")),
        wrong("no return", "returned NoneType", ("return parameters", "")),
        wrong("return inside the loop", "range of the loop", ("    return parameters",
              "        return parameters")),
        wrong("a list of arrays", "must return a dictionary", ("return parameters",
              "return list(parameters.values())")),
        wrong("lists", "must be a NumPy array", (ZEROS, "[[0.0]] * n_out")),
        wrong("lower-case keys", "how the keys are spelled", ('"W" + str(l)', '"w" + str(l)')),
        wrong("eats the list", "changed the caller's layers_dims", (
            "return parameters", "layers_dims.pop()\n    return parameters")),
    ]  # fmt: skip
    return always + in_turn[["he", "xavier", "glorot"].index(rule) :: 3]


ANSWERS = {
    "initialize_parameters_he": [
        *shared("he", "np.sqrt(2 / n_in)", "2 / n_in"),
        wrong("fan-out", "that is the fan-out", ("2 / n_in", "2 / n_out")),
        wrong("no root", "2 / n_in: the square root is missing", ("np.sqrt(2 / n_in)", "2 / n_in")),
        wrong("1 for 2", "that is Xavier's rule", ("2 / n_in", "1 / n_in")),
        wrong("Glorot", "that is Glorot's rule", ("2 / n_in", "2 / (n_in + n_out)")),
        wrong("root of 2 only", "the root must cover n_in too", ("np.sqrt(2 / n_in)",
              "np.sqrt(2) / n_in")),
        wrong("6 for 2", "He's uniform draw", ("2 / n_in", "6 / n_in")),
        wrong("a precedence slip", "the 2 has slipped below", ("2 / n_in", "1 / (2 * n_in)")),
        wrong("times for division", "sqrt(2 * n_in): divide", ("2 / n_in", "2 * n_in")),
        wrong("variance as the scale of normal", "the square root is missing", (
              "np.random.randn(n_out, n_in) * np.sqrt(2 / n_in)",
              "np.random.normal(0, 2 / n_in, (n_out, n_in))")),
    ],
    "initialize_parameters_xavier": [
        *shared("xavier", "np.sqrt(1 / n_in)", "1 / n_in"),
        wrong("fan-out", "sqrt(1 / n_out): that is the fan-out", ("1 / n_in", "1 / n_out")),
        wrong("no root", "1 / n_in: the square root is missing", ("np.sqrt(1 / n_in)", "1 / n_in")),
        wrong("He", "that is He's rule", ("1 / n_in", "2 / n_in")),
        wrong("Glorot", "that is Glorot's rule", ("1 / n_in", "2 / (n_in + n_out)")),
        wrong("He with fan-out", "sqrt(2 / n_out): that is the fan-out", ("1 / n_in", "2 / n_out")),
        wrong("no 2 in Glorot", "there is a 2 above the line", ("1 / n_in", "1 / (n_in + n_out)")),
        wrong("1 over 2 n", "the 2 has slipped below", ("1 / n_in", "1 / (2 * n_in)")),
    ],
    "initialize_parameters_glorot": [
        *shared("glorot", "np.sqrt(2 / (n_in + n_out))", "2 / (n_in + n_out)"),
        wrong("He", "that is He's rule", ("(n_in + n_out)", "n_in")),
        wrong("fan-out only", "sqrt(2 / n_out): that is the fan-out", ("(n_in + n_out)", "n_out")),
        wrong("no root", "2 / (n_in + n_out): the square root is missing", (
              "np.sqrt(2 / (n_in + n_out))", "2 / (n_in + n_out)")),
        wrong("1 for 2", "there is a 2 above the line", ("2 / (", "1 / (")),
        wrong("6 for 2", "Glorot's uniform draw", ("2 / (", "6 / (")),
        wrong("no brackets", "brackets around the sum", ("(n_in + n_out))", "n_in + n_out)")),
        wrong("adds n_in twice", "that is Xavier's rule", ("n_in + n_out))", "n_in + n_in))")),
        wrong("product", "add n_in and n_out", ("n_in + n_out", "n_in * n_out")),
        wrong("2 over the mean", "the 2 is there twice", ("2 / (", "4 / (")),
    ],
}  # fmt: skip
