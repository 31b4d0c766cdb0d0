"""`make mutants`: does every small change of a right answer cost points, and is it named?

mutmut's operators, and four of ours, mutate each reference solution. Notebook k carries mutant k of
every function but one: that one stays right, in turn, and must keep its points. All are graded by
`python -m autograder`, as a class is. What survives and is not listed in mutants.toml as
equivalent is printed, and makes the exit code 1.
"""

import argparse
import difflib
import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import libcst as cst
from mutmut.mutation.mutators import mutation_operators

from tools.corpus.run import judge
from tools.course import ASSIGNMENTS, ROOT, build, released, scores, solutions, submit

EQUIVALENT = ROOT / "tools/mutants.toml"


@dataclass
class Mutant:
    """One changed answer, and how it fared."""

    assignment: str
    function: str
    cell: str
    change: str  # the lines that differ, "- before" and "+ after"
    equivalent: str = ""  # why it is no mistake, from mutants.toml
    earned: float = 0.0
    points: float = 0.0
    named: bool = False
    suspect_of: list[str] = field(default_factory=list)  # right answers that lost points beside it

    @property
    def killed(self) -> bool:
        """Whether it lost points."""
        return self.earned < self.points


def delete(node: cst.SimpleStatementLine) -> Iterator[cst.CSTNode]:
    """A statement left away: `pass` in its place; not a docstring, which does nothing."""
    is_docstring = isinstance(node.body[0], cst.Expr) and isinstance(
        node.body[0].value, cst.SimpleString
    )
    if not is_docstring:
        yield node.with_changes(body=[cst.Pass()])


def exchange(node: cst.Call | cst.Tuple) -> Iterator[cst.CSTNode]:
    """Two neighbouring arguments, or entries of a tuple, in the other order."""
    parts = node.args if isinstance(node, cst.Call) else node.elements
    for i in range(len(parts) - 1):
        one, other = parts[i], parts[i + 1]
        swapped = [
            *parts[:i],
            one.with_changes(value=other.value),
            other.with_changes(value=one.value),
            *parts[i + 2 :],
        ]
        key = "args" if isinstance(node, cst.Call) else "elements"
        yield node.with_changes(**{key: swapped})


def lower(node: cst.Integer | cst.Float) -> Iterator[cst.CSTNode]:
    """A number less by one (mutmut adds one)."""
    value = node.evaluated_value - 1
    yield cst.parse_expression(repr(value)) if value >= 0 else cst.parse_expression(f"({value!r})")


def reverse(node: cst.GreaterThan | cst.LessThan) -> Iterator[cst.CSTNode]:
    """The comparison the other way round (mutmut makes >= of >)."""
    yield cst.LessThan() if isinstance(node, cst.GreaterThan) else cst.GreaterThan()


OPERATORS: list[tuple[Any, Callable[..., Iterable[cst.CSTNode]]]] = [
    *mutation_operators,
    ((cst.Integer, cst.Float), lower),
    ((cst.GreaterThan, cst.LessThan), reverse),
    (cst.SimpleStatementLine, delete),
    (cst.Call, exchange),
    (cst.Tuple, exchange),
]


