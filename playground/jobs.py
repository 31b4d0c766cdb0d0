"""One job at a time: of all that was asked for, only the latest is carried on."""

import threading
from collections.abc import Iterator

DONE = object()


class Jobs:
    """Runs a job, an iterator, step by step; a newer job takes its place.

    The first step is done before `start` returns. So a short job is done within the widget's
    callback, and ipywidgets sends no further event meanwhile; a long one goes on in a thread.
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.job: Iterator | None = None
        self.thread: threading.Thread | None = None

    def start(self, job: Iterator) -> None:
        """Do this instead of whatever is still going on."""
        with self.lock:
            self.job = job
            going_on = next(job, DONE) is not DONE
        if going_on:
            self.thread = threading.Thread(target=self._go_on, args=(job,), daemon=True)
            self.thread.start()

    def _go_on(self, job: Iterator) -> None:
        while True:
            with self.lock:
                if self.job is not job or next(job, DONE) is DONE:
                    return

    def finish(self) -> None:
        """Wait until the latest job is done."""
        while (thread := self.thread) is not None and thread.is_alive():
            thread.join()
