"""Promises of the signal-flow lesson: fifty layers forward and back, and clipped gradients."""

import numpy as np
import pytest

from playground.clipping import Clipping
from playground.clipping.state import clip, norm, trained
from playground.initialization import draw, initialize
from playground.signal_flow import SignalFlow
from playground.signal_flow import state as signal_flow
from playground.signal_flow.state import (
    BINS,
    DEPTH,
    FUNCTIONS,
    flow,
    frozen,
    histogram,
    orthogonal,
    rms,
    weights,
)
from playground.trainer.network import backward, forward, layers_of

NUMBERS, X, G = frozen(3)


def through(initialization: str, scale: float, activation: str, *switches: bool):
    numbers = orthogonal(3) if initialization == "orthogonal" else NUMBERS
    return flow(X, G, weights(initialization, numbers, scale), activation, *switches)


@pytest.mark.parametrize("c", [0.5, 1.0, 2.0])
def test_c_times_the_identity_gives_c_to_the_50_times_the_input_to_the_last_bit(c):
    A, dZ = through("identity", c, "linear")
    assert (A[-1] == np.float32(c**50) * X).all()
    assert (dZ[0] == np.float32(c**49) * G).all()  # dZ1 has passed 49 matrices


@pytest.mark.parametrize("c", [0.9, 1.1, 3.0])
def test_c_times_the_identity_gives_c_to_the_50_up_to_rounding(c):
    A, _ = through("identity", c, "linear")
    np.testing.assert_allclose(A[-1], c**50 * X, rtol=1e-5)
    A, _ = through("identity", c, "relu")
    np.testing.assert_allclose(A[-1], c**50 * np.maximum(X, 0), rtol=1e-5)


@pytest.mark.parametrize("seed", range(5))
def test_he_keeps_the_rms_of_a_relu_net_within_a_factor_of_10(seed):
    numbers, X, G = frozen(seed)
    for signals in flow(X, G, weights("he", numbers, 1.0), "relu"):
        spreads = [rms(layer) for layer in signals]
        assert 0.1 < spreads[-1] / spreads[0] < 10


def test_xavier_halves_the_variance_of_a_relu_net_in_every_layer():
    A, _ = through("xavier", 1.0, "relu")
    assert (rms(A[-1]) / rms(A[0])) ** (1 / 49) == pytest.approx(np.sqrt(0.5), rel=0.05)


def test_orthogonal_weights_keep_the_length_of_every_vector():
    A, dZ = through("orthogonal", 1.0, "linear")
    lengths = [np.linalg.norm(signals, axis=0) for signals in (X, A[-1], G, dZ[0])]
    np.testing.assert_allclose(lengths[1], lengths[0], rtol=1e-4)
    np.testing.assert_allclose(lengths[3], lengths[2], rtol=1e-4)


@pytest.mark.parametrize("activation", FUNCTIONS)
@pytest.mark.parametrize("residual", [False, True])
def test_with_normalization_the_scale_leaves_the_activations_and_divides_the_gradients(
    activation, residual
):
    (A, dZ), (B, dY) = (through("he", scale, activation, residual, True) for scale in (1.0, 0.05))
    assert rms(B[-1]) == pytest.approx(rms(A[-1]), rel=1e-2)
    assert 0.05 * rms(dY[0]) == pytest.approx(rms(dZ[0]), rel=0.05)
    assert rms(A[-1]) / rms(A[0]) < 20 and 0.1 < rms(dZ[0]) / rms(dZ[-1]) < 100
    assert "gradients are divided by it" in SignalFlow(normalization=True).state["says"]


def test_a_residual_branch_lets_the_signal_pass_where_it_would_vanish():
    (A, dZ), (B, dY) = (through("random", 0.01, "relu", residual) for residual in (False, True))
    assert rms(A[-1]) == 0 == rms(dZ[0])
    assert rms(X) < rms(B[-1]) < 4 * rms(X)
    assert rms(dY[0]) > 0.1


@pytest.mark.parametrize("residual", [False, True])
@pytest.mark.parametrize("normalization", [False, True])
@pytest.mark.parametrize("activation", FUNCTIONS)
def test_the_gradient_is_that_of_the_activation(activation, normalization, residual, monkeypatch):
    monkeypatch.setattr(signal_flow, "SINGLE", float)  # to compare with finite differences
    rng = np.random.RandomState(0)
    matrices = [rng.randn(4, 4) * 0.7 for _ in range(3)]
    X, G = rng.randn(4, 5), rng.randn(4, 5)
    switches = residual, normalization
    _, dZ = flow(X, G, matrices, activation, *switches)
    dW, epsilon = dZ[0] @ X.T, 1e-6
    for place in np.ndindex(4, 4):
        ends = []
        for sign in (1, -1):
            moved = [matrices[0].copy(), *matrices[1:]]
            moved[0][place] += sign * epsilon
            ends.append(np.sum(G * flow(X, G, moved, activation, *switches)[0][-1]))
        assert dW[place] == pytest.approx((ends[0] - ends[1]) / (2 * epsilon), abs=1e-6)


