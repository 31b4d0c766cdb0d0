"""What the gradient-check lab teaches is true of its numbers, and it says so."""

import itertools

import numpy as np
import pytest

import init_utils
from playground.checking import (
    BLOCKS,
    BUGS,
    DROPOUTS,
    EPSILONS,
    POINTS,
    REGULARIZATIONS,
    SLICES,
    Check,
    X,
    Y,
    backward,
    by_block,
    difference,
    name_of,
    split,
    theta_at,
)
from playground.gradient_check_lab import GradientCheckLab
from playground.gradient_check_lab.words import describe

DEFAULTS = {name: dial.default_value for name, dial in GradientCheckLab.dials().items()}

PLANTED = {  # bug: the blocks that it makes wrong
    "factor": {"W2"},
    "mean": {"W3"},
    "axis": {"b2"},
    "missing": {"b1"},
    "slope": {"W1", "b1"},
    "transpose": {"W1", "b1"},
    "sign": set(BLOCKS),
}


def differ(epsilon=1e-7, **settings):
    """The relative difference of a check with these settings."""
    check = Check(**settings)
    return difference(check.grad, check.gradapprox(epsilon)[0])


def blocks(epsilon=1e-7, **settings):
    check = Check(**settings)
    return by_block(check.grad, check.gradapprox(epsilon)[0])


def says(**settings):
    """The lab's sentence, without its pictures."""
    return say(DEFAULTS | settings)[1]


def say(settings):
    """The check with these settings, the lab's sentence, and the relative difference."""
    check = Check(**{name: value for name, value in settings.items() if name != "epsilon"})
    two_sided, one_sided = check.gradapprox(settings["epsilon"])
    seen = (
        difference(check.grad, two_sided),
        difference(check.grad, one_sided),
        difference(check.right, two_sided),
        by_block(check.grad, two_sided),
    )
    return check, describe(check, settings, seen, best=1e-5), seen[0]


def as_dictionary(theta):
    return dict(zip(BLOCKS, (array[0] for array in split(theta[None])), strict=True))


def test_the_network_is_the_course_s():
    check = Check()
    parameters = as_dictionary(check.theta)
    A3, cache = init_utils.forward_propagation(X, parameters)
    assert check.costs(check.theta[None])[0] == pytest.approx(init_utils.compute_loss(A3, Y))
    expected = init_utils.gradients_to_vector(init_utils.backward_propagation(X, Y, cache))
    np.testing.assert_allclose(check.grad, expected[:, 0], rtol=1e-12, atol=1e-15)
    np.testing.assert_array_equal(check.theta, init_utils.dictionary_to_vector(parameters)[:, 0])


def test_gradapprox_is_the_graded_lesson_s():
    check, epsilon = Check(), 1e-4
    for i in (0, 13, 40):
        J = []
        for sign in (1, -1):
            theta = check.theta.copy()
            theta[i] += sign * epsilon
            A3, _ = init_utils.forward_propagation(X, as_dictionary(theta))
            J.append(init_utils.compute_loss(A3, Y))
        assert check.gradapprox(epsilon)[0][i] == pytest.approx((J[0] - J[1]) / (2 * epsilon))


def test_a_right_gradient_passes():
    assert differ() < 1e-7
    assert "Verdict: right." in says()


@pytest.mark.parametrize("bug", PLANTED)
def test_a_planted_bug_is_found_and_its_block_is_the_tallest(bug):
    assert differ(bug=bug) > 0.05
    errors = blocks(bug=bug)
    assert {block for block, error in errors.items() if error > 1e-3} == PLANTED[bug]
    assert max(errors, key=errors.get) in PLANTED[bug]
    assert all(error < 1e-7 for block, error in errors.items() if block not in PLANTED[bug])
    said = says(bug=bug)
    assert "Verdict: wrong." in said and BUGS[bug].wrong in said


@pytest.mark.parametrize(
    ("bug", "line"),
    [
        ("factor", "read the line of dW2"),
        ("mean", "read the line of dW3"),
        ("axis", "read the line of db2"),
        ("missing", "read the line of db1"),
        ("slope", "read what makes dZ1"),
        ("transpose", "read what makes dZ1"),
        ("sign", "read what makes dZ3"),
    ],
)
@pytest.mark.parametrize("epsilon", [1e-11, 1e-7, 1e-3])
def test_the_sentence_leads_to_the_planted_line(bug, line, epsilon):
    assert line in says(bug=bug, epsilon=epsilon)


def test_the_lab_has_the_bugs_that_are_tested():
    assert set(BUGS) == {"none", *PLANTED}


def test_the_valley_s_floor_and_its_slopes():
    two_sided, one_sided, of_right = Check().valley()
    np.testing.assert_array_equal(two_sided, of_right)
    assert 1e-8 < EPSILONS[two_sided.argmin()] < 1e-4
    assert EPSILONS[one_sided.argmin()] < EPSILONS[two_sided.argmin()]
    assert one_sided.min() > 100 * two_sided.min()

    def slope(curve, low, high):
        inside = (EPSILONS >= low) & (EPSILONS <= high)
        return np.polyfit(np.log(EPSILONS[inside]), np.log(curve[inside]), 1)[0]

    assert slope(two_sided, 1e-13, 1e-7) == pytest.approx(-1, abs=0.1)
    assert slope(one_sided, 1e-13, 1e-9) == pytest.approx(-1, abs=0.1)
    assert slope(two_sided, 1e-4, 1e-2) == pytest.approx(2, abs=0.05)
    assert slope(one_sided, 1e-6, 1e-2) == pytest.approx(1, abs=0.05)


