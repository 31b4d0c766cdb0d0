"""A student's code and the tests never share a process, and a test does not notice it."""

import math

import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import determine_grade
from traitlets import TraitError

from autograder.feedback.plain import plain_outputs
from autograder.pipeline.execute import execute
from autograder.pipeline.score import fair_outputs
from autograder.pipeline.steps import Execute
from autograder.pipeline.testcell import Names
from autograder.pipeline.written import may_be_shown
from autograder.sandbox.supervisor import Sandbox, Session


@pytest.fixture(scope="module")
def sandbox():
    box = Sandbox(
        cell_seconds=2, test_seconds=2, cpu_seconds=20, memory_mb=500, output_kb=10, disk_mb=20
    )
    yield box
    box.stop()


def cell(source, name=None, **kind):
    """A code cell that nbgrader knows as `name`."""
    if name is None:
        return new_code_cell(source)
    meta = {"grade_id": name, "grade": False, "solution": False, "locked": False, "points": 1}
    return new_code_cell(source, metadata={"nbgrader": meta | kind})


def run(sandbox, *cells, files=None, inside=(), master=None, written=()):
    """Run cells, those that begin with `test:` as test cells; the notebook and the report."""
    nb = new_notebook()
    for number, source in enumerate(cells):
        head, _, rest = source.partition(":")
        if head == "test":
            nb.cells.append(cell(rest.strip(), f"test_{number}", grade=True, locked=True))
        elif head == "locked":
            nb.cells.append(cell(rest.strip(), f"locked_{number}", locked=True))
        else:
            nb.cells.append(cell(source))
    with sandbox.session() as session:
        own = [Names(master or nb), files or {}, session, list(inside)]
        report = execute(nb, *own, written=written)
    for one in nb.cells:
        plain_outputs(one)
        fair_outputs(one)
    return nb, report


def outcome(nb):
    """Of each test cell: its score, and what it said."""
    found = []
    for one in nb.cells:
        if one.metadata.get("nbgrader", {}).get("grade"):
            said = [output.get("evalue") or output.get("text", "") for output in one.outputs]
            found.append((determine_grade(one)[0], " ".join(said)))
    return found


def one(sandbox, *cells, **more):
    """The outcome of the only test cell."""
    [found] = outcome(run(sandbox, *cells, **more)[0])
    return found


def test_neighbouring_tests_share_a_process_and_others_do_not(sandbox):
    """What a function remembers it remembers until another of the student's cells has run."""
    remembers = "seen = []\ndef f():\n    seen.append(1)\n    return len(seen)"
    three = [f"test: assert f() == {count}" for count in (1, 2, 3)]
    nb, _ = run(sandbox, remembers, *three, "seen", "test: assert f() == 1")
    assert outcome(nb) == [(1, "")] * 4


ENDS = "import os\nn = 0\ndef f(end=False):\n    global n\n    n += 1\n    return n"
ENDS += " if not end else os._exit(0)"


def test_a_process_that_ends_in_one_test_takes_nothing_from_its_neighbours(sandbox):
    """For them the function remembers nothing: it is a process as it was where the tests stand."""
    cells = [ENDS, "print(n)", *["test: assert f() == 1", "test: f(True)"] * 3]
    nb, report = run(sandbox, *cells)
    for place, (score, said) in enumerate(outcome(nb)):
        assert score == 1 - place % 2
        assert ("its process has ended" in said) == (score == 0)
    assert [output.text for output in nb.cells[1].outputs] == ["0\n"]
    assert report.limits == []


def test_what_a_test_has_found_stays_when_a_later_one_ends_the_process(sandbox):
    tests = ["assert f() == 1", "assert f() == 2", "f(True)", "assert f() == 1"]
    nb, _ = run(sandbox, ENDS, *[f"test: {one}" for one in tests])
    assert [score for score, _ in outcome(nb)] == [1, 1, 0, 1]


def test_a_process_that_hangs_in_one_test_answers_the_next(sandbox, monkeypatch):
    monkeypatch.setattr(sandbox, "test_seconds", 1)
    hangs = "def f(x):\n    return sum(range(10**12)) if x else 1"  # no signal ends it
    nb, _ = run(sandbox, hangs, "test: assert f(0) == 1", "test: f(1)", "test: assert f(0) == 1")
    assert [score for score, _ in outcome(nb)] == [1, 0, 1]


