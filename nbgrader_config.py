"""The course configuration for nbgrader. Every line says why it is here."""

import os
import sys
import warnings
from pathlib import Path

from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ComputeChecksums,
    DeduplicateIds,
    Execute,
    LimitOutput,
    LockCells,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
    SaveCells,
)
from nbgrader.utils import is_grade

from autograder.handout import ClearSolutions
from autograder.outputs import FairOutputs
from autograder.restore import RestoreCells

c = get_config()  # noqa: F821  (nbgrader defines it when it reads this file)

# nbgrader starts alembic by name; it lies beside our python, wherever nbgrader was started from.
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

# nbgrader's own database code makes SQLAlchemy warn at every submission; nobody here can mend it.
warnings.filterwarnings("ignore", module="nbgrader")

c.CourseDirectory.course_id = "weight-init"

# -- generate_assignment ---------------------------------------------------------------------
# Our ClearSolutions also plants the bugs that `# HANDED OUT:` asks for; the rest is nbgrader's
# own list, in its own order (checksums are taken before the hidden tests go, and again after).
c.GenerateAssignment.preprocessors = [
    LockCells,
    ClearSolutions,
    ClearOutput,
    CheckCellMetadata,
    ComputeChecksums,
    SaveCells,
    ClearHiddenTests,
    ClearMarkScheme,
    ComputeChecksums,
    CheckCellMetadata,
]
# A stub that says what to do is kinder than a bare NotImplementedError.
c.ClearSolutions.code_stub = {
    "python": "# YOUR CODE HERE\n"
    'raise NotImplementedError("Write your code here, then delete this line.")'
}

# -- zip_collect -----------------------------------------------------------------------------
# Files named <student>_<assignment>.ipynb, as most learning platforms can be told to name them.
NAMES = "|".join(sorted(folder.name for folder in Path("source").glob("*/")))
c.FileNameCollectorPlugin.named_regexp = rf".*/(?P<student_id>[^/]+?)_(?P<file_id>{NAMES})\.ipynb$"

# -- autograde -------------------------------------------------------------------------------
# RestoreCells brings back deleted cells and takes away a submission's own skip-execution tags.
c.Autograde.sanitize_preprocessors = [
    ClearOutput,
    DeduplicateIds,
    OverwriteKernelspec,
    RestoreCells,
    OverwriteCells,
    CheckCellMetadata,
]
# FairOutputs stands before SaveAutoGrades: stderr costs nothing, np.float64(0.0) is a number.
c.Autograde.autograde_preprocessors = [
    Execute,
    FairOutputs,
    LimitOutput,
    SaveAutoGrades,
    AssignLatePenalties,
    CheckCellMetadata,
]
# No test cell needs a second; ten leave room for a slow, busy machine. A student's own cells may
# train a network, so they get a minute.
c.Execute.timeout_func = lambda cell: 10 if is_grade(cell) else 60
TOO_SLOW = "This cell was stopped: it took too long. Is there a loop that never ends?"
c.Execute.error_on_timeout = {
    "ename": "CellTimeoutError",
    "evalue": TOO_SLOW,
    "traceback": [f"\x1b[0;31mCellTimeoutError\x1b[0m: {TOO_SLOW}"],
}
# The kernel's own log is not for the teacher's screen.
c.Execute.extra_arguments = ["--log-level=ERROR"]
# A page of prints is enough to read; a million lines would fill the teacher's disk.
c.LimitOutput.max_lines = 200
