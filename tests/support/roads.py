"""One class graded on both roads, `nbgrader autograde` and `python -m autograder`, and compared.

`make both-roads` does it for the whole corpus, all attacks and 200 spoiled notebooks (an hour of
CPU time); tests/grader/test_both_roads.py for a part of each.
"""

import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from copy import deepcopy
from pathlib import Path

from nbformat import writes
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook

from tests.attacks import Attack, attacks, submission, tiny
from tests.attacks.outside import Outside
from tests.attacks.test_attacks import LIMITS, TIGHT
from tools.corpus import variants
from tools.course import ASSIGNMENTS, build, released, solutions
from tools.release import open_course

ROADS = {"nbgrader": ["nbgrader", "autograde"], "autograder": ["autograder"]}
STEPS = ("autograded", "feedback")
CONFIG = """
import os, sys
from pathlib import Path
from autograder import protect
c = get_config()
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
c.CourseDirectory.course_id = "roads"
c.Sandbox.imports = []
c.Sandbox.cell_seconds = c.Sandbox.test_seconds = 4
c.Autograde.exclude_overwriting = {"hw": ["mine.py"]}
sys.path.insert(0, str(Path(__file__).parent))
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


def odd_notebooks(release: dict, count: int) -> dict[str, str]:
    """Student -> the text of what was handed in: sound and odd notebooks, and `count` spoiled."""
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
    for number in range(count):
        texts[f"spoiled{number:03}"] = json.dumps(spoiled(deepcopy(solved), draw))
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


class Class:
    """Courses of one content, one for each road; what is handed in is put into both."""

    def __init__(self, folder: Path) -> None:
        self.first, *others = self.courses = [folder / road for road in ROADS]
        self.folder, self.others = folder, others
        self.seconds: dict[str, float] = {}

    def hand_in(self, assignment: str, student: str, files: Mapping[str, bytes]) -> None:
        """Put files into the folder of a student, as far as their names stay in it."""
        folder = self.first / "submitted" / student / assignment
        folder.mkdir(parents=True)
        for name, content in files.items():
            path = folder / name
            with suppress(OSError, ValueError):  # no file system takes all names of the attacks
                if path.resolve().is_relative_to(folder):
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(content)

    def grade(self, assignment: str, environment: Mapping[str, str] | None = None) -> None:
        """Grade what was handed in, on each road by one command, and make the pages."""
        for course in self.others:
            shutil.copytree(self.first, course, symlinks=True, dirs_exist_ok=True)
        for road, course in zip(ROADS, self.courses, strict=True):
            begin = time.monotonic()
            for words in (ROADS[road], ["nbgrader", "generate_feedback"]):
                command = [sys.executable, "-m", *words, assignment]
                subprocess.run(
                    command, cwd=course, env=os.environ | (environment or {}), capture_output=True
                )
            self.seconds[road] = time.monotonic() - begin

    def differences(self, assignment: str) -> list[str]:
        """What is not the same in the gradebooks, graded notebooks, files and pages, in words."""
        one, other = (entries(course, assignment) for course in self.courses)
        found = [
            f"{student}: {one.get(student)} / {other.get(student)}"
            for student in sorted({*one, *other})
            if one.get(student) != other.get(student)
        ]
        for step in STEPS:
            one, other = (files(course, step, assignment) for course in self.courses)
            found += [f"only on one road: {place}" for place in sorted(set(one) ^ set(other))]
            for place in sorted(set(one) & set(other)):
                if step == "autograded" and Path(place).parts[1] in PACED:
                    continue
                texts = [without_chance(text) for text in (one[place], other[place])]
                if texts[0] != texts[1]:
                    found.append(f"{place}: {first_difference(*texts)}")
        return found


def entries(course: Path, assignment: str) -> dict:
    """What the gradebook holds of everybody: scores, comments, what waits for a person."""
    found = {}
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        for one in gradebook.assignment_submissions(assignment):
            for notebook in one.notebooks:
                grades = [(g.name, g.auto_score, g.needs_manual_grade) for g in notebook.grades]
                comments = [(c.name, c.auto_comment) for c in notebook.comments]
                found[one.student.id] = sorted(grades), sorted(comments)
    return found


def files(course: Path, step: str, assignment: str) -> dict[str, str]:
    """The text of each file that a step has left, by its place."""
    return {
        str(path.relative_to(course)): path.read_text(encoding="utf-8", errors="replace")
        for path in sorted((course / step).glob(f"*/{assignment}/**/*"))
        if path.is_file() and not path.is_symlink()
    }


CHANCE = [  # what no two runs have alike
    (re.compile(r'<meta name="made-from" content="\w+">'), ""),
    (re.compile(r"[Gg]raded \d+ \w+ \d{4}, \d\d:\d\d UTC"), "graded"),
    (re.compile(r"0x[0-9a-f]{6,}"), "0x"),
    (re.compile(r'"id": "[0-9a-f]{32}"'), '"id": ""'),
    (re.compile(r'"digest": "[0-9a-f-]+"'), ""),
]


# Which of their own cells is stopped, and in which line, depends on the machine's pace. Their
# scores, comments and pages do not, and are compared.
PACED = {"CPU_time_of_nobody_s_children", "fork_bomb"}


def first_difference(one: str, other: str) -> str:
    """Where two texts begin to differ, on both sides of a bar."""
    pairs = enumerate(zip(one, other, strict=False))
    start = next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
    parts = [text[max(0, start - 60) : start + 240] for text in (one, other)]
    return " | ".join(part.replace("\n", " ") for part in parts)


def without_chance(text: str) -> str:
    """The text without addresses in memory, drawn ids, and what tells one course from another."""
    for pattern, instead in CHANCE:
        text = pattern.sub(instead, text)
    return text


def odd_class(folder: Path, count: int) -> Class:
    """The assignment `hw`: sound and odd notebooks, and `count` spoiled at random."""
    found = Class(folder)
    course = found.first
    (course / "source/hw").mkdir(parents=True)
    (course / "nbgrader_config.py").write_text(CONFIG)
    (course / "shout.py").write_text(SHOUT)
    (course / "source/hw/hw.ipynb").write_text(writes(MASTER))
    (course / "source/hw/mine.py").write_text("factor = 2\n")
    assert open_course(course).generate_assignment("hw")["success"]
    release = json.loads((course / "release/hw/hw.ipynb").read_text())
    for student, text in odd_notebooks(release, count).items():
        own = b"factor = 2  # a student's own\n"
        found.hand_in("hw", student, {"hw.ipynb": text.encode(), "mine.py": own})
    return found


def corpus_class(folder: Path, assignment: str, most: int = 1000) -> Class:
    """At most `most` notebooks with the answers of the corpus, one to each graded cell."""
    found = Class(folder)
    found.first.mkdir(parents=True)
    build(found.first, [assignment])
    own, masters = variants(assignment), solutions(assignment)
    for number in range(min(most, max(map(len, own.values())))):
        answers = {
            name: answers[(number + 7 * place) % len(answers)].source(masters[name])
            for place, (name, answers) in enumerate(own.items())
        }
        notebook = released(found.first, assignment, answers)
        found.hand_in(assignment, f"s{number:02}", beside_helper({f"{assignment}.ipynb": notebook}))
    return found


def attack_class(folder: Path, chosen: list[Attack], tight: bool, known: Mapping) -> Class:
    """Attacks on one assignment, under the limits of their own tests."""
    found, [assignment] = Class(folder), {one.assignment for one in chosen}
    course = found.first
    course.mkdir(parents=True)
    build(course, [assignment if assignment in ASSIGNMENTS else "he"])
    limits = LIMITS | TIGHT if tight else LIMITS
    lines = [f"c.Sandbox.{name} = {value}" for name, value in limits.items()]
    with (course / "nbgrader_config.py").open("a") as config:
        config.write("\n".join([*lines, "assert c.Sandbox.protected"]))
    if assignment == "tiny":
        (course / "source/tiny").mkdir(parents=True)
        (course / "source/tiny/tiny.ipynb").write_text(writes(tiny()))
        assert open_course(course).generate_assignment("tiny")["success"]
    for one in chosen:
        handed_in = submission(one, known)
        texts = {f"{name}.ipynb": text for name, text in handed_in.notebooks.items()}
        name = re.sub(r"\W", "_", one.name)
        found.hand_in(assignment, name, {**handed_in.files, **beside_helper(texts)})
    return found


def beside_helper(notebooks: Mapping[str, object]) -> dict[str, bytes]:
    """The files to hand in: notebooks, as text or as they are."""
    return {
        name: (one if isinstance(one, str) else writes(one)).encode("utf-8", "surrogatepass")
        for name, one in notebooks.items()
    }


def whole(folder: Path, chosen: list[str]) -> int:
    """Grade and compare everything, a line for each class; how many differences there are."""
    outside = Outside(folder / "outside")
    classes = {"odd": lambda place: (odd_class(place, 200), "hw")}
    for name in ASSIGNMENTS:
        classes[name] = lambda place, name=name: (corpus_class(place, name), name)
    for name in ("tiny", "he"):
        for tight in (False, True):
            some = [one for one in attacks() if (one.assignment, one.tight) == (name, tight)]
            classes[f"attacks-{name}{'-tight' * tight}"] = (
                lambda place, some=some, tight=tight, name=name: (
                    attack_class(place, some, tight, outside.known), name)
            )  # fmt: skip
    count = 0
    for title, make in classes.items():
        if chosen and title not in chosen:
            continue
        found, assignment = make(folder / title)
        found.grade(assignment, outside.environment if title.startswith("attacks") else None)
        size = len(list((found.first / "submitted").iterdir()))
        differences = found.differences(assignment)
        count += len(differences)
        times = ", ".join(f"{road} {seconds:.0f} s" for road, seconds in found.seconds.items())
        print(f"{title}: {size} submissions, {len(differences)} differences ({times})", flush=True)
        print("\n".join(f"    {one}" for one in differences), flush=True)
        shutil.rmtree(folder / title)
    return count


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="roads-") as place:
        sys.exit(min(whole(Path(place), sys.argv[1:]), 1))
