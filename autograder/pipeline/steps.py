"""Our two steps in nbgrader's lists: only their places count, a judge's `grade` does the work."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bunch, Int, List, TraitError, Unicode, validate

from autograder.pipeline.submission import is_code


class Sanitize(NbGraderPreprocessor):
    """In `c.Autograde.sanitize_preprocessors`: the master's cells and plain text, nothing else.

    A course's own preprocessors may stand after it.
    """

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        return nb, resources


class Execute(Sanitize):
    """In `c.Autograde.autograde_preprocessors`: runs, tests and scores a notebook.

    A course's own preprocessors may stand before and after it.
    """

    inside = List(
        Unicode(),
        help="test cells, as assignment/notebook/cell with wildcards, or * for all, that inspect"
        " live objects and so must run in the student's process, where its code can forge them",
    ).tag(config=True)
    files = List(
        Unicode(),
        help="patterns of the paths of files that students' cells write and tests read, such as"
        " *.csv or out/*.json; never of code",
    ).tag(config=True)
    timeout = Int(
        None,
        allow_none=True,
        help="seconds of one cell, as in nbgrader: another name of c.Sandbox.cell_seconds",
    ).tag(config=True)

    @validate("files")
    def _show_no_code(self, proposal: Bunch) -> list[str]:
        """Tests run beside what a course does not want students to touch."""
        for pattern in filter(is_code, proposal.value):
            raise TraitError(
                f"c.Execute.files names {pattern!r}. Expected files of data, found what runs as"
                " code when a test imports or loads it."
            )
        return proposal.value