def test_a_spread_is_a_root_mean_square_and_says_what_is_infinite_or_nan():
    values = np.float32([[1e30, -2e30], [3e30, 0.0]])
    assert rms(values) == pytest.approx(np.sqrt(np.mean(values.astype(float) ** 2)))
    assert rms(np.float32([1, np.inf])) == np.inf
    assert np.isnan(rms(np.float32([1, np.inf, np.nan])))
    assert rms(np.zeros(3, np.float32)) == 0


def test_a_histogram_counts_everything_and_puts_what_is_beyond_at_the_ends():
    shares = histogram(np.float32([0.0, 0.01, -0.01, 3e38, -100, 1.0]))
    assert shares.sum() == pytest.approx(1)
    assert shares[[0, BINS // 2, BINS // 2 + 10, -1]] == pytest.approx([1 / 6, 1 / 2, 1 / 6, 1 / 6])
    assert np.isnan(histogram(np.float32([0, np.nan]))).all()


@pytest.mark.parametrize(
    "settings, words",
    [
        ({}, ["the activations roughly keep", "the gradients roughly keep"]),
        ({"scale": 1.2}, ["the activations grow", "the gradients grow", "about times 1.1"]),
        (
            {"initialization": "identity", "activation": "linear", "scale": 1.1},
            ["1.1^50 = 117.4", "to 117 in layer 50"],
        ),
        (
            {"initialization": "orthogonal", "activation": "linear", "residual": True},
            ["each with orthogonal weights times 1 and a residual branch", "grow"],
        ),
        (
            {"initialization": "random", "scale": 0.01},
            ["exactly 0", "nothing comes through: the last layer is exactly 0"],
        ),
        (
            {"initialization": "identity", "activation": "linear", "scale": 10.0},
            ["10^50 = 1e+50", "activations explode: from layer 38", "gradients explode"],
        ),
        (
            {"initialization": "random", "activation": "tanh"},
            ["gradients grow", "% of the last layer's tanh values lie within 0.01"],  # 78 or 79
        ),
    ],
)
def test_the_sentence_says_what_becomes_of_the_signal(settings, words):
    says = SignalFlow(**settings).state["says"]
    assert says.startswith(f"{DEPTH} ")
    assert all(word in says for word in words), says


def test_every_panel_has_words():
    shown = SignalFlow().state["panels"]
    assert list(shown) == ["activations", "gradients", "spreads"]
    assert all(panel["title"] and panel["alt"].endswith(".") for panel in shown.values())


@pytest.mark.parametrize("explorer", [SignalFlow, Clipping])
@pytest.mark.parametrize("settings", [{"colour": "red"}, {"scale": 1000.0}, {"scale": "much"}])
def test_a_wrong_setting_is_named(explorer, settings):
    with pytest.raises(ValueError, match=next(iter(settings))):
        explorer(**settings)


@pytest.mark.parametrize(
    "explorer", [SignalFlow(scale=1.1, activation="tanh"), Clipping(max_norm=0.1, depth=3)]
)
def test_the_line_of_code_brings_the_state_back(explorer):
    again = eval(explorer.code)
    assert again.settings == explorer.settings
    assert again.state["says"] == explorer.state["says"]


def test_a_slider_that_is_off_by_rounding_does_not_show_in_the_line_of_code():
    explorer = SignalFlow()
    explorer.scale = 0.9999999999
    assert explorer.code == "SignalFlow()"


@pytest.mark.parametrize("max_norm", [1e-3, 1.0, 1e3, 1e9])
def test_a_clipped_gradient_has_at_most_the_norm_max_norm_and_the_same_direction(max_norm):
    layers = layers_of(initialize("random", draw([2, 10, 10, 1]), scale=2.0))
    data = np.random.RandomState(0).randn(2, 30)
    A = forward(data, layers, "relu")
    dZ = backward(np.ones((1, 30)), A, layers, "relu")
    found = [(d @ a.T, d.sum(axis=1, keepdims=True)) for d, a in zip(dZ, A, strict=False)]
    clipped = clip(found, max_norm)
    assert norm(clipped) == pytest.approx(min(max_norm, norm(found)))
    before, after = (np.concatenate([g.ravel() for p in x for g in p]) for x in (found, clipped))
    np.testing.assert_allclose(after / norm(clipped), before / norm(found))


def test_clipping_saves_the_training_that_blows_up_without_it():
    (free, longest), (bound, _) = trained(1.5, 1.0, 6), trained(1.5, 1.0, 6, 1.0)
    assert longest.max() > 100 and free.max() > 100
    assert free[-1] == pytest.approx(np.log(2), abs=1e-3)  # all it can do is guess
    assert bound[-1] < 1e-3


def test_the_sentence_about_clipping_says_what_became_of_both():
    explorer = Clipping()
    says = explorer.state["says"]
    assert "to 0.693, hardly better than answering 0.5 everywhere" in says
    assert "Clipping shortened 7 of 150" in says
    explorer.max_norm = 1000.0
    assert "nothing is clipped and both trainings are the same" in explorer.state["says"]
