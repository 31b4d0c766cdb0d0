"""A JupyterLab, and a browser that opens it: for tests and for the benchmark of the widgets."""

import functools
import http.server
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playground.trainer.training import get_ready
from tools.course import ROOT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
TOKEN = "a-token-for-the-tests"
PATIENCE = 60_000  # ms: a busy machine starts a kernel, imports scikit-learn and runs all cells


@contextmanager
def running_lab(folder: Path, app: str = "jupyterlab") -> Iterator[str]:
    """The address of a JupyterLab (or of app="notebook") in a folder, until the block's end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", app, "--no-browser", "--allow-root"]
    command += [f"--port={port}", f"--IdentityProvider.token={TOKEN}"]
    command += ["--LabApp.news_url=", "--LabServerApp.user_settings_dir=user-settings"]
    path = f"{os.path.dirname(sys.executable)}{os.pathsep}{os.environ['PATH']}"
    with open(folder / "lab.log", "w") as log:
        server = subprocess.Popen(
            command, cwd=folder, stdout=log, stderr=log, env=os.environ | {"PATH": path}
        )
    try:
        wait_for(f"http://localhost:{port}/api?token={TOKEN}")
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(30)


def wait_for(url: str, seconds: int = PATIENCE // 1000) -> None:
    """Until something answers there."""
    for _ in range(2 * seconds):
        try:
            urllib.request.urlopen(url).close()
            return
        except urllib.error.URLError:
            time.sleep(0.5)
    raise TimeoutError(f"Nothing answered at {url}.")


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder on this machine's own web server."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextmanager
def open_browser(width: int = 1300, height: int = 900) -> Iterator[Callable]:
    """The system's chromium: each call opens a page in a browser context of its own.

    `page.errors` gathers what its console says is wrong.
    """
    # Imported here: where there is no chromium the tests are skipped without Playwright too.
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)

        def new_page() -> Any:
            page: Any = browser.new_page(viewport={"width": width, "height": height})
            page.set_default_timeout(PATIENCE)
            page.errors = []
            page.on("pageerror", lambda error: page.errors.append(str(error)))
            page.on("console", lambda said: said.type == "error" and page.errors.append(said.text))
            return page

        yield new_page
        browser.close()


@contextmanager
def open_page(width: int = 1300, height: int = 900) -> Iterator:
    """One page of the system's chromium."""
    with open_browser(width, height) as new_page:
        yield new_page()


def wait_for_states(page) -> None:
    """Wait until a page of the web edition has fetched what its explorers in sight show.

    Not until the network is idle: Playwright once waited 30 s for that, in vain.
    """
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.wait_for_selector("[aria-busy]", state="detached")  # by then they have asked for it


def open_and_run(page, address: str, notebook: str) -> None:
    """Open a notebook in the Lab at this address and run all its cells."""
    page.goto(f"{address}/lab/tree/{notebook}?reset&token={TOKEN}")
    page.wait_for_selector(".jp-NotebookPanel h1")
    page.wait_for_selector("text=| Idle")
    page.keyboard.press("ControlOrMeta+b")  # the list of files takes a third of the width
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()


def copy_lessons(folder: Path) -> None:
    """Copy the explorers' notebooks and what they need, compiled beforehand, into a folder."""
    get_ready()
    shutil.copy(ROOT / "init_utils.py", folder)
    for name in ("notebooks", "playground"):
        shutil.copytree(ROOT / name, folder / name)
