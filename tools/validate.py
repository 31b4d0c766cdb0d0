"""Runs notebooks with their visible tests: `python validate.py release/zeros/zeros.ipynb`.

As the Validate button does, but for a terminal or a workflow: the exit code is 0 if every test
passes and 1 if one fails, was changed, or cannot be run. Warnings cost nothing, as in grading.
"""

import argparse
import re
import sys
from pathlib import Path

import nbformat
from nbconvert.filters import strip_ansi
from nbconvert.preprocessors import Preprocessor
from nbgrader.utils import is_grade
from nbgrader.validator import Validator
from traitlets.config import Config

QUIET = ["--HistoryManager.hist_file=:memory:", "--IPKernelApp.log_level=40"]
PROBLEMS = {  # by what nbgrader calls them
    "failed": "fail",
    "changed": "have been changed: put back the released text",
    "type_changed": "have another type: they must be code cells again",
}
ERROR = re.compile(r"^\w+(?:Error|Exception|Interrupt)\b", re.MULTILINE)


class DropWarnings(Preprocessor):
    """nbgrader takes text on stderr for a failure."""

    def preprocess_cell(self, cell, resources, index):
        """The cell without what it wrote on stderr."""
        if cell.cell_type == "code":
            cell.outputs = [out for out in cell.outputs if out.get("name") != "stderr"]
        return cell, resources


def validate(path: Path) -> list[str]:
    """What is wrong with a notebook, in lines; empty if all its visible tests pass."""
    try:
        cells = nbformat.read(path, as_version=4).cells
    except (OSError, ValueError, nbformat.ValidationError) as error:
        return [f"This is no notebook that can be read: {str(error)[:200]}"]
    if not any(is_grade(cell) for cell in cells):
        return ["There are no tests in it. Use the notebook that you were given."]
    validator = Validator(config=Config(Execute={"extra_arguments": QUIET}))
    validator.preprocessors = [*validator.preprocessors, DropWarnings]
    try:
        found = validator.validate(str(path.resolve()))
    except Exception as error:  # nbgrader's, nbconvert's, the kernel's: they have no common kind
        return [f"It cannot be run: {error!r}"[:500]]
    lines = []
    for kind, cells in found.items():
        lines.append(f"Test cells that {PROBLEMS[kind]}: {len(cells)}")
        for cell in cells:
            first = cell["source"].partition("\n")[0]
            lines += ["", f"    {first}", *indented(message(cell.get("raw_error", "")))]
    return lines


def message(error: str) -> str:
    """The end of a traceback: the error and what it says."""
    text = strip_ansi(error).strip()
    starts = [match.start() for match in ERROR.finditer(text)]
    return text[starts[-1] :] if starts else text


def indented(text: str) -> list[str]:
    """The lines of a text, moved to the right."""
    return [f"        {line}" for line in text.splitlines()]


def main() -> int:
    """Validate each notebook; 0 if all pass, else 1 (2: wrong arguments)."""
    parser = argparse.ArgumentParser(
        description="Run notebooks with their visible tests; the exit code is 1 if one fails."
    )
    parser.add_argument("notebooks", nargs="+", type=Path, metavar="notebook.ipynb")
    well = True
    for path in parser.parse_args().notebooks:
        lines = validate(path)
        well = well and not lines
        print(f"{path}:", "\n".join(lines) if lines else "all visible tests pass.")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
