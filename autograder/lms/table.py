"""CSV files of other programs: read, and changed in single cells, the rest kept byte for byte."""

import csv
import io
from pathlib import Path

MOST = 20 * 2**20  # bytes of a file: far more than any class has


class TableError(Exception):
    """A file that is no CSV table as expected; the message says what to do."""


class Table:
    """A CSV file whose first line names its columns; raises TableError."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with open(path, "rb") as file:
                content = file.read(MOST + 1)
        except OSError as error:
            raise TableError(f"{path} cannot be read: {error.strerror}.") from error
        if len(content) > MOST:
            raise TableError(
                f"{path} is larger than {MOST // 2**20} MB, too large for a list of a class."
            )
        self.mark = b"\xef\xbb\xbf" if content.startswith(b"\xef\xbb\xbf") else b""
        try:
            text = content[len(self.mark) :].decode()
        except UnicodeDecodeError as error:
            raise TableError(f"{path} is not in UTF-8. Save it as CSV UTF-8.") from error
        first = text.partition("\n")[0]
        self.comma = max(",;\t", key=first.count)
        self.lines = split(text, self.comma)
        if not self.lines:
            raise TableError(f"{path} is empty: expected a line with the names of columns.")
        self.columns = [value(cell).strip() for cell in self.lines[0][0]]

    def column(self, *names: str) -> int | None:
        """The first column with one of these names, whatever its letters' case."""
        lower = [column.lower() for column in self.columns]
        return next((lower.index(name.lower()) for name in names if name.lower() in lower), None)

    def rows(self) -> list[list[str]]:
        """The values of each further line, as long as the first line."""
        width = len(self.columns)
        found = [[value(cell).strip() for cell in cells] for cells, _ in self.lines[1:]]
        return [row[:width] + [""] * (width - len(row)) for row in found]

    def put(self, row: int, column: int, text: str) -> None:
        """Change one cell; nothing else of the file changes."""
        cells = self.lines[row + 1][0]
        cells.extend([""] * (column + 1 - len(cells)))
        cells[column] = quoted(text, self.comma)

    def content(self) -> bytes:
        """The file as it is now."""
        lines = (self.comma.join(cells) + end for cells, end in self.lines)
        return self.mark + "".join(lines).encode()


def split(text: str, comma: str) -> list[tuple[list[str], str]]:
    """The lines of a CSV file: (cells as they stand, quotes and all; the line's end)."""
    lines: list[tuple[list[str], str]] = []
    cells: list[str] = []
    start = place = 0
    inside = False  # of quotes
    while place < len(text):
        letter = text[place]
        if letter == '"':
            inside = not inside
        elif not inside and letter == comma:
            cells.append(text[start:place])
            start = place + 1
        elif not inside and letter in "\r\n":
            end = "\r\n" if text.startswith("\r\n", place) else letter
            lines.append(([*cells, text[start:place]], end))
            place += len(end) - 1
            cells, start = [], place + 1
        place += 1
    if start < len(text) or cells:
        lines.append(([*cells, text[start:]], ""))
    return lines


def value(cell: str) -> str:
    """What a cell as it stands means."""
    stripped = cell.strip()
    if len(stripped) > 1 and stripped[0] == stripped[-1] == '"':
        return stripped[1:-1].replace('""', '"')
    return cell


def quoted(text: str, comma: str) -> str:
    """A cell as it must stand."""
    line = io.StringIO()
    csv.writer(line, delimiter=comma, lineterminator="").writerow([text])
    return "" if text == "" else line.getvalue()