def test_no_answer_is_had_twice(sandbox):
    """A function that ends its process rather than give its second answer loses that test."""
    default = "import os\ncalls = 0\ndef f(x, to=[]):\n    global calls\n    calls += 1\n"
    default += "    if calls > 1: os._exit(0)\n    to.append(x)\n    return to"
    nb, _ = run(sandbox, default, "test: assert f(1) == [1]", "test: assert f(2) == [2]")
    assert [score for score, _ in outcome(nb)] == [1, 0]


def test_what_a_test_has_used_is_free_for_the_tests_behind_the_next_cell(sandbox, monkeypatch):
    monkeypatch.setattr(sandbox, "memory_mb", 300)
    keeps = "import numpy as np\nkept = {}\ndef f(x):\n"
    keeps += "    kept[x] = np.ones(10_000_000)\n    return kept[x][0] + x"  # 80 MB
    cells = [one for n in range(5) for one in (f"test: assert f({n}) == {n + 1}", "1")]
    nb, report = run(sandbox, keeps, *cells)
    assert outcome(nb) == [(1, "")] * 5 and report.limits == []


KEPT = "import os\ndef f(x):\n    if x == 2: os._exit(0)\n    return x"


@pytest.mark.parametrize("between", [[], ["1"]])
def test_a_kept_function_that_gives_no_answer_is_never_right(sandbox, between):
    fails = "test: try:\n    h(2)\nexcept Exception:\n    pass\nelse:\n    assert 0"
    nb, _ = run(sandbox, KEPT, "test: h = f\nassert f(1) == 1", *between, fails, *between, fails)
    assert [score for score, _ in outcome(nb)] == [1, 0, 0]


def test_a_kept_function_has_the_time_of_the_test_that_calls_it(sandbox):
    slow = "import time\ndef f(x):\n    if x: time.sleep(9)\n    return x"
    nb, _ = run(sandbox, slow, "test: h = f\nf(5)", "1", "test: assert h(0) == 0")
    assert [score for score, _ in outcome(nb)] == [0, 1]


def test_an_open_file_stands_where_it_stood_when_a_process_is_replaced(sandbox):
    reads = "import os\nfile = open('data.txt')\ndef f(end=False):\n"
    reads += "    return os._exit(0) if end else file.readline()"
    tests = ["assert f() == 'a\\n'", "f(True)", "assert f() == 'a\\n'"]
    files = {"data.txt": b"a\nb\nc\n"}
    nb, _ = run(sandbox, reads, *[f"test: {one}" for one in tests], files=files)
    assert [score for score, _ in outcome(nb)] == [1, 0, 1]


BUSY = """
import os
def busy():
    others = {one for one in os.listdir("/proc") if one.isdigit()} - {str(os.getpid())}
    return sum(open(f"/proc/{one}/stat").read().split(")")[-1].split()[0] == "R" for one in others)
def f(x):
    return sum(range(10**12)) if x == 1 else busy()
"""


def test_a_call_that_no_signal_stops_does_not_go_on_beside_later_tests(sandbox, monkeypatch):
    monkeypatch.setattr(sandbox, "test_seconds", 1)
    monkeypatch.setattr(sandbox, "cpu_seconds", 60)
    nb, _ = run(sandbox, BUSY, *["test: f(2)"] * 8, "test: f(1)", "1",
                "test: import time\ntime.sleep(4)\nassert f(0) == 0, f(0)")  # fmt: skip
    assert outcome(nb)[8][0] == 0 and outcome(nb)[9] == (1, "")


ECHO = """
import autograder.sandbox.inside.snapshot as s
answer = s.Snapshot.answer_call
def f(x):
    heard.append(x)
    return 0
heard = []
def forge(self, **with_):
    answer(self, **with_)
    return {"changed": [], "result": ["asked %r" % heard[-1], 1]}
s.Snapshot.answer_call = forge
"""
WRITES = """
def f(x):
    for n in range(101): open(f"z{n:03}.csv", "w").close()
    for n in range(30): open(f"zz_{x}_{n}.csv", "w").close()
    return x
"""


@pytest.mark.parametrize("student", [ECHO, WRITES])
def test_no_sentence_of_ours_carries_what_a_hidden_test_has_asked(sandbox, student):
    hidden = "test: ### BEGIN HIDDEN TESTS\nassert f(3141592) == 3141592\n### END HIDDEN TESTS"
    nb, _ = run(sandbox, student, hidden, "test: f(1)", "1", "test: f(1)", written=["*.csv"])
    assert "3141592" not in str(outcome(nb))


