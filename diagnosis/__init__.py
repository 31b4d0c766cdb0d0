"""Recognises a wrong answer's mistake and names it; the hidden tests import from here."""

from diagnosis.accuracy import judge_constant_prediction
from diagnosis.choice import judge_choice
from diagnosis.clipping import judge_clipping, judge_no_gradient
from diagnosis.constant import judge_constant
from diagnosis.core import judge
from diagnosis.drawing import judge_drawing, judge_seeding
from diagnosis.errors import call, explain
from diagnosis.forms import (
    judge_arguments,
    judge_dictionary,
    judge_number,
    judge_pair,
)
from diagnosis.gradient_check.backward import judge_backward
from diagnosis.gradient_check.checks import (
    judge_gradient_check,
    judge_gradient_check_n,
    judge_range,
)
from diagnosis.gradient_check.cube import judge_cube
from diagnosis.gradient_check.entries import judge_entries
from diagnosis.gradient_check.stand_ins import stand_ins
from diagnosis.layers import judge_layers
from diagnosis.linear import judge_linear_gradients
from diagnosis.verdict import Mistake, Unnamed, mistakes

__all__ = [
    "Mistake",
    "Unnamed",
    "call",
    "explain",
    "judge",
    "judge_arguments",
    "judge_backward",
    "judge_choice",
    "judge_clipping",
    "judge_constant",
    "judge_constant_prediction",
    "judge_cube",
    "judge_dictionary",
    "judge_drawing",
    "judge_entries",
    "judge_gradient_check",
    "judge_gradient_check_n",
    "judge_layers",
    "judge_linear_gradients",
    "judge_no_gradient",
    "judge_number",
    "judge_pair",
    "judge_range",
    "judge_seeding",
    "mistakes",
    "stand_ins",
]
