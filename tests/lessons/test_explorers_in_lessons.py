"""Each graded lesson has an explorer: after the guess, ungraded, with help where it is missing."""

import builtins
import re

import nbformat
import pytest

from playground.widget import Explorer
from tools.course import ASSIGNMENTS, ROOT

CLASS = re.compile(r"display\((\w+)\(")


def explorers(name):
    """(cells of the release, position of each cell that shows an explorer)."""
    cells = nbformat.read(ROOT / f"release/{name}/{name}.ipynb", as_version=4).cells
    return cells, [i for i, cell in enumerate(cells) if "from playground." in cell.source]


def run(source, **guesses):
    """What a cell displays and prints."""
    shown, printed = [], []
    names = {"display": shown.append, "print": lambda *words: printed.append(" ".join(words))}
    exec(source, names | guesses)
    return shown, " ".join(printed)


CELLS = [(name, i) for name in ASSIGNMENTS for i in explorers(name)[1]]


def test_every_lesson_has_one():
    assert {name for name, _ in CELLS} == set(ASSIGNMENTS)


@pytest.mark.parametrize(("name", "i"), CELLS)
def test_it_waits_for_the_guess_and_then_appears(name, i):
    cells, cell = explorers(name)[0], explorers(name)[0][i]
    guess = re.search(r"if (\w+) is None", cell.source)[1]
    asked = [k for k, other in enumerate(cells) if other.source.startswith(f"{guess} = None")]
    assert asked and asked[0] < i
    shown, said = run(cell.source, **{guess: None})
    assert not shown and "First write your" in said
    (explorer,), said = run(cell.source, **{guess: 1})
    assert isinstance(explorer, Explorer) and not said
    assert type(explorer).__name__ == CLASS.search(cell.source)[1]
    assert explorer.spec["question"] is None  # the lesson has asked already


@pytest.mark.parametrize(("name", "i"), CELLS)
def test_where_playground_is_missing_the_cell_says_what_cures_it(name, i, monkeypatch):
    source, real = explorers(name)[0][i].source, builtins.__import__

    def without(module, *rest, **more):
        if module.startswith("playground"):
            raise ModuleNotFoundError("No module named 'playground'")
        return real(module, *rest, **more)

    with monkeypatch.context() as patched:
        patched.setattr(builtins, "__import__", without)
        shown, said = run(source)
    assert not shown and "No module named 'playground'" in said
    assert "pip install -r requirements.txt" in said and "restart the kernel" in said


@pytest.mark.parametrize(("name", "i"), CELLS)
def test_neither_grading_nor_validate_runs_it_and_words_follow(name, i):
    cells, cell = explorers(name)[0], explorers(name)[0][i]
    assert cell.metadata.tags == ["skip-execution"]
    assert cell.metadata.nbgrader.locked and not cell.metadata.nbgrader.grade
    assert cells[i + 1].source.startswith("<details>")
