"""init_utils: the published figures, the laws of the mathematics, and how it treats mistakes."""

import copy
import json
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from sklearn.datasets import load_digits, make_circles

import init_utils as u

pytestmark = pytest.mark.filterwarnings("error")  # init_utils never warns
settings.register_profile("init_utils", deadline=None, derandomize=True, max_examples=60)
ROOT = Path(u.__file__).parent

HE_COSTS = [
    0.8830537463419761, 0.6879825919728063, 0.6751286264523371, 0.6526117768893807,
    0.6082958970572938, 0.5304944491717495, 0.4138645817071794, 0.3117803464844441,
    0.23696215330322562, 0.18597287209206834, 0.15015556280371806, 0.12325079292273546,
    0.09917746546525934, 0.08457055954024278, 0.07357895962677369,
]  # fmt: skip
RANDOM_COSTS = [
    np.inf, 0.6242434241539614, 0.5978811278, 0.5636242569764779,
    0.5500958254523324, 0.544339206192789, 0.5373584514307651, 0.469574666760224,
    0.39766324943219844, 0.3934423376823982, 0.3920158992175907, 0.38913979237487845,
    0.3861261344766218, 0.3849694511273874, 0.3827489017191917,
]  # fmt: skip


def normal(scale, seed=3):
    """An initialize_parameters: normal weights times scale(n_in), zero biases."""

    def initialize_parameters(layers_dims):
        rng = np.random.RandomState(seed)
        parameters = {}
        for layer in range(1, len(layers_dims)):
            n_out, n_in = layers_dims[layer], layers_dims[layer - 1]
            parameters[f"W{layer}"] = scale(rng.randn(n_out, n_in), n_in)
            parameters[f"b{layer}"] = np.zeros((n_out, 1))
        return parameters

    return initialize_parameters


def int_zeros(layers_dims):
    """What a student gets from np.zeros(..., dtype=int)."""
    return {k: v.astype(int) for k, v in normal(lambda W, n: 0 * W)(layers_dims).items()}


he = normal(lambda W, n: W * np.sqrt(2 / n))
times_10 = normal(lambda W, n: W * 10)


def everywhere(W, _):
    return np.full_like(W, np.nan)


def test_the_data_are_those_of_make_circles_and_need_no_scikit_learn():
    train_X, train_Y, test_X, test_Y = u.load_dataset()
    for X, Y, seed in ((train_X, train_Y, 1), (test_X, test_Y, 2)):
        points, labels = make_circles(Y.size, noise=0.05, random_state=seed)
        assert np.array_equal(X, points.T) and np.array_equal(Y, [labels])
    fresh = "import sys, init_utils; init_utils.load_dataset(); print('sklearn' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", fresh], cwd=ROOT, capture_output=True, text=True)
    assert told.stdout == "False\n", told.stderr


def accuracy(parameters, X, Y):
    return np.mean(u.predict_dec(parameters, X) == Y)


@pytest.fixture(scope="module")
def data():
    return u.load_dataset()


@pytest.fixture(scope="module")
def trained(data):
    """(parameters, costs) after 15,000 iterations from zeros, random and He."""
    starts = {"zeros": int_zeros, "random": times_10, "he": he}
    return {k: u.model(*data[:2], start, print_cost=False) for k, start in starts.items()}


# Published figures


def test_the_data_set_is_the_published_one(data):
    train_X, train_Y, _, test_Y = data
    assert [a.shape for a in data] == [(2, 300), (1, 300), (2, 100), (1, 100)]
    np.testing.assert_allclose(train_X[:, 0], [-0.07741354, 0.85260226], atol=5e-9)
    assert train_Y[0, 0] == 1
    assert train_Y.sum() == 150 and test_Y.sum() == 50


def test_zeros_stay_at_ln_2_for_ever(trained):
    parameters, costs = trained["zeros"]
    assert len(costs) == 15
    np.testing.assert_allclose(costs, np.log(2), rtol=0, atol=3e-16)
    assert not any(parameters["W1"].ravel())


def test_random_reproduces_the_published_costs(trained):
    _, costs = trained["random"]
    assert costs[0] == np.inf
    # The last bit of the linear algebra grows to 4e-3 here at iteration 7,000, and to 1e-2 if the
    # operations come in another order than the published one.
    np.testing.assert_allclose(costs[1:], RANDOM_COSTS[1:], rtol=0, atol=5e-3)


def test_he_reproduces_all_fifteen_costs(trained):
    np.testing.assert_allclose(trained["he"][1], HE_COSTS, rtol=0, atol=1e-9)


