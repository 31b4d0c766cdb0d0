"""The weight-scale explorer without a browser: what it trains, draws and says."""

import itertools

import numpy as np
import pytest

import init_utils
from playground.data import DATA
from playground.initialization import draw, initialize
from playground.jobs import Jobs
from playground.panels import BREAK, FINE, GRID, LIMIT, cost
from playground.weight_scale import WeightScale
from playground.weight_scale.state import Trained, layers_dims
from playground.widget import packed


def explorer(**settings):
    return WeightScale(**settings).finish()


def says(made):
    return made.state["says"]


@pytest.mark.parametrize(("name", "scale"), [("random", 0.5), ("he", 1.0), ("zeros", 1.0)])
def test_it_shows_the_network_that_the_course_s_own_training_gives(name, scale):
    made = explorer(initialization=name, scale=scale)
    X, Y, test_X, test_Y = init_utils.load_dataset()
    start = initialize(name, draw([2, 10, 5, 1]), scale)
    expected, costs = init_utils.model(X, Y, lambda _: start, print_cost=False)
    shown = made.trained.progress.parameters
    for key, array in expected.items():
        np.testing.assert_allclose(shown[key], array, rtol=0, atol=1e-9)
    assert made.trained.progress.costs[0] == pytest.approx(costs[0])
    for points, labels in [(X, Y), (test_X, test_Y)]:
        share = np.mean(init_utils.predict_dec(expected, points) == labels)
        assert f"{100 * share:.3g}% of the" in says(made)


def test_only_the_scale_changes_when_the_slider_moves():
    made = explorer(scale=0.1)
    before = made.trained.progress.moments[0].parameters
    made.scale = 1.0
    after = made.trained.progress.moments[0].parameters
    for key in ("W1", "W2", "W3"):
        np.testing.assert_allclose(after[key], before[key] * 10, rtol=1e-12)


def test_constant_weights_keep_the_units_of_a_layer_alike_and_the_words_say_so():
    made = explorer(initialization="constant", scale=0.5)
    assert "All units of layers 1 and 2 are the same" in says(made)
    assert "layer 1: all the same" in made.state["panels"]["units"]["alt"]


def test_a_training_that_blows_up_is_told():
    large = {"depth": 6, "width": 32, "widths": "equal", "num_iterations": 1000}
    made = explorer(scale=100.0, learning_rate=1.0, **large)
    assert "blew up" in says(made) and "NaN" in says(made)


def test_an_infinite_cost_is_told():
    assert "the cost went from infinite to" in says(explorer(scale=10.0))


def test_a_large_network_is_trained_to_the_end_in_pieces():
    made = explorer(width=32, depth=4, widths="equal", num_iterations=1000, scale=0.3)
    assert made.trained.progress.finished and "After 1,000 iterations" in says(made)


def test_the_strip_names_all_five_beginnings_with_their_shares():
    words = explorer(initialization="he").aside["panels"]["strip"]["alt"]
    assert "Zeros: train 50%, test 50%" in words
    assert "Random × 10: train 83%, test 86%" in words
    assert "He: train 99.3%, test 96%" in words


def test_looking_back_shows_the_network_on_its_way():
    made = explorer(initialization="he")
    made.moment = 0
    assert "Before the first step" in says(made)
    made.moment = len(made.state["moments"]) - 1
    assert "After 15,000 iterations" in says(made)


def test_the_line_of_code_brings_the_state_back():
    made = explorer(data="moons", scale=0.37, activation="tanh", width=7, num_iterations=1000)
    again = eval(made.code, {"WeightScale": WeightScale})
    assert again.settings == made.settings
    assert explorer().code == "WeightScale()"


def test_a_question_comes_first_unless_settings_are_given():
    question = explorer().spec["question"]
    assert [verdict for _, verdict in question["answers"]].count("As you predicted. ") == 1
    assert explorer(scale=10.0).spec["question"] is None


def test_setting_a_trait_in_python_gives_a_new_state_and_traits_can_be_observed():
    made, seen = explorer(scale=0.1), []
    made.observe(lambda change: seen.append(change.new), "scale")
    made.scale = 10
    made.finish()
    assert seen == [10.0] and "random numbers times 10." in says(made)
    with pytest.raises(ValueError, match=r"scale must lie from .* got 1000"):
        made.scale = 1000
    assert made.scale == 10


def test_with_a_rule_the_slider_says_what_the_rule_does():
    assert explorer(initialization="he").state["notes"]["scale"] == "He: 1, 0.447, 0.632"
    assert "does not apply" in explorer(initialization="zeros").state["notes"]["scale"]
    assert explorer(initialization="constant", scale=0.5).state["notes"] == {}


