"""What a student's cell shows, kept in the notebook format."""

import io
from base64 import b64encode
from typing import Any

TEXT = 200_000  # characters of one text that are kept


class Outputs:
    """What one cell showed, in the notebook format, up to `room` characters."""

    def __init__(self) -> None:
        self.begin(0)

    def begin(self, room: int) -> None:
        """Start a new cell."""
        self.shown: list[dict] = []
        self.room = room
        self.full = False

    def stream(self, name: str, text: str) -> None:
        """Add printed text."""
        text = self._cut(text)
        if not text:
            return
        if self.shown and self.shown[-1].get("name") == name:
            self.shown[-1]["text"].append(text)
        else:
            self.shown.append({"output_type": "stream", "name": name, "text": [text]})

    def show(self, kind: str, data: dict, **more: Any) -> None:
        """Add a value or a picture: those of its forms that are text and that fit."""
        texts = {}
        for form, value in data.items():
            text = b64encode(value).decode() if isinstance(value, bytes) else value
            if not isinstance(text, str):
                continue  # a widget's state, say: no page would show it
            if len(text) > self.room:
                self.full = True
                continue
            texts[str(form)] = text
            self.room -= len(text)
        if texts:
            self.shown.append({"output_type": kind, "data": texts, "metadata": {}, **more})

    def error(self, name: str, message: str, lines: list[str]) -> None:
        """Add an exception."""
        self.shown.append(
            {
                "output_type": "error",
                "ename": name[:200],
                "evalue": message[:TEXT],
                "traceback": [line[:TEXT] for line in lines],
            }
        )

    def joined(self) -> list[dict]:
        """All that was shown; of many short prints one text."""
        return [
            one | {"text": "".join(one["text"])} if one["output_type"] == "stream" else one
            for one in self.shown
        ]

    def _cut(self, text: str) -> str:
        self.full |= len(text) > self.room
        text = text[: max(self.room, 0)]
        self.room -= len(text)
        return text


class Stream(io.TextIOBase):
    """sys.stdout and sys.stderr of the student's process."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, outputs: Outputs, name: str) -> None:
        self.outputs, self.kind = outputs, name

    def writable(self) -> bool:
        """Text may be written."""
        return True

    def write(self, text: str) -> int:
        """Keep `text` as output of the running cell."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self.outputs.stream(self.kind, text)
        return len(text)
