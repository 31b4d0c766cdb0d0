"""The one writer of the gradebook: nbgrader's own steps, and the reason for each lost point."""

from datetime import datetime

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import Comment, Grade, Gradebook, SubmittedNotebook
from nbgrader.preprocessors import SaveAutoGrades
from traitlets.config import Config

from autograder.feedback.hidden import hiding_words
from autograder.gradebook.penalties import LatePenalties
from autograder.gradebook.reasons import lost_points
from autograder.gradebook.session import OpenGradebook


class SaveGrades(SaveAutoGrades):
    """nbgrader's SaveAutoGrades; the comment on a solution also says why its tests lost points."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        self.lost = lost_points(nb, *hiding_words(self.config))
        return super().preprocess(nb, resources)

    def save(self, nb: NotebookNode, gradebook: Gradebook, ids: tuple[str, str, str]) -> None:
        """Do the same in a gradebook that is open; `ids`: notebook, assignment, student."""
        self.gradebook, self.lost = gradebook, lost_points(nb, *hiding_words(self.config))
        self.notebook_id, self.assignment_id, self.student_id = ids
        for index, cell in enumerate(nb.cells):
            self.preprocess_cell(cell, {}, index)

    def _add_comment(self, cell: NotebookNode, resources: ResourcesDict) -> None:
        super()._add_comment(cell, resources)
        name = cell.metadata.nbgrader.grade_id
        if name in self.lost:
            comment = self.gradebook.find_comment(
                name, self.notebook_id, self.assignment_id, self.student_id
            )
            lines = [comment.auto_comment] if comment.auto_comment else []
            comment.auto_comment = "\n\n".join(lines + self.lost[name])  # Markdown: paragraphs
            self.gradebook.db.commit()


class Writer:
    """Writes what was graded, one commit a submission."""

    def __init__(self, gradebook: OpenGradebook, config: Config) -> None:
        self.gradebook = gradebook
        self.grades, self.penalties = SaveGrades(config=config), LatePenalties(config=config)

    def save(
        self,
        assignment: str,
        student: str,
        notebooks: dict[str, NotebookNode],
        timestamp: datetime | None,
    ) -> None:
        """Save the scores of a submission, as nbgrader's autograde would; a notebook that was not
        handed in gets 0. Raises EntryError and GradebookError.
        """
        more = {"timestamp": timestamp} if timestamp else {}
        with self.gradebook.entry(assignment, student, **more) as submission:
            for notebook in submission.notebooks:
                nb = notebooks.get(notebook.name)
                if nb is None:
                    self.zero(notebook)
                    continue
                self.forget(notebook, {name_of(cell) for cell in nb.cells})
                self.grades.save(nb, self.gradebook, (notebook.name, assignment, student))
                self.penalties.assign(notebook, self.gradebook)

    def update_penalties(self, assignment: str) -> set[str]:
        """Bring all late penalties up to date; whose has changed. Raises GradebookError."""
        return self.penalties.update_all(assignment, self.gradebook)

    def void(self, assignment: str, student: str) -> None:
        """Take back all that earlier gradings gave; a teacher's own scores and comments stay.

        Raises EntryError and GradebookError.
        """
        with self.gradebook.entry(assignment, student) as submission:
            for notebook in submission.notebooks:
                self.forget(notebook, set())

    def zero(self, notebook: SubmittedNotebook) -> None:
        """No points for a notebook that was not handed in."""
        self.forget(notebook, set())
        for grade in self.entries(notebook, Grade).values():
            grade.auto_score, grade.needs_manual_grade = 0, False

    def forget(self, notebook: SubmittedNotebook, present: set[str | None]) -> None:
        """Leave nothing of an earlier grading on the cells that are not `present` now."""
        notebook.late_submission_penalty = None
        for name, grade in self.entries(notebook, Grade).items():
            if name not in present:
                grade.auto_score, grade.needs_manual_grade = None, True
        for name, comment in self.entries(notebook, Comment).items():
            if name not in present:
                comment.auto_comment = None

    def entries(self, notebook: SubmittedNotebook, kind: type) -> dict[str, Grade | Comment]:
        """The grades or comments of one notebook, by cell."""
        found = self.gradebook.found.items()
        return {cell: e for (k, cell, nb), e in found if k is kind and nb == notebook.name}


def name_of(cell: NotebookNode) -> str | None:
    """The name by which nbgrader knows a cell."""
    return cell.metadata.get("nbgrader", {}).get("grade_id")
