"""What the explorers say is true of the numbers that they speak of, at every setting swept."""

import itertools
import re

import numpy as np
import pytest

import init_utils as u
from playground.clipping.state import ITERATIONS, WIDTH
from playground.data import DATA
from playground.initialization import draw, initialize
from playground.plans import PLANS
from playground.signal_flow.state import FUNCTIONS, flow, frozen, weights
from playground.signal_flow.words import describe as describe_flow
from playground.trainer.network import Statistics, difference_between_units, forward, layers_of
from playground.trainer.training import train
from playground.weight_scale.words import APART, MOVED, describe

SCALES = [0.001, 0.01, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0]
STARTS = [("random", s) for s in SCALES] + [("constant", s) for s in (0.01, 0.5, 10.0)]
STARTS += [(name, 1.0) for name in ("zeros", "xavier", "glorot", "he")]
SHAPES = [(2, 10, 5, 1), (2, 10, 10, 10, 10, 1)]
EVERY = 10
SWEEP = 1000
PHRASES = (  # each is said somewhere, whatever the data
    "Before the first step", "Every weight gradient is exactly zero", "are the same",
    "moved by less", "come apart", "still falling", "fully sure", "saturated",
)  # fmt: skip


def rms(array):
    return np.sqrt(np.mean(array**2))


def test_where_single_precision_gives_nan_double_precision_gives_exploding_gradients():
    numbers, inputs, top = frozen(3)
    for scale in (1.0, 1.5, 3.0, 10.0):
        matrices = weights("random", numbers, scale)
        with np.errstate(all="ignore"):
            A, _ = flow(inputs, top, matrices, "relu")
            wide = [W.astype(float) for W in matrices]
            signal, slopes = inputs.astype(float), []
            for W in wide:
                signal = np.maximum(0, W @ signal)
                slopes.append(signal > 0)
            error = top.astype(float)
            for W, slope in zip(reversed(wide), reversed(slopes), strict=True):
                error = W.T @ (error * slope)
        assert not np.isfinite(A[-1]).all()
        assert rms(signal) > np.finfo(np.float32).max < rms(error)
        settings = {"scale": scale, "activation": "relu", "initialization": "random"}
        settings |= {"residual": False, "normalization": False}
        if np.isnan(A[-1]).any():
            said = describe_flow(settings, *[np.full(len(A), np.nan)] * 2, 0.0)
            assert "explode" in said and "nothing comes through" not in said


def test_the_functions_of_the_flow_all_keep_zero_at_zero():
    assert all(function(np.zeros(1)) == 0 for function, _ in FUNCTIONS.values())


def settings_swept():
    rates = (0.001, 0.01, 0.1, 1.0)
    return itertools.product(DATA, ("relu", "leaky_relu", "tanh"), rates, SHAPES)


@pytest.mark.parametrize("data", DATA)
def test_every_sentence_of_the_weight_scale_explorer_is_true_of_its_numbers(data):
    said = []
    for name, activation, rate, dims in settings_swept():
        if name != data:
            continue
        inputs, labels, *_ = DATA[data]()
        for initialization, scale in STARTS:
            parameters = initialize(initialization, draw(list(dims)), scale)
            found = train(
                inputs, labels, parameters, rate, SWEEP, activation,
                every=EVERY, moments=[0, SWEEP],
            )  # fmt: skip
            for moment in found.moments:
                said.append(hold(initialization, scale, moment, found, inputs, labels, activation))
    assert len(said) > 300
    for phrase in PHRASES:
        assert phrase in "".join(said), phrase


def hold(initialization, scale, moment, found, inputs, labels, activation):
    """The sentence at this moment, each of its statements held against the numbers."""
    at = np.arange(len(found.costs)) * EVERY
    costs = np.array(found.costs)[at <= moment.iteration]
    layers = layers_of(moment.parameters)
    differences = np.array([difference_between_units(W) for W, _ in layers[:-1]])
    statistics: Statistics = moment.statistics
    share = accuracy(inputs, labels, layers, activation)
    says = describe(
        initialization, scale, moment.iteration, costs, (share, share), statistics, differences,
        found.diverged,
    )  # fmt: skip
    if moment.iteration == 0:
        assert not re.search("learn|fall|moved|apart|gradient", says), says
        return says
    if "Every weight gradient is exactly zero" in says:
        begin = layers_of(initialize("zeros", draw([2, *(len(W) for W, _ in layers)])))
        assert all((W == V).all() for (W, _), (V, _) in zip(layers, begin, strict=True))
    if "are the same" in says:
        assert initialization == "constant" and (differences == 0).any()
    with np.errstate(invalid="ignore"):  # infinite at both ends
        fall = costs[0] - costs[-1]
    if "has moved by less" in says:
        assert abs(fall) < MOVED
    if "come apart" in says:
        assert fall > MOVED and share >= APART
    if "still falling" in says or "all but stopped" in says:
        assert fall > MOVED
    if "higher than at the start" in says:
        assert fall < -MOVED
    if "are dead" in says:
        assert (statistics.dead == 1).any() and statistics.gradients[0] == 0
    if "tiny" in says:
        assert statistics.gradients[0] < 1e-5
    if "activations falls" in says:
        assert statistics.activations[-2] < statistics.activations[0] / 10
    if "fully sure" in says:
        assert np.isposinf(costs).any()
    if "saturated" in says:
        assert activation == "tanh" and statistics.saturated[:-1].max() > 0.5
    if "blew up" in says:
        assert found.diverged is not None
    return says


def accuracy(inputs, labels, layers, activation):
    A = inputs
    function, _ = FUNCTIONS[activation]
    with np.errstate(all="ignore"):
        for W, b in layers[:-1]:
            A = function(W @ A + b)
        W, b = layers[-1]
        return np.mean(((W @ A + b) > 0) == labels)


@pytest.mark.parametrize(("scale", "depth"), [(1.5, 4), (1.5, 6), (2.0, 4)])
def test_an_unclipped_training_that_ends_at_ln_2_answers_every_input_alike(scale, depth):
    inputs, labels, *_ = DATA["moons"]()
    parameters = initialize("he", draw([2, *[WIDTH] * depth, 1]))
    parameters = {k: array * (scale if k[0] == "W" else 1) for k, array in parameters.items()}
    end = train(inputs, labels, parameters, 1.0, ITERATIONS).parameters
    A = forward(inputs, layers_of(end), "relu")
    assert np.ptp(A[-1]) == 0
    assert any((a <= 0).all() for a in A[1:-1])
    assert u.compute_loss(A[-1], labels) == pytest.approx(np.log(2), abs=0.003)


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)
def test_an_activation_is_called_as_in_the_lessons(plan, monkeypatch):
    monkeypatch.setattr("playground.start_map.state.ITERATIONS", 1000)  # enough for the words
    told = [dial.get("options", []) for dial in plan.explorer.described()["dials"]]
    state = plan.state(plan.defaults | {"point": "random", "epsilon": 1.0})
    said = [state["says"], *(title for options in told for _, title in options)]
    said += [panel[name] for panel in state["panels"].values() for name in ("title", "alt")]
    assert not [one for one in said if "relu" in one], "the lessons say ReLU"
