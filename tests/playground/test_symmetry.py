"""Promises of the symmetry lesson: what parts units that start as one, and what does not."""

import numpy as np
import pytest

from playground.data import DATA
from playground.symmetry import Symmetry
from playground.symmetry.state import OUTGOING, begin, limit, moments_of, neighbours
from playground.trainer.network import difference_between_units
from playground.trainer.training import train

ITERATIONS = 10000


def trained(outgoing: str, noise: float = 0.0, activation: str = "tanh", steps: int = ITERATIONS):
    X, Y, _, _ = DATA["circles"]()
    return train(X, Y, begin(4, 0.5, outgoing, noise), 0.3, steps, activation).parameters


def points(parameters: dict) -> int:
    """How many units differ in any bit of all that belongs to them."""
    parts = [parameters["W1"], parameters["b1"], parameters["W2"].T]
    return len(np.unique(np.concatenate(parts, axis=1), axis=0))


@pytest.mark.parametrize("activation", ["tanh", "relu", "leaky_relu"])
def test_units_that_agree_in_all_their_weights_stay_the_same_to_the_last_bit(activation):
    parameters = trained("equal", activation=activation)
    assert points(parameters) == 1
    assert np.abs(parameters["W1"] - 0.5).max() > 0.1  # and yet they have learned


@pytest.mark.parametrize("activation", ["tanh", "relu", "leaky_relu"])
def test_units_with_equal_outgoing_weights_stay_together_and_others_part(activation):
    W1 = trained("two", activation=activation)["W1"]
    assert points(trained("two", activation=activation)) == 2
    assert (W1[0] == W1[1]).all() and (W1[2] == W1[3]).all()
    assert np.abs(W1[0] - W1[2]).max() > 0.1


def test_unequal_outgoing_weights_part_all_units():
    assert points(trained("unequal")) == 4


@pytest.mark.parametrize("activation", ["tanh", "relu", "leaky_relu"])
def test_the_first_step_is_along_one_line_in_proportion_to_the_outgoing_weights(activation):
    step = trained("unequal", activation=activation, steps=1)["W1"] - 0.5
    v = OUTGOING["unequal"](4)
    np.testing.assert_allclose(step / v[:, None], np.tile(step[0] / v[0], (4, 1)), rtol=1e-9)
    second = trained("unequal", activation="tanh", steps=2)["W1"] - 0.5
    assert np.abs(second / v[:, None] - second[0] / v[0]).max() > 1e-5  # the second no longer is


def test_noise_of_1e_minus_8_parts_equal_units_in_the_end():
    assert difference_between_units(begin(4, 0.5, "equal", 1e-8)["W1"]) < 1e-7
    assert difference_between_units(trained("equal", 1e-8)["W1"]) > 0.1


def test_ten_times_the_noise_parts_them_some_600_iterations_earlier():
    def visible(noise):
        explorer = Symmetry(noise=noise)
        return explorer.trained.at[np.argmax(explorer.trained.differences > 0.1)]

    found = [visible(noise) for noise in (1e-8, 1e-7, 1e-6, 1e-5)]
    assert (np.diff(found) < -400).all() and (np.diff(found) > -900).all()


def test_the_sentence_says_that_equal_units_are_one_point():
    explorer = Symmetry()
    assert "still one point, to the last bit" in explorer.state["says"]
    assert explorer.trained.differences.max() == 0


def test_the_sentence_counts_the_points_that_are_left():
    says = Symmetry(outgoing="two", units=5).state["says"]
    assert "they are 2 points" in says and "no more than one with 2 hidden units" in says


def test_the_sentence_says_when_the_noise_became_visible():
    explorer = Symmetry(noise=1e-4)
    first = explorer.trained.at[np.argmax(explorer.trained.differences >= 0.1)]
    assert f"by iteration {first:,}" in explorer.state["says"]
    explorer.num_iterations = 1000
    assert "not yet visible" in explorer.state["says"]
    explorer.noise = 0.1
    assert "visibly from the start" in explorer.state["says"]


def test_the_sentence_says_that_relu_units_without_weights_do_not_move():
    says = Symmetry(activation="relu", value=0.0, outgoing="unequal").state["says"]
    assert "they have not moved: no gradient reaches them" in says


def test_looking_back_shows_the_start_and_the_sentence_of_then():
    explorer = Symmetry(outgoing="unequal")
    explorer.moment = 0
    assert "before the first step" in explorer.state["says"]
    assert "unit 1: 0.5 and 0.5; unit 2: 0.5 and 0.5" in explorer.state["panels"]["weights"]["alt"]
    explorer.moment = len(explorer.state["moments"]) - 1
    assert "After 10,000 iterations" in explorer.state["says"].replace("after", "After")


def test_the_line_of_code_brings_the_state_back():
    explorer = Symmetry(noise=1e-6, outgoing="two", value=-0.3)
    again = eval(explorer.code)
    assert again.settings == explorer.settings
    assert again.state["says"] == explorer.state["says"]


def test_every_panel_has_words():
    shown = Symmetry(num_iterations=1000).state["panels"]
    assert list(shown) == ["weights", "plane", "outgoing", "differences", "cost"]
    assert all(panel["title"] and panel["alt"].endswith(".") for panel in shown.values())


@pytest.mark.parametrize(
    "name, value", [("noise", 2.0), ("outgoing", "odd"), ("units", 40), ("colour", "red")]
)
def test_a_wrong_setting_is_named(name, value):
    with pytest.raises(ValueError, match=name):
        Symmetry(**{name: value})


def test_moments_reach_from_the_start_to_the_end():
    found = moments_of(ITERATIONS)
    assert found[:2] == [0, 1] and found[-1] == ITERATIONS and sorted(set(found)) == found


def test_points_that_lie_together_share_a_label():
    there = np.array([[0, 0], [1, 1], [0.01, 0], [1, 1.01]])
    assert neighbours(there, 0.05) == [[0, 2], [1, 3]]


def test_the_axis_has_room_for_all_weights():
    assert [limit(np.array([x])) for x in (0.5, 0.95, -4.0, np.nan)] == [1, 2, 5, 1]
