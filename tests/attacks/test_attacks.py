"""No attack gains a point, no honest student in the same class loses one, nothing leaks out.

The attacks and what each tries are in this folder. They are graded one after another, honest
students between them, as one worker grades a class.
"""

import os
import tempfile
from itertools import cycle

import nbformat
import pytest
from nbgrader.utils import determine_grade, is_grade

from autograder.pipeline.judges import Judges
from autograder.pipeline.submission import Graded
from tests.attacks import CANARY, HIDDEN_INPUTS, MARK, Attack, assignment, attacks, submission
from tests.attacks.honest import HONEST
from tests.attacks.outside import Outside

ATTACKS = attacks()
PLAIN = {"text/plain", "image/png", "image/jpeg"}
LIMITS = {
    "cell_seconds": 30, "test_seconds": 10, "cpu_seconds": 60, "memory_mb": 700, "processes": 16,
    "disk_mb": 20, "output_kb": 100, "wall_seconds": 120,
}  # fmt: skip
TIGHT = {"cell_seconds": 3, "test_seconds": 2, "cpu_seconds": 9, "memory_mb": 300, "processes": 8}


class Result:
    """What became of one submission."""

    def __init__(self, attack: Attack, graded: Graded) -> None:
        self.attack, self.graded = attack, graded
        self.cells = [
            cell
            for text in graded.notebooks.values()
            for cell in nbformat.reads(text, as_version=4).cells
            if cell.cell_type == "code"
        ]

    @property
    def score(self) -> float:
        """The points of all tests."""
        return sum(determine_grade(cell)[0] or 0 for cell in self.cells if is_grade(cell))

    def outputs(self, of_tests: bool) -> str:
        """What the test cells, or what all others, show."""
        return "\n".join(
            str(output) for cell in self.cells if is_grade(cell) == of_tests
            for output in cell.outputs
        )  # fmt: skip

    @property
    def told(self) -> str:
        """All that people are told of it."""
        outputs = self.outputs(of_tests=True) + self.outputs(of_tests=False)
        return "\n".join([*self.graded.limits, self.graded.problem or "", outputs])


def in_order(tight: bool) -> list[Attack]:
    """The attacks under these limits, an honest student after every sixth."""
    order = []
    honest = cycle(HONEST[:1] if tight else HONEST)
    for number, attack in enumerate(one for one in ATTACKS if one.tight == tight):
        order.append(attack)
        if number % 6 == 5:
            order.append(next(honest))
    return order


@pytest.fixture(scope="module")
def outside(tmp_path_factory):
    """The canaries, and the state that they must be in afterwards."""
    place = Outside(tmp_path_factory.mktemp("outside"))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in place.environment.items():
            patch.setenv(name, value)
        patch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("temporary")))
        patch.setattr("autograder.sandbox.kernel.GRACE", 1)  # seconds after a limit
        patch.setattr("autograder.pipeline.proxies.GRACE", 1)
        place.before = place.state()
        yield place


@pytest.fixture(scope="class")
def class_of(request, outside):
    """All students' results, in the order in which they were graded."""
    results = []
    limits = LIMITS | TIGHT if request.cls.tight else LIMITS
    with Judges(1) as judges:
        for attack in in_order(request.cls.tight):
            judges.begin(assignment(attack.assignment, limits))
            [(_, graded)] = judges.run([submission(attack, outside.known)])
            results.append(Result(attack, graded))
    return results


def pytest_generate_tests(metafunc):
    """A test of an attack is one of each attack under the limits of its class."""
    if "attack" in metafunc.fixturenames:
        chosen = [one for one in ATTACKS if one.tight == metafunc.cls.tight]
        metafunc.parametrize("attack", chosen, ids=lambda attack: attack.name)


class Attacked:
    """What holds for a class of attackers and honest students."""

    tight: bool

    def test_an_attack_gains_no_point_and_reads_nothing(self, class_of, attack):
        result = next(one for one in class_of if one.attack is attack)
        assert result.score == attack.earns, result.told[-3000:]  # neither more nor less
        assert attack.says in result.told, "what stopped it is told"
        assert CANARY not in result.told
        assert not any(text in result.outputs(of_tests=False) for text in HIDDEN_INPUTS)
        for cell in result.cells:
            for output in cell.outputs:
                assert set(output.get("data", {})) <= PLAIN
        assert all(len(text) < 30_000_000 for text in result.graded.notebooks.values())

    def test_every_honest_student_keeps_full_marks(self, class_of):
        lost = [
            f"{one.attack.name} has {one.score}: {one.told[-2000:]}"
            for one in class_of
            if one.attack in HONEST and (one.score != 15 or one.graded.problem)
        ]
        assert not lost, "\n".join(lost)
        honest = HONEST[:1] if self.tight else HONEST
        assert {one.attack.name for one in class_of} >= {student.name for student in honest}

    def test_the_next_student_meets_nothing_of_an_attacker(self, class_of):
        seen = {
            str([output.text for output in one.cells[0].outputs])
            for one in class_of
            if one.attack in HONEST
        }
        assert len(seen) == 1, seen
        assert MARK not in seen.pop()

    def test_nothing_outside_the_sandbox_is_changed_or_left(self, class_of, outside):
        after = outside.state()
        for what, was in outside.before.items():
            assert after[what] == was, what
        assert os.listdir(tempfile.gettempdir()) == []

    def test_nobody_outside_the_sandbox_hears_of_an_attack(self, class_of, outside):
        assert outside.heard == []


class TestAttacks(Attacked):
    tight = False


class TestExhaustingAttacks(Attacked):
    tight = True


def test_the_corpus_is_large_and_every_attack_has_a_name_and_a_sentence():
    assert len(ATTACKS) >= 250
    assert len({attack.name for attack in [*ATTACKS, *HONEST]}) == len(ATTACKS) + len(HONEST)
    assert all(attack.tries.endswith(".") for attack in ATTACKS)
