"""Promises of the map of starts: each cell a whole training, and true words about them."""

import itertools

import numpy as np
import pytest

import init_utils
from playground.initialization import RULES, TITLES, draw, initialize
from playground.start_map import StartMap
from playground.start_map.state import BLEW_UP, RATES, STARTS, Map
from playground.start_map.words import CLOSE, compare, describe

COLUMNS = list(STARTS)
DEFAULTS = {name: dial.default_value for name, dial in StartMap.dials().items()}


@pytest.fixture(scope="module")
def made():
    return StartMap().finish()


@pytest.mark.parametrize(("start", "rate"), [("he", 0.01), ("xavier", 0.1), (1.0, 0.03)])
def test_a_cell_is_the_network_that_the_course_s_own_training_gives(made, start, rate):
    X, Y, _, _ = init_utils.load_dataset()
    named = (start, 1.0) if isinstance(start, str) else ("random", start)
    begin = initialize(named[0], draw([2, 10, 5, 1]), named[1])
    expected, _ = init_utils.model(X, Y, lambda _: begin, learning_rate=rate, print_cost=False)
    found = made.map.cell(start, rate)
    for key, array in expected.items():
        np.testing.assert_allclose(found.parameters[key], array, rtol=0, atol=1e-9)
    answers = init_utils.forward_propagation(X, expected)[0]
    assert found.cost == pytest.approx(init_utils.compute_loss(answers, Y), abs=1e-9)


def test_the_map_fills_until_every_start_has_met_every_rate(made):
    panel = made.aside["panels"]["map"]
    assert panel["title"] == "Cost after 15,000 iterations"
    assert panel["values"].shape == (len(RATES), len(STARTS))
    assert not np.isnan(panel["values"]).any() and not made.map.missing()


def test_progress_is_shown_and_a_coarse_map_comes_first():
    found = Map.of(DEFAULTS)
    assert len(found.missing()) == len(RATES) * len(STARTS)
    first = found.missing()[:10]
    assert all(COLUMNS.index(s) % 4 == 0 and RATES.index(r) % 4 == 0 for s, r in first)
    found.state(DEFAULTS)
    panel = found.aside()["panels"]["map"]
    assert panel["title"].endswith(": 4 of 144 networks")
    assert np.sum(~np.isnan(panel["values"])) == 4


def test_another_cell_is_shown_at_once_and_what_is_trained_is_kept(made):
    cells = dict(made.map.cells)
    made.start, made.learning_rate = 10.0, 0.1
    made.finish()
    assert all(made.map.cells[place] is cell for place, cell in cells.items())
    assert made.code == "StartMap(start=10.0, learning_rate=0.1)"
    assert made.state["says"].startswith("Weight scale 10, learning rate 0.1: after 15,000")


def test_the_rules_lie_where_their_layers_have_their_scales(made):
    marks = {one["name"]: one["at"] for one in made.aside["panels"]["map"]["marks"]}
    assert marks["He"] == pytest.approx([1, np.sqrt(0.2), np.sqrt(0.4)])
    assert marks["Xavier"] == pytest.approx([np.sqrt(0.5), np.sqrt(0.1), np.sqrt(0.2)])


def test_he_s_lead_at_the_lesson_s_rate_is_gone_at_a_better_one(made):
    """What the graded lesson argues about: one learning rate does not compare starts."""
    cost = {(rule, rate): made.map.cell(rule, rate).cost for rule in RULES for rate in (0.01, 0.1)}
    assert cost["xavier", 0.01] > 1.4 * cost["he", 0.01]
    assert cost["xavier", 0.1] < 1.05 * cost["he", 0.1]
    assert max(cost[rule, 0.1] for rule in RULES) < min(cost[rule, 0.01] for rule in RULES) / 5


def test_every_sentence_about_a_cell_is_true_of_the_costs(made):
    for start, rate in itertools.product(STARTS, RATES):
        cell = made.map.cell(start, rate)
        rules = {rule: made.map.cell(rule, rate).cost for rule in RULES}
        says = describe(start, rate, 15000, cell.cost, 0.5, rules)
        assert f"the cost is {cell.cost:.3g} " in says
        costs = list(rules.values())
        assert all(f"{TITLES[rule]} ends at {cost:.3g}" in says for rule, cost in rules.items())
        assert ("none of them learns" in says) == (min(costs) > 0.65)
        if "no large difference" in says:
            assert max(costs) <= CLOSE * min(costs)
        if "is ahead" in says:
            assert f"{TITLES[min(rules, key=rules.get)]} is ahead" in says
            assert f"{max(costs) / min(costs):.2g} times" in says


def test_trainings_that_blow_up_are_told():
    nan = float("nan")
    says = describe("he", 3.0, 15000, nan, 0.5, {"xavier": 0.1, "glorot": 0.2, "he": nan})
    assert "blows up" in says and "He blows up." in says and "Xavier ends at 0.1" in says
    assert "all three rules blow up" in compare(3.0, dict.fromkeys(RULES, nan))
    found = Map.of(DEFAULTS)
    found.cells["he", 3.0] = found.cell("he", 3.0)._replace(cost=nan)
    assert found.costs()[RATES.index(3.0), COLUMNS.index("he")] == BLEW_UP
    assert "1 blew up" in found.aside()["panels"]["map"]["alt"]


@pytest.mark.parametrize(
    "settings", [{"start": 0.5}, {"start": "lecun"}, {"learning_rate": 0.02}, {"depth": 0}]
)
def test_a_wrong_setting_is_named(settings):
    with pytest.raises(ValueError, match=next(iter(settings))):
        StartMap(**settings)


def test_every_panel_has_words_and_the_picture_does_not_wait_for_the_whole_map():
    made = StartMap(depth=3)
    bundle, _ = made._repr_mimebundle_()
    assert made.map.missing() and bundle["image/png"].startswith(b"\x89PNG")
    shown = made.state["panels"] | made.aside["panels"]
    assert list(shown) == ["plane", "cost", "map", "rules"]
    assert all(panel["title"] and panel["alt"].endswith(".") for panel in shown.values())
    made.jobs.start(iter(()))  # nothing of it is to go on
