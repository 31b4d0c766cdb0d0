"""What a feedback page says of tests and errors: in words, and without giving secrets away."""

import re

from nbformat import NotebookNode

NOT_JUDGED = "NotJudged"  # the name of the error output of a test that a teacher must look at
SENTENCES = ("AssertionError", "NotAnswered", "Ended", NOT_JUDGED)  # their message says it all
NO_REASON = "One of its checks did not hold. The test says no more about it."
# A file or folder of the grader's machine, as tracebacks, warnings and errors name it.
PATH = re.compile(r"(?<![\w./~])(?:file://)?~?(?:/[^\s/'\",:;()<>\[\]{}|=]+){2,}/?")
QUOTED_PATH = re.compile(r"""(?<=['"])~?/[^'"\n]*?/[^'"\n/]*/?(?=['"])""")  # may hold spaces
ADDRESS = re.compile(r"(?<= at )0x[0-9A-Fa-f]{6,16}\b")  # where an object lies in memory
LIBRARY = re.compile(r"File (?:.*/(?:site-packages|dist-packages|python3[.\d]*)/|<frozen )")
# Assertions of a library write the expected value into the message without being asked to.
LIBRARY_CHECK = re.compile(r"\bassert_\w+\(|\bassert[A-Z]\w*\(")
SHOWN_VALUES = re.compile(r"^ *(?:ACTUAL|DESIRED|x|y) *:.*", re.M | re.S)
COMPARED = re.compile(r"^.*?(?: != | == |differ: | not found in ).*?(?: : (?P<own>.*))?$", re.S)
AUTOMATIC_ID = re.compile(r"cell-[0-9a-f]{8,}")  # what nbgrader calls a cell that nobody named


def without_facts(text: str) -> str:
    """The text without facts of the grader's machine: where files lie, whose home, addresses.

    A file keeps its own name.
    """
    text = PATH.sub(own_name, QUOTED_PATH.sub(own_name, text))
    return ADDRESS.sub("0x...", text)


def own_name(path: re.Match[str]) -> str:
    """The last part of a path; "~" for a user's home."""
    folder, _, name = path[0].rstrip("/").rpartition("/")
    return "~" if folder in ("/home", "/Users") else name


def has_error(cell: NotebookNode) -> bool:
    """Did this cell end in an error?"""
    return any(output.output_type == "error" for output in cell.get("outputs", []))


def is_not_judged(cell: NotebookNode) -> bool:
    """Must a teacher look at this test cell, because it could not be judged from outside?"""
    outputs = cell.get("outputs", [])
    return any(o["output_type"] == "error" and o["ename"] == NOT_JUDGED for o in outputs)


def reason(cell: NotebookNode, partly_hidden: bool) -> str:
    """Why a test cell did not give all its points; "" if it does not say."""
    errors = [output for output in cell.outputs if output.output_type == "error"]
    if not errors:
        printed = [output.text for output in cell.outputs if output.output_type == "stream"]
        return without_facts("".join(printed)).strip("\n")
    name, message = errors[-1].ename, errors[-1].evalue.strip("\n")
    if name == "AssertionError" and partly_hidden and LIBRARY_CHECK.search(cell.source):
        message = own_words(message)
    if name not in SENTENCES:
        message = f"{name}: {message}" if message else name
    return without_facts(message) or NO_REASON


def ended_sentence(text: str) -> str:
    """The text with a full stop, unless it ends as a sentence does."""
    text = text.rstrip()
    return text if text.rstrip(")").endswith((".", "!", "?", "…")) else f"{text}."


def own_words(message: str) -> str:
    """What the test's author wrote of a message that a library's assertion has composed."""
    message = SHOWN_VALUES.sub("", message).rstrip()
    compared = COMPARED.match(message)
    return (compared["own"] or "") if compared else message


def traceback_of(output: NotebookNode) -> str:
    """An error in a student's cell: the lines of the notebook that led there, and the message."""
    frames = [
        frame
        for frame in output.traceback
        if frame.strip("-") and not LIBRARY.match(frame) and "(most recent call last)" not in frame
    ]
    return without_facts("\n".join(frames or [f"{output.ename}: {output.evalue}"]))


def label(grade_id: str, exercise: str, number: int) -> str:
    """What a test is called below its exercise: test_he_shapes is "shapes" below he."""
    if AUTOMATIC_ID.fullmatch(grade_id):
        return f"test {number}"
    own = f"test_{exercise}"
    if grade_id != own and not grade_id.startswith(f"{own}_"):
        return grade_id
    return grade_id.removeprefix(own).strip("_").replace("_", " ") or "test"


def number(value: float) -> str:
    """Points as people write them: 3, 2.5, 0.33."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def advice(where: str) -> str:
    """What a teacher can do about a test that cannot be judged from outside."""
    return (
        f'(For the teacher: c.Execute.inside = ["{where}"] in nbgrader_config.py lets this test'
        " run in the student's process.)"
    )