@pytest.mark.parametrize(
    ("start", "train", "test"),
    [("zeros", 0.5, 0.5), ("random", 0.83, 0.86), ("he", 298 / 300, 0.96)],
)
def test_the_three_starts_reach_the_published_accuracies(trained, data, start, train, test):
    parameters = trained[start][0]
    assert accuracy(parameters, *data[:2]) == train
    assert accuracy(parameters, *data[2:]) == test


def test_random_costs_1773_when_computed_from_the_logits(data):
    X, Y = data[:2]
    a3, cache = u.forward_propagation(X, times_10([2, 10, 5, 1]))
    assert u.compute_loss(a3, Y) == np.inf
    assert u.compute_loss_from_logits(cache["Z3"], Y) == pytest.approx(1773.5859549, abs=1e-6)


def digits():
    """Odd digits (1) against even ones (0): 209 images to train, 50 to test."""
    images, numbers = load_digits(return_X_y=True)
    odd, rng, parts = numbers % 2, np.random.RandomState(0), {}
    for label, n_train, n_test in ((1, 72, 33), (0, 137, 17)):
        chosen = rng.permutation(np.flatnonzero(odd == label))
        parts[label] = chosen[:n_train], chosen[n_train : n_train + n_test]
    train, test = (np.concatenate([parts[0][i], parts[1][i]]) for i in (0, 1))
    X = images / 16
    return X[train].T, odd[train][None], X[test].T, odd[test][None]


@pytest.mark.parametrize(
    ("scale", "train", "test"),
    [
        (lambda W, n: np.where(W < 0, np.nan, np.abs(W) ** 0.001), 137 / 209, 17 / 50),
        (lambda W, n: W * 0.001, 137 / 209, 17 / 50),
        (lambda W, n: W / np.sqrt(n), 1.0, 43 / 50),
    ],
    ids=["to the power 0.001", "times 0.001", "over the root of n_in"],
)
def test_the_puzzles_34_percent_and_its_solution_come_out(scale, train, test):
    X, Y, test_X, test_Y = digits()
    dims = [64, 20, 7, 5, 1]
    start = normal(scale, seed=1)
    parameters, _ = u.model(X, Y, start, 0.075, 2500, False, layers_dims=dims)
    assert accuracy(parameters, X, Y) == train
    assert accuracy(parameters, test_X, test_Y) == test


def gradient_check_case():
    rng = np.random.RandomState(1)
    X, Y = rng.randn(4, 3), np.array([[1, 1, 0]])
    shapes = {"W1": (5, 4), "b1": (5, 1), "W2": (3, 5), "b2": (3, 1), "W3": (1, 3), "b3": (1, 1)}
    return X, Y, {key: rng.randn(*shape) for key, shape in shapes.items()}


def numeric_gradient(X, Y, parameters, eps):
    theta = u.dictionary_to_vector(parameters)
    slopes = np.zeros_like(theta)
    for i in range(len(theta)):
        costs = []
        for sign in (1, -1):
            moved = theta.copy()
            moved[i] += sign * eps
            a3, _ = u.forward_propagation(X, u.vector_to_dictionary(moved, parameters))
            costs.append(u.compute_loss(a3, Y))
        slopes[i] = (costs[0] - costs[1]) / (2 * eps)
    return slopes


def test_the_gradient_check_case_reproduces():
    X, Y, parameters = gradient_check_case()
    a3, cache = u.forward_propagation(X, parameters)
    assert u.compute_loss(a3, Y) == pytest.approx(2.407833389834357, abs=1e-12)
    approx = numeric_gradient(X, Y, parameters, 1e-7)
    assert len(approx) == 47

    def difference(grads):
        grad = u.gradients_to_vector(grads)
        norm = np.linalg.norm
        return norm(grad - approx) / (norm(grad) + norm(approx))

    grads = u.backward_propagation(X, Y, cache)
    assert difference(grads) < 2e-7
    planted = grads | {"dW2": 2 * grads["dW2"], "db1": 4 * grads["db1"]}
    assert difference(planted) == pytest.approx(0.2850931567761623, abs=1e-6)


# Laws

SIZES = st.lists(st.integers(1, 5), min_size=1, max_size=5)
SEEDS = st.integers(0, 2**32 - 1)


def random_case(sizes, seed, m=4):
    """X, Y and parameters of a net with these layer sizes and one output."""
    rng = np.random.RandomState(seed)
    X, Y = rng.randn(sizes[0], m), rng.randint(0, 2, (1, m))
    parameters = normal(lambda W, n: W, seed % 1000)([*sizes, 1])
    return X, Y, {key: value + 0.1 * rng.randn(*value.shape) for key, value in parameters.items()}


