"""In a real browser: a student solves and validates, a teacher finds the graded class."""

import pytest

from tools.course import build, grade, released, solutions, submit
from tools.lab import CHROMIUM, TOKEN, open_page, running_lab

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The address of a JupyterLab in a course with `zeros` released and two students graded."""
    course = tmp_path_factory.mktemp("course")
    build(course, ["zeros"])
    for student, answers in [("ada", solutions("zeros")), ("jules", {})]:
        submit(course, "zeros", student, released(course, "zeros", answers))
    list(grade(course, "zeros"))
    with running_lab(course) as address:
        yield address


@pytest.fixture
def page():
    with open_page() as page:
        yield page


def solve(page, lab, answers):
    """Open the released notebook, type `answers` into its cells, as a student does."""
    page.goto(f"{lab}/lab/tree/release/zeros/zeros.ipynb?reset&token={TOKEN}")
    page.wait_for_selector(".jp-NotebookPanel h1")
    page.wait_for_selector("text=| Idle")
    for name, source in answers.items():
        cell = page.locator(".jp-NotebookPanel .jp-CodeCell", has_text=name).first
        cell.locator(".cm-content").click()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.insert_text(source)
        assert cell.locator(".cm-content").inner_text().split() == source.split(), name


def validate(page):
    """Press Validate; what the dialog says."""
    page.get_by_role("button", name="Validate", exact=True).click()
    dialog = page.locator(".jp-Dialog")
    dialog.wait_for()
    return dialog.inner_text()


def test_a_student_solves_a_notebook_presses_validate_and_is_told_so(page, lab):
    solve(page, lab, solutions("zeros"))
    said = validate(page)
    assert "Success" in said


def test_a_student_with_a_mistake_is_shown_the_message_that_helps(page, lab):
    answers = solutions("zeros")
    name = "initialize_parameters_zeros"
    answers[name] = answers[name].replace("(layers_dims[l], 1)", "layers_dims[l]")
    solve(page, lab, answers)
    said = validate(page)
    assert "b has a row for each unit and 1 column" in said


def test_a_teacher_opens_formgrader_and_finds_the_graded_class(page, lab):
    page.goto(f"{lab}/formgrader/?token={TOKEN}")
    page.get_by_role("link", name="2", exact=True).click()  # the number of submissions
    page.wait_for_selector("text=jules")
    rows = page.locator("tbody tr").all_inner_texts()
    assert len(rows) == 2
    assert "ada" in rows[0] and "graded" in rows[0] and "14 / 14" in rows[0]
    assert "jules" in rows[1] and "graded" in rows[1] and "0 / 14" in rows[1]