def test_a_limit_over_which_a_test_was_spared_is_not_blamed_for_its_end(sandbox, monkeypatch):
    monkeypatch.setattr(sandbox, "memory_mb", 300)
    ends = "import os, time\nimport numpy as np\ndef f(): os._exit(0)"
    forks = "for _ in range(3):\n    if os.fork() == 0:\n        x = np.ones(15_000_000)\n"
    forks += "        time.sleep(60)\nos.wait()"
    nb, report = run(sandbox, ends, "test: f()", forks)
    assert "its process has ended" in outcome(nb)[0][1]
    assert report.limits == ["more than 300 MB of memory"]


FULL = [
    ("import subprocess\nmany = []\nwhile True: many.append(subprocess.Popen(['sleep', '60']))",
     "for one in many:\n    one.kill()\n    one.wait()"),
    ("many = []\nwhile True: many.append(open('/dev/null'))", "for one in many: one.close()"),
]  # fmt: skip


@pytest.mark.parametrize(("fills", "frees"), FULL)
def test_where_no_copy_can_be_made_the_cells_go_on(sandbox, fills, frees):
    test = "test: assert f() == 1"
    nb, _ = run(sandbox, f"def f(): return 1\n{fills}", "print(1)", test, frees, "print(2)", test)
    assert [nb.cells[n].outputs[0].text for n in (1, 4)] == ["1\n", "2\n"]
    assert outcome(nb)[0][0] == 0 and "its process could not be copied" in outcome(nb)[0][1]
    assert outcome(nb)[1] == (1, "")


def test_no_cell_runs_after_a_test(sandbox, monkeypatch):
    """It could print what the tests have asked."""
    begun = []
    kernel = Session.kernel
    monkeypatch.setattr(Session, "kernel", lambda *a, **b: begun.append(1) or kernel(*a, **b))
    run(sandbox, ENDS, "test: f(True)", "test: f(True)", "1", "test: f()")
    assert begun == [1]


ACCOUNT = """
def make(b):
    def acc(d):
        nonlocal b
        b += d
        return b
    return acc
def f(x): return x + 1
"""


@pytest.mark.parametrize("between", [[], ["pass"]])
def test_a_function_that_a_test_keeps_can_be_called_by_the_next(sandbox, between):
    nb, _ = run(
        sandbox,
        ACCOUNT,
        "test: acc = make(100)\ncases = [(f, 1, 2)]\nassert acc(-30) == 70",
        *between,
        "test: assert acc(10) == 80",
        "test: for g, x, y in cases:\n    assert g(x) == y\nassert make(1)(f(1)) == 3",
    )
    assert outcome(nb) == [(1, "")] * 3


@pytest.mark.parametrize(
    ("student", "test"),
    [
        ("def f(x): return x + 1", "test: assert f(1) == 2"),
        ("f = lambda x: x", "test: import numpy as np\nassert np.isnan(f(np.nan))"),
        ("import numpy as np\nx = np.eye(2)", "test: assert x.shape == (2, 2) and x[0, 0] == 1"),
        ("answer = 'b'", "test: assert answer == 'b'"),
        ("def f(**k): return k", "test: assert f(a=1, b=[2]) == {'a': 1, 'b': [2]}"),
        ("def f(a): a.append(9)", "test: a = [1]\nf(a)\nassert a == [1, 9]"),
        ("def f(a): a['k'] = a.pop('j')", "test: a = {'j': 1}\nf(a)\nassert a == {'k': 1}"),
        ("def f(a): a *= 2", "test: import numpy as np\na = np.ones(3)\nf(a)\nassert a.sum() == 6"),
        ("def f(a): a['W'][0] = 7", "test: a = {'W': [1]}\nw = a['W']\nf(a)\nassert w == [7]"),
        ("def f(a): return a", "test: a = [1]\nassert f(a) is a and f([2]) is not a"),
        ("def f(a): return dict(a)", "test: a = {'b': [1]}\nr = f(a)\nassert r is not a"
                                     "\nassert r['b'] is a['b']"),
        ("def f(): raise KeyError('k')", "test: \ntry: f()\nexcept KeyError: pass\nelse: assert 0"),
        ("class E(ValueError): pass\ndef f(): raise E('no')",
         "test: \ntry: f()\nexcept ValueError as e: assert str(e) == 'no'"),
        ("def g(): return 1\ndef f(): return g()",
         "test: old = g\ndel g\ntry: f()\nexcept NameError: pass\nelse: assert 0\n"
         "finally: g = old\nassert f() == 1"),
        ("def g(x): return x\ndef f(x): return g(x) + 1",
         "test: def _test():\n    global g\n    g = lambda x: 9\n    assert f(2) == 10\n_test()"),
        ("def g(x): return x\ndef f(x): return g(x) + 1",
         "test: class Stand:\n    def __call__(self, x): return 9\n"
         "def _test():\n    global g\n    g = Stand()\n    assert f(2) == 10\n_test()"),
        ("import numpy as np\ndef f(n): return np.zeros(n, n)",
         "test: ### BEGIN HIDDEN TESTS\ntry: f(31)\nexcept TypeError as e:\n"
         "    assert '31' in e.said and '31' not in str(e)\n### END HIDDEN TESTS"),
        ("k = 3\ndef f(): return k", "test: k = 4\nassert f() == 4"),
        ("import numpy as np\ndef f(): return np.random.rand()",
         "test: from numpy import random as r\nr.seed(1)\na = f()\nr.seed(1)\nassert f() == a"),
        ("import random\ndef f(): return random.random()",
         "test: import random\nrandom.seed(1)\na = f()\nassert f() != a"),
        ("import math\ndef f(): return 1", "test: assert math.floor(1.5) == f()"),
        ("%matplotlib inline\nimport sys\nprint('x', file=sys.stderr)\ndef f(): print('y')",
         "test: import warnings\nwarnings.warn('w')\nf()"),
        ("async def g(): return 5\nx = await g()", "test: assert x == 5"),
        ("def f(): pass", "test: display(f())"),
    ],
)  # fmt: skip
def test_a_right_answer_passes_as_it_would_in_one_process(sandbox, student, test):
    assert one(sandbox, student, test)[0] == 1


