"""The weight-scale explorer without a browser: what it trains, draws and says."""

import io
import itertools

import numpy as np
import pytest
from PIL import Image

import init_utils
from playground.controls import ANSWERS, DEFAULTS, RIGHT
from playground.data import DATA
from playground.initialization import draw, initialize
from playground.latest import Latest
from playground.weight_scale import WeightScale


def explorer(**settings):
    made = WeightScale(**settings)
    made.latest.finish()
    return made


def says(made):
    return made.board.frame["says"]


@pytest.mark.parametrize(("name", "scale"), [("random", 0.5), ("he", 1.0), ("zeros", 1.0)])
def test_it_shows_the_network_that_the_course_s_own_training_gives(name, scale):
    made = explorer(initialization=name, scale=scale)
    X, Y, test_X, test_Y = init_utils.load_dataset()
    start = initialize(name, draw([2, 10, 5, 1]), scale)
    expected, costs = init_utils.model(X, Y, lambda _: start, print_cost=False)
    shown = made.progress.parameters
    for key, array in expected.items():
        np.testing.assert_allclose(shown[key], array, rtol=0, atol=1e-9)
    assert made.progress.costs[0] == pytest.approx(costs[0])
    for points, labels in [(X, Y), (test_X, test_Y)]:
        share = np.mean(init_utils.predict_dec(expected, points) == labels)
        assert f"{100 * share:.3g}% of the" in says(made)


def test_only_the_scale_changes_when_the_slider_moves():
    made = explorer(scale=0.1)
    before = made.progress.moments[0].parameters
    made.controls["scale"].value = 1.0
    after = made.progress.moments[0].parameters
    for key in ("W1", "W2", "W3"):
        np.testing.assert_allclose(after[key], before[key] * 10, rtol=1e-12)


def test_constant_weights_keep_the_units_of_a_layer_alike_and_the_words_say_so():
    made = explorer(initialization="constant", scale=0.5)
    assert "All units of layers 1 and 2 are the same" in says(made)
    assert "layer 1: all the same" in made.board.frame["pictures"]["units"][1]


def test_a_training_that_blows_up_is_told():
    made = explorer(scale=100.0, learning_rate=1.0, depth=6, width=32, narrowing=False)
    assert "blew up" in says(made) and "NaN" in says(made)


def test_an_infinite_cost_is_told():
    assert "the cost went from infinite to" in says(explorer(scale=10.0))


def test_a_large_network_is_trained_to_the_end_in_pieces():
    made = explorer(width=32, depth=4, narrowing=False, num_iterations=1000, scale=0.3)
    assert made.progress.finished and "After 1,000 iterations" in says(made)


def test_the_strip_names_all_five_beginnings_with_their_shares():
    words = explorer(initialization="he").strip_board.frame["says"]
    assert "Zeros: train 50%, test 50%" in words
    assert "Random × 10: train 83%, test 86%" in words
    assert "He: train 99.3%, test 96%" in words


def test_looking_back_shows_the_network_on_its_way():
    made = explorer(initialization="he")
    made.look_back.slider.value = 0
    assert "Before the first step" in says(made)
    made.look_back.slider.value = made.look_back.slider.max
    assert "After 15,000 iterations" in says(made)


def test_the_line_of_code_brings_the_state_back():
    made = explorer(data="moons", scale=0.37, activation="tanh", width=7, num_iterations=1000)
    again = eval(made.code.value, {"WeightScale": WeightScale})
    assert again.settings == made.settings
    assert explorer().code.value == "WeightScale()"


def test_the_prediction_is_answered_when_it_is_revealed():
    made = explorer()
    question, body = made.view.children
    assert body.layout.display == "none"
    question.choice.value = ANSWERS[RIGHT]
    question.button.click()
    assert body.layout.display == "flex" and says(made).startswith("As you predicted.")
    made = explorer()
    made.view.children[0].choice.value = ANSWERS[0]
    made.view.children[0].button.click()
    assert says(made).startswith("You predicted: a closed ring")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"scale": 1000.0}, "scale must lie from 0.001 to 100; got 1000"),
        ({"depth": 9}, "depth must lie from 1 to 6; got 9"),
        ({"data": "mnist"}, "data cannot be 'mnist'"),
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


def test_every_picture_is_a_png_with_words():
    pictures = explorer().board.frame["pictures"]
    assert list(pictures) == ["ruler", "plane", "units", "cost", "signals"]
    for png, words in pictures.values():
        assert Image.open(io.BytesIO(png)).convert("L").getextrema()[0] < 128
        assert words.endswith(".")


def test_of_several_jobs_only_the_latest_goes_on():
    latest, done = Latest(), []

    def job(name, steps):
        for step in steps:
            done.append((name, step))
            yield

    latest.start(job("old", itertools.count()))
    latest.start(job("new", range(50)))
    latest.finish()
    assert done[-1] == ("new", 49)


def test_the_settings_without_arguments_are_the_course_s():
    assert DEFAULTS["num_iterations"] == 15000 and DEFAULTS["learning_rate"] == 0.01
    assert [explorer().progress.parameters[f"W{i}"].shape for i in (1, 2, 3)] == [
        (10, 2),
        (5, 10),
        (1, 5),
    ]
