"""Recognises a wrong answer's mistake and names it; the hidden tests import from here."""

from diagnosis.backward import judge_backward, judge_cube
from diagnosis.checks import judge_gradient_check, judge_gradient_check_n, stand_ins
from diagnosis.constant import judge_constant
from diagnosis.core import Mistake, judge
from diagnosis.drawing import judge_drawing, judge_seeding
from diagnosis.linear import judge_linear_gradients
from diagnosis.signals import judge_clipping, judge_constant_prediction

__all__ = [
    "Mistake",
    "judge",
    "judge_backward",
    "judge_clipping",
    "judge_constant",
    "judge_constant_prediction",
    "judge_cube",
    "judge_drawing",
    "judge_gradient_check",
    "judge_gradient_check_n",
    "judge_linear_gradients",
    "judge_seeding",
    "stand_ins",
]
