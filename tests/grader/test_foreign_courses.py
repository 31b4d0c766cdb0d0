"""Courses that are not ours: a solved master gets full marks, the untouched release nothing."""

import json

import pytest
from nbformat import from_dict
from nbformat.v4 import new_code_cell, new_notebook, writes
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions
from nbgrader.utils import determine_grade, is_grade
from traitlets.config import Config

from autograder.pipeline.autotest import AutotestError, with_generated_tests
from autograder.pipeline.judges import grade_here
from autograder.pipeline.submission import Assignment, Submission

STUB = "# YOUR CODE HERE\nraise NotImplementedError()"


def solution(name, source):
    """A cell that students fill in."""
    return code(name, source, solution=True)


def check(name, source, points=1):
    """A test cell."""
    return code(name, source, grade=True, locked=True, points=points)


def locked(name, source):
    """A cell that students may read only."""
    return code(name, source, locked=True)


def code(name, source, **kind):
    meta = {"grade_id": name, "grade": False, "solution": False, "locked": False, "task": False}
    return new_code_cell(
        source, metadata={"nbgrader": meta | {"schema_version": 3} | kind}, id=name
    )


def plain(source):
    return new_code_cell(source)


PANDAS = [
    plain("import pandas as pd\nimport numpy as np"),
    locked("data", 'people = pd.DataFrame({"name": ["Ada", "Emmy", "Lise"],'
           ' "year": [1815, 1882, 1878],'
           ' "field": pd.Categorical(["computing", "algebra", "physics"])})'),
    solution("by_year", "def by_year(table):\n    ### BEGIN SOLUTION\n"
             "    return table.sort_values('year').set_index('name')\n    ### END SOLUTION"),
    check("test_by_year", "found = by_year(people)\nassert isinstance(found, pd.DataFrame)\n"
          "assert list(found.index) == ['Ada', 'Lise', 'Emmy']\n"
          "assert found.loc['Ada', 'year'] == 1815\nassert found['field'].dtype == 'category'"),
    solution("ages", "def add_age(table, now):\n    ### BEGIN SOLUTION\n"
             "    table['age'] = now - table['year']\n    ### END SOLUTION"),
    check("test_ages", "table = people.copy()\nadd_age(table, 2000)\n"
          "pd.testing.assert_series_equal(table['age'], pd.Series([185, 118, 122], name='age'))\n"
          "### BEGIN HIDDEN TESTS\nmore = people.head(1)\nadd_age(more, 1900)\n"
          "assert more.age.tolist() == [85]\n### END HIDDEN TESTS"),
    solution("answer", "### BEGIN SOLUTION\noldest = people.loc[people.year.idxmin()]\n"
             "counts = people.groupby('field', observed=True).size()\n### END SOLUTION"),
    check("test_answer", "assert oldest['name'] == 'Ada'\nassert isinstance(oldest, pd.Series)\n"
          "assert counts.sum() == 3 and counts.index.name == 'field'"),
    check("test_partial", "score = 0\nif isinstance(oldest, pd.Series): score += 0.5\n"
          "if by_year(people).shape == (3, 2): score += 0.5\nscore"),
]  # fmt: skip

PLOTS = [
    plain("%matplotlib inline\nimport matplotlib.pyplot as plt\nimport numpy as np"),
    solution("draw", "def draw(x):\n    fig, ax = plt.subplots()\n    ### BEGIN SOLUTION\n"
             "    ax.plot(x, x ** 2, label='square')\n    ax.set_xlabel('x')\n    ax.legend()\n"
             "    ### END SOLUTION\n    return ax"),
    check("test_label", "ax = draw(np.arange(3))\nassert ax.get_xlabel() == 'x'\n"
          "assert len(ax.lines) == 1"),
    check("test_points", "line = draw(np.arange(4)).lines[0]\n"
          "np.testing.assert_allclose(line.get_ydata(), [0, 1, 4, 9])\n"
          "### BEGIN HIDDEN TESTS\nassert draw(np.arange(2)).get_legend() is not None\n"
          "### END HIDDEN TESTS"),
    solution("squares", "def squares(x):\n    ### BEGIN SOLUTION\n    return x ** 2\n"
             "    ### END SOLUTION"),
    check("test_squares", "assert squares(np.arange(3)).tolist() == [0, 1, 4]\n"
          "plt.plot(squares(np.arange(3)))"),
]  # fmt: skip

