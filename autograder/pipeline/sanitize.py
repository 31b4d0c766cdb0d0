"""Makes a submission sound and harmless: the master's cells, and of the student's only plain text.

What anyone may hand in comes in as text; what comes out runs no code when it is shown, and holds
every locked cell as the master has it.
"""

import json
import re
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_notebook

from autograder.cells import is_untouched
from autograder.feedback.answers import LONGEST_TEXT, show_plainly
from autograder.feedback.hidden import BEGIN, END, Words
from autograder.feedback.plain import plain_text
from autograder.pipeline.recognise import Answers, answer_names, answers_in, defined_in, name_of
from autograder.pipeline.restore import restore
from autograder.pipeline.submission import SKIP

KEPT = ("kernelspec", "language_info")  # what the master says of the notebook as a whole
CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
MOST_TEXT = 100_000  # characters of Markdown in a notebook; what exceeds it is shown as typed
MOST_CELLS = 20_000  # of a notebook: each takes the grader a millisecond and some kilobytes


ABOVE = "This answer stands in the cell above."


class NotANotebook(ValueError):
    """What was handed in holds no cells that can be read; the message says why."""


class NoAnswers(ValueError):
    """None of the answers is there: another lesson's notebook, or an empty one."""

    def __init__(self, expected: list[str], defined: set[str]) -> None:
        super().__init__(f"none of its answers can be found: {', '.join(expected)}")
        self.defined = defined  # by which the notebook of another lesson is known


def sanitize(text: str, master: NotebookNode, words: Words = (BEGIN, END)) -> NotebookNode:
    """The notebook to be graded, of what was handed in; raises NotANotebook, NoAnswers."""
    nb = plain_notebook(read(text), master, words)
    if not {*map(name_of, nb.cells)} & answer_names(master):
        code = [cell.source for cell in nb.cells if cell.cell_type == "code"]
        raise NoAnswers(answers_in(master), defined_in("\n".join(code)))
    restore(nb, master)
    return nb


def read(text: str) -> Mapping:
    """The notebook's content as JSON, format 3 brought to format 4; raises NotANotebook.

    Its number of format is not trusted: it may be "4", 5 or missing. What counts is where the
    cells are.
    """
    try:
        content = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise NotANotebook(f"it is no JSON ({error})") from None
    if isinstance(content, Mapping) and content.get("worksheets") and "cells" not in content:
        content = {"cells": cells_of_format_3(content)}
    if not isinstance(content, Mapping) or not isinstance(content.get("cells"), list):
        raise NotANotebook("it has no list of cells")
    if len(content["cells"]) > MOST_CELLS:
        count = f"{len(content['cells']):,}"
        raise NotANotebook(f"it has {count} cells, and at most {MOST_CELLS:,} are read")
    return content


def cells_of_format_3(content: Mapping) -> list:
    """The cells of a notebook as IPython 2 wrote it; raises NotANotebook."""
    try:
        found = [
            {**cell, "source": cell.get("input", cell.get("source", ""))}
            for sheet in content["worksheets"]
            for cell in sheet["cells"]
        ]
    except (TypeError, KeyError, AttributeError) as error:
        raise NotANotebook(f"its worksheets cannot be read ({error!r})") from None
    for cell in found:
        if cell.get("cell_type") == "heading":
            level = cell.get("level")
            marks = "#" * (level if isinstance(level, int) and 1 <= level <= 6 else 1)
            cell |= {"cell_type": "markdown", "source": f"{marks} {plain_text(cell['source'])}"}
    return found


def plain_notebook(nb: Mapping, master: NotebookNode, words: Words = (BEGIN, END)) -> NotebookNode:
    """A new notebook of the cells of `nb`, without outputs and without anything that could run.

    Of metadata only what the master says and the tag skip-execution are left. A cell in which one
    of the master's is recognised gets the master's type. Text that is the teacher's stays as it
    is; in other Markdown, HTML becomes visible text.
    """
    handed_in = [cell for cell in nb["cells"] if isinstance(cell, Mapping)]
    answers = Answers(handed_in, master, words)
    named = {name: cell for cell in master.cells if (name := name_of(cell))}
    teachers = {cell.source: cell for cell in master.cells if not name_of(cell)}
    cells: list[NotebookNode] = []
    ids: set[str] = set()
    left = MOST_TEXT
    for place, cell in enumerate(handed_in):
        plain = plain_cell(cell, named.get(answers.found.get(place, "")), teachers)
        if plain.cell_type == "markdown" and not is_teachers(plain, teachers):
            show_plainly(plain, cell, min(left, LONGEST_TEXT))
            left = max(0, left - len(plain.source))
        plain.id = plain_id(cell.get("id"), ids)
        cells.append(plain)
        for name in [name for name, where in answers.elsewhere.items() if where == place]:
            pointer = {"cell_type": "code", "source": f"# {ABOVE}", "id": f"{name}-above"}
            cells.append(plain_cell(pointer, named[name], teachers))
            cells[-1].id = plain_id(pointer["id"], ids)
    metadata = {key: master.metadata[key] for key in KEPT if key in master.metadata}
    return new_notebook(cells=cells, metadata=from_dict(metadata))


def plain_id(wanted: object, taken: set[str]) -> str:
    """The id that a cell has, or a fresh one if it is invalid or taken."""
    kept = wanted if isinstance(wanted, str) and CELL_ID.fullmatch(wanted) else uuid4().hex
    kept = uuid4().hex if kept in taken else kept
    taken.add(kept)
    return kept


def plain_cell(cell: Mapping, known: NotebookNode | None, teachers: Mapping) -> NotebookNode:
    """The cell, built anew of what may stay; `known` is the master's cell that it is."""
    source = plain_text(cell.get("source"))
    same = teachers.get(source)  # the teacher's, letter for letter
    metadata = {"nbgrader": known.metadata.nbgrader} if known else {}
    if SKIP in [*tags_of(cell), *tags_of(known or same or {})]:
        metadata["tags"] = [SKIP]
    plain: dict[str, Any] = {"cell_type": "markdown", "source": source}
    if (known or cell).get("cell_type") == "code":
        plain = {"cell_type": "code", "source": source, "outputs": [], "execution_count": None}
    elif same and same.cell_type != "code":
        plain = dict(same)  # with its pictures; perhaps a raw cell
    return from_dict({**plain, "metadata": metadata})  # copies all


def tags_of(cell: Mapping) -> list:
    """A cell's tags, if that is what it has."""
    noted = cell.get("metadata")
    tags = noted.get("tags") if isinstance(noted, Mapping) else None
    return tags if isinstance(tags, list) else []


def is_teachers(plain: NotebookNode, teachers: Mapping) -> bool:
    """Is this the teacher's text: a cell of the master, or an answer left as it was handed out?"""
    return is_untouched(plain) or plain.source in teachers
