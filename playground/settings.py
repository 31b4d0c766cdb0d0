"""What the explorers' settings have in common: they are checked, and come back as code."""

import ipywidgets as widgets


def fill(controls: dict[str, widgets.ValueWidget], settings: dict, defaults: dict) -> None:
    """Give each control its setting or its default; a ValueError names what is wrong."""
    unknown = sorted(set(settings) - set(defaults))
    if unknown:
        raise ValueError(f"There is no setting {unknown[0]}; there are {', '.join(defaults)}.")
    for name, control in controls.items():
        value = settings.get(name, defaults[name])
        try:
            control.value = value
        except Exception as error:
            raise ValueError(f"{name} cannot be {value!r}: {error}") from None
        if control.value != value:  # an ipywidgets slider moves what lies outside to its end
            low, high = limits(control)
            raise ValueError(f"{name} must lie from {low:g} to {high:g}; got {value!r}.")


def limits(control: widgets.ValueWidget) -> tuple[float, float]:
    """The least and the largest value that a slider can have."""
    if isinstance(control, widgets.FloatLogSlider):
        return control.base**control.min, control.base**control.max
    return control.min, control.max


def as_code(name: str, settings: dict, defaults: dict) -> str:
    """The line that brings these settings of the explorer called `name` back."""
    rounded = {  # a slider in the browser may say 0.9999999 for 1
        key: float(f"{value:.4g}") if isinstance(value, float) else value
        for key, value in settings.items()
    }
    changed = [f"{key}={value!r}" for key, value in rounded.items() if value != defaults[key]]
    return f"{name}({', '.join(changed)})"
