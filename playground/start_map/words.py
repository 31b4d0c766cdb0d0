"""Says in words what the map of starts shows."""

import numpy as np

from playground.initialization import TITLES
from playground.words import listed, number, percent

LEARNED = 0.1  # a cost below this counts as learned
CLOSE = 1.25  # costs within this factor are nearly equal
GUESS = 0.65  # a cost from which on next to nothing has been learned: a guess costs 0.69


def describe(
    start: float | str,
    rate: float,
    iterations: int,
    cost: float,
    accuracy: float,
    rules: dict[str, float],
) -> str:
    """How the chosen network ends, and what the three rules reach at its learning rate."""
    begin = f"{TITLES[start]}'s rule" if isinstance(start, str) else f"Weight scale {start:g}"
    says = f"{begin}, learning rate {rate:g}: "
    if np.isnan(cost):
        says += "the training blows up, and everything is NaN."
    else:
        says += f"after {iterations:,} iterations the cost is {number(cost)} and the network is "
        says += f"right on {percent(accuracy)} of the training points."
    return f"{says} {compare(rate, rules)}"


def compare(rate: float, rules: dict[str, float]) -> str:
    """The three rules at one learning rate."""
    costs = {name: cost for name, cost in rules.items() if not np.isnan(cost)}
    lost = [TITLES[name] for name in rules if name not in costs]
    if not costs:
        return f"At the rate {rate:g} the networks of all three rules blow up."
    ends = listed([f"{TITLES[name]} ends at {number(cost)}" for name, cost in costs.items()])
    says = f"At the rate {rate:g} {ends}"
    if lost:
        return f"{says}; {listed(lost)} {'blows' if len(lost) == 1 else 'blow'} up."
    low, high = min(costs.values()), max(costs.values())
    if not np.isfinite(high):
        return f"{says}."
    if low > GUESS:
        return f"{says}: none of them learns."
    if high <= CLOSE * low:
        return f"{says}: the choice among the rules makes no large difference here."
    best = min(costs, key=lambda name: costs[name])
    return f"{says}: {TITLES[best]} is ahead, and the last one ends {high / low:.2g} times as high."


def caption(values: np.ndarray, starts: dict, rates: list[float]) -> str:
    """The text equivalent of the map: costs (rates, starts), NaN where there is none yet."""
    trained, lost = np.sum(~np.isnan(values)), np.sum(values < 0)
    says = f"Map of final costs, start against learning rate. {trained} of {values.size} networks "
    says += "are trained"
    costs = np.where(values >= 0, values, np.inf)
    if np.isfinite(costs).any():
        row, column = np.unravel_index(costs.argmin(), costs.shape)
        says += f"; the lowest cost is {number(costs[row, column])}, at start "
        says += f"{list(starts.values())[column]} and learning rate {rates[row]:g}"
    return f"{says}; {np.sum(costs < LEARNED)} end below {LEARNED}, {lost} blew up."
