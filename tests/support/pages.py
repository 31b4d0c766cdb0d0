"""The pages that show a graded notebook, and a browser that notes what happens on them."""

import json
import mimetypes
import re
import shutil
from functools import cache
from pathlib import Path

from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbgrader.server_extensions.formgrader import handlers
from traitlets.config import Config, PyFileConfigLoader

from autograder.feedback.page import FeedbackExporter
from tools.course import ROOT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# Links that a student may set: to other sites, within the page, and to pictures in the page.
SAFE = re.compile(r"a href=(https?://|#).*|img src=data:image/(png|jpeg);base64,[\w+/=]+")
SITE = "http://course.test"
# What no page needs beyond what it has without any trick, and what no page may have at all.
COUNTED = "script, iframe, object, embed, form, style, link, base, meta, svg, input, textarea"
AUDIT = """counted => {
  const found = [...document.querySelectorAll('*')].flatMap(element =>
    [...element.attributes].map(({name, value}) => `${element.localName} ${name}=${value}`));
  return {
    hacked: 'hacked' in window,
    handlers: found.filter(text => /^\\S+ (on|style|srcdoc)/.test(text)).sort(),
    links: found.filter(text => /^\\S+ (xlink:)?(href|src|action|data)=/.test(text)).sort(),
    counted: document.querySelectorAll(counted).length,
    cells: document.querySelectorAll('#notebook-container > .cell, main > section').length,
    scores: document.querySelectorAll('#test_f, #answer, #f-comment').length,
  };
}"""


def feedback_page(notebook: NotebookNode, /, **grades: object) -> str:
    """The student's page for a notebook whose cells hold their scores."""
    facts = {"student": "ada", "assignment": "he", "notebook": "he"}
    facts |= {"score": 1.0, "max_score": 5.0, "late_penalty": 0.0, **grades}
    exporter = FeedbackExporter(config=Config({"Exporter": {"default_preprocessors": []}}))
    return exporter.from_notebook_node(notebook, {"nbgrader": facts})[0]


@cache
def formgrader() -> HTMLExporter:
    """The exporter as formgrader makes it: nbgrader's template, our configuration."""
    config = Config(PyFileConfigLoader("nbgrader_config.py", path=str(ROOT)).load_config())
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    return HTMLExporter(config=config)


def formgrader_page(notebook: NotebookNode) -> str:
    """The teacher's page in formgrader, with what its handler hands to the template."""
    names = ["assignment_id", "notebook_id", "submission_id", "student", "notebook_path"]
    resources = dict.fromkeys(names, "he") | {"index": 0, "total": 1, "base_url": SITE}
    resources |= {"last_name": "", "first_name": ""}
    return formgrader().from_notebook_node(notebook, resources)[0]


class Visitor:
    """A tab of a browser: goes to one page after another and notes all that they do."""

    def __init__(self, page) -> None:
        self.page = page
        page.on("request", lambda request: self.asked.add(request.url))
        page.on("dialog", lambda dialog: (self.said.append(dialog.message), dialog.dismiss()))
        page.on("console", lambda message: self.said.append(message.text))
        page.route("**/*", lambda route: answer(route, self.html))

    def visit(self, html: str) -> dict:
        """What is on the page when it has loaded, and what it asked for and said."""
        self.html, self.asked, self.said = html, set(), []
        self.page.goto(f"{SITE}/")
        return self.page.evaluate(AUDIT, COUNTED) | {"asked": self.asked, "said": self.said}

    def surprises(self, html: str, ordinary: dict, own_cells: int = 0) -> dict:
        """What a page has, asks for or says that an `ordinary` one does not, save safe links."""
        seen = self.visit(html)
        new_links = [link for link in seen["links"] if link not in ordinary["links"]]
        odd = {"links": [link for link in new_links if not SAFE.fullmatch(link)]}
        odd["asked"] = seen["asked"] - ordinary["asked"]
        for key in ("hacked", "handlers", "counted", "scores", "said"):
            odd[key] = seen[key] if seen[key] != ordinary[key] else None
        odd["cells"] = seen["cells"] - ordinary["cells"] - own_cells
        return {key: value for key, value in odd.items() if value}


def answer(route, html: str) -> None:
    """Serve the page, and formgrader's own scripts; there is no other server in this world."""
    path = route.request.url.removeprefix(SITE)
    file = Path(handlers.static_path) / path.removeprefix("/formgrader/static/")
    if path == "/":
        route.fulfill(body=html, content_type="text/html; charset=utf-8")
    elif path.startswith("/formgrader/api/"):
        route.fulfill(body=json.dumps([]), content_type="application/json")
    elif path.startswith("/formgrader/static/") and file.is_file():
        route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file)[0])
    else:
        route.abort()