@settings(settings.get_profile("init_utils"))
@given(SIZES, SEEDS)
def test_backward_agrees_with_central_differences(sizes, seed):
    X, Y, parameters = random_case(sizes, seed)
    _, cache = u.forward_propagation(X, parameters)
    hidden = [cache[f"Z{layer}"] for layer in range(1, len(sizes))]
    assume(all(np.abs(Z).min() > 1e-2 for Z in hidden))  # the slope of relu jumps at 0
    assume(np.abs(cache[f"Z{len(sizes)}"]).max() < 10)  # 1 - a3 loses its digits further out
    grads = u.gradients_to_vector(u.backward_propagation(X, Y, cache))
    approx = numeric_gradient(X, Y, parameters, 1e-5)
    np.testing.assert_allclose(grads, approx, rtol=1e-4, atol=1e-6)


@settings(settings.get_profile("init_utils"))
@given(SIZES, SEEDS)
def test_gradients_are_means_so_doubled_data_change_nothing(sizes, seed):
    X, Y, parameters = random_case(sizes, seed)
    XX, YY = np.hstack([X, X]), np.hstack([Y, Y])
    once = u.backward_propagation(X, Y, u.forward_propagation(X, parameters)[1])
    twice = u.backward_propagation(XX, YY, u.forward_propagation(XX, parameters)[1])
    for key in once:
        np.testing.assert_allclose(twice[key], once[key], rtol=1e-9, atol=1e-12)


@settings(settings.get_profile("init_utils"))
@given(SIZES, SEEDS, st.floats(0.01, 100))
def test_scaling_a_relu_layer_up_and_the_next_down_changes_no_output(sizes, seed, c):
    X, _, parameters = random_case([*sizes, 3], seed)
    scaled = parameters | {"W1": c * parameters["W1"], "b1": c * parameters["b1"]}
    scaled["W2"] = parameters["W2"] / c
    a, b = (u.forward_propagation(X, p)[0] for p in (parameters, scaled))
    np.testing.assert_allclose(a, b, rtol=1e-9)


@settings(settings.get_profile("init_utils"))
@given(SIZES, SEEDS)
def test_forward_is_relu_in_hidden_layers_and_sigmoid_in_the_last(sizes, seed):
    X, _, parameters = random_case(sizes, seed)
    aL, cache = u.forward_propagation(X, parameters)
    A, depth = X, len(sizes)
    for layer in range(1, depth + 1):
        Z = parameters[f"W{layer}"] @ A + parameters[f"b{layer}"]
        A = u.sigmoid(Z) if layer == depth else u.relu(Z)
        np.testing.assert_array_equal(cache[f"Z{layer}"], Z)
        np.testing.assert_array_equal(cache[f"A{layer}"], A)
        np.testing.assert_array_equal(cache[f"W{layer}"], parameters[f"W{layer}"])
        np.testing.assert_array_equal(cache[f"b{layer}"], parameters[f"b{layer}"])
    np.testing.assert_array_equal(aL, A)
    assert set(cache) == {f"{name}{i}" for name in "ZAWb" for i in range(1, depth + 1)}


@settings(settings.get_profile("init_utils"))
@given(SIZES, SEEDS)
def test_parameters_survive_the_way_to_a_vector_and_back(sizes, seed):
    parameters = random_case(sizes, seed)[2]
    theta = u.dictionary_to_vector(parameters)
    before = theta.copy()
    back = u.vector_to_dictionary(theta, parameters)
    assert list(back) == list(parameters)
    for key in parameters:
        np.testing.assert_array_equal(back[key], parameters[key])
        back[key][:] = 99  # new arrays: theta does not change with them
    np.testing.assert_array_equal(theta, before)


@settings(settings.get_profile("init_utils"))
@given(SIZES, SEEDS)
def test_vectors_hold_w1_b1_w2_b2_row_by_row_whatever_the_order_of_the_keys(sizes, seed):
    parameters = random_case(sizes, seed)[2]
    wanted = []
    for layer in range(1, len(sizes) + 1):
        wanted += [x for row in parameters[f"W{layer}"] for x in row]
        wanted += [row[0] for row in parameters[f"b{layer}"]]
    backwards = dict(reversed(parameters.items()))
    grads = {"d" + key: value for key, value in backwards.items()} | {"dZ1": None}
    for theta in (u.dictionary_to_vector(backwards), u.gradients_to_vector(grads)):
        assert theta.shape == (len(wanted), 1)
        np.testing.assert_array_equal(theta[:, 0], wanted)


LOGITS = st.lists(st.tuples(st.floats(-15, 15), st.booleans()), min_size=1, max_size=20)


