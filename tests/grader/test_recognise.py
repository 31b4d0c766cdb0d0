"""A notebook that lost what nbgrader noted in it earns what the intact one earns."""

import json
from itertools import permutations
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.utils import is_grade

from autograder.pipeline.judges import Judges
from autograder.pipeline.recognise import Answers, answers_in
from autograder.pipeline.sanitize import NoAnswers, sanitize
from autograder.pipeline.submission import SKIP, Assignment, Graded, Submission
from tools.course import ASSIGNMENTS, ROOT, solutions


def master(name: str) -> nbformat.NotebookNode:
    return nbformat.read(ROOT / f"source/{name}/{name}.ipynb", as_version=4)


def assignment(name: str) -> Assignment:
    text = (ROOT / f"source/{name}/{name}.ipynb").read_text(encoding="utf-8")
    files = {"init_utils.py": (ROOT / "init_utils.py").read_bytes()}
    others = {other: answers_in(master(other)) for other in ASSIGNMENTS if other != name}
    return Assignment(name, {name: text}, files, {}, others=others)


def handed_in(name: str, answers: dict[str, str]) -> dict:
    """The released notebook with these answers, as JSON."""
    notebook = json.loads(Path(ROOT / f"release/{name}/{name}.ipynb").read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = answers.get(cell["id"], "".join(cell["source"]))
    return notebook


def no_metadata(notebook: dict) -> None:
    for cell in notebook["cells"]:
        cell["metadata"] = {}


def no_ids(notebook: dict) -> None:
    for cell in notebook["cells"]:
        del cell["id"]


def neither(notebook: dict) -> None:
    no_metadata(notebook)
    no_ids(notebook)


def colab(notebook: dict) -> None:
    """Colab gives each cell an id of its own, in its metadata, and writes format 4.0."""
    neither(notebook)
    notebook["nbformat_minor"] = 0
    for number, cell in enumerate(notebook["cells"]):
        cell["metadata"] = {"id": f"x{number}", "colab": {"base_uri": "https://colab.example"}}


def only_code_in_one_cell(notebook: dict) -> None:
    """All that a student wrote, copied into one cell of a new notebook."""
    code = [
        cell["source"]
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
        and not cell["metadata"].get("nbgrader", {}).get("grade")
        and "skip-execution" not in cell["metadata"].get("tags", [])
    ]
    notebook["cells"] = [dict(new_code_cell("\n\n".join(code)))]


def without_titles(notebook: dict) -> None:
    """No ids, no metadata, and the comments at the heads of the answers deleted."""
    neither(notebook)
    for cell in notebook["cells"]:
        head, _, rest = cell["source"].partition("\n")
        if head.startswith("# GRADED FUNCTION"):
            cell["source"] = rest


WRONG_LOSSES = [neither, only_code_in_one_cell]
LOSSES = [no_metadata, no_ids, neither, colab, only_code_in_one_cell, without_titles]


def right_but_for_one(name: str) -> dict[str, str]:
    """The master's answers, the first replaced by one that returns None."""
    answers = solutions(name)
    first = next(iter(answers))
    head = next(line for line in answers[first].splitlines() if line.startswith("def "))
    return answers | {first: f"{head}\n    return None"} if head else answers


@pytest.fixture(scope="module")
def judged():
    """Grades notebooks of an assignment by the real road: label -> what became of it."""

    def judge(name: str, notebooks: dict[str, dict]) -> dict[str, Graded]:
        with Judges(2) as judges:
            judges.begin(assignment(name))
            handed = [Submission(s, {name: json.dumps(nb)}, {}) for s, nb in notebooks.items()]
            return {graded.student: graded for _, graded in judges.run(handed)}

    return judge


def points(graded: Graded, name: str) -> dict[str, float | None]:
    assert graded.problem is None, graded.problem
    return {cell: mark.score for cell, mark in graded.marks[name].items() if mark.graded}


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_what_is_lost_on_the_way_costs_no_point_and_gives_none(judged, name):
    notebooks = {}
    for label, answers in {"right": solutions(name), "wrong": right_but_for_one(name)}.items():
        notebooks[f"{label} intact"] = handed_in(name, answers)
        for loss in LOSSES if label == "right" else WRONG_LOSSES:
            notebook = notebooks[f"{label} {loss.__name__}"] = handed_in(name, answers)
            loss(notebook)
    found = judged(name, notebooks)
    for label in ("right", "wrong"):
        intact = points(found[f"{label} intact"], name)
        for loss in LOSSES if label == "right" else WRONG_LOSSES:
            assert points(found[f"{label} {loss.__name__}"], name) == intact, loss.__name__
    full = sum(float(c.metadata.nbgrader.points) for c in master(name).cells if is_grade(c))
    assert sum(points(found["right intact"], name).values()) == full
    assert 0 < sum(points(found["wrong intact"], name).values()) < full


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_a_cell_that_grading_need_not_run_is_not_run_when_its_tag_is_lost(name):
    def skipped(notebook: dict) -> list[str]:
        cells = sanitize(json.dumps(notebook), master(name)).cells
        return [cell.source for cell in cells if SKIP in cell.metadata.get("tags", [])]

    notebook = handed_in(name, solutions(name))
    intact = skipped(notebook)
    neither(notebook)
    assert intact and skipped(notebook) == intact


@pytest.mark.parametrize(("asked", "given"), list(permutations(ASSIGNMENTS, 2)))
def test_the_notebook_of_another_lesson_is_named_and_gets_no_score(asked, given):
    for change in (lambda notebook: None, neither):
        notebook = handed_in(given, solutions(given))
        change(notebook)
        with pytest.raises(NoAnswers, match="none of its answers can be found") as refused:
            sanitize(json.dumps(notebook), master(asked))
        shares = {
            name: len(refused.value.defined & set(answers_in(master(name))))
            for name in ASSIGNMENTS if name != asked
        }  # fmt: skip
        assert max(shares, key=shares.get) == given


def test_the_report_says_which_lesson_it_looks_like(judged):
    found = judged("zeros", {"ada": handed_in("he", solutions("he")), "ben": dict(new_notebook())})
    assert found["ada"].problem.endswith("This looks like `he`.")
    assert "none of its answers can be found" in found["ben"].problem
    assert "looks like" not in found["ben"].problem


SMALL = new_notebook(
    cells=[
        new_code_cell(
            "# TASK f\ndef f(x): return x",
            id="f",
            metadata={"nbgrader": {"grade_id": "f", "solution": True, "grade": False}},
        ),
        new_markdown_cell("Why does it work?", id="why"),
        new_markdown_cell(
            "YOUR ANSWER HERE",
            id="words",
            metadata={"nbgrader": {"grade_id": "words", "solution": True, "grade": True}},
        ),
    ]
)


def found(*sources: str) -> dict[int, str]:
    """Which cells of a notebook without ids and metadata are recognised."""
    cells = [{"cell_type": "code", "source": source, "metadata": {}} for source in sources]
    return Answers(cells, SMALL).found


@pytest.mark.parametrize(
    ("sources", "place"),
    [
        (["x = 1", "def f(x):\n    return 2"], 1),
        (["# TASK f\nf = lambda x: 2"], 0),
        (["def f(x): return 1", "def f(x): return 2"], 1),  # the later one counts when it is run
        (["def f(x:\n    return"], 0),  # what cannot be parsed is an answer too
        (["# TASK f\ndef f(x): return 1", "def f(x): return 2"], 0),  # its title is its name
    ],
)
def test_an_answer_is_found_by_its_title_or_by_what_it_defines(sources, place):
    assert found(*sources) == {place: "f"}


@pytest.mark.parametrize("source", ["# def f(x): return 1", "    def f(x): return 1", "g = 1", ""])
def test_a_commented_out_or_inner_function_is_no_answer(source):
    assert found(source) == {}


def test_words_are_found_below_the_question():
    assert found("Why does it work?", "Because.") == {1: "words"}
    assert found("Why does it work?") == {}


def test_an_answer_that_stands_first_is_not_looked_for_below_the_last_cell():
    essay = {"nbgrader": {"grade_id": "essay", "solution": True, "grade": True}}
    last = new_markdown_cell("The end.")
    first = new_notebook(cells=[new_markdown_cell("Your answer", metadata=essay), last])
    cells = [{"source": text} for text in ("My essay.", "The end.", "PS: thanks")]
    assert Answers(cells, first).found == {}


def test_a_nested_cell_of_nonsense_is_no_answer():
    cells = [{"source": {"a": 1}, "metadata": [], "id": ["f"]}, {"metadata": {"nbgrader": 3}}]
    assert Answers(cells, SMALL).found == {}
