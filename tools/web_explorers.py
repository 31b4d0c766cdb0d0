"""The explorers of the web edition, as parts of its pages."""

import ast
import base64
import json
import re
from collections.abc import Callable
from pathlib import Path

from nbformat import NotebookNode

from playground.export import Plan
from playground.page import WEB
from tools.web_pages import markdown

MODULE = "explorer.js"  # beside the pages
GUARDED = re.compile(r"if (\w+) is None:.*display\((\w+\(.*\))\)", re.DOTALL)  # in a lesson


def mounted(plan: Plan, first: dict | None = None) -> str:
    """An explorer as a part of a page; `first` changes what the page is told of it."""
    return section(plan, f'import {{ start }} from "./{MODULE}";', plan.described() | (first or {}))


def alone(plan: Plan, states: Path) -> str:
    """An explorer with its code and its states."""
    fixed = {name: [value] for name, value in (plan.alone or {}).items()}
    part = plan._replace(others=plan.others | fixed)
    inside = {}
    for chosen in part.chunks():
        content = (states / plan.file(chosen)).read_bytes()
        inside[part.file(chosen)] = base64.b64encode(content).decode()
    return section(part, WEB, part.described(), inside)


def section(plan: Plan, module: str, *facts: dict) -> str:
    """The explorer's place, and the script that starts it there."""
    place = f"explorer-{plan.name}"
    told = ", ".join(json.dumps(one).replace("<", "\\u003c") for one in facts)
    return (
        f'<section id="{place}" aria-label="{plan.explorer.title}"></section>'
        f'<script type="module">{module}\nstart(document.getElementById("{place}"), {told});'
        "</script>"
    )


def in_notebook(plans: list[Plan]) -> Callable[[str], str | None]:
    """What stands in place of a cell of an explorer's own notebook: the explorer."""

    def instead(source: str) -> str | None:
        found = [plan for plan in plans if f"{plan.explorer.__name__}()" in source]
        return mounted(found[0]) if found else None

    return instead


def in_lesson(notebook: NotebookNode, plans: list[Plan]) -> Callable[[str], str | None]:
    """What stands in place of a lesson's cell: the explorer, behind the guess that it waits for."""

    def instead(source: str) -> str | None:
        found = GUARDED.search(source)
        if found is None:
            return None
        call = ast.parse(found[2], mode="eval").body
        assert isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        name = call.func.id
        plan = next(plan for plan in plans if plan.explorer.__name__ == name)
        given = {str(one.arg): ast.literal_eval(one.value) for one in call.keywords}
        for setting, value in given.items():
            if value not in (plan.main | plan.others)[setting]:
                raise ValueError(f"The web edition has no {name} with {setting}={value!r}.")
        question = asked(notebook, found[1])
        return mounted(plan, {"settings": plan.defaults | given, "question": question})

    return instead


def asked(notebook: NotebookNode, guess: str) -> dict:
    """The question of a guess's cell: the last paragraph before it, and the hint in its comment."""
    cells = notebook.cells
    at = next(i for i, cell in enumerate(cells) if cell.source.startswith(f"{guess} = None"))
    text = markdown(cells[at - 1].source.rsplit("\n\n", 1)[-1]).strip()
    hint = cells[at].source.splitlines()[0].partition("# ")[2]
    named = hint.split(" or ") if hint == "True or False" else []
    return {
        "html": "Your prediction first. " + text.removeprefix("<p>").removesuffix("</p>"),
        "guess": guess,
        "hint": hint,
        "answers": [[answer, f"You predicted {answer}. "] for answer in named],
    }
