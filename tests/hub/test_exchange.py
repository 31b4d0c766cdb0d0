"""nbgrader's exchange works both ways, and no student stops, imitates or reads another.

The course is handmade (tests/support/handmade.py): grading runs no code. As root, the two students
are real users of the system; otherwise their configuration tells who they are.
"""

import json
import os
import pwd
import re
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from nbgrader.server_extensions.assignment_list.handlers import AssignmentList

from autograder.cli.grade import main
from tests.support import handmade
from tests.support.handmade import failed
from tests.support.users import ROOT
from tools.release import open_course

AS_ROOT = os.getuid() == 0
ADA, BEN = ("daemon", "games") if AS_ROOT else ("ada", "ben")
PAGE = (ROOT / "docs/jupyterhub.md").read_text()
TEACHER, STUDENT, SHARED = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
CONFIG = "from autograder import protect\nprotect(c, feedback=True)\n"


class Hub:
    """A course, an exchange and two students' homes, without a hub."""

    def __init__(self, folder: Path) -> None:
        self.exchange, self.course = folder / "exchange", handmade.build(folder / "course")
        self.homes = {name: folder / name for name in (ADA, BEN)}
        own = TEACHER + ("" if AS_ROOT else SHARED)
        with open(self.course / "nbgrader_config.py", "a") as file:
            file.write(CONFIG + self.placed(own))
        for name, home in self.homes.items():
            home.mkdir(mode=0o700)
            if AS_ROOT:
                os.chown(home, *self.ids(name))
        self.api = open_course(self.course)

    def placed(self, config: str) -> str:
        """A configuration of the documentation, with the exchange and the course of this test."""
        return config.replace("/srv/nbgrader/exchange", str(self.exchange)).replace(
            "weight-init", "handmade"
        )

    @staticmethod
    def ids(name: str) -> tuple[int, int]:
        user = pwd.getpwnam(name)
        return user.pw_uid, user.pw_gid

    def student(self, name: str, step: Callable) -> str:
        """What a step writes to its file, done with a student's name, home, rights and umask."""
        out = self.homes[name] / "out"
        child = os.fork()
        if child == 0:
            try:
                self.become(name)
                lab = AssignmentList()  # what JupyterLab asks for a student
                lab.root_dir = str(Path.cwd())
                out.write_text(str(step(lab)))
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        return out.read_text()

    def become(self, name: str) -> None:
        if AS_ROOT:
            user, group = self.ids(name)
            os.setgroups([])
            os.setgid(group)
            os.setuid(user)
        os.umask(0o077)
        for variable in [key for key in os.environ if key.startswith("JUPYTER")]:
            del os.environ[variable]
        os.environ |= {"HOME": str(self.homes[name]), "JUPYTERHUB_USER": name}
        os.chdir(self.homes[name])
        Path("nbgrader_config.py").write_text(self.placed(STUDENT))

    def teacher(self, *steps: str) -> str:
        """nbgrader's steps of the round, which must succeed; all that they say."""
        said = ""
        for step in steps:
            if step == "grade":
                assert main(["hw"]) == 0
                continue
            more = {"force": False} if step == "generate_feedback" else {}
            result = getattr(self.api, step)("hw", **more)
            assert result["success"], result
            said += result.get("log", "")
        return said

    def hand_in(self, name: str, outputs: dict | None = None) -> None:
        """Fetch if that was not done yet, fill in and submit."""

        def step(lab: AssignmentList) -> None:
            if not Path("hw").exists():
                succeed(lab.fetch_assignment)
            for path in Path("hw").glob("*.ipynb"):
                notebook = json.loads(path.read_text())
                for cell in notebook["cells"]:
                    if cell["cell_type"] == "code":
                        cell["outputs"] = (outputs or {}).get(cell["id"], [])
                path.write_text(json.dumps(notebook))
            succeed(lab.submit_assignment)

        self.student(name, step)

    def pages(self, name: str) -> list[str]:
        """A student's page of notebook one for each attempt, fetched now."""

        def step(lab: AssignmentList) -> str:
            succeed(lab.fetch_feedback)
            paths = sorted(Path("hw/feedback").glob("*/one.html"))
            return json.dumps([path.read_text() for path in paths])

        return json.loads(self.student(name, step))


def succeed(step: Callable) -> None:
    result = step("handmade", "hw")
    assert result["success"], result


BACK = ("grade", "generate_feedback", "release_feedback")


@pytest.fixture
def hub(monkeypatch):
    monkeypatch.setattr("autograder.cli.grade.Judges", handmade.SerialJudges)
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # its students are other users
        hub = Hub(Path(folder))
        monkeypatch.chdir(hub.course)
        hub.teacher("release_assignment")
        yield hub


