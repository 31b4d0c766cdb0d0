"""The signal-flow explorer: fifty layers forward and back, and what is left of the signal."""

from playground.signal_flow.explorer import SignalFlow

__all__ = ["SignalFlow"]
