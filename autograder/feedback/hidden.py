"""Which lines of a test are hidden: by nbgrader's words for where hidden tests begin and end."""

from traitlets.config import Config

BEGIN, END = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"  # unless the course names others

Words = tuple[str, str]


def hiding_words(config: Config) -> Words:
    """The words that begin and end a hidden test in this course."""
    named = config.ClearHiddenTests
    return named.get("begin_test_delimeter", BEGIN), named.get("end_test_delimeter", END)


def hidden_lines(source: str, begin: str = BEGIN, end: str = END) -> list[bool]:
    """For each line of a test (as split by "\\n"), whether students do not see it.

    As in nbgrader's ClearHiddenTests, a word counts anywhere in a line, and its line is hidden,
    too. Where nbgrader would refuse the cell (no end, or two beginnings) all of it is hidden.
    """
    hidden, inside = [], False
    for line in source.split("\n"):
        if begin in line:
            if inside:
                break
            inside = True
        elif end in line:
            inside = False
            hidden.append(True)
            continue
        hidden.append(inside)
    return [True] * len(source.split("\n")) if inside else hidden


def has_hidden(source: str, begin: str, end: str) -> bool:
    """Does a test have lines that students do not see?"""
    return any(hidden_lines(source, begin, end))


def visible_part(source: str, begin: str = BEGIN, end: str = END) -> str:
    """A test as students got it; "" where all of it is hidden."""
    marks = zip(source.split("\n"), hidden_lines(source, begin, end), strict=True)
    return "\n".join(line for line, is_hidden in marks if not is_hidden)
