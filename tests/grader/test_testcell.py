"""A test means in the judge's process what it means in stock nbgrader, or a teacher looks at it."""

import socket
import sys

import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import determine_grade

from autograder.cells import is_test
from autograder.feedback.noted import mistake_of
from autograder.feedback.plain import plain_outputs
from autograder.feedback.words import is_not_judged
from autograder.pipeline.execute import execute
from autograder.pipeline.opaque import Doubts
from autograder.pipeline.proxies import Student
from autograder.pipeline.score import fair_outputs
from autograder.pipeline.student_cells import inside_of
from autograder.pipeline.testcell import Names
from autograder.sandbox.channel import Channel
from autograder.sandbox.inside.wire import pack
from autograder.sandbox.supervisor import Sandbox

KINDS = {
    "test": {"grade": True, "locked": True},
    "locked": {"locked": True},
    "solution": {"solution": True},
}


@pytest.fixture(scope="module")
def sandbox():
    box = Sandbox(imports=[], cell_seconds=5, test_seconds=3, cpu_seconds=30, memory_mb=700)
    yield box
    box.stop()


def notebook(*cells):
    """A notebook of cells that begin with their kind: `test:`, `locked:`, `solution:` or none."""
    made = new_notebook()
    for number, text in enumerate(cells):
        kind, _, source = text.partition(":")
        if kind not in KINDS:
            made.cells.append(new_code_cell(text))
            continue
        meta = {"grade_id": f"{kind}_{number}", "grade": False, "solution": False, "locked": False}
        meta |= {"points": 2} | KINDS[kind]
        made.cells.append(new_code_cell(source.strip(), metadata={"nbgrader": meta}))
    return made


def graded(sandbox, *cells, solutions=None, inside=()):
    """Of each test cell its score and what it said; `solutions` replace those of the master."""
    master = notebook(*cells)
    handed_in = notebook(*cells)
    given = iter(solutions or ())
    for cell in handed_in.cells:
        if solutions is not None and cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = next(given)
    with sandbox.session() as session:
        report = execute(handed_in, Names(master), {}, session, list(inside))
    for one in handed_in.cells:
        plain_outputs(one)
    found = []
    for cell in handed_in.cells:
        fair_outputs(cell)
        if is_test(cell):
            said = [o.get("evalue") or o.get("text") or str(o.get("data")) for o in cell.outputs]
            names = [o.get("ename", "") for o in cell.outputs]
            found.append((determine_grade(cell)[0], " ".join([*names, *said])))
    graded.report = report
    graded.not_judged = [c.metadata.nbgrader.grade_id for c in handed_in.cells if is_not_judged(c)]
    return found


def one(sandbox, *cells, **more):
    [found] = graded(sandbox, *cells, **more)
    return found


