"""Hints: what to say to a student whose weights are scaled by a wrong factor.

A hint is made for a rule AND a factor. It says what stands there, what is asked for, and which
edit leads from the one to the other; the edit is also data, so that a test can follow it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import product

import numpy as np

from diagnosis.scales import (
    NAMES,
    PRODUCT,
    RULES,
    SIZES,
    SUM,
    TITLES,
    Factor,
    Scale,
    rounded,
    same_factor,
    scaled,
)


@dataclass(frozen=True)
class Hint:
    """What to say for one wrong factor under one rule; `edits` lead from `wrong` to the rule."""

    id: str
    says: str
    wrong: Factor
    edits: dict = field(default_factory=dict)  # fields of Scale, or "whole", or "times"

    def followed(self) -> Factor:
        """The factor of a student who does what the hint says."""
        if "whole" in self.edits:
            return self.edits["whole"]
        if "times" in self.edits:
            return lambda n_in, n_out: self.wrong(n_in, n_out) * self.edits["times"]
        return replace(self.wrong, **self.edits)  # type: ignore[type-var]


def hints(rule: str) -> Iterator[Hint]:
    """A hint for every wrong factor that is told apart under this rule."""
    right, seen = RULES[rule], set()
    for wrong in wrong_factors():
        values = tuple(f"{wrong(*size):.9g}" for size in SIZES)
        if values in seen or same_factor(wrong, right):
            continue
        seen.add(values)
        yield hint(rule, wrong)
    slips: dict[str, tuple[Factor, str]] = {
        "brackets_missing": (
            lambda n_in, n_out: np.sqrt(2 / n_in + n_out),
            "sqrt(2 / n_in + n_out), in which only n_in stands below the line. Brackets around "
            "the sum would make it Glorot's factor",
        ),
        "zero": (
            lambda n_in, n_out: 0.0,
            "0. Is there a whole-number division `//`, or whole numbers (dtype int), in the factor?"
            " That cuts a small number to 0",
        ),
        "difference": (
            lambda n_in, n_out: np.sqrt(2 / abs(n_in - n_out)),
            "sqrt(2 / |n_in - n_out|), with a difference below the line",
        ),
        "two_over_mean": (
            lambda n_in, n_out: np.sqrt(1 / (n_in + n_out) / 2),
            "sqrt(1 / (2 * (n_in + n_out)))",
        ),
    }
    if right.root == "all":
        slips["square_for_root"] = (
            lambda n_in, n_out: right(n_in, n_out) ** 4,
            f"{right.text.removeprefix('sqrt')}**2, with a square where a root belongs",
        )
    for name, (slip, says) in slips.items():
        yield Hint(f"{rule}.{name}", f"your weights are randn times {says}. {ask(rule)}",
                   slip, {"whole": right})  # fmt: skip
    for other, times in product(RULES, (10, 0.1, 0.01)):
        if other not in (rule, "random") and not (rule == "random" and times == 0.1):
            text = f"{times:g} * {RULES[other].text}"
            yield Hint(f"{rule}.{times:g}_times_{other}",
                       f"your weights are randn times {text}. {ask(rule)}",
                       scaled(RULES[other], times),
                       {"whole": right})  # fmt: skip
    for digits in (1, 2, 3):
        if rule != "random":
            yield Hint(f"{rule}.rounded_{digits}", "the factor of your weights is rounded to "
                       f"{digits} digits. {ask(rule)} Leave round( ) away.",
                       rounded(right, digits),
                       {"whole": right})  # fmt: skip
    for times in (10, 100, 0.1, 0.01, 2, 0.5):
        values = tuple(f"{times * right(*size):.9g}" for size in SIZES)
        if values not in seen:
            says = f"your weights are {times:g} times what they should be. {ask(rule)}"
            yield Hint(f"{rule}.times_{times:g}", f"{says} Take the factor {times:g} away.",
                       scaled(right, times),
                       {"times": 1 / times})  # fmt: skip


def ask(rule: str) -> str:
    """What the exercise asks for: its text says the same."""
    return f"This exercise asks for randn times {RULES[rule].text}."


def wrong_factors() -> Iterator[Scale]:
    """Other rules first, then what students write around them; the first of equals counts."""
    yield from RULES.values()
    belows = ("n_in", "n_out", SUM, PRODUCT)
    for root in ("all", "", "top", "below"):
        for below in belows:
            for top in (2, 1, 6, 4, 3, *([0.5] if root in ("all", "") else [])):
                yield Scale(top, below, root)
    for below in belows:
        for top in (2, 1, 6):
            for root in ("all", ""):
                yield Scale(top, below, root, flipped=True)
                yield Scale(top, below, root, sign="*")
    for number in (1, 0.01, 0.1, 100, 1000, 0.001, 2, 5, 3, 0.5, 20):
        yield Scale(number)
    for number in (2, 10, 0.1):
        yield Scale(number, root="all")


def hint(rule: str, wrong: Scale) -> Hint:
    """The hint for one wrong factor: the edits that lead to the rule, and a sentence for each."""
    right = RULES[rule]
    begin = f"your weights are randn times {wrong.text}"
    if wrong == Scale(1):
        begin = "your weights are randn alone: the draw is not scaled at all"
    title = next((f". That is {TITLES[r]}, not this one" for r in RULES if RULES[r] == wrong), "")
    edits = {
        name: getattr(right, name)
        for name in ("top", "below", "root", "sign", "flipped")
        if getattr(right, name) != getattr(wrong, name)
    }
    if "1" in (right.below, wrong.below):  # a plain number on one side: nothing to edit within
        says = [number_says(rule, wrong)]
        edits = {"whole": right}
    else:
        says = [SAYS[name](wrong, right) for name in edits]
        if set(edits) == {"root"} and not wrong.root:
            says = ["The square root is missing, or the weights are scaled twice"]
    text = f"{begin}{title}. {ask(rule)} {'. '.join(says)}.{note(right, wrong)}"
    return Hint(f"{rule}.{slug(wrong, right, edits)}", text, wrong, edits)


def note(right: Scale, wrong: Scale) -> str:
    """A frequent way to this wrong factor, in brackets; "" if none is known."""
    if right.root == "all" and same_factor(wrong, lambda *size: right(*size) ** 2 / 2):
        return " (`** 1/2` takes no root: it is ** 1, then / 2. Write ** 0.5, or np.sqrt.)"
    for other, (sign, change) in product(("he", "xavier"), (("*", 2.0), ("/", 0.5))):
        leads = same_factor(right, scaled(RULES[other], np.sqrt(change)))
        if leads and same_factor(wrong, scaled(RULES[other], change)):
            name = TITLES[other].removesuffix(" rule")
            return f" ({name} weights {sign} 2 are these. Here belongs {sign} sqrt(2).)"
    return ""


SAYS: dict[str, Callable[[Scale, Scale], str]] = {
    "root": lambda wrong, right: {
        "": "The square root is missing",
        "top": "The root must cover what stands below the line too",
        "below": "The root must cover what stands above the line too",
    }[wrong.root],
    "top": lambda wrong, right: (
        f"The number above the line must be {right.top:g}, not {wrong.top:g}"
        if wrong.top != 0.5
        else f"Above the line belongs {right.top:g}, and no 2 below it"
    ) + (
        " (the mean of n_in and n_out holds a 2 already)"
        if wrong.top == 2 * right.top and SUM == wrong.below == right.below else ""
    ),
    "below": lambda wrong, right: f"Below the line belongs {NAMES[right.below]}, not "
    f"{NAMES[wrong.below]}" + (": add, do not multiply" if wrong.below == PRODUCT else "")
    * (right.below == SUM),
    "sign": lambda wrong, right: "Divide by it, do not multiply",
    "flipped": lambda wrong, right: "The fraction is upside down",
}  # fmt: skip


def number_says(rule: str, wrong: Scale) -> str:
    """What to say where a plain number is asked for or stands there."""
    if rule == "random":
        if wrong == Scale(0.1):
            return "Did you divide by 10 instead of multiplying? Multiply"
        if wrong == Scale(10, root="all"):
            return "10 is the standard deviation, not the variance: leave the root away"
        return "Multiply by 10 and by nothing else"
    return "One number for all layers does not do: the factor depends on the layer's size"


def slug(wrong: Scale, right: Scale, edits: dict) -> str:
    """The part of an id after the rule: missing_root, 1_for_2, n_out_for_n_in, or the factor."""
    other = next((rule for rule in RULES if RULES[rule] == wrong), None)
    if other:
        return f"is_{other}"
    if wrong == Scale(1):
        return "not_scaled"
    one = {"root": "missing_root", "flipped": "upside_down", "sign": "multiplied"}
    if len(edits) == 1 and set(edits) <= set(one) and wrong.root in ("", right.root):
        return one[next(iter(edits))]
    if edits == {"below": "n_in"} and wrong.below == "n_out":
        return "fan_out"
    words = replace(wrong, root="").text
    for old, new in ((" / ", "_over_"), (" + ", "_plus_"), (" * ", "_times_"), (".", "_")):
        words = words.replace(old, new)
    root = {"all": "root_of_", "top": "root_above_", "below": "root_below_", "": ""}[wrong.root]
    return f"factor_{root}{words.replace('(', '').replace(')', '')}"