@pytest.mark.parametrize(
    ("student", "test", "says"),
    [
        ("def f(x):\n    y = x\n    return 1 / y", "test: f(0)",
         "division by zero\nin f, line 3 of your cell: return 1 / y"),
        ("pass", "test: f(1)", "name 'f' is not defined"),
        ("x = object()", "test: assert x == 1", "x cannot be judged: a object is no plain data"),
        ("def f(): return object()", "test: assert f()", "f returned what cannot be judged"),
        ("import os\ndef f(): os._exit(0)", "test: f()", "its process has ended"),
        ("def f():\n    while True: pass", "test: f()", "f was stopped after 2 seconds"),
        ("def f(): raise SystemExit", "test: f()", "SystemExit"),
        ("def f(x): return x", "test: assert f(1) == 2", "This failed: assert f(1) == 2"),
        ("def f(x): return x",
         "test: ### BEGIN HIDDEN TESTS\nassert f(1) == 2\n### END HIDDEN TESTS\nassert True",
         "A check of this test failed."),
        ("def f(x): return x", "test: exit(0)", "0"),
    ],
)  # fmt: skip
def test_a_wrong_answer_fails_and_the_message_says_why(sandbox, student, test, says):
    score, said = one(sandbox, student, test)
    assert score == 0
    assert says in said
    assert "BEGIN HIDDEN" not in said


@pytest.mark.parametrize(
    ("value", "score"),
    [("0.25", 0.25), ("np.float64(0.5)", 0.5), ("7", 1), ("True", 1), ("float('nan')", 0)],
)
def test_the_last_value_of_a_test_is_its_score(sandbox, value, score):
    test = f"test: import numpy as np\nprint('half of it')\n{value}"
    assert one(sandbox, "pass", test) == (score, "half of it\n ")


def test_a_test_that_needs_no_student_passes_though_the_process_is_lost(sandbox):
    nb, _ = run(
        sandbox, "def f(): return 1", "test: assert f() == 1", "import os\nos._exit(1)",
        "test: assert f() == 1", "test: assert 1 + 1 == 2",
    )  # fmt: skip
    assert [score for score, _ in outcome(nb)] == [1, 0, 1]
    assert "its process has ended" in nb.cells[2].outputs[0].evalue
    assert "Your code gave no answer: its process has ended" in outcome(nb)[1][1]


def test_what_a_test_calls_leaves_no_trace_in_later_cells(sandbox):
    nb, _ = run(
        sandbox, "seen = []\ndef f(x):\n    seen.append(x)\n    open('x', 'w').write(str(x))",
        "test: f('hidden input')", "import os\nprint(seen, os.path.exists('x'))",
    )  # fmt: skip
    assert nb.cells[2].outputs[0].text == "[] False\n"


