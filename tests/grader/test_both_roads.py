"""`nbgrader autograde` and `python -m autograder` give the same for every submission.

A part of each kind stands here; `make both-roads` compares the whole corpus and all attacks.
"""

import re

import pytest

from tests.attacks import attacks
from tests.attacks.outside import Outside
from tests.support.roads import attack_class, corpus_class, entries, files, odd_class

QUICK = ["input transformer", "false diagnosis", "wrong outputs", "names stolen", "frames"]
QUICK += ["segmentation fault", "message in a test", "paths in the names of files"]


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """Sound, odd and spoiled notebooks."""
    found = odd_class(tmp_path_factory.mktemp("odd"), 30)
    found.grade("hw")
    return found


def test_odd_notebooks_earn_what_they_should(odd):
    found = entries(odd.first, "hw")
    scores = {student: dict((n, s) for n, s, _ in grades) for student, (grades, _) in found.items()}
    sound = ["solved", "bom", "format5", "formattext", "nullcell", "numbersasids", "format3"]
    sound.append("forged")
    assert {scores[student]["test"] for student in sound} == {3}
    assert scores["untouched"] == {"test": 0, "why": 0}
    assert {scores[student]["test"] for student in ("nojson", "empty")} == {None}
    assert len(set(map(str, scores.values()))) > 3


def test_scores_comments_files_and_pages_of_odd_notebooks_are_the_same(odd):
    assert odd.differences("hw") == []
    assert min(len(files(odd.first, step, "hw")) for step in ("autograded", "feedback")) > 20


def test_they_are_for_answers_of_the_corpus(tmp_path):
    found = corpus_class(tmp_path, "he", most=4)
    found.grade("he")
    assert found.differences("he") == []
    assert len(entries(found.first, "he")) == 4


def test_they_are_for_attacks(tmp_path):
    chosen = [one for one in attacks() if one.name in QUICK and one.assignment == "he"]
    outside = Outside(tmp_path / "outside")
    found = attack_class(tmp_path / "class", chosen, False, outside.known)
    found.grade("he", outside.environment)
    assert found.differences("he") == []
    for one in chosen:
        grades, _ = entries(found.first, "he")[re.sub(r"\W", "_", one.name)]
        assert sum(score for _, score, _ in grades if score) == one.earns
