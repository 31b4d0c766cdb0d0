"""A test cell's outputs are scored fairly: stderr costs nothing, a number is read as one."""

import pytest
from nbformat.v4 import new_code_cell, new_output
from nbgrader.utils import determine_grade

from autograder.pipeline.score import fair_outputs, read_score


def graded_cell(*outputs):
    """A test cell of 5 points with these outputs, made fair."""
    nbgrader = {"grade": True, "solution": False, "grade_id": "test_x", "points": 5}
    cell = new_code_cell("...", outputs=list(outputs), metadata={"nbgrader": nbgrader})
    fair_outputs(cell)
    return cell


def result(text):
    return new_output("execute_result", data={"text/plain": text}, execution_count=1)


def stderr(text="a warning"):
    return new_output("stream", name="stderr", text=text)


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("3", 3.0),
        ("2.5", 2.5),
        ("np.float64(0.0)", 0.0),
        ("np.float64(2.5)", 2.5),
        ("np.int64(4)", 4.0),
        ("np.True_", 5.0),
        ("np.False_", 0.0),
        ("True", 5.0),
        ("False", 0.0),
        ("7", 5.0),
        ("-1", 0.0),
        ("nan", 0.0),
        ("inf", 5.0),
        ("'passed'", None),
        ("<Figure size 640x480>", None),
        ("", None),
    ],
)
def test_a_last_value_is_read_as_the_score_it_stands_for(text, score):
    assert read_score(text, points=5) == score


def test_nbgrader_gives_the_score_that_a_numpy_number_says():
    assert determine_grade(graded_cell(result("np.float64(0.0)"))) == (0.0, 5.0)
    assert determine_grade(graded_cell(result("np.float64(2.5)"))) == (2.5, 5.0)


def test_a_score_above_the_maximum_does_not_fail_the_submission():
    assert determine_grade(graded_cell(result("9"))) == (5.0, 5.0)


def test_text_on_stderr_costs_nothing_and_is_still_shown():
    cell = graded_cell(stderr())
    assert determine_grade(cell) == (5.0, 5.0)
    assert cell.outputs[0].text == "a warning"


def test_stderr_does_not_hide_an_error():
    error = new_output("error", ename="AssertionError", evalue="W1", traceback=["W1"])
    assert determine_grade(graded_cell(stderr(), error)) == (0, 5.0)


def test_a_picture_as_last_value_does_not_fail_the_submission():
    picture = new_output("execute_result", data={"image/png": "aGk="}, execution_count=1)
    assert determine_grade(graded_cell(picture)) == (5.0, 5.0)


def test_a_failed_assertion_shows_its_whole_message_and_no_line_of_the_test():
    message = "W1 must have the shape (2, 3), but it has (3, 2). " * 4
    frames = ["Traceback", "----> 4 expected = np.array([[1.78862847, 0.43650985]])"]
    error = new_output("error", ename="AssertionError", evalue=message, traceback=frames)
    shown = "\n".join(graded_cell(error).outputs[0].traceback)
    assert max(map(len, shown.splitlines())) <= 90
    assert shown.split() == ["AssertionError:", *message.split()]
