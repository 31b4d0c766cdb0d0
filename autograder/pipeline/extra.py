"""A course's own preprocessors, which it has put into nbgrader's lists beside our steps."""

from importlib import import_module

from nbformat import NotebookNode
from traitlets.config import Config

from autograder.pipeline.submission import Assignment, Submission


class Extras:
    """Runs them on one notebook, where the course has put them.

    `settings["extras"]` holds, for "sanitized" (before the notebook runs) and "executed" (after),
    the classes as `module:name`; `settings` holds their configuration under their names.
    """

    def __init__(self, assignment: Assignment, submission: Submission, notebook: str) -> None:
        self.classes = assignment.settings.get("extras", {})
        self.config = Config(assignment.settings)
        ids = {"student": submission.student, "assignment": assignment.name, "notebook": notebook}
        self.resources = {"nbgrader": ids, "unique_key": notebook, "metadata": {"name": notebook}}

    def run(self, when: str, nb: NotebookNode) -> NotebookNode:
        """The notebook after those that belong here."""
        for place in self.classes.get(when, []):
            module, _, name = place.partition(":")
            preprocessor = getattr(import_module(module), name)(config=self.config)
            nb, self.resources = preprocessor(nb, self.resources)
        return nb
