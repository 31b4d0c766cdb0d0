"""Formgrader of a server that was started above two courses: pages are of the one opened last.

JupyterLab asks for formgrader?path=<course> where its setting "Allow local nbgrader config file"
is on.
"""

import json
import re
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar

import pytest

from autograder.cli.grade import main
from tests.grader.test_formgrader import CONFIG, ESSAY
from tests.support import handmade
from tools.lab import TOKEN, running_lab

Get = Callable[[str], str]


@pytest.fixture(scope="module")
def get(tmp_path_factory) -> Iterator[Get]:
    """Asks a server above the courses "adas" and "bens", in each of which one has handed in."""
    folder = tmp_path_factory.mktemp("above")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("autograder.cli.grade.Judges", handmade.SerialJudges)
        for student in ("ada", "ben"):
            course = handmade.build(folder / f"{student}s")
            with open(course / "nbgrader_config.py", "a") as file:
                file.write(CONFIG)
            handmade.submit(course, student, answers={"essay": ESSAY})
            patch.chdir(course)
            assert main(["hw"]) == 0
    with running_lab(folder) as address:
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

        def get(path: str) -> str:
            join = "&" if "?" in path else "?"
            with browser.open(f"{address}/formgrader{path}{join}token={TOKEN}") as answer:
                return answer.read().decode()

        yield get


def open_course(get: Get, course: str) -> str:
    """Open a course in formgrader; the page of its submission of notebook one."""
    get(f"?path={urllib.parse.quote(course)}")
    [submission] = json.loads(get("/api/submitted_notebooks/hw/one"))
    return get(f"/submissions/{submission['id']}/")


def test_pages_are_of_the_course_that_was_opened_last_and_made_as_it_says(get):
    for course, student in [("adas", "ada"), ("bens", "ben"), ("adas", "ada")]:
        page = open_course(get, course)
        assert re.search(rf"autograded/{student}/hw/one.ipynb", page)
        assert page.count("<math") == 3 and "MathJax.js" not in page
