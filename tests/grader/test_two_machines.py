"""A class graded over a network: each machine is a network namespace of its own, joined by a cable.

Both have an address for documentation (RFC 5737), and no way to anywhere else.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest

from autograder.cli import certificates
from tests.grader.test_scheduler import NOTING, Cluster
from tests.support import handmade

ADDRESSES = ("192.0.2.1", "192.0.2.2")
PROGRAM = """
import sys
from pathlib import Path
from autograder.cli import certificates
from autograder.cli.grade import main
from autograder.pipeline import dask_scheduler

with dask_scheduler.connect(dask_scheduler.Scheduler({address!r})) as client:
    client.wait_for_workers(2, timeout=120)
assert main(["hw", "--scheduler", {address!r}], grade={grade!r}) == 0

dask_scheduler.WAIT = 3
stranger = ["hw", "--force", "--certificate", "own.pem", "--scheduler"]
assert main([*stranger, {address!r}]) == 1
certificates.make(Path("own.pem"))
assert main([*stranger, {address!r}]) == 1
assert main([*stranger, {plain!r}, "--plain-tcp"]) == 1
"""

Machine = tuple[str, ...]  # what stands before a command that is to run there


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)


@pytest.fixture(scope="module")
def machines() -> Iterator[list[Machine]]:
    """Two network namespaces, joined by a pair of virtual interfaces."""
    if os.getuid() != 0 or shutil.which("ip") is None:
        pytest.skip("network namespaces need root and ip (apt install iproute2)")
    names = [f"grading-{os.getpid()}-{number}" for number in (1, 2)]
    made: list[str] = []
    try:
        for name in names:
            try:
                ip("netns", "add", name)
            except subprocess.CalledProcessError as error:
                pytest.skip(f"no network namespace can be made here: {error.stderr}")
            made.append(name)
        first, second = names
        ip("-n", first, "link", "add", "eth0", "type", "veth", "peer", "eth0", "netns", second)
        for name, address, other in zip(names, ADDRESSES, reversed(ADDRESSES), strict=True):
            ip("-n", name, "address", "add", f"{address}/24", "dev", "eth0")
            for link in ("lo", "eth0"):
                ip("-n", name, "link", "set", link, "up")
            ip("-n", name, "route", "add", "default", "via", other)  # Dask looks which way it goes
        yield [("ip", "netns", "exec", name) for name in names]
    finally:
        for name in made:
            ip("netns", "delete", name)


def test_workers_on_another_machine_grade_a_class_and_a_stranger_is_refused(machines, tmp_path):
    """All but the scheduler is on the second machine, the grading command as well."""
    first, second = machines
    course = handmade.build(tmp_path / "course")
    students = handmade.submit_class(course, 6)
    certificates.make(course / "dask.pem")
    with Cluster(course, certificates.DONE) as cluster:
        address = cluster.start_scheduler(before=first)
        assert address == f"tls://{ADDRESSES[0]}:8786"
        cluster.start_workers(address, before=second)
        plain = address.replace("tls://", "tcp://")
        program = PROGRAM.format(address=address, plain=plain, grade=NOTING)
        command = [*second, sys.executable, "-c", program]
        run = {"cwd": course, "env": cluster.environment, "timeout": 300}
        done = subprocess.run(command, **run, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "6 graded" in done.stdout
    noted = (course / "graded.log.workers").read_text().split()
    assert len(noted) == len(students) and len(set(noted)) == 2
    told = [line for line in done.stderr.splitlines() if not line.startswith("Grading hw")]
    missing, other, unencrypted = told
    assert "lets in nobody without a certificate" in missing and "own.pem" in missing
    assert "does not accept the certificate own.pem" in other
    assert "its address begins with tls://" in unencrypted
