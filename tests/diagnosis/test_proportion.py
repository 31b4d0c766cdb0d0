"""Marks in proportion: a small slip costs less than a wrong idea, and is charged once."""

import pytest

from tools.corpus import variants
from tools.corpus.run import judge
from tools.corpus.slips import SLIPS
from tools.course import ASSIGNMENTS, solutions

ASSIGNMENT = {name: a for a in ASSIGNMENTS for name in solutions(a)}
DRAWN = [f"initialize_parameters_{rule}" for rule in ("random", "he", "xavier", "glorot")]


def outcome(name: str, title: str):
    """How an answer of slips.py fares."""
    return judge(ASSIGNMENT[name], name, SLIPS[name][title])


def edited(name: str, *edits: tuple[str, str]):
    """How the master's solution with some text replaced fares."""
    source = solutions(ASSIGNMENT[name])[name]
    for old, new in edits:
        assert old in source
        source = source.replace(old, new)
    return judge(ASSIGNMENT[name], name, source)


@pytest.mark.parametrize(
    ("name", "wrapped", "wrong"),
    [
        ("constant_prediction_accuracy", "wrapped in a list", "equal to one"),
        ("constant_prediction_accuracy", "a table of one", "equal to one"),
        ("constant_prediction_accuracy", "two values", "equal to one"),
        ("gradient_check", "wrapped", "compared with J"),
        ("gradient_check", "two values", "compared with J"),
        ("gradient_check", "a one-element array", "compared with J"),
        ("gradient_check_n", "wrapped", "absolute slopes"),
        ("gradient_check_n", "with gradapprox", "absolute slopes"),
        ("clip_gradients", "an extra key", "not squared"),
        ("clip_gradients", "flattened", "not squared"),
        ("linear_gradients", "a triple", "1/m in both"),
        ("initialize_parameters_zeros", "one more key", "ones everywhere"),
        ("initialize_parameters_constant", "one more key", "ones plus value"),
    ],
)
def test_a_right_number_in_a_wrong_wrapper_keeps_more_than_a_wrong_number(name, wrapped, wrong):
    assert outcome(name, wrong).earned < outcome(name, wrapped).earned < outcome(name, wrong).points


@pytest.mark.parametrize(
    ("name", "returned", "more", "wrong"),
    [(f"initialize_parameters_{rule}", "return parameters", "return parameters, layers_dims",
        ("str(l)] = np.zeros", "str(l)] = 7 + np.zeros"))
       for rule in ("zeros", "constant", "random", "he", "xavier", "glorot")]
    + [("clip_gradients", "return clipped", "return clipped, norm", ("np.sqrt(total)", "total")),
       ("forward_propagation", "return J", 'return {"J": J}', ("**3", "**2")),
       ("backward_propagation", "return dtheta", 'return {"d": dtheta}', ("**2", "**3")),
       ("gradient_check", "return difference", 'return {"d": difference}', ("2 * eps", "eps")),
       ("gradient_check_n", "return difference", 'return {"d": difference}', ("2 * eps", "eps"))],
)  # fmt: skip
def test_a_right_answer_with_something_beside_it_keeps_all_but_the_form(
    name, returned, more, wrong
):
    result = edited(name, (returned, more))
    assert result.points - result.earned == 1
    assert result.earned >= edited(name, wrong).earned


@pytest.mark.parametrize("name", DRAWN)
def test_a_missing_seed_is_charged_once(name):
    result = edited(name, ("np.random.seed(3)", "pass"))
    assert [f.test for f in result.failures] == [f"test_{name}_seeding"]
    assert result.ids == ["seed.missing"]


@pytest.mark.parametrize(
    ("name", "title"),
    [(name, "layers_dims changed") for name in DRAWN]
    + [
        ("clip_gradients", "changes the arrays"),
        ("constant_prediction_accuracy", "changes Y"),
        ("gradient_check_n", "X destroyed"),
        ("gradient_check_n", "gradients destroyed"),
    ],
)
def test_a_changed_argument_is_charged_once(name, title):
    result = outcome(name, title)
    assert result.ids == ["form.argument_changed"] and result.points - result.earned == 1


def test_a_changed_cache_costs_one_point():
    source = solutions("gradient_check")["backward_propagation_n"]
    result = judge(
        "gradient_check",
        "backward_propagation_n",
        source.replace("    return {", "    A1 *= 2\n    return {"),
    )
    assert (result.earned, result.ids) == (4, ["form.argument_changed"])


@pytest.mark.parametrize("title", ["no abs at all", "abs only above", "no abs above"])
def test_a_forgotten_abs_costs_less_than_a_comparison_with_J(title):
    assert (
        outcome("gradient_check", "compared with J").earned
        < outcome("gradient_check", title).earned
    )


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("forward_propagation", "x * theta**3", "x * theta**4 / theta", "error.zero_division"),
        ("backward_propagation", "theta**2", "theta**3 / theta", "error.zero_division"),
        ("initialize_parameters_constant", "float(value)", "value or 1.0",
         "constant.zero_as_missing"),
        ("clip_gradients", "max_norm / norm if", "max(0.01, max_norm / norm) if",
         "clip.factor_bounded"),
        ("clip_gradients", "max_norm / norm if", "max(1e-6, max_norm / norm) if",
         "clip.factor_bounded_tiny"),
        ("forward_propagation", "x * theta**3", "x * theta**3 if theta else x",
         "forward.theta_as_missing"),
        ("backward_propagation_n", "(A1 > 0)", "(A1 > 0.01)", "backward_n.mask_bound_1_0_01"),
        ("backward_propagation_n", "(A2 > 0)", "(A2 > 0.001)", "backward_n.mask_bound_2_0_001"),
    ],
)  # fmt: skip
def test_what_once_kept_full_marks_does_not(name, old, new, told):
    result = edited(name, (old, new))
    assert result.earned < result.points and told in result.ids


def test_where_the_mistake_is_unknown_the_example_speaks_with_its_numbers():
    result = edited("forward_propagation", ("x * theta**3", "x * theta**3 + 15 * (theta > 1)"))
    assert result.ids == []
    assert "x = 2, theta = 5: J must be 2 * 125 = 250, but it is 265" in result.text


def test_where_the_example_is_right_the_hidden_test_speaks_without_its_numbers():
    result = edited("forward_propagation", ("    return J", "    return J if x > -1 else 7.0"))
    assert "for other numbers than the example's the value is not right" in result.text
    assert "-1.5" not in result.text and "0.7523" not in result.text


def test_a_letter_of_another_alphabet_is_named_as_such():
    result = judge("zeros", "answer_zeros_2", 'answer_zeros_2 = "с"')  # Cyrillic
    assert "another alphabet" in result.text


def test_points_of_a_function_are_what_its_variants_are_judged_by():
    totals = {a: 0.0 for a in ASSIGNMENTS}
    for name, assignment in ASSIGNMENT.items():
        right = next(v for v in variants(assignment)[name] if v.says is None)
        source = right.source(solutions(assignment)[name])
        totals[assignment] += judge(assignment, name, source).points
    assert totals == {"zeros": 14, "random": 14, "he": 15, "gradient_check": 20}
