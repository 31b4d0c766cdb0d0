"""Notebook content as plain data: text and pictures, and nothing that runs when it is shown."""

import base64
import re
from collections.abc import Mapping

from nbformat import NotebookNode, from_dict

SIGNATURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
NOT_SHOWN = {  # what stands in for an output that has neither text nor a picture
    "text/html": "(an HTML table: not shown)",
    "text/latex": "(a formula: not shown)",
    "text/markdown": "(formatted text: not shown)",
    "image/svg+xml": "(an SVG drawing: not shown)",
    "application/javascript": "(JavaScript: not run)",
    "application/vnd.jupyter.widget-view+json": "(a widget: not shown)",
}
ANSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")  # codes that colour or move in a terminal
CONTROLS = dict.fromkeys({*range(32), *range(127, 160)} - {ord("\t"), ord("\n")})


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
    lines = ANSI.sub("", plain_text(value)).split("\n")
    lines = [line.rstrip("\r").rpartition("\r")[2] for line in lines]
    return "\n".join(lines).translate(CONTROLS)
