"""Recognises a wrong answer's mistake and names it; the hidden tests import from here."""

from autograder.diagnosis.backward import judge_backward, judge_cube
from autograder.diagnosis.checks import judge_gradient_check, judge_gradient_check_n, stand_ins
from autograder.diagnosis.constant import judge_constant
from autograder.diagnosis.core import Mistake, judge
from autograder.diagnosis.drawing import judge_drawing, judge_seeding
from autograder.diagnosis.linear import judge_linear_gradients
from autograder.diagnosis.signals import judge_clipping, judge_constant_prediction

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
