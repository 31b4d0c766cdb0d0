"""The settings of an explorer: traits that check what they are given and describe their control."""

from numbers import Real

import traitlets


class Dial(traitlets.TraitType):
    """One setting: its label, its default, and the control that the page makes for it."""

    kind = ""

    def __init__(self, label: str, default: object, **facts: object) -> None:
        super().__init__(default_value=default)
        self.label, self.facts = label, facts
        self.tag(sync=True)

    def validate(self, _: object, value: object) -> object:
        """The value as the explorer uses it; raises a ValueError that names what is wrong."""
        try:
            return self.check(value)
        except TypeError as error:
            raise ValueError(f"{self.name} cannot be {value!r}: {error}") from None

    def check(self, value: object) -> object:
        """The value itself, or a TypeError or ValueError."""
        raise NotImplementedError

    def described(self) -> dict:
        """What the page needs to make the control."""
        about = {"name": self.name, "kind": self.kind, "label": self.label}
        return about | {"default": self.default_value} | self.facts


class Slider(Dial):
    """A number from `low` to `high`; on a logarithmic scale `step` is a part of a power of ten."""

    kind = "slider"

    def __init__(
        self, label: str, default: float, low: float, high: float, step: float, **facts: object
    ) -> None:
        super().__init__(label, default, low=low, high=high, step=step, **facts)
        self.low, self.high = low, high

    def check(self, value: object) -> object:
        """A number within the limits."""
        if isinstance(value, bool) or not isinstance(value, Real):
            raise TypeError("it must be a number.")
        low, high, number = self.low, self.high, float(value)
        if not low <= number <= high:
            raise ValueError(f"{self.name} must lie from {low:g} to {high:g}; got {value!r}.")
        if isinstance(self.default_value, float):
            return float(f"{number:.10g}")
        if number % 1:
            raise TypeError("it must be a whole number.")
        return int(number)


class Number(Slider):
    """A whole number to type, with a button for the next one."""

    kind = "number"


class Choice(Dial):
    """One of several values, with their titles: a list, or `steps`: a slider over them."""

    kind = "choice"

    def __init__(self, label: str, default: object, options: dict, steps: bool = False) -> None:
        super().__init__(label, default, options=[[v, title] for v, title in options.items()])
        self.options = options
        self.kind = "steps" if steps else "choice"

    def check(self, value: object) -> object:
        """One of the options."""
        if isinstance(value, bool) or value not in self.options:
            raise TypeError(f"it must be one of {', '.join(map(str, self.options))}.")
        return value


class Switch(Dial):
    """True or False."""

    kind = "switch"

    def check(self, value: object) -> object:
        """True or False."""
        if not isinstance(value, bool):
            raise TypeError("it must be True or False.")
        return value