def test_layers_are_equally_wide_by_default_but_for_the_course_s_two():
    def hidden(**settings):
        return layers_dims(explorer(scale=1.0).settings | settings)[1:-1]

    assert hidden() == [10, 5] and hidden(depth=4) == [10] * 4
    assert hidden(depth=4, widths="halved") == [10, 5, 2, 2]
    assert hidden(widths="equal") == [10, 10]


@pytest.mark.parametrize("seed", range(3, 9))
def test_he_learns_with_four_layers_of_the_default_widths(seed):
    made = Trained(
        explorer(scale=1.0).settings | {"initialization": "he", "depth": 4, "seed": seed}
    )
    for _ in made.progress.pieces():
        pass
    assert made.accuracies(made.progress.parameters)[0] >= 0.99


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"scale": 1000.0}, "scale must lie from 0.001 to 100; got 1000"),
        ({"depth": 9}, "depth must lie from 1 to 6; got 9"),
        ({"data": "mnist"}, "data cannot be 'mnist'"),
        ({"depth": 2.5}, "depth cannot be 2.5: it must be a whole number"),
        ({"size": 3}, "There is no setting size; there are scale, "),
    ],
)
def test_a_wrong_setting_is_named(settings, message):
    with pytest.raises(ValueError, match=message):
        WeightScale(**settings)


@pytest.mark.parametrize("name", DATA)
def test_a_data_set_is_balanced_always_the_same_and_within_the_plane(name):
    train_X, train_Y, test_X, test_Y = DATA[name]()
    assert train_X.shape == (2, 300) and test_X.shape == (2, 100)
    assert train_Y.shape == (1, 300) and test_Y.shape == (1, 100)
    assert abs(train_Y.mean() - 0.5) < 0.05 and np.abs(train_X).max() < 1.5
    np.testing.assert_array_equal(train_X, DATA[name].__wrapped__()[0])


def test_every_panel_has_a_title_and_words_and_all_have_one_picture_for_print():
    made = explorer()
    shown = made.state["panels"] | made.aside["panels"]
    assert list(shown) == [
        "ruler",
        "plane",
        "units",
        "cost",
        "signals",
        "network",
        "stuck",
        "differ",
        "strip",
    ]
    assert all(panel["title"] and panel["alt"].endswith(".") for panel in shown.values())
    bundle, _ = made._repr_mimebundle_()
    assert bundle["image/png"].startswith(b"\x89PNG") and says(made) in bundle["text/plain"]


def test_the_plane_holds_the_course_s_answers():
    made = explorer(initialization="he")
    p, line = (made.state["panels"]["plane"][name] for name in ("p", "line"))
    expected = init_utils.forward_propagation(GRID, made.trained.progress.parameters)[0]
    np.testing.assert_allclose(p.ravel() / 254, expected[0], atol=0.5001 / 254)
    on_line = line[line[:, 0] != BREAK].T / FINE * LIMIT
    answers = init_utils.forward_propagation(on_line, made.trained.progress.parameters)[0]
    assert np.abs(answers - 0.5).mean() < 0.1


def test_the_cost_axis_fits_the_costs():
    panel = cost(np.arange(2), np.array([0.773, 0.676]), 1, 2, "")
    assert (panel["y"]["low"], panel["y"]["high"]) == (0.5, 1)
    panel = cost(np.arange(2), np.array([np.inf, np.nan]), 1, 2, "")
    assert panel["y"]["low"] < panel["y"]["high"]


def test_a_state_is_packed_as_bytes_and_plain_values():
    state = packed({"a": np.array([1.5, np.inf]), "b": [np.float64(2), np.nan], "c": "words"})
    assert state["a"] == {"dtype": "float32", "shape": [2], "data": state["a"]["data"]}
    assert np.frombuffer(state["a"]["data"], np.float32).tolist() == [1.5, np.inf]
    assert state["b"] == [2.0, None] and state["c"] == "words"


def test_of_several_jobs_only_the_latest_goes_on():
    jobs, done = Jobs(), []

    def job(name, steps):
        for step in steps:
            done.append((name, step))
            yield

    jobs.start(job("old", itertools.count()))
    jobs.start(job("new", range(50)))
    jobs.finish()
    assert done[-1] == ("new", 49)


def test_the_settings_without_arguments_are_the_course_s():
    settings = explorer().settings
    assert settings["num_iterations"] == 15000 and settings["learning_rate"] == 0.01
    assert [explorer().trained.progress.parameters[f"W{i}"].shape for i in (1, 2, 3)] == [
        (10, 2),
        (5, 10),
        (1, 5),
    ]
