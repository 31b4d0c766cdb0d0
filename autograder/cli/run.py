"""One grading run: finds what is to be graded, has it graded, and keeps each result at once."""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import nbformat.v4

from autograder.course.autograded import Autograded, all_files
from autograder.course.course import Course, CourseError, read_assignment
from autograder.course.ids import is_id
from autograder.course.submissions import SubmissionError, digest, read_submission, submitted_at
from autograder.gradebook.session import EntryError, OpenGradebook
from autograder.gradebook.writer import Writer
from autograder.pipeline import parallel
from autograder.pipeline.grade import Graded, Submission


class Run:
    """The grading of one assignment for some students; those already graded are left alone.

    Raises CourseError and GradebookError.
    """

    def __init__(
        self,
        course: Course,
        gradebook: OpenGradebook,
        name: str,
        students: list[str] | None = None,
        force: bool = False,
    ) -> None:
        self.course, self.gradebook, self.force = course, gradebook, force
        check_known(course, name)
        self.students = chosen(course, name, students)
        try:
            points, checksums = gradebook.points(name), gradebook.checksums(name)
        except EntryError as error:
            raise CourseError(
                f"The gradebook does not know {name}. Run: nbgrader generate_assignment {name}"
            ) from error
        self.assignment = read_assignment(course, name, points, checksums)
        self.autograded = Autograded(course, name)
        self.writer = Writer(gradebook, course.config)
        self.digests: dict[str, str] = {}
        self.refused: list[Graded] = []  # found unreadable on the way
        self.pending = self.find_pending()

    def find_pending(self) -> list[str]:
        """Those whose grading is not there yet, or comes from something else than now."""
        in_gradebook = self.gradebook.students(self.assignment.name)
        pending = []
        for student in self.students:
            self.autograded.sweep(student)
            if self.force:  # from here on a run without --force goes on where this one stops
                self.autograded.remove(student)
            if student not in in_gradebook or not self.is_graded(student):
                pending.append(student)
        return pending

    def is_graded(self, student: str) -> bool:
        """Does autograded/ hold the grading of exactly what is there now?"""
        try:
            submission = read_submission(self.course, self.assignment, student)
        except SubmissionError:
            return False  # it will be read again, and the reason told
        return self.autograded.holds(submission, digest(self.assignment, submission))

    def grade(
        self,
        workers: int | None = None,
        scheduler: str | None = None,
        grade: parallel.Grade = parallel.grade,
    ) -> Iterator[Graded]:
        """Grade what is pending; each is in the gradebook and in autograded/ when it is yielded.

        Raises GradingStopped and GradebookError; what has been yielded is kept.
        """
        workers = min(workers or parallel.CPU_COUNT, len(self.pending))
        submissions = self.read(self.pending)
        if self.pending:
            for submission, graded in parallel.run(
                self.assignment, submissions, workers, scheduler, grade
            ):
                yield self.keep(submission, graded)
        for graded in self.refused:
            yield self.take_back(graded)

    def read(self, students: list[str]) -> Iterator[Submission]:
        """The submissions that can be read, one by one: the class may not fit into the memory."""
        for student in students:
            try:
                submission = read_submission(self.course, self.assignment, student)
            except SubmissionError as error:
                self.refused.append(Graded(student, problem=str(error)))
            else:
                self.digests[student] = digest(self.assignment, submission)
                yield submission

    def keep(self, submission: Submission, graded: Graded) -> Graded:
        """Write the result down in the order that Autograded asks for; what became of it."""
        if graded.problem is None and set(graded.notebooks) != set(submission.notebooks):
            graded = Graded(graded.student, problem="The grader did not return all notebooks.")
        if graded.problem:
            return self.take_back(graded)
        name, student = self.assignment.name, submission.student
        texts = stamped(graded.notebooks, self.digests.pop(student))
        notebooks = {nb: nbformat.v4.reads(text) for nb, text in texts.items()}
        self.autograded.write(student, all_files(self.assignment, submission, texts))
        self.autograded.remove(student)
        try:
            self.writer.save(name, student, notebooks, submitted_at(submission))
        except EntryError as error:
            self.autograded.sweep(student)
            return Graded(student, problem=str(error))
        self.autograded.put_in_place(student)
        return replace(graded, notebooks={})  # a class's would not fit into the memory

    def take_back(self, graded: Graded) -> Graded:
        """Leave nothing of an earlier grading where there can be no new one."""
        self.autograded.remove(graded.student)
        if not is_id(graded.student):
            return graded  # the gradebook must not even learn that there is such an id
        try:
            self.writer.void(self.assignment.name, graded.student)
        except EntryError as error:
            return Graded(graded.student, problem=f"{graded.problem} {error}")
        return graded


def stamped(notebooks: dict[str, str], digest: str) -> dict[str, str]:
    """The notebooks with the digest of their grading in their metadata."""
    found = {name: json.loads(text) for name, text in notebooks.items()}
    for notebook in found.values():
        notebook["metadata"].setdefault("autograder", {})["digest"] = digest
    # as nbformat writes them
    write = partial(json.dumps, ensure_ascii=False, indent=1, sort_keys=True)
    return {name: write(notebook) + "\n" for name, notebook in found.items()}


def check_known(course: Course, name: str) -> None:
    """Raise CourseError unless source/ holds this assignment."""
    known = course.assignments()
    if name not in known:
        raise CourseError(
            f"Expected one of the assignments in {course.directory.source_directory}/: "
            f"{', '.join(known) or 'there is none'}. Found: {name!r}."
        )


def chosen(course: Course, name: str, students: list[str] | None) -> list[str]:
    """Whom to grade: all who handed in (None), or these; raises CourseError."""
    found = course.students(name)
    place = course.path(course.directory.submitted_directory, "<student>", name)
    if not found:
        raise CourseError(f"Nobody has handed in {name}: expected folders {place}, found none.")
    absent = sorted(set(students or []) - set(found))
    if absent:
        raise CourseError(
            f"No submission of {name} by {', '.join(absent)}: expected folders {place}. "
            f"Found: {', '.join(found[:20])}{' and others' if len(found) > 20 else ''}."
        )
    return sorted(set(students)) if students else found
