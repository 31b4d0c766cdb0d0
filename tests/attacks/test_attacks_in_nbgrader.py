"""Attacks of every family, graded in one class by the commands that a teacher types.

test_attacks.py grades the whole corpus by value; here are `nbgrader autograde` and
`generate_feedback` themselves, with our configuration.

Should a change of nbgrader_config.py lose the sandbox, these attacks would run with the rights of
whoever started the tests. So "kill everybody" and its like are not among them.
"""

import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import nbformat
import pytest

from tests.attacks import CANARY, HIDDEN_INPUTS, RIGHT, Attack, attacks, submission
from tests.attacks.honest import HONEST
from tests.attacks.injecting import JS
from tests.attacks.outside import Outside
from tools.course import ROOT, build, scores

NAMES = [
    "input transformer", "false diagnosis",  # forging
    "wrong outputs",  # channel
    "skip-execution", "more points", "tests twice", "names stolen", "broken JSON",  # notebooks
    "gradebook", "frames", "stashed in a global",  # reading
    "links inside", "paths in the names of files",  # escaping
    "thread bomb",  # exhausting; others take a minute each
    "exit", "segmentation fault",  # dying
    "daemon", "changed modules",  # lingering
    "message in a test", "outputs handed in", "name of an error",  # injecting
]  # fmt: skip
ATTACKS = [attack for attack in attacks() if attack.name in NAMES]
SPY = Attack(
    "linked file", "Hands in a link to the gradebook, and prints it.",
    answers=RIGHT, last="print(open('notes.txt').read())", earns=15,
)  # fmt: skip
REFUSED = {"broken_JSON", "linked_notebook", "linked_folder"}  # no notebooks of their own


def student(attack: Attack) -> str:
    """An attack's name as a student's id."""
    return re.sub(r"\W", "_", attack.name)


class Class:
    """Honest students around the attackers, graded one after another, each with a page."""

    def __init__(self, course: Path, outside: Outside) -> None:
        self.course, self.environment = course, os.environ | outside.environment
        build(course, ["he"])
        for attack in [HONEST[0], *ATTACKS, SPY, HONEST[1]]:
            self.submit(attack, outside.known)
        submitted = course / "submitted"
        (submitted / "linked_file/he/notes.txt").symlink_to(course / "gradebook.db")
        (submitted / "linked_notebook/he").mkdir(parents=True)
        (submitted / "linked_notebook/he/he.ipynb").symlink_to(submitted / "plain/he/he.ipynb")
        (submitted / "linked_folder").symlink_to("plain")
        self.autograde = self.nbgrader("autograde")
        self.points = {
            name: sum(score for score, _ in tests.values() if score)
            for name, tests in scores(course, "he").items()
        }
        self.feedback = self.nbgrader("generate_feedback")
        self.pages = {path.parts[-3]: path for path in course.glob("feedback/*/he/he.html")}

    def submit(self, attack: Attack, known: dict[str, str]) -> None:
        """Hand in a notebook, and what lies beside it as far as the names stay in the folder."""
        handed_in = submission(attack, known)
        folder = self.course / "submitted" / student(attack) / "he"
        for name, content in handed_in.files.items():
            if (folder / name).resolve().is_relative_to(folder):
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(content)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "he.ipynb").write_text(handed_in.notebooks["he"], encoding="utf-8")

    def nbgrader(self, command: str) -> subprocess.CompletedProcess:
        """Run a command of nbgrader for the class."""
        line = [sys.executable, "-m", "nbgrader", command, "he"]
        return subprocess.run(
            line, cwd=self.course, env=self.environment, capture_output=True, text=True, check=False
        )

    def of(self, name: str) -> str:
        """All that people are shown of a student, page and graded notebook."""
        graded = self.course / f"autograded/{name}/he/he.ipynb"
        return self.pages[name].read_text() + graded.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def outside(tmp_path_factory):
    """The canaries around the sandbox."""
    place = Outside(tmp_path_factory.mktemp("outside"))
    place.before = place.state()
    return place


