"""The clipping explorer: one training that blows up, with and without a bound on its steps."""

from playground.clipping.explorer import Clipping

__all__ = ["Clipping"]
