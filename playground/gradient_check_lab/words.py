"""Says in words what a gradient check of the lab shows, and what is true about it."""

import numpy as np

from playground.checking import BLOCKS, BUGS, KINK_AT, Check
from playground.gradient_check_lab.cases import CASES, EQUAL_TO
from playground.words import listed

RIGHT, WRONG = 1e-6, 1e-3  # differences below and above which the graded lesson gives a verdict
STANDS_OUT = 30  # times what a right gradient gets: then it is more than the step's own error


def verdict(difference: float) -> str:
    """What a relative difference means, as the graded lesson has it."""
    if np.isnan(difference):
        return "0/0"
    return "right" if difference < RIGHT else "look closer" if difference <= WRONG else "wrong"


def culprit(errors: dict[str, float], limit: float) -> str:
    """Where the fault is: the wrong block nearest to the output, for the rest inherit from it."""
    wrong = [block for block in BLOCKS if errors[block] >= limit]
    layer = wrong[-1][1]
    weights, bias = f"W{layer}", f"b{layer}"
    found = f"Far off: {listed(wrong)}."
    if np.isnan(errors[weights]):
        return f"{found} All other blocks are 0/0 and say nothing: it may be dZ{layer} or d{bias}."
    if wrong == ["W1", "W2", "W3"]:
        return f"{found} All weights and no bias: look for what biases do not have."
    if weights in wrong and bias in wrong:
        return (
            f"{found} Begin with layer {layer}, the nearest to the output: both its blocks are "
            f"off, so read what makes dZ{layer}."
        )
    others = " and so are all other blocks" if limit == RIGHT else ""
    return f"{found} dZ{layer} is right{others}: read the line of d{wrong[-1]}."


def describe(check: Check, settings: dict, seen: tuple, best: float) -> str:
    """The verdict, where the fault is, and what is true.

    seen = (difference two-sided, one-sided, of a right gradient, {block: its difference}); `best`
    is the epsilon at which a right gradient looks best.
    """
    two_sided, one_sided, floor, errors = seen
    epsilon = settings["epsilon"]
    says = (
        f"Relative difference {two_sided:.2g} at epsilon = {epsilon:.2g}"
        f" (one-sided: {one_sided:.2g}). Verdict: {verdict(two_sided)}."
    )
    if settings["bug"] in CASES:
        return f"{says} {in_secret(check, settings, two_sided, floor, best)}"
    return f"{says} {explain(check, settings, two_sided, floor, errors, best)}"


def in_secret(check: Check, settings: dict, two_sided: float, floor: float, best: float) -> str:
    """What there is to say about a secret case without giving its line away."""
    says = "One line of the backward pass is wrong, in secret. "
    if settings["regularization"] == "forgotten":
        says = "Besides the L2 term that is not in grad one line is wrong, in secret. "
    if floor >= RIGHT:
        says += f"But even a right backward pass would get {floor:.2g} here. "
        return says + misled(check, settings, floor, best)
    if two_sided < RIGHT:
        return f"{says}At these parameters it makes no difference: the check is blind to it."
    return f"{says}Read the blocks, then accuse it."


def explain(
    check: Check, settings: dict, two_sided: float, floor: float, errors: dict, best: float
) -> str:
    """Why the verdict is so, and whether it is to be trusted."""
    planted = faults(settings)
    total = np.linalg.norm(check.right) + np.linalg.norm(check.grad)
    faulty = np.linalg.norm(check.grad - check.right) > EQUAL_TO * total
    if floor >= RIGHT:
        why = misled(check, settings, floor, best)
        if not planted:
            return f"A false alarm: the backward pass is right. {why}"
        if not faulty:
            return f"The alarm has another reason than {planted}, which changes nothing here. {why}"
        if two_sided < STANDS_OUT * floor:
            return f"That proves nothing: a right backward pass would get {floor:.2g}, too. {why}"
        found = culprit(errors, STANDS_OUT * floor)
        even = f"Besides, even a right gradient would get {floor:.2g} here"
        return f"{found} What did it: {planted}. {even}. {why}"
    if faulty:
        return f"{culprit(errors, RIGHT)} What did it: {planted}."
    if planted:
        return f"Blind: {planted}, and yet the check passes. {blind(settings)}"
    return fine(settings, epsilon=settings["epsilon"], best=best)


