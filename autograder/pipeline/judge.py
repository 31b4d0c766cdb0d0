"""What a judge does, from its fork to its end: it grades one submission, within limits."""

import os
import resource
import time
from collections.abc import Callable
from dataclasses import replace
from typing import NoReturn

from autograder.pipeline.result import encode
from autograder.pipeline.settings import Judge
from autograder.pipeline.submission import Assignment, Graded, Submission
from autograder.sandbox.bubblewrap import SandboxError
from autograder.sandbox.supervisor import Session, ZygoteLost

Grade = Callable[[Assignment, Submission, Session], Graded]
TOO_MUCH = (
    "The process that tested this submission was ended by {signal}: it used more than"
    " {memory_mb} MB of memory or {cpu_seconds} seconds of CPU time (c.Judge in"
    " nbgrader_config.py). The student's code may have returned something built to be that large."
)


def judge(
    grade: Grade,
    limits: Judge,
    assignment: Assignment,
    submission: Submission,
    session: Session,
    tell: int,
) -> NoReturn:
    """Grade, write the result to the pipe `tell`, end."""
    try:
        limit(limits)
        start = time.monotonic()
        graded = grade(assignment, submission, session)
        result = encode(replace(graded, seconds=time.monotonic() - start))
    except ZygoteLost:
        result = b""  # tried again
    except SandboxError as error:
        result = encode(Graded(submission.student), sandbox=str(error))
    except MemoryError:
        result = encode(Graded(submission.student, problem=too_much("MemoryError", limits)))
    except BaseException as error:  # a test's own code may raise anything
        problem = f"The grader itself failed: {error!r}"[:2000]
        result = encode(Graded(submission.student, problem=problem))
    with os.fdopen(tell, "wb") as pipe:
        pipe.write(result)
    os._exit(0)


def limit(limits: Judge) -> None:
    """Let the kernel end this process, or refuse it memory, beyond its limits."""
    with open("/proc/self/statm", encoding="ascii") as statm:
        mapped = int(statm.read().split()[0]) * resource.getpagesize()
    memory = mapped + limits.memory_mb * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def too_much(ended_by: str, limits: Judge) -> str:
    """Why there is no grade, where memory or CPU time ran out."""
    words = {"memory_mb": limits.memory_mb, "cpu_seconds": limits.cpu_seconds}
    return TOO_MUCH.format(signal=ended_by, **words)
