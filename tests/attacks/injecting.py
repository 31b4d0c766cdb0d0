"""Submissions that put what could run into what people look at: outputs, names, messages.

How pages show them is tested elsewhere (tests/grader). Here they are graded in
a class, and nothing but text and pictures may be left of them.
"""

from collections.abc import Callable

from tests.attacks import RIGHT, Attack, double, he

JS = "<script>alert(1)</script>"


def shows(name: str, tries: str, code: str) -> Attack:
    """Solve everything, and show something."""
    return Attack(name, tries, answers=RIGHT, earns=15, last=code)


def changed(name: str, tries: str, change: Callable[[dict], object]) -> Attack:
    """Solve everything, and change the notebook."""
    return Attack(name, tries, answers=RIGHT, earns=15, change=lambda nb: change(nb) and None)


def forged_outputs(notebook: dict) -> None:
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            data = {"text/html": JS, "application/javascript": "alert(1)", "text/plain": [JS]}
            cell["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {}}]


ATTACKS = [
    shows("HTML", "Shows HTML with a script, as a value and by display.", f"""
from IPython.display import HTML, Javascript, display
display(HTML("{JS}"), Javascript("alert(1)"))
display({{"text/html": "{JS}", "text/plain": "{JS}"}}, raw=True)
HTML("{JS}")
"""),
    shows("SVG and PDF", "Shows drawings and documents that carry scripts.", f"""
from IPython.display import SVG, display
display(SVG("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>{JS}</svg>"))
display({{"application/pdf": "JVBERi0=", "image/svg+xml": "<svg onload=alert(1)/>"}}, raw=True)
"""),
    shows("Markdown and LaTeX", "Shows Markdown and formulas that hold HTML.", f"""
from IPython.display import Latex, Markdown, display
display(Markdown("{JS}\\n\\n[x](javascript:alert(1))"), Latex("$\\\\href{{javascript:alert(1)}}x$"))
"""),
    shows("widgets", "Shows a widget whose state is a page of its own.", f"""
from ipywidgets import HTML
display(HTML("{JS}"))
display({{"application/vnd.jupyter.widget-view+json": {{"model_id": "{JS}"}}}}, raw=True)
"""),
    shows("picture that is none", "Shows HTML that calls itself a picture.", f"""
import base64
page = base64.b64encode(b"{JS}").decode()
display({{"image/png": page, "image/jpeg": '"><script>', "text/plain": "x"}}, raw=True)
"""),
    shows("class with a face", "Shows an object that has a face for every kind of page.", f"""
class Face:
    def _repr_html_(self): return "{JS}"
    def _repr_mimebundle_(self, *args, **kwargs): return {{"text/html": "{JS}", "a/b": "{JS}"}}
    def __repr__(self): return "{JS}"
Face()
"""),
    shows("terminal codes", "Prints codes that move the cursor, clear the screen and set links.",
          r"print('\x1b[2J\x1b]8;;javascript:alert(1)\x07x\x1b]8;;\x07\x1b[31m\r\x08\x9b31m')"),
    shows("name of an error", "Raises an error whose name and message are HTML.",
          f"raise type('{JS}', (Exception,), {{}})('{JS}\\x1b[2J')"),
    Attack(
        "message in a test",
        "Raises an error in a test whose name, message and source line are HTML.",
        answers=he(f"raise type('{JS}', (ValueError,), {{}})('{JS}')  # {JS}"),
    ),
    Attack(
        "value in a test's message",
        "Returns keys and answers with HTML, which tests put into their messages.",
        answers=double(f"return '{JS}'") | {"answer": f"answer = '{JS}'"},
        assignment="tiny",
    ),
    changed("titles", "Calls the notebook, its authors and its cells by HTML.",
            lambda nb: nb["metadata"].update(title=JS, authors=[{"name": JS}], widgets={"x": JS})
            or [cell["metadata"].update(name=JS, collapsed=JS, slideshow={"slide_type": JS})
                for cell in nb["cells"]]),
    changed("ids", "Gives its cells ids that break out of an attribute.",
            lambda nb: [cell.update(id=f'"><script>{n}') for n, cell in enumerate(nb["cells"])
                        if "nbgrader" not in cell["metadata"]]),
    changed("outputs handed in", "Hands in outputs that were never shown by its code.",
            forged_outputs),
    changed("attachments", "Attaches pages that call themselves pictures.",
            lambda nb: [cell.update(attachments={"x.png": {"text/html": JS, "image/png": JS}},
                                    source="![x](attachment:x.png)" + JS)
                        for cell in nb["cells"] if cell["cell_type"] == "markdown"]),
]  # fmt: skip
