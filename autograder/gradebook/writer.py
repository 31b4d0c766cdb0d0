"""The one writer of the gradebook: scores and reasons of a submission, in one commit."""

from collections.abc import Mapping
from datetime import datetime

from nbgrader.api import Comment, Grade, SubmittedNotebook
from traitlets.config import Config

from autograder.gradebook.mark import Mark
from autograder.gradebook.penalties import LatePenalties
from autograder.gradebook.session import OpenGradebook

Marks = Mapping[str, Mark]  # by cell


class Writer:
    """Writes what was graded, one commit a submission."""

    def __init__(self, gradebook: OpenGradebook, config: Config) -> None:
        self.gradebook = gradebook
        gradebook.index()
        self.penalties = LatePenalties(config=config)

    def save(
        self, assignment: str, student: str, marks: Mapping[str, Marks], timestamp: datetime | None
    ) -> None:
        """Save the marks of a submission, by notebook; one that was not handed in gets 0.

        Raises EntryError and GradebookError.
        """
        more = {"timestamp": timestamp} if timestamp else {}
        with self.gradebook.entry(assignment, student, **more) as submission:
            for notebook in submission.notebooks:
                if notebook.name in marks:
                    self.mark(notebook, marks[notebook.name])
                    self.penalties.assign(notebook, self.gradebook)
                else:
                    self.zero(notebook)

    def update_penalties(self, assignment: str) -> None:
        """Bring all late penalties up to date; raises GradebookError."""
        self.penalties.update_all(assignment, self.gradebook)

    def void(self, assignment: str, student: str) -> None:
        """Take back all that earlier gradings gave; a teacher's own scores and comments stay.

        Raises EntryError and GradebookError.
        """
        with self.gradebook.entry(assignment, student) as submission:
            for notebook in submission.notebooks:
                self.mark(notebook, {})

    def mark(self, notebook: SubmittedNotebook, marks: Marks) -> None:
        """Write one notebook's marks; a cell without one waits for a person."""
        notebook.late_submission_penalty = None
        for name, grade in self.entries(notebook, Grade).items():
            mark = marks.get(name)
            if mark and not mark.graded:
                continue  # a task, which only a person grades
            grade.auto_score = mark.score if mark else None
            # A teacher who has given a score wants to look again, as in nbgrader.
            manual = mark is not None and grade.manual_score is not None
            grade.needs_manual_grade = manual or grade.auto_score is None
        comments = self.entries(notebook, Comment)
        for name, comment in comments.items():
            comment.auto_comment = marks[name].comment if name in marks else None
        for name, grade in self.entries(notebook, Grade).items():
            if name in marks and marks[name].comment and name not in comments:
                self.note(notebook, grade, marks[name].comment)

    def note(self, notebook: SubmittedNotebook, grade: Grade, words: str | None) -> None:
        """Comment on a test: nbgrader itself neither makes nor shows comments there."""
        place = {"cell_id": grade.cell_id, "notebook_id": notebook.id}
        self.gradebook.db.add(Comment(auto_comment=words, **place))

    def zero(self, notebook: SubmittedNotebook) -> None:
        """No points for a notebook that was not handed in."""
        self.mark(notebook, {})
        for grade in self.entries(notebook, Grade).values():
            grade.auto_score, grade.needs_manual_grade = 0, False

    def entries(self, notebook: SubmittedNotebook, kind: type) -> dict[str, Grade | Comment]:
        """The grades or comments of one notebook, by cell."""
        found = self.gradebook.found.items()
        return {cell: e for (k, cell, nb), e in found if k is kind and nb == notebook.name}
