"""A model evaluated at every point of a grid, as array code where it can be compiled."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import autograd
from autograd.structure import as_nested
from nn.modes import evaluating
from nn.module import Module

Point = list[float]
Output = float | list[float]  # a score, or one for each class


class Grid:
    """A grid of points (a_i, b_j), and what is evaluated there, again and again as it learns.

    Arguments:
        model: a module, or any function of a list of two numbers.
        across: the first coordinates a_i.
        up: the second coordinates b_j.
        otherwise: the output at points where the model has none, such as log(a) at a < 0; if not
            given, its error is raised.
    """

    def __init__(
        self,
        model: Callable[[Point], object],
        across: Sequence[float],
        up: Sequence[float],
        otherwise: float | None = None,
    ) -> None:
        self.model, self.across, self.up, self.otherwise = model, across, up, otherwise
        self._row: Callable[[list[Point]], Sequence[object]] = self._one_by_one
        with suppress(ImportError):  # without NumPy
            # One row is enough to record; the program then runs on all others.
            self._row = autograd.compile(lambda points: [model(point) for point in points])

    def outputs(self) -> list[list[Any]]:
        """What the model, in evaluation mode, makes of each point: `outputs[j][i]`.

        It is Any, for the model decides whether an output is a float or a list of floats.
        """
        model = self.model
        with autograd.no_grad():
            if not isinstance(model, Module):
                return [self._at([[a, b] for a in self.across]) for b in self.up]
            with evaluating(model):
                return [self._at([[a, b] for a in self.across]) for b in self.up]

    def _at(self, points: list[Point]) -> list[Output]:
        if self._row != self._one_by_one:
            try:
                return [_numbers(output) for output in self._row(points)]
            except Exception:  # whatever cannot be compiled, or has no output at one of the points
                self._row = self._one_by_one
        return self._one_by_one(points)

    def _one_by_one(self, points: list[Point]) -> list[Output]:
        return [self._output(point) for point in points]

    def _output(self, point: Point) -> Output:
        try:
            return _numbers(self.model(point))
        except (ArithmeticError, ValueError):
            if self.otherwise is None:
                raise
            return self.otherwise


def between(low: float, high: float, count: int) -> list[float]:
    """`count` numbers from `low` to `high`."""
    return [low + (high - low) * i / (count - 1) for i in range(count)]


def around(numbers: Sequence[float], margin: float = 0.15) -> tuple[float, float]:
    """A range that holds all the numbers, with a part of their span to spare on both sides."""
    numbers = [x for x in numbers if math.isfinite(x)]
    low, high = min(numbers), max(numbers)
    spare = margin * (high - low) or 1.0
    return low - spare, high + spare


def _numbers(output: object) -> Output:
    """One float, or a list of them."""
    scores = as_nested(output)
    if isinstance(scores, (list, tuple)):
        return [float(score) for score in scores]
    return float(scores)
