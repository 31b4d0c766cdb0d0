"""What a submission holds besides code, text and pictures goes; text stays as it was typed."""

import json
import warnings
from copy import deepcopy

import nbformat
import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from nbformat import from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from nbgrader.utils import compute_checksum

from autograder.feedback.answers import LONGEST_TEXT
from autograder.feedback.plain import plain_outputs
from autograder.pipeline.sanitize import MOST_TEXT, NotANotebook, plain_notebook, read
from tests.support.injections import (
    ANSWERS,
    CELLS,
    MASTER,
    NOTEBOOKS,
    OUTPUTS,
    PNG,
    TRICKS,
    graded,
    handed_in,
    noted,
    scored,
)
from tests.support.pages import CHROMIUM, FLAGS, Visitor, formgrader_page

HARMLESS = [
    "If $a < b$ and $c<d$, then $a<b & c>d$.",
    "$$\\begin{align} a &< b \\\\ b&<c \\end{align}$$",
    "\\begin{align} a &<b \\end{align}",
    "x<y, x <y, x< y, 1<2>1, <3, a << b, R&D, AT&T, &lt; and &amp;",
    "A tag such as `<div>` or `<script>` inside code.",
    '```html\n<div onclick="f()">\n```\n\n    <b>indented</b>\n',
    "# Heading\n\n- one\n- *two*, **three**, ~~four~~\n\n1. a\n2. b\n\n> said\n\n---\n",
    "a | b\n--|--\n1 | 2<br>3\n",
    "See [the paper](https://example.org/a?b=c&d) or <https://example.org> or https://example.org.",
    "A snowman ☃, Greek α<β, and a line  \nbreak.",
    "",
]


def answered(text, **cell):
    """The plain cell of a written answer."""
    notebook = deepcopy(MASTER)
    notebook.cells[3] |= {"source": text, **cell}
    return plain_notebook(notebook, MASTER).cells[3]


def seen(text):
    """What a reader sees of Markdown on a page that renders HTML."""
    return BeautifulSoup(markdown2html_mistune(text), "html.parser").get_text().strip()


def outputs_of(*outputs):
    cell = new_code_cell("1")
    cell.outputs = [from_dict(output) for output in outputs]
    plain_outputs(cell)
    return cell.outputs


@pytest.mark.parametrize("text", HARMLESS)
def test_a_harmless_answer_stays_as_it_was_typed(text):
    assert answered(text).source == text


@pytest.mark.parametrize(
    "text",
    ["Where x<y and z>w holds.", "Use <center>big</center> letters.", "a <- b -> c", "i<n; n>0"],
)
def test_an_answer_that_looks_like_html_is_read_as_it_was_typed(text):
    assert seen(answered(text).source) == text


def test_html_in_an_answer_does_not_spoil_its_formulas_and_code():
    answer = answered("$a < b$, `x <y`, <b>bold</b>\n\n```html\n<div>\n```").source
    assert answer == "$a < b$, `x <y`, &lt;b>bold&lt;/b>\n\n```html\n<div>\n```"


def test_a_picture_from_elsewhere_becomes_a_link():
    assert answered("![plot](https://a.org/b.png)").source == r"\![plot](https://a.org/b.png)"


@pytest.mark.parametrize("name", ["a.png", "my plot.png"])
def test_an_attached_picture_stays(name):
    attachments = {name: {"image/png": PNG, "text/html": "<b>"}, "unused.png": {"image/png": PNG}}
    cell = answered(f"My drawing: ![it](<attachment:{name}>)", attachments=attachments)
    assert list(cell.attachments.values()) == [{"image/png": PNG}]
    assert cell.source == f"My drawing: ![it](<attachment:{name}>)"


def test_a_link_that_runs_or_leads_into_the_server_is_shown_as_text():
    for url in (
        "javascript:f()",
        "/formgrader/?path=x",
        "files/javascript:f()",
        "data:text/html,x",
    ):
        assert seen(answered(f"[x]({url})").source) == f"[x]({url})"


def test_the_teachers_own_html_and_pictures_stay():
    text = "<div class='note'>![](attachment:a.svg)</div>"
    attachments = {"a.svg": {"image/svg+xml": "<svg></svg>"}}
    teachers = [new_markdown_cell(text, attachments=attachments), new_raw_cell("<hr>")]
    master = new_notebook(cells=teachers)
    handed = deepcopy(master)
    del handed.cells[0]["attachments"]
    plain = plain_notebook(handed, master)
    assert plain.cells == master.cells


