"""What nbgrader's autograde does first of all with a submission, before it even reads it."""

from collections.abc import Callable
from pathlib import Path

from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde
from traitlets.config import Config

from autograder.course.ids import check_id


class LinkError(ValueError):
    """A submission that is a symbolic link would be somebody else's file, or one of yours."""


class BeginExporter(NotebookExporter):
    """nbgrader's exporter; old scores are forgotten and links refused before a notebook is read.

    nbgrader keeps an old score when a new grading fails, and it copies what links point to.
    """

    def __init__(self, config: Config | None = None, **more: object) -> None:
        super().__init__(config=config, **more)
        if isinstance(self.parent, Autograde):
            self.parent.init_assignment = checked(self.parent.init_assignment)

    def from_filename(
        self, filename: str, resources: ResourcesDict | None = None, **kwargs: object
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Read and convert a notebook; raises LinkError."""
        if self.parent._sanitizing:  # the first of Autograde's two rounds
            forget_scores(resources["nbgrader"])
            coursedir, ids = self.parent.coursedir, resources["nbgrader"]
            submitted, autograded, source = (
                Path(coursedir.format_path(step, student, ids["assignment"]))
                for step, student in [
                    (coursedir.submitted_directory, ids["student"]),
                    (coursedir.autograded_directory, ids["student"]),
                    (coursedir.source_directory, "."),
                ]
            )
            refuse_links(Path(filename), submitted)
            remove_copies_of_links(submitted, autograded, source)
        return super().from_filename(filename, resources=resources, **kwargs)


def checked(init_assignment: Callable[[str, str], None]) -> Callable[[str, str], None]:
    """The step that makes a student known to the gradebook, for ids that may be there.

    nbgrader has no hook at this place that may refuse a submission: it makes the exporter after it
    has found the submissions, before it takes up the first.
    """

    def check_first(assignment: str, student: str) -> None:
        check_id(student)
        init_assignment(assignment, student)

    return check_first


def forget_scores(ids: dict[str, str]) -> None:
    """Until there are new scores, the notebook is one that needs a teacher's look."""
    with Gradebook(ids["db_url"]) as gradebook:
        try:
            notebook = gradebook.find_submission_notebook(
                ids["notebook"], ids["assignment"], ids["student"]
            )
        except MissingEntry:
            return
        for grade in notebook.grades:
            grade.auto_score, grade.needs_manual_grade = None, True
        gradebook.db.commit()


def refuse_links(notebook: Path, submitted: Path) -> None:
    """Raise LinkError if the notebook, or a folder it lies in, is a symbolic link."""
    for path in (notebook, submitted, submitted.parent):
        if path.is_symlink():
            raise LinkError(
                f"Expected a notebook of the student's own, but {path} is a symbolic link to"
                f" {path.readlink()}. Put the file itself there."
            )


def remove_copies_of_links(submitted: Path, autograded: Path, source: Path) -> None:
    """Take out of autograded/ what nbgrader has copied through links of the student's."""
    for path in submitted.rglob("*"):
        name = path.relative_to(submitted)
        if path.is_symlink() and not (source / name).exists():
            (autograded / name).unlink(missing_ok=True)