def test_tests_share_names_and_what_they_set_stays_set_for_later_tests(sandbox):
    nb, _ = run(
        sandbox, "k = 1\ndef f(): return k", "test: def check(): return f()\nk = 2",
        "test: assert check() == 2", "test: del k",
        "test: \ntry: f()\nexcept NameError: pass\nelse: assert 0",
    )  # fmt: skip
    assert [score for score, _ in outcome(nb)] == [1, 1, 1, 1]


def test_a_student_cannot_ask_for_names_of_the_tests_own(sandbox):
    master = new_notebook(
        cells=[cell("def f(): return 0"), cell("expected = 42\nassert f() == expected", "t")]
    )
    master.cells[1].metadata.nbgrader |= {"grade": True, "locked": True}
    student = "expected = 0\ndef f(): return expected"
    nb = new_notebook(cells=[cell(student), master.cells[1]])
    with sandbox.session() as session:
        execute(nb, Names(master), {}, session, [])
    assert nb.cells[1].outputs[0].ename == "AssertionError"


def test_a_teachers_helper_in_a_locked_cell_cannot_be_replaced(sandbox):
    locked = "locked: def close(a, b): assert abs(a - b) < 1, 'not close'"
    test = "test: close(f(), 5)"
    master, _ = run(sandbox, locked, "def f(): return 5", test)
    assert outcome(master) == [(1, "")]
    forged = "def f(): return 9\ndef close(a, b): pass"
    assert one(sandbox, locked, forged, test, master=master) == (0, "not close")


def test_files_beside_the_notebook_can_be_read_and_imported_by_both(sandbox):
    files = {"helper.py": b"def two(): return 2", "data/x.txt": b"seven"}
    nb, _ = run(
        sandbox, "from helper import *\ndef f(): return open('data/x.txt').read() * two()",
        "test: from helper import two\nassert f() == open('data/x.txt').read() * two()",
        files=files,
    )  # fmt: skip
    assert outcome(nb) == [(1, "")]


def test_a_cell_that_is_named_runs_inside_and_the_report_says_so(sandbox):
    student = "class P:\n    def __init__(self, x): self.x = x"
    nb, report = run(sandbox, student, "test: assert P(3).x == 3", inside=["test_1"])
    assert outcome(nb) == [(1, "")]
    assert report.inside == ["test_1"]


@pytest.mark.parametrize(
    ("student", "limit"),
    [
        ("while True: pass", "more than 2 seconds in one cell"),
        ("import signal\nsignal.setitimer(0, 0)\nwhile True: pass", "did not answer"),
        ("x = [0] * 10**9", "MemoryError"),
        ("print('x' * 20_000)", "more than 10 kB of output in one cell"),
        ("open('f', 'wb').write(bytes(30_000_000))", "File too large"),
        ("import os\nfor i in range(9):\n    open(str(i), 'wb').write(bytes(5_000_000))",
         "No space left on device"),
        ("import os, time\nfor _ in range(99):\n    if os.fork() == 0: time.sleep(60)",
         "Resource temporarily unavailable"),
    ],
)  # fmt: skip
def test_a_limit_that_is_hit_is_named_and_costs_later_cells_nothing(sandbox, student, limit):
    nb, report = run(sandbox, "def f(): return 1", "test: assert f() == 1", student)
    assert outcome(nb) == [(1, "")]
    shown = [output.get("evalue", "") + output.get("ename", "") for output in nb.cells[2].outputs]
    assert limit in " ".join([*report.limits, *shown])


@pytest.mark.parametrize("end", ["time.sleep(60)", "time.sleep(2.5), os._exit(0)"])
def test_what_outlasts_its_time_is_told_the_same_whether_it_was_killed_or_given_up(sandbox, end):
    student = f"import os, signal, time\ndef f():\n    signal.setitimer(0, 0)\n    {end}"
    says = "Your code gave no answer: its process did not answer within 2 seconds."
    assert outcome(run(sandbox, student, "test: f()")[0]) == [(0, says)]


def test_two_kernels_draw_different_random_numbers(sandbox):
    source = "import numpy as np, random\nprint(np.random.rand(), random.random())"
    drawn = {run(sandbox, source)[0].cells[0].outputs[0].text for _ in range(3)}
    assert len(drawn) == 3


def test_numbers_come_back_exactly(sandbox):
    values = [0.1 + 0.2, math.pi, 1e-320, np.float32(0.1), 2**100]
    test = f"test: import numpy as np\nv = {values!r}\nr = f(v)\nassert r == v\nr[3].dtype == 'f4'"
    assert one(sandbox, "def f(x): return x", test) == (1, "")


