"""Recognises a wrong answer's mistake and names it; the hidden tests import from here."""

from autograder.diagnosis.constant import judge_constant
from autograder.diagnosis.core import Mistake, judge
from autograder.diagnosis.drawing import judge_drawing, judge_seeding
from autograder.diagnosis.linear import judge_linear_gradients

__all__ = [
    "Mistake",
    "judge",
    "judge_constant",
    "judge_drawing",
    "judge_linear_gradients",
    "judge_seeding",
]