def test_the_exchange_works_both_ways_and_again_after_a_resubmission_and_a_regrade(hub):
    hub.hand_in(ADA, {"test_f_1": [failed("E", "slip of ada")]})
    hub.hand_in(BEN, {"test_g": [failed("E", "slip of ben")]})
    hub.teacher("collect", *BACK)
    [ada], [ben] = hub.pages(ADA), hub.pages(BEN)
    assert "slip of ada" in ada and "slip of ben" in ben
    assert "of ben" not in ada and "of ada" not in ben
    hub.hand_in(ADA)
    hub.teacher("collect", *BACK)
    [before, ada] = hub.pages(ADA)
    assert "slip of ada" in before and "slip" not in ada
    assert hub.pages(BEN) == [ben]
    master = hub.course / "source/hw/one.ipynb"
    master.write_text(master.read_text().replace('"points": 3', '"points": 6'))
    handmade.generate(hub.course)
    hub.teacher(*BACK)
    assert hub.pages(ADA)[1] != ada
    assert hub.pages(ADA)[0] == before  # of an attempt that counts no more


def test_who_did_not_hand_in_through_the_exchange_keeps_nobody_from_feedback(hub):
    hub.hand_in(BEN)
    hub.hand_in(ADA)
    handmade.submit(hub.course, "cem")
    hub.teacher("collect")
    secret = hub.course / f"submitted/{BEN}/hw/submission_secret.txt"
    secret.write_bytes(b"\xff no secret")  # it is the student's own file
    said = hub.teacher(*BACK)
    for student in (BEN, "cem"):
        assert f"No feedback released for {student}" in said
    assert len(hub.pages(ADA)) == 1 and not hub.pages(BEN)


def test_what_lies_in_inbound_and_is_no_submission_is_named_and_left_there(hub):
    hub.hand_in(ADA, {"test_f_1": [failed("E", "slip of ada")]})
    time, inbound = "2099-01-01 00:00:00.000000 UTC", hub.exchange / "handmade/inbound"
    odd = ["eve+hw+nonsense+x", f"<b>+hw+{time}+x", f"a+hw+{time}+x y"]
    odd += [f"{ADA}+hw+{time}+x"] if AS_ROOT else []  # its owner is another

    def step(_: object) -> None:
        for name in odd:
            (inbound / name).mkdir()
        Path(inbound, f"{BEN}+hw+{time}+link").symlink_to(hub.course / "source/hw")

    hub.student(BEN, step)
    said = hub.teacher("collect")
    for name in [*odd, f"{BEN}+hw+{time}+link"]:
        assert f"Not collected: '{inbound}/{name}'" in said
    assert [path.name for path in (hub.course / "submitted").iterdir()] == [ADA]
    assert "slip of ada" in (hub.course / f"submitted/{ADA}/hw/one.ipynb").read_text()


def test_collect_follows_no_link_and_reads_no_more_than_a_submission_may_hold(hub):
    hub.hand_in(ADA)
    hub.hand_in(BEN)
    [folder] = (hub.exchange / "handmade/inbound").glob(f"{BEN}+hw+*")

    def step(_: object) -> None:
        (folder / "notes.db").symlink_to(hub.course / "gradebook.db")
        (folder / "folder").symlink_to(hub.course / "source")
        os.mkfifo(folder / "pipe")
        (folder / "timestamp.txt").write_text("nonsense")
        (folder / "data").mkdir()
        (folder / "data/kept.csv").write_text("kept")

    hub.student(BEN, step)
    said = hub.teacher("collect", "collect")
    assert said.count("Left out, no regular file") == 3
    collected = hub.course / f"submitted/{BEN}/hw"
    assert not {"notes.db", "folder", "pipe"} & set(os.listdir(collected))
    assert (collected / "data/kept.csv").read_text() == "kept"

    def deep(_: object) -> None:
        os.chdir(folder)
        for _turn in range(100):
            os.mkdir("x")
            os.chdir("x")

    hub.hand_in(BEN)
    [folder] = set((hub.exchange / "handmade/inbound").glob(f"{BEN}+hw+*")) - {folder}
    hub.student(BEN, deep)
    said = hub.teacher("collect")
    assert f"Not collected: '{folder}'. Expected at most 2000 files, 20 folders deep" in said
    assert (collected / "data/kept.csv").exists()  # the attempt before it counts


@pytest.mark.skipif(not AS_ROOT, reason="only root can be two users")
def test_a_student_can_list_neither_submissions_nor_pages(hub):
    hub.hand_in(ADA)
    hub.teacher("collect", *BACK)

    def step(_: object) -> list[str]:
        refused = []
        for name in ("inbound", "feedback"):
            try:
                os.listdir(hub.exchange / "handmade" / name)
            except PermissionError:
                refused.append(name)
        return refused

    assert hub.student(BEN, step) == "['inbound', 'feedback']"
