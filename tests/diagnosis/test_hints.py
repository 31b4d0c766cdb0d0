"""A hint for a wrong factor is true of that factor, and following it leads to the rule."""

import numpy as np
import pytest

import diagnosis
from diagnosis.drawing import draw, judge_drawing
from diagnosis.factors import RULES, SIZES, Scale, hints, same_factor
from tools.corpus.run import judge
from tools.course import solutions

DIMS = [5, 7, 4, 3]
# What students write, apart from what diagnosis knows: each as (n_in, n_out) -> factor.
WRITTEN = {
    "none": lambda i, o: 1.0,
    "0.01": lambda i, o: 0.01,
    "10": lambda i, o: 10.0,
    "100": lambda i, o: 100.0,
    "/ 10": lambda i, o: 1 / 10,
    "sqrt(1/n_in)": lambda i, o: np.sqrt(1 / i),
    "sqrt(2/n_in)": lambda i, o: np.sqrt(2 / i),
    "sqrt(2/n_out)": lambda i, o: np.sqrt(2 / o),
    "sqrt(1/n_out)": lambda i, o: np.sqrt(1 / o),
    "sqrt(2/(n_in+n_out))": lambda i, o: np.sqrt(2 / (i + o)),
    "sqrt(1/(n_in+n_out))": lambda i, o: np.sqrt(1 / (i + o)),
    "sqrt(6/(n_in+n_out))": lambda i, o: np.sqrt(6 / (i + o)),
    "sqrt(6/n_in)": lambda i, o: np.sqrt(6 / i),
    "1/n_in": lambda i, o: 1 / i,
    "2/n_in": lambda i, o: 2 / i,
    "2/n_out": lambda i, o: 2 / o,
    "1/n_out": lambda i, o: 1 / o,
    "2/(n_in+n_out)": lambda i, o: 2 / (i + o),
    "6/(n_in+n_out)": lambda i, o: 6 / (i + o),
    "6/n_in": lambda i, o: 6 / i,
    "sqrt(2/(n_in*n_out))": lambda i, o: np.sqrt(2 / (i * o)),
    "sqrt(2/mean)": lambda i, o: np.sqrt(2 / ((i + o) / 2)),
    "He twice": lambda i, o: np.sqrt(2 / i) ** 2,
    "Xavier twice": lambda i, o: np.sqrt(1 / i) ** 2,
    "sqrt(n_in/2)": lambda i, o: np.sqrt(i / 2),
    "sqrt(2)/n_in": lambda i, o: np.sqrt(2) / i,
    "2/sqrt(n_in)": lambda i, o: 2 / np.sqrt(i),
    "sqrt(2*n_in)": lambda i, o: np.sqrt(2 * i),
    "10 He": lambda i, o: 10 * np.sqrt(2 / i),
    "10 Xavier": lambda i, o: 10 * np.sqrt(1 / i),
}
PAIRS = [
    (rule, name)
    for rule in RULES
    for name, factor in WRITTEN.items()
    if not same_factor(factor, RULES[rule])
]


def complaint(rule: str, answer) -> AssertionError:
    """What an initialization is told that gives `answer(layers_dims)`."""
    with pytest.raises(AssertionError) as caught:
        judge_drawing(answer, DIMS, draw(DIMS, RULES[rule]), rule)
    return caught.value


def hint_of(rule: str, mistake_id: str):
    return next(hint for hint in hints(rule) if hint.id == mistake_id)


def test_at_least_88_pairs_of_a_rule_and_a_wrong_factor_are_held():
    assert len(PAIRS) >= 88


@pytest.mark.parametrize(("rule", "name"), PAIRS)
def test_the_hint_speaks_of_the_factor_that_was_written_and_leads_to_the_rule(rule, name):
    error = complaint(rule, lambda dims: draw(dims, WRITTEN[name]))
    hint = hint_of(rule, error.mistake_id)
    assert hint.says in str(error)
    assert same_factor(hint.wrong, WRITTEN[name])
    assert same_factor(hint.followed(), RULES[rule])


@pytest.mark.parametrize("rule", RULES)
def test_every_hint_leads_to_the_rule_and_names_what_the_exercise_asks_for(rule):
    for hint in hints(rule):
        assert same_factor(hint.followed(), RULES[rule]), hint.id
        assert f"randn times {RULES[rule].text}" in hint.says, hint.id


@pytest.mark.parametrize("rule", RULES)
def test_the_factor_in_a_hint_is_the_code_for_its_value(rule):
    for hint in hints(rule):
        if isinstance(hint.wrong, Scale):
            for n_in, n_out in SIZES:
                names = {"sqrt": np.sqrt, "n_in": n_in, "n_out": n_out}
                assert np.isclose(eval(hint.wrong.text, names), hint.wrong(n_in, n_out)), hint.id


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("seed", [0, 1, 4, 7, 42, 123])
def test_another_seed_is_named_with_its_number(rule, seed):
    error = complaint(rule, lambda dims: draw(dims, RULES[rule], seed=seed))
    assert f"seed {seed}." in str(error) and error.mistake_id == f"{rule}.other_seed"


@pytest.mark.parametrize("rule", RULES)
def test_no_message_shows_a_hidden_input(rule):
    for factor in WRITTEN.values():
        if not same_factor(factor, RULES[rule]):
            assert str(DIMS) not in str(complaint(rule, lambda dims, f=factor: draw(dims, f)))


def test_ids_are_unique_words_with_a_group_and_all_are_listed_with_a_sentence():
    known = diagnosis.mistakes()
    assert len(known) > 1000
    for mistake_id, says in known.items():
        group, _, name = mistake_id.partition(".")
        assert group and name and " " not in mistake_id, mistake_id
        assert says.strip() and not says.endswith((" ", "?.", "..")), (mistake_id, says)


def test_an_id_cannot_be_given_twice():
    with pytest.raises(ValueError, match="Two mistakes"):
        diagnosis.Mistake("he.missing_root", "again", lambda: None)


def test_what_is_wrong_in_the_form_is_said_with_the_visible_example_in_every_test():
    solution = solutions("zeros")["initialize_parameters_constant"]
    answer = "\n".join(line for line in solution.split("\n") if '"b"' not in line)
    first, *others = judge("zeros", "initialize_parameters_constant", answer).failures
    assert answer != solution and "([4, 6, 3, 2], 0.5): the biases are missing" in first.message
    assert [other.message for other in others] == [first.message]
