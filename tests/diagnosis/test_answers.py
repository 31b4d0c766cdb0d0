"""Every answer of the corpus, judged in one process: marks, ids and sentences."""

import re

import pytest

import diagnosis
from tools.corpus import variants
from tools.corpus.run import judge
from tools.course import ASSIGNMENTS, solutions

FUNCTIONS = [(a, name) for a in ASSIGNMENTS for name in solutions(a)]
CODED = [(a, name) for a, name in FUNCTIONS if not name.startswith("answer_")]
# Python's or NumPy's own words for what goes wrong, which a beginner cannot read.
CRYPTIC = re.compile(
    r"^(?!.*(it stops with an error|stops with a|your own code)).*"
    r"(Cannot interpret|cannot be interpreted|not aligned:|could not be broadcast|inhomogeneous|"
    r"unhashable type|is ambiguous|unsupported operand|Improper number)"
)


@pytest.fixture(scope="module")
def judged():
    """(assignment, function) -> [(variant, outcome)], each judged once."""
    return {
        (a, name): [
            (variant, judge(a, name, variant.source(solutions(a)[name])))
            for variant in variants(a)[name]
        ]
        for a, name in FUNCTIONS
    }


@pytest.mark.parametrize(("assignment", "name"), FUNCTIONS)
def test_a_right_answer_keeps_all_marks_in_the_students_own_process(judged, assignment, name):
    for variant, outcome in judged[assignment, name]:
        if variant.says is None:
            assert outcome.earned == outcome.points, (variant.name, outcome.text)


@pytest.mark.parametrize(("assignment", "name"), FUNCTIONS)
def test_a_wrong_answer_loses_points_and_is_told_its_id_and_sentence(judged, assignment, name):
    for variant, outcome in judged[assignment, name]:
        if variant.says is not None:
            assert outcome.earned < outcome.points, variant.name
            told = (outcome.ids or [None])[0]
            assert told == variant.id, (variant.name, outcome.text)
            assert variant.id is None or variant.id in diagnosis.mistakes()
            assert variant.says in outcome.text, (variant.name, outcome.text)


@pytest.mark.parametrize(("assignment", "name"), CODED)
def test_twenty_more_answers_half_of_them_right_are_held_for_each_function(assignment, name):
    own = [v for v in variants(assignment)[name] if v.name.startswith(("style: ", "slip: "))]
    assert sum(v.says is None for v in own) >= 10
    assert sum(v.says is not None for v in own) >= 10


def test_at_least_85_percent_of_the_wrong_answers_are_named_and_none_is_cryptic(judged):
    wrong = [
        outcome for key in CODED for variant, outcome in judged[key] if variant.says is not None
    ]
    assert sum(bool(outcome.ids) for outcome in wrong) >= 0.85 * len(wrong)
    assert not [o.text for o in wrong if any(CRYPTIC.search(f.message) for f in o.failures)]


def test_no_message_has_a_slip(judged):
    for outcomes in judged.values():
        for _, outcome in outcomes:
            for slip in ("?.", "..", "got .", " 1 different", "1 times what"):
                assert slip not in outcome.text.replace("...", ""), outcome.text


@pytest.mark.parametrize(("assignment", "name"), CODED)
def test_what_is_wrong_in_the_form_has_one_id_in_all_tests(judged, assignment, name):
    for variant, outcome in judged[assignment, name]:
        groups = {one.split(".")[0] for one in outcome.ids}
        assert not {"form", "value"} <= groups, (variant.name, outcome.ids)
