"""What is imported once, before students' processes and judges are forked."""

import pytest
from nbformat import writes
from nbformat.v4 import new_code_cell, new_notebook

from autograder.pipeline.beforehand import students_imports
from autograder.pipeline.submission import Assignment


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("import numpy as np\nnp.random.seed(3)\nnp.dot(1, 2)", ["numpy", "numpy.random"]),
        ("import numpy\nx = numpy.linalg.norm(3)", ["numpy", "numpy.linalg"]),
        ("import scipy.stats\nscipy.stats.norm.pdf(0)", ["scipy.stats", "scipy.stats.norm"]),
        ("import helper as h\nh.part.call()\nfrom helper.part import x", []),
        ("import numpy as np\nself.np.random.x()", ["numpy"]),
    ],
)
def test_modules_that_load_when_they_are_first_used_are_imported_too(source, wanted):
    master = writes(new_notebook(cells=[new_code_cell(source)]))
    one = Assignment("hw", {"hw": master}, {"helper/part.py": b"x = 1"}, {})
    assert students_imports(one) == wanted
