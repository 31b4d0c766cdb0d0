"""`make mutants`, on a few mutants: they lose points, the right answer beside them does not."""

import json

import pytest

from tools.course import ASSIGNMENTS, solutions
from tools.mutants import Mutant, known, main, mutants, mutated, note, packed, report

CELL = '''def f(x, y):
    """A docstring stays."""
    total = x - 1
    return g(x, y) if x > 0 else total
'''


def test_operators_constants_comparisons_statements_and_arguments_are_mutated():
    found = "\n".join(mutated(CELL))
    for piece in (
        "x + 1",
        "x - 2",
        "x - 0",
        "x >= 0",
        "x < 0",
        "pass",
        "g(y, x)",
        "g(None, y)",
        "g(x, )",
    ):
        assert piece in found, piece
    assert all('"""A docstring stays."""' in code for code in mutated(CELL))
    assert len(set(mutated(CELL))) == len(mutated(CELL))


def test_each_mutant_is_packed_once_and_one_function_sits_out():
    own = {name: [Mutant("a", name, str(k), "") for k in range(4)] for name in "fgh"}
    notebooks = list(packed(own))
    assert sorted(m.function + m.cell for book in notebooks for m in book.values()) == sorted(
        name + str(k) for name in "fgh" for k in range(4)
    )
    assert all(len(book) < 3 for book in notebooks)


def test_a_survivor_and_a_right_answer_that_lost_points_are_printed():
    survivor, victim = Mutant("a", "f", "", "- x\n+ y"), Mutant("a", "g", "", "- u\n+ v")
    note(
        {"f": survivor, "g": victim},
        {"test_f": (2.0, 2.0), "test_g": (0.0, 1.0), "test_h": (0.0, 1.0)},
        ["f", "g", "h"],
    )
    text = report([survivor, victim])
    assert "1 of 2 mutants lose points (50.0%)" in text and "survives: f\n- x\n+ y" in text
    assert "test_h lost points beside: g" in text


def test_every_mutant_that_is_listed_as_equivalent_exists():
    changes = {
        f"{name}\n{mutant.change}"
        for assignment in ASSIGNMENTS
        for name, own in mutants(assignment, {}).items()
        for mutant in own
    }
    assert set(known()) <= changes
    assert set(known()) and all(known().values())


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """What `make mutants` says of a few mutants of one lesson, and its exit code."""
    file = tmp_path_factory.mktemp("mutants") / "mutants.json"
    return main(["random", "--every", "11", "--json", str(file)]), json.loads(file.read_text())


def test_mutants_are_graded_by_the_real_road_and_lose_points(run):
    code, found = run
    assert code == 0
    assert {m["function"] for m in found} == {
        name for name in solutions("random") if not name.startswith("answer_")
    }
    assert all(m["earned"] < m["points"] and not m["suspect_of"] for m in found)
