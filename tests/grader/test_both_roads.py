"""`nbgrader autograde` and `python -m autograder` give the same for every submission."""

import json
import random
from copy import deepcopy
from pathlib import Path

import pytest
from nbformat import writes
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook

from autograder.cli.grade import main
from tools.release import open_course

CONFIG = """
import os, sys
from pathlib import Path
from autograder import protect
c = get_config()
os.environ["PATH"] = f"{{Path(sys.executable).parent}}{{os.pathsep}}{{os.environ['PATH']}}"
c.CourseDirectory.course_id = "roads"
c.CourseDirectory.db_url = "sqlite:///{course}/gradebook.db"
c.Sandbox.imports = []
c.Sandbox.cell_seconds = c.Sandbox.test_seconds = 4
c.Autograde.exclude_overwriting = {{"hw": ["mine.py"]}}
sys.path.insert(0, {course!r})
from shout import Shout
c.Autograde.sanitize_preprocessors = ["nbgrader.preprocessors.OverwriteCells", Shout]
protect(c, feedback=True)
"""
SHOUT = """
from nbgrader.preprocessors import NbGraderPreprocessor

class Shout(NbGraderPreprocessor):
    \"\"\"A course's own step: whispered answers count as spoken ones.\"\"\"

    def preprocess_cell(self, cell, resources, index):
        cell.source = cell.source.replace("whisper(", "(")
        return cell, resources
"""


def noted(name: str, **kinds: object) -> dict:
    flags = {"grade": False, "solution": False, "locked": False, "task": False}
    return {"nbgrader": flags | {"grade_id": name, "schema_version": 3} | kinds}


TEST = """from mine import factor
### BEGIN HIDDEN TESTS
assert double(31) == 31 * factor, "not doubled"
### END HIDDEN TESTS
assert double(2) == 4, f"double(2) is {double(2)}" """
MASTER = new_notebook(
    cells=[
        new_code_cell(
            "### BEGIN SOLUTION\ndef double(x):\n    return (2 * x)\n### END SOLUTION",
            metadata=noted("double", solution=True), id="double",
        ),
        new_code_cell(
            TEST, metadata=noted("test", grade=True, locked=True, points=3), id="test"
        ),
        new_markdown_cell(
            "Why <b>two</b>?", metadata=noted("why", grade=True, solution=True, points=2), id="why"
        ),
    ]
)  # fmt: skip


def submissions(release: dict) -> dict[str, str]:
    """Student -> the text of what was handed in: sound, odd and spoiled notebooks."""
    solved = deepcopy(release)
    solved["cells"][0]["source"] = "def double(x):\n    return whisper(2 * x)"
    texts = {"untouched": json.dumps(release), "solved": json.dumps(solved)}
    texts["bom"] = "\ufeff" + texts["solved"]
    texts["format5"] = json.dumps(solved | {"nbformat": 5})
    texts["formattext"] = json.dumps(solved | {"nbformat": "4"})
    texts["nullcell"] = json.dumps(solved | {"cells": [None, *solved["cells"]]})
    ids = deepcopy(solved)
    for number, cell in enumerate(ids["cells"]):
        cell["id"] = number
    texts["numbersasids"] = json.dumps(ids)
    old = [{"cell_type": "code", "language": "python", "input": cell["source"], "outputs": [],
            "metadata": cell["metadata"]} if cell["cell_type"] == "code" else cell
           for cell in deepcopy(solved)["cells"]]  # fmt: skip
    texts["format3"] = json.dumps({"nbformat": 3, "metadata": {}, "worksheets": [{"cells": old}]})
    forged = deepcopy(solved)  # an error of its own that is called like one of the grader's
    source = "class NotJudged(Exception): pass\nraise NotJudged('look at me')"
    forged["cells"].insert(0, dict(new_code_cell(source, id="mine")))
    forged["cells"][1]["source"] += f"\n{source}"
    texts["forged"] = json.dumps(forged)
    texts["nojson"] = "{"
    texts["empty"] = json.dumps(new_notebook())
    draw = random.Random(3)
    for number in range(30):
        texts[f"spoiled{number:02}"] = json.dumps(spoiled(deepcopy(solved), draw))
    return texts