def faults(settings: dict) -> str:
    """The faults that are planted, in words; empty if there are none."""
    found = []
    if settings["bug"] != "none":
        found.append(f"the planted line {BUGS[settings['bug']].wrong}")
    if settings["regularization"] == "forgotten":
        found.append("the L2 term that is in J but not in grad")
    return " and ".join(found)


def misled(check: Check, settings: dict, floor: float, best: float) -> str:
    """Why even a right gradient does not pass here."""
    epsilon = settings["epsilon"]
    if settings["dropout"] == "anew":
        return (
            "Each pass draws a new mask, so J_plus and J_minus differ by other silent units, and "
            "that jump is divided by 2 epsilon. Freeze the mask."
        )
    crossed = check.crossings(epsilon)
    if epsilon < best:
        return (
            "The step is too small: J_plus and J_minus share nearly all their digits, and "
            "rounding is what is left. Take a larger epsilon."
        )
    if crossed == 1 and settings["kink"]:
        return (
            f"One ReLU unit has z = {KINK_AT:g} for one example, and this step reaches over its "
            "kink, where J has a corner: the check mixes two slopes. Take a step too short for it."
        )
    units = f", and {crossed} ReLU inputs cross their kink" if crossed else ""
    return f"The step is too large: truncation{units}. Take a smaller epsilon."


def blind(settings: dict) -> str:
    """Why a planted fault makes no difference at this point."""
    if settings["point"] == "zero":
        return (
            "At zero parameters every gradient but that of b3 is exactly 0, so the wrong line "
            "gives 0 as well. Check at random parameters."
        )
    return (
        "Here all entries of W2 are equal, so W2 is its own transpose. Check at random parameters."
    )


def fine(settings: dict, epsilon: float, best: float) -> str:
    """The backward pass is right and passes: what else there is to see."""
    if settings["point"] == "zero":
        return (
            "No fault is planted, but this proves little: only b3 has a gradient here. All other "
            "blocks compare 0 with 0."
        )
    if settings["kink"]:
        return (
            f"One ReLU unit has z = {KINK_AT:g} for one example, and this step is too short to "
            "reach its kink."
        )
    if settings["dropout"] == "frozen":
        return "With one frozen mask J is an ordinary function again, and the check works."
    if settings["regularization"] == "included":
        return "The L2 term is in J and in grad: they belong to the same cost."
    if epsilon < best / 3:
        return (
            "What is left is round-off: machine epsilon / epsilon, ten times more for each step "
            "that is ten times smaller."
        )
    if epsilon > best * 3:
        return (
            "What is left is truncation: epsilon squared, a hundred times more for each step that "
            "is ten times larger."
        )
    return "This is the floor of the valley: truncation and round-off are both small."


def captions(seen: tuple, best: float, entry: str, slopes: tuple[float, float]) -> dict[str, str]:
    """The text equivalent of each picture."""
    two_sided, one_sided, _, errors = seen
    blocks = ", ".join(
        f"{block} {'0/0' if np.isnan(error) else f'{error:.2g}'}" for block, error in errors.items()
    )
    grad, gradapprox = slopes
    return {
        "valley": (
            f"Relative difference against epsilon, both logarithmic. At the slider: two-sided "
            f"{two_sided:.2g}, one-sided {one_sided:.2g}. The lowest point of a right gradient "
            f"is at epsilon = {best:.1g}. Dashed: the laws u/epsilon, epsilon and epsilon squared."
        ),
        "blocks": f"Relative difference of each block: {blocks}.",
        "corner": (
            f"The cost along {entry}, the entry that is off most: grad says {grad:.3g}, gradapprox "
            f"{gradapprox:.3g}."
        ),
        "entries": "Every entry of theta: grad against gradapprox; equal ones lie on the diagonal.",
    }
