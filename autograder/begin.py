"""What nbgrader's autograde does first of all with a submission, before it even reads it."""

from pathlib import Path

from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry


class LinkError(ValueError):
    """A submission that is a symbolic link would be somebody else's file, or one of yours."""


class BeginExporter(NotebookExporter):
    """nbgrader's exporter; old scores are forgotten and links refused before a notebook is read.

    nbgrader keeps an old score when a new grading fails, and it copies what links point to.
    """

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
