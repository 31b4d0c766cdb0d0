"""`make bench-widget`: how soon the weight-scale explorer answers, in a real browser.

A JupyterLab runs notebooks/weight_scale.ipynb; a script in the page moves the slider. The clock is
the page's own: from the slider's event until the frame in which the new state is drawn. Every step
trains the network to its end: nothing is kept from one to the next. The targets are parts of T, the
time of init_utils.model on the same machine in the same run.

The page is driven over the bare debugging protocol, which keeps no record of what the page asked.
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

import psutil
from tornado.websocket import WebSocketClientConnection, websocket_connect

import init_utils
from playground.initialization import draw, initialize
from tools.bench_training import COURSE, seconds
from tools.lab import CHROMIUM, FLAGS, PATIENCE, copy_lessons, open_and_run, running_lab

STEPS, BURST, LONG = 200, 100, 3000
MEDIAN, MOST, SETTLED = 16, 10, 8  # targets: this part of T
GROWTH = 1.10

PAGE = Path(__file__).with_suffix(".js")  # steps of the slider, taken and timed within the page


class Tab:
    """A page of chromium, driven over the debugging protocol and nothing else."""

    def __init__(self, socket: WebSocketClientConnection) -> None:
        self.socket, self.count = socket, 0
        self.errors: list[str] = []

    async def ask(self, method: str, **params: object) -> dict:
        """The answer to a command; errors of the page are noted on the way."""
        self.count += 1
        await self.socket.write_message(
            json.dumps({"id": self.count, "method": method, "params": params})
        )
        while True:
            message = await self.socket.read_message()
            if message is None:
                raise ConnectionError(f"chromium has closed the page during {method}.")
            said = json.loads(message)
            if said.get("method") == "Runtime.exceptionThrown":
                self.errors.append(said["params"]["exceptionDetails"]["text"])
            if said.get("id") == self.count:
                return said["result"]

    async def run(self, script: str) -> Any:
        """What a script in the page gives."""
        found = await self.ask(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in found:
            raise RuntimeError(found["exceptionDetails"]["exception"]["description"])
        return found["result"].get("value")


def resident(name: str) -> float:
    """Megabytes of the processes below this one whose command has `name` in it."""
    found = psutil.Process().children(recursive=True)
    return sum(p.memory_info().rss for p in found if name in " ".join(p.cmdline())) / 2**20


def main() -> int:
    """Print what was measured; 1 where a target is missed."""
    parser = argparse.ArgumentParser(description="how soon the weight-scale explorer answers")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--long", type=int, default=LONG, help="steps of the test for leaks")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="weight-init-widget-") as place:
        copy_lessons(Path(place))
        with running_lab(Path(place)) as address:
            profile = Path(place) / "profile"
            command = [
                str(CHROMIUM),
                *FLAGS,
                "--remote-debugging-port=0",
                f"--user-data-dir={profile}",
            ]
            browser = subprocess.Popen(
                [*command, "--window-size=1300,1000", "about:blank"],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            try:
                port = port_of(profile)
                open_explorer(port, address)
                return asyncio.run(measure(port, arguments))
            finally:
                browser.terminate()
                browser.wait(20)


def open_explorer(port: str, address: str) -> None:
    """Let Playwright open the notebook, run it and answer the question; then it lets go."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.connect_over_cdp(f"http://localhost:{port}")
        page = browser.contexts[0].pages[0]
        page.set_default_timeout(PATIENCE)
        page.set_viewport_size({"width": 1300, "height": 1000})
        open_and_run(page, address, "notebooks/weight_scale.ipynb")
        page.get_by_text("A straight line through the middle").click()
        page.get_by_role("button", name="Show what happens").click()
        page.wait_for_selector("[data-panel=strip] canvas")
        page.wait_for_timeout(5000)  # the five networks below the others
        browser.close()


def port_of(profile: Path) -> str:
    """Where a chromium with this profile listens."""
    active = profile / "DevToolsActivePort"
    for _ in range(200):
        if active.is_file() and "\n" in active.read_text():
            return active.read_text().split()[0]
        time.sleep(0.1)
    raise TimeoutError("chromium does not say where it listens.")


async def measure(port: str, arguments: argparse.Namespace) -> int:
    """Walk the slider, and report."""
    with urllib.request.urlopen(f"http://localhost:{port}/json") as answer:
        (found, *_) = [one for one in json.load(answer) if one["type"] == "page"]
    tab = Tab(await websocket_connect(found["webSocketDebuggerUrl"], max_message_size=2**26))
    await tab.ask("Runtime.enable")
    await tab.run(PAGE.read_text())
    before = in_numpy()
    taken = await walk(tab, arguments.steps)
    burst = await tab.run(f"burst(1, {BURST})")
    whole = (before + in_numpy()) / 2
    memory = [await memory_after(tab, arguments.long // 2) for _ in range(2)]
    return report(taken, burst, whole, memory, tab.errors)


async def walk(tab: Tab, steps: int) -> list[float]:
    """Milliseconds of each step: 50 to the right, 50 back again, and so on."""
    taken: list[float] = []
    for _ in range(0, steps, 100):
        for way in (1, -1):
            taken += await tab.run(f"walk({way}, 50)")
    return taken


async def memory_after(tab: Tab, steps: int) -> dict[str, float]:
    """Megabytes of kernel and page after so many more steps, without what can be freed."""
    await walk(tab, steps)
    await tab.ask("HeapProfiler.collectGarbage")
    await tab.ask("Memory.simulatePressureNotification", level="critical")
    await asyncio.sleep(2)
    await tab.ask("HeapProfiler.collectGarbage")
    heap = (await tab.ask("Runtime.getHeapUsage"))["usedSize"] / 2**20
    return {
        "kernel": resident("ipykernel_launcher"),
        "page": resident("--type=renderer"),
        "page's heap": heap,
    }


def in_numpy() -> float:
    """Seconds of the course's own training: how fast the machine is just now."""
    X, Y, _, _ = init_utils.load_dataset()
    start = initialize("he", draw(COURSE))
    return seconds(lambda: init_utils.model(X, Y, lambda _: start, print_cost=False))


def report(taken: list, burst: list, whole: float, memory: list, errors: list) -> int:
    """Print the figures; 1 where a target is missed."""
    T = 1000 * whole
    settled, shown, says = burst
    figures = [
        (f"slider step to pixels, {len(taken)} steps: median", statistics.median(taken), MEDIAN),
        ("  95 % within", statistics.quantiles(taken, n=20)[-1], MOST),
        (f"after a burst of {BURST}: the last state after", settled, SETTLED),
    ]
    print(f"T, init_utils.model, the course's training in NumPy, in this run: {T:.0f} ms")
    well = not errors
    for name, value, part in figures:
        print(
            f"{name} {value:.0f} ms = T/{T / max(value, 1):.1f} (target T/{part}: {T / part:.0f})"
        )
        well &= value <= T / part
    print(f"  the slider says {shown}; the sentence: {says[:60]}...")
    for name, before in memory[0].items():
        after = memory[1][name]
        well &= after <= before * GROWTH
        print(f"memory of the {name}: {before:.0f} MB half way, {after:.0f} MB at the end")
    print(f"errors in the console: {errors or 'none'}")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
