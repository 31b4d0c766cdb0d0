"""Grading on other machines is encrypted, and who cannot get there is told why in plain words.

Scheduler and workers are started with the very commands that `certificates` prints, on loopback.
"""

import json
import os
import re
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from types import SimpleNamespace

import dask
import psutil
import pytest

from autograder.cli import certificates
from autograder.cli.grade import main
from autograder.pipeline import dask_scheduler
from autograder.pipeline.dask_scheduler import Scheduler, check_way, security_for
from autograder.pipeline.judges import GradingStopped
from autograder.pipeline.submission import Assignment, Graded, Submission
from tests.grader.test_parallel import Class, wait_for
from tests.support import handmade
from tests.support.handmade import LOG
from tools.course import ROOT

NOTING = "tests.grader.test_scheduler:noting"


def noting(assignment: Assignment, submission: Submission, _: object) -> Graded:
    """Grades as the handmade course does, and notes on which worker."""
    with open(f"{os.environ[LOG]}.workers", "a") as log:
        log.write(f"{os.getppid()}\n")  # the zygote of a worker's judges
    return handmade.grade(assignment, submission)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("cluster")


@pytest.fixture(scope="module")
def said(folder) -> str:
    """What `certificates` prints when it makes its file."""
    command = [sys.executable, "-m", "autograder", "certificates"]
    run = {"cwd": folder, "env": os.environ | {"PYTHONPATH": str(ROOT)}}
    return subprocess.run(command, **run, capture_output=True, text=True, check=True).stdout


class Cluster:
    """A scheduler and two workers in a folder, started as `certificates` says, until the end."""

    def __init__(self, folder: Path, said: str) -> None:
        self.folder, self.place = folder, folder / "scheduler.json"
        self.commands = re.findall(r"^ +(dask .*)$", said, re.MULTILINE)
        self.environment = os.environ | {
            "PYTHONPATH": str(ROOT), LOG: str(folder / "graded.log")
        }  # fmt: skip
        self.started: list[subprocess.Popen] = []

    def __enter__(self) -> "Cluster":
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self.started):
            end(process)

    def start_scheduler(self, *more: str, before: Sequence[str] = ()) -> str:
        """Its address. `before` the command stands what runs it elsewhere, `more` after it."""
        self.start(self.commands[0], "--scheduler-file", str(self.place), *more, before=before)
        wait_for(lambda: self.place.exists() and self.place.read_text().endswith("}"))
        return json.loads(self.place.read_text())["address"]

    def start_workers(self, address: str, *more: str, before: Sequence[str] = ()) -> None:
        command = self.commands[1].replace("tls://SCHEDULER:8786", address)
        self.start(command.replace("--nworkers 4", "--nworkers 2"), *more, before=before)

    def start(self, command: str, *more: str, before: Sequence[str]) -> None:
        name, *words = shlex.split(command)
        words = [*before, str(Path(sys.executable).with_name(name)), *words, *more]
        run = {"cwd": self.folder, "env": self.environment}
        with open(self.folder / "dask.log", "a") as out:
            self.started.append(subprocess.Popen(words, **run, stdout=out, stderr=out))


@pytest.fixture(scope="module")
def scheduler(folder, said) -> Iterator[str]:
    """The address of a scheduler with two workers, all on loopback."""
    here = ("--host", "127.0.0.1")
    with Cluster(folder, said) as cluster:
        told = (ROOT / "docs/operations.md").read_text().replace(" \\\n ", "")
        assert len(cluster.commands) == 2 and all(one in told for one in cluster.commands)
        address = cluster.start_scheduler("--port", "0", *here)
        cluster.start_workers(address, *here)
        with dask_scheduler.connect(Scheduler(address, folder / "dask.pem")) as client:
            client.wait_for_workers(2, timeout=300)
        yield address


def end(process: subprocess.Popen) -> None:
    """End a process and what it has started."""
    family = [process, *psutil.Process(process.pid).children(recursive=True)]
    for one in family:
        with suppress(psutil.NoSuchProcess):
            one.kill()
    process.wait()


def test_the_certificate_is_for_its_owner_alone_and_never_overwritten(
    folder, said, monkeypatch, capsys
):
    path = folder / "dask.pem"
    before = path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600 and said.startswith("Wrote dask.pem, which holds")
    monkeypatch.chdir(folder)
    assert certificates.main([]) == 1
    assert path.read_bytes() == before
    assert "dask.pem is there already" in (told := capsys.readouterr().err) and "It holds" in told
    assert certificates.main(["--to", "no/such/folder.pem"]) == 1
    assert (
        capsys.readouterr().err
        == "no/such/folder.pem cannot be written: No such file or directory.\n"
    )


