"""One grading run: finds what is to be graded, has it graded, and keeps each result at once."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from autograder.course.autograded import Autograded, all_files
from autograder.course.course import Course, CourseError
from autograder.course.ids import is_id
from autograder.course.masters import read_assignment
from autograder.course.pythons import Version, newer
from autograder.course.submissions import SubmissionError, read_submission, submitted_at
from autograder.gradebook.session import EntryError, OpenGradebook
from autograder.gradebook.writer import Writer
from autograder.pipeline.submission import Assignment, Graded, Submission

# Grades submissions, and yields each with its result.
Graders = Callable[[Assignment, Iterable[Submission]], Iterator[tuple[Submission, Graded]]]


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
        self.assignment = read_known(course, gradebook, name)
        self.students = chosen(course, name, students)
        self.autograded = Autograded(course, name)
        self.writer = Writer(gradebook, course.config)
        self.refused: list[Graded] = []  # found unreadable on the way
        self.newer: Counter[Version] = Counter()  # notebooks of a newer Python than this one
        self.pending = self.find_pending()

    def find_pending(self) -> list[str]:
        """Students without a grading, or whose work, master or settings have changed since."""
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
        return self.autograded.holds(submission)

    def grade(self, graders: Graders) -> Iterator[Graded]:
        """Grade what is pending; each is in the gradebook and in autograded/ when it is yielded.

        Raises what `graders` raises, and GradebookError; what has been yielded is kept.
        """
        if self.pending:
            for submission, graded in graders(self.assignment, self.read(self.pending)):
                yield self.keep(submission, graded)
        for graded in self.refused:
            yield self.take_back(graded)

    def read(self, students: list[str]) -> Iterator[Submission]:
        """The submissions that can be read, one by one: a whole class may not fit into memory."""
        for student in students:
            try:
                submission = read_submission(self.course, self.assignment, student)
                self.newer += newer(submission.notebooks.values())
                yield submission
            except SubmissionError as error:
                self.refused.append(Graded(student, problem=str(error)))

    def keep(self, submission: Submission, graded: Graded) -> Graded:
        """Save the result in the order that Autograded asks for; return it, or the problem."""
        if graded.problem is None and set(graded.notebooks) != set(submission.notebooks):
            graded = Graded(graded.student, problem="The grader did not return all notebooks.")
        if graded.problem:
            return self.take_back(graded)
        name, student = self.assignment.name, submission.student
        files = all_files(self.assignment, submission, graded.notebooks)
        try:
            self.autograded.write(student, files)
        except OSError as error:  # a name that this file system does not take, say
            self.autograded.sweep(student)
            problem = f"{error.filename or 'A file'} cannot be written: {error.strerror}."
            return self.take_back(Graded(student, problem=problem))
        self.autograded.remove(student)
        try:
            self.writer.save(name, student, graded.marks, submitted_at(submission))
        except EntryError as error:
            self.autograded.sweep(student)
            return Graded(student, problem=str(error))
        self.autograded.put_in_place(student)
        return replace(graded, notebooks={}, marks={})  # those of a class would not fit into memory

    def take_back(self, graded: Graded) -> Graded:
        """Remove the result of an earlier grading: there can be no new one."""
        self.autograded.remove(graded.student)
        if not is_id(graded.student):
            return graded  # the gradebook must not even learn that there is such an id
        try:
            self.writer.void(self.assignment.name, graded.student)
        except EntryError as error:
            return Graded(graded.student, problem=f"{graded.problem} {error}")
        return graded


def read_known(course: Course, gradebook: OpenGradebook, name: str) -> Assignment:
    """An assignment that both source/ and the gradebook know; raises CourseError."""
    course.check_assignment(name)
    try:
        points, checksums = gradebook.points(name), gradebook.checksums(name)
    except EntryError as error:
        raise CourseError(
            f"The gradebook does not know {name}. Run: nbgrader generate_assignment {name} --force"
        ) from error
    return read_assignment(course, name, points, checksums, bool(gradebook.students(name)))


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
