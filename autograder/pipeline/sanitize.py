"""Makes a submission harmless: what is kept of it is plain data, and nothing runs when shown."""

import base64
import re
from collections.abc import Mapping
from copy import deepcopy
from urllib.parse import unquote
from uuid import uuid4

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbconvert.filters.ansi import strip_ansi
from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_notebook
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import compute_checksum

from autograder.feedback.markdown import harmless

KEPT = ("kernelspec", "language_info")  # what the master says of the notebook as a whole
SKIP = "skip-execution"  # the one tag that means something when a notebook is run
CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
LONGEST_TEXT = 20_000  # characters of Markdown in a cell: hostile text takes quadratic time
MOST_TEXT = 100_000  # the same for a notebook; what exceeds it is shown as it was typed
SIGNATURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
BLANK = (  # a PNG of one transparent pixel
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAAC0lEQVR4nGNgAAIAAAUAAXpeqz8AAAAASUVORK5CYII="
)
NOT_SHOWN = {  # what stands in for an output that has neither text nor a picture
    "text/html": "(an HTML table: not shown)",
    "text/latex": "(a formula: not shown)",
    "text/markdown": "(formatted text: not shown)",
    "image/svg+xml": "(an SVG drawing: not shown)",
    "application/javascript": "(JavaScript: not run)",
    "application/vnd.jupyter.widget-view+json": "(a widget: not shown)",
}
CONTROLS = dict.fromkeys({*range(32), *range(127, 160)} - {ord("\t"), ord("\n")})


class NotANotebook(ValueError):
    """What was handed in has no list of cells."""


class PlainNotebook(NbGraderPreprocessor):
    """Stands first when a submission is sanitized: later steps meet plain cells only."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        coursedir = self.parent.parent.coursedir  # preprocessor -> exporter -> converter
        ids = resources["nbgrader"]
        folder = coursedir.format_path(coursedir.source_directory, ".", ids["assignment"])
        master = nbformat.read(f"{folder}/{ids['notebook']}.ipynb", as_version=4)
        return plain_notebook(nb, master), resources


class PlainOutputs(NbGraderPreprocessor):
    """Stands directly after Execute: what a student's kernel said becomes plain."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: ResourcesDict, cell_index: int
    ) -> tuple[NotebookNode, ResourcesDict]:
        plain_outputs(cell)
        return cell, resources


def plain_notebook(nb: Mapping, master: NotebookNode) -> NotebookNode:
    """A new notebook of the cells of `nb`, without outputs and without anything that could run.

    Of metadata only what the master says and the tag skip-execution are left. A cell that the
    master knows by name gets the master's type. Text that is the teacher's stays as it is; in
    other Markdown, HTML becomes visible text. Raises NotANotebook.
    """
    if not isinstance(nb, Mapping) or not isinstance(nb.get("cells"), list):
        raise NotANotebook("This is not a notebook: it has no list of cells.")
    named = {name: cell for cell in master.cells if (name := claimed_name(cell))}
    teachers = {cell.source: cell for cell in master.cells if cell.cell_type != "code"}
    cells, ids, left = [], set(), MOST_TEXT
    for cell in nb["cells"]:
        if not isinstance(cell, Mapping):
            continue
        plain = plain_cell(cell, named.get(claimed_name(cell)), teachers)
        if plain.cell_type == "markdown" and not is_teachers(plain, teachers):
            show_plainly(plain, cell, min(left, LONGEST_TEXT))
            left = max(0, left - len(plain.source))
        plain.id = plain_id(cell.get("id"), ids)
        cells.append(plain)
    metadata = {key: deepcopy(master.metadata[key]) for key in KEPT if key in master.metadata}
    return new_notebook(cells=cells, metadata=metadata)


def claimed_name(cell: Mapping) -> str | None:
    """The name by which a cell says nbgrader knows it; None for none, or for nonsense."""
    found = cell.get("metadata")
    for key in ("nbgrader", "grade_id"):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) else None


def plain_id(wanted: object, taken: set[str]) -> str:
    """The id that a cell has, or a fresh one if it is invalid or taken."""
    valid = isinstance(wanted, str) and CELL_ID.fullmatch(wanted) and wanted not in taken
    kept = wanted if valid else uuid4().hex
    taken.add(kept)
    return kept


