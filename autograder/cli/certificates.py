"""`python -m autograder certificates` makes key and certificate for several machines."""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from distributed import Security

from autograder.pipeline.dask_scheduler import CERTIFICATE, START_SCHEDULER, START_WORKER

DONE = f"""Wrote {{path}}, which holds until {{end:%Y-%m-%d}}.
Scheduler, workers and this command know each other by it. Whoever has it can run programs on all of
them: keep it private, and copy it with scp, never by mail.

1. On the machine of the scheduler, with a copy of the file:
   {START_SCHEDULER}
2. On each machine that grades, where this course is installed (--nworkers: its cores):
   {START_WORKER % "tls://SCHEDULER:8786"} --nworkers 4
3. Here, in the course folder:
   python -m autograder ASSIGNMENT --scheduler tls://SCHEDULER:8786"""


def make(path: Path) -> datetime:
    """Write a new key and its certificate into a file for its owner alone; returns its last day.

    Raises FileExistsError. One pair serves all roles, as in Dask's own temporary clusters: a client
    may run any program on the workers, so separate ones would keep nobody from anything.
    """
    pair = Security.temporary()
    certificate = str(pair.tls_client_cert)
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(number, "w") as file:
        file.write(f"{pair.tls_client_key}{certificate}")
    return x509.load_pem_x509_certificate(certificate.encode()).not_valid_after_utc


def main(argv: Sequence[str] | None = None) -> int:
    """Make the file and say what to do with it; 1 if there is one."""
    parser = argparse.ArgumentParser(
        prog="python -m autograder certificates",
        description="Make the key and the certificate with which a Dask scheduler, its workers and "
        "the grading command encrypt what they say, and know each other.",
    )
    parser.add_argument("--to", type=Path, default=Path(CERTIFICATE), metavar="FILE")
    path = parser.parse_args(argv).to
    try:
        end = make(path)
    except FileExistsError:
        print(
            f"{path} is there already: scheduler and workers may be using it. It is left as it is. "
            f"For a new one, delete it or name another file: --to FILE. {until(path)}",
            file=sys.stderr,
        )
        return 1
    except OSError as error:
        print(f"{path} cannot be written: {error.strerror}.", file=sys.stderr)
        return 1
    print(DONE.format(path=path, end=end))
    return 0


def until(path: Path) -> str:
    """Until when the certificate in a file holds, in words."""
    try:
        end = x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc
    except (OSError, ValueError):
        return "It holds no certificate."
    word = "held" if end < datetime.now(UTC) else "holds"
    return f"It {word} until {end:%Y-%m-%d}."
