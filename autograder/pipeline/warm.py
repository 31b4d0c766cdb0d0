"""The warm process from which workers are forked: what they need is imported once, beforehand."""

import multiprocessing
import os
import signal
from multiprocessing import forkserver

METHOD = "forkserver"
NEEDED = ["autograder.pipeline.parallel"]
LIBRARIES = "OMP", "OPENBLAS", "MKL"


def start() -> None:
    """Start it, unless it runs. It ends with this process, however that ends."""
    for library in LIBRARIES:  # a worker has one core, and threads do not survive a fork
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    multiprocessing.get_context(METHOD).set_forkserver_preload(NEEDED)
    heard = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command alone
    try:
        forkserver.ensure_running()
    finally:
        signal.signal(signal.SIGINT, heard)
