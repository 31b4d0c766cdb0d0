"""`make bench-widget`: how soon the weight-scale explorer answers, in a real browser.

A JupyterLab runs notebooks/weight_scale.ipynb; chromium moves the slider by its keys. The clock is
the page's own: from the key's event until the new picture of the plane is decoded. Every step
trains the network to its end: nothing is kept from one to the next.
"""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

import psutil

import init_utils
from playground.initialization import draw, initialize
from tools.bench_training import COURSE, seconds
from tools.lab import copy_lessons, open_and_run, open_page, running_lab

STEPS, BURST = 200, 100
MEDIAN, MOST, SETTLED = 120, 200, 300  # ms: targets
GROWTH = 1.10

# All steps are taken within the page: nothing else than the explorer is to be busy meanwhile.
PAGE = """() => {
  const plane = document.querySelector('img[data-panel=plane]');
  const slider = document.querySelector('.widget-slider [role=slider]');
  const press = key => slider.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
  // When the picture of the plane is another one and decoded.
  const another = () => new Promise(resolve => {
    const seen = new MutationObserver(() => plane.decode().then(() => {
      seen.disconnect();
      resolve(performance.now());
    }, () => {}));  // replaced while it was decoded: the next one counts
    seen.observe(plane, {attributeFilter: ['src']});
  });
  const quiet = () => new Promise(resolve => {
    let since = performance.now();
    const seen = new MutationObserver(() => { since = performance.now(); });
    seen.observe(plane, {attributeFilter: ['src']});
    const look = setInterval(() => {
      if (performance.now() - since > 1500) {
        clearInterval(look);
        seen.disconnect();
        resolve(since);
      }
    }, 100);
  });
  window.walk = async (key, n) => {
    const taken = [];
    for (let i = 0; i < n; i++) {
      const changed = another(), begin = performance.now();
      press(key);
      taken.push(await changed - begin);
    }
    return taken;
  };
  window.burst = async (key, n) => {
    for (let i = 0; i < n; i++) {
      press(key);
      await new Promise(resolve => setTimeout(resolve, 10));
    }
    const begin = performance.now();
    const settled = await quiet();
    return [Math.max(0, settled - begin), slider.getAttribute('aria-valuetext')];
  };
}"""


def resident(name: str) -> float:
    """Megabytes of the processes below this one whose command has `name` in it."""
    found = psutil.Process().children(recursive=True)
    return sum(p.memory_info().rss for p in found if name in " ".join(p.cmdline())) / 2**20


def main() -> int:
    """Print what was measured; 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--long", type=int, default=3000, help="steps of the test for leaks")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="weight-init-widget-") as place:
        copy_lessons(Path(place))
        with running_lab(Path(place)) as address, open_page() as page:
            open_and_run(page, address, "notebooks/weight_scale.ipynb")
            page.get_by_role("button", name="Show what happens").click()
            page.wait_for_selector("img[data-panel=strip]")
            page.wait_for_timeout(5000)  # the five networks below the others
            page.evaluate(PAGE)
            taken = walk(page, arguments.steps)
            settled, shown = page.evaluate(f"window.burst('ArrowRight', {BURST})")
            says = page.locator(".playground-board p").first.inner_text()
            memory = [leak(page, arguments.long // 2), leak(page, arguments.long)]
            errors = page.errors
    return report(taken, settled, shown, says, memory, errors)


def walk(page, steps: int) -> list[float]:
    """Milliseconds of each step: 50 to the right, 50 back again, and so on."""
    taken = []
    for _ in range(0, steps, 100):
        for key in ("ArrowRight", "ArrowLeft"):
            taken += page.evaluate(f"window.walk('{key}', 50)")
    return taken


def leak(page, steps: int) -> dict[str, float]:
    """Megabytes of kernel and page after so many more steps; of the page once the browser has been
    told that memory is short. What it still has then is no cache of old pictures, but includes what
    Playwright has recorded of every request.
    """
    walk(page, steps)
    page.request_gc()
    before = resident("--type=renderer")
    page.context.new_cdp_session(page).send(
        "Memory.simulatePressureNotification", {"level": "critical"}
    )
    page.wait_for_timeout(2000)
    page.request_gc()
    after = resident("--type=renderer")
    print(f"page after {steps} more steps: {before:.0f} MB, without caches {after:.0f} MB")
    return {"kernel": resident("ipykernel_launcher"), "page without caches": after}


def in_numpy() -> float:
    """Seconds of the course's own training: how fast the machine is just now."""
    X, Y, _, _ = init_utils.load_dataset()
    start = initialize("he", draw(COURSE))
    return seconds(lambda: init_utils.model(X, Y, lambda _: start, print_cost=False))


def report(taken, settled, shown, says, memory, errors) -> int:
    """Print the figures; 1 where a target is missed."""
    median = statistics.median(taken)
    most = statistics.quantiles(taken, n=20)[-1]
    print(
        f"slider step to new pixels, {len(taken)} steps: median {median:.0f} ms (target {MEDIAN})"
    )
    print(f"  95 % within {most:.0f} ms (target {MOST}); slowest {max(taken):.0f} ms")
    print(f"after a burst of {BURST}: the last picture after {settled:.0f} ms (target {SETTLED})")
    print(f"  the slider says {shown}; the sentence: {says[:60]}...")
    well = median <= MEDIAN and most <= MOST and settled <= SETTLED and not errors
    for name in memory[0]:
        before, after = (sample[name] for sample in memory)
        well &= after <= before * GROWTH
        print(f"memory of the {name}: {before:.0f} MB, at the end {after:.0f} MB")
    print(f"init_utils.model, the course's training in NumPy, at this hour: {in_numpy():.2f} s")
    print(f"errors in the console: {errors or 'none'}")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
