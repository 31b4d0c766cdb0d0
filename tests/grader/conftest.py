"""Gradebooks in SQLite and in PostgreSQL, for the tests of this folder."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Path]:
    """A PostgreSQL server of our own, run by an ordinary user; yields the folder of its socket."""
    if not BINARIES:
        pytest.skip("no PostgreSQL here: apt install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path must be short
    us = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
    if us:
        shutil.chown(folder, "postgres", "postgres")
    run = {"check": True, "cwd": folder, "stdout": subprocess.DEVNULL, **us}
    data, bin = folder / "data", BINARIES[-1]
    subprocess.run([bin / "initdb", "-D", data, "-U", "teacher", "-A", "trust", "-N"], **run)
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    control = [bin / "pg_ctl", "-D", data, "-l", folder / "log", "-w"]
    subprocess.run([*control, "-o", options, "start"], **run)
    try:
        yield folder
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], **run)
        shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def db_url(request, tmp_path) -> str:
    """The address of an empty gradebook."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/gradebook.db"
    folder = request.getfixturevalue("postgres")
    name = f"course_{abs(hash(tmp_path))}"
    with psycopg.connect(host=str(folder), user="teacher", dbname="postgres") as connection:
        connection.autocommit = True
        connection.execute(f"CREATE DATABASE {name}")
    return f"postgresql+psycopg://teacher@/{name}?host={folder}"
