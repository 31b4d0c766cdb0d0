"""An error of Python or NumPy in a student's code is told in plain words, with what to do."""

import numpy as np
import pytest

import diagnosis
from diagnosis import Unnamed, call, explain
from tools.corpus.run import run

A, B = np.ones((2, 3)), np.ones((2, 3))
CASES = {
    "inner_brackets": lambda: np.zeros(3, 2),
    "randn_tuple": lambda: np.random.randn((3, 2)),
    "list_for_number": lambda: range([1, 2]),
    "float_for_size": lambda: np.zeros((3 / 1, 2)),
    "not_aligned": lambda: np.dot(A, B),
    "broadcast": lambda: A + np.ones((3, 2)),
    "inhomogeneous": lambda: np.array([np.ones((2, 3)), np.ones((4, 1))]),
    "unhashable": lambda: {A},
    "ambiguous": lambda: 1 if A == B else 0,
    "caret": lambda: 2.0 ^ 3,
    "norm_dimensions": lambda: np.linalg.norm(3.0, 2),
    "none": lambda: None + 1,
    "tuple_operand": lambda: (1, 2) - (3, 4),
    "dict_operand": lambda: {} ** 2,
    "list_operand": lambda: [1] - [2],
    "text_and_number": lambda: "W" + 1,
    "unpack": lambda: (lambda: [a for a, b in [(1, 2, 3)]])(),
    "not_callable": lambda: A(0),
    "undefined": lambda: nothing_of_this_name,  # noqa: F821
    "index": lambda: [1][1],
    "key": lambda: {}["W1"],
    "attribute": lambda: np.zeroes((2, 2)),
    "zero_division": lambda: 1 / 0,
    "one_number": lambda: float(A),
    "too_many_indices": lambda: np.ones(3)[0, 0],
    "signature": lambda: np.sqrt(x=1),
}


def cell(source: str):
    """The function `mine` of a student's cell."""
    namespace = {"np": np, "A": A, "B": B}
    run(source, namespace)
    return namespace["mine"]


@pytest.mark.parametrize("mistake", CASES)
def test_an_error_gets_its_id_and_a_sentence(mistake):
    with pytest.raises(AssertionError) as caught:
        call(CASES[mistake])
    assert caught.value.mistake_id == f"error.{mistake}"
    assert type(caught.value).__name__ == "AssertionError"
    assert str(caught.value).endswith((".", ")", "`", "?"))


def test_the_students_line_stands_below_the_sentence():
    mine = cell("def mine():\n    return np.dot(A, B)")
    with pytest.raises(AssertionError) as caught:
        call(mine)
    assert caught.value.__notes__ == ["in mine, line 2 of your cell: return np.dot(A, B)"]


def test_the_line_that_the_grader_has_noted_is_kept():
    error = TypeError("Cannot interpret '3' as a data type")
    error.add_note("in he, line 4 of your cell: W = np.zeros(2, 3)")

    def far_away():
        raise error

    with pytest.raises(AssertionError) as caught:
        call(far_away)
    assert caught.value.__notes__ == ["in he, line 4 of your cell: W = np.zeros(2, 3)"]
    assert "brackets of its own" in str(caught.value)


def test_hidden_shapes_are_not_told_and_visible_ones_are():
    with pytest.raises(AssertionError) as hidden:
        call(CASES["not_aligned"])
    with pytest.raises(AssertionError) as shown:
        call(CASES["not_aligned"], visible=True)
    assert "(2,3)" not in str(hidden.value) and "(2,3)" in str(shown.value)


def test_wrong_arguments_are_told_with_the_signature_that_is_wanted():
    def gradient_check(x):
        return x

    with pytest.raises(AssertionError, match=r"gradient_check\(x, theta, epsilon=1e-7\)"):
        call(gradient_check, 1, 2, 3)


def test_an_error_that_the_student_raises_is_told_as_the_students_own():
    mine = cell("def mine():\n    raise AssertionError('dW1 must be 9')")
    with pytest.raises(AssertionError, match="your own code raised AssertionError: dW1") as caught:
        call(mine)
    assert caught.value.mistake_id == "error.own_raise"


def test_what_the_grader_raises_goes_through_unchanged():
    class KernelLost(Exception):
        pass

    for error in (KernelLost("its process has ended"), TimeoutError("stopped")):

        def lost(error=error):
            raise error

        with pytest.raises(type(error), match=str(error)):
            call(lost)


def test_an_error_of_an_unknown_kind_keeps_its_words():
    says, mistake_id = explain(OSError("disk full"), "f")
    assert "OSError: disk full" in says and mistake_id == "error.other"


def test_what_names_no_mistake_waits_and_what_names_one_does_not():
    with Unnamed() as unnamed:
        raise AssertionError("not right")
    with pytest.raises(AssertionError, match="not right"):
        unnamed.speak()
    with pytest.raises(AssertionError, match="brackets"), Unnamed():
        call(CASES["inner_brackets"])
    with Unnamed() as unnamed:
        pass
    unnamed.speak()


def test_words_of_python_in_which_the_grader_has_hidden_numbers_are_left_away():
    def masked():
        raise ValueError("shapes … and … not aligned: … (dim …) != … (dim …)")

    with pytest.raises(AssertionError) as caught:
        call(masked, visible=True)
    assert caught.value.mistake_id == "error.not_aligned" and "…" not in str(caught.value)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("W['W1'] = 1", "Make it before the loop that fills it, for example empty: W = {}."),
        ("return sqrt(2)", "It belongs to NumPy: np.sqrt."),
        ("return math.sqrt(2)", "Write `import math`"),
        ("return train_Y", "the function must do without: it gets its arguments."),
    ],
)
def test_a_name_without_a_value_is_told_what_would_give_it_one(source, says):
    with pytest.raises(AssertionError) as caught:
        call(cell(f"def mine():\n    {source}"))
    assert says in str(caught.value) and caught.value.mistake_id == "error.undefined"


@pytest.mark.parametrize("judge", [diagnosis.judge_dictionary, diagnosis.judge_clipping])
def test_a_fixed_key_is_named_also_where_the_students_line_is_not_known(judge):
    def clip_gradients(gradients, max_norm):
        return {"dW9": gradients["dW9"]}

    with pytest.raises(AssertionError, match=r"go through gradients\.values") as caught:
        judge(clip_gradients, {"dW1": np.ones((2, 3)), "db1": np.ones((2, 1))}, 1.0)
    assert caught.value.mistake_id == "clip.fixed_keys"
