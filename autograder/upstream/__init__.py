"""What we use of nbgrader, nbconvert and IPython beyond what they document, and why.

Nothing else in autograder/ does, but for `sandbox/inside/shell.py` (a student's process sees no
other package of ours), `course/exchange.py` (overrides steps of the exchange's documented classes)
and `autograder/__init__.py` (which must come before nbformat). tests/grader/test_contract.py checks
each point, tests/hub those of the exchange; when a new version fails, they say what has changed.
"""
