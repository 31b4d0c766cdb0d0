"""The course configuration for nbgrader. Every line says why it is here."""

from pathlib import Path

from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ComputeChecksums,
    LockCells,
    SaveCells,
)

from autograder import protect
from autograder.course.ids import STUDENT_ID
from autograder.formgrader import offline
from autograder.gradebook.export import GradesCsv
from autograder.handout import ClearSolutions

c = get_config()  # noqa: F821  (nbgrader defines it when it reads this file)

c.CourseDirectory.course_id = "weight-init"

# -- what protects students' work and scores: docs/grading.md lists it ------------------------
# `nbgrader autograde` and `python -m autograder` grade by one road: a student's code in a sandbox,
# the tests in a judge process. Feedback is a page of our own: no scripts, no line of a hidden test,
# readable on a phone; what a student handed in beside the notebook is not copied there.
protect(c, feedback=True)
# Tests that must inspect a student's live objects can be run in the student's process, one by one,
# as "assignment/notebook/cell". A student's code could forge what they say. None of ours needs it.
c.Execute.inside = []

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
# A student's id that holds markup, or leads out of submitted/, is skipped with a warning.
NAMES = "|".join(sorted(folder.name for folder in Path("source").glob("*/")))
c.FileNameCollectorPlugin.named_regexp = (
    rf".*/(?P<student_id>{STUDENT_ID})_(?P<file_id>{NAMES})\.ipynb$"
)

# -- generate_feedback -----------------------------------------------------------------------
# Each page says whom to ask about it, in Markdown: "[Dr. Euler](mailto:euler@example.org), room 3".
c.FeedbackPage.contact = "your teacher"
# Formgrader's pages show formulas without a network; nbgrader would load MathJax for them.
offline(c)

# -- export ----------------------------------------------------------------------------------
# nbgrader's own file gives 0 to those who handed nothing in.
c.ExportApp.plugin_class = GradesCsv

# -- what a student's code may use -----------------------------------------------------------
# These are the defaults, written out to be seen. A limit that is hit ends that notebook only.
c.Sandbox.cpu_seconds = 120  # of one notebook's own cells
c.Sandbox.cell_seconds = 60  # a lesson's cell may train a network
c.Sandbox.test_seconds = 10  # no test needs one; ten leave room for a slow, busy machine
c.Sandbox.wall_seconds = 600  # of a whole notebook
c.Sandbox.memory_mb = 2048
c.Sandbox.processes = 32
c.Sandbox.disk_mb = 256
c.Sandbox.output_kb = 1000  # of one cell: more than anyone reads
# Imported once for all students, beside what the masters' own cells import; everything else costs
# each student who imports it time of their own.
c.Sandbox.imports = ["matplotlib.pyplot", "matplotlib_inline.backend_inline"]
# False would run students' code with your rights, beside the gradebook: never for a class.
c.Sandbox.protected = True
