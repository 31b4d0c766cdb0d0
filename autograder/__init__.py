"""Grades any nbgrader course fairly, safely and fast. In nbgrader_config.py two lines adopt it:

from autograder import protect
protect(c)
"""

import sys
from typing import Any

# nbformat's jsonschema would build a grammar of web addresses at each start, which takes seconds
# and checks nothing in a notebook. Where the module cannot be imported, it does without.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def protect(c: Any, feedback: bool = False) -> None:
    """Have `nbgrader autograde` grade by this grader; with `feedback`, show its pages as well.

    `c` is the configuration object of nbgrader_config.py. A course's own preprocessors stay in
    their places; of nbgrader's, those that grade are replaced. Nothing of generation changes.
    """
    from autograder.nbgrader_hooks import put_into

    put_into(c, feedback)
