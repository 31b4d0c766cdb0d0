"""The gradient-check lab: a slider for epsilon, faults to plant, and what the check says."""

from playground.gradient_check_lab.explorer import GradientCheckLab

__all__ = ["GradientCheckLab"]