@pytest.fixture(scope="module")
def graded(outside, tmp_path_factory):
    """The class, graded."""
    return Class(tmp_path_factory.mktemp("course"), outside)


def hidden_lines() -> set[str]:
    """The lines of the hidden tests that stand nowhere in what students get or write."""
    master = nbformat.read(ROOT / "source/he/he.ipynb", as_version=4)
    released = (ROOT / "release/he/he.ipynb").read_text(encoding="utf-8")
    public = released + str([(a.first, a.answers, a.last) for a in [*ATTACKS, *HONEST]])
    hidden = re.findall(
        r"### BEGIN HIDDEN TESTS(.*?)### END HIDDEN TESTS",
        "\n".join(cell.source for cell in master.cells),
        re.DOTALL,
    )
    lines = {line.strip() for part in hidden for line in part.splitlines()}
    letter = re.compile(r'"\w",')  # "a", may stand in any list of what can be chosen
    lines = {line for line in lines if len(line) > 3 and not letter.fullmatch(line)}
    return {line for line in lines if line not in public}


def test_the_class_holds_every_attack_that_is_named(graded):
    assert len(ATTACKS) == len(NAMES)
    assert {attack.assignment for attack in ATTACKS} == {"he"}
    assert len(list((graded.course / "submitted").iterdir())) == len(NAMES) + 5


def test_nbgrader_grades_all_but_those_without_a_notebook_of_their_own(graded):
    said = graded.autograde.stderr
    refused = re.findall(r"There was an error processing assignment 'he' for student '(.*)'", said)
    assert set(refused) == REFUSED, said[-3000:]
    assert graded.autograde.returncode == 1
    assert graded.feedback.returncode == 0, graded.feedback.stderr[-3000:]
    assert len(graded.pages) == len(NAMES) + 5 - len(REFUSED)


@pytest.mark.parametrize("attack", [*ATTACKS, SPY], ids=student)
def test_no_attack_gains_a_point_in_the_gradebook_or_loses_what_it_has_earned(graded, attack):
    assert graded.points.get(student(attack), 0) == attack.earns


def test_a_link_to_anothers_work_earns_nothing(graded):
    assert not any(graded.points.get(name) for name in REFUSED)


def test_honest_students_have_full_marks_in_the_gradebook(graded):
    assert [graded.points[student(honest)] for honest in HONEST[:2]] == [15, 15]


def test_no_page_holds_a_hidden_test_a_secret_or_a_script(graded):
    secrets = [*hidden_lines(), *HIDDEN_INPUTS, CANARY]
    assert len(secrets) > 30
    for name, page in graded.pages.items():
        shown = page.read_text()
        assert "<script" not in shown and JS in graded.of("message_in_a_test"), name
        text = unescape(re.sub(r"<[^>]*>", "", shown))
        assert [secret for secret in secrets if secret in text] == [], name


def test_no_secret_and_no_file_behind_a_link_reaches_what_is_graded(graded):
    for name in graded.pages:
        folder = graded.course / "autograded" / name / "he"
        assert not any(path.is_symlink() for path in folder.rglob("*"))
        for path in folder.rglob("*"):
            content = path.read_bytes() if path.is_file() else b""
            assert CANARY.encode() not in content and b"SQLite format 3" not in content, path
    assert "notes.txt" not in os.listdir(graded.course / "autograded/linked_file/he")


def test_nothing_but_pages_is_given_back(graded):
    files = [path.name for path in (graded.course / "feedback").rglob("*") if path.is_file()]
    assert set(files) == {"he.html"}


def test_nothing_outside_the_sandbox_is_changed_left_or_heard(graded, outside):
    after = outside.state()
    assert outside.before["files"].items() <= after["files"].items()
    assert after["left"] == [] and after["processes"] == outside.before["processes"]
    assert outside.heard == []
