"""A feedback page says what was scored and why, gives nothing away, and runs nothing."""

import re
from copy import deepcopy
from itertools import pairwise, product

import nbformat
import pytest
from bs4 import BeautifulSoup
from markupsafe import escape
from nbconvert.filters import markdown_mistune
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.api import Gradebook
from nbgrader.preprocessors import ClearHiddenTests
from traitlets.config import Config

from autograder.feedback import cells
from autograder.feedback.hidden import hiding_words, visible_part
from autograder.feedback.page import FeedbackExporter
from autograder.gradebook.reasons import lost_points
from tests.support.injections import MASTER, PNG, TRICKS, graded, handed_in, noted, scored
from tests.support.pages import CHROMIUM, FLAGS, Visitor, feedback_page
from tools.course import ASSIGNMENTS, ROOT, build, grade, open_course, released, solutions, submit

HIDDEN = "x = 1\n### BEGIN HIDDEN TESTS\nsecret = 4711\n{check}\n### END HIDDEN TESTS\ny = 2"
NOT_PLAIN = ["answer", "output", "notebook"]  # nbgrader itself reads no cell like those in CELLS
CSS = (ROOT / "autograder/feedback/templates/feedback.css").read_text()


def page(*cells, **grades):
    """The page of a notebook with these cells, parsed."""
    return parsed(feedback_page(new_notebook(cells=list(cells)), **grades))


def parsed(html):
    return BeautifulSoup(html.replace("<wbr>", ""), "html.parser")


def answer(source="def f(): ...", *outputs, name="f", **more):
    metadata = noted(name, solution=True, **more)
    return new_code_cell(source, outputs=list(outputs), metadata=metadata)


def checked(*outputs, score=0.0, points=2.0, source="f()", name="test_f_shape", **more):
    metadata = noted(name, grade=True, locked=True, score=score, points=points, **more)
    return new_code_cell(source, outputs=list(outputs), metadata=metadata)


def error(evalue, ename="AssertionError", frames=()):
    return new_output("error", ename=ename, evalue=evalue, traceback=[*frames, evalue])


def printed(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def words(element):
    """What a reader reads there, on one line."""
    return " ".join(element.get_text(" ").split())


def reason(*outputs, **more):
    """The reason that the page gives for a test with these outputs; None for none."""
    found = page(answer(), checked(*outputs, **more)).select_one(".reason")
    return found and found.get_text()


# -- scores ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "points", "outputs", "says"),
    [
        (2, 2, [], "shape ✓ passed 2 of 2 points"),
        (1, 1, [], "shape ✓ passed 1 of 1 point"),
        (2.5, 3, [printed("half")], "shape ◐ partly passed 2.5 of 3 points"),
        (1 / 3, 0.5, [], "shape ◐ partly passed 0.33 of 0.5 points"),
        (0, 3, [error("no")], "shape ✗ failed 0 of 3 points"),
        (0, 0, [], "shape ✓ passed 0 of 0 points"),
        (0, 0, [error("no")], "shape ✗ failed 0 of 0 points"),
        (3, 2, [], "shape ✓ passed 3 of 2 points"),
    ],
)
def test_a_test_says_in_words_and_numbers_what_it_gave(score, points, outputs, says):
    found = page(answer(), checked(*outputs, score=score, points=points))
    assert words(found.select_one(".tests .result")) == says


def test_the_overview_leads_to_every_exercise_with_its_points():
    found = page(
        new_markdown_cell("# Lesson\n\n## Exercise 1\n\n```python\n# no heading\n```"),
        answer(),
        checked(score=1.0),
        checked(score=2.0),
        answer(name="g"),
        new_markdown_cell("Why?", metadata=noted("h", grade=True, solution=True, points=3)),
        answer(name="cell-0123456789abcdef"),
    )
    rows = [words(row) for row in found.select("tbody tr")]
    assert rows[:2] == ["f ◐ some points 3 of 4", "g not graded"]
    assert rows[2:] == ["h ✗ no points 0 of 3", "Exercise 4 not graded"]
    headings = [words(heading) for heading in found.select("main h2")]
    assert headings == ["Exercise 1 f", "g", "h", "Exercise 4"]
    assert words(page(answer(), checked(points=0.0), checked()).select_one("td")) == "✗ no points"
    for link in found.select("a[href^='#']"):
        assert len(found.select(f"[id='{link['href'][1:]}']")) == 1, link


