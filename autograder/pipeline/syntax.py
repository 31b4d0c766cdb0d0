"""What Python says of a cell that does not run, in words for a beginner."""

import re

# (what Python says, what the line looks like, what it means); the first row that fits counts.
MEANINGS = [
    (r"invalid decimal literal", r"\d[A-Za-z_]",
     "a number stands right before a name. A product needs a * between them"),
    (r"invalid syntax", r"=\s*\||[(/+*-]\s*\|", "| | is no absolute value in Python: write abs( )"),
    (r"expected an indented block", r"",
     "after a line that ends in a colon the next one must stand further to the right"),
    (r"unexpected indent|unindent does not match|inconsistent use of tabs", r"",
     "the line does not begin where the lines around it begin. Use 4 spaces for each step"),
    (r"was never closed|unexpected EOF", r"",
     "a bracket is opened and never closed: count them in this line and the lines before"),
    (r"unmatched|does not match opening", r"", "a bracket is closed that was not opened"),
    (r"unterminated", r"", "a text has no closing quotation mark"),
    (r"expected ':'", r"", "a colon is missing at the end of the line"),
    (r"Maybe you meant '=='|cannot assign to", r"",
     "= gives a name a value, so a single name must stand on its left. To compare, write =="),
    (r"invalid (non-printable )?character", r"",
     "the line holds a character that Python does not know, perhaps copied from a page or a PDF: "
     "type it again"),
    (r"'return' outside function", r"",
     "the line does not belong to the function: it must stand as far to the right as the others"),
    (r"name '\w+' is not defined", r"^line \d+: \w+ = [\[({]?\w+[\])}]?$",
     "nothing has the name on the right. A text, such as a single letter, stands between quotation "
     'marks: "..."'),
    (r"Perhaps you forgot a comma|invalid syntax", r"",
     "something is missing or too much here: an operator such as *, a comma, a bracket or a "
     "quotation mark, in this line or at the end of the one before"),
]  # fmt: skip


def meaning(message: str, line: str) -> str | None:
    """What Python's message about `line` means, in words; None if it speaks for itself."""
    for says, looks, words in MEANINGS:
        if re.search(says, message) and re.search(looks, line):
            return words
    return None
