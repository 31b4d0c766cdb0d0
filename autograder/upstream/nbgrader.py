"""nbgrader beyond what it documents: each point, and why nothing documented would do."""

import contextlib
import warnings
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook, InvalidEntry
from nbgrader.apps import NbGrader
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties, GetGrades, InstantiateTests
from nbgrader.utils import find_all_files, parse_utc
from sqlalchemy import Engine, Transaction, event
from sqlalchemy.exc import SAWarning
from sqlalchemy.orm import scoped_session, sessionmaker
from traitlets.config import Config

from autograder.cells import NO_RESPONSE

__all__ = [  # find_all_files: what nbgrader copies; parse_utc: as it reads timestamp.txt
    "AutogradeBeside",
    "LatePlugin",
    "OneTransaction",
    "PageGrades",
    "cause_of",
    "find_all_files",
    "folder_of",
    "generated_tests",
    "loaded_course",
    "parse_utc",
    "replace_autograde",
    "replace_feedback",
]

# nbgrader's own database code makes SQLAlchemy warn at every submission; nobody here can mend it.
warnings.filterwarnings("ignore", category=SAWarning, module="nbgrader")


def loaded_course(folder: Path) -> tuple[CourseDirectory, Config]:
    """The course and the configuration that nbgrader's commands would have in `folder`.

    Only its application object reads nbgrader_config.py as they do. Raises whatever that file
    does: nbgrader itself would go on with all defaults.
    """
    app = NbGrader()
    app.raise_config_file_errors = True
    with contextlib.chdir(folder):  # it reads the working folder's configuration too
        app.initialize([], root=str(folder))
    return app.coursedir, app.config


def folder_of(
    course: CourseDirectory, step: str, student: str, assignment: str, escape: bool = False
) -> str:
    """The folder of one student's assignment at one step; with `escape`, for a pattern.

    How directory_structure is filled in, and made absolute, is known to nbgrader alone.
    """
    return course.format_path(step, student, assignment, escape=escape)


def replace_autograde(
    converter: Autograde,
    grade: Callable[[str, str], None],
    timestamp: Callable[[str], datetime | None],
) -> None:
    """Have `grade(assignment, student)` called for each submission, in place of nbgrader's steps.

    An exception of the documented pre_convert_hook is only logged; one of init_assignment counts
    as a failure. Files are not copied, and no notebook is left to convert. `timestamp(folder)`
    reads timestamp.txt: nbgrader would read a student's whole and parse any text.
    """

    def init_assignment(assignment: str, student: str) -> None:
        converter.notebooks = []
        grade(assignment, student)

    converter.init_assignment = init_assignment
    converter.coursedir.get_existing_timestamp = timestamp


def replace_feedback(
    converter: GenerateFeedback,
    copy: Callable[[str, str], None],
    is_current: Callable[[str, str, list[Path]], bool],
) -> None:
    """Decide which pages are made anew, and what is copied beside them.

    nbgrader skips pages that are there unless the timestamp is newer. Here those are skipped of
    which is_current(assignment, student, notebooks) is true; others are removed first, and so no
    old score stands anywhere. `copy(assignment, student)` is called in place of nbgrader's step
    that copies all that a student handed in.
    """
    prepare = converter.init_destination

    def init_destination(assignment: str, student: str) -> bool:
        notebooks = [Path(name) for name in converter.notebooks]
        if is_current(assignment, student, notebooks) and not converter.force:
            converter.log.info("Unchanged: the pages of %s's %s", student, assignment)
            return False
        before, converter.force = converter.force, True
        try:
            return prepare(assignment, student)
        finally:
            converter.force = before

    converter.init_assignment = copy
    converter.init_destination = init_destination


class AutogradeBeside(Autograde):
    """Autograde whose set_permissions looks at another folder than the one in place.

    Permissions depend on three settings, and only this method knows how.
    """

    def __init__(self, beside: Callable[[Path], Path], **more: Any) -> None:
        super().__init__(**more)
        self.beside = beside

    def _format_dest(self, assignment_id: str, student_id: str, escape: bool = False) -> str:
        return str(self.beside(Path(super()._format_dest(assignment_id, student_id, escape))))