def test_the_total_is_told_with_what_lateness_cost():
    found = page(answer(), checked(score=2.0), score=12.5, max_score=15.0, late_penalty=1.0)
    assert words(found.select_one(".total")) == "12.5 of 15 points"
    assert "1 point was taken off" in words(found.header)
    assert [words(row) for row in found.select("tfoot tr")] == [
        "Handed in late −1",
        "Total 12.5 of 15",
    ]


def test_what_nobody_has_graded_yet_is_no_zero():
    metadata = noted("why", grade=True, solution=True, points=3, score=0.0, graded=False)
    found = page(new_markdown_cell("Because.", metadata=metadata))
    assert words(found.select_one("tbody tr")) == "why … not graded yet of 3"
    assert words(found.select_one("main .result")) == "… not graded yet worth 3 points"
    assert "1 answer is not graded yet" in words(found.header)


def test_cells_below_a_task_are_its_answer():
    task = new_markdown_cell("## Part E\n\nDo it.", metadata=noted("cell-01234567", task=True))
    task.metadata.nbgrader |= {"points": 4, "score": 4.0, "graded": True}
    found = page(new_markdown_cell("# One"), task, new_markdown_cell("I did."), new_code_cell("2"))
    assert [words(heading) for heading in found.select("main h2")] == ["Part E"]
    assert [words(piece) for piece in found.select("main .words, main .code")] == ["I did.", "2"]
    assert "Do it." not in found.get_text()  # nor any mark scheme


# -- reasons ---------------------------------------------------------------------------------


def test_a_failed_test_gives_its_reason_with_its_line_breaks():
    message = "f(2) is 3,\nbut 4 was expected -> look at the loop."
    assert reason(error(message)) == message


def test_another_error_is_told_by_name():
    assert reason(error("name 'f' is not defined", "NameError")) == (
        "NameError: name 'f' is not defined"
    )


def test_a_reason_of_the_grader_stands_alone():
    assert reason(error("The memory limit was hit.", "NotAnswered")) == "The memory limit was hit."


def test_a_partial_score_is_explained_by_what_the_test_printed():
    outputs = [printed("W1 is right.\n"), printed("b1 is not.\n", "stderr")]
    assert reason(*outputs, score=1.0) == "W1 is right.\nb1 is not."


def test_a_test_without_a_message_says_so_and_a_passed_one_needs_none():
    assert "says no more" in reason(error(""))
    assert reason(printed("noise"), score=2.0) is None


@pytest.mark.parametrize(
    ("check", "message", "shown"),
    [
        (
            "np.testing.assert_allclose(f(), secret)",
            "\nNot equal to tolerance rtol=1e-07\n\nMismatched elements: 1 / 1 (100%)\n"
            " ACTUAL: array(3)\n DESIRED: array(4711)",
            "Not equal to tolerance rtol=1e-07\n\nMismatched elements: 1 / 1 (100%)",
        ),
        ("self.assertEqual(f(), secret)", "3 != 4711 : look at the loop", "look at the loop"),
        ("assert_equal(f(), secret)", "Lists differ: [3] != [4711]\n\nFirst: 0", "says no more"),
        ("assert f() == 4711, 'f() is not 4711'", "f() is not 4711", "f() is not 4711"),
    ],
)
def test_an_expected_value_is_shown_only_if_the_tests_author_says_it(check, message, shown):
    assert shown in reason(error(message), source=HIDDEN.format(check=check))
    if "4711" not in shown:
        assert "4711" not in reason(error(message), source=HIDDEN.format(check=check))


