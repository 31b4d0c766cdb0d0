"""The compiled trainer equals init_utils.model, and NumPy, whatever the network."""

import re
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import init_utils
from playground.initialization import draw, initialize
from playground.trainer import cache, compiled, training
from playground.trainer.cache import LOOPS
from playground.trainer.network import ACTIVATIONS, Task
from playground.trainer.training import in_numpy, train

COURSE = [2, 10, 5, 1]
X, Y, TEST_X, TEST_Y = init_utils.load_dataset()
STARTS = [("he", 1.0), ("zeros", 1.0), ("random", 10.0), ("xavier", 1.0), ("glorot", 1.0)]


def course_start(name, scale=1.0):
    """The course's own draw: in the random notebook rows of the same seed come out alike."""
    return initialize(name, draw(COURSE), scale)


def accuracies(parameters):
    return [
        float(np.mean(init_utils.predict_dec(parameters, points) == labels))
        for points, labels in [(X, Y), (TEST_X, TEST_Y)]
    ]


@pytest.mark.parametrize(("name", "scale"), STARTS, ids=[name for name, _ in STARTS])
def test_it_equals_the_course_s_training_to_the_end(name, scale):
    start = course_start(name, scale)
    expected, costs = init_utils.model(X, Y, lambda _: start, print_cost=False)
    found = train(X, Y, start)
    assert accuracies(found.parameters) == accuracies(expected)
    if name == "random":  # the last bit grows to 0.006 in the cost while it falls fastest
        assert found.costs[-1] == pytest.approx(costs[-1], abs=1e-3)
    else:
        np.testing.assert_allclose(found.costs, costs, rtol=0, atol=1e-9)
        for key, array in expected.items():
            np.testing.assert_allclose(found.parameters[key], array, rtol=0, atol=1e-9)


def test_the_published_accuracies_come_out():
    shares = {name: accuracies(train(X, Y, course_start(name, s)).parameters) for name, s in STARTS}
    assert shares["zeros"] == [0.5, 0.5]
    assert shares["random"] == [0.83, 0.86]
    assert shares["he"] == [pytest.approx(0.99333333), 0.96]


def test_its_arguments_stay_as_they_were():
    start = course_start("he")
    before = {key: array.copy() for key, array in start.items()}
    train(X, Y, start, num_iterations=10)
    assert all(np.array_equal(start[key], before[key]) for key in before)


networks = st.tuples(
    st.lists(st.integers(1, 9), min_size=1, max_size=7),  # inputs, then hidden layers
    st.sampled_from([1, 2, 99, 160, 161, 400]),  # examples: around a tile's width
    st.sampled_from(list(ACTIVATIONS)),
    st.integers(0, 2**31 - 1),
)