@settings(settings.get_profile("init_utils"))
@given(LOGITS)
def test_the_stable_loss_equals_the_naive_one(pairs):
    z3, Y = np.array(pairs, dtype=float).T[:, None]
    a3 = 1 / (1 + np.exp(-z3))
    naive = -np.mean(Y * np.log(a3) + (1 - Y) * np.log(1 - a3))
    assert u.compute_loss(u.sigmoid(z3), Y) == pytest.approx(naive, rel=1e-7, abs=1e-9)
    assert u.compute_loss_from_logits(z3, Y) == pytest.approx(naive, rel=1e-7, abs=1e-9)


@settings(settings.get_profile("init_utils"))
@given(st.floats(allow_nan=False), st.floats(0, 1e6))
def test_relu_scales_and_sigmoid_mirrors(x, c):
    assert u.relu(x) == max(0, x)
    if abs(x) < 1e100:
        assert u.relu(c * x) == c * u.relu(x)
    assert u.sigmoid(-x) == pytest.approx(1 - u.sigmoid(x), abs=1e-15)


# Saturation, infinity and NaN


@pytest.mark.parametrize(
    ("a3", "Y", "cost"),
    [
        ([[0.0, 1.0]], [[0, 1]], 0.0),
        ([[0.0, 0.5]], [[1, 1]], np.inf),
        ([[1.0, 0.5]], [[0, 1]], np.inf),
        ([[1.0, 0.5]], [[1, 1]], np.log(2) / 2),
        ([[np.nan, 0.5]], [[0, 1]], np.nan),
        ([[np.nan, 1.0]], [[1, 0]], np.nan),
    ],
)
def test_a_saturated_output_costs_nothing_or_infinity_and_nan_stays_nan(a3, Y, cost):
    got = u.compute_loss(np.array(a3), np.array(Y))
    np.testing.assert_equal(got, cost)
    assert type(got) is float and not np.signbit(got)


def test_the_stable_loss_is_exact_far_out():
    Y = np.array([[1, 0]])
    assert u.compute_loss_from_logits(np.array([[-1e300, 0]]), Y) == pytest.approx(5e299)
    assert u.compute_loss_from_logits(np.array([[np.inf, -np.inf]]), Y) == 0
    assert u.compute_loss_from_logits(np.array([[np.inf, np.inf]]), Y) == np.inf
    assert np.isnan(u.compute_loss_from_logits(np.array([[np.nan, 0]]), Y))


def test_sigmoid_reaches_its_limits_without_overflow():
    np.testing.assert_array_equal(u.sigmoid([-np.inf, -1e4, 0, 1e4, np.inf]), [0, 0, 0.5, 1, 1])
    assert u.sigmoid(np.uint8(1)) == u.sigmoid(1.0)  # -1 is no uint8


def test_nan_parameters_train_quietly_to_nan_costs_and_answers_of_0(data, capfd):
    X, Y = data[:2]
    parameters, costs = u.model(X, Y, normal(everywhere), num_iterations=1001)
    assert np.isnan(costs).all() and len(costs) == 2
    assert not u.predict(X, Y, parameters).any()
    out, err = capfd.readouterr()
    assert out.splitlines() == [
        "Cost after iteration 0: nan",
        "Cost after iteration 1000: nan",
        "Accuracy: 0.5",
    ]
    assert err == ""


@pytest.mark.parametrize("value", [np.inf, -np.inf, 1e200])
def test_infinite_parameters_are_quiet_in_every_function(data, value):
    X, Y = data[:2]
    start = normal(lambda W, n: W * 0 + value)
    parameters, _ = u.model(X, Y, start, num_iterations=3, print_cost=False)
    a3, cache = u.forward_propagation(X, start([2, 10, 5, 1]))
    u.compute_loss(a3, Y)
    u.compute_loss_from_logits(cache["Z3"], Y)
    u.update_parameters(parameters, u.backward_propagation(X, Y, cache), 0.01)


# Promises of model, predict and the small helpers


def test_costs_come_at_every_thousandth_iteration_and_are_printed(data, capfd):
    _, costs = u.model(*data[:2], he, num_iterations=2500)
    out, err = capfd.readouterr()
    wanted = [f"Cost after iteration {1000 * i}: {cost}" for i, cost in enumerate(costs)]
    assert (out.splitlines(), err) == (wanted, "")
    assert len(costs) == 3 and all(type(cost) is float for cost in costs)
    assert u.model(*data[:2], he, num_iterations=1000, print_cost=False)[1] == costs[:1]
    assert u.model(*data[:2], he, num_iterations=0)[1] == []
    assert capfd.readouterr().out == ""


