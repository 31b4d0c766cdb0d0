"""The class report counts exactly the mistakes that were made, and names nobody."""

import contextlib
import json
import re
from collections import Counter
from itertools import pairwise

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbgrader.api import Gradebook

from autograder.cli import grade, report
from autograder.report.disclosure import disclosed
from autograder.report.entries import Entry, Note, Work
from autograder.report.examples import Examples
from autograder.report.report import fared
from autograder.report.statistics import discrimination
from autograder.report.wording import NamesOf, sentence, skeleton
from tests.support.pages import CHROMIUM, FLAGS
from tools.corpus import variants
from tools.course import build, released, solutions, submit

ZEROS, CONSTANT, LINEAR = (
    "initialize_parameters_zeros",
    "initialize_parameters_constant",
    "linear_gradients",
)
UNNAMED = "zero only where [3, 2, 1] looks"
# How many of the class of ten hand in which answer of the corpus; the others' are right.
MADE = {
    ZEROS: {"ones": 3, "no return": 2, UNNAMED: 2},
    CONSTANT: {"always 0.5": 1, "the same, again": 4, "wrong sign": 1},
    LINEAR: {"weights left out": 3, "sign of dW1": 1, "sign of dW2": 1},
    "answer_zeros_1": {"(a)": 5, "no letter": 1},
    "answer_zeros_2": {"(d)": 1},
    "answer_zeros_3": {"(c)": 2, "(d)": 1},
}
SAME = {"the same, again": "slip: the default 0.5"}
STUDENTS = [f"ada.lovelace{n}" for n in range(10)]
PERSONAL = '# by Ada Lovelace\nmotto = "Lovelace was here"\n'


def answer_of(name: str, k: int) -> tuple[str | None, str]:
    """Which answer of the corpus student k hands in, and its source."""
    titles = [title for title, count in MADE[name].items() for _ in range(count)]
    if k >= len(titles):
        return None, solutions("zeros")[name]
    title = SAME.get(titles[k], titles[k])
    own = next(v for v in variants("zeros")[name] if v.name == title)
    source = own.source(solutions("zeros")[name])
    twice = title == UNNAMED and k % 2  # the same message with other numbers
    return own.id, source.replace("+ (layers", "+ 2 * (layers") if twice else source