def test_an_answer_left_as_it_was_handed_out_is_still_known_as_such():
    handed_out = new_markdown_cell("<i>Your answer here</i>", metadata=noted("a", solution=True))
    master = new_notebook(cells=[deepcopy(handed_out)])
    master.cells[0].source = "The solution."
    master.cells[0].metadata.nbgrader.checksum = compute_checksum(handed_out)
    plain = plain_notebook(new_notebook(cells=[handed_out]), master).cells[0]
    assert compute_checksum(plain) == master.cells[0].metadata.nbgrader.checksum


def test_very_long_texts_are_shown_as_typed():
    one = "<b>" + "a" * LONGEST_TEXT
    assert answered(one).source == f"~~~\n{one}\n~~~"
    many = new_notebook(cells=[new_markdown_cell("a" * LONGEST_TEXT) for _ in range(9)])
    plain = plain_notebook(many, MASTER)
    changed = [cell.source.startswith("~~~") for cell in plain.cells]
    assert changed == [i * LONGEST_TEXT >= MOST_TEXT for i in range(9)]


def test_a_text_with_fences_of_its_own_cannot_end_the_fence():
    text = "~~~~\n<script>\n" + "x" * LONGEST_TEXT
    assert seen(answered(text).source) == text


def test_of_metadata_only_the_masters_and_the_skip_tag_stay():
    notebook = deepcopy(MASTER)
    notebook.metadata |= {str(i): i for i in range(100_000)}
    for cell in notebook.cells:
        cell.metadata |= {"tags": ["skip-execution", "x"], "slideshow": {}, "editable": False}
    notebook.cells[2].metadata.nbgrader |= {"points": 99, "schema_version": 1, "locked": False}
    plain = plain_notebook(notebook, MASTER)
    assert plain.metadata == MASTER.metadata
    for cell, master in zip(plain.cells, MASTER.cells, strict=True):
        assert cell.metadata == {**master.metadata, "tags": ["skip-execution"]}


def test_a_cell_that_the_master_knows_has_the_masters_type():
    notebook = handed_in("answer", "script")
    for cell in notebook.cells[1:]:
        cell.cell_type = "raw"
    plain = plain_notebook(notebook, MASTER)
    assert [cell.cell_type for cell in plain.cells] == ["markdown", "code", "code", "markdown"]
    assert plain.cells[1].source == "def f(): ..."
    assert plain.cells[3].source == f"~~~\n{ANSWERS['script']}\n~~~"


def test_ids_are_kept_where_they_are_valid_and_unique():
    cells = [new_code_cell("1") for _ in range(6)]
    wanted = ["a-1", "a-1", "a b", "", "x" * 65, None]
    for cell, name in zip(cells, wanted, strict=True):
        cell.id = name
    plain = plain_notebook({"cells": cells}, MASTER)
    ids = [cell.id for cell in plain.cells]
    assert ids[0] == "a-1" and len(set(ids)) == 6
    nbformat.validate(plain)


def test_outputs_that_were_handed_in_are_gone():
    plain = plain_notebook(handed_in("output", *OUTPUTS), MASTER)
    assert all(cell.outputs == [] for cell in plain.cells if cell.cell_type == "code")


@pytest.mark.parametrize("nonsense", [None, [], {}, {"cells": {}}, {"worksheets": []}])
def test_what_is_no_notebook_is_refused_in_words(nonsense):
    with pytest.raises(NotANotebook, match="no list of cells"):
        read(json.dumps(nonsense))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
TEXT = st.text(st.characters(codec=None), max_size=40) | st.sampled_from([*ANSWERS.values()][:30])
NAMES = st.sampled_from(["f", "test_f", "answer", "none", "", "é", 1])
NOTED = st.fixed_dictionaries({}, optional={"nbgrader": st.fixed_dictionaries({"grade_id": NAMES})})
CELL = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw", "heading"]) | JSON,
        "source": TEXT | st.lists(TEXT, max_size=2) | JSON,
        "metadata": NOTED | JSON,
        "id": JSON,
        "attachments": JSON,
        "outputs": JSON,
    },
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # on a busy machine all is slow
@given(st.lists(CELL | JSON, max_size=5))
def test_any_list_of_cells_becomes_a_valid_notebook_that_can_be_stored(cells):
    plain = plain_notebook({"cells": cells}, MASTER)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        nbformat.validate(plain)
    stored = nbformat.writes(plain).encode()
    assert nbformat.reads(stored.decode(), as_version=4) == plain


