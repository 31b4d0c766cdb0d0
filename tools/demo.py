"""`make demo`: a class of ten, graded in a course of its own, and their scores."""

import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from rich.console import Console
from rich.table import Table

from autograder.sandbox import system
from tools.corpus import variants
from tools.course import ASSIGNMENTS, ROOT, GradingError, build, released, scores, solutions, submit
from tools.release import ReleaseError, open_course

ENDLESS = "    while True:\n        pass\n"


@dataclass(frozen=True)
class Student:
    """What one student hands in: `right` and `wrong` choose among the corpus's answers."""

    name: str
    did: str  # a few words, for the table
    right: int = 0  # which of a function's right answers
    wrong: int | None = None  # which of its wrong answers, for one function an assignment
    special: str = ""


CLASS = [
    Student("ada", "correct, as in the master", right=0),
    Student("blaise", "correct, another style", right=1),
    Student("dorothy", "correct, noisy (stderr)", right=4),
    Student("emmy", "correct, from scratch", right=5),
    Student("felix", "one function wrong", wrong=0),
    Student("grace", "one function wrong", right=1, wrong=3),
    Student("ivan", "every function wrong", wrong=11, special="every"),
    Student("jules", "untouched", special="untouched"),
    Student("kurt", "deleted a test cell", special="deleted"),
    Student("lise", "zeros: loops for ever", special="endless"),
]


def notebook(course: Path, assignment: str, student: Student) -> NotebookNode:
    """What this student hands in for this assignment."""
    if student.special == "untouched":
        return released(course, assignment, {})
    answers = solutions(assignment)
    functions = [name for name in answers if not name.startswith("answer_")]
    mistake = student.wrong or 0
    victim = functions[mistake % len(functions)]
    for name, choices in variants(assignment).items():
        is_wrong = student.wrong is not None and (name == victim or student.special == "every")
        kind = [choice for choice in choices if (choice.says is None) != is_wrong]
        chosen = kind[(mistake if is_wrong else student.right) % len(kind)]
        answers[name] = chosen.source(answers[name])
    if student.special == "endless" and assignment == ASSIGNMENTS[0]:
        head, _, body = answers[victim].partition(":\n")
        answers[victim] = f"{head}:\n{ENDLESS}{body}"
    handed_in = released(course, assignment, answers)
    if student.special == "deleted":
        handed_in.cells = [c for c in handed_in.cells if not c.id.startswith(f"test_{victim}")]
    return handed_in


def grade_course(course: Path) -> None:
    """Grade each assignment as a teacher would, then write the feedback pages."""
    api = open_course(course)
    for name in ASSIGNMENTS:
        command = [sys.executable, "-m", "autograder", name, "--json"]
        if subprocess.run(command, cwd=course, stdout=subprocess.DEVNULL).returncode:
            raise GradingError(f"{name} could not be graded; the reason stands above.")
        result = api.generate_feedback(name)
        if not result["success"]:
            raise GradingError(f"No feedback pages for {name}. nbgrader says:\n{result['log']}")


def table(course: Path) -> Table:
    """Students and their scores, assignment by assignment."""
    result = Table(title="Scores", caption="score / most, as they stand in the gradebook")
    result.add_column("student")
    result.add_column("handed in", no_wrap=True)
    by_assignment = {name: scores(course, name) for name in ASSIGNMENTS}
    for name in ASSIGNMENTS:
        result.add_column(name.replace("_", "\n"), justify="right")
    for student in CLASS:
        row = [list(by_assignment[name][student.name].values()) for name in ASSIGNMENTS]
        cells = [f"{sum(s for s, _ in r):g} / {sum(m for _, m in r):g}" for r in row]
        result.add_row(student.name, student.did, *cells)
    return result


def main() -> int:
    """Grade the class if students' code can be locked up here; 0 if all went well, else 1."""
    if system.main([]):
        return 1
    try:
        demonstrate(Path(tempfile.mkdtemp(prefix="weight-init-demo-")))
    except (GradingError, ReleaseError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def demonstrate(course: Path) -> None:
    """Build the course, hand in, grade, and say where everything lies."""
    console = Console()
    begin = time.monotonic()
    console.print(f"Building a course in {course}: {len(ASSIGNMENTS)} assignments released.")
    build(course)
    for assignment in ASSIGNMENTS:
        for student in CLASS:
            submit(course, assignment, student.name, notebook(course, assignment, student))
    console.print(f"{len(CLASS)} students handed in {len(ASSIGNMENTS)} notebooks each.")
    console.print(
        "python -m autograder <assignment>, then nbgrader generate_feedback <assignment>:"
    )
    grade_course(course)
    console.print(table(course))
    console.print(f"Done in {time.monotonic() - begin:.0f} seconds.\n")
    print(f"Feedback pages: {course}/feedback/<student>/<assignment>/<assignment>.html")
    print(f"    for example {course}/feedback/felix/he/he.html")
    print("The class in formgrader (JupyterLab's menu Nbgrader, Formgrader):")
    print(f"    source {ROOT}/.venv/bin/activate && cd {course} && jupyter lab")


if __name__ == "__main__":
    sys.exit(main())
