"""Writes grades.csv, in which 0 points and "not handed in" differ."""

import csv
from collections.abc import Iterator

from nbgrader.api import (
    Assignment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.plugins import ExportPlugin
from sqlalchemy import or_

COLUMNS = """assignment duedate timestamp student_id last_name first_name email raw_score
late_submission_penalty score max_score status""".split()
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a spreadsheet knows a formula


class GradesCsv(ExportPlugin):
    """nbgrader's columns, and `status`: graded, needs manual grading, not graded, not handed in.

    Without a grade the scores are blank.
    """

    def export(self, gradebook: Gradebook) -> None:
        """Write all assignments and students, or those that the command line names."""
        to = self.to or "grades.csv"
        self.log.info("Exporting grades to %s", to)
        with open(to, "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            writer.writeheader()
            students = [s for s in gradebook.students if not self.student or s.id in self.student]
            for assignment in gradebook.assignments:
                if not self.assignment or assignment.name in self.assignment:
                    writer.writerows(rows(gradebook, assignment, students))


def rows(
    gradebook: Gradebook, assignment: Assignment, students: list[Student]
) -> Iterator[dict[str, object]]:
    """A line for each student."""
    found = results(gradebook, assignment.name)
    for student in students:
        facts = {
            "assignment": assignment.name,
            "duedate": assignment.duedate,
            "student_id": student.id,
            "last_name": student.last_name,
            "first_name": student.first_name,
            "email": student.email,
            "max_score": assignment.max_score,
            **found.get(student.id, {"status": "not handed in"}),
        }
        yield {key: harmless(value) for key, value in facts.items()}


def results(gradebook: Gradebook, assignment: str) -> dict[str, dict[str, object]]:
    """What came of each submission, by student; in two queries."""
    graded = gradebook.db.query(SubmittedAssignment.student_id)
    graded = graded.join(SubmittedAssignment.notebooks).join(SubmittedNotebook.grades)
    graded = graded.join(SubmittedAssignment.assignment).filter(Assignment.name == assignment)
    graded = graded.filter(or_(Grade.auto_score.is_not(None), Grade.manual_score.is_not(None)))
    scored = {student for (student,) in graded.distinct()}
    query = gradebook.db.query(
        SubmittedAssignment.student_id,
        SubmittedAssignment.timestamp,
        SubmittedAssignment.score,
        SubmittedAssignment.late_submission_penalty,
        SubmittedAssignment.needs_manual_grade,
    ).join(SubmittedAssignment.assignment)
    found: dict[str, dict[str, object]] = {}
    for student, timestamp, score, penalty, manual in query.filter(Assignment.name == assignment):
        found[student] = {"timestamp": timestamp, "status": "not graded"}
        if student in scored:
            found[student] |= {
                "raw_score": score,
                "late_submission_penalty": penalty,
                "score": max(0.0, score - penalty),
                "status": "needs manual grading" if manual else "graded",
            }
    return found


def harmless(value: object) -> object:
    """The value for a cell; text that a spreadsheet would take for a formula begins with '."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