OUTPUT = st.fixed_dictionaries(
    {"output_type": st.sampled_from(["stream", "error", "execute_result", "display_data"]) | JSON},
    optional={
        **dict.fromkeys(["name", "text", "ename", "evalue", "traceback", "metadata"], TEXT | JSON),
        "data": st.dictionaries(st.sampled_from(["text/plain", "image/png", "x"]), TEXT) | JSON,
        "execution_count": JSON,
    },
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(OUTPUT | JSON, max_size=4), JSON)
def test_any_outputs_become_valid_outputs(outputs, count):
    cell = new_code_cell("1")
    cell |= {"outputs": outputs, "execution_count": count}
    plain_outputs(cell)
    nbformat.validate(new_notebook(cells=[cell]))
    json.dumps(cell, ensure_ascii=False).encode()


def test_a_table_is_kept_as_text():
    data = {"text/html": "<table>", "text/plain": "   a\n0  1"}
    assert outputs_of(new_output("display_data", data=data))[0].data == {"text/plain": "   a\n0  1"}


def test_where_only_html_was_shown_a_note_says_so():
    shown = outputs_of(new_output("display_data", data={"text/html": "<table>"}))
    assert shown[0].data == {"text/plain": "(an HTML table: not shown)"}


def test_pictures_that_are_pictures_stay_and_others_go():
    data = {"image/png": f"{PNG[:4]}\n{PNG[4:]}", "image/jpeg": PNG, "text/plain": "a plot"}
    shown = outputs_of(new_output("display_data", data=data, metadata={"image/png": {"width": 9}}))
    assert shown[0].data == {"image/png": PNG, "text/plain": "a plot"}
    assert shown[0].metadata == {}


def test_colours_and_overwritten_lines_of_a_terminal_are_gone():
    text = "\x1b[31mred\x1b[0m\r\n10%\r20%\ra\x08b\x00\n\x1b]0;title\x07end"
    assert outputs_of(new_output("stream", text=text))[0].text == "red\nab�\n]0;titleend"


# -- in formgrader ---------------------------------------------------------------------------

needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no chromium: apt-get install chromium")
TOGETHER = {"output": OUTPUTS, "cell": CELLS, "notebook": NOTEBOOKS}


@pytest.fixture(scope="module")
def visitor():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield Visitor(browser.new_page())
        browser.close()


@pytest.fixture(scope="module")
def ordinary(visitor):
    """What formgrader's page has when nobody tries anything."""
    return visitor.visit(formgrader_page(graded(MASTER)))


@pytest.mark.browser
@needs_browser
@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_runs_loads_and_covers_nothing_in_formgrader(visitor, ordinary, name):
    page = formgrader_page(graded(handed_in("answer", name)))
    assert visitor.surprises(page, ordinary) == {}
    assert r"\href" not in page  # MathJax, which this browser cannot fetch, would run it


@pytest.mark.browser
@needs_browser
@pytest.mark.parametrize("kind", TOGETHER)
def test_outputs_and_metadata_run_nothing_in_formgrader(visitor, ordinary, kind):
    page = formgrader_page(graded(handed_in(kind, *TRICKS[kind])))
    own = len(CELLS) * (kind == "cell")
    assert visitor.surprises(page, ordinary, own) == {}


@pytest.mark.browser
@needs_browser
@pytest.mark.parametrize(
    ("kind", "name"),
    [
        *[("answer", name) for name in ("script", "image that fails", "mermaid", "in a table")],
        *[("answer", name) for name in ("overlay", "javascript link", "picture from elsewhere")],
        *[("output", name) for name in ("html", "javascript", "width")],
        ("cell", "grade id"),
    ],
)
def test_the_browser_notices_the_same_trick_in_a_notebook_that_is_not_plain(
    visitor, ordinary, kind, name
):
    assert visitor.surprises(formgrader_page(scored(handed_in(kind, name))), ordinary, 1) != {}
