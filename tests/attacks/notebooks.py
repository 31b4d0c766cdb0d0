"""Submissions that change what nbgrader notes in a notebook, or the notebook's own form."""

import json
from collections.abc import Callable

from tests.attacks import RIGHT, Attack


def tests(notebook: dict) -> list[dict]:
    """The notebook's test cells."""
    return [cell for cell in notebook["cells"] if is_test(cell)]


def is_test(cell: dict) -> bool:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id")).startswith("test_")


def noted(name: str, tries: str, stock: float | None = None, **noted: object) -> Attack:
    """Change what nbgrader notes on each test."""

    def change(notebook: dict) -> None:
        for cell in tests(notebook):
            cell["source"] = "pass"
            cell["metadata"]["nbgrader"] |= noted

    return Attack(name, tries, change=change, stock=stock)


def each_test(name: str, tries: str, change: Callable[[dict], object], **more: object) -> Attack:
    """Change each test cell."""
    return Attack(
        name,
        tries,
        change=lambda notebook: [change(cell) for cell in tests(notebook)] and None,
        **more,
    )


def double_tests(notebook: dict) -> None:
    for cell in tests(notebook):
        copy = json.loads(json.dumps(cell)) | {"id": f"{cell['id'][:50]}-again", "source": "pass"}
        notebook["cells"].insert(notebook["cells"].index(cell), dict(copy))
        notebook["cells"].append(copy)


def delete_tests(notebook: dict) -> None:
    notebook["cells"] = [cell for cell in notebook["cells"] if not is_test(cell)]


def tests_first(notebook: dict) -> None:
    notebook["cells"].sort(key=lambda cell: not is_test(cell))


def steal_names(notebook: dict) -> None:
    for cell in tests(notebook):
        cell["metadata"]["nbgrader"], stolen = {}, cell["metadata"]["nbgrader"]
        own = {"cell_type": "code", "source": "pass", "outputs": [], "execution_count": None}
        own |= {"id": f"stolen-{cell['id'][:50]}", "metadata": {"nbgrader": stolen}}
        notebook["cells"].append(own)


def bonus(notebook: dict) -> None:
    for n in range(3):
        known = {"grade": True, "locked": True, "solution": False, "task": False, "points": 100}
        known |= {"grade_id": f"test_bonus_{n}", "schema_version": 3}
        cell = {"cell_type": "code", "source": "100", "metadata": {"nbgrader": known}}
        cell |= {"outputs": [], "execution_count": None, "id": f"bonus-{n}"}
        notebook["cells"].insert(n, cell)


def odd_notes(notebook: dict) -> None:
    odd = [None, [], "text", 7, {"grade_id": ["x"]}, {"grade_id": None}, {"grade_id": {"a": 1}}]
    odd += [{"grade": "yes", "points": "many", "solution": [], "locked": None, "grade_id": "x"}]
    for number, cell in enumerate(notebook["cells"]):
        cell["metadata"]["nbgrader"] = odd[number % len(odd)]


def other_kernel(notebook: dict) -> None:
    notebook["metadata"] = {
        "kernelspec": {"name": "../../attacker", "display_name": "<b>", "argv": ["sh", "-c", "id"]},
        "language_info": {"name": "bash", "file_extension": "../../x", "nbconvert_exporter": "sh"},
        "nbgrader": {"points": 1000}, "autograder": {"limits": 7, "digest": "x"},
    }  # fmt: skip


def outputs_only(cell: dict) -> None:
    value = {"output_type": "execute_result", "data": {"text/plain": "15"}, "metadata": {}}
    cell["outputs"] = [value | {"execution_count": 1}]
    cell["source"] = "15"


def damaged(name: str, tries: str, text: str) -> Attack:
    """Hand in what is no notebook."""
    return Attack(name, tries, change=lambda notebook: text, says="is no notebook")


