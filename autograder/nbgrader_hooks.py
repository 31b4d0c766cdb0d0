"""Where nbgrader's own commands enter the grader: what `autograder.protect` configures."""

import os
import sys
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbgrader.converters import Autograde
from traitlets.config import Config

from autograder.course.course import Course, open_gradebook
from autograder.course.exchange import Collect, ReleaseFeedback
from autograder.course.extras import REPLACED, loaded
from autograder.course.ids import check_id
from autograder.course.new_students import check_new_students
from autograder.course.pythons import warning
from autograder.course.run import Run
from autograder.course.timestamp import timestamp_in
from autograder.pipeline.judges import grade_here
from autograder.pipeline.steps import Execute, Sanitize
from autograder.upstream.apps import follow_the_course
from autograder.upstream.nbgrader import PageGrades, replace_autograde


def put_into(c: Any, feedback: bool) -> None:
    """Write our steps into a configuration: see `autograder.protect`."""
    beside = f"{Path(sys.executable).parent}{os.pathsep}"  # alembic, which nbgrader starts by name
    if not os.environ["PATH"].startswith(beside):
        os.environ["PATH"] = beside + os.environ["PATH"]
    check_new_students()
    follow_the_course()
    # A student's own nbgrader_config.py is copied nowhere: a command run there would load it.
    c.CourseDirectory.ignore.extend(["nbgrader_config.py", "nbgrader_config.json"])
    # In formgrader a student's heading "# test_f" would otherwise take the id of that test's box.
    c.HTMLExporter.exclude_anchor_links = True
    put_steps(c.Autograde)
    for name, step in [("collect", Collect), ("release_feedback", ReleaseFeedback)]:
        if name not in c.ExchangeFactory:  # a course may have an exchange of its own
            setattr(c.ExchangeFactory, name, step)
    if feedback:
        # By name: it loads slowly, and grading needs none of it.
        c.GenerateFeedback.exporter_class = "autograder.feedback.page.FeedbackExporter"
        c.GenerateFeedback.preprocessors = [PageGrades]


def put_steps(autograde: Any) -> None:
    """Have `nbgrader autograde` grade by our steps; a course's own stay in their places."""
    autograde.exporter_class = GradingExporter
    for name, step in [("sanitize_preprocessors", Sanitize), ("autograde_preprocessors", Execute)]:
        lists = autograde.get(name)
        own = [one for one in lists or [] if not loaded(one).__module__.startswith(REPLACED)]
        setattr(autograde, name, [step, *own])


class NotGraded(ValueError):
    """A submission cannot be graded; the message says why and what to do."""


class GradingExporter(NotebookExporter):
    """In `c.Autograde.exporter_class`: has each submission graded as `python -m autograder` does.

    nbgrader creates its exporter after it has found the submissions and before it converts the
    first. It has no other hook at which that conversion can be replaced or refused.
    """

    def __init__(self, config: Config | None = None, **more: object) -> None:
        super().__init__(config=config, **more)
        if isinstance(self.parent, Autograde):
            replace_autograde(self.parent, partial(grade_one, self.parent), timestamp_in)


def grade_one(converter: Autograde, assignment: str, student: str) -> None:
    """Grade one submission, in place of nbgrader's own steps; raises NotGraded, CourseError.

    Scores, files and permissions are those of our own run, so nothing is left to convert.
    """
    check_id(student)
    course = Course(converter.coursedir, converter.config, converter)
    with closing(open_gradebook(course)) as gradebook:
        run = Run(course, gradebook, assignment, [student], force=True)
        [graded] = run.grade(grade_here)
    if older := warning(run.newer):
        converter.log.warning("%s's %s: %s", student, assignment, older)
    for limit in graded.limits:
        converter.log.warning("%s's %s: the code used %s", student, assignment, limit)
    for test in graded.inside:
        converter.log.warning("%s ran in the student's process, as Execute.inside asks", test)
    for test in graded.not_judged:
        converter.log.warning("%s of %s waits for you: it could not be judged", test, student)
    if graded.problem:
        raise NotGraded(graded.problem)
