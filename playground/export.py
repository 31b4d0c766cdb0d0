"""States computed beforehand, for the web edition: by the code that a kernel runs, drawn alike.

A plan says which dials a reader can move there. The states over its main dials are in one file:
their sliders need nothing else. Each choice of the other dials is another file, a chunk, which is
fetched when it is asked for: gzip of a length (4 bytes), JSON, and the bytes of its arrays.
"""

import gzip
import itertools
import json
from collections.abc import Callable, Iterator
from typing import NamedTuple

from playground.widget import Explorer, packed


def nothing(_: dict) -> dict:
    """Beside most explorers there is nothing."""
    return {}


class Plan(NamedTuple):
    """What of an explorer the web edition has."""

    name: str  # of its page and of its lesson
    explorer: type[Explorer]
    main: dict[str, list]  # the main dials and their values
    others: dict[str, list]  # of the other dials
    state: Callable[[dict], dict]  # of these settings
    aside: Callable[[dict], dict] = nothing
    moved: Callable[[dict], bool] = bool  # do the main dials change anything in this chunk?
    alone: dict | None = None  # what is fixed in the edition that is a single file

    @property
    def defaults(self) -> dict:
        """The settings of the first state."""
        return {name: dial.default_value for name, dial in self.explorer.dials().items()}

    def chunks(self) -> Iterator[dict]:
        """The choices of the other dials, the defaults first."""
        found = choices(self.others)
        defaults = {name: self.defaults[name] for name in self.others}
        return iter(sorted(found, key=lambda chosen: chosen != defaults))

    def file(self, chosen: dict) -> str:
        """The name of a chunk: the places of its values among the others."""
        places = [self.others[name].index(value) for name, value in chosen.items()]
        return f"{self.name}.{'.'.join(map(str, places))}.bin"

    def described(self) -> dict:
        """What the page needs to know: the dials, as steps over the values that there are."""
        spec = self.explorer.described()
        values = self.main | self.others
        for dial in spec["dials"]:
            if dial["name"] not in values or dial["kind"] == "switch":
                continue
            titles = dict(dial.get("options", []))
            dial["options"] = [
                [v, titles[v] if v in titles else said(v)] for v in values[dial["name"]]
            ]
            dial["kind"] = "choice" if dial["kind"] == "choice" else "steps"
        return spec | {
            "name": self.name,
            "main": self.main,
            "others": self.others,
            "settings": self.defaults,
        }

    def chunk(self, chosen: dict) -> bytes:
        """All states of the main dial for these other settings, compressed."""
        settings, states = self.defaults | chosen, []
        for place in choices(self.main) if self.moved(settings) else [{}]:
            state = self.state(settings | place)
            states.append(state | {"code": self.explorer.code_of(settings | place)})
        return compressed({"states": states, "aside": self.aside(settings)})


def choices(dials: dict[str, list]) -> list[dict]:
    """Every choice of a value for each of the dials."""
    return [dict(zip(dials, values, strict=True)) for values in itertools.product(*dials.values())]


def said(value: float) -> str:
    """A value as its slider shows it: 0.0133, 1e-7."""
    return f"{value:.0e}".replace("e-0", "e-") if 0 < abs(value) < 1e-4 else f"{value:.4g}"


def compressed(content: dict) -> bytes:
    """One file of plain values, with all arrays behind one another."""
    parts: list[bytes] = []
    size = 0

    def without_bytes(value: object) -> object:
        nonlocal size
        if isinstance(value, memoryview):
            parts.append(bytes(value) + bytes(-value.nbytes % 8))
            begin, size = size, size + len(parts[-1])
            return [begin, value.nbytes]
        if isinstance(value, dict):
            return {key: without_bytes(one) for key, one in value.items()}
        return [without_bytes(one) for one in value] if isinstance(value, list) else value

    text = json.dumps(without_bytes(packed(content)), separators=(",", ":")).encode()
    text += b" " * (-(len(text) + 4) % 8)
    whole = len(text).to_bytes(4, "little") + text + b"".join(parts)
    return gzip.compress(whole, 9, mtime=0)  # the same states give the same bytes
