"""What makes the grading of this course fair; the notebooks and nbgrader_config.py use it."""

import sys

# nbformat's jsonschema would build a grammar of web addresses at each start, which takes seconds
# and checks nothing in a notebook. Where the module cannot be imported, it does without.
sys.modules.setdefault("rfc3987_syntax", None)