class TestWhoseAName:
    """What solution cells bind is the student's, what only locked cells bind is the teacher's."""

    @pytest.mark.parametrize(
        "imports", ["from statistics import mean", "from statistics import *", "import statistics"]
    )
    def test_an_import_of_the_masters_does_not_hide_a_wrong_function(self, sandbox, imports):
        cells = [imports, "solution: def mean(x):\n    return sum(x) / len(x)",
                 "test: assert mean([1, 3]) == 2"]  # fmt: skip
        assert one(sandbox, *cells)[0] == 2
        assert one(sandbox, *cells, solutions=["def mean(x):\n    return 7"])[0] == 0

    @pytest.mark.parametrize(
        ("solution", "test"),
        [
            ("from math import log10", "assert log10(100) == 2"),
            ("import math as m", "assert m.sqrt(4) == 2"),
            ("from collections import OrderedDict", "assert OrderedDict(a=1)['a'] == 1"),
        ],
    )
    def test_what_a_solution_imports_an_untouched_notebook_does_not_have(
        self, sandbox, solution, test
    ):
        cells = [f"solution: {solution}", f"test: {test}"]
        assert one(sandbox, *cells)[0] == 2
        score, said = one(sandbox, *cells, solutions=["raise NotImplementedError"])
        assert score == 0 and "is not defined" in said

    def test_another_module_under_the_name_that_was_to_be_imported_is_not_the_right_one(
        self, sandbox
    ):
        cells = ["solution: import math as m", "test: assert m.sqrt(4) == 2"]
        assert one(sandbox, *cells, solutions=["import cmath as m"])[0] == 0

    @pytest.mark.parametrize(
        ("locked", "forged"),
        [
            ("LIMIT = 1e-7", "LIMIT = 1e9"),
            ("LIMIT: float = 10 ** -7", "LIMIT = 1e9"),
            ("import numpy as np\nLIMIT = np.array([1e-7, 1])[0]", "LIMIT = 1e9"),
            ("LIMIT = dict(a=[1e-7])['a'][0]", "LIMIT = 1e9"),
            ("make = lambda: 1e-7\nLIMIT = make()", "LIMIT = 1e9\nmake = lambda: 1e9"),
            ("if True:\n    def limit(): return 1e-7\nelse:\n    limit = None\nLIMIT = limit()",
             "limit = lambda: 1e9\nLIMIT = 1e9"),
        ],
    )  # fmt: skip
    def test_locked_constants_lambdas_and_conditional_functions_are_the_masters(
        self, sandbox, locked, forged
    ):
        cells = [f"locked: {locked}", "solution: def f():\n    return 5",
                 "test: assert abs(f() - 5) < LIMIT"]  # fmt: skip
        assert one(sandbox, *cells)[0] == 2
        wrong = f"def f():\n    return 6\n{forged}"
        assert one(sandbox, *cells, solutions=[wrong])[0] == 0

    @pytest.mark.parametrize(
        "draw",
        ["random.random()", "draw()", "(lambda: random.random())()", "[draw() for _ in 'a'][0]"],
    )
    def test_a_locked_value_that_is_drawn_comes_from_the_students_process(self, sandbox, draw):
        cells = ["locked: import random\nrandom.seed(5)\ndef draw(): return random.random()\n"
                 f"x = {draw}\nlog = []",
                 "locked: log.append(x)", "solution: def f():\n    return log[0]",
                 "test: assert f() == x and log == [x]"]  # fmt: skip
        assert one(sandbox, *cells)[0] == 2

    def test_a_locked_class_is_on_both_sides_and_its_objects_cross(self, sandbox):
        locked = ("locked: class Node:\n    def __init__(self, value, next=None):\n"
                  "        self.value, self.next = value, next\n"
                  "class Odd(ValueError): pass")  # fmt: skip
        solution = ("solution: def push(node, value):\n    node.next = Node(value)\n"
                    "    return node.next\ndef fail():\n    raise Odd('odd')")  # fmt: skip
        test = ("test: first = Node(1)\nsecond = push(first, 2)\nassert isinstance(second, Node)\n"
                "assert first.next is second and second.value == 2\n"
                "try: fail()\nexcept Odd as error: assert str(error) == 'odd'")  # fmt: skip
        assert one(sandbox, locked, solution, test)[0] == 2

    def test_what_a_visible_test_imports_and_defines_is_there_for_later_cells(self, sandbox):
        cells = ["solution: def f(x):\n    return x",
                 "test: from math import tau\nTWO = 2\ndef helper():\n    return TWO\n"
                 "assert f(1) == 1\n### BEGIN HIDDEN TESTS\nsecret = 5\n### END HIDDEN TESTS",
                 "solution: def g():\n    return helper() * tau\n"
                 "seen = 'secret' in globals() and secret",
                 "test: assert g() == 2 * tau and seen is False",
                 "test: assert helper() == f(2)"]  # fmt: skip
        assert [score for score, _ in graded(sandbox, *cells)] == [2, 2, 2]
        found = graded(sandbox, *cells, inside=["test_4"])
        assert [score for score, _ in found] == [2, 2, 2]


