"""The class report as plain data: what was hard, which options were chosen, which mistakes made."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from statistics import mean
from typing import Any

from autograder.report.disclosure import disclosed
from autograder.report.entries import Note, Place, Work
from autograder.report.outline import Asked
from autograder.report.statistics import FORMULA, INDEX, SOURCE, discrimination, tenths
from autograder.report.wording import NamesOf, sentence, skeleton

CHOICE = "choice."  # how the id of a chosen option begins
FindExample = Callable[[Iterable[str], str, str], str | None]  # students, notebook, answer


@dataclass(frozen=True)
class Test:
    """How one test fared. None stands for a count that is too small to be shown."""

    __test__ = False  # pytest: this is no test of ours

    name: str
    points: float
    graded: int
    failed: int | None  # that lost points
    passed: int | None
    points_lost: float | None
    discrimination: float | None

    @property
    def share(self) -> float | None:
        """The share of submissions that lost points."""
        return None if self.failed is None or not self.graded else self.failed / self.graded


@dataclass(frozen=True)
class Option:
    """How often one option of a question was chosen."""

    letter: str  # "" for answers that name none
    text: str
    right: bool
    chosen: int | None


@dataclass(frozen=True)
class Found:
    """One mistake in one exercise: how many made it, and an answer with it."""

    id: str | None  # None: no test has named it
    count: int
    says: str
    tests: list[str]
    example: str | None = None


@dataclass
class Exercise:
    """What came of one exercise."""

    notebook: str
    answer: str
    title: str
    heading: str
    untouched: int | None  # answers left as they were handed out
    tests: list[Test]
    question: str = ""
    options: list[Option] = field(default_factory=list)
    mistakes: list[Found] = field(default_factory=list)


@dataclass
class Report:
    """What a class got wrong in one assignment."""

    assignment: str
    submissions: int
    points: float
    mean: float
    tenths: list[int | None]
    k: int
    exercises: list[Exercise]

    def as_json(self) -> dict[str, Any]:
        """All of it, with what the numbers mean."""
        found = asdict(self)
        for one, own in zip(self.exercises, found["exercises"], strict=True):
            for test, facts in zip(one.tests, own["tests"], strict=True):
                facts["failed_share"] = test.share
        index = {"name": INDEX, "formula": FORMULA, "source": SOURCE}
        return found | {"discrimination": index}


def make_report(
    assignment: str,
    works: Sequence[Work],
    asked: Sequence[Asked],
    names: NamesOf,
    example: FindExample,
    k: int,
) -> Report:
    """The report on all graded submissions; nothing in it is rarer than `k` submissions."""
    tests = [place for one in asked for place in one.places]
    points = sum(points_of(works, test) for test in tests)
    totals = [work.total(tests) for work in works]
    histogram = disclosed(dict(enumerate(tenths(totals, points))), k)
    return Report(
        assignment,
        len(works),
        points,
        round(mean(totals), 2) if totals else 0.0,
        list(histogram.values()),
        k,
        [exercise(works, one, tests, names, example, k) for one in asked],
    )


def points_of(works: Iterable[Work], test: Place) -> float:
    """What a test is worth."""
    return next((work.entries[test].points for work in works if test in work.entries), 0.0)


def exercise(
    works: Sequence[Work],
    asked: Asked,
    tests: Sequence[Place],
    names: NamesOf,
    example: FindExample,
    k: int,
) -> Exercise:
    """What came of one exercise."""
    place = asked.notebook, asked.answer
    untouched = sum(place in work.untouched for work in works)
    found = Exercise(
        asked.notebook,
        asked.answer,
        asked.title,
        asked.heading,
        disclosed({"untouched": untouched}, k)["untouched"],
        [fared(works, test, tests, k) for test in asked.places],
        asked.question.text if asked.question else "",
        options(works, asked, k),
    )
    tried = [work for work in works if place not in work.untouched]
    for (mistake, _), made in sorted(
        mistakes(tried, asked).items(), key=lambda item: (-len(item[1]), str(item[0]))
    ):
        if len(made) >= k:
            says = names.taken_out(sentence((note.says for note in flat(made)), k))
            at = sorted({test for notes in made.values() for test in notes}, key=asked.tests.index)
            shown = example(made, *place)
            found.mistakes.append(Found(mistake, len(made), says, at, shown))
    return found


def fared(works: Sequence[Work], test: Place, tests: Sequence[Place], k: int) -> Test:
    """How one test fared."""
    entries = [work.entries[test] for work in works if test in work.entries]
    failed = sum(entry.lost > 0 for entry in entries)
    shown = disclosed({"failed": failed, "passed": len(entries) - failed}, k)
    hidden = None in shown.values()
    lost = None if hidden else round(sum(entry.lost for entry in entries), 2)
    index = None if hidden else discrimination(works, test, tests)
    return Test(
        test[1],
        points_of(works, test),
        len(entries),
        shown["failed"],
        shown["passed"],
        lost,
        None if index is None else round(index, 3),
    )


def options(works: Sequence[Work], asked: Asked, k: int) -> list[Option]:
    """How often each option of a question was chosen; none for what is no question."""
    if not asked.question:
        return []
    counts = Counter(letter for work in works if (letter := chosen(work, asked)) is not None)
    letters = [*asked.question.options, ""]
    shown = disclosed({letter: counts[letter] for letter in letters}, k)
    return [
        Option(
            letter,
            asked.question.options.get(letter, "no option, or none of these"),
            bool(letter) and letter == asked.question.right,
            shown[letter],
        )
        for letter in letters
        if letter or counts[letter]
    ]


def chosen(work: Work, asked: Asked) -> str | None:
    """The letter that a student has chosen; "" if none; None where nothing was graded."""
    entries = [work.entries[test] for test in asked.places if test in work.entries]
    if not entries or not asked.question:
        return None
    if not any(entry.lost for entry in entries):
        return asked.question.right
    ids = [work.notes[test].mistake or "" for test in asked.places if test in work.notes]
    letters = [one.removeprefix(CHOICE) for one in ids if one.startswith(CHOICE)]
    return next((letter for letter in letters if letter in asked.question.options), "")


Key = tuple[str | None, str]  # id and skeleton: one of them is empty
Made = dict[str, dict[str, Note]]  # who made it -> the tests that say so


def mistakes(works: Iterable[Work], asked: Asked) -> dict[Key, Made]:
    """Who made which mistake in one exercise: by its id, or else by what its message says."""
    found: dict[Key, Made] = {}
    for work in works:
        for test in asked.places:
            note = work.notes.get(test)
            if note and not asked.question:  # of a question the options tell
                key = (note.mistake, "") if note.mistake else (None, skeleton(note.says))
                found.setdefault(key, {}).setdefault(work.student, {})[test[1]] = note
    return found


def flat(made: Made) -> list[Note]:
    """One note of each who made a mistake: the first test's."""
    return [next(iter(notes.values())) for notes in made.values()]