def test_model_is_the_helpers_in_a_loop(data):
    X, Y = data[:2]
    trained, _ = u.model(X, Y, he, 0.1, 20, print_cost=False, layers_dims=[2, 4, 3, 2, 1])
    parameters = he([2, 4, 3, 2, 1])
    for _ in range(20):
        _, cache = u.forward_propagation(X, parameters)
        parameters = u.update_parameters(parameters, u.backward_propagation(X, Y, cache), 0.1)
    assert list(trained) == list(parameters)
    for key in trained:
        np.testing.assert_array_equal(trained[key], parameters[key])


def test_the_students_function_gets_the_layer_sizes_and_may_change_its_list(data):
    seen = []

    def initialize_parameters(layers_dims):
        seen.append(list(layers_dims))
        parameters = he(layers_dims)
        layers_dims.append(99)
        return parameters

    u.model(*data[:2], initialize_parameters, num_iterations=1, print_cost=False)
    u.model(np.ones((3, 4)), np.ones((1, 4)), initialize_parameters, 0.01, 1, False)
    assert seen == [[2, 10, 5, 1], [3, 10, 5, 1]]


def test_errors_and_warnings_of_the_students_function_stay_visible(data):
    def unfinished(layers_dims):
        raise NotImplementedError("exercise 1")

    with pytest.raises(NotImplementedError, match="exercise 1"):
        u.model(*data[:2], unfinished)
    with pytest.warns(RuntimeWarning, match="power"):
        u.model(*data[:2], normal(lambda W, n: W**0.001), num_iterations=1, print_cost=False)


def test_predict_answers_with_0_or_1_and_prints_one_line(data, trained, capfd):
    X, Y = data[:2]
    predictions = u.predict(X, Y, trained["he"][0])
    assert predictions.shape == (1, 300) and predictions.dtype.kind == "i"
    assert set(predictions.ravel()) == {0, 1}
    assert capfd.readouterr() == ("Accuracy: 0.9933333333333333\n", "")
    decisions = u.predict_dec(trained["he"][0], X)
    assert decisions.dtype == bool and decisions.shape == (1, 300)
    np.testing.assert_array_equal(decisions, predictions == 1)


def test_an_output_of_exactly_one_half_is_answered_with_0():
    assert not u.predict_dec(int_zeros([2, 3, 1]), np.ones((2, 4))).any()


def test_update_parameters_takes_one_step_downhill():
    parameters = {"W1": np.array([[1, 2]]), "b1": np.array([[3]])}
    grads = {"dW1": np.array([[10.0, 20.0]]), "db1": np.array([[30.0]]), "dZ1": None}
    new = u.update_parameters(parameters, grads, 0.1)
    assert {key: value.tolist() for key, value in new.items()} == {"W1": [[0, 0]], "b1": [[0]]}


def test_nothing_that_a_caller_passes_in_is_changed():
    X, Y, parameters = gradient_check_case()
    a3, cache = u.forward_propagation(X, parameters)
    grads = u.backward_propagation(X, Y, cache)
    theta = u.dictionary_to_vector(parameters)
    given_ = [X, Y, parameters, a3, cache, grads, theta]
    before = copy.deepcopy(given_)
    u.forward_propagation(X, parameters)
    u.backward_propagation(X, Y, cache)
    u.compute_loss(a3, Y)
    u.compute_loss_from_logits(cache["Z3"], Y)
    u.update_parameters(parameters, grads, 0.5)
    u.predict(X, Y, parameters)
    u.gradients_to_vector(grads)
    for array in u.vector_to_dictionary(theta, parameters).values():
        array += 1
    dims = [4, 5, 3, 1]
    trained, _ = u.model(X, Y, lambda _: parameters, 0.5, 5, False, layers_dims=dims)
    assert not np.array_equal(trained["W1"], parameters["W1"])  # it did learn
    u.plot_decision_boundary(lambda x: x[:, 0] > 0, X[:2], Y)
    np.testing.assert_equal(given_, before)
    assert dims == [4, 5, 3, 1]


def test_numpys_random_numbers_go_on_undisturbed():
    np.random.seed(5)
    wanted = np.random.rand(3)
    np.random.seed(5)
    X, Y, _, _ = u.load_dataset()
    parameters, _ = u.model(X, Y, he, num_iterations=2, print_cost=False)
    u.plot_decision_boundary(lambda x: u.predict_dec(parameters, x.T), X, Y)
    np.testing.assert_array_equal(np.random.rand(3), wanted)


# The plot


def test_the_grid_has_at_most_200_by_200_points_and_covers_the_data(data):
    asked = []

    def answers(points):
        asked.append(points)
        return points[:, 0] > 0

    u.plot_decision_boundary(answers, *data[:2])
    (points,) = asked
    assert points.shape[1] == 2 and len(points) <= 200 * 200
    assert all(len(np.unique(column)) <= 200 for column in points.T)
    assert (points.min(axis=0) < data[0].min(axis=1)).all()
    assert (points.max(axis=0) > data[0].max(axis=1)).all()


