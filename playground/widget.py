"""The face of an explorer: settings in, states out, one job at a time.

A state is plain data: a sentence, the settings as code, and panels of numbers. The page draws it
(page/), and picture.py draws it where there is no page.
"""

from collections.abc import Iterator

import anywidget
import numpy as np
import traitlets

from playground.dials import Dial
from playground.jobs import Jobs
from playground.page import CSS, ESM
from playground.picture import png

SINGLE = np.finfo(np.float32)


def packed(value: object, _: object = None) -> object:
    """A state as the browser gets it: arrays become their type, shape and bytes."""
    if isinstance(value, np.ndarray):
        array = np.ascontiguousarray(value, np.float32 if fits(value) else None)
        return {"dtype": array.dtype.name, "shape": list(array.shape), "data": array.data}
    if isinstance(value, dict):
        return {key: packed(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [packed(one) for one in value]
    if isinstance(value, float | np.floating) and not np.isfinite(value):
        return None  # JSON has no NaN
    return value.item() if isinstance(value, np.generic) else value


def fits(array: np.ndarray) -> bool:
    """Are these floats that single precision can hold, apart from their last digits?"""
    if array.dtype.kind != "f":
        return False
    sizes = np.abs(array[np.isfinite(array) & (array != 0)])
    return bool(((sizes > SINGLE.tiny) & (sizes < SINGLE.max)).all())


class Explorer(anywidget.AnyWidget):
    """Subclasses declare dials, and `states` computes what they say."""

    _esm, _css = ESM, CSS
    title = ""
    question: dict | None = None  # that is asked before the first state is shown
    patient = True  # does the picture for print wait for the last state?
    spec = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True, to_json=packed)
    aside = traitlets.Dict().tag(sync=True, to_json=packed)  # panels that change less often
    moment = traitlets.Int(-1).tag(sync=True)  # of a training that is played; -1: the end

    def __init__(self, **settings: object) -> None:
        dials = self.dials()
        unknown = sorted(set(settings) - set(dials))
        if unknown:
            raise ValueError(f"There is no setting {unknown[0]}; there are {', '.join(dials)}.")
        self.jobs = Jobs()
        super().__init__(**settings)
        self.spec = self.described() | ({"question": None} if settings else {})
        self.observe(lambda _: self.update(), list(dials))
        self.observe(lambda _: self.play(self.moment) if self.moment >= 0 else None, "moment")
        self.update()

    @classmethod
    def dials(cls) -> dict[str, Dial]:
        """The settings by their names, in the order of the class."""
        declared = [vars(part) for part in reversed(cls.__mro__)]
        return {
            name: trait
            for names in declared
            for name, trait in names.items()
            if isinstance(trait, Dial)
        }

    @classmethod
    def described(cls) -> dict:
        """What the page needs to know before it gets a state."""
        dials = [dial.described() for dial in cls.dials().values()]
        return {"title": cls.title, "dials": dials, "question": cls.question}

    @property
    def settings(self) -> dict:
        """What the controls say now."""
        return {name: getattr(self, name) for name in self.dials()}

    @classmethod
    def code_of(cls, settings: dict) -> str:
        """The line that brings these settings back."""
        dials, kept = cls.dials(), []
        for name, value in settings.items():
            value = float(f"{value:.4g}") if isinstance(value, float) else value
            if value != dials[name].default_value:
                kept.append(f"{name}={value!r}")
        return f"{cls.__name__}({', '.join(kept)})"

    @property
    def code(self) -> str:
        """The line that brings this state back."""
        return self.code_of(self.settings)

    def update(self) -> None:
        """Compute what the controls say now; what was going on before is given up."""
        self.moment = -1
        self.jobs.start(self._job())

    def _job(self) -> Iterator[None]:
        for state in self.states(self.settings):
            if state is not None:
                self.show(state)
            yield

    def show(self, state: dict) -> None:
        """Send a state to the page, or what stands beside it: panels that have no sentence."""
        if "says" in state:
            self.state = state | {"code": self.code}
        else:
            self.aside = state

    def states(self, settings: dict) -> Iterator[dict | None]:
        """The states on the way to the last one; None where there is nothing new to show."""
        raise NotImplementedError

    def play(self, number: int) -> None:
        """Show the network at the moment of its training that the reader went to."""

    def finish(self) -> "Explorer":
        """Wait until the last state is there, as a notebook that runs without a reader has to."""
        self.jobs.finish()
        return self

    def _repr_mimebundle_(self, **kwargs: dict) -> tuple[dict, dict]:
        """The widget, and for print and for pages without a kernel its picture and its sentence."""
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        if self.patient:
            self.finish()
        panels = self.state["panels"] | self.aside.get("panels", {})
        words = [self.state["says"], *(panel["alt"] for panel in panels.values())]
        return data | {"image/png": png(panels), "text/plain": "\n".join(words)}, metadata
