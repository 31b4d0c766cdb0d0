"""The map of starts: weight scale against learning rate, each cell a network trained to its end."""

from playground.start_map.explorer import StartMap

__all__ = ["StartMap"]