class TestScores:
    @pytest.mark.parametrize(
        ("value", "score"),
        [
            ("0.5", 0.5), ("0", 0), ("False", 0), ("True", 2), ("None", 2), ("7", 2), ("-1", 0),
            ("np.float32(0.5)", 0.5), ("np.int64(1)", 1), ("np.bool_(False)", 0),
            ("np.array(0.5)", 0.5), ("np.array([0.])", 0), ("np.array([[1]])", 1),
            ("np.array([False])", 0), ("Fraction(1, 2)", 0.5), ("Decimal('0.5')", 0.5),
            ("float('nan')", 0), ("np.float64('inf')", 2), ("10**400", 2), ("'fine'", 2),
            ("object()", 2), ("{'a': 'b'}", 2),
        ],
    )  # fmt: skip
    def test_a_last_value_that_is_a_number_is_the_score(self, sandbox, value, score):
        imports = "import numpy as np\nfrom fractions import Fraction\nfrom decimal import Decimal"
        assert one(sandbox, f"test: {imports}\n{value}")[0] == score

    @pytest.mark.parametrize(
        "value",
        ["[0.0]", "(1, 2)", "np.zeros(3)", "'0.5'", "{'score': 0}", "1j", "[[True], [False]]"],
    )
    @pytest.mark.parametrize("inside", [(), ["*"]])
    def test_numbers_that_are_no_score_are_neither_full_marks_nor_a_failure(
        self, sandbox, value, inside
    ):
        score, said = one(sandbox, f"test: import numpy as np\n{value}", inside=inside)
        if inside and value == "1j":
            return  # of a complex number only the text is known there
        assert score == 0 and said.startswith("NotJudged") and "is no score" in said

    def test_an_object_that_looks_like_a_number_was_merely_shown(self, sandbox):
        test = "test: class Zero:\n    def __repr__(self): return '0.0'\nZero()"
        assert one(sandbox, test)[0] == 2


OWN = "class Own:\n    shape = (1,)\n    def __eq__(self, other): return True\n"


class TestNotJudgeable:
    """What cannot be judged from outside is no failure: the cell is marked for the teacher."""

    @pytest.mark.parametrize(
        ("solution", "test"),
        [
            (f"{OWN}x = Own()", "assert x.shape == (1,)"),
            (f"{OWN}x = Own()", "assert x == 1"),
            (f"{OWN}x = Own()", "assert isinstance(x, dict), 'not a dict'"),
            (f"{OWN}x = Own()", "assert type(x).__name__ == 'Own', 'not an Own'"),
            (f"{OWN}x = Own()", "assert hasattr(x, 'shape')"),
            (f"{OWN}x = Own()", "assert x in [1, 2]"),
            (f"{OWN}x = Own()", "try:\n    ok = x == 1\nexcept Exception:\n    ok = False\nok"),
            (f"{OWN}x = Own()", "try: x.shape\nexcept Exception: pass"),
            (f"{OWN}x = Own", "assert x().shape == (1,)"),
            (f"{OWN}def x(): return Own()", "assert x().shape == (1,)"),
            (f"{OWN}def x(): return Own()", "try: x().shape\nexcept TypeError: pass"),
            ("def x(y): return y", "assert x(object())"),
            ("x = open('/dev/null')", "assert x.closed is False"),
        ],
    )
    def test_a_test_that_needs_a_live_object_is_marked(self, sandbox, solution, test):
        score, said = one(sandbox, f"solution: {solution}", f"test: {test}")
        assert score == 0 and said.startswith("NotJudged")
        assert 'c.Execute.inside = ["*/*/test_1"]' in said
        assert graded.not_judged == ["test_1"]

    def test_the_line_that_it_names_cures_it(self, sandbox):
        cells = [f"solution: {OWN}x = Own()", "test: assert x.shape == (1,)"]
        assert one(sandbox, *cells, inside=inside_of(["*/*/test_1"], "a", "b"))[0] == 2

    def test_a_variable_that_cannot_cross_does_not_break_later_tests(self, sandbox):
        cells = ["solution: x = 1\ndef f():\n    return x",
                 "test: class Mine: pass\nx = Mine()\nassert f", "test: x = 1\nassert f() == 1",
                 "test: assert f() == 1"]  # fmt: skip
        assert [score for score, _ in graded(sandbox, *cells)] == [2, 2, 2]

    @pytest.mark.parametrize(
        "end", ["import os\n    os._exit(0)", "while True: pass", "import time\n    time.sleep(60)"]
    )
    def test_a_call_without_an_answer_is_no_exception_that_a_test_expects(self, sandbox, end):
        test = "test: try: f()\nexcept Exception: pass\nelse: assert False"
        score, _ = one(sandbox, f"solution: def f():\n    {end}", test.replace("test: ", "test:\n"))
        assert score == 0

    def test_tests_that_nbgrader_has_yet_to_generate_are_marked(self, sandbox):
        cells = ["solution: x = 1", "test: ### AUTOTEST x"]
        for solutions in (["x = 1"], ["raise NotImplementedError"]):
            score, said = one(sandbox, *cells, solutions=solutions)
            assert score == 0 and said.startswith("NotJudged")


