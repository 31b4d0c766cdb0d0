"""Formgrader in a browser that reaches nothing beyond this machine: formulas, keyboard, names.

The course is handmade (tests/support/handmade.py): grading runs no code.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.cli import roster
from autograder.cli.grade import main
from autograder.formgrader.markdown import mathml
from tests.support import handmade
from tools.lab import CHROMIUM, TOKEN, open_page, running_lab

CONFIG = """
from autograder import protect
from autograder.formgrader import offline
protect(c)
offline(c)
"""
CLASS = "id,first_name,last_name\nada,Ada,Byron\nben,Ben,Čapek\n"
ESSAY = r"""So $W^{[1]} = \sqrt{\frac{2}{n}}$, and

$$\frac{\partial J}{\partial W} < \epsilon$$

\begin{align*} a &= b \\ c &= d \end{align*}

and $\nosuchthing{$ stays, as do 5 dollars."""
TRICKS = [
    r"\href{javascript:alert(1)}{x}",
    r"\style{position:fixed}{x}",
    r"\class{container}{x}",
    r"\text{</mtext></math><img src=x onerror=alert(1)>}",
    r"\color{red;background:url(//evil.invalid)}{x}",
]


@pytest.mark.parametrize("tex", TRICKS)
def test_a_formula_brings_no_link_no_style_and_no_html(tex):
    made = mathml(tex)
    assert made.startswith("<math")
    assert not re.search(r"href|style=|class=|<img|url\(", made)


@pytest.mark.parametrize("tex", ["{" * 1000, r"\frac" * 300, "a" * 5000, "^" * 1000])
def test_what_is_no_formula_stays_as_it_was_typed(tex):
    assert mathml(tex) == ""


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    """Two students with names and written answers, graded."""
    folder = tmp_path_factory.mktemp("formgrader")
    course = handmade.build(folder / "course")
    with open(course / "nbgrader_config.py", "a") as file:
        file.write(CONFIG)
    (course / "class.csv").write_text(CLASS)
    for student in ("ada", "ben"):
        handmade.submit(course, student, answers={"essay": ESSAY})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("autograder.cli.grade.Judges", handmade.SerialJudges)
        patch.chdir(course)
        assert roster.main(["class.csv"]) == 0
        assert main(["hw"]) == 0
    return course


@pytest.fixture(scope="module")
def server(course) -> Iterator[str]:
    with running_lab(course) as address:
        yield address


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium: apt-get install chromium")
def test_a_class_is_graded_by_keyboard_without_a_network(course, server):
    foreign: list[str] = []

    def only_here(route) -> None:
        if route.request.url.startswith((server, "data:", "blob:")):
            route.continue_()
        else:
            foreign.append(route.request.url)
            route.abort()

    with open_page() as page:
        page.route("**/*", only_here)
        page.goto(f"{server}/formgrader/manage_students?token={TOKEN}")
        page.get_by_text("Čapek, Ben").wait_for()
        page.goto(f"{server}/formgrader/gradebook/hw/one")
        page.get_by_text("Submission #1").wait_for()
        page.get_by_role("button", name="Show All Names").click()
        names = page.locator("a.name-shown").all_inner_texts()
        assert sorted(names) == ["Byron, Ada", "Čapek, Ben"]
        page.locator("a.name-shown").first.click()
        page.locator("#essay").wait_for()
        assert page.locator("math").count() == 3
        answer = page.locator(".text_cell_render", has=page.locator("math")).inner_text()
        assert r"$\nosuchthing{$ stays" in answer and "frac" not in answer
        for points in ("3", "2"):
            page.wait_for_function("formgrader.loaded && formgrader.grades.loaded")
            while page.evaluate("document.activeElement.id") != "essay":
                page.keyboard.press("Tab")
            page.keyboard.type(points)
            with page.expect_response(lambda response: "/api/grade/" in response.url):
                page.keyboard.press("Escape")  # leaves the box and saves
            before = page.url
            page.keyboard.press("Control+.")  # the same box of the next submission
            page.wait_for_url(lambda url, before=before: url.split("?")[0] != before.split("?")[0])
        assert foreign == [] and page.errors == []
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        grades = [gradebook.find_grade("essay", "one", "hw", student) for student in ("ada", "ben")]
        assert sorted(grade.manual_score for grade in grades) == [2, 3]
