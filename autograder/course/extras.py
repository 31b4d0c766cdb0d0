"""A course's own preprocessors in nbgrader's lists, named so that a judge can import them."""

from typing import Any

from nbgrader.converters import Autograde
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from autograder.pipeline.steps import Execute

REPLACED = ("nbgrader.", "nbconvert.", "autograder.")  # what our own steps stand for


def extras(converter: Autograde, config: Config) -> dict[str, Any]:
    """`{"extras": {"sanitized": [...], "executed": [...]}}`, and their configuration by class.

    Those in sanitize_preprocessors, and those before Execute in autograde_preprocessors, see the
    sanitized notebook; the others see it executed. Raises ValueError for one that no other process
    can import.
    """
    before: list[type] = list(map(loaded, converter.sanitize_preprocessors))
    after: list[type] = []
    place = before
    for step in map(loaded, converter.autograde_preprocessors):
        if step.__name__ == Execute.__name__:
            place = after
        place.append(step)
    found: dict[str, Any] = {"extras": {"sanitized": own(before), "executed": own(after)}}
    for step in [*before, *after]:
        if not step.__module__.startswith(REPLACED) and step.__name__ in config:
            found[step.__name__] = dict(config[step.__name__])
    return found


def loaded(step: type | str) -> type:
    """The class of a step, which nbgrader's lists may also name."""
    return import_item(step) if isinstance(step, str) else step


def own(steps: list[type]) -> list[str]:
    """The course's own among some steps, as module:name; raises ValueError."""
    mine = [step for step in steps if not step.__module__.startswith(REPLACED)]
    for step in mine:
        if getattr(import_item(step.__module__), step.__qualname__, None) is not step:
            raise ValueError(
                f"The preprocessor {step.__name__} is defined where no other process can import"
                " it. Put it into a module of its own, beside nbgrader_config.py."
            )
    return [f"{step.__module__}:{step.__qualname__}" for step in mine]
