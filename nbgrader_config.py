"""The course configuration for nbgrader. Every line says why it is here."""

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

from autograder.handout import ClearSolutions
from autograder.outputs import FairOutputs
from autograder.restore import RestoreCells

c = get_config()  # noqa: F821  (nbgrader defines it when it reads this file)

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
# No test cell needs more than a second; twenty leave room for a slow, busy machine.
c.Execute.timeout = 20
c.Execute.error_on_timeout = {
    "ename": "CellTimeoutError",
    "evalue": "This cell was stopped after 20 seconds. Is there a loop that never ends?",
    "traceback": [
        "\x1b[0;31mCellTimeoutError\x1b[0m: This cell was stopped after 20 seconds. "
        "Is there a loop that never ends?"
    ],
}
# A page of prints is enough to read; a million lines would fill the teacher's disk.
c.LimitOutput.max_lines = 200
