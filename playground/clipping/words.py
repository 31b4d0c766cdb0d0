"""Says in words what the clipping explorer shows."""

import numpy as np

from playground.words import number

GUESS = 0.65  # a cost from which on next to nothing has been learned: a guess costs 0.69
Run = tuple[np.ndarray, np.ndarray]  # costs and gradient norms


def describe(free: Run, bound: Run, threshold: float) -> str:
    """What became of both trainings, and how often the threshold was needed."""
    often = int(np.sum(bound[1] > threshold))
    if often == 0:
        return (
            f"No gradient is longer than {threshold:.3g}, so nothing is clipped and both trainings "
            f"are the same: {fate(free)}"
        )
    return (
        f"Without clipping, {fate(free)} Clipped at {threshold:.3g}, {fate(bound)} "
        f"Clipping shortened {often} of {len(bound[1])} steps."
    )


def fate(run: Run) -> str:
    """How one training went."""
    costs, norms = run
    if np.isnan(costs[-1]):
        return "the numbers grow until the cost is NaN."
    longest = f"the longest gradient measures {np.nanmax(norms):.3g}"
    end = f"{longest} and the cost goes from {number(costs[0])} to {number(costs[-1])}"
    return f"{end}, no better than a guess." if costs[-1] > GUESS else f"{end}."


def caption(free: Run, bound: Run) -> str:
    """The text equivalent of the picture."""
    said = [
        f"{name} the cost is {number(costs.max())} at most and {number(costs[-1])} in the end, "
        f"the gradient {norms.max():.2g} long at most"
        for name, (costs, norms) in (("Without clipping", free), ("with clipping", bound))
    ]
    return f"Cost and length of the gradient over the iterations. {'; '.join(said)}."