# -- secrets ---------------------------------------------------------------------------------


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_no_line_of_a_hidden_test_is_on_the_page(assignment):
    master = nbformat.read(ROOT / f"source/{assignment}/{assignment}.ipynb", as_version=4)
    lines, public = set(), ""
    for cell in master.cells:
        visible, _ = ClearHiddenTests().preprocess_cell(deepcopy(cell), {}, 0)
        public += visible.source
        lines |= set(cell.source.split("\n")) - set(visible.source.split("\n"))
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.metadata.nbgrader |= {"score": 0.0, "graded": True}
            cell.outputs = [error("It is wrong.", frames=cell.source.split("\n"))]
    shown = feedback_page(master).replace("&#34;", '"').replace("&#39;", "'")
    secrets = {line.strip() for line in lines if len(line.strip()) > 3} - set(public.split("\n"))
    assert len(secrets) > 30
    assert [line for line in secrets if line in shown and line not in public] == []
    assert "HIDDEN" not in shown and "It is wrong." in shown


def test_the_visible_part_of_a_test_is_there_to_unfold():
    found = page(answer(), checked(source=HIDDEN.format(check="")))
    assert found.select_one("details .code").get_text().split("\n")[:2] == ["x = 1", "y = 2"]
    assert words(found.summary) == "The test, without its hidden part"


def test_a_test_whose_hidden_part_has_no_end_is_not_shown():
    found = page(answer(), checked(source="x\n### BEGIN HIDDEN TESTS\nsecret"))
    assert "secret" not in found.get_text() and "The test is hidden." in found.get_text()


@pytest.mark.parametrize(
    "mark", ["# BEGIN HIDDEN TESTS", "### BEGIN HIDDEN TESTS ###", "x = 1  #BEGIN HIDDEN TESTS (2)"]
)
def test_hidden_tests_begin_in_any_spelling_that_nbgrader_accepts(mark):
    source = f"x\n{mark}\nassert_equal(f(), 4711)\n# END HIDDEN TESTS\ny"
    for said in ("Lists differ: 3 != 4711", "3 != 4711"):
        shown = page(answer(), checked(error(said), source=source)).get_text()
        assert "4711" not in shown and "says no more" in shown
        notebook = new_notebook(cells=[answer(), checked(error(said), source=source)])
        assert "4711" not in str(lost_points(notebook))


def test_the_marks_of_hidden_tests_can_be_others():
    config = Config()
    config.Exporter.default_preprocessors = []
    config.ClearHiddenTests.begin_test_delimeter = "VVV"
    config.ClearHiddenTests.end_test_delimeter = "AAA"
    source = "x\n# VVV\nassert_equal(f(), secret)\n# AAA\ny"
    notebook = new_notebook(cells=[answer(), checked(error("3 != 4711"), source=source)])
    facts = dict.fromkeys(["student", "assignment", "notebook"], "he")
    facts |= dict.fromkeys(["score", "max_score", "late_penalty"], 0)
    shown, _ = FeedbackExporter(config=config).from_notebook_node(notebook, {"nbgrader": facts})
    assert "secret" not in shown and "The test, without its hidden part" in shown
    assert "4711" not in shown and "4711" not in str(lost_points(notebook, *hiding_words(config)))


LINES = ["x", "# BEGIN HIDDEN TESTS", "###END HIDDEN TESTS!", "BEGIN HIDDEN TESTS END HIDDEN TESTS"]


def test_the_visible_part_is_what_nbgrader_releases():
    for lines in product(LINES, repeat=4):
        cell = checked(source="\n".join(lines))
        try:
            released, _ = ClearHiddenTests().preprocess_cell(deepcopy(cell), {}, 0)
            expected = released.source
        except RuntimeError:  # nbgrader would not release such a cell
            expected = ""
        assert visible_part(cell.source) == expected, lines


