"""Whatever is handed in as a notebook: it is graded, or a sentence says why it cannot be."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, writes

from autograder.pipeline.judges import grade_here
from autograder.pipeline.submission import Assignment, Submission


def meta(name, **kind):
    """What nbgrader notes on a cell."""
    flags = {"grade": False, "solution": False, "locked": False, "task": False}
    return {"nbgrader": {"grade_id": name, "schema_version": 3, **flags, **kind}}


MASTER = new_notebook(
    cells=[
        new_markdown_cell("# Double"),
        new_code_cell("def double(x):\n    return 2 * x", metadata=meta("double", solution=True)),
        new_code_cell(
            "assert double(2) == 4", metadata=meta("test", grade=True, locked=True, points=1)
        ),
        new_markdown_cell("Why?", metadata=meta("why", grade=True, solution=True, points=2)),
    ]
)
ASSIGNMENT = Assignment(
    "fuzz",
    {"fuzz": writes(MASTER)},
    {},
    {"Sandbox": {"imports": [], "cell_seconds": 2, "test_seconds": 2}, "Execute": {}},
)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
values = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10
)


def places(tree, path=()):
    """The path to each part of a JSON document."""
    yield path
    if isinstance(tree, list):
        tree = dict(enumerate(tree))
    for key, value in tree.items() if isinstance(tree, dict) else ():
        yield from places(value, (*path, key))


def spoil(tree, path, change):
    """Replace a part of a JSON document, delete it or repeat it."""
    if not path:
        return change["value"]
    *above, key = path
    owner = tree
    for step in above:
        owner = owner[step]
    if change["how"] == "delete":
        del owner[key]
    elif change["how"] == "repeat" and isinstance(owner, list):
        owner.append(owner[key])
    else:
        owner[key] = change["value"]
    return tree


@st.composite
def spoiled(draw):
    """The solved notebook after a few random changes anywhere in its JSON."""
    tree = json.loads(writes(MASTER))
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from(sorted(places(tree), key=str)))
        how = draw(st.sampled_from(["delete", "repeat", "replace"]))
        tree = spoil(tree, path, {"how": how, "value": draw(values)})
        if not isinstance(tree, dict):
            break
    return json.dumps(tree)


def check(text):
    """Grade it: a score between nothing and everything, or a clear sentence."""
    [(_, graded)] = grade_here(ASSIGNMENT, [Submission("s", {"fuzz": text}, {})])
    if graded.problem is None:
        cells = json.loads(graded.notebooks["fuzz"])["cells"]
        names = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in cells]
        assert names.count("test") == names.count("why") == 1
    else:
        refusals = [
            "fuzz.ipynb is no notebook that can be read",
            "none of its answers can be found",
        ]
        assert any(refusal in graded.problem for refusal in refusals)
    return graded


fuzz = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@fuzz
@given(spoiled())
def test_a_spoiled_notebook_is_graded_or_refused_with_a_sentence(text):
    check(text)


@fuzz
@given(values.map(json.dumps) | st.text() | st.binary().map(lambda b: b.decode("latin1")))
def test_what_is_no_notebook_at_all_is_refused_or_graded_as_empty(text):
    check(text)


def test_the_solved_notebook_itself_is_graded():
    graded = check(writes(MASTER))
    [test] = [c for c in json.loads(graded.notebooks["fuzz"])["cells"] if "assert" in c["source"]]
    assert graded.problem is None and test["outputs"] == []
