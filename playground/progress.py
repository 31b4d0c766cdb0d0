"""A training that can be looked at while it runs, in pieces that are each soon done."""

from collections.abc import Iterator

import numpy as np

from playground.trainer.network import Arrays, backward, forward, layers_of, statistics
from playground.trainer.training import Moment, train

PIECE = 15000 * 91 * 300  # iterations x parameters x examples: the whole training of the course
COSTS = 100  # points of a cost curve
MOMENTS = 30  # that are kept to be played


class Progress:
    """A training from `parameters` on: its costs and moments so far."""

    def __init__(
        self,
        X: np.ndarray,
        Y: np.ndarray,
        parameters: Arrays,
        learning_rate: float,
        num_iterations: int,
        activation: str,
    ) -> None:
        self.X, self.Y, self.activation = X, Y, activation
        self.learning_rate, self.num_iterations = learning_rate, num_iterations
        self.every = max(1, num_iterations // COSTS)
        self.wanted = np.unique(np.geomspace(1, num_iterations, MOMENTS).round().astype(int))
        self.parameters = parameters
        self.done = 0
        self.diverged: int | None = None
        self.costs: list[float] = []
        self.moments = [self._moment()]

    def _moment(self) -> Moment:
        layers = layers_of(self.parameters)
        A = forward(self.X, layers, self.activation)
        dZ = backward(self.Y, A, layers, self.activation)
        return Moment(self.done, self.parameters, statistics(A, dZ, self.activation))

    @property
    def finished(self) -> bool:
        """Is there nothing more to do?"""
        return self.done >= self.num_iterations or self.diverged is not None

    def pieces(self) -> Iterator[None]:
        """Train to the end, and pause after each piece."""
        weights = sum(array.size for array in self.parameters.values())
        piece = PIECE // (weights * self.X.shape[1]) // self.every * self.every
        while not self.finished:
            self._train(min(max(piece, self.every), self.num_iterations - self.done))
            yield

    def _train(self, steps: int) -> None:
        until = self.done + steps
        inside = self.wanted[(self.wanted > self.done) & (self.wanted <= until)]
        found = train(
            self.X,
            self.Y,
            self.parameters,
            self.learning_rate,
            steps,
            self.activation,
            every=self.every,
            moments=[int(i) for i in inside - self.done],
        )
        self.moments += [
            Moment(self.done + m.iteration, m.parameters, m.statistics) for m in found.moments
        ]
        self.parameters = found.parameters
        self.costs += found.costs
        if found.diverged is not None:
            self.done, self.diverged = self.done + found.diverged, self.done + found.diverged
            self.moments.append(self._moment())
        else:
            self.done = until


def accuracy(X: np.ndarray, Y: np.ndarray, parameters: Arrays, activation: str) -> float:
    """The share of points X (n_x, m) on which the network's answer is Y (1, m)."""
    return float(np.mean((forward(X, layers_of(parameters), activation)[-1] > 0.5) == Y))
