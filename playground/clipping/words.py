"""Says in words what the clipping explorer shows."""

import numpy as np

from playground.words import number

UNDECIDED = 0.65  # a cost from which on next to nothing was learned: 0.5 everywhere costs 0.69
Run = tuple[np.ndarray, np.ndarray]  # costs and gradient norms


def describe(free: Run, bound: Run, max_norm: float) -> str:
    """What became of both trainings, and how often clipping was needed."""
    often = int(np.sum(bound[1] > max_norm))
    if often == 0:
        return (
            f"No gradient is longer than {max_norm:.4g}, so nothing is clipped and both trainings "
            f"are the same: {fate(free)}"
        )
    return (
        f"Without clipping, {fate(free)} Clipped at {max_norm:.4g}, {fate(bound)} "
        f"Clipping shortened {often} of {len(bound[1])} steps."
    )


def fate(run: Run) -> str:
    """How one training went."""
    costs, norms = run
    if np.isnan(costs[-1]):
        return "the numbers grow until the cost is NaN."
    longest = f"the longest gradient measures {np.nanmax(norms):.3g}"
    end = f"{longest} and the cost goes from {number(costs[0])} to {number(costs[-1])}"
    if costs[-1] <= UNDECIDED:
        return f"{end}."
    better = "hardly better" if costs[-1] < 0.7 else "worse"
    return f"{end}, {better} than answering 0.5 everywhere."


def caption(free: Run, bound: Run) -> str:
    """The text equivalent of the picture."""
    said = [
        f"{name} the cost is {number(costs.max())} at most and {number(costs[-1])} in the end, "
        f"the gradient {norms.max():.2g} long at most"
        for name, (costs, norms) in (("Without clipping", free), ("with clipping", bound))
    ]
    return f"Cost and length of the gradient over the iterations. {'; '.join(said)}."