@pytest.mark.parametrize(
    "answers",
    [
        lambda x: x[:, 0] > 0,
        lambda x: (x[:, 0] > 0).reshape(1, -1),
        lambda x: 1 / (1 + np.exp(-x[:, 0])),
    ],
    ids=["(n,)", "(1, n)", "probabilities"],
)
def test_the_plane_is_blue_where_the_model_answers_0_and_orange_where_it_answers_1(answers):
    figure = u.plot_decision_boundary(answers, [[-1, 1], [-1, -1]], [[0, 1]])
    figure.canvas.draw()
    pixels, ax = np.asarray(figure.canvas.buffer_rgba()), figure.axes[0]

    def colour(x, y):
        column, row = ax.transData.transform((x, y)).astype(int)
        return pixels[pixels.shape[0] - row, column, :3].astype(int)

    (r, _, b), (r2, _, b2) = colour(-0.5, -1), colour(0.5, -1)
    assert b > r and r2 > b2


def test_classes_differ_in_shape_as_well_as_colour_and_all_is_labelled(data):
    figure = u.plot_decision_boundary(lambda x: x[:, 0] > 0, *data[:2], title="Model with zeros")
    (ax,) = figure.axes
    points = [c for c in ax.collections if isinstance(c, PathCollection)]
    assert [len(c.get_offsets()) for c in points] == [150, 150]
    shapes = [c.get_paths()[0].vertices for c in points]
    assert shapes[0].shape != shapes[1].shape
    assert not np.array_equal(*[c.get_facecolor() for c in points])
    assert ax.get_title() == "Model with zeros"
    assert ax.get_xlabel() and ax.get_ylabel()
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["class 0", "class 1"]


def test_plots_can_stand_next_to_each_other(data):
    figure = Figure()
    for ax in figure.subplots(1, 2):
        assert u.plot_decision_boundary(lambda x: x[:, 0] > 0, *data[:2], ax=ax) is figure
        assert ax.collections


def test_a_constant_model_and_points_of_one_class_can_be_drawn():
    figure = u.plot_decision_boundary(lambda x: np.zeros(len(x)), np.ones((2, 3)), [[0, 0, 0]])
    assert figure._repr_png_().startswith(b"\x89PNG")


QUIET = """
import json, matplotlib as mpl, numpy as np, sys
raw = lambda: dict(dict.items(mpl.rcParams))  # reading rcParams["backend"] imports pyplot
before = raw()
import init_utils as u

X, Y, _, _ = u.load_dataset()
for scale in (0, 10, np.nan, np.inf):
    def initialize_parameters(dims):
        np.random.seed(3)
        return {f"{k}{i}": np.ones((dims[i], dims[i - 1] if k == "W" else 1)) * scale
                for i in (1, 2, 3) for k in "Wb"}
    parameters, costs = u.model(X, Y, initialize_parameters, num_iterations=3)
    u.predict(X, Y, parameters)
    figure = u.plot_decision_boundary(lambda x: u.predict_dec(parameters, x.T), X, Y)
    figure._repr_png_()
print(json.dumps([raw() == before, "matplotlib.pyplot" in sys.modules]))
"""


def test_stderr_stays_empty_and_matplotlibs_global_state_untouched():
    run = subprocess.run(
        [sys.executable, "-W", "always", "-c", QUIET], cwd=ROOT, capture_output=True, text=True
    )
    assert (run.returncode, run.stderr) == (0, "")
    same_rc_params, pyplot_imported = json.loads(run.stdout.splitlines()[-1])
    assert same_rc_params and not pyplot_imported


@pytest.mark.filterwarnings("default")  # the kernel's own warnings are not our promise
def test_a_notebook_shows_the_returned_figure_exactly_once():
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    plot = "u.plot_decision_boundary(lambda x: x[:, 0] > 0, [[0, 1], [0, 1]], [[0, 1]])"
    before = ["import init_utils as u", "import matplotlib.pyplot as plt", "%matplotlib inline"]
    cells = [nbformat.v4.new_code_cell(f"{line}\n{plot}") for line in before]
    notebook = nbformat.v4.new_notebook(cells=cells)
    client = nbclient.NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}
    )
    client.execute()
    for cell in cells:
        assert [list(output.data) for output in cell.outputs] == [["text/plain", "image/png"]]


# Mistakes

