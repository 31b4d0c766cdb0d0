"""Makes text that may come from a student safe to print in a terminal."""

from typing import IO


def clean(text: str) -> str:
    r"""The text, its unprintable characters written out: an escape code becomes \x1b.

    Line breaks stay. A byte of a file name that is not UTF-8 becomes \udcff.
    """
    return "".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in text)


def clean_name(name: str) -> str:
    """The same for what stands on one line."""
    return clean(name).replace("\n", r"\n")


def never_fails(file: IO[str]) -> None:
    """Let the file write out what its encoding lacks, instead of raising UnicodeEncodeError."""
    if reconfigure := getattr(file, "reconfigure", None):
        reconfigure(errors="backslashreplace")
