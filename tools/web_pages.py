"""Pages of the web edition: text, figures, and explorers in place of their cells."""

import base64
import html
import re
from collections.abc import Callable

from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from nbformat import NotebookNode
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

CSS = """
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1b1b; --soft: #f2f4f6; --link: #00598c; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14171a; --ink: #ececec; --soft: #1f2429; --link: #7cc4f4; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 0 16px 48px; max-width: 1232px; color: var(--ink);
  background: var(--paper); font: 16px/1.55 system-ui, sans-serif; }
main > :not(.pg, .wide) { max-width: 76ch; }
a { color: var(--link); }
nav { padding: 12px 0; border-bottom: 1px solid #8888; }
nav a { margin-right: 14px; display: inline-block; padding: 3px 0; }
h1 { line-height: 1.2; }
pre { overflow-x: auto; padding: 10px 12px; background: var(--soft); font-size: 13.5px; }
.highlight pre { border-left: 3px solid #7779; background: var(--paper); }
img { max-width: 100%; height: auto; background: #fff; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
td, th { padding: 4px 10px; border-bottom: 1px solid #8886; text-align: left; }
math { font-size: 1.05em; }
.math { display: block; overflow: auto; padding: 2px 0; } /* with room, or it scrolls */
.error { border-left: 3px solid #c84f00; white-space: pre-wrap; } /* whole on a phone */
iframe { border: 0; }
"""
FORMATS = {"light": HtmlFormatter(style="xcode"), "dark": HtmlFormatter(style="github-dark")}
CODE = FORMATS["light"].get_style_defs(".highlight") + (
    f"@media (prefers-color-scheme: dark) {{ {FORMATS['dark'].get_style_defs('.highlight')} }}"
)


def page(title: str, body: str, links: dict[str, str], style: str = "") -> str:
    """A whole page that needs nothing from elsewhere."""
    listed = "".join(f'<a href="{url}">{html.escape(name)}</a>' for name, url in links.items())
    nav = f'<nav aria-label="pages">{listed}</nav>' if links else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="icon" href="data:,">'
        f"<title>{html.escape(title)}</title><style>{CSS}{style}</style></head>"
        f"<body>{nav}<main>{body}</main></body></html>\n"
    )


def markdown(source: str) -> str:
    """A cell's text as HTML, its formulas as MathML."""
    parts = re.split(r"(<pre.*?</pre>|<code.*?</code>)", markdown2html_mistune(source), flags=re.S)
    parts[::2] = [
        re.sub(r"\$\$(.+?)\$\$|\$([^$]+?)\$", formula, part, flags=re.S) for part in parts[::2]
    ]
    found = re.sub(r'<a class="anchor-link".*?</a>', "", "".join(parts))
    found = re.sub(r'href="[^"]*?(\w+)\.ipynb"', r'href="\1.html"', found)
    return found.replace("<table>", '<table tabindex="0">')


def formula(found: re.Match) -> str:
    """One formula as MathML."""
    block = found[1] is not None
    tex = html.unescape(found[1] or found[2])
    # latex2mathml shows the backslash of an underscore in a text, and wants none there.
    tex = re.sub(r"\\text\{[^}]*\}", lambda text: text[0].replace(r"\_", "_"), tex)
    shown = convert(tex, display="block" if block else "inline")
    return f'<span class="math" tabindex="0">{shown}</span>' if block else shown


def code(source: str) -> str:
    """A cell's code in colours."""
    shown = highlight(source, PythonLexer(), FORMATS["light"])
    return shown.replace("<pre>", '<pre tabindex="0">')


def lesson(
    notebook: NotebookNode, replaced: Callable[[str], str | None] = lambda source: None
) -> str:
    """The cells of a notebook; `replaced` gives what stands in place of a code cell, or None."""
    shown = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            shown.append(markdown(cell.source))
        elif (instead := replaced(cell.source)) is not None:
            shown.append(instead)
        else:
            shown += [code(cell.source), *map(output, cell.get("outputs", []))]
    return "\n".join(shown)


def output(found: NotebookNode) -> str:
    """What a cell has printed, shown or raised."""
    if found.output_type == "error":
        text = plain(f"{found.ename}: {found.evalue}")
        return f'<pre class="error" tabindex="0">{text}</pre>'
    if found.output_type == "stream":
        return f'<pre tabindex="0">{plain(found.text)}</pre>'
    data = found.data
    if "image/png" in data:
        size = len(base64.b64decode(data["image/png"]))
        alt = "Figure drawn by the cell above."
        url = f"data:image/png;base64,{''.join(data['image/png'].split())}"
        return f'<p><img src="{url}" alt="{alt}" loading="lazy"></p>' if size else ""
    if "text/markdown" in data:
        return markdown(data["text/markdown"])
    return f'<pre tabindex="0">{plain(data.get("text/plain", ""))}</pre>'


def plain(text: str) -> str:
    """Text without a terminal's colours, for HTML."""
    return html.escape(re.sub(r"\x1b\[[\d;]*m", "", text))
