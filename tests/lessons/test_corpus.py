"""A correct answer never loses a point; a wrong one always does, and is told its mistake.

Every variant of every graded function is put into a released notebook and graded by nbgrader
itself. A submission carries one variant of every function, so few executions prove many.
"""

import re
from contextlib import closing
from pathlib import Path

import nbformat
import pytest

from autograder.gradebook.session import OpenGradebook
from autograder.report.entries import read_class
from tools.corpus import Variant, variants
from tools.course import build, grade, released, scores, solutions, submit

ANSI = re.compile(r"\x1b\[[0-9;]*m")


def leans(source: str, others: set[str], master: str) -> bool:
    """Does an answer call a graded function that the master's own does not call?"""
    called = {name for name in others if re.search(rf"\b{name}\(", source)}
    return any(not re.search(rf"\b{name}\(", master) for name in called)


class Class:
    """One assignment, graded once: student k hands in variant k (cyclically) of every function.

    A variant that calls another graded function is handed in beside right answers to the others.
    """

    def __init__(self, assignment: str, course: Path) -> None:
        self.assignment, self.course = assignment, course
        self.variants = variants(assignment)
        masters = solutions(assignment)
        self.leaning = [
            (name, variant)
            for name, own in self.variants.items()
            for variant in own
            if leans(variant.source(masters[name]), set(self.variants) - {name}, masters[name])
        ]
        self.alone = {
            name: [variant for variant in own if (name, variant) not in self.leaning]
            for name, own in self.variants.items()
        }
        self.mixed = max(map(len, self.alone.values()))
        self.size = self.mixed + len(self.leaning)
        build(course, [assignment])
        for k in range(self.size):
            answers = {name: self.variant(name, k).source(masters[name]) for name in self.variants}
            submit(course, assignment, f"s{k:02}", released(course, assignment, answers))
        submit(course, assignment, "untouched", released(course, assignment, {}))
        submit(course, assignment, "master", released(course, assignment, masters))
        list(grade(course, assignment))
        self.scores = scores(course, assignment)

    def variant(self, name: str, k: int) -> Variant:
        """The variant of a function that student k hands in; functions start at other places."""
        if k >= self.mixed:
            of, variant = self.leaning[k - self.mixed]
            return variant if name == of else self.variants[name][0]  # the master's own
        own = self.alone[name]
        return own[(k + 7 * list(self.variants).index(name)) % len(own)]

    def tests_of(self, name: str, student: str) -> dict[str, tuple[float, float]]:
        """(score, maximum) of the test cells of one function."""
        functions = sorted(self.variants, key=len, reverse=True)  # the longest name that fits
        return {
            test: score
            for test, score in self.scores[student].items()
            if next(f for f in functions if test.startswith(f"test_{f}")) == name
        }

    def message(self, name: str, student: str) -> str:
        """What the failed tests of one function said to a student."""
        path = self.course / f"autograded/{student}/{self.assignment}/{self.assignment}.ipynb"
        return "\n".join(
            ANSI.sub("", f"{output.ename}: {output.evalue}")
            for cell in nbformat.read(path, as_version=4).cells
            if cell.metadata.get("nbgrader", {}).get("grade_id") in self.tests_of(name, student)
            for output in cell.outputs
            if output.output_type == "error"
        )


class Promises:
    """What holds for every assignment; a class of tests for each, so that they run in parallel."""

    assignment: str

    @pytest.fixture(scope="class")
    @classmethod
    def graded(cls, tmp_path_factory):
        return Class(cls.assignment, tmp_path_factory.mktemp(cls.assignment))

    def test_a_correct_answer_never_loses_a_point(self, graded):
        lost = [
            f"{name} / {graded.variant(name, k).name}: {graded.message(name, f's{k:02}')}"
            for k in range(graded.size)
            for name in graded.variants
            if graded.variant(name, k).says is None
            and any(score != most for score, most in graded.tests_of(name, f"s{k:02}").values())
        ]
        assert not lost, "\n".join(lost)

    def test_a_wrong_answer_loses_points_and_hears_its_mistake(self, graded):
        failures = []
        for k in range(graded.size):
            for name in graded.variants:
                variant, student = graded.variant(name, k), f"s{k:02}"
                if variant.says is None:
                    continue
                message = graded.message(name, student)
                if all(score == most for score, most in graded.tests_of(name, student).values()):
                    failures.append(f"{name} / {variant.name}: full marks")
                elif variant.says not in message:
                    failures.append(f"{name} / {variant.name}: no {variant.says!r} in {message}")
        assert not failures, "\n".join(failures)

    def test_the_gradebook_keeps_the_id_of_every_mistake(self, graded):
        url = f"sqlite:///{graded.course}/gradebook.db"
        with closing(OpenGradebook(url, "weight-init")) as gradebook:
            works = {work.student: work for work in read_class(gradebook, graded.assignment)}
        for k in range(graded.size):
            notes = works[f"s{k:02}"].notes
            for name in graded.variants:
                variant = graded.variant(name, k)
                own = [(graded.assignment, test) for test in graded.tests_of(name, f"s{k:02}")]
                ids = [notes[place].mistake for place in own if place in notes]
                assert bool(ids) == (variant.says is not None), (name, variant.name)
                assert variant.id is None or variant.id in ids, (name, variant.name, ids)

    def test_the_untouched_release_earns_nothing(self, graded):
        earned = {test: s for test, (s, _) in graded.scores["untouched"].items() if s}
        assert earned == {}

    def test_the_master_earns_everything(self, graded):
        assert all(score == most for score, most in graded.scores["master"].values())

    def test_the_corpus_is_large_enough(self):
        for name, own in variants(self.assignment).items():
            if name.startswith("answer_"):
                continue
            count = sum(variant.says is None for variant in own)
            assert count >= 6, f"{name} has {count} correct variants"
            assert len(own) - count >= 15, f"{name} has {len(own) - count} wrong variants"
            assert len({variant.name for variant in own}) == len(own), f"{name}: a name twice"


class TestZeros(Promises):
    assignment = "zeros"


class TestRandom(Promises):
    assignment = "random"


class TestHe(Promises):
    assignment = "he"


class TestGradientCheck(Promises):
    assignment = "gradient_check"
