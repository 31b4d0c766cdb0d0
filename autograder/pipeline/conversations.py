"""Who answers each test of a notebook: values that were noted, or a snapshot to be called."""

import gc
from functools import partial
from weakref import WeakSet

from autograder.pipeline.lookup import Noted
from autograder.pipeline.proxies import Student
from autograder.pipeline.testcell import TestRunner
from autograder.sandbox.channel import Channel
from autograder.sandbox.kernel import Kernel


class Conversations:
    """Begins and ends each test's conversation; neighbouring tests have one in common.

    `left` says for each test what `run_student_cells` has left for it.
    """

    def __init__(
        self, left: list[list[Channel] | dict | None], kernel: Kernel, runner: TestRunner
    ) -> None:
        self.left, self.kernel, self.runner = left, kernel, runner
        self.students: dict[int, Student] = {}  # by the list of channels that they talk on
        self.living: WeakSet[Student] = WeakSet()  # a test may have kept a function of theirs

    def begin(self, number: int) -> Noted | Student | None:
        """Who answers this test; None where the student's process was lost before it.

        A process that an earlier test has lost is replaced by the next that the snapshot offers.
        """
        self.runner.doubts.begin()
        for one in self.living:
            one.left = one.seconds
        left = self.left[number]
        if left is None:
            return None
        if isinstance(left, dict):
            return Noted(left, self.runner.doubts)
        student = self.students.get(id(left))
        if left and (student is None or student.lost):
            seconds = self.kernel.settings.test_seconds
            student = Student(
                left.pop(0), seconds, self.runner.doubts, partial(self.kernel.reason, test=True)
            )
            self.students[id(left)] = student
            self.living.add(student)
        return student

    def end(self, number: int) -> None:
        """After the last test of a snapshot hang up, unless a test keeps a function of its own."""
        left = self.left[number]
        if not isinstance(left, list) or any(left is other for other in self.left[number + 1 :]):
            return
        for channel in left:
            channel.close()
        if id(left) in self.students:
            self.runner.let_go(self.students.pop(id(left)))
            gc.collect()  # a function and its conversation know each other
