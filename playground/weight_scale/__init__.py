"""The weight-scale explorer: one frozen draw, a slider for its scale, and all that follows."""

from playground.weight_scale.explorer import WeightScale

__all__ = ["WeightScale"]