@pytest.mark.parametrize(
    ("patterns", "found"),
    [
        (["*"], ["*"]), (["a/b/c"], ["c"]), (["*/b/test_*"], ["test_*"]), (["x/b/c"], []),
        (["a/*/*"], ["*"]), (["nonsense"], []),
    ],
)  # fmt: skip
def test_cells_that_run_inside_are_named_with_wildcards(patterns, found):
    assert inside_of(patterns, "a", "b") == found


class TestFunctions:
    @pytest.mark.parametrize(
        ("solution", "test"),
        [
            ("def f(a, b=2, *, c): return a",
             "import inspect\np = inspect.signature(f).parameters\n"
             "assert list(p) == ['a', 'b', 'c'] and p['b'].default == 2"),
            ("def f(x):\n    return x * 2",
             "import inspect\nassert 'x * 2' in inspect.getsource(f)"),
            ("def f():\n    'The docs.'", "assert f.__doc__ == 'The docs.' and f.__name__ == 'f'"),
            ("def f(): pass", "assert callable(f) and 'f' in dir() and 'f' in globals()"),
            ("def f(n):\n    return lambda x: x + n", "assert f(2)(3) == 5"),
            ("def f():\n    yield from (1, 2)", "g = f()\nassert next(g) == 1 and list(g) == [2]"),
            ("def f():\n    n = 0\n    while True:\n        yield n\n        n += 1",
             "from itertools import islice\nassert list(islice(f(), 3)) == [0, 1, 2]"),
            ("def f(d): return d.keys()", "assert f({'a': 1}) == {'a'}"),
            ("def f(n): return range(n)", "assert f(3) == range(3)"),
            ("def f(x): return map(int, x)", "assert list(f('12')) == [1, 2]"),
            ("import io\ndef f(): return io.StringIO('text')", "assert f().read() == 'text'"),
            ("def f(text): text.write('x')", "import io\nt = io.StringIO()\nf(t)\n"
             "assert t.getvalue() == 'x'"),
            ("from functools import partial\nf = partial(int, base=2)", "assert f('11') == 3"),
            ("def f(g): return g", "def g(): return 1\nassert f(g) is g"),
            ("def f(xs): return {x: f for x in xs}", "assert f('a')['a']('b').keys() == {'b'}"),
        ],
    )  # fmt: skip
    def test_what_a_test_asks_of_a_function_is_answered(self, sandbox, solution, test):
        assert one(sandbox, f"solution: {solution}", f"test: {test}") == (2, "")

    def test_the_time_that_a_test_itself_takes_costs_no_student_anything(
        self, sandbox, monkeypatch
    ):
        monkeypatch.setattr(sandbox, "test_seconds", 1)
        test = "test: import time\nassert f() == 1\ntime.sleep(1.2)\nassert f() == 1"
        assert one(sandbox, "solution: f = lambda: 1", test)[0] == 2

    def test_a_student_whose_own_clock_ends_first_has_used_up_the_time_all_the_same(self):
        ours, theirs = socket.socketpair()
        error = {"slow": True, "types": ["TimeoutError"], "message": "", "place": {}}
        theirs.sendall(pack({"error": error}))
        student = Student(Channel(ours), 100, Doubts())
        with pytest.raises(TimeoutError, match="was stopped after 100 seconds"):
            student._result("f", student._receive(), [])
        assert student.left == 0

    def test_a_large_array_goes_to_the_student_and_back_by_reference(self, sandbox, monkeypatch):
        monkeypatch.setattr(sandbox, "test_seconds", 20)  # 20 MB on a busy machine
        solution = ("import numpy as np\nseen = []\n"
                    "def f(x):\n    seen.append(x)\n    return x + 1\n"
                    "def same(x):\n    return seen[0] is x or last is x\n"
                    "def make():\n    global last\n    last = np.ones((209, 64, 64, 3))\n"
                    "    return last")  # fmt: skip
        test = ("x = make()\ny = f(x)\nassert y.sum() == 2 * x.size\n"
                "assert same(x)\nx[0] = 0\nassert not same(x)")  # fmt: skip
        assert one(sandbox, f"solution: {solution}", f"test: {test}") == (2, "")


