"""The course configuration for nbgrader. Every line says why it is here."""

import os
import sys
import warnings
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
from autograder.course.exchange import Collect, ReleaseFeedback
from autograder.course.ids import STUDENT_ID
from autograder.formgrader import offline
from autograder.gradebook.export import GradesCsv
from autograder.gradebook.students import check_new_students
from autograder.handout import ClearSolutions

c = get_config()  # noqa: F821  (nbgrader defines it when it reads this file)

# nbgrader starts alembic by name; it lies beside our python, wherever nbgrader was started from.
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

# nbgrader's own database code makes SQLAlchemy warn at every submission; nobody here can mend it.
warnings.filterwarnings("ignore", module="nbgrader")

c.CourseDirectory.course_id = "weight-init"

# A student's own nbgrader_config.py is copied nowhere: a command run in its folder would load it.
c.CourseDirectory.ignore.extend(["nbgrader_config.py", "nbgrader_config.json"])

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

# -- db student add, db student import, formgrader's Add new student ------------------------------
check_new_students()  # an id that grading refuses would stand in the gradebook, and on its pages

# -- collect, release_feedback: the exchange of a JupyterHub (docs/jupyterhub.md) --------------
# What one student puts there, or leaves out, stops nobody else's collecting or feedback.
c.ExchangeFactory.collect = Collect
c.ExchangeFactory.release_feedback = ReleaseFeedback

# -- autograde -------------------------------------------------------------------------------
# `nbgrader autograde` and `python -m autograder` grade by one road: a student's code in a sandbox,
# the tests in a judge process. Feedback is a page of our own: no scripts, no line of a hidden test,
# readable on a phone; what a student handed in beside the notebook is not copied there.
protect(c, feedback=True)
# Tests that must inspect a student's live objects can be run in the student's process, one by one,
# as "assignment/notebook/cell". A student's code could forge what they say. None of ours needs it.
c.Execute.inside = []

# -- generate_feedback -----------------------------------------------------------------------
# Each page says whom to ask about it, in Markdown: "[Dr. Euler](mailto:euler@example.org), room 3".
c.FeedbackPage.contact = "your teacher"
# In formgrader a student's heading "# test_f" would else take the id of that test's score box.
c.HTMLExporter.exclude_anchor_links = True
# Its pages show formulas without a network; nbgrader would load MathJax from a server for them.
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