def test_no_folder_of_the_grader_is_named():
    warning = "/home/ann/.venv/lib/python3.11/site-packages/numpy/core.py:12: RuntimeWarning: x/y"
    frames = [
        "-" * 75,
        "ValueError                                Traceback (most recent call last)",
        "Cell In[3], line 2\n----> 2 f()",
        "File /usr/lib/python3.11/ast.py:50, in parse(source)\n---> 50 compile()",
        "File ~/course/.venv/lib/python3.11/site-packages/numpy/core.py:12\n---> 12 raise",
        "File /tmp/work/he/init_utils.py:7, in load()\n----> 7 raise",
    ]
    failed = error("no file '/tmp/work/data.csv'", "ValueError", frames)
    found = page(
        answer("f()", printed(warning, "stderr"), failed), checked(error("/home/ann/a.py: no"))
    )
    text = found.get_text()
    for secret in ("/home", "ann", "/tmp", "/usr", "site-packages", "~/", "compile()"):
        assert secret not in text, secret
    for kept in ("core.py:12: RuntimeWarning: x/y", "Cell In[3], line 2", "init_utils.py:7"):
        assert kept in text, kept
    assert "no file 'data.csv'" in text and "a.py: no" in text


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("no file '/home/ann lee/my course/data.csv' here", "no file 'data.csv' here"),
        ("['/usr/lib/python311.zip', '/srv/grader/.venv']", "['python311.zip', '.venv']"),
        ("PATH=/srv/course/bin:/usr/local/bin", "PATH=bin:bin"),
        ("file:///srv/course/x.py:3: error", "x.py:3: error"),
        ("at home in /home/ann, or /Users/ann/", "at home in ~, or ~"),
        ("<function f at 0x7f3b2c1d9e40> and <A object at 0x55d0c8>", "<function f at 0x...> and"),
        ("0xdeadbeef, https://a.org/b/c.html, 1/2, km / h / s", None),
    ],
)
def test_nor_is_a_home_an_address_in_memory_or_a_search_path(said, shown):
    shown = shown or said
    for found in (
        page(answer("f()", printed(said))).select_one(".output").get_text(),
        reason(error(said)),
        reason(error(said, "ValueError")),
        page(answer("f()", error(said, "ValueError", ["Cell In[1], line 1"]))).get_text(),
    ):
        assert shown in found and "ann" not in found.replace("cannot", "")


# -- what is shown ---------------------------------------------------------------------------


def test_long_outputs_are_folded_and_endless_ones_cut():
    found = page(answer("f()", printed("\n".join(map(str, range(40))))))
    assert words(found.summary) == "The output of your code for f (40 lines)"
    found = page(answer("f()", printed("x" * 30_000)))
    assert words(found.select_one(".output")).endswith("(and 10,000 more characters)")


def test_pictures_have_words():
    plots = [
        new_output("display_data", data={"image/png": PNG, "text/plain": text})
        for text in ("<Figure size 640x480 with 1 Axes>", "Two rings")
    ]
    found = page(answer("plot()", *plots))
    assert [image["alt"] for image in found.select("img")] == [
        "Figure made by this cell",
        "Two rings",
    ]


def test_a_written_answer_is_rendered_with_its_pictures_and_without_headings():
    metadata = noted("why", grade=True, solution=True, points=3, score=3.0)
    text = "# Because\n\n- $a<b$\n- `x<y`\n\n![my drawing](attachment:a.png) [paper](https://a.org)"
    cell = new_markdown_cell(text, metadata=metadata, attachments={"a.png": {"image/png": PNG}})
    found = page(cell).select_one(".words")
    assert words(found.strong) == "Because" and not found.select("h1")
    assert [words(item) for item in found.select("li")] == ["$a<b$", "x<y"]
    assert found.img["src"] == f"data:image/png;base64,{PNG}" and found.img["alt"] == "my drawing"
    assert found.a["href"] == "https://a.org"


BUSY = {  # code for which a lexer takes quadratic time
    "dots": "." * 100_000,
    "names": "a." * 9_000,
    "blank lines": " \n" * 9_000 + "x",
    "long lines": ("." * 999 + "\n") * 19 + "x",
    "many lines": "x\n" * 100_000 + "x",
}


@pytest.mark.parametrize("language", ["ipython3", "python"])
@pytest.mark.parametrize("name", BUSY)
def test_code_that_would_keep_a_lexer_busy_is_shown_in_one_colour(monkeypatch, language, name):
    """Counted, not timed: what reaches a lexer, and which."""
    seen = []
    monkeypatch.setattr(
        cells, "highlight", lambda code, lexer, _: seen.append((code, lexer.name)) or escape(code)
    )
    metadata = {"language_info": {"name": "python", "pygments_lexer": language}}
    cell_list = [answer(BUSY[name], name=f"f{i}") for i in range(30)]
    found = parsed(feedback_page(new_notebook(cells=cell_list, metadata=metadata)))
    shown = {"\n".join(map(str.rstrip, c.get_text().split("\n"))) for c in found.select(".code")}
    assert shown == {"\n".join(map(str.rstrip, BUSY[name].split("\n")))}
    assert sum(len(code) for code, _ in seen) <= 200_000
    for code, lexer in seen:
        assert lexer == "Python" and " \n" not in code
        assert len(code) <= 20_000 and max(map(len, code.split("\n"))) <= 1_000