X0, Y0 = np.array([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]), np.array([[0, 1, 1]])
P0 = he([2, 3, 1])
A0, CACHE0 = u.forward_propagation(X0, P0)
G0 = u.backward_propagation(X0, Y0, CACHE0)
WRONG_X = [X0[0], X0[:, :0], [[1, 2], [3]], "data", None, {}, X0 * 1j, X0 * np.nan, X0 + np.inf]
WRONG_Y = [Y0[0], Y0.T, Y0[:, :2], Y0 + 1, Y0 * 0.5, Y0 * np.nan, None, "labels", [["a", "b", "c"]]]
WRONG_LAYERS = {
    "no dictionary": None,
    "W2": {k: v for k, v in P0.items() if k != "W2"},
    "b1": {k: v for k, v in P0.items() if k != "b1"},
    "W1": {},
    "W3": P0 | {"b3": np.zeros((1, 1))},
    "b2": P0 | {"b2": np.zeros(1)},
    "b1 ": P0 | {"b1": np.zeros((1, 3))},
    "W2 ": P0 | {"W2": np.zeros((1, 4))},
    "W1 ": P0 | {"W1": np.zeros(6)},
    "W1  ": P0 | {"W1": "weights"},
    "W1   ": P0 | {"W1": np.zeros((0, 2))},
}


def rejects(name, call, *words):
    """The call raises a ValueError whose one sentence begins with the argument's name."""
    with warnings.catch_warnings(), pytest.raises(ValueError) as caught:
        warnings.simplefilter("error")
        call()
    message = str(caught.value)
    assert message.startswith(name), message
    assert message.endswith(".") and " " in message, message
    for word in words:
        assert word in message, message


@pytest.mark.parametrize("X", WRONG_X, ids=lambda X: str(X)[:20])
def test_wrong_data_are_named(X):
    rejects("X must", lambda: u.forward_propagation(X, P0))
    rejects("X must", lambda: u.backward_propagation(X, Y0, CACHE0))
    rejects("X must", lambda: u.predict_dec(P0, X))
    rejects("X must", lambda: u.predict(X, Y0, P0))
    rejects("X must", lambda: u.model(X, Y0, he))
    rejects("X must", lambda: u.plot_decision_boundary(lambda x: x[:, 0] > 0, X, Y0))


@pytest.mark.parametrize("Y", WRONG_Y, ids=lambda Y: str(Y)[:20])
def test_wrong_labels_are_named(Y):
    rejects("Y must", lambda: u.compute_loss(A0, Y))
    rejects("Y must", lambda: u.compute_loss_from_logits(A0, Y))
    rejects("Y must", lambda: u.backward_propagation(X0, Y, CACHE0))
    rejects("Y must", lambda: u.model(X0, Y, he))
    rejects("y must", lambda: u.predict(X0, Y, P0))
    rejects("y must", lambda: u.plot_decision_boundary(lambda x: x[:, 0] > 0, X0, Y))


@pytest.mark.parametrize("key", WRONG_LAYERS)
def test_wrong_parameters_are_named_with_their_key(key):
    wrong = WRONG_LAYERS[key]
    word = "dictionary" if wrong is None else f"'{key.strip()}'"
    rejects("parameters", lambda: u.forward_propagation(X0, wrong), word)
    rejects("parameters", lambda: u.predict_dec(wrong, X0), word)
    rejects("parameters", lambda: u.predict(X0, Y0, wrong), word)
    rejects("parameters", lambda: u.update_parameters(wrong, G0, 0.1), word)
    rejects("parameters", lambda: u.dictionary_to_vector(wrong), word)
    rejects("shapes_like", lambda: u.vector_to_dictionary(np.zeros((13, 1)), wrong), word)
    grads = wrong and {"d" + k: v for k, v in wrong.items()}
    word = word.replace("'", "'d", 1)
    rejects("gradients", lambda: u.gradients_to_vector(grads), word.replace("ddict", "dict"))


@pytest.mark.parametrize("call", [u.sigmoid, u.relu])
@pytest.mark.parametrize("x", [None, "1", [[1], [2, 3]], {"x": 1}, 1j])
def test_activations_of_no_numbers_are_rejected(call, x):
    rejects("x must", lambda: call(x))


@pytest.mark.parametrize("value", [A0[0], A0[:, :0], np.vstack([A0, A0]), None, "a"])
def test_outputs_of_a_wrong_shape_or_type_are_rejected(value):
    rejects("a3 must", lambda: u.compute_loss(value, Y0))
    rejects("z3 must", lambda: u.compute_loss_from_logits(value, Y0))


def test_an_output_outside_0_to_1_is_no_probability():
    rejects("a3 must lie between 0 and 1", lambda: u.compute_loss(A0 + 1, Y0))
    rejects("a3 must lie between 0 and 1", lambda: u.compute_loss(A0 - 1, Y0))