CLASSES = [
    locked("base", "class Shape:\n    '''What has an area.'''\n    def __init__(self, name):\n"
           "        self.name = name\n\nclass Empty(ValueError):\n    pass"),
    solution("largest", "def largest(shapes):\n    ### BEGIN SOLUTION\n    if not shapes:\n"
             "        raise Empty('nothing')\n    return max(shapes, key=lambda s: len(s.name))\n"
             "    ### END SOLUTION"),
    check("test_largest", "shapes = [Shape('a'), Shape('abc')]\n"
          "assert largest(shapes) is shapes[1]\ntry:\n    largest([])\nexcept Empty:\n    pass\n"
          "else:\n    assert False, 'nothing was raised'"),
    solution("stack", "class Stack:\n    ### BEGIN SOLUTION\n    def __init__(self):\n"
             "        self.items = []\n    def push(self, item):\n        self.items.append(item)\n"
             "    def pop(self):\n        return self.items.pop()\n    ### END SOLUTION"),
    check("test_stack", "from copy import copy\nDEPTH = 3\ns = Stack()\n"
          "for n in range(DEPTH):\n    s.push(n)\n"
          "assert s.pop() == 2"),
    check("test_more", "assert isinstance(Stack(), Stack)\ns = Stack()\ns.push(copy([DEPTH]))\n"
          "### BEGIN HIDDEN TESTS\nassert s.items == [[3]]\n### END HIDDEN TESTS"),
    solution("count", "def count(words):\n    ### BEGIN SOLUTION\n"
             "    from collections import Counter\n    return Counter(words)\n"
             "    ### END SOLUTION"),
    check("test_count", "from collections import Counter\n"
          "assert isinstance(count('aab'), Counter)\n"
          "assert count('aab').most_common(1) == [('a', 2)]"),
]  # fmt: skip

BESIDE = [
    plain("from helper import *\nimport helper as h"),
    locked("limits", "LIMIT = h.limit()\nclose = lambda a, b: abs(a - b) < LIMIT"),
    solution("twice", "### BEGIN SOLUTION\nfrom math import sqrt as root\n"
             "def twice(x):\n    return double(root(x))\n### END SOLUTION"),
    check("test_twice", "assert close(twice(4), 4)\nassert root(9) == 3"),
    check("test_source", "import inspect\nassert 'double' in inspect.getsource(twice)\n"
          "assert list(inspect.signature(twice).parameters) == ['x']\n"
          "assert open('words.txt').read() == 'seven'"),
    solution("words", "def words():\n    ### BEGIN SOLUTION\n    with open('words.txt') as file:\n"
             "        yield from file.read()\n    ### END SOLUTION"),
    check("test_words", "assert ''.join(words()) == 'seven'"),
    solution("keep", "### BEGIN SOLUTION\nwith open('kept.csv', 'w') as file:\n"
             "    file.write(','.join(words()))\n### END SOLUTION"),
    check("test_keep", "assert open('kept.csv').read() == 's,e,v,e,n'"),
]  # fmt: skip
FILES = {
    "helper.py": b"def double(x): return 2 * x\ndef twice(x): return 4\ndef limit(): return 1e-9\n"
    b"def words(): return 'seven'",
    "words.txt": b"seven",
}

COURSES = {
    "pandas": (PANDAS, {}, []),
    "plots": (PLOTS, {}, ["plots/plots/test_label", "plots/plots/test_points"]),
    "classes": (CLASSES, {}, ["*/classes/test_stack", "classes/*/test_more"]),
    "beside": (BESIDE, FILES, []),
}


def released(master):
    """What students are given."""
    notebook = json.loads(writes(master))
    notebook = new_notebook(cells=[new_code_cell(**cell_of(cell)) for cell in notebook["cells"]])
    resources = {"language": "python"}
    notebook, _ = ClearSolutions().preprocess(notebook, resources)
    notebook, _ = ClearHiddenTests().preprocess(notebook, resources)
    return notebook