def test_a_lexer_that_a_student_names_is_not_asked(monkeypatch):
    def get_lexer(*_: object, **__: object) -> None:
        raise AssertionError("a student's text chose a lexer")

    monkeypatch.setattr(markdown_mistune, "get_lexer_by_name", get_lexer)
    metadata = noted("why", grade=True, solution=True, points=3, score=3.0)
    found = page(new_markdown_cell("```ipython3\n<a>.\n```", metadata=metadata))
    assert found.select_one(".words pre").get_text() == "<a>.\n"


def test_code_of_other_languages_and_huge_code_are_shown_too():
    notebook = new_notebook(cells=[answer("x <- 1")], metadata={"language_info": {"name": "R!"}})
    assert "x &lt;- 1" in feedback_page(notebook)
    assert words(page(answer("<b>" * 50_000)).select_one(".code")) == "<b>" * 50_000


# -- reading it ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def busy():
    """A page with one of everything."""
    plot = new_output("display_data", data={"image/png": PNG})
    long = printed("line\n" * 50)
    return page(
        new_markdown_cell("## Exercise 1"),
        answer("print()", printed("hi"), long, plot, error("no"), comment="Well done.\n<b>"),
        checked(error("wrong"), source=HIDDEN.format(check="")),
        checked(score=2.0, name="test_f_values"),
        new_markdown_cell("Why?", metadata=noted("h", grade=True, solution=True, points=3)),
    )


def test_headings_are_in_order_and_one_is_the_first(busy):
    levels = [int(heading.name[1]) for heading in busy.select("h1, h2, h3, h4, h5, h6")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_landmarks_tables_and_regions_have_their_names(busy):
    assert busy.html["lang"] == "en" and busy.title.get_text()
    assert [len(busy.select(name)) for name in ("header", "nav", "main")] == [1, 1, 1]
    for element in busy.select("[aria-labelledby]"):
        assert words(busy.find(id=element["aria-labelledby"]))
    assert busy.table.caption and all(th["scope"] in ("row", "col") for th in busy.select("th"))
    regions = busy.select("[role=region]")
    names = [region["aria-label"] for region in regions]
    assert all(region["tabindex"] == "0" for region in regions) and all(names)
    assert all(pre.find_parent(role="region") for pre in busy.select("pre"))
    ids = [element["id"] for element in busy.select("[id]")]
    assert len(ids) == len(set(ids))


def test_the_page_forbids_scripts_and_loading_and_has_neither(busy):
    policy = busy.select_one("meta[http-equiv=Content-Security-Policy]")["content"]
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'unsafe-inline'")
    assert not busy.select("script, iframe, object, link, base, form, svg")
    assert not [name for tag in busy.find_all() for name in tag.attrs if name.startswith("on")]


def test_a_comment_is_shown_as_it_was_written(busy):
    assert busy.select_one(".comment").get_text() == "Well done.\n<b>"


def palettes():
    """The colours by name: light, dark, print."""
    for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL):
        yield dict(re.findall(r"--(\w+): #(\w+);", block))


