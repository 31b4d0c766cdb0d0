"""Students' Markdown: made harmless for every page that will show it, and rendered for ours."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import nh3
from markupsafe import escape

from autograder.upstream.nbconvert import IPythonRenderer, MarkdownWithMath

SAFE_LINKS = ("https://", "http://", "mailto:", "#")  # relative ones would lead into our server
LINE_BREAKS = ("<br>", "<br/>", "<br />")
TAG = re.compile(r"<[A-Za-z/!?][\w-]*")  # how a piece of HTML that the parser found may begin
PICTURE = re.compile(r"!(?=\[[^\]]{0,999}\](?!\(attachment:))")  # one that is not attached
TAGS = """a blockquote br code dd del div dl dt em hr img li ol p pre span strong table tbody td
th thead tr ul""".split()
ATTRIBUTES = {  # class: the colours of code
    "a": {"href"},
    "div": {"class"},
    "img": {"alt", "src"},
    "ol": {"start"},
    "span": {"class"},
}


@dataclass
class Found:
    """What a text would put on a page besides text."""

    html: list[str] = field(default_factory=list)
    foreign: bool = False  # a picture that some server is asked for
    harmful: bool = False  # something that escaping does not make safe
    attachments: set[str] = field(default_factory=set)  # their names


class Inspector(IPythonRenderer):
    """Renders as formgrader does, with nbconvert's own parser, and notes what it comes across."""

    def __init__(self) -> None:
        super().__init__(escape=False, exclude_anchor_links=True)
        self.found = Found()

    def inline_html(self, html: str) -> str:
        if html.strip().lower() not in LINE_BREAKS:
            self.found.html.append(html)
        return ""

    def block_html(self, html: str) -> str:
        return self.inline_html(html)

    def block_code(self, code: str, info: str | None = None) -> str:
        """Note a diagram, which nbconvert does not escape; a lexer would only take time."""
        self.found.harmful |= (info or "").startswith("mermaid")
        return ""

    def link(self, text: str, url: str, title: str | None = None) -> str:
        self.found.harmful |= not url.lower().startswith(SAFE_LINKS)
        return ""

    def image(self, text: str, url: str, title: str | None = None) -> str:
        kind, _, name = url.partition(":")
        self.found.foreign |= kind != "attachment"
        self.found.attachments.add(name)
        return ""


def inspect(source: str) -> Found:
    """What rendering `source` would put on a page besides text."""
    inspector = Inspector()
    try:
        MarkdownWithMath(renderer=inspector).render(source)
    except Exception:  # whatever the parser stumbles over, it would stumble over on a page too
        inspector.found.harmful = True
    return inspector.found


def harmless(source: str, longest: int) -> tuple[str, set[str]]:
    """Markdown that runs nothing and loads nothing, and the names of the attachments it shows.

    Harmless text stays as it is. Else HTML becomes visible text and pictures become links. Where
    that is not enough, or the text is longer than `longest`, all of it is shown as it was typed.
    """
    if len(source) > longest:
        return as_typed(source), set()
    # MathJax would make a link of \href{...}{...}; \mathtt shows both parts.
    source = source.replace(r"\href", r"\mathtt")
    found = inspect(source)
    if found.html or found.foreign:
        source = escaped(source, found)
        found = inspect(source)
    if found.html or found.foreign or found.harmful:
        return as_typed(source), set()
    return source, found.attachments


def escaped(source: str, found: Found) -> str:
    """The text with the HTML in it made visible; x<y stays, and so does <b> inside code alone."""
    for tag in {tag for html in found.html for tag in TAG.findall(html)}:
        source = source.replace(tag, f"&lt;{tag[1:]}")
    return PICTURE.sub(r"\!", source) if found.foreign else source


def as_typed(source: str) -> str:
    """Markdown that shows `source` as it stands."""
    longest = max(map(len, re.findall("~+", source)), default=0)
    fence = "~" * max(3, longest + 1)
    return f"{fence}\n{source}\n{fence}"


class AnswerRenderer(IPythonRenderer):
    """For an answer inside a page that has headings of its own: the answer's become bold lines."""

    def heading(self, text: str, level: int, **attrs: object) -> str:
        return f"<p><strong>{text}</strong></p>\n"

    def block_code(self, code: str, info: str | None = None) -> str:
        """Code in one colour: the lexer that a student names could take very long."""
        return f"<pre><code>{escape(code)}</code></pre>\n"


def rendered(source: str, pictures: Mapping[str, Mapping[str, str]]) -> str:
    """HTML of an answer that went through `harmless`, with its attached pictures.

    nh3 has the last word: what the parser makes of the text is not taken on trust.
    """
    attached = {name: dict(bundle) for name, bundle in pictures.items()}
    renderer = AnswerRenderer(escape=True, attachments=attached, exclude_anchor_links=True)
    html = MarkdownWithMath(renderer=renderer).render(source)
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        attribute_filter=only_safe,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel=None,
    )


def only_safe(tag: str, name: str, value: str) -> str | None:
    """The value, None to drop it: links lead out, and pictures are those that the page carries."""
    if name == "src" and not value.startswith(("data:image/png;", "data:image/jpeg;")):
        return None
    if name == "href" and not value.lower().startswith(SAFE_LINKS):
        return None
    return value
