"""In a real browser: every explorer answers to mouse and keyboard, at two widths, in two programs.

The screenshots lie in dist/screenshots, for a person to look at.
"""

import io
import json

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from PIL import Image

from tools.course import ROOT
from tools.lab import CHROMIUM, TOKEN, copy_lessons, open_and_run, open_page, running_lab

LESSONS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
EXPLORERS = [name for name in LESSONS if name != "start_here"]
SCREENSHOTS = ROOT / "dist" / "screenshots"

needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no chromium: apt-get install chromium")
# Notebook 7.6 says this of itself when it opens any notebook in a folder without settings.
NOT_OURS = ["Cannot read properties of undefined (reading 'schema')"]
STATE = """() => ({
  pictures: [...document.querySelectorAll('img[data-panel]')].map(image => image.src),
  alts: [...document.querySelectorAll('img[data-panel]')].map(image => image.alt),
  says: [...document.querySelectorAll('.playground-board p')].map(p => p.textContent).join(' '),
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


@pytest.fixture
def page():
    with open_page(1280, 1000) as page:
        yield page
        assert [error for error in page.errors if error not in NOT_OURS] == []


def reveal(page):
    """Answer the question that some explorers ask first, and wait for the pictures."""
    page.wait_for_selector(".playground-board", state="attached")
    button = page.get_by_role("button", name="Show what happens")
    if button.count():
        button.click()
    page.wait_for_selector("img[data-panel]:visible")
    settle(page)


def settle(page):
    """Wait until no picture changes any more."""
    before = None
    while (now := page.evaluate(STATE)["pictures"]) != before:
        before = now
        page.wait_for_timeout(1500)


def changed(page, before):
    """The state of the page as soon as pictures and words are others."""
    for _ in range(600):
        now = page.evaluate(STATE)
        if now["pictures"] != before["pictures"] and now["says"] != before["says"]:
            return now
        page.wait_for_timeout(100)
    raise AssertionError(f"Nothing has changed on the page. It says: {before['says']}")


def pixels(page):
    """What the first picture that the notebook shows looks like on the screen."""
    image = page.locator("img[data-panel]:visible").first
    return np.asarray(Image.open(io.BytesIO(image.screenshot())).convert("L"), dtype=int)


def first_slider(page):
    """The first slider of the explorer that can be moved."""
    return page.locator(".widget-slider:visible [role=slider]:not([disabled])").first


@needs_browser
@pytest.mark.browser
@pytest.mark.parametrize("name", EXPLORERS)
def test_an_explorer_answers_to_keyboard_and_mouse_and_fits_into_a_narrow_window(page, lab, name):
    open_and_run(page, lab, f"notebooks/{name}.ipynb")
    reveal(page)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.locator(".playground-board").first.scroll_into_view_if_needed()
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
    page.locator(".playground-board").first.scroll_into_view_if_needed()
    page.screenshot(path=SCREENSHOTS / f"{name}_800.png")
    assert page.evaluate(TOO_WIDE) == 0


@needs_browser
@pytest.mark.browser
def test_the_pixels_of_the_boundary_change_and_the_sentence_names_the_scale(page, lab):
    open_and_run(page, lab, "notebooks/weight_scale.ipynb")
    reveal(page)
    before = pixels(page)
    first_slider(page).focus()
    for _ in range(100):  # from 0.01 to 1
        page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "document.querySelector('.playground-board p').textContent.includes('times 1.')"
    )
    settle(page)
    assert np.mean(np.abs(pixels(page) - before) > 20) > 0.001
    assert "99.7% of the training points" in page.evaluate(STATE)["says"]
    code = page.locator(".jp-OutputArea input[type=text]").last.input_value()
    assert code == "WeightScale(scale=1.0)"


@needs_browser
@pytest.mark.browser
def test_a_training_can_be_played_from_its_beginning_to_its_end(page, lab):
    open_and_run(page, lab, "notebooks/weight_scale.ipynb")
    reveal(page)
    end = page.evaluate(STATE)
    assert "After 15,000 iterations" in end["says"]
    page.locator(".widget-play:visible button").first.click()
    page.wait_for_function(
        r"/After \d{1,2} iterations? /.test(document.querySelector('[role=status]').textContent)"
    )
    settle(page)
    assert page.evaluate(STATE) == end


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
        assert [o for o in outputs if "image/png" in o.get("data", {})]
        assert "text/markdown" in json.dumps(outputs)
