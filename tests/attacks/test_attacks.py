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


def in_order() -> list[tuple[Attack, dict]]:
    """All attacks with their limits, those with tight ones last; honest students between them."""
    order = []
    for limits, tight, students in [(LIMITS, False, HONEST), (LIMITS | TIGHT, True, HONEST[:1])]:
        honest = cycle(students)
        for number, attack in enumerate(one for one in ATTACKS if one.tight == tight):
            order.append((attack, limits))
            if number % 6 == 5:
                order.append((next(honest), limits))
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


@pytest.fixture(scope="module")
def class_of(outside):
    """All students' results, in the order in which they were graded."""
    results = []
    with Judges(1) as judges:
        for attack, limits in in_order():
            judges.begin(assignment(attack.assignment, limits))
            [(_, graded)] = judges.run([submission(attack, outside.known)])
            results.append(Result(attack, graded))
    return results


@pytest.fixture
def result(class_of, request):
    """The result of one attack."""
    return next(one for one in class_of if one.attack is request.param)


each = pytest.mark.parametrize("result", ATTACKS, ids=lambda attack: attack.name, indirect=True)


class TestAttacks:
    @each
    def test_no_attack_gains_a_point_or_loses_what_it_has_earned(self, result):
        assert result.score == result.attack.earns, result.told[-3000:]

    @each
    def test_what_stopped_it_is_told(self, result):
        assert result.attack.says in result.told

    @each
    def test_no_secret_is_read_and_no_hidden_input_printed_back(self, result):
        assert CANARY not in result.told
        assert not any(text in result.outputs(of_tests=False) for text in HIDDEN_INPUTS)

    @each
    def test_only_text_and_pictures_are_left_of_its_outputs(self, result):
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
        assert {one.attack.name for one in class_of} >= {student.name for student in HONEST}

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

    def test_the_corpus_is_large_and_every_attack_has_a_name_and_a_sentence(self):
        assert len(ATTACKS) >= 60
        assert len({attack.name for attack in [*ATTACKS, *HONEST]}) == len(ATTACKS) + len(HONEST)
        assert all(attack.tries.endswith(".") for attack in ATTACKS)
