"""With a real JupyterHub: two students fetch, submit and read their own feedback in a browser.

JupyterHub, its proxy, the students' servers and the browser all run on this machine, on loopback.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import nbformat
import pytest

from tests.hub.test_exchange import PAGE, SHARED, STUDENT, TEACHER
from tests.support.users import ROOT
from tools.course import build, solutions
from tools.lab import CHROMIUM, open_browser, wait_for

PROXY = shutil.which("configurable-http-proxy") or shutil.which(
    "configurable-http-proxy", path=str(ROOT / ".hub/node_modules/.bin")
)
ABSENT = [
    *(["chromium (apt install chromium)"] if not CHROMIUM else []),
    *(["jupyterhub (pip install -r requirements.txt)"] if not find_spec("jupyterhub") else []),
    *(["its proxy (npm install --prefix .hub configurable-http-proxy@5.3.0)"] if not PROXY else []),
]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(ABSENT), reason=f"JupyterHub needs {' and '.join(ABSENT)}"),
]
[ROUND] = [block for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) if "collect" in block]
CONFIG = """
c.JupyterHub.bind_url = "http://127.0.0.1:{ports[0]}"
c.JupyterHub.hub_port = {ports[1]}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{ports[2]}"
c.ConfigurableHTTPProxy.command = ["{proxy}"]
c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.spawner_class = "simple"
c.Authenticator.allow_all = True
c.SimpleLocalProcessSpawner.home_dir_template = "{folder}/{{username}}"
c.Spawner.environment = {{"JUPYTER_CONFIG_PATH": "{folder}/etc"}}
c.Spawner.args = ["--allow-root", "--LabApp.news_url="]
c.Spawner.default_url = "/lab"
c.Spawner.start_timeout = c.Spawner.http_timeout = 300
"""
LOOK = "import os\nprint('sees the exchange:', os.path.exists({exchange!r}))"


@pytest.fixture(scope="module")
def exchange(tmp_path_factory) -> Iterator[Path]:
    """A folder for the exchange beside nbgrader's own place for it, if we may write there."""
    system = Path("/usr/local/share")
    own = system if os.access(system, os.W_OK) else tmp_path_factory.mktemp("exchange")
    folder = own / f"exchange-of-a-test-{os.getpid()}"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, exchange) -> Path:
    """A course and the students' configuration, as the documentation says; homes lie beside."""
    folder = tmp_path_factory.mktemp("hub")
    for name in ("course", "etc"):
        (folder / name).mkdir()
    build(folder / "course", ["zeros"])
    with open(folder / "course/nbgrader_config.py", "a") as file:
        file.write((TEACHER + SHARED).replace("/srv/nbgrader/exchange", str(exchange)))
    students = STUDENT.replace("/srv/nbgrader/exchange", str(exchange))
    (folder / "etc/nbgrader_config.py").write_text(students)
    return folder


@pytest.fixture(scope="module")
def hub(folder) -> Iterator[str]:
    """The address of a running JupyterHub."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    config = folder / "jupyterhub_config.py"
    config.write_text(CONFIG.format(ports=ports, proxy=PROXY, folder=folder))
    environment = {key: value for key, value in os.environ.items() if "JUPYTER" not in key}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    with open(folder / "hub.log", "w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub", "-f", config],
            cwd=folder, stdout=log, stderr=log, env=environment,
        )  # fmt: skip
    try:
        wait_for(f"http://127.0.0.1:{ports[0]}/hub/login", 300)
        yield f"http://127.0.0.1:{ports[0]}"
    finally:
        process.terminate()  # it ends the students' servers and the proxy
        process.wait(60)


@pytest.fixture(scope="module")
def tab(hub) -> Iterator[Callable]:
    """Opens the JupyterLab of a student who has just logged in, in a browser of its own."""
    with open_browser() as new_page:

        def open_tab(student: str):
            page = new_page()
            page.set_default_timeout(300_000)  # two servers start while a class is graded
            page.goto(f"{hub}/hub/login")
            page.fill("input[name=username]", student)
            page.fill("input[name=password]", "none")
            page.click("input[type=submit]")
            page.wait_for_url("**/lab**")
            page.get_by_role("menuitem", name="Nbgrader").click()
            page.get_by_text("Assignment List", exact=True).click()
            return page

        yield open_tab


def test_two_students_fetch_submit_and_read_each_their_own_feedback(hub, tab, folder, exchange):
    release, *back = ROUND.splitlines()
    teach(folder, release)
    tabs = {student: tab(student) for student in ("ada", "ben")}
    for student, page in tabs.items():
        page.get_by_role("button", name="Fetch", exact=True).click()
        submit = page.get_by_role("button", name="Submit", exact=True)
        submit.wait_for()
        work(folder / student / "zeros/zeros.ipynb", student, exchange)
        submit.click()
        page.get_by_role("button", name="Fetch Feedback").wait_for()
    teach(folder, *back)
    for student, other in (("ada", "ben"), ("ben", "ada")):
        said = read_feedback(tabs[student])
        assert f"Work of {student}" in said and f"Work of {other}" not in said
    [place] = (folder / "ada/zeros/feedback").glob("*/zeros.html")
    address = f"{hub}/user/ada/files/{place.relative_to(folder / 'ada')}"
    assert "Work of ada" in tabs["ada"].request.get(address).text()
    refused = tabs["ben"].request.get(address)
    assert refused.status >= 400 and "Work of ada" not in refused.text()
    graded = nbformat.read(folder / "course/autograded/ada/zeros/zeros.ipynb", as_version=4)
    said = [out.text for cell in graded.cells for out in cell.get("outputs", []) if "text" in out]
    assert "sees the exchange: False\n" in said


def teach(folder: Path, *commands: str) -> None:
    """What the teacher types in the course folder; each command must succeed."""
    for command in commands:
        done = subprocess.run(
            [sys.executable, "-m", *command.removeprefix("python -m ").split()],
            cwd=folder / "course", capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


def work(path: Path, student: str, exchange: Path) -> None:
    """What a student writes into a fetched notebook: right answers, and a look around."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.id in solutions("zeros"):
            cell.source = f"{solutions('zeros')[cell.id]}\n# Work of {student}"
    notebook.cells.insert(1, nbformat.v4.new_code_cell(LOOK.format(exchange=str(exchange))))
    nbformat.write(notebook, path)


def read_feedback(page) -> str:
    """Fetch the feedback, go to its folder and open it: what it says."""
    page.get_by_role("button", name="Fetch Feedback").click()
    page.get_by_text("(view feedback)").click()
    page.locator(".jp-DirListing-itemText", has_text="zeros.html").dblclick()
    frame = page.frame_locator(".jp-HTMLViewer iframe, iframe.jp-HTMLViewer")
    frame.locator("h1").first.wait_for()
    return frame.locator("body").inner_text()
