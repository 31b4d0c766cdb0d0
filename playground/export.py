"""States computed beforehand, for the web edition: by the code that a kernel runs, drawn alike.

A plan says which dials a reader can move there. The states over its main dials are in one file:
their sliders need nothing else. Each choice of the other dials is another file, a chunk, which is
fetched when it is asked for: gzip of a length (4 bytes), JSON, and the bytes of its arrays.
"""

import gzip
import itertools
import json
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from playground.checking import BUGS, POINTS
from playground.clipping import Clipping
from playground.clipping.state import state as clipped
from playground.data import DATA
from playground.gradient_check_lab import GradientCheckLab
from playground.gradient_check_lab.cases import CASES
from playground.gradient_check_lab.state import Lab
from playground.initialization import INITIALIZATIONS, SCALED, draw
from playground.signal_flow import SignalFlow
from playground.signal_flow.state import FUNCTIONS
from playground.signal_flow.state import STARTS as FLOWS
from playground.signal_flow.state import state as signals
from playground.start_map import StartMap
from playground.start_map.state import RATES, STARTS, Map
from playground.symmetry import Symmetry
from playground.symmetry.explorer import NOISES
from playground.symmetry.state import OUTGOING
from playground.symmetry.state import Trained as Parted
from playground.trainer.network import ACTIVATIONS
from playground.variance_rule import VarianceRule
from playground.variance_rule.state import FUNCTIONS as KINDS
from playground.variance_rule.state import state as variances
from playground.weight_scale import WeightScale
from playground.weight_scale.state import COMPARED, Trained, layers_dims, strip
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


def logarithmic(low: float, high: float, step: float) -> list[float]:
    """From 10^low to 10^high in steps of a part of a power of ten."""
    count = round((high - low) / step) + 1
    return [float(f"{10 ** (low + i * step):.4g}") for i in range(count)]


def trained(settings: dict) -> dict:
    """A state of the weight-scale explorer at the end of its training."""
    return Trained(settings).finish().state()


def scaled(settings: dict) -> bool:
    """Does the start have a scale that one can choose?"""
    return settings["initialization"] in SCALED


def five(settings: dict) -> dict:
    """The strip of the weight-scale explorer."""
    numbers = draw(layers_dims(settings), settings["seed"])
    starts = [{"initialization": name, "scale": scale} for name, scale in COMPARED.items()]
    return strip(settings, [Trained(settings | start, numbers).finish() for start in starts])


def parted(settings: dict) -> dict:
    """A state of the symmetry explorer at the end of its training."""
    return Parted(settings).state()


@lru_cache(maxsize=1)
def whole(**shared: object) -> Map:
    """A map of starts with all its cells."""
    found = Map(shared)
    for place in found.missing():
        found.cell(*place)
    return found


def mapped(settings: dict) -> dict:
    """The whole map to which these settings belong."""
    return whole(**Map.of(settings).shared).aside()


def cell(settings: dict) -> dict:
    """One cell of the whole map."""
    return whole(**Map.of(settings).shared).state(settings)


PLANS = [
    Plan(
        "weight_scale",
        WeightScale,
        {"scale": logarithmic(-3, 2, 0.0625)},
        {
            "initialization": list(INITIALIZATIONS),
            "activation": list(ACTIVATIONS),
            "data": list(DATA),
        },
        trained,
        five,
        scaled,
        {"data": "circles"},
    ),
    Plan(
        "start_map",
        StartMap,
        {"start": list(STARTS), "learning_rate": RATES},
        {"depth": [2, 4], "activation": ["relu", "tanh"], "data": ["circles", "moons"]},
        cell,
        mapped,
        alone={"data": "circles"},
    ),
    Plan(
        "variance_rule",
        VarianceRule,
        {"variance": logarithmic(-4, 1, 0.1)},
        {"activation": list(KINDS), "n_in": [1, 5, 20, 100]},
        variances,
        alone={"n_in": 100},
    ),
    Plan(
        "symmetry",
        Symmetry,
        {"noise": NOISES},
        {"outgoing": list(OUTGOING), "activation": list(ACTIVATIONS), "data": list(DATA)},
        parted,
        alone={"data": "circles"},
    ),
    Plan(
        "signal_flow",
        SignalFlow,
        {"scale": logarithmic(-2, 1, 0.1)},
        {"initialization": list(FLOWS), "activation": list(FUNCTIONS)}
        | {"residual": [False, True], "normalization": [False, True]},
        signals,
        alone={"residual": False},
    ),
    Plan(
        "clipping",
        Clipping,
        {"max_norm": logarithmic(-3, 3, 0.2)},
        {"scale": [1.0, 1.5, 2.0, 3.0], "learning_rate": [0.3, 1.0], "depth": [2, 6, 10]},
        clipped,
    ),
    Plan(
        "gradient_check_lab",
        GradientCheckLab,
        {"epsilon": logarithmic(-13, 0, 0.2)},
        {"bug": [*BUGS, *CASES], "point": list(POINTS)},
        Lab().state,
        alone={"point": "random"},
    ),
]