class PageGrades(GetGrades):
    """GetGrades, which also tells what nobody has graded yet, and who commented.

    Of the automatic comments a page needs nbgrader's own only: it shows a test's reason beside
    the test. nbgrader joins both kinds and has no mark for what is not graded.
    """

    def _get_score(self, cell: NotebookNode, resources: dict[str, Any]) -> None:
        super()._get_score(cell, resources)
        grade = self.gradebook.find_grade(*self._place(cell))
        cell.metadata.nbgrader["graded"] = (grade.auto_score, grade.manual_score) != (None, None)

    def _get_comment(self, cell: NotebookNode, resources: dict[str, Any]) -> None:
        comment = self.gradebook.find_comment(*self._place(cell))
        untouched = (comment.auto_comment or "").startswith(NO_RESPONSE)
        automatic = NO_RESPONSE if untouched else ""
        cell.metadata.nbgrader["comment"] = comment.manual_comment or automatic

    def _place(self, cell: NotebookNode) -> tuple[str, str, str, str]:
        name = cell.metadata.nbgrader["grade_id"]
        return name, self.notebook_id, self.assignment_id, self.student_id


class LatePlugin(AssignLatePenalties):
    """The course's rule for late submissions, by value.

    AssignLatePenalties asks it for one notebook at a time, in a gradebook opened for that alone.
    """

    def penalty(self, student: str, score: float, seconds_late: float) -> float | None:
        """What is taken off a notebook's score: between 0 and the score; None for nothing."""
        if seconds_late <= 0:
            return None
        self.init_plugin()
        penalty = self.plugin_inst.late_submission_penalty(student, score, seconds_late)
        if penalty is None:
            return None
        return self._check_late_penalty(SimpleNamespace(score=score), penalty)


def generated_tests(master: NotebookNode, folder: Path, config: Config) -> NotebookNode:
    """The master with the checks that nbgrader makes of its AUTOTEST lines, run in `folder`.

    nbgrader would write them into a release only. Raises whatever a master's code raises.
    """
    generator = InstantiateTests(config=config)
    made, _ = generator.preprocess(deepcopy(master), {"metadata": {"path": str(folder)}})
    return made


class OneTransaction(Gradebook):
    """Gradebook, whose many commits in one `transaction` are saved together or not at all.

    Its methods commit `self.db` themselves. In a transaction that session is bound to one
    connection, where a commit only releases a savepoint.
    """

    def __init__(self, db_url: str, course_id: str) -> None:
        super().__init__(db_url, course_id)
        if self.engine.dialect.name == "sqlite":
            begin_explicitly(self.engine)
        # Nothing expires at a commit, so a savepoint's release costs no new queries.
        self.db.remove()
        self.db: scoped_session = scoped_session(
            sessionmaker(bind=self.engine, expire_on_commit=False)
        )

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Run the block in one transaction."""
        self.db.remove()
        with self.engine.connect() as connection, connection.begin() as whole:
            self.db.configure(bind=connection, join_transaction_mode="create_savepoint")
            try:
                yield
                self.db.commit()
                self.save(whole)
            finally:
                self.db.remove()
                self.db.configure(bind=self.engine, join_transaction_mode="conditional_savepoint")

    def save(self, transaction: Transaction) -> None:
        """The one real commit."""
        transaction.commit()


def begin_explicitly(engine: Engine) -> None:
    """Have SQLAlchemy begin SQLite's transactions.

    Python's sqlite3 module begins one only at the first change. A savepoint that comes before it
    would be the outermost transaction, and its release a real commit.
    """
    event.listen(engine, "connect", lambda raw, _: setattr(raw, "isolation_level", None))
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    engine.dispose()  # connections made before would not know


def cause_of(error: BaseException) -> BaseException:
    """The database's own error, which nbgrader hides in an InvalidEntry of its own."""
    return (isinstance(error, InvalidEntry) and error.__context__) or error