NOTES = [
    each_test(
        "skip-execution",
        "Tags each test so that nbclient does not run it.",
        lambda cell: cell["metadata"].update(tags=["skip-execution"]),
        stock=15,
    ),
    each_test(
        "all tags",
        "Tags each cell with all that nbgrader, nbclient and papermill know.",
        lambda cell: cell["metadata"].update(
            tags=["raises-exception", "remove-cell", "parameters", "skip-execution", 7, None]
        ),
    ),
    noted("more points", "Notes a thousand points on each test.", points=1000),
    noted("negative points", "Notes negative points and NaN on each test.", points=float("nan")),
    noted("not graded", "Notes on each test that it is not graded.", grade=False),
    noted(
        "tests as solutions",
        "Notes on each test that it is a solution, to keep its source.",
        solution=True,
        locked=False,
    ),
    noted(
        "graded by hand",
        "Notes on each test that it is a task for a person.",
        task=True,
        grade=False,
    ),
    noted(
        "old schema", "Notes the metadata schema of an old nbgrader on each test.", schema_version=1
    ),
    noted("future schema", "Notes a schema that nobody knows on each test.", schema_version=99),
    noted("no schema", "Notes text where the number of the schema belongs.", schema_version="3"),
    Attack(
        "odd notes",
        "Notes lists, numbers and text where nbgrader expects a dictionary.",
        change=odd_notes,
    ),
    Attack(
        "bonus tests", "Brings graded tests of its own, for a hundred points each.", change=bonus
    ),
    Attack(
        "another kernel",
        "Asks for a kernel of its own making, which would start a shell.",
        change=other_kernel,
    ),
]
CELLS = [
    Attack(
        "tests twice",
        "Puts a copy of each test before and behind it, which passes.",
        change=double_tests,
    ),
    Attack("tests deleted", "Deletes each test, so that nothing can be lost.", change=delete_tests),
    Attack(
        "tests first",
        "Moves all tests before the functions that they test.",
        change=tests_first,
        answers=RIGHT,
        earns=15,
    ),
    Attack(
        "names stolen",
        "Gives the names of tests to cells of its own, which pass.",
        change=steal_names,
    ),
    each_test(
        "tests as text",
        "Makes text of each test, which cannot fail.",
        lambda cell: cell.update(cell_type="markdown"),
    ),
    each_test(
        "tests of no kind",
        "Gives each test a type that no notebook knows.",
        lambda cell: cell.update(cell_type={"code": 1}, source=["pass", 7, None]),
    ),
    each_test(
        "outputs without work", "Hands in tests with outputs that show full marks.", outputs_only
    ),
    each_test(
        "tests as shell",
        "Replaces each test by a script of a magic that does nothing.",
        lambda cell: cell.update(source="%%script true\n"),
    ),
    each_test(
        "one id for all",
        "Gives all tests the same id, which is no id.",
        lambda cell: cell.update(id="<script>../.."),
    ),
]
FORMS = [
    damaged("broken JSON", "Hands in text that is no JSON.", "{'cells': ["),
    damaged("nothing", "Hands in an empty file.", ""),
    damaged("a list", "Hands in JSON that is no notebook.", "[[], []]"),
    damaged("no cells", "Hands in a notebook without a list of cells.", '{"cells": {"a": 1}}'),
    damaged("nested file", "Hands in JSON that is nested deeper than Python can read.", "[" * 100_000),
    damaged("digits in the file", "Hands in a number with more digits than Python reads.",
            '{"nbformat": ' + "9" * 10_000 + "}"),
    Attack("another format", "Claims to be a notebook of a format to come, and of an old one.",
           change=lambda notebook: notebook.update(nbformat=99, nbformat_minor=-1)),
    Attack("half characters", "Uses half surrogate pairs and zero bytes in code and names.",
           last="print('\\ud800\\0')\nraise ValueError('\\udfff' + chr(0))"),
]  # fmt: skip

ATTACKS = [*NOTES, *CELLS, *FORMS]