WRITES = """
import os, pickle
os.makedirs("out", exist_ok=True)
open("out/table.csv", "w").write("1,2")
open("given.csv", "w").write("forged")
open("out/module.py", "w").write("raise SystemExit")
pickle.dump(1, open("out/x.pkl", "wb"))
os.symlink("/etc/passwd", "out/link.csv")
"""


def test_a_test_reads_what_a_cell_has_written_if_the_course_asks_for_it(sandbox):
    """As it was where the test stands; what the teacher has put there stays the teacher's."""
    reads = "test: assert open('out/table.csv').read() == '1,2'"
    given = "test: import os\nassert open('given.csv').read() == 'right'"
    listed = "test: assert sorted(os.listdir('out')) == ['table.csv']"
    cells = [WRITES, reads, "os.remove('out/table.csv')", given, "test: open('out/table.csv')"]
    files = {"given.csv": b"right"}
    nb, _ = run(sandbox, *cells, files=files, written=["*.csv"])
    assert [score for score, _ in outcome(nb)] == [1, 1, 0]
    nb, _ = run(sandbox, WRITES, given, listed, files=files, written=["*"])
    assert [score for score, _ in outcome(nb)] == [1, 1]
    assert one(sandbox, WRITES, reads)[0] == 0  # nobody has asked


def test_files_beyond_all_bounds_are_left_out_and_named(sandbox):
    large = "open('a.csv', 'w').write('1'); open('b.csv', 'w').write('1' * 11_000_000)"
    score, said = one(sandbox, large, "test: open('a.csv'); assert 0", written=["*.csv"])
    assert score == 0 and "Some of the files that your code has written are not shown" in said


def test_the_teachers_own_files_take_no_room_from_the_students(sandbox):
    writes, reads = (
        "open('z.csv', 'w').write('1' * 1_000_000)",
        "len(open('z.csv').read()) == 10**6",
    )
    files = {"data/train.csv": b"1" * 9_500_000}
    assert one(sandbox, writes, f"test: assert {reads}", files=files, written=["*"])[0] == 1


DEEP = """
import os
path = ""
for number in range(1, 1501):
    path += "a/"
    os.mkdir(path)
    if number in (19, 800, 1500):
        open(path + "x.csv", "w").write("1")
"""


def test_a_file_too_deep_is_not_shown_and_nothing_of_a_test_is_left_for_the_next(sandbox):
    shown = "import os\nfound = [place for place, _, names in os.walk('.') if 'x.csv' in names]"
    first = f"test: {shown}\nassert found == ['.' + 19 * '/a']\nopen('mine', 'w').close()"
    again = f"test: {shown}\nassert found == ['.' + 19 * '/a'] and os.path.exists('mine')"
    nb, _ = run(sandbox, DEEP, first, again, written=["*.csv"])
    assert [score for score, _ in outcome(nb)] == [1, 1]


FORGED = """
import autograder.sandbox.inside.snapshot as s
from autograder.sandbox.inside.wire import Encoder
def forge(self, patterns, skip):
    found = {5: b"1", "n": 1, "b.csv": b"\\x80\\x04."}
    found |= {f"{n}/d/x.csv": b"1" * 10**5 for n in range(300)}
    return {"files": Encoder().encode(found), "all": [1000 * "x"]}
s.Snapshot.answer_files = forge
"""


def test_a_process_that_lies_about_its_files_shows_no_more_than_others(sandbox):
    test = "test: import os\nfound = os.listdir('.')\nassert 90 < len(found) < 101, found"
    test += "\nassert 'b.csv' not in found"
    score, said = one(sandbox, FORGED, test, written=["*.csv"])
    assert score == 1 and len(said) < 25_000


@pytest.mark.parametrize(
    "name", ["../x.csv", "/x.csv", "a/../../x.csv", "x.PY", "x.pickle", "x.pkl.gz", "x.p", "y",
             "a/" * 21 + "x.csv", "x" * 600 + ".csv"]
)  # fmt: skip
def test_whatever_the_process_says_only_data_lands_below_the_folder(name):
    assert not may_be_shown(name, ["*.csv", "x.*"])


@pytest.mark.parametrize("pattern", ["*.pkl", "*.pkl.gz", "model.P"])
def test_a_course_cannot_ask_for_code(pattern):
    with pytest.raises(TraitError, match="Expected files of data"):
        Execute(files=["*.csv", pattern])
