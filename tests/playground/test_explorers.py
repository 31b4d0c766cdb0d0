"""In a real browser: every explorer answers to mouse and keyboard, at two widths, in two programs.

The screenshots lie in dist/screenshots, for a person to look at.
"""

import io

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from PIL import Image

from tools.course import ROOT
from tools.lab import CHROMIUM, TOKEN, copy_lessons, open_and_run, open_browser, running_lab

LESSONS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
EXPLORERS = [name for name in LESSONS if name != "start_here"]
SCREENSHOTS = ROOT / "dist" / "screenshots"

needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no chromium: apt-get install chromium")
# Notebook 7.6 says this of itself when it opens any notebook in a folder without settings.
NOT_OURS = ["Cannot read properties of undefined (reading 'schema')"]
STATE = """() => ({
  state: [...document.querySelectorAll('.pg')].map(root => root.dataset.state).join(),
  alts: [...document.querySelectorAll('.pg-plot')].map(plot => plot.getAttribute('aria-label')),
  says: [...document.querySelectorAll('.pg-says')].map(p => p.textContent).join(' '),
})"""

TOO_WIDE = """[...document.querySelectorAll('.jp-OutputArea-output')]
  .filter(area => area.scrollWidth > area.clientWidth + 1).length"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lessons")
    copy_lessons(folder)
    return folder


@pytest.fixture(scope="module")
def lab(folder):
    with running_lab(folder) as address:
        yield address


@pytest.fixture(scope="module")
def new_page():
    with open_browser(1280, 1000) as new_page:
        yield new_page


@pytest.fixture
def page(new_page):
    page = new_page()
    yield page
    assert [error for error in page.errors if error not in NOT_OURS] == []
    page.close()


@pytest.fixture(scope="module")
def weight_scale_page(new_page, lab):
    """The weight scale, opened once for all tests that begin with its first state."""
    page = new_page()
    open_and_run(page, lab, "notebooks/weight_scale.ipynb")
    reveal(page)
    return page


@pytest.fixture
def weight_scale(weight_scale_page):
    """The weight scale in its first state, in the light theme."""
    page = weight_scale_page
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.evaluate("""() => {
      document.body.style.removeProperty('--jp-layout-color0');
      document.body.dataset.jpThemeLight = 'true';
    }""")
    run_code(page, "explorer.initialization, explorer.scale = 'random', 0.01")
    page.wait_for_function("document.querySelector('.pg-code').value === 'WeightScale()'")
    settle(page)
    yield page
    assert page.errors == []


def reveal(page):
    """Answer the question that some explorers ask first, and wait for the pictures."""
    page.wait_for_selector(".pg[data-state]", state="attached")
    button = page.get_by_role("button", name="Show what happens")
    if button.count():
        assert button.is_disabled()  # a prediction comes first
        page.locator(".pg-question input").first.check()
        button.click()
    page.wait_for_selector(".pg-plot:visible")
    settle(page)


def settle(page):
    """Wait until no state comes any more."""
    before = None
    while (now := page.evaluate(STATE)["state"]) != before:
        before = now
        page.wait_for_timeout(1500)


def changed(page, before):
    """The state of the page as soon as it is another one and says something else."""
    for _ in range(600):
        now = page.evaluate(STATE)
        if now["state"] != before["state"] and now["says"] != before["says"]:
            return now
        page.wait_for_timeout(100)
    raise AssertionError(f"Nothing has changed on the page. It says: {before['says']}")


def pixels(page):
    """What the plane looks like on the screen."""
    plane = page.locator("[data-panel=plane] .pg-plot")
    return np.asarray(Image.open(io.BytesIO(plane.screenshot())).convert("L"), dtype=int)


def run_code(page, code):
    """Run a line in a new cell at the end of the notebook."""
    page.locator(".jp-Notebook .jp-Cell").last.locator(".jp-Cell-inputArea").click()
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    page.keyboard.insert_text(code)
    page.keyboard.press("ControlOrMeta+Enter")


def first_slider(page):
    """The first slider of the explorer."""
    return page.locator(".pg input[type=range]:visible:not([disabled])").first


@needs_browser
@pytest.mark.browser
@pytest.mark.parametrize("name", EXPLORERS)
def test_an_explorer_answers_to_keyboard_and_mouse_and_fits_into_a_narrow_window(page, lab, name):
    open_and_run(page, lab, f"notebooks/{name}.ipynb")
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    reveal(page)
    page.locator(".pg").first.scroll_into_view_if_needed()
    page.screenshot(path=SCREENSHOTS / f"{name}.png")
    before = page.evaluate(STATE)
    assert before["says"] and all(before["alts"])
    first_slider(page).focus()
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    by_keyboard = changed(page, before)
    settle(page)
    place = first_slider(page).bounding_box()
    page.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    page.mouse.down()
    page.mouse.move(place["x"] + 60, place["y"] + place["height"] / 2, steps=5)
    page.mouse.up()
    changed(page, by_keyboard)
    settle(page)
    page.screenshot(path=SCREENSHOTS / f"{name}_moved.png")
    page.set_viewport_size({"width": 800, "height": 1100})
    page.wait_for_timeout(1000)
    page.locator(".pg").first.scroll_into_view_if_needed()
    page.screenshot(path=SCREENSHOTS / f"{name}_800.png")
    assert page.evaluate(TOO_WIDE) == 0


@needs_browser
@pytest.mark.browser
def test_the_pixels_of_the_boundary_change_and_the_sentence_names_the_scale(weight_scale):
    page = weight_scale
    before = pixels(page)
    first_slider(page).focus()
    for _ in range(100):  # from 0.01 to 1
        page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.pg-says').textContent.includes('times 1.')")
    settle(page)
    assert np.mean(np.abs(pixels(page) - before) > 20) > 0.001
    assert "99.7% of the training points" in page.evaluate(STATE)["says"]
    code = page.get_by_label("this state as code").input_value()
    assert code == "WeightScale(scale=1.0)"


@needs_browser
@pytest.mark.browser
def test_a_training_can_be_played_from_its_beginning_to_its_end(weight_scale):
    page = weight_scale
    end = page.evaluate(STATE)
    assert "After 15,000 iterations" in end["says"]
    page.get_by_role("button", name="play the training").click()
    page.wait_for_function(
        r"/After \d{1,2} iterations? /.test(document.querySelector('.pg-says').textContent)"
    )
    settle(page)
    assert page.evaluate(STATE)["says"] == end["says"]


@needs_browser
@pytest.mark.browser
def test_what_a_slider_says_is_the_number_shown_and_python_moves_it(weight_scale):
    page = weight_scale
    slider = page.get_by_role("slider", name="weight scale")
    assert slider.get_attribute("aria-valuetext") == "0.01"
    run_code(page, "explorer.scale = 10")
    page.wait_for_function("document.querySelector('.pg-says').textContent.includes('times 10.')")
    assert slider.get_attribute("aria-valuetext") == "10"
    page.get_by_label("start with").select_option(label="He")
    page.wait_for_function("document.querySelector('.pg-says').textContent.includes('He')")
    assert slider.is_disabled()
    assert slider.get_attribute("aria-valuetext") == "He: 1, 0.447, 0.632"


@needs_browser
@pytest.mark.browser
def test_the_strip_and_the_slider_are_seen_together_and_the_theme_is_followed(weight_scale):
    page = weight_scale
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator(".pg").evaluate("root => root.scrollIntoView()")
    slider = page.get_by_role("slider", name="weight scale").bounding_box()
    strip = page.locator("[data-panel=strip] .pg-plot").bounding_box()
    assert slider["y"] >= 0 and strip["y"] + strip["height"] <= 900 - 24  # the bar below
    light = pixels(page).mean()
    page.evaluate("""() => {
      document.body.style.setProperty('--jp-layout-color0', '#111111');
      document.body.dataset.jpThemeLight = 'false';
    }""")
    page.wait_for_selector(".pg[data-theme=dark]")
    page.wait_for_timeout(300)
    assert pixels(page).mean() < light - 80
    small = """[...document.querySelectorAll('.pg text, .pg *')].filter(e => e.textContent
      && parseFloat(getComputedStyle(e).fontSize) < 12).length"""
    assert page.evaluate(small) == 0


@needs_browser
@pytest.mark.browser
def test_values_are_read_out_by_mouse_and_by_keyboard_and_nothing_jumps(weight_scale):
    page = weight_scale
    panel = page.locator("[data-panel=cost]")
    panel.locator(".pg-plot").hover()
    assert panel.locator(".pg-readout").inner_text().startswith("iteration")
    top = panel.bounding_box()["y"]
    page.locator("[data-panel=plane] .pg-plot").focus()
    page.keyboard.press("ArrowUp")
    assert "class 1 with" in page.locator("[data-panel=plane] .pg-readout").inner_text()
    page.get_by_label("start with").select_option(label="Constant")
    settle(page)
    assert panel.bounding_box()["y"] == pytest.approx(top, abs=1)


@needs_browser
@pytest.mark.browser
def test_the_weight_scale_works_in_notebook_7_too(page, folder):
    with running_lab(folder, "notebook") as address:
        page.goto(f"{address}/notebooks/notebooks/weight_scale.ipynb?token={TOKEN}")
        page.wait_for_selector(".jp-Notebook h1")
        page.wait_for_selector("text=Python 3")
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_text("Run All Cells", exact=True).click()
        reveal(page)
        before = page.evaluate(STATE)
        first_slider(page).focus()
        page.keyboard.press("ArrowRight")
        changed(page, before)
        page.screenshot(path=SCREENSHOTS / "weight_scale_notebook_7.png")


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_runs_without_a_browser_and_leaves_a_picture(folder, name):
    notebook = nbformat.read(folder / "notebooks" / f"{name}.ipynb", as_version=4)
    client = NotebookClient(notebook, resources={"metadata": {"path": folder / "notebooks"}})
    client.execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert not [o.text for o in outputs if o.get("name") == "stderr"]
    if name in EXPLORERS:
        shown = [o["data"] for o in outputs if "image/png" in o.get("data", {})]
        assert shown and all("application/vnd.jupyter.widget-view+json" in data for data in shown)
