"""Students' processes have a control group of their own where the system lets us make one."""

import os

import pytest

from autograder.sandbox import cgroup
from autograder.sandbox.supervisor import Sandbox

FORKS = """
import os, time
for _ in range(5):
    if os.fork() == 0:
        held = bytearray(60_000_000)
        for place in range(0, len(held), 4096):
            held[place] = 1
        time.sleep(60)
time.sleep(60)
"""
UNSEEN = """
import os, signal, time
signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody is told what these have used
for _ in range(1000):
    if os.fork() == 0:
        start = time.process_time()
        while time.process_time() - start < 0.05: pass
        os._exit(0)
    time.sleep(0.06)
"""


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """What stands for the system's tree of groups; `marked` are those that systemd has given us."""
    marked = set()
    monkeypatch.setattr(cgroup, "MOUNT", tmp_path / "mount")
    monkeypatch.setattr(cgroup, "SELF", tmp_path / "self")

    def mark(path, name):
        if path in marked and name == "user.delegate":
            return b"1"
        raise OSError

    monkeypatch.setattr(os, "getxattr", mark)

    def be_in(place, controllers="cpu memory pids", delegated=True):
        group = tmp_path / "mount" / place.strip("/")
        group.mkdir(parents=True, exist_ok=True)
        (group / "cgroup.controllers").write_text(controllers)
        (group / "cgroup.subtree_control").write_text("")
        (group / "cgroup.procs").write_text("1\n2\n")
        (tmp_path / "self").write_text(f"4:memory:/old\n0::{place}\n")
        if delegated:
            marked.add(group)
        return group

    return be_in


def test_a_group_is_divided_if_it_counts_memory_and_is_given_to_us(tree):
    group = tree("/user/run-1.scope")
    assert cgroup.delegated() == group
    tree("/user/run-1.scope/autograder", delegated=False)  # where our first process has gone
    assert cgroup.delegated() == group
    tree("/user/run-2.scope", controllers="cpu pids")
    assert cgroup.delegated() is None
    tree("/system/cron.service", delegated=False)  # others may live there
    assert cgroup.delegated() is None and cgroup.make() is None


def test_a_container_that_may_write_its_root_has_it_all(tree):
    group = tree("/", delegated=False)
    assert cgroup.delegated() == group


def test_without_control_groups_of_version_2_there_is_none(tree, monkeypatch, tmp_path):
    (tmp_path / "self").write_text("4:memory:/old\n")
    assert cgroup.delegated() is None
    monkeypatch.setattr(cgroup, "SELF", tmp_path / "nowhere")
    assert cgroup.delegated() is None


def test_what_killed_processes_have_left_is_swept(tree):
    group = tree("/")
    left, in_use = group / "students-4194305-1", group / f"students-{os.getppid()}-1"
    for one in (left, in_use):
        (one / "zygote").mkdir(parents=True)
    cgroup.sweep(group)
    assert not left.exists() and in_use.exists()


@pytest.fixture(scope="module")
def sandbox():
    box = Sandbox(memory_mb=150, cpu_seconds=10, cell_seconds=40, test_seconds=5, disk_mb=20)
    yield box
    box.stop()
    assert not box.students.exists()


@pytest.mark.skipif(cgroup.delegated() is None, reason="no control group is delegated to us here")
class TestDelegated:
    """Seen with: systemd-run --user --scope -p Delegate=yes pytest -n0 tests/sandbox"""

    def test_the_kernel_kills_who_wants_too_much_memory_and_the_snapshot_stays(self, sandbox):
        with sandbox.kernel({}, 1) as kernel:
            kernel.run("x = 1")
            [snapshot] = kernel.snapshot()
            with pytest.raises(Exception, match="more than 150 MB of memory"):
                kernel.run(FORKS)
            snapshot.send({"ask": "names", "with": {"names": ["x"]}})
            assert snapshot.receive(20)["names"]["x"]["value"] == 1
        assert "more than 150 MB of memory" in kernel.limits

    def test_time_of_children_that_nobody_waits_for_counts(self, sandbox):
        with sandbox.kernel({}) as kernel, pytest.raises(Exception, match="10 seconds of CPU"):
            kernel.run(UNSEEN)

    def test_a_student_neither_sees_its_group_nor_leaves_it(self, sandbox):
        with sandbox.kernel({}) as kernel:
            assert "PermissionError" in str(kernel.run("import os; os.listdir('/control')"))
            assert "PermissionError" in str(kernel.run("open('/control/cgroup.procs', 'w')"))
        assert [one.name for one in sandbox.students.glob("*/")] == ["zygote"]  # gone with it