def spoiled(notebook: dict, draw: random.Random) -> dict:
    """The notebook after a few random changes of its parts."""
    for _ in range(draw.randrange(1, 4)):
        owner: dict | list = notebook
        while True:
            places = list(owner) if isinstance(owner, dict) else list(range(len(owner)))
            if not places:
                break
            place = draw.choice(places)
            if isinstance(owner[place], dict | list) and draw.random() < 0.8:
                owner = owner[place]
                continue
            if draw.random() < 0.3:
                del owner[place]
            else:
                owner[place] = draw.choice([None, 0, "x", [], {}, "def double(x): return 3 * x"])
            break
    return notebook


@pytest.fixture(scope="module")
def roads(tmp_path_factory) -> dict[str, Path]:
    """The same class, graded on each road, with its pages."""
    courses = {}
    for road in ("autograder", "nbgrader"):
        course = courses[road] = tmp_path_factory.mktemp(road)
        (course / "nbgrader_config.py").write_text(CONFIG.format(course=str(course)))
        (course / "shout.py").write_text(SHOUT)
        (course / "source/hw").mkdir(parents=True)
        (course / "source/hw/hw.ipynb").write_text(writes(MASTER))
        (course / "source/hw/mine.py").write_text("factor = 2\n")
        api = open_course(course)
        assert api.generate_assignment("hw")["success"]
        release = json.loads((course / "release/hw/hw.ipynb").read_text())
        students = submissions(release)
        for student, text in students.items():
            folder = course / "submitted" / student / "hw"
            folder.mkdir(parents=True)
            (folder / "hw.ipynb").write_text(text, encoding="utf-8")
            (folder / "mine.py").write_text("factor = 2  # a student's own\n")
        if road == "nbgrader":
            for student in students:
                api.autograde("hw", student)
        else:
            with pytest.MonkeyPatch.context() as patch:
                patch.chdir(course)
                main(["hw", "--workers", "2"])
        assert api.generate_feedback("hw", force=True)["success"]
    return courses


def entries(course: Path) -> dict:
    """What the gradebook holds of everybody: scores, comments, what waits for a person."""
    found = {}
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        for one in gradebook.assignment_submissions("hw"):
            for notebook in one.notebooks:
                grades = [(g.name, g.auto_score, g.needs_manual_grade) for g in notebook.grades]
                comments = [(c.name, c.auto_comment) for c in notebook.comments]
                found[one.student.id] = sorted(grades), sorted(comments)
    return found


def files(course: Path, step: str) -> dict[str, str]:
    return {
        str(path.relative_to(course)): path.read_text(encoding="utf-8")
        for path in sorted((course / step).rglob("*"))
        if path.is_file()
    }


def test_scores_and_comments_are_the_same(roads):
    one, other = entries(roads["autograder"]), entries(roads["nbgrader"])
    assert one == other
    scores = {student: dict((n, s) for n, s, _ in grades) for student, (grades, _) in one.items()}
    sound = ["solved", "bom", "format5", "formattext", "nullcell", "numbersasids", "format3"]
    sound.append("forged")
    assert {scores[student]["test"] for student in sound} == {3}
    assert scores["untouched"] == {"test": 0, "why": 0}
    assert {scores[student]["test"] for student in ("nojson", "empty")} == {None}
    assert len(set(map(str, scores.values()))) > 3


def test_graded_notebooks_files_and_pages_are_the_same(roads):
    for step in ("autograded", "feedback"):
        one, other = files(roads["autograder"], step), files(roads["nbgrader"], step)
        assert set(one) == set(other) and len(one) > 20
        for place in one:
            assert without_chance(one[place]) == without_chance(other[place]), place


def without_chance(text: str) -> str:
    """The text without ids that are drawn, and without what tells one course's folder."""
    try:
        notebook = json.loads(text)
    except ValueError:
        return "\n".join(line for line in text.splitlines() if "made-from" not in line)
    for cell in notebook["cells"]:
        cell["id"] = cell["id"] if len(cell["id"]) < 20 else ""
    notebook["metadata"].pop("autograder", None)
    return json.dumps(notebook)