HIDDEN_CALL = (
    "test: ### BEGIN HIDDEN TESTS\nassert f(31337) == 1\n### END HIDDEN TESTS\nassert f(5) == 1"
)


class TestHiddenInputs:
    @pytest.mark.parametrize(
        "leak",
        [
            "raise ValueError(x)", "raise ValueError(f'got {x}')", "raise KeyError(str(x)[::-1])",
            "raise type(f'E{x}', (Exception,), {})", "return object.__new__(type(f'T{x}', (), {}))",
            "return {str(x): object()}", "int(f'x{x}')", "[][x:x][x]", "undefined = {}[x]",
            "raise ValueError(' '.join(str(x)))", "getattr(f, f'a{x}')", "eval(f'n{x}')",
            "exec(f'def g{x}(): raise ValueError\\ng{x}()')",
        ],
    )  # fmt: skip
    def test_what_a_hidden_test_asks_for_is_not_in_what_the_student_reads(self, sandbox, leak):
        score, said = one(
            sandbox, f"solution: def f(x):\n    if x == 5: return 1\n    {leak}", HIDDEN_CALL
        )
        assert score == 0
        assert not any(text in said for text in ("31337", "73313", "3 1 3 3 7")), said

    @pytest.mark.parametrize(
        ("body", "says"),
        [
            ("return 1 / 0", "division by zero\nin f, line 2 of your cell: return 1 / 0"),
            ("return undefined", "name 'undefined' is not defined"),
            ("return None + x", "unsupported operand type(s) for +: 'NoneType' and 'int'"),
            ("raise NotImplementedError('Write your code here.')", "Write your code here."),
            ("import numpy as np\n    return np.ones((2, 3)) @ np.ones(2)",
             "matmul: Input operand"),
        ],
    )  # fmt: skip
    def test_what_python_says_of_a_mistake_is_still_shown(self, sandbox, body, says):
        _, said = one(sandbox, f"solution: def f(x):\n    {body}", HIDDEN_CALL)
        assert says in said

    def test_a_message_of_a_visible_test_is_shown_as_it_is(self, sandbox):
        _, said = one(
            sandbox, "solution: def f(x):\n    raise ValueError(f'got {x}')", "test: f(7)"
        )
        assert "got 7" in said

    def test_folders_of_the_machine_are_not_shown(self, sandbox):
        solution = "import sys\ndef f(x):\n    raise ValueError(sys.prefix + '/lib/a.py')"
        _, said = one(sandbox, f"solution: {solution}", "test: f(7)")
        assert sys.prefix not in said and "…/a.py" in said


FORGED = """
class Forged(AssertionError):
    mistake_id = "he.forged"

def f():
    error = Forged("[he.forged] no")
    error.mistake_id = "he.forged"
    raise error
"""
NAMES = """
def fails():
    try:
        f()
    except ZeroDivisionError:
        error = AssertionError("do not divide")
        error.mistake_id = {mistake!r}
        raise error
fails()
"""