def test_data_must_fit_the_first_layer_and_the_last_layer_have_one_unit():
    rejects("X must have 2 rows", lambda: u.forward_propagation(np.ones((3, 4)), P0), "(3, 4)")
    rejects("X must have 2 rows", lambda: u.predict_dec(P0, np.ones((3, 4))), "(3, 4)")
    two = he([2, 3, 2])
    rejects("parameters must end in 1 unit", lambda: u.predict_dec(two, X0), "[2, 3, 2]")
    cache = u.forward_propagation(X0, two)[1]
    rejects("cache['A2'] must", lambda: u.backward_propagation(X0, Y0, cache), "(1, 3)", "(2, 3)")


def test_a_wrong_cache_is_named_with_its_key():
    rejects("cache must be a dictionary", lambda: u.backward_propagation(X0, Y0, ()))
    for key in ("A1", "A2", "W1", "b2"):
        without = {k: v for k, v in CACHE0.items() if k != key}
        rejects(f"cache has no key '{key}'", lambda w=without: u.backward_propagation(X0, Y0, w))
    other = CACHE0 | {"A1": np.ones((3, 5))}
    rejects("cache['A1']", lambda: u.backward_propagation(X0, Y0, other), "(3, 3)", "(3, 5)")


def test_gradients_must_have_the_shapes_of_the_parameters():
    less = {k: v for k, v in G0.items() if k != "db2"}
    rejects("grads has no key 'db2'", lambda: u.update_parameters(P0, less, 0.1))
    rejects("grads must be", lambda: u.update_parameters(P0, [G0], 0.1))
    more = G0 | {"dW3": np.ones((1, 1)), "db3": np.ones((1, 1))}
    rejects("grads must have 2 layers", lambda: u.update_parameters(P0, more, 0.1), "3")
    turned = G0 | {"dW1": G0["dW1"].T}
    rejects("grads['dW1']", lambda: u.update_parameters(P0, turned, 0.1), "(3, 2)", "(2, 3)")


@pytest.mark.parametrize("rate", [-0.1, np.nan, np.inf, None, "0.1", True, [0.1], 1j])
def test_a_wrong_learning_rate_is_named(rate):
    rejects("learning_rate must", lambda: u.update_parameters(P0, G0, rate))
    rejects("learning_rate must", lambda: u.model(X0, Y0, he, learning_rate=rate))


@pytest.mark.parametrize("n", [-1, 2.5, np.nan, np.inf, None, "10", True, [10]])
def test_a_wrong_number_of_iterations_is_named(n):
    rejects("num_iterations must", lambda: u.model(X0, Y0, he, num_iterations=n))


@pytest.mark.parametrize(
    "dims",
    [[2], [], [3, 4, 1], [2, 4, 2], [2, 0, 1], [2, -4, 1], [2, 2.5, 1], 3, "2", [2, None, 1]],
)
def test_wrong_layer_sizes_are_named(dims):
    rejects("layers_dims must", lambda: u.model(X0, Y0, he, layers_dims=dims))


def test_what_initialize_parameters_returns_is_checked_against_the_layer_sizes():
    def trains_from(result):
        return lambda: u.model(X0, Y0, lambda _: result, layers_dims=[2, 3, 1])

    rejects("initialize_parameters must be a function", lambda: u.model(X0, Y0, P0), "dict")
    name = "initialize_parameters(layers_dims)"
    rejects(f"{name} must be a dictionary", trains_from(None), "None")
    rejects(f"{name} has no key 'b2'", trains_from({k: P0[k] for k in ("W1", "b1", "W2")}))
    rejects(f"{name}['W1']", trains_from(P0 | {"W1": P0["W1"].T}), "(3, 2)", "(2, 3)")
    rejects(f"{name}['b1']", trains_from(P0 | {"b1": np.zeros(3)}), "(3, 1)", "(3,)")
    rejects(f"{name} must have 2 layers", trains_from(he([2, 3, 1, 1])), "3")


@pytest.mark.parametrize("theta", [np.zeros(13), np.zeros((12, 1)), np.zeros((1, 13)), None, "t"])
def test_a_vector_that_does_not_fill_the_shapes_is_rejected(theta):
    rejects("theta must", lambda: u.vector_to_dictionary(theta, P0))


def test_wrong_arguments_of_the_plot_are_named():
    def draw(model=lambda x: x[:, 0] > 0, X=X0, **more):
        return lambda: u.plot_decision_boundary(model, X, Y0, **more)

    rejects("X must have 2 rows", draw(X=np.ones((3, 3))), "(3, 3)")
    rejects("model must be a function", draw(model=P0))
    rejects("model(points) must", draw(model=lambda x: x), "40000", "80000")
    rejects("model(points) must", draw(model=lambda x: None))
    rejects("ax must be", draw(ax="left"))