def known(name: str) -> dict[str | None, int]:
    """How many made which mistake, as the corpus has it."""
    ids = Counter(answer_of(name, k)[0] for k in range(sum(MADE[name].values())))
    return dict(ids)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The class, graded, and one who left everything as it was handed out."""
    folder = tmp_path_factory.mktemp("report")
    build(folder, ["zeros"])
    for k, student in enumerate(STUDENTS):
        notebook = released(folder, "zeros", {name: answer_of(name, k)[1] for name in MADE})
        for cell in notebook.cells:  # ids and names that must not get through
            cell.metadata["autograder"] = {"mistake": "zeros.forged"}
            if cell.id in (ZEROS, LINEAR):
                cell.source = PERSONAL + cell.source
        submit(folder, "zeros", student, notebook)
    submit(folder, "zeros", "untouched", released(folder, "zeros", {}))
    with contextlib.chdir(folder):
        assert grade.main(["zeros"]) == 0
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        for student in STUDENTS:
            gradebook.update_or_create_student(student, first_name="Ada", last_name="Lovelace")
    return folder


def run(course, *arguments):
    with contextlib.chdir(course):
        return report.main(["zeros", *arguments])


@pytest.fixture
def found(course, capsys):
    """The report as JSON."""
    assert run(course, "--json") == 0
    return json.loads(capsys.readouterr().out)


def exercise(found, name):
    return next(one for one in found["exercises"] if one["answer"] == name)


@pytest.mark.parametrize("name", [ZEROS, CONSTANT, LINEAR])
def test_the_counts_are_exactly_those_of_the_mistakes_that_were_made(found, name):
    counted = {one["id"]: one["count"] for one in exercise(found, name)["mistakes"]}
    assert counted == known(name)
    assert exercise(found, name)["untouched"] == 1


@pytest.mark.parametrize("number", [1, 2, 3])
def test_each_option_is_counted_and_the_right_one_marked(found, number):
    name = f"answer_zeros_{number}"
    wrong = {one.removeprefix("choice.") if one else "": n for one, n in known(name).items()}
    wrong[""] = wrong.get("", 0) + 1  # the untouched answer
    right = solutions("zeros")[name].split('"')[1]
    options = exercise(found, name)["options"]
    expected = dict.fromkeys("abcd", 0) | wrong | {right: 11 - sum(wrong.values())}
    assert {one["letter"]: one["chosen"] for one in options} == expected
    assert [one["letter"] for one in options if one["right"]] == [right]


def test_each_test_tells_its_share_its_lost_points_and_its_discrimination(found):
    shapes, values = exercise(found, ZEROS)["tests"]
    assert (shapes["failed"], shapes["graded"], shapes["points_lost"]) == (3, 11, 3)
    assert (values["failed"], values["points_lost"]) == (8, 16)
    assert values["failed_share"] == pytest.approx(8 / 11)
    assert -1 <= values["discrimination"] <= 1
    assert found["discrimination"]["name"] == "corrected item-total correlation"


def test_numbers_and_arrays_do_not_split_a_mistake(found):
    [unnamed] = [one for one in exercise(found, ZEROS)["mistakes"] if one["id"] is None]
    assert unnamed["count"] == 2
    assert unnamed["says"].startswith("every entry of W1 must be 0, but W1 is")
    assert "…" in unnamed["says"]


def test_no_name_stands_in_page_or_json_and_no_forged_id(course, capsys):
    assert run(course, "--json") == 0
    text = capsys.readouterr().out
    assert run(course, "--to", str(course / "page.html")) == 0
    text += (course / "page.html").read_text()
    assert not re.search("ada|lovelace|forged|untouched0", text, re.IGNORECASE)
    assert "motto = &#39;…&#39;" in text or "motto" in text, "an example is there, without texts"


def test_nothing_rarer_than_k_is_shown(course, capsys):
    assert run(course, "--json", "--k", "3") == 0
    found = json.loads(capsys.readouterr().out)
    counts = [m["count"] for one in found["exercises"] for m in one["mistakes"]]
    counts += [o["chosen"] for one in found["exercises"] for o in one["options"]]
    for one in found["exercises"]:
        counts += [n for test in one["tests"] for n in (test["failed"], test["passed"])]
        counts.append(one["untouched"])
    counts += found["tenths"]
    assert not [count for count in counts if count is not None and 0 < count < 3]
    assert {m["id"] for m in exercise(found, ZEROS)["mistakes"]} == {"zeros.ones"}
    assert run(course, "--k", "12") == 1
    assert "Expected at least 12 graded submissions of zeros, found 11" in capsys.readouterr().err


def test_who_asks_for_what_is_not_there_is_told_what_to_do(course, capsys):
    with contextlib.chdir(course):
        assert report.main(["nonsense"]) == 1
    assert "Expected one of the assignments in source/: zeros. Found: 'nonsense'" in (
        capsys.readouterr().err
    )


def test_the_page_has_headings_in_order_bars_with_words_and_runs_nothing(course):
    assert run(course) == 0
    page = BeautifulSoup((course / "reports/zeros.html").read_text(), "html.parser")
    levels = [int(tag.name[1]) for tag in page.find_all(re.compile("^h[1-6]$"))]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(later <= before + 1 for before, later in pairwise(levels))
    assert not page.select("script, img, link, iframe, form")
    bars = page.select(".track")
    assert len(bars) > 20 and all(bar["aria-hidden"] == "true" for bar in bars)
    assert all(re.search(r"\d|fewer", bar.find_next("p").get_text()) for bar in bars)
    assert page.select_one("figure figcaption").get_text(strip=True).endswith(".")
    assert page.select_one("math") is None or page.select("math")


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium: apt install chromium")
def test_the_page_fits_every_screen_in_light_and_dark(course):
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    assert run(course) == 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for scheme in ("light", "dark"):
            page = browser.new_page(color_scheme=scheme)
            page.goto((course / "reports/zeros.html").as_uri())
            for width in (390, 800, 1440):
                page.set_viewport_size({"width": width, "height": 900})
                assert page.evaluate("document.documentElement.scrollWidth") <= width
            faults = Axe().run(page).response["violations"]
            assert not [(one["id"], one["nodes"][0]["html"]) for one in faults]
        browser.close()


# -- the parts -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "k", "shown"),
    [
        ({"a": 7, "b": 1}, 1, {"a": 7, "b": 1}),
        ({"a": 7, "b": 0}, 5, {"a": 7, "b": 0}),
        ({"a": 9, "b": 8, "c": 2}, 5, {"a": 9, "b": None, "c": None}),  # 2 = 19 - 9 - 8
        ({"a": 9, "b": 3, "c": 2}, 5, {"a": 9, "b": None, "c": None}),
        ({"a": 9, "b": 6, "c": 2, "d": 1}, 5, {"a": 9, "b": None, "c": None, "d": None}),
        ({"a": 9, "b": 2}, 5, {"a": None, "b": None}),
    ],
)
def test_a_hidden_count_cannot_be_computed_from_the_others(counts, k, shown):
    assert disclosed(counts, k) == shown


def works(*rows):
    """A class from the scores in tests t0, t1, ... of one point."""
    return [
        Work(str(n), {("nb", f"t{i}"): Entry(score, 1) for i, score in enumerate(row)})
        for n, row in enumerate(rows)
    ]


def test_discrimination_is_the_correlation_with_the_rest():
    tests = [("nb", f"t{i}") for i in range(3)]
    row = works((1, 1, 1), (1, 1, 0), (0, 0, 1), (0, 0, 0))
    assert discrimination(row, tests[0], tests) == pytest.approx(0.5**0.5)
    assert discrimination(row, tests[2], tests) == pytest.approx(0)
    assert discrimination(works((1, 1, 1), (1, 0, 1), (1, 1, 0)), tests[0], tests) is None
    turned = works((0, 1, 1), (0, 1, 1), (1, 0, 0))
    assert discrimination(turned, tests[0], tests) == pytest.approx(-1)
    assert fared(turned, tests[0], tests, 1).points_lost == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("W1 is [[1.0, 2.0],\n [3, nan]]", "W1 is [[4, 5]]"),
        ("J must be 250, but it is 128.", "J must be 2.5e2, but it is -0.5."),
        ("it has the shape (3, 2)", "it has the shape (1, 2, 3)"),
        ("got array([1., 2.], dtype=float32)", "got array([[7]])"),
        ("must be one of 'a', 'b', but it is 'x'", "must be one of 'a', 'b', but it is 'yy z'"),
        ("no key `foo`", "no key `bar`"),
    ],
)
def test_messages_that_differ_in_values_only_have_one_skeleton(one, other):
    assert skeleton(one) == skeleton(other)
    assert "…" in sentence([one, other])


def test_messages_of_other_words_have_two_skeletons():
    assert skeleton("dW1 is 2 times too much") != skeleton("dW2 is 2 times too much")


def test_the_sentence_keeps_what_all_messages_share():
    said = ["multiply by 2 / n_in: it is 3 times too much"] * 2
    said.append("multiply by 2 / n_in: it is 4.5 times too much")
    assert sentence(said) == "multiply by 2 / n_in: it is … times too much"
    assert sentence(said[:2]) == said[0]
    assert sentence(["a b", "c d"], k=2) == ""
    many = [f"it is {n} times too much" for n in range(40)]
    assert sentence(many) == "it is … times too much"


def test_a_name_is_known_whole_in_parts_and_without_accents():
    names = NamesOf(["Elise Müller", "max", "s1", "4711"], "np.max(theta)")
    for text in ("# mueller_müller", "MULLER", "elise_W = 1", "s1", "4711 apples"):
        assert names.are_in(text), text
    assert not names.are_in("np.max(W1) / 47")
    assert names.taken_out("by Elise Müller, max 3") == "by … …, max 3"


def test_an_example_shows_code_and_nothing_else(tmp_path):
    examples = Examples(lambda student: tmp_path / student, NamesOf(["eve"], ""), 'p["W" + str(l)]')
    code = (
        'def f(x):\n    """Mine."""\n    # me\n    print("my cat Tom")\n    return x["W" + str(1)]'
    )
    assert examples.anonymous(code) == "def f(x):\n    print('…')\n    return x['W' + str(1)]"
    assert examples.anonymous('def f(): "alone"') == "def f():\n    pass"
    for odd in ("def f(:", "\0", "(" * 3000, "x" * 5000):
        assert examples.anonymous(odd) is None
    cell = nbformat.v4.new_code_cell("eve = 1", metadata={"nbgrader": {"grade_id": "f"}})
    cell.metadata["nbgrader"]["solution"] = True
    for student, source in [("one", "eve = 1"), ("two", "x = 1  # eve")]:
        (tmp_path / student).mkdir()
        cell.source = source
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / student / "nb.ipynb")
    assert examples.find(["none", "one"], "nb", "f") is None
    assert examples.find(["none", "one", "two"], "nb", "f") == "x = 1"


def test_a_note_that_is_none_of_ours_says_nothing():
    assert Note(None, "").says == ""
