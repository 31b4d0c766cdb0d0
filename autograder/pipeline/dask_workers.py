"""Sends submissions to Dask workers, a few at a time, and yields their results."""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator

import dask
from distributed import Client, Future, KilledWorker, as_completed

from autograder.pipeline.dask_scheduler import Scheduler, connect
from autograder.pipeline.judges import GRADE, GradingStopped, own_judges
from autograder.pipeline.submission import Assignment, Graded, Submission

IN_FLIGHT = 3  # tasks a worker: one runs, the others wait there, so that it is never idle
TRIES = 3  # workers that a submission may crash before it counts as not gradable
DASK = {
    "distributed.admin.large-graph-warning-threshold": "1GB",  # a task carries its submission
    "distributed.worker.profile.enabled": False,  # profiles of a long run would fill the memory
    "distributed.admin.log-length": 100,  # so would logs
    "distributed.admin.low-level-log-length": 100,
}
LOST = (
    "The connection to the scheduler was lost. What has been graded is kept. "
    "Start the scheduler again, then the same command: it goes on where it was."
)
KILLED = (
    "The process that graded this submission was killed three times. Most often the machine has "
    "too little memory: see that it has more, and start the same command again."
)
NOT_INSTALLED = (
    "A worker cannot import what grading needs. Install this course's packages there, "
    "in the same versions as here (requirements.txt)."
)

turn = threading.Lock()


def run(
    assignment: Assignment,
    submissions: Iterable[Submission],
    scheduler: Scheduler,
    grade: str = GRADE,
) -> Iterator[tuple[Submission, Graded]]:
    """Yield every submission with what `grade` found, in the order in which they are done.

    They are read only as fast as they are graded. Raises GradingStopped.
    """
    with dask.config.set(DASK), connect(scheduler) as client:
        yield from Window(client, assignment, grade).run(iter(submissions))


class Window:
    """The tasks in flight.

    A submission whose worker died is tried again alone: that shows which one kills workers.
    """

    def __init__(self, client: Client, assignment: Assignment, grade: str) -> None:
        self.client, self.assignment, self.grade = client, assignment, grade
        self.flying: dict[tuple, Submission] = {}
        self.landing = as_completed()
        self.sent = self.graded = self.without_sandbox = 0
        self.losses: Counter[str] = Counter()  # how many workers died, by student
        self.again: list[Submission] = []

    def run(self, submissions: Iterator[Submission]) -> Iterator[tuple[Submission, Graded]]:
        """All submissions, then one by one those that were lost."""
        yield from self.fly(submissions)
        while self.again:
            yield from self.fly(iter([self.again.pop(0)]), alone=True)

    def fly(
        self, waiting: Iterator[Submission], alone: bool = False
    ) -> Iterator[tuple[Submission, Graded]]:
        """Keep the window full until all have come back."""
        self.fill(waiting)
        for future in self.landing:
            submission = self.flying.pop(future.key)
            graded = self.outcome(future, submission.student, alone)
            future.release()  # or it would be done again if its worker died now
            if graded is None:
                self.again.append(submission)
            self.fill(waiting)
            if graded is not None:
                yield submission, graded

    def fill(self, waiting: Iterator[Submission]) -> None:
        """Send off what there is room for."""
        room = IN_FLIGHT * self.workers()
        while len(self.flying) < room and (submission := next(waiting, None)) is not None:
            self.sent += 1
            key = ("grade", self.sent)
            task = (take_turn, self.grade, self.assignment, submission)
            self.flying[key] = submission
            self.landing.add(self.client.submit(*task, key=key, pure=False))

    def workers(self) -> int:
        """How many there are now, at least one: they come and go. Raises GradingStopped."""
        try:
            return max(1, len(self.client.nthreads()))
        except OSError as error:
            raise GradingStopped(LOST) from error

    def outcome(self, future: Future, student: str, alone: bool) -> Graded | None:
        """What a task found; None if it is to be tried again. Raises GradingStopped."""
        try:
            graded = future.result()
        except KilledWorker as error:
            return self.after_loss(student, error.allowed_failures + 1, alone, KILLED)
        except GradingStopped as error:  # no sandbox there
            self.without_sandbox += 1
            if not self.graded and self.without_sandbox >= TRIES:
                raise GradingStopped(str(error)) from error
            return self.after_loss(student, 1, alone, str(error))
        except Exception as error:
            if future.status != "error":  # no task has failed: the way to it is lost
                raise GradingStopped(LOST) from error
            if isinstance(error, ImportError):
                raise GradingStopped(f"{NOT_INSTALLED} It says: {error}") from error
            return Graded(student, problem=f"The grader itself failed: {error!r}")
        self.graded += 1
        return graded

    def after_loss(self, student: str, losses: int, alone: bool, why: str) -> Graded | None:
        """None to try again; a problem if that has been done often enough, and alone."""
        self.losses[student] += losses
        return Graded(student, problem=why) if alone and self.losses[student] >= TRIES else None


def take_turn(grade: str, assignment: Assignment, submission: Submission) -> Graded:
    """Grade on a worker: one at a time in each process, for they share its judges."""
    with turn:
        judges = own_judges()
        judges.begin(assignment, grade)
        [(_, graded)] = judges.run([submission])
        return graded