def plain_cell(cell: Mapping, known: NotebookNode | None, teachers: Mapping) -> NotebookNode:
    """The cell, built anew of what may stay; `known` is the master's cell of the same name."""
    source = plain_text(cell.get("source"))
    metadata = {"nbgrader": deepcopy(known.metadata.nbgrader)} if known else {}
    noted = cell.get("metadata")
    tags = noted.get("tags") if isinstance(noted, Mapping) else None
    if isinstance(tags, list) and SKIP in tags:
        metadata["tags"] = [SKIP]
    plain = {"cell_type": "markdown", "source": source}
    if (known or cell).get("cell_type") == "code":
        plain = {"cell_type": "code", "source": source, "outputs": [], "execution_count": None}
    elif source in teachers:
        plain = deepcopy(teachers[source])  # with its pictures; perhaps a raw cell
    return from_dict({**plain, "metadata": metadata})


def is_teachers(plain: NotebookNode, teachers: Mapping) -> bool:
    """Is this the teacher's text: a cell of the master, or an answer left as it was handed out?"""
    checksum = plain.metadata.get("nbgrader", {}).get("checksum")
    untouched = checksum is not None and checksum == compute_checksum(plain)
    return untouched or plain.source in teachers


def show_plainly(plain: NotebookNode, cell: Mapping, longest: int) -> None:
    """Make a Markdown cell's text harmless, and attach the pictures of `cell` that it shows."""
    longest = longest if cell.get("cell_type") == "markdown" else 0  # else: as it was typed
    plain.source, names = harmless(plain.source, longest)
    if names:
        pictures = {name: attached(name, cell.get("attachments")) for name in sorted(names)}
        plain.attachments = from_dict(pictures)


def attached(name: str, attachments: object) -> dict[str, str]:
    """The attached picture of that name; a blank one where it is missing, lest rendering fail."""
    found = attachments if isinstance(attachments, Mapping) else {}
    return plain_pictures(found.get(name) or found.get(unquote(name))) or {"image/png": BLANK}


def plain_text(value: object) -> str:
    """The text that a notebook holds as a string or as a list of lines, fit to be stored."""
    if isinstance(value, list):
        value = "".join(part for part in value if isinstance(part, str))
    text = value if isinstance(value, str) else ""
    # Half a surrogate pair cannot be written to a file, nor a zero byte to every database.
    return text.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


def plain_pictures(bundle: object) -> dict[str, str]:
    """The PNG and JPEG pictures of a bundle that really are such, as base64 and nothing else."""
    pictures = {}
    for mime, signature in SIGNATURES.items():
        text = plain_text(bundle.get(mime)) if isinstance(bundle, Mapping) else ""
        try:
            content = base64.b64decode("".join(text.split()), validate=True)
        except ValueError:
            continue
        if content.startswith(signature):
            pictures[mime] = base64.b64encode(content).decode()
    return pictures


def plain_outputs(cell: NotebookNode) -> None:
    """Keep of a code cell's outputs texts and pictures, and nothing that could run."""
    if cell.cell_type == "code":
        cell.execution_count = plain_count(cell.get("execution_count"))
        outputs = (plain_output(output) for output in cell.outputs if isinstance(output, Mapping))
        cell.outputs = [from_dict(output) for output in outputs if output]


def plain_output(output: Mapping) -> dict | None:
    """The output, built anew; None if it is of an unknown kind."""
    kind = output.get("output_type")
    plain = {"output_type": kind}
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return plain | {"name": name, "text": printable(output.get("text"))}
    if kind == "error":
        lines = output.get("traceback")
        lines = [printable(line) for line in lines] if isinstance(lines, list) else []
        said = {key: printable(output.get(key)) for key in ("ename", "evalue")}
        return plain | said | {"traceback": lines}
    if kind not in ("execute_result", "display_data"):
        return None
    if kind == "execute_result":
        plain["execution_count"] = plain_count(output.get("execution_count"))
    return plain | {"data": plain_data(output.get("data")), "metadata": {}}


def plain_count(value: object) -> int | None:
    """An execution count; formgrader writes it into its page as it stands."""
    return value if type(value) is int and 0 <= value < 10**9 else None


def plain_data(data: object) -> dict[str, str]:
    """Of the forms of one output its text and pictures; a note where it has neither."""
    data = data if isinstance(data, Mapping) else {}
    plain = plain_pictures(data)
    if "text/plain" in data:
        plain["text/plain"] = printable(data["text/plain"])
    if not plain:
        notes = (note for mime, note in NOT_SHOWN.items() if mime in data)
        plain["text/plain"] = next(notes, "(an output of another kind: not shown)")
    return plain


def printable(value: object) -> str:
    """Text without the codes that colour or move in a terminal; \\r overwrites its line."""
    lines = strip_ansi(plain_text(value)).split("\n")
    lines = [line.rstrip("\r").rpartition("\r")[2] for line in lines]
    return "\n".join(lines).translate(CONTROLS)
