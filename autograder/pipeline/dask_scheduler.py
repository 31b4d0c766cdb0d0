"""Connects to an external Dask scheduler: encrypted, or within this machine."""

import ipaddress
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import dask
from distributed import Client, Security
from distributed.comm.addressing import parse_address, parse_host_port

from autograder.pipeline.judges import GradingStopped

WAIT = 30  # seconds for a scheduler and its first worker
CERTIFICATE = "dask.pem"  # in the course folder; `python -m autograder certificates` makes it
TLS = f"--tls-ca-file {CERTIFICATE} --tls-cert {CERTIFICATE} --no-dashboard"
START_SCHEDULER = f"dask scheduler --protocol tls {TLS}"
START_WORKER = f"dask worker %s --nthreads 1 {TLS}"
LOGGERS = ["distributed", "distributed.client", "tornado.application", "asyncio"]
PLAIN = (
    "Over plain tcp:// anyone in the network can read submissions, change results and run programs "
    "on your workers. Use tls://: python -m autograder certificates makes what it needs and says "
    "how to go on. If this network is yours alone, add --plain-tcp."
)


class Scheduler(NamedTuple):
    """Where a scheduler is, and how to speak to it."""

    address: str
    certificate: Path = Path(CERTIFICATE)
    plain_tcp: bool = False  # is an unencrypted connection over a network allowed?


@contextmanager
def connect(scheduler: Scheduler) -> Iterator[Client]:
    """A client of a scheduler that has a worker; raises GradingStopped."""
    security = security_for(scheduler)
    with quiet(), reach(scheduler, security) as client:
        check_way(scheduler, client)
        yield client


def security_for(scheduler: Scheduler) -> Security | None:
    """How the connection is encrypted, None for plain TCP; raises GradingStopped."""
    if not scheduler.address.startswith("tls://"):
        if not (scheduler.plain_tcp or is_loopback(scheduler.address)):
            raise GradingStopped(f"{scheduler.address} is not encrypted. {PLAIN}")
        return None
    path = str(scheduler.certificate)
    if scheduler.certificate.is_file():
        parts = dict.fromkeys(["tls_ca_file", "tls_client_cert", "tls_client_key"], path)
        return Security(require_encryption=True, **parts)
    if dask.config.get("distributed.comm.tls.client.cert"):
        return Security(require_encryption=True)  # as Dask's own configuration says
    raise GradingStopped(
        f"{scheduler.address} lets in nobody without a certificate, and there is none here: "
        f"expected the file {path}. Copy the one with which scheduler and workers were started, or "
        "name it: --certificate FILE. For new ones: python -m autograder certificates"
    )


def is_loopback(address: str) -> bool:
    """Does this address of Dask's lead to this machine, and stay within it?"""
    protocol, place = parse_address(address)
    try:
        host, _ = parse_host_port(place, 0)
        return protocol == "tcp" and (host == "localhost" or ipaddress.ip_address(host).is_loopback)
    except ValueError:
        return False


def reach(scheduler: Scheduler, security: Security | None) -> Client:
    """A client of an external scheduler that has a worker; raises GradingStopped."""
    address = scheduler.address
    try:
        client = Client(address, timeout=WAIT, security=security)
    except (OSError, ValueError) as error:
        raise GradingStopped(why_not(scheduler, error)) from error
    try:
        client.wait_for_workers(1, timeout=WAIT)
    except TimeoutError as error:
        client.close()
        start = START_WORKER % address if security else f"dask worker {address} --nthreads 1"
        raise GradingStopped(
            f"The scheduler at {address} has no worker. "
            f"Start one where the course is installed: {start}"
        ) from error
    return client


def why_not(scheduler: Scheduler, error: Exception) -> str:
    """Why no client could be had: is nobody there, or does somebody there not accept us?"""
    address = scheduler.address
    try:
        place = parse_host_port(parse_address(address)[1], 8786)
        socket.create_connection(place, timeout=WAIT).close()
    except (OSError, ValueError):
        return (
            f"Expected a Dask scheduler at {address}, but nothing answers there ({error}). "
            f"Start it with: {START_SCHEDULER}"
        )
    if address.startswith("tls://"):
        return (
            f"The scheduler at {address} does not accept the certificate {scheduler.certificate}, "
            "or is not encrypted at all. Start scheduler and workers with a copy of this very file "
            f"(it lasts a year): {START_SCHEDULER}"
        )
    return (
        f"Something answers at {address}, but it is no scheduler that speaks plain tcp. If yours "
        "is encrypted, its address begins with tls://."
    )


def check_way(scheduler: Scheduler, client: Client) -> None:
    """Raise GradingStopped if a plain scheduler or worker listens to more than this machine."""
    if scheduler.address.startswith("tls://") or scheduler.plain_tcp:
        return
    for address in [client.scheduler_info()["address"], *client.nthreads()]:
        if not is_loopback(address):
            raise GradingStopped(
                f"The scheduler at {scheduler.address} or one of its workers listens to the "
                f"network, at {address}. {PLAIN} On this machine alone, start both with "
                "--host 127.0.0.1."
            )


@contextmanager
def quiet() -> Iterator[None]:
    """Keep Dask's own log from the screen: what matters is told in our words."""
    loggers = [logging.getLogger(name) for name in LOGGERS]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