def nodes(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A node and all below it."""
    yield node
    for child in node.children:
        yield from nodes(child)


def mutated(cell: str) -> list[str]:
    """All cells that differ from `cell` by one mutation, each once, in the order of its lines."""
    module = cst.parse_module(cell)
    found = {
        cst.ensure_type(module.deep_replace(node, other), cst.Module).code
        for node in nodes(module)
        for kind, operator in OPERATORS
        if isinstance(node, kind)
        for other in operator(node)
    }
    return sorted(found - {cell}, key=lambda code: (first_change(cell, code), code))


def first_change(before: str, after: str) -> int:
    """The number of the first line that differs."""
    pairs = zip(before.split("\n"), after.split("\n"), strict=False)
    return next((i for i, (one, other) in enumerate(pairs) if one != other), 0)


def change(before: str, after: str) -> str:
    """The lines that differ, without their indentation: "- before" and "+ after"."""
    lines = list(difflib.ndiff(before.split("\n"), after.split("\n")))
    return "\n".join(f"{line[0]} {line[2:].strip()}" for line in lines if line[0] in "+-")


def mutants(assignment: str, equivalent: dict[str, str]) -> dict[str, list[Mutant]]:
    """Every function's mutants; `equivalent` gives the reason by "function: change"."""
    return {
        name: [
            Mutant(assignment, name, cell, said, equivalent.get(f"{name}\n{said}", ""))
            for cell in mutated(solution)
            for said in [change(solution, cell)]
        ]
        for name, solution in solutions(assignment).items()
        if not name.startswith("answer_")
    }


def known() -> dict[str, str]:
    """The reason of each mutant that is listed as equivalent, by function and change."""
    listed = tomllib.loads(EQUIVALENT.read_text())["equivalent"]
    return {f"{row['function']}\n{row['change'].strip()}": row["reason"] for row in listed}


def packed(own: dict[str, list[Mutant]]) -> Iterator[dict[str, Mutant]]:
    """One mutant a function in each notebook; one function after the other sits out."""
    waiting = {name: list(found) for name, found in own.items()}
    names, turn = list(own), 0
    while any(waiting.values()):
        witness = names[turn % len(names)] if len(names) > 1 else None
        notebook = {n: waiting[n].pop(0) for n in names if waiting[n] and n != witness}
        turn += 1
        if notebook:
            yield notebook


def grade(course: Path, assignment: str, own: dict[str, list[Mutant]]) -> None:
    """Grade the mutants as a class is graded, and write down how each fared."""
    build(course, [assignment])
    masters = solutions(assignment)
    notebooks = {f"m{k:04}": notebook for k, notebook in enumerate(packed(own))}
    for student, notebook in notebooks.items():
        cells = masters | {name: mutant.cell for name, mutant in notebook.items()}
        submit(course, assignment, student, released(course, assignment, cells))
    command = [sys.executable, "-m", "autograder", assignment, "--json"]
    done = subprocess.run(command, cwd=course, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{assignment} could not be graded:\n{done.stdout}{done.stderr}")
    by_student = scores(course, assignment)
    for student, notebook in notebooks.items():
        note(notebook, by_student[student], masters)


def note(
    notebook: dict[str, Mutant], tests: dict[str, tuple[float, float]], names: Iterable[str]
) -> None:
    """Write the points of one notebook to its mutants, and what right answers lost."""
    by_length = sorted(names, key=len, reverse=True)  # of the names that fit, the longest
    for test, (score, most) in tests.items():
        name = next(n for n in by_length if test.startswith(f"test_{n}"))
        if name in notebook:
            notebook[name].earned += score
            notebook[name].points += most
        elif score < most:
            for mutant in notebook.values():
                mutant.suspect_of.append(test)


def report(found: list[Mutant]) -> str:
    """The figures, then each survivor and each right answer that lost points."""
    counted = [mutant for mutant in found if not mutant.equivalent]
    killed = [mutant for mutant in counted if mutant.killed]
    named = [mutant for mutant in killed if mutant.named]
    lines = [
        f"{len(killed)} of {len(counted)} mutants lose points ({len(killed) / len(counted):.1%}); "
        f"{len(found) - len(counted)} more are equivalent to the solution.",
        f"{len(named)} of {len(killed)} are told their mistake by name "
        f"({len(named) / max(1, len(killed)):.1%}).",
    ]
    for mutant in counted:
        if not mutant.killed:
            lines.append(f"\nsurvives: {mutant.function}\n{mutant.change}")
    for mutant in found:
        if mutant.equivalent and mutant.killed:
            lines.append(
                f"\nlisted as equivalent, but loses points: {mutant.function}\n{mutant.change}"
            )
        if mutant.suspect_of:
            lost = ", ".join(mutant.suspect_of)
            lines.append(f"\n{lost} lost points beside: {mutant.function}\n{mutant.change}")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Mutate, grade, print; 0 if all that are not equivalent lose points and hurt no other."""
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("assignments", nargs="*", help=f"of {', '.join(ASSIGNMENTS)}")
    parser.add_argument("--every", type=int, default=1, help="take only every n-th mutant")
    parser.add_argument("--json", help="write all mutants and how they fared to this file")
    options = parser.parse_args(arguments)
    if unknown := set(options.assignments) - set(ASSIGNMENTS):
        parser.error(f"there is no assignment {', '.join(sorted(unknown))}.")
    found: list[Mutant] = []
    for assignment in options.assignments or ASSIGNMENTS:
        own = {n: m[:: options.every] for n, m in mutants(assignment, known()).items()}
        with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
            grade(Path(folder), assignment, own)
        every = [mutant for group in own.values() for mutant in group]
        for mutant in every:
            mutant.named = bool(judge(assignment, mutant.function, mutant.cell).ids)
        print(f"{assignment}: {len(every)} mutants", flush=True)
        found += every
    if options.json:
        Path(options.json).write_text(json.dumps([vars(mutant) for mutant in found], indent=1))
    print(report(found))
    wrong = [m for m in found if m.killed == bool(m.equivalent) or m.suspect_of]
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
