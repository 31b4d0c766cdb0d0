"""What the teacher sees of a grading run: a bar while it goes on, and a summary at its end."""

import statistics
from collections import Counter
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from autograder.cli.terminal import clean, clean_name, never_fails
from autograder.feedback.words import advice
from autograder.pipeline.submission import Graded

FEW = 40  # students that are listed one by one
UNPROTECTED = (
    "WITHOUT PROTECTION: students' code has run with your rights, because nbgrader_config.py says "
    "c.Sandbox.protected = False."
)


@dataclass
class Summary:
    """What a run has come to."""

    assignment: str
    students: list[str]
    protected: bool
    graded: dict[str, Graded] = field(default_factory=dict)  # in this run
    scores: dict[str, tuple[float, float]] = field(default_factory=dict)  # also of earlier runs
    before: dict[str, tuple[float, float]] = field(default_factory=dict)  # scores before this run
    changed: dict[str, str] = field(default_factory=dict)  # why a submission was graded again
    tests: dict[str, dict] = field(default_factory=dict)  # by student, notebook and cell
    seconds: float = 0.0
    older: str = ""  # what to do where notebooks come from a newer Python than the grader's

    @property
    def moved(self) -> dict[str, str]:
        """Students whose score this run has changed: "14 -> 11", and why."""
        found = {}
        for student, (old, _) in self.before.items():
            new, _ = self.scores.get(student, (old, 0))
            if new != old:
                found[student] = f"{old:g} -> {new:g}, {self.why(student)}"
        return found

    def why(self, student: str) -> str:
        """Why a score has changed."""
        if student in self.problems:
            return "cannot be graded any more"
        if student not in self.graded:
            return "late penalty changed"
        return self.changed.get(student) or "graded again"

    @property
    def problems(self) -> dict[str, str]:
        """Who could not be graded, and why."""
        return {s: graded.problem for s, graded in self.graded.items() if graded.problem}

    @property
    def inside(self) -> list[str]:
        """The test cells that ran in a student's process."""
        return sorted({test for graded in self.graded.values() for test in graded.inside})

    @property
    def not_judged(self) -> dict[str, int]:
        """By test, how many students' answers a teacher must look at."""
        tests = Counter(test for graded in self.graded.values() for test in graded.not_judged)
        return dict(sorted(tests.items()))

    def as_json(self) -> dict:
        """All of it, for machines."""
        return {
            "assignment": self.assignment,
            "protected": self.protected,
            "seconds": round(self.seconds, 2),
            "graded": len(self.graded) - len(self.problems),
            "unchanged": len(self.students) - len(self.graded),
            "inside": self.inside,
            "not_judged": self.not_judged,
            "older_python": self.older or None,
            "students": {student: self.student_as_json(student) for student in self.students},
        }

    def student_as_json(self, student: str) -> dict:
        """One student's part."""
        score, points = self.scores.get(student, (None, None))
        graded = self.graded.get(student)
        problem = graded.problem if graded else None
        return {
            "score": None if problem else score,
            "max_score": points,
            "graded_now": graded is not None and problem is None,
            "seconds": round(graded.seconds, 2) if graded else None,
            "limits": graded.limits if graded else [],
            "score_before": self.before.get(student, (None,))[0],
            "changed": self.moved.get(student),
            "tests": self.tests.get(student, {}),
            "problem": problem,
        }


class Rate(ProgressColumn):
    """How many submissions a second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.finished_speed or task.speed or 0:.1f}/s")


def progress_bar(console: Console) -> Progress:
    """A bar with the rate and the time left."""
    left = [Rate(), TimeRemainingColumn(), TextColumn("left")]
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), *left, console=console
    )


def show(summary: Summary, console: Console) -> None:
    """Print the summary."""
    never_fails(console.file)
    graded = len(summary.graded) - len(summary.problems)
    unchanged = len(summary.students) - len(summary.graded)
    if len(summary.students) <= FEW:
        console.print(table(summary))
    say(
        console,
        f"{summary.assignment}: {graded} graded, {unchanged} unchanged since they were graded, "
        f"{len(summary.problems)} not graded, in {summary.seconds:.1f} seconds.",
    )
    say(console, distribution(summary))
    if graded and summary.scores:
        say(console, f"What went wrong: python -m autograder report {summary.assignment}")
    if not summary.before:  # the first grading of this assignment
        check = f"python -m autograder check {summary.assignment}"
        say(console, f"Are the tests judged rightly? {check}")
    moved = summary.moved
    for student in sorted(moved)[:FEW]:
        say(console, f"Score changed: {clean_name(student)} {moved[student]}")
    if len(moved) > FEW:
        say(console, f"Score changed: {len(moved) - FEW} more (--json lists all)")
    for student, one in summary.graded.items():
        for limit in one.limits:
            say(console, f"Limit hit by {clean_name(student)}: {limit}")
    if summary.inside:
        say(console, f"Ran in the students' processes: {', '.join(summary.inside)}")
    for test, count in summary.not_judged.items():
        say(console, f"Waits for you: {test} of {count} could not be judged. {advice(test)}")
    if summary.older:
        say(console, summary.older, style="bold red")
    if not summary.protected:
        say(console, UNPROTECTED, style="bold red")
    for student, problem in summary.problems.items():
        say(console, f"NOT GRADED {clean_name(student)}: {problem}", style="red")


def say(console: Console, text: str, style: str | None = None) -> None:
    """Print text that may come from a student, with Rich's markup and terminal codes disarmed."""
    console.print(Text(clean(text), style=style or ""), soft_wrap=True)


def table(summary: Summary) -> Table:
    """Each student's score."""
    table = Table(title=f"Scores of {summary.assignment}")
    table.add_column("student")
    table.add_column("score", justify="right")
    table.add_column("")
    for student in summary.students:
        score, points = summary.scores.get(student, (0, 0))
        one = summary.graded.get(student)
        note = "unchanged" if one is None else "limit hit" if one.limits else ""
        if one and one.problem:
            table.add_row(Text(clean_name(student)), "-", "not graded")
        else:
            table.add_row(Text(clean_name(student)), f"{score:g} / {points:g}", note)
    return table


def distribution(summary: Summary) -> str:
    """Mean, least and highest score, and how many got which tenth of the points."""
    graded = [s for s in summary.students if s in summary.scores and s not in summary.problems]
    if not graded:
        return "No scores."
    scores = [summary.scores[student][0] for student in graded]
    most = max(summary.scores[student][1] for student in graded)
    line = f"Scores of {most:g}: mean {statistics.mean(scores):.1f}, "
    line += f"lowest {min(scores):g}, highest {max(scores):g}"
    if len(summary.students) <= FEW or not most:
        return f"{line}."
    tenths = [0] * 10
    for score in scores:
        tenths[min(int(10 * score / most), 9)] += 1
    counts = ", ".join(f"{10 * i}-{10 * i + 10}%: {n}" for i, n in enumerate(tenths) if n)
    return f"{line}. Students by part of the points: {counts}."
