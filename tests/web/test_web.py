"""Promises of the web edition: live without a kernel, from nowhere else, and nothing given away."""

import gzip
import html
import json
import re

import nbformat
import numpy as np
import pytest

from playground.export import compressed
from playground.gradient_check_lab.cases import game
from playground.plans import PLANS
from playground.weight_scale import WeightScale
from tools.course import ASSIGNMENTS, ROOT
from tools.lab import CHROMIUM, FLAGS, served, wait_for_states
from tools.students import SECRET
from tools.web import NOTEBOOKS, build
from tools.web_pages import markdown

needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no chromium: apt-get install chromium")
PAGES = ["index", *ASSIGNMENTS, *NOTEBOOKS, *(f"{plan.name}_alone" for plan in PLANS)]
MOST = 1.5e6  # bytes before the first interaction
SIZES = """performance.getEntries().filter(e => e.encodedBodySize)
  .reduce((sum, e) => sum + e.encodedBodySize, 0)"""
BAD_LABELS = """[...document.querySelectorAll('.pg-plot svg')].flatMap(picture => {
  const box = picture.getBoundingClientRect(), bad = [];
  const labels = [...picture.querySelectorAll('text')].filter(one => one.textContent.trim());
  const places = labels.map(one => one.getBoundingClientRect());
  places.forEach((a, i) => {
    const name = labels[i].textContent.trim();
    if (a.left < box.left - 1 || a.right > box.right + 1) bad.push('cut off: ' + name);
    if (a.top < box.top - 2 || a.bottom > box.bottom + 2) bad.push('cut off: ' + name);
    places.slice(i + 1).forEach((b, k) => {
      const beside = a.left >= b.right - 2 || b.left >= a.right - 2;
      if (!beside && a.top < b.bottom - 5 && b.top < a.bottom - 5)
        bad.push(name + ' on ' + labels[i + 1 + k].textContent.trim());
    });
  });
  return bad;
})"""
BEGIN = {  # a lesson's explorers and their first states
    "zeros": {"Symmetry": "Symmetry(outgoing='unequal')"},
    "random": {"The weight scale": "WeightScale(scale=10.0)"},
    "he": {
        "The variance rule": "VarianceRule()",
        "Signal flow": "SignalFlow(initialization='xavier')",
        "The map of starts": "StartMap(start=0.01)",
    },
    "gradient_check": {"The gradient-check lab": "GradientCheckLab(epsilon=0.0001)"},
}
SCREENSHOTS = ROOT / "dist" / "screenshots"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The edition with few states: every explorer over its main dial alone."""

    def few(name, values, plan):
        chosen = {*values[:: max(1, len(values) // 3)], values[-1]}
        chosen |= {plan.defaults[name], begins.get(plan.name)}
        return [value for value in values if value in chosen]

    more = {
        "weight_scale": {"initialization": ["random", "he"]},
        "symmetry": {"outgoing": ["equal", "unequal"]},
        "signal_flow": {"initialization": ["he", "xavier"]},
        "gradient_check_lab": {"bug": ["none", "case 1", "case 2"]},
    }
    begins = {"weight_scale": 10.0, "variance_rule": 0.01, "gradient_check_lab": 1e-4}  # lessons
    plans = []
    for plan in PLANS:
        others = {name: [plan.defaults[name]] for name in plan.others} | more.get(plan.name, {})
        main = {name: few(name, values, plan) for name, values in plan.main.items()}
        main = plan.main if len(main) > 1 else main  # a map has all its cells
        plans.append(plan._replace(main=main, others=others))
    return build(tmp_path_factory.mktemp("web"), plans)


@pytest.fixture(scope="module")
def address(site):
    with served(site) as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def visit(browser, url, **how):
    """A page that has loaded; `page.errors` says what was wrong, `page.asked` what it fetched."""
    page = browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | how)).new_page()
    page.errors, page.asked = [], []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("console", lambda said: said.type == "error" and page.errors.append(said.text))
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(url)
    wait_for_states(page)
    return page


def answer(page):
    """Answer the questions that may come first."""
    while page.locator(".pg-question").count():
        form = page.locator(".pg-question").first
        show = form.get_by_role("button", name="Show what happens")
        assert show.is_disabled()
        field = form.locator("input").first
        field.check() if field.get_attribute("type") == "radio" else field.fill("7")
        show.click()
    for explorer in page.locator(".pg").all():
        explorer.scroll_into_view_if_needed()  # its states are fetched when it is near
        explorer.locator(".pg-plot").locator("svg, canvas").first.wait_for()


def test_no_solution_and_no_hidden_test_is_in_any_file(site):
    texts = {path.name: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    pages = {name: text for name, text in texts.items() if not name.endswith((".bin", ".zip"))}
    assert len(pages) >= len(PAGES)
    assert not [name for name, text in pages.items() if SECRET.search(text)]
    for name in ASSIGNMENTS:
        master = nbformat.read(ROOT / "source" / name / f"{name}.ipynb", as_version=4)
        release = nbformat.read(ROOT / "release" / name / f"{name}.ipynb", as_version=4)
        given = words(" ".join(cell.source for cell in release.cells))
        shown = words(re.sub(r"<[^>]+>", "", html.unescape(pages[f"{name}.html"].decode())))
        for secret in re.findall(
            r"### BEGIN (?:SOLUTION|HIDDEN TESTS)(.*?)### END",
            "\n".join(cell.source for cell in master.cells),
            re.DOTALL,
        ):
            for line in map(words, secret.split("\n")):
                if len(line) > 25 and line not in given:
                    assert line not in shown, (name, line)


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_a_lesson_to_read_has_its_figures_and_what_its_tests_say_to_an_unsolved_one(site, name):
    page = (site / f"{name}.html").read_text("utf-8")
    source = (ROOT / "release" / name / f"{name}.ipynb").read_text("utf-8")
    drawn = source.count("plt.show()") + source.count("plot_decision_boundary(\\n")
    assert page.count("<img ") == drawn > 2
    assert len(page.encode()) < MOST
    handed_out = name == "gradient_check"  # there two lines are to be repaired: three tests
    tests = source.count("# Test of ") - 3 * handed_out
    assert page.count("NotImplementedError: Write your code here") == tests
    assert ("difference: 0.285" in page) == handed_out


def words(text):
    """The words of a text, whatever stands between them."""
    return re.sub(r"\W+", " ", text).strip()


def test_a_state_of_the_web_edition_is_the_state_of_the_notebook():
    plan = PLANS[0]._replace(main={"scale": [0.01, 1.0]})
    whole = gzip.decompress(plan.chunk(next(plan.chunks())))
    length = int.from_bytes(whole[:4], "little")
    content = json.loads(whole[4 : 4 + length])
    for value, found in zip(plan.main["scale"], content["states"], strict=True):
        made = WeightScale(scale=value).finish()
        assert found["says"] == made.state["says"] and found["code"] == made.code
        begin, size = found["panels"]["plane"]["p"]["data"]
        p = np.frombuffer(whole[4 + length + begin :][:size], np.uint8)
        np.testing.assert_array_equal(p, made.state["panels"]["plane"]["p"].ravel())


def test_the_same_states_give_the_same_bytes():
    state = {"x": np.arange(5.0), "says": "words"}
    assert compressed(state) == compressed(state)


def test_the_weight_scale_has_at_least_81_positions_over_data_activation_and_rule():
    plan = PLANS[0]
    assert len(plan.main["scale"]) >= 81
    assert {name: len(values) for name, values in plan.others.items()} == {
        "initialization": 6,
        "activation": 3,
        "data": 4,
    }
    assert len({plan.file(chosen) for chosen in plan.chunks()}) == 72


def test_no_formula_shows_a_backslash():
    for name in ASSIGNMENTS:
        lesson = nbformat.read(ROOT / "release" / name / f"{name}.ipynb", as_version=4)
        texts = [markdown(cell.source) for cell in lesson.cells if cell.cell_type == "markdown"]
        formulas = re.findall(r"<math.*?</math>", "".join(texts), re.DOTALL)
        assert formulas and not [one for one in formulas if "\\" in one]


@needs_browser
@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_and_asks_for_nothing_elsewhere(browser, address, name):
    from axe_playwright_python.sync_playwright import Axe

    page = visit(browser, f"{address}/{name}.html", color_scheme="light")
    if page.locator(".pg").count():
        answer(page)
    colors = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
    for scheme, rules in {"light": {}, "dark": colors}.items():
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, options=rules)
        assert found.violations_count == 0, f"{scheme}: {found.generate_report()}"
    assert all(url.startswith((address, "data:", "blob:")) for url in page.asked), page.asked
    assert page.errors == []
    page.context.close()


@needs_browser
@pytest.mark.browser
@pytest.mark.parametrize("name", [plan.name for plan in PLANS])
def test_an_explorer_answers_without_a_kernel_and_from_a_single_file(browser, site, name):
    page = visit(browser, (site / f"{name}_alone.html").as_uri())
    answer(page)
    says = page.locator(".pg-says")
    before = says.inner_text()
    page.locator(".pg input[type=range]").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("b => document.querySelector('.pg-says').innerText !== b", arg=before)
    assert "in the notebook" in page.locator(".pg").inner_text()
    assert page.errors == [] and len(page.asked) == 1
    page.context.close()


@needs_browser
@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 640, 800])
@pytest.mark.parametrize("name", [plan.name for plan in PLANS])
def test_no_label_of_a_picture_is_cut_off_or_lies_on_another(browser, site, name, width):
    size = {"width": width, "height": 900}
    page = visit(browser, (site / f"{name}_alone.html").as_uri(), viewport=size)
    answer(page)
    assert page.evaluate(BAD_LABELS) == []
    slider = page.locator(".pg input[type=range]:enabled").first
    for key in ("Home", "End"):
        slider.focus()
        page.keyboard.press(key)
        wait_for_states(page)
        assert page.evaluate(BAD_LABELS) == [], key
    page.context.close()


@needs_browser
@pytest.mark.browser
@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_a_lesson_holds_its_explorers_live_behind_its_own_question(browser, address, name):
    page = visit(browser, f"{address}/{name}.html")
    assert page.evaluate(SIZES) < MOST
    assert not [url for url in page.asked if "/states/" in url]  # nothing before it is near
    for title, code in BEGIN[name].items():
        explorer = page.get_by_role("region", name=title, exact=True)
        explorer.scroll_into_view_if_needed()
        form = explorer.locator(".pg-question")
        if form.count():  # one prediction opens all explorers that wait for it
            assert explorer.locator(".pg-says").is_hidden()
            field = form.locator("input").first
            field.check() if field.get_attribute("type") == "radio" else field.fill("-2")
            form.get_by_role("button", name="Show what happens").click()
            explorer.locator(".pg-plot").locator("svg, canvas").first.wait_for()
            assert explorer.locator(".pg-says").inner_text().startswith("You predicted ")
        explorer.locator(".pg-plot").locator("svg, canvas").first.wait_for()
        assert explorer.locator(".pg-code").input_value() == code
        played = (
            explorer.get_by_text("to be played in the notebook").locator("visible=true").count()
        )
        assert played == (title in ("Symmetry", "The weight scale"))
        before = explorer.locator(".pg-says").inner_text()
        explorer.locator("input[type=range]:enabled").first.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        page.wait_for_function(
            "([id, b]) => document.querySelector(`#${id} .pg-says`).innerText !== b",
            arg=[explorer.get_attribute("id"), before],
        )
    assert page.errors == []
    page.context.close()


@needs_browser
@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_the_start_page_is_small_fits_and_loads_the_rest_when_it_is_asked_for(
    browser, address, width
):
    page = visit(
        browser,
        f"{address}/index.html",
        viewport={"width": width, "height": 850},
        device_scale_factor=2,
        has_touch=width < 500,
    )
    assert 0 < page.evaluate(SIZES) < MOST
    answer(page)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"web_{width}.png", full_page=True)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0
    fetched = len(page.asked)
    page.get_by_label("start with").select_option(label="He")
    page.wait_for_function("document.querySelector('.pg-says').innerText.includes('He')")
    assert len(page.asked) == fetched + 1
    assert page.errors == []
    page.context.close()


@needs_browser
@pytest.mark.browser
def test_a_cell_of_the_map_is_picked_by_mouse_and_by_keyboard(browser, site):
    page = visit(browser, (site / "start_map_alone.html").as_uri())
    answer(page)
    plot = page.locator("[data-panel=map] .pg-plot")
    says = page.locator(".pg-says")
    place = plot.bounding_box()
    plot.click(position={"x": place["width"] - 16, "y": 120})
    page.wait_for_function("document.querySelector('.pg-says').innerText.includes(\"He's rule, \")")
    assert page.get_by_role("slider", name="start").get_attribute("aria-valuetext") == "He"
    rate = page.get_by_role("slider", name="learning rate")
    before = says.inner_text(), rate.get_attribute("aria-valuetext")
    plot.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    assert page.locator("[data-panel=map] .pg-readout").inner_text().startswith("Glorot, learning")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.pg-says').innerText.includes(\"Glorot's\")")
    assert rate.get_attribute("aria-valuetext") != before[1]
    assert page.errors == []
    page.context.close()


@needs_browser
@pytest.mark.browser
def test_a_planted_bug_is_found_and_only_the_first_accusation_counts(browser, site):
    page = visit(browser, (site / "gradient_check_lab_alone.html").as_uri())
    answer(page)
    form = page.locator(".pg-game")
    assert form.is_hidden()
    page.get_by_label("planted bug").select_option(label="in secret, case 1")
    form.wait_for()
    about = game("case 1")
    accuse = page.get_by_role("button", name="Accuse this line")
    assert accuse.is_disabled()
    for line, verdict in [(about["guilty"], "Right."), (about["guilty"] - 1, "No")]:
        form.locator("input").nth(line).check()
        accuse.click()
        assert form.get_by_role("status").inner_text().startswith(verdict)
        assert (
            form.get_by_role("status")
            .inner_text()
            .endswith("Score: 1 of 1 case at the first accusation.")
        )
    form.locator("input").nth(about["guilty"]).check()
    accuse.click()
    page.get_by_role("button", name="Next case").click()
    page.wait_for_function("document.querySelector('.pg-code').value.includes('case 2')")
    form.locator("input").nth((game("case 2")["guilty"] + 1) % 10).check()
    accuse.click()
    assert "Score: 1 of 2 cases" in form.get_by_role("status").inner_text()
    assert page.errors == []
    page.context.close()
