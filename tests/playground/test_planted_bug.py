"""Promises of the lab's secret cases, and of its other ways to measure a gradient."""

import itertools

import numpy as np
import pytest

from playground.checking import BUGS, EPSILONS, POINTS, Check
from playground.gradient_check_lab import GradientCheckLab, methods
from playground.gradient_check_lab.cases import (
    BUG_IN,
    CASES,
    LINES,
    REACH,
    game,
    planted,
    wrong_blocks,
)
from playground.gradient_check_lab.state import Lab

DEFAULTS = {name: dial.default_value for name, dial in GradientCheckLab.dials().items()}


def test_every_bug_is_planted_in_some_case_and_each_stands_in_a_line():
    assert set(CASES.values()) == set(BUGS) - {"none"} == set(BUG_IN.values())
    assert all(LINES[line] == BUGS[bug].right for line, bug in BUG_IN.items())
    assert list(LINES) == list(REACH)


@pytest.mark.parametrize("case", CASES)
def test_the_verdict_on_each_line_is_true(case):
    about, bug = game(case), planted(case)
    off = set(wrong_blocks(bug))
    for i, (line, says) in enumerate(zip(LINES, about["verdicts"], strict=True)):
        if i == about["guilty"]:
            assert says == f"Right. The lab has {BUGS[bug].wrong}."
            assert set(REACH[line]) == off
        else:
            assert says.startswith("No")
            assert ("same blocks" in says) == (set(REACH[line]) == off)
            assert "lab has" not in says


def test_a_secret_case_does_not_say_which_line_it_is():
    lab = Lab()
    one_each = {bug: case for case, bug in CASES.items()}.values()
    sweep = (one_each, POINTS, ("off", "anew"), ("off", "forgotten"), (1e-11, 1e-7, 1e-2))
    faults = itertools.product(*sweep)
    for case, point, dropout, l2, epsilon in faults:
        changed = {"bug": case, "point": point, "dropout": dropout, "regularization": l2}
        state = lab.state(DEFAULTS | changed | {"epsilon": epsilon})
        says, bug = state["says"], BUGS[CASES[case]]
        assert bug.wrong not in says and bug.title not in says and "What did it" not in says
        assert "in secret" in says
        if "Read the blocks" in says:
            assert "Verdict: right" not in says
        if "blind" in says:
            assert "Verdict: right" in says
    assert game("case 1")["guilty"] == list(LINES).index(
        next(line for line, bug in BUG_IN.items() if bug == CASES["case 1"])
    )


def test_only_a_secret_case_can_be_accused_and_the_code_brings_it_back():
    lab = GradientCheckLab()
    assert lab.state["game"] is None
    lab.bug = "case 4"
    assert lab.state["game"]["case"] == "case 4"
    assert lab.code == "GradientCheckLab(bug='case 4')"
    lab.score = {"case 4": True}
    assert lab.settings["bug"] == "case 4"


def test_the_smooth_network_s_gradient_is_a_gradient():
    grad = methods.right_gradient()
    h = 1e-6
    for entry in (0, 13, 27, 40):
        step = np.zeros_like(methods.THETA)
        step[entry] = h
        J = methods.costs(np.stack([methods.THETA + step, methods.THETA - step]))
        assert grad[entry] == pytest.approx((J[0] - J[1]) / (2 * h), abs=1e-8)


def test_single_precision_cannot_work_at_the_lesson_s_epsilon():
    single = methods.curves()["single precision"]
    assert methods.measured(1e-7)["single precision"] > 0.5
    assert 1e-3 < EPSILONS[single.argmin()] < 0.1 and single.min() > 1e-5
    assert methods.measured(1e-7)["double precision"] < 1e-6


def test_a_complex_step_loses_no_digits_however_short_it_is():
    curve = methods.curves()["complex step"]
    assert curve[EPSILONS < 1e-8].max() < 1e-13
    assert methods.measured(1e-4)["complex step"] == pytest.approx(
        methods.measured(1e-4)["double precision"], rel=0.2
    )  # the truncation is the same


@pytest.mark.parametrize("bug", [bug for bug in BUGS if bug != "none"])
def test_a_random_direction_finds_every_bug_with_two_passes(bug):
    assert methods.along_directions(Check(), 1e-6).max() < 1e-5
    found = methods.along_directions(Check(bug=bug), 1e-6)
    assert np.all(found > 1e-4), bug
