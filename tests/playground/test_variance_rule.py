"""Promises of the variance rule: it predicts what is measured, and says so."""

import itertools
import re

import numpy as np
import pytest

from playground.trainer.network import SLOPE
from playground.variance_rule import VarianceRule
from playground.variance_rule.state import (
    DEPTH,
    FUNCTIONS,
    drawn,
    mean_square,
    measured,
    predicted,
    state,
)
from playground.widget import packed

VARIANCES = [1e-4, 1e-3, 0.01, 0.02, 0.1, 0.5, 2.0, 10.0]


@pytest.mark.parametrize(
    ("activation", "share"),
    [("linear", 1.0), ("relu", 0.5), ("leaky_relu", (1 + SLOPE**2) / 2)],
)
@pytest.mark.parametrize("variance", [1e-4, 1.0, 2000.0])
def test_the_mean_square_after_a_function_is_the_closed_form(activation, share, variance):
    assert mean_square(activation, variance) == pytest.approx(share * variance, rel=1e-6)


@pytest.mark.parametrize("activation", FUNCTIONS)
def test_the_mean_square_is_what_many_random_numbers_give(activation):
    z = np.random.RandomState(0).randn(1_000_000)
    for variance in (0.01, 1.0, 25.0):
        found = np.mean(FUNCTIONS[activation][0](np.sqrt(variance) * z) ** 2)
        assert mean_square(activation, variance) == pytest.approx(found, rel=0.01)


@pytest.mark.parametrize("n_in", [20, 100])
@pytest.mark.parametrize("activation", FUNCTIONS)
def test_the_rule_predicts_variance_and_mean_square_of_one_layer(activation, n_in):
    W, x, _, _ = drawn(n_in)
    z = np.sqrt(0.05) * (W @ x)
    assert z.var() == pytest.approx(0.05 * n_in, rel=0.05)
    a = FUNCTIONS[activation][0](z)
    assert np.mean(a**2) == pytest.approx(mean_square(activation, 0.05 * n_in), rel=0.05)


def test_fifty_layers_multiply_by_the_gain_to_the_power_of_fifty():
    assert predicted("relu", 1.0)[-1] == pytest.approx(0.5**25, rel=1e-6)
    assert predicted("linear", 2.0)[-1] == pytest.approx(2.0**25, rel=1e-4)
    for activation in ("relu", "linear", "tanh", "sigmoid"):
        rule, found = predicted(activation, 2.0), measured(activation, 100, 0.02)
        assert len(found) == DEPTH
        assert np.abs(np.log(found / rule)).max() < np.log(3)


def test_every_sentence_is_true_of_its_numbers():
    for n_in, variance, activation in itertools.product((1, 5, 50), VARIANCES, FUNCTIONS):
        says = state({"variance": variance, "n_in": n_in, "activation": activation})["says"]
        rule, found = predicted(activation, n_in * variance), measured(activation, n_in, variance)
        assert f"multiplies the RMS by {rule[0]:.3g}." in says
        assert f"measured {found[-1]:.2g}" in says
        if power := re.search(r"([\d.e+-]+)\^50 = ([\d.e+-]+);", says):
            assert rule[0] ** 50 == pytest.approx(float(power[2]), rel=0.06)
        if "strays" in says:
            assert not 1 / 3 < found[-1] / rule[-1] < 3
        if "which keeps the RMS" in says:
            assert rule[0] == pytest.approx(1, rel=0.01)
        if kept := re.search(r"n_in = ([\d.e+-]+) would keep it", says):
            assert mean_square(activation, n_in * float(kept[1])) == pytest.approx(1, rel=0.01)


def test_saturation_grows_with_the_variance():
    shares = []
    for variance in (0.001, 0.01, 0.1, 1.0):
        says = VarianceRule(variance=variance, activation="tanh").state["says"]
        shares.append(int(re.search(r"tanh at (\d+)%", says)[1]))
    assert shares == sorted(shares) and shares[0] == 0 and shares[-1] > 70


def test_a_prediction_beyond_single_precision_reaches_the_page():
    panel = VarianceRule(variance=10.0).state["panels"]["depth"]
    shown = packed(panel)["series"][1]["y"]
    assert shown["dtype"] == "float64"
    values = np.frombuffer(shown["data"], shown["dtype"])
    np.testing.assert_array_equal(values, predicted("relu", 1000.0))
    assert panel["y"]["low"] < values[0] < values[-1] < panel["y"]["high"]


@pytest.mark.parametrize("settings", [{"n_in": 3}, {"variance": 0.0}, {"activation": "step"}])
def test_a_wrong_setting_is_named(settings):
    with pytest.raises(ValueError, match=next(iter(settings))):
        VarianceRule(**settings)


def test_every_panel_has_words_and_the_line_of_code_brings_the_state_back():
    made = VarianceRule(variance=0.02, n_in=20, activation="tanh")
    shown = made.state["panels"]
    assert list(shown) == ["z", "a", "depth", "slopes"]
    assert all(panel["title"] and panel["alt"].endswith(".") for panel in shown.values())
    assert eval(made.code).state["says"] == made.state["says"]