def contrast(one, two):
    """The ratio of WCAG 2, from 1 to 21."""

    def luminance(colour):
        wide = colour if len(colour) == 6 else "".join(2 * letter for letter in colour)
        parts = [int(wide[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    dark, light = sorted([luminance(one), luminance(two)])
    return (light + 0.05) / (dark + 0.05)


def test_every_text_has_enough_contrast_in_light_dark_and_print():
    found = list(palettes())
    assert len(found) == 3
    on_paper = ["ink", "quiet", "link", "passed", "partly", "failed", "waiting"]
    in_code = ["ink", "quiet", "keyword", "name", "string", "number", "comment"]
    for colours in found:
        for name in on_paper:
            assert contrast(colours[name], colours["paper"]) >= 4.5, name
        for name in in_code:
            assert contrast(colours[name], colours["well"]) >= 4.5, name
    rules = CSS[CSS.index("* {") : CSS.index("@media print")]
    assert set(re.findall(r"#[0-9a-f]{3,6}\b", rules)) == {"#fff"}  # behind pictures


# -- nbgrader's own command ------------------------------------------------------------------


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """`he` graded for one who forgot the root, with a teacher's grade and comment."""
    folder = tmp_path_factory.mktemp("course")
    build(folder, ["he"])
    answers = solutions("he")
    name = "initialize_parameters_he"
    answers[name] = answers[name].replace("np.sqrt(2 / n_in)", "(2 / n_in)")
    submit(folder, "he", "ada", released(folder, "he", answers))
    (folder / "submitted/ada/he/timestamp.txt").write_text("2026-03-01 12:05:00 UTC")
    submit(folder, "he", "jules", released(folder, "he", {}))
    leo = released(folder, "he", {"answer_he_2": 'answer_he_2 = "b"'})
    for cell in leo.cells:
        cell.metadata["autograder"] = {"question": {"text": "Forged?", "options": {}}}
        cell.metadata["autograder"]["mistake"] = "he.forged"
    submit(folder, "he", "leo", leo)
    list(grade(folder, "he"))
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        place = "he", "he", "ada"
        gradebook.find_grade("test_answer_he_1", *place).manual_score = 0.5
        gradebook.find_comment(name, *place).manual_comment = "Nearly!"
        gradebook.find_comment("answer_he_1", *place).auto_comment = "test_answer_he_1: 0/1 no"
        gradebook.db.commit()
    return folder


def written(course, student):
    """The page that nbgrader generate_feedback writes."""
    result = open_course(course).generate_feedback("he", student, force=True)
    assert result["success"], result["log"]
    return parsed((course / f"feedback/{student}/he/he.html").read_text())


def test_nbgrader_writes_the_page_with_the_scores_of_the_gradebook(course):
    found = written(course, "ada")
    assert words(found.h1) == "Feedback on he" and "weight-init" in words(found.header)
    assert words(found.select_one(".total")) == "12.5 of 15 points"
    assert "square root" in words(found.select_one(".failed .reason"))
    row = next(row for row in found.select("tbody tr") if "answer_he_1" in words(row))
    assert words(row).endswith("◐ some points 0.5 of 1")


def test_a_teachers_comment_is_shown_and_what_the_grader_noted_is_not(course):
    assert [words(comment) for comment in written(course, "ada").select(".comment")] == ["Nearly!"]


def exercise(found, name):
    """The section of an exercise."""
    return next(section for section in found.select("section") if name in words(section.h2))


def test_a_question_and_its_options_stand_beside_the_answer(course):
    asked = exercise(written(course, "ada"), "answer_he_2").select_one(".question")
    assert words(asked.p).startswith("Question 2. Xavier's weights, 50 ReLU layers")
    assert [words(option)[:3] for option in asked.select("li")] == ["(a)", "(b)", "(c)", "(d)"]
    assert asked.find("math"), "a formula is drawn"
    forged = exercise(written(course, "leo"), "answer_he_2").select_one(".question")
    assert str(forged) == str(asked), "the master's question, whatever a notebook brings along"


def test_a_right_answer_is_told_why_and_a_wrong_one_does_not_give_it_away(course):
    right = exercise(written(course, "ada"), "answer_he_2")
    assert words(right.select_one(".passed .reason")).startswith(
        "ReLU lets half of the mean square"
    )
    wrong = words(exercise(written(course, "leo"), "answer_he_2"))
    assert "It is the mean SQUARE" in wrong and "ReLU lets half" not in wrong
    files = [course / "release/he/he.ipynb", course / "autograded/leo/he/he.ipynb"]
    shown = [visible_part("".join(c.source)) for p in files for c in nbformat.read(p, 4).cells]
    assert not any("ReLU lets half" in text for text in shown)
    assert "ReLU lets half" not in files[0].read_text()
    noted = [c.metadata.get("autograder", {}) for c in nbformat.read(files[1], 4).cells]
    assert {one["question"]["right"] for one in noted if "question" in one} == {""}


def test_the_page_says_when_and_whom_to_ask(course):
    found = words(written(course, "ada").header)
    assert re.search(
        r"Handed in 1 March 2026, 12:05 UTC, graded \d+ \w+ \d{4}, \d\d:\d\d UTC", found
    )
    assert "Ask your teacher." in found
    assert "Graded" in words(written(course, "jules").header)
    config = Config({"FeedbackPage": {"contact": "[Dr. E](mailto:e@x.org), room *3*"}})
    config.Exporter.default_preprocessors = []
    facts = {"student": "ada", "assignment": "he", "notebook": "he", "score": 1, "max_score": 1}
    html, _ = FeedbackExporter(config=config).from_notebook_node(
        new_notebook(), {"nbgrader": facts | {"late_penalty": 0}}
    )
    [ask] = [p for p in parsed(html).header.select("p") if "Ask" in words(p)]
    assert words(ask).endswith("Ask Dr. E , room 3 .") and ask.a["href"] == "mailto:e@x.org"


def test_an_untouched_answer_is_called_so(course):
    comments = [words(comment) for comment in written(course, "jules").select(".comment")]
    assert set(comments) == {"No response."}


# -- in a browser ----------------------------------------------------------------------------

in_browser = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def visitor():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield Visitor(browser.new_page())
        browser.close()


@pytest.fixture(scope="module")
def ordinary(visitor):
    """What a page has when nobody tries anything."""
    return visitor.visit(feedback_page(graded(MASTER)))


class TestTricks:
    pytestmark = in_browser

    @pytest.mark.parametrize(
        ("kind", "name"), [(kind, name) for kind, tricks in TRICKS.items() for name in tricks]
    )
    def test_a_trick_does_nothing(self, visitor, ordinary, kind, name):
        assert visitor.surprises(feedback_page(graded(handed_in(kind, name))), ordinary) == {}

    @pytest.mark.parametrize(
        ("kind", "name"), [(kind, name) for kind in NOT_PLAIN for name in TRICKS[kind]]
    )
    def test_nor_does_it_in_a_notebook_that_is_not_plain(self, visitor, ordinary, kind, name):
        assert visitor.surprises(feedback_page(scored(handed_in(kind, name))), ordinary) == {}


@pytest.mark.parametrize("fact", ["student", "assignment", "notebook"])
def test_a_name_is_a_name(fact):
    shown = feedback_page(graded(MASTER), **{fact: "<img src=x onerror=alert(1)>"})
    assert "<img" not in shown and "&lt;img src=x" in shown


class TestWidth:
    pytestmark = in_browser

    @pytest.mark.parametrize("width", [320, 360, 1280])
    def test_only_code_scrolls_sideways(self, visitor, busy, width):
        long = page(
            answer("x = " + "a" * 300, printed("b" * 300), name="a_long_name_" * 9), checked()
        )
        for html in (str(busy), str(long)):
            visitor.page.set_viewport_size({"width": width, "height": 800})
            visitor.visit(html)
            sizes = "[document.scrollingElement.scrollWidth, document.scrollingElement.clientWidth]"
            scroll, client = visitor.page.evaluate(sizes)
            assert scroll <= client
        code = "(e => e.scrollWidth > e.clientWidth)(document.querySelector('.code'))"
        assert visitor.page.evaluate(code)

    def test_a_keyboard_reaches_links_and_code_and_shows_where_it_is(self, visitor, busy):
        visitor.visit(str(busy))
        reached = []
        for _ in range(8):
            visitor.page.keyboard.press("Tab")
            reached.append(
                visitor.page.evaluate(
                    "(e => [e.className || e.localName, getComputedStyle(e).outlineStyle])"
                    "(document.activeElement)"
                )
            )
        assert [name for name, _ in reached][:4] == ["skip", "a", "a", "code"]
        assert all(outline == "solid" for _, outline in reached)
