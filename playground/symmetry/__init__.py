"""The symmetry explorer: units that start in one point, and what it takes to part them."""

from playground.symmetry.explorer import Symmetry

__all__ = ["Symmetry"]