def cell_of(cell):
    return {"source": "".join(cell["source"]), "metadata": cell["metadata"], "id": cell["id"]}


def scores(name, master, handed_in, files=None, inside=()):
    """The score of each test cell."""
    settings = {"Sandbox": {"imports": ["matplotlib.pyplot"], "test_seconds": 20},
                "Execute": {"inside": list(inside), "files": ["*.csv"]}}  # fmt: skip
    assignment = Assignment(name, {name: writes(master)}, files or {}, settings)
    [(_, graded)] = grade_here(assignment, [Submission("s", {name: writes(handed_in)}, {})])
    assert graded.problem is None
    cells = json.loads(graded.notebooks[name])["cells"]
    tests = [from_dict(cell) for cell in cells if cell["metadata"].get("nbgrader", {}).get("grade")]
    scores.said = "\n".join(str(cell.outputs) for cell in tests)
    return [determine_grade(cell)[0] for cell in tests]


@pytest.mark.parametrize("name", COURSES)
def test_the_solved_master_gets_full_marks_and_the_untouched_release_nothing(name):
    if name == "pandas":
        pytest.importorskip("pandas")
    cells, files, inside = COURSES[name]
    master = new_notebook(cells=cells)
    tests = sum(bool(is_grade(cell)) for cell in cells)
    assert scores(name, master, master, files, inside) == [1] * tests, scores.said
    assert scores(name, master, released(master), files, inside) == [0] * tests, scores.said


@pytest.mark.parametrize("name", ["plots", "classes"])
def test_without_a_line_in_the_configuration_live_objects_are_marked_not_failed(name):
    cells, files, inside = COURSES[name]
    master = new_notebook(cells=cells)
    scores(name, master, master, files)
    for pattern in inside:
        test = pattern.rpartition("/")[2]
        assert f'c.Execute.inside = ["{name}/{name}/{test}"]' in scores.said
    assert scores.said.count("'NotJudged'") == len(inside)


AUTOTESTS = """
python3:
  setup: "from hashlib import sha1"
  dispatch: "type({{snippet}})"
  normalize: "str({{snippet}})"
  check: 'assert {{snippet}} == "{{value}}", "{{message}}"'
  success: "print('fine')"
  templates:
    default:
      - test: "type({{snippet}})"
        fail: "type of {{snippet}} is not correct"
      - test: "{{snippet}}"
        fail: "value of {{snippet}} is not correct"
"""
AUTOTEST = [
    solution("square", "### BEGIN SOLUTION\ndef square(x):\n    return x ** 2\nx = 7\n"
             "### END SOLUTION"),
    check("test_square", "### AUTOTEST square(3); square(4)", 2),
    check("test_x", "### AUTOTEST x\n### BEGIN HIDDEN TESTS\n"
          "### AUTOTEST x + 1\n### END HIDDEN TESTS"),
]  # fmt: skip


def autotest_master():
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=AUTOTEST, metadata={"kernelspec": kernel})


def test_tests_that_nbgrader_generates_judge_as_it_would(tmp_path):
    (tmp_path / "autotests.yml").write_text(AUTOTESTS)
    folder = tmp_path / "source/auto"
    folder.mkdir(parents=True)
    master = with_generated_tests(autotest_master(), folder, tmp_path, Config())
    assert "assert str(square(3)) ==" in master.cells[1].source
    assert "AUTOTEST" not in master.cells[2].source
    assert scores("auto", master, master) == [2, 1], scores.said
    assert scores("auto", master, released(master)) == [0, 0]
    wrong = released(master)
    wrong.cells[0].source = "def square(x):\n    return 9\nx = 7"
    assert scores("auto", master, wrong) == [0, 1], scores.said


def test_tests_that_cannot_be_generated_stop_grading_with_a_sentence(tmp_path):
    with pytest.raises(AutotestError, match="nbgrader generate_assignment"):
        with_generated_tests(autotest_master(), tmp_path, tmp_path, Config())


def test_tests_that_were_not_generated_give_no_points():
    master = autotest_master()
    assert scores("auto", master, released(master)) == [0, 0]
    assert scores.said.count("'NotJudged'") == 2
