"""What is imported once, before students' processes and judges are forked."""

import socket
import subprocess
import sys

import pytest
from nbformat import writes
from nbformat.v4 import new_code_cell, new_notebook

from autograder.pipeline import bytecode, names, privacy, testcell
from autograder.pipeline.beforehand import students_imports
from autograder.pipeline.grade import grade, prepare
from autograder.pipeline.judge_zygote import JudgeZygote
from autograder.pipeline.submission import Assignment, Submission
from autograder.sandbox.supervisor import Sandbox
from tests.attacks import assignment


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


def test_no_judge_compiles_a_test_again():
    """What each judge would do for its student stands in caches before the judges are forked."""
    tiny = assignment("tiny", {})
    prepare(tiny)
    once = [testcell.compiled, testcell.plain_python, names.definitions]
    once += [bytecode.bytecode, privacy.folders, privacy.patterns]
    misses = [function.cache_info().misses for function in once]
    sandbox = Sandbox()
    with sandbox.session() as session:
        graded = grade(tiny, Submission("s", tiny.masters, {}), session)
    sandbox.stop()
    assert graded.problem is None
    assert [function.cache_info().misses for function in once] == misses


def test_a_module_beside_the_notebooks_is_compiled_once_and_a_students_own_as_ever(tmp_path):
    teachers = {"part/helper.py": b"x = 1", "broken.py": b"x = (", "table.csv": b"1"}
    students = teachers | {"own.py": b"y = 2"}
    files = bytecode.with_bytecode(students, teachers)
    [made] = files.keys() - students.keys()
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    for source, used in [(b"x = 1", True), (b"x = 3", False)]:
        (tmp_path / "part/helper.py").write_bytes(source)
        command = [sys.executable, "-v", "-B", "-c", "from part.helper import x; print(x)"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
        assert done.stdout.encode().strip() == source[-1:]
        assert (f"{made} matches " in done.stderr) == used


def test_the_judges_zygote_imports_what_tests_need_but_nothing_that_lies_beside_them(
    tmp_path, monkeypatch
):
    """A likely folder that is not there, or holds what is no notebook, does no harm."""
    meta = {"nbgrader": {"grade": True}}
    test = new_code_cell(
        "import wave\nimport beside\nimport package.part\nfrom beside import x", metadata=meta
    )
    (tmp_path / "hw.ipynb").write_text(writes(new_notebook(cells=[test])))
    (tmp_path / "package").mkdir()
    for name in ("beside.py", "package/part.py"):
        (tmp_path / name).write_text("raise SystemExit")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "wave", raising=False)
    zygote = JudgeZygote(socket.socket())
    zygote.expect(tmp_path)
    assert "wave" in sys.modules
    assert not {"beside", "package", "package.part"} & set(sys.modules)
    (tmp_path / "hw.ipynb").write_text("no notebook")
    zygote.expect(tmp_path)
    zygote.expect(tmp_path / "nowhere")
