"""Wrong fractions of two gradients, and the sentence for each."""

import numpy as np
from numpy.linalg import norm

from diagnosis.gradient_check.probe import quotient

# (id, what to say, (grad, gradapprox) -> the difference)
QUOTIENTS = [
    ("no_denominator", "the denominator is missing. Divide by the sum of the two norms.",
     lambda g, a: norm(g - a)),
    ("grad_below", "the denominator has only the norm of grad. It is the SUM of both norms.",
     lambda g, a: norm(g - a) / norm(g)),
    ("gradapprox_below", "the denominator has only the norm of gradapprox. It is the SUM of both "
     "norms.", lambda g, a: norm(g - a) / norm(a)),
    ("larger_below", "the denominator is the larger of the two norms. It is their SUM.",
     lambda g, a: norm(g - a) / max(norm(g), norm(a))),
    ("norm_of_sum_below", "the denominator is the norm of grad + gradapprox. Add the two norms "
     "instead: vectors that point against each other would cancel.",
     lambda g, a: norm(g - a) / norm(g + a)),
    ("norm_of_difference_below", "the denominator is the numerator once more: the norm of the "
     "difference. It is the SUM of the two norms.", lambda g, a: norm(g - a) / norm(g - a)),
    ("norms_subtracted_below", "the two norms are subtracted below the line. Add them.",
     lambda g, a: norm(g - a) / abs(norm(g) - norm(a))),
    ("root_below", "the denominator is sqrt(|grad|^2 + |gradapprox|^2). It is the plain sum of the "
     "norms.", lambda g, a: norm(g - a) / np.hypot(norm(g), norm(a))),
    ("mean_below", "the denominator is the mean of the two norms. It is their sum.",
     lambda g, a: 2 * norm(g - a) / (norm(g) + norm(a))),
    ("double_below", "the denominator is 2 times the sum of the norms. Leave the 2 away.",
     lambda g, a: norm(g - a) / (2 * (norm(g) + norm(a)))),
    ("product", "the numerator is multiplied by the denominator. Divide by it.",
     lambda g, a: norm(g - a) * (norm(g) + norm(a))),
    ("product_below", "the denominator is the product of the two norms. It is their sum.",
     lambda g, a: norm(g - a) / (norm(g) * norm(a))),
    ("brackets_below", "brackets are missing around the denominator: `a / b + c` adds c "
     "afterwards.", lambda g, a: norm(g - a) / norm(g) + norm(a)),
    ("no_absolute", "the numerator has no norm (no absolute value), so differences can cancel or "
     "be negative.", lambda g, a: np.sum(g - a) / (norm(g) + norm(a))),
    ("no_absolute_reversed", "the numerator has no norm (no absolute value), so differences can "
     "cancel or be negative.", lambda g, a: np.sum(a - g) / (norm(g) + norm(a))),
    ("no_absolute_at_all", "there is no norm (no absolute value) above the line and below it. Both "
     "need one: |grad - gradapprox| / (|grad| + |gradapprox|).",
     lambda g, a: np.sum(g - a) / (np.sum(g) + np.sum(a))),
    ("no_absolute_at_all_reversed", "there is no norm (no absolute value) above the line and below "
     "it. Both need one.", lambda g, a: np.sum(a - g) / (np.sum(g) + np.sum(a))),
    ("no_absolute_below", "there is no norm (no absolute value) below the line. The denominator is "
     "|grad| + |gradapprox|.", lambda g, a: norm(g - a) / (np.sum(g) + np.sum(a))),
    ("fraction_exchanged", "grad + gradapprox stands above and grad - gradapprox below. Exchange "
     "them.", lambda g, a: norm(g + a) / norm(g - a)),
    ("of_norms", "the numerator is the difference of the two norms. Take the norm of the "
     "difference: two vectors may be equally long and yet point elsewhere.",
     lambda g, a: abs(norm(g) - norm(a)) / (norm(g) + norm(a))),
    ("of_absolutes", "the numerator is the difference of the two absolute values. Take the "
     "absolute value of the difference: the signs count.",
     lambda g, a: (norm(g) - norm(a)) / (norm(g) + norm(a))),
    ("squares", "the norms are squared: the square root is missing.",
     lambda g, a: norm(g - a) ** 2 / (norm(g) ** 2 + norm(a) ** 2)),
    ("square_above", "the numerator is squared: the square root is missing there.",
     lambda g, a: norm(g - a) ** 2 / (norm(g) + norm(a))),
    ("squares_below", "the norms below the line are squared: the square roots are missing there.",
     lambda g, a: norm(g - a) / (norm(g) ** 2 + norm(a) ** 2)),
    ("squared", "the difference is squared at the end.", lambda g, a: quotient(g, a) ** 2),
    ("root", "the square root is taken of the whole fraction.",
     lambda g, a: np.sqrt(quotient(g, a))),
    ("absolute_sums", "the norms are sums of absolute values. Take the Euclidean norm, "
     "np.linalg.norm.", lambda g, a: abs(g - a).sum() / (abs(g).sum() + abs(a).sum())),
    ("largest_entries", "the norms are largest entries. Take the Euclidean norm, np.linalg.norm.",
     lambda g, a: abs(g - a).max() / (abs(g).max() + abs(a).max())),
    ("component_mean", "it is the mean of the components' own relative errors. Take norms of whole "
     "vectors.", lambda g, a: np.mean(abs(g - a) / (abs(g) + abs(a)))),
    ("component_largest", "it is the largest of the components' own relative errors. Take norms of "
     "whole vectors.", lambda g, a: np.max(abs(g - a) / (abs(g) + abs(a)))),
    ("n_by_n", "gradapprox has the shape (n,) and grad (n, 1): their difference is an n by n "
     "table. Give both the same shape.",
     lambda g, a: norm(np.subtract.outer(g, a)) / (norm(g) + norm(a))),
    ("agreement",
     "that is the agreement, 1 minus the difference.", lambda g, a: 1 - quotient(g, a)),
    ("upside_down", "the fraction is upside down.", lambda g, a: 1 / quotient(g, a)),
    ("percent", "the fraction is in percent. Leave the factor 100 away.",
     lambda g, a: 100 * quotient(g, a)),
    ("always_0", "it is 0 whatever the gradients are. Is nothing calculated, or something compared "
     "with itself? (`gradapprox = grad` makes no copy, only a second name for the same array.)",
     lambda g, a: 0.0),
    ("always_1", "it is 1 whatever the gradients are. Return the relative difference.",
     lambda g, a: 1.0),
    ("cosine", "that is the cosine of the angle between the two. Asked for is the norm of their "
     "difference over the sum of their norms.", lambda g, a: g @ a / (norm(g) * norm(a))),
]  # fmt: skip
