"""Whatever a submission did to its locked cells, the master's stand in it when it is graded."""

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.pipeline.recognise import name_of
from autograder.pipeline.restore import SKIP, restore


def cell(name, *, grade=False, solution=False, locked=False):
    meta = {"grade_id": name, "grade": grade, "solution": solution, "locked": locked}
    meta |= {"points": 1} if grade else {}
    return new_code_cell(f"# {name}", metadata={"nbgrader": meta})


MASTER = new_notebook(
    cells=[
        new_markdown_cell("# Lesson"),
        cell("setup", locked=True),
        cell("f", solution=True),
        cell("test_f_1", grade=True, locked=True),
        cell("test_f_2", grade=True, locked=True),
        new_markdown_cell("more"),
        cell("g", solution=True),
        cell("test_g", grade=True, locked=True),
    ]
)
ORDER = ["setup", "f", "test_f_1", "test_f_2", "g", "test_g"]


def names(notebook):
    return [name_of(c) for c in notebook.cells if name_of(c)]


def without(*gone):
    notebook = deepcopy(MASTER)
    notebook.cells = [c for c in notebook.cells if name_of(c) not in gone]
    return notebook


def test_an_unchanged_submission_stays_as_it_is():
    notebook = deepcopy(MASTER)
    assert restore(notebook, MASTER) == []
    assert notebook == MASTER


@pytest.mark.parametrize(
    "gone", [["test_f_1"], ["test_f_2"], ["setup"], ["setup", "test_f_1", "test_f_2", "test_g"]]
)
def test_deleted_locked_cells_come_back_in_their_places(gone):
    notebook = without(*gone)
    assert restore(notebook, MASTER) == gone
    assert names(notebook) == ORDER


def test_a_test_comes_back_when_its_solution_is_deleted_too():
    notebook = without("f", "test_f_1")
    restore(notebook, MASTER)
    assert names(notebook) == ["setup", "test_f_1", "test_f_2", "g", "test_g"]


def test_a_test_moved_above_its_solution_is_moved_back():
    notebook = deepcopy(MASTER)
    notebook.cells.insert(0, notebook.cells.pop(4))
    assert restore(notebook, MASTER) == ["test_f_2"]
    assert names(notebook) == ORDER


def test_a_solution_moved_to_the_end_takes_its_tests_along():
    notebook = deepcopy(MASTER)
    notebook.cells.append(notebook.cells.pop(2))
    restore(notebook, MASTER)
    order = names(notebook)
    assert order.index("f") < order.index("test_f_1") < order.index("test_f_2")
    assert order.index("g") < order.index("test_g")


def test_a_skip_tag_does_not_keep_a_test_from_running():
    notebook = deepcopy(MASTER)
    notebook.cells[3].metadata.tags = [SKIP, "mine"]
    restore(notebook, MASTER)
    assert notebook.cells[3].metadata.tags == ["mine"]


def test_points_that_a_submission_gives_itself_are_taken_back():
    notebook = deepcopy(MASTER)
    notebook.cells[3].metadata.nbgrader = {"grade_id": "test_f_1", "grade": False, "points": 99}
    restore(notebook, MASTER)
    assert notebook.cells[3].metadata.nbgrader == MASTER.cells[3].metadata.nbgrader


def test_a_students_own_cells_stay():
    notebook = deepcopy(MASTER)
    notebook.cells.insert(3, new_code_cell("print('mine')"))
    restore(notebook, MASTER)
    assert notebook.cells[3].source == "print('mine')"


@given(st.permutations(range(len(MASTER.cells))), st.integers(0, len(MASTER.cells)))
def test_after_any_shuffle_and_loss_every_test_follows_what_is_left_before_it(order, kept):
    notebook = new_notebook(cells=[deepcopy(MASTER.cells[i]) for i in order[:kept]])
    restore(notebook, MASTER)
    left = names(notebook)
    for test in (name for name in ORDER if name.startswith("test")):
        assert left.count(test) == 1
        before = [name for name in ORDER[: ORDER.index(test)] if name in left]
        assert all(left.index(name) < left.index(test) for name in before)
