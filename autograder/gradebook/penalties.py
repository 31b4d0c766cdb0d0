"""Late penalties: nbgrader's own rule, applied anew whenever what it depends on has changed."""

from nbgrader.api import Assignment, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import update

from autograder.gradebook.session import OpenGradebook, told
from autograder.upstream.nbgrader import LatePlugin


class LatePenalties(LatePlugin):
    """nbgrader's AssignLatePenalties, in a gradebook that is open."""

    def assign(self, notebook: SubmittedNotebook, gradebook: OpenGradebook) -> None:
        """Set the penalty of one notebook that has just been scored."""
        gradebook.db.flush()
        gradebook.db.refresh(notebook, ["score"])  # the database adds it up
        late, student = notebook.assignment.total_seconds_late, notebook.assignment.student_id
        notebook.late_submission_penalty = self.penalty(student, notebook.score, late)

    def update_all(self, assignment: str, gradebook: OpenGradebook) -> None:
        """Set all penalties of an assignment by the due date, extensions, policy and scores of now.

        Writes only what differs; raises GradebookError.
        """
        with told(f"write the late penalties of {assignment}"), gradebook.transaction():
            due = gradebook.find_assignment(assignment).duedate
            for id, old, score, student, timestamp, extension in late_rows(assignment, gradebook):
                late = 0.0
                if due is not None and timestamp is not None:
                    end = due if extension is None else due + extension
                    late = (timestamp - end).total_seconds()
                new = self.penalty(student, score, late)
                if (new or 0.0) != (old or 0.0):
                    what = update(SubmittedNotebook).where(SubmittedNotebook.id == id)
                    gradebook.db.execute(what.values(late_submission_penalty=new))


def late_rows(assignment: str, gradebook: OpenGradebook) -> list:
    """Of each notebook handed in: its id, penalty, score, student, timestamp and extension.

    Without a due date only those that still have a penalty.
    """
    query = gradebook.db.query(
        SubmittedNotebook.id,
        SubmittedNotebook.late_submission_penalty,
        SubmittedNotebook.score,
        SubmittedAssignment.student_id,
        SubmittedAssignment.timestamp,
        SubmittedAssignment.extension,
    )
    query = query.join(SubmittedNotebook.assignment).join(SubmittedAssignment.assignment)
    query = query.filter(Assignment.name == assignment)
    if gradebook.find_assignment(assignment).duedate is None:
        query = query.filter(SubmittedNotebook.late_submission_penalty.is_not(None))
    return query.all()