def test_a_bug_does_not_care_about_epsilon():
    two_sided, _, _ = Check(bug="factor").valley()
    assert np.ptp(two_sided[EPSILONS < 1e-2]) < 1e-3


def test_a_kink_gives_a_false_alarm_until_the_step_is_too_short_for_it():
    assert differ(1e-4, kink=True) > 1e-2 > 1e-7 > differ(1e-4)
    assert differ(1e-6, kink=True) < 1e-7
    assert Check(kink=True).crossings(1e-4) == 1
    assert Check(kink=True).crossings(1e-6) == 0
    assert "false alarm" in says(kink=True, epsilon=1e-4)
    assert "too short to reach its kink" in says(kink=True)


def test_only_a_frozen_mask_can_be_checked():
    assert differ(dropout="frozen") < 1e-7
    assert differ(dropout="anew") > 0.9
    assert differ(1e-4, dropout="anew") > 0.9
    assert not np.array_equal(Check().grad, Check(dropout="frozen").grad)
    assert "Freeze the mask." in says(dropout="anew")


def test_the_l2_term_belongs_to_both_or_to_none():
    assert differ(regularization="included") < 1e-7
    assert differ(regularization="forgotten") > 0.1
    off = {b for b, error in blocks(regularization="forgotten").items() if error > 1e-3}
    assert off == {"W1", "W2", "W3"}
    assert "All weights and no bias" in says(regularization="forgotten")


def test_zero_parameters_are_blind_to_all_bugs_but_the_sign():
    for bug in set(PLANTED) - {"sign"}:
        assert differ(bug=bug, point="zero") < 1e-7
        assert "Blind" in says(bug=bug, point="zero")
    assert differ(bug="sign", point="zero") == pytest.approx(1)
    assert "0/0" in says(bug="sign", point="zero")
    assert differ(regularization="forgotten", point="zero") < 1e-7
    errors = blocks(point="zero")
    assert [block for block in BLOCKS if not np.isnan(errors[block])] == ["b3"]


def test_equal_parameters_are_blind_to_the_transpose_alone():
    missed = {bug for bug in PLANTED if differ(bug=bug, point="equal") < 1e-7}
    assert missed == {"transpose"}
    assert "its own transpose" in says(bug="transpose", point="equal")


def test_every_setting_is_described_truthfully():
    for bug, point, kink, dropout, l2, epsilon in itertools.product(
        BUGS, POINTS, (False, True), DROPOUTS, REGULARIZATIONS, (1e-7, 1e-3)
    ):
        settings = {"bug": bug, "point": point, "kink": kink, "dropout": dropout}
        check, said, seen = say(settings | {"regularization": l2, "epsilon": epsilon})
        faulty = difference(check.grad, check.right) > 1e-12
        if "Verdict: right" in said:
            assert seen < 1e-6 and ("Blind" in said) == (bug != "none" or l2 == "forgotten")
        if "false alarm" in said:
            assert not faulty and seen >= 1e-6
        if "What did it" in said:
            assert faulty and seen >= 1e-6


def test_entries_have_names():
    assert [name_of(i) for i in (0, 11, 12, 40)] == ["W1[0, 0]", "W1[3, 2]", "b1[0, 0]", "b3[0, 0]"]
    assert SLICES["b3"].stop == 41


def test_a_difference_of_nothing_from_nothing_is_nan():
    assert np.isnan(difference(np.zeros(3), np.zeros(3)))


def test_the_backward_pass_leaves_theta_alone():
    theta = theta_at("random", kink=False)
    before = theta.copy()
    backward(theta, np.ones((4, 4)), "sign", 0.7)
    np.testing.assert_array_equal(theta, before)


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"epsilonn": 1e-7}, "epsilonn"),
        ({"epsilon": 10.0}, "epsilon"),
        ({"epsilon": "small"}, "epsilon"),
        ({"bug": "typo"}, "bug"),
        ({"point": "here"}, "point"),
        ({"dropout": True}, "dropout"),
        ({"regularization": "L1"}, "regularization"),
        ({"kink": "perhaps"}, "kink"),
    ],
)
def test_a_wrong_setting_is_named(settings, word):
    with pytest.raises(ValueError, match=word):
        GradientCheckLab(**settings)


def test_a_dial_changes_panels_words_and_code():
    lab = GradientCheckLab()
    before = lab.state
    lab.bug = "axis"
    lab.epsilon = 1e-5
    assert lab.code == "GradientCheckLab(epsilon=1e-05, bug='axis')"
    assert lab.state["says"] == says(epsilon=1e-5, bug="axis") != before["says"]
    for name, panel in lab.state["panels"].items():
        assert panel["alt"] != before["panels"][name]["alt"] or name == "entries"
