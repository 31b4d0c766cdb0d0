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
    """Have nbgrader grade by this grader; with `feedback`, make its pages as well.

    `c` is the configuration object of nbgrader_config.py. Ids that grading refuses stay out of the
    gradebook, and in the exchange no student stops another's collecting or feedback. A course's own
    preprocessors and exchange stay in their places; of nbgrader's, those that grade are replaced.
    Nothing of generation changes. docs/grading.md has the list.
    """
    from autograder.nbgrader_hooks import put_into

    put_into(c, feedback)
