"""`make bench-web`: how soon the pages of dist/web show something, and answer, in a real browser.

Each page of a lesson or an explorer is opened in chromium, wide and as on a phone, over a link of
10 Mbit/s. The clock is the page's own: until its first picture (or the question that comes before
it) is painted, and from an event of the slider to the frame that shows the new state.
"""

import statistics
import sys
from typing import Any

from tools.course import ASSIGNMENTS, ROOT
from tools.lab import CHROMIUM, FLAGS, served, wait_for_states
from tools.web import NOTEBOOKS

SITE = ROOT / "dist" / "web"
LINK = {"offline": False, "latency": 40, "downloadThroughput": 10e6 / 8, "uploadThroughput": 1e6}
SIZES: dict[str, dict[str, Any]] = {
    "1280 px": {"viewport": {"width": 1280, "height": 900}},
    "390 px, touch": {"viewport": {"width": 390, "height": 844}, "has_touch": True},
}
FIRST, BYTES, STEP = 1.5, 1.5e6, 50  # targets: seconds, bytes, ms of the 95th percentile
STEPS = 100

PAINTED = """() => new Promise(resolve => {
  const there = () => document.querySelector('.pg-question, .pg-plot svg, .pg-plot canvas')
    ? requestAnimationFrame(() => setTimeout(() => resolve(performance.now())))
    : requestAnimationFrame(there);
  there();
})"""
STEPPED = """async steps => {
  const root = document.querySelector('.pg'), times = [];
  const slider = [...root.querySelectorAll('input[type=range]')].find(one => !one.disabled);
  if (!slider) return times;
  let by = +slider.value < +slider.max ? 1 : -1;
  const step = +slider.step || 1;
  for (let i = 0; i < steps; i++) {
    const before = +slider.value;
    slider.value = before + by * step;
    if (+slider.value === before) { by = -by; slider.value = before + by * step; }
    const start = performance.now();
    const drawn = new Promise(resolve => {
      const seen = new MutationObserver(() => {
        seen.disconnect();
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
      });
      seen.observe(root, {attributeFilter: ['data-state']});
    });
    slider.dispatchEvent(new Event('input', {bubbles: true}));
    times.push(await drawn - start);
  }
  return times;
}"""


def measured(browser: Any, url: str, size: dict) -> tuple[float, int, list[float]]:
    """Seconds to the first picture, bytes until all is quiet, and ms of each step of the slider."""
    context = browser.new_context(**size)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    loaded: list[int] = []
    devtools.on("Network.loadingFinished", lambda one: loaded.append(one["encodedDataLength"]))
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", LINK)
    page.goto(url, wait_until="commit")
    first = page.evaluate(PAINTED) / 1000
    page.wait_for_load_state("load")
    wait_for_states(page)
    total = sum(loaded)
    if page.locator(".pg-question").count():
        field = page.locator(".pg-question input").first
        field.check() if field.get_attribute("type") == "radio" else field.fill("7")
        page.get_by_role("button", name="Show what happens").first.click()
    page.locator(".pg").first.scroll_into_view_if_needed()  # its states come when it is near
    page.wait_for_selector(".pg-plot svg, .pg-plot canvas")
    wait_for_states(page)
    times = page.evaluate(STEPPED, STEPS)
    context.close()
    return first, total, times


def main() -> int:
    """Print a line for each page and size; 1 where a target is missed."""
    if not (SITE / "index.html").is_file():
        print("There is no dist/web. Build it: make web", file=sys.stderr)
        return 1
    if CHROMIUM is None:
        print("There is no chromium here: apt-get install chromium", file=sys.stderr)
        return 1
    from playwright.sync_api import sync_playwright

    well = True
    with served(SITE) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name in [*ASSIGNMENTS, *NOTEBOOKS]:
            for words, size in SIZES.items():
                first, total, times = measured(browser, f"{address}/{name}.html", size)
                said = f"{name}, {words}: first picture {first:.2f} s, {total / 1e6:.2f} MB"
                well &= first <= FIRST and total <= BYTES
                if times:
                    late = statistics.quantiles(times, n=20)[-1]
                    well &= late <= STEP
                    said += f", a step {statistics.median(times):.0f} ms (95 %: {late:.0f})"
                print(said, flush=True)
        browser.close()
    print(f"Targets: {FIRST} s, {BYTES / 1e6} MB, 95 % within {STEP} ms.")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