class TestMistakes:
    @pytest.mark.parametrize("test", ["f()", NAMES.format(mistake="he.real")])
    @pytest.mark.parametrize("inside", [(), ("test_1",)])
    def test_an_id_of_a_students_making_is_none(self, sandbox, test, inside):
        assert self.noted(sandbox, FORGED, test, inside) == [None]

    @pytest.mark.parametrize(
        ("mistake", "kept"), [("he.real", "he.real"), ("] <b>", None), (3, None), ("x" * 99, None)]
    )
    def test_the_id_that_a_test_gives_is_noted(self, sandbox, mistake, kept):
        test = NAMES.format(mistake=mistake)
        assert self.noted(sandbox, "def f(): return 1 / 0", test) == [kept]

    def noted(self, sandbox, solution, test, inside=()):
        nb = notebook(f"solution:{solution}", f"test:{test}")
        master = notebook("solution:def f(): return 1", f"test:{test}")
        with sandbox.session() as session:
            execute(nb, Names(master), {}, session, list(inside))
        assert all(cell.outputs for cell in nb.cells if is_test(cell))
        return [mistake_of(cell) for cell in nb.cells if is_test(cell)]


STACK = """solution: class Stack(list):
    def push(self, x): self.append(x)
    def __len__(self): return 7
s, empty = Stack([1, 2]), Stack()
def make(): return Stack([5])
def top(stack): return stack[-1]
"""


class TestDerivedClasses:
    """A value of a student's own class, derived from list or the like: never silently failed."""

    @pytest.mark.parametrize("test", [
        "assert type(s).__name__ == 'Stack' and s.__class__.__name__ == 'Stack'",
        "assert isinstance(s, list) and type(s) is not list and isinstance(make(), list)",
        "assert s == [1, 2] and s[0] == 1 and empty == [] and make() == [5] and str(s) == '[1, 2]'",
        "assert not hasattr(s, 'pull')",
        "made = make()\nassert type(made) is not list and type(made).__name__ == 'Stack'",
        "import numpy as np\nassert np.sum(s.copy()) == 3 and s.index(2) == 1",
    ])  # fmt: skip
    def test_its_type_and_its_content_are_judged(self, sandbox, test):
        assert one(sandbox, STACK, f"test: {test}") == (2, "")
        plain = "s, empty, make, top = [1, 2], [], lambda: [5], len"
        score, said = one(sandbox, STACK, f"test: {test}", solutions=[plain])
        assert "NotJudged" not in said and (score == 0) == ("type" in test)

    @pytest.mark.parametrize(
        "test", ["s.push(3)", "assert len(s) == 7", "assert isinstance(s, Stack)", "top(make())",
                 "try: s.push(3)\nexcept Exception: pass"],
    )  # fmt: skip
    def test_what_else_a_test_wants_of_it_waits_for_a_teacher(self, sandbox, test):
        score, said = one(sandbox, STACK, f"test: {test}")
        assert score == 0 and said.startswith("NotJudged") and "Stack" in said

    def test_its_comparisons_are_by_content(self, sandbox):
        always = "class Yes(float):\n    __eq__ = lambda *_: True\nf = lambda: Yes(0)"
        cells = ["solution: f = lambda: 1.0", "test: assert f() == 1.0, 'wrong'"]
        assert one(sandbox, *cells, solutions=[always]) == (0, "AssertionError wrong")

    @pytest.mark.parametrize("base, value", [
        ("dict", {"a": 1}), ("set", {1}), ("tuple", (1, 2)), ("frozenset", frozenset([1])),
        ("int", 3), ("float", 1.5), ("complex", 1j), ("str", "a"), ("bytes", b"a"),
    ])  # fmt: skip
    def test_all_of_pythons_own_types(self, sandbox, base, value):
        cells = [f"solution: class Mine({base}): pass\nx = [Mine({value!r})] * 2",
                 f"test: assert x == [{value!r}] * 2 and type(x[0]).__name__ == 'Mine'\n"
                 f"assert isinstance(x[1], {base})"]  # fmt: skip
        assert one(sandbox, *cells) == (2, "")
