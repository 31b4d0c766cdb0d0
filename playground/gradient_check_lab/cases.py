"""Secret cases: one bug is planted, and the learner has to find its line."""

from functools import cache

import numpy as np

from playground.checking import BLOCKS, BUGS, Check, by_block
from playground.words import listed

COUNT = 10  # cases
EQUAL_TO = 1e-12  # relative differences up to here are no fault in a gradient
OTHERS = {  # the lines in which no bug is planted
    "db3": "db3 = np.sum(dZ3, axis=1, keepdims=True)",
    "dZ2": "dZ2 = np.dot(W3.T, dZ3) * (A2 > 0)",
    "dW1": "dW1 = np.dot(dZ1, X.T)",
}
REACH = {  # what a mistake in a line makes wrong; the lines in their order
    "dZ3": BLOCKS,
    "dW3": ("W3",),
    "db3": ("b3",),
    "dZ2": ("W1", "b1", "W2", "b2"),
    "dW2": ("W2",),
    "db2": ("b2",),
    "dA1": ("W1", "b1"),
    "dZ1": ("W1", "b1"),
    "dW1": ("W1",),
    "db1": ("b1",),
}
BUG_IN = {bug.right.split(" = ")[0]: name for name, bug in BUGS.items() if bug.right}
LINES = {name: OTHERS.get(name) or BUGS[BUG_IN[name]].right for name in REACH}


def secrets() -> dict[str, str]:
    """The case's name -> its bug: every bug at least once, and in no order that one can guess."""
    rng = np.random.RandomState(11)
    bugs = [name for name in BUGS if name != "none"]
    drawn = [*bugs, *rng.choice(bugs, COUNT - len(bugs))]
    return {f"case {k}": str(bug) for k, bug in enumerate(rng.permutation(drawn), start=1)}


CASES = secrets()


def planted(bug: str) -> str:
    """The bug itself, whether it is named or a secret case."""
    return CASES.get(bug, bug)


@cache
def wrong_blocks(bug: str) -> tuple[str, ...]:
    """The blocks of the gradient that a bug makes wrong at the random point."""
    check = Check(bug=bug)
    errors = by_block(check.grad, check.right)
    return tuple(block for block in BLOCKS if errors[block] > EQUAL_TO)


@cache
def game(case: str) -> dict:
    """What the page needs for an accusation: the lines, the guilty one, a verdict on each."""
    bug, names = CASES[case], list(CASES)
    culprit = next(line for line, name in BUG_IN.items() if name == bug)
    return {
        "case": case,
        "dial": "bug",
        "next": names[(names.index(case) + 1) % len(names)],
        "prompt": "The backward pass as it should be. In the lab's copy one line is wrong: which?",
        "lines": list(LINES.values()),
        "guilty": list(LINES).index(culprit),
        "verdicts": [accused(line, culprit, bug) for line in LINES],
    }


def accused(line: str, culprit: str, bug: str) -> str:
    """The verdict on the line that the learner accuses."""
    if line == culprit:
        return f"Right. The lab has {BUGS[bug].wrong}."
    off = wrong_blocks(bug)
    are = "is" if len(off) == 1 else "are"
    if set(REACH[line]) == set(off):
        return (
            f"No, although a mistake in {line} would make the same blocks wrong. Compare at other "
            "parameters."
        )
    would = listed(list(REACH[line]))
    return f"No. A mistake in {line} would make {would} wrong; here {listed(list(off))} {are}."