@settings(max_examples=60, deadline=None)
@given(networks)
def test_it_equals_numpy_on_any_network(network):
    sizes, m, activation, seed = network
    rng = np.random.default_rng(seed)
    points, labels = rng.normal(size=(sizes[0], m)), rng.integers(0, 2, (1, m))
    start = initialize("he", draw([*sizes, 1], seed % 2**31))
    options = {"num_iterations": 7, "every": 3, "moments": [0, 4, 7], "learning_rate": 0.1}
    found = train(points, labels, start, activation=activation, **options)
    checked = training.check(points, labels, start, activation)
    layers, costs, moments, _ = in_numpy(Task(*checked, 0.1, 7, activation, 3, [0, 4, 7]))
    np.testing.assert_allclose(found.costs, costs, rtol=1e-9)
    for key, array in training.parameters_of(layers).items():
        np.testing.assert_allclose(found.parameters[key], array, rtol=1e-9, atol=1e-12)
    assert [moment.iteration for moment in found.moments] == [0, 4, 7]
    for moment, (_, then, numbers) in zip(found.moments, moments, strict=True):
        for key, array in training.parameters_of(then).items():
            np.testing.assert_allclose(moment.parameters[key], array, rtol=1e-9, atol=1e-12)
        for ours, theirs in zip(moment.statistics, numbers, strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("sizes", [COURSE, [2, 16, 16, 1]])
def test_one_thread_finds_what_two_find(sizes, monkeypatch):
    found = []
    for cores in (1, 2):
        monkeypatch.setattr(compiled, "CORES", cores)
        start = initialize("he", draw(sizes))
        found.append(train(X, Y, start, num_iterations=2000, every=100, moments=[0, 1999]))
    one, two = found
    np.testing.assert_allclose(one.costs, two.costs, rtol=1e-9)
    np.testing.assert_allclose(one.parameters["W1"], two.parameters["W1"], rtol=1e-9)
    for before, after in zip(one.moments, two.moments, strict=True):
        np.testing.assert_allclose(before.statistics, after.statistics, rtol=1e-9)


def test_the_course_s_network_gives_its_statistics_too():
    options = {"num_iterations": 30, "every": 7, "moments": [0, 5, 14, 30]}
    found = train(X, Y, course_start("he"), **options)
    checked = training.check(X, Y, course_start("he"), "relu")
    _, costs, moments, _ = in_numpy(Task(*checked, 0.01, 30, "relu", 7, [0, 5, 14, 30]))
    np.testing.assert_allclose(found.costs, costs, rtol=1e-12)
    for moment, (iteration, _, numbers) in zip(found.moments, moments, strict=True):
        assert moment.iteration == iteration
        for ours, theirs in zip(moment.statistics, numbers, strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-9)


@pytest.mark.parametrize("sizes", [COURSE, [2, 6, 6, 1]])
@pytest.mark.parametrize("run", ["compiled", "numpy"])
def test_a_training_that_blows_up_ends_early_with_nan_and_without_warnings(sizes, run, monkeypatch):
    if run == "numpy":
        monkeypatch.setattr(training, "compiled", lambda: None)
    start = initialize("random", draw(sizes), 1e3)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = train(X, Y, start, learning_rate=1e300, num_iterations=5000, every=1)
    assert found.diverged is not None and found.diverged < 100
    assert not np.isnan(found.costs[: found.diverged - 1]).any()
    assert np.isnan(found.costs[found.diverged :]).all()


def test_an_infinite_cost_is_no_end():
    found = train(X, Y, course_start("random", 1000.0), num_iterations=100, every=1)
    assert np.isposinf(found.costs[0]) and found.diverged is None


def test_without_numba_numpy_does_the_same_and_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "playground.trainer.compiled", None)
    monkeypatch.delattr("playground.trainer.compiled", raising=False)
    training.compiled.cache_clear()
    try:
        with pytest.warns(UserWarning, match="pip install numba"):
            found = train(X, Y, course_start("he"), num_iterations=3)
    finally:
        training.compiled.cache_clear()
    monkeypatch.undo()
    expected = train(X, Y, course_start("he"), num_iterations=3)
    np.testing.assert_allclose(found.parameters["W1"], expected.parameters["W1"], rtol=1e-12)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"activation": "gelu"}, "activation must be one of relu, leaky_relu, tanh; got 'gelu'"),
        ({"num_iterations": -1}, "num_iterations must be a whole number from 0; got -1"),
        ({"num_iterations": 2.5}, "num_iterations must be a whole number from 0; got 2.5"),
        ({"every": 0}, "every must be a whole number from 1; got 0"),
        ({"moments": [20000]}, "moments must lie from 0 to 15000"),
        ({"learning_rate": "fast"}, "learning_rate must be a number; got 'fast'"),
        ({"X": X[:1]}, "X must have 2 rows to fit W1"),
        ({"Y": Y + 1}, "must hold only the labels 0 and 1"),
        ({"parameters": {"W1": np.ones((2, 2)), "b1": np.zeros((2, 1))}}, "must end in 1 unit"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_bad_input_is_named(change, message):
    arguments = {"X": X, "Y": Y, "parameters": course_start("he")} | change
    with pytest.raises(ValueError, match=message.replace("(", r"\(")):
        train(**arguments)


def test_the_first_compilation_is_announced(monkeypatch, tmp_path, capsys):
    training.get_ready()
    capsys.readouterr()
    monkeypatch.setattr(training, "CACHE", tmp_path)  # as if nothing had been compiled
    training.get_ready()
    assert "Compiling the trainer" in capsys.readouterr().out


def test_a_change_of_any_loop_recompiles_all_of_them(tmp_path):
    for name in LOOPS:
        text = (Path(cache.__file__).parent / name).read_text("utf-8")
        used = re.findall(r"^\s*from playground\.trainer\.(\w+) import", text, re.MULTILINE)
        assert {f"{module}.py" for module in used} <= {*LOOPS, "cache.py"}
    index = tmp_path / "kernel.descend.nbi"
    index.write_text("compiled before")
    cache.forget_others(tmp_path)
    assert not index.exists()
    index.write_text("compiled from what stands there now")
    cache.forget_others(tmp_path)
    assert index.exists()
    (tmp_path / "loops.sha256").write_text("of other loops")
    cache.forget_others(tmp_path)
    assert not index.exists()
