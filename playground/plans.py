"""What the web edition has of each explorer: its dials, their values, the states behind them."""

from functools import lru_cache
from typing import Any

from playground.checking import BUGS, POINTS
from playground.clipping import Clipping
from playground.clipping.state import state as clipped
from playground.data import DATA
from playground.export import Plan
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
    """The strip of the weight-scale explorer, the same whatever the start."""
    return compared(**settings | {"initialization": "random", "scale": 1.0})


@lru_cache(maxsize=1)
def compared(**settings: Any) -> dict:
    """Five starts side by side."""
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
        {  # the start last: neighbours share their strip
            "activation": list(ACTIVATIONS),
            "data": list(DATA),
            "initialization": list(INITIALIZATIONS),
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