def test_two_workers_grade_a_class_over_tls(folder, scheduler, monkeypatch, capsys):
    course = handmade.build(folder / "course")
    students = handmade.submit_class(course, 12)
    monkeypatch.chdir(course)
    command = ["hw", "--scheduler", scheduler, "--certificate", str(folder / "dask.pem")]
    assert main(command, grade=NOTING) == 0
    assert "12 graded" in capsys.readouterr().out
    noted = (folder / "graded.log.workers").read_text().split()
    assert len(noted) == len(students) and len(set(noted)) == 2


def refusal(scheduler: Scheduler) -> str:
    """Why no client can be had."""
    with pytest.raises(GradingStopped) as stopped, dask_scheduler.connect(scheduler):
        pass
    return str(stopped.value)


def test_who_has_no_certificate_or_another_one_is_told(scheduler, tmp_path, monkeypatch):
    monkeypatch.setattr(dask_scheduler, "WAIT", 3)
    other = tmp_path / "dask.pem"
    told = refusal(Scheduler(scheduler, other))
    assert f"expected the file {other}" in told and "python -m autograder certificates" in told
    certificates.make(other)
    told = refusal(Scheduler(scheduler, other))
    assert f"does not accept the certificate {other}" in told
    told = refusal(Scheduler(scheduler.replace("tls://", "tcp://"), other))
    assert "its address begins with tls://" in told
    assert "nothing answers there" in refusal(Scheduler("tls://127.0.0.1:9", other))


def test_certificates_that_dasks_own_configuration_names_will_do(folder, said, tmp_path):
    path = str(folder / "dask.pem")
    names = {f"distributed.comm.tls.{name}": path for name in ("ca-file", "client.cert")}
    with dask.config.set(names):
        security = security_for(Scheduler("tls://127.0.0.1:9", tmp_path / "absent.pem"))
    assert security is not None and security.require_encryption
    assert (security.tls_ca_file, security.tls_client_cert) == (path, path)


PLAIN = ["tcp://10.0.0.5:8786", "grader.example.org:8786", "ws://127.0.0.1:8786", "tcp://[::]:1"]


@pytest.mark.parametrize("address", PLAIN)
def test_an_unencrypted_way_over_a_network_is_refused_unless_it_is_asked_for(address):
    told = refusal(Scheduler(address))
    assert told.startswith(f"{address} is not encrypted") and "--plain-tcp" in told
    assert security_for(Scheduler(address, plain_tcp=True)) is None
    assert security_for(Scheduler("tcp://127.0.0.1:8786")) is None
    assert security_for(Scheduler("tcp://[::1]:8786")) is None


@pytest.mark.parametrize("where", ["scheduler", "worker"])
def test_a_plain_scheduler_here_that_listens_to_the_network_is_refused_too(where):
    addresses = {"scheduler": "tcp://127.0.0.1:1", "worker": "tcp://127.0.0.1:2"}
    addresses[where] = "tcp://10.0.0.5:3"
    client = SimpleNamespace(
        scheduler_info=lambda: {"address": addresses["scheduler"]},
        nthreads=lambda: {addresses["worker"]: 1},
    )
    with pytest.raises(GradingStopped, match=r"listens to the network, at tcp://10\.0\.0\.5:3"):
        check_way(Scheduler("tcp://127.0.0.1:1"), client)
    check_way(Scheduler("tcp://127.0.0.1:1", plain_tcp=True), client)


def test_a_local_run_listens_to_nothing_and_does_not_mind_who_does(tmp_path):
    with ExitStack() as held:
        with suppress(OSError):  # it is taken anyway
            held.enter_context(socket.create_server(("127.0.0.1", 8787)))
        one = Class(tmp_path / "course", 4, pause=1)
        command = one.start("--workers", "2")
        wait_for(one.gradings)
        family = [psutil.Process(command.pid)]
        family += family[0].children(recursive=True)
        open_here = [place for one in family for place in connections(one)]
        _, said = command.communicate(timeout=300)
    assert command.returncode == 0 and len(family) > 1
    assert open_here == []
    assert "8787" not in said and "Warning" not in said


def connections(process: psutil.Process) -> list:
    """What a process listens to in the network."""
    with suppress(psutil.NoSuchProcess):
        found = process.net_connections(kind="inet")
        return [one for one in found if one.status == psutil.CONN_LISTEN]
    return []
