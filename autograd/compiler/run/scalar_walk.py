"""A large scalar graph, walked through on a list of numbers: for graphs in which nothing repeats.

Python's own compiler takes some fifty microseconds and kilobytes for each line of a program. For
ten thousands of lines that is far longer than anybody waits for a first call, and a walk from node
to node is not much slower than such a program. It goes back as `Value.backward` does.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterable

from autograd import ops
from autograd.compiler.group import Group, Tape
from autograd.compiler.program import Array
from autograd.compiler.record import CONSTANT, DETACH, PARAMETER
from autograd.entry import Operation, Rule

Numbers = list[float]
Operands = Callable[[Numbers], Iterable[float]]  # those of a node, among all numbers


class Walk:
    """`forward(theta, *inputs)` and `backward(saved, seeds)` over lists of floats."""

    def __init__(self, tape: Tape, inputs: dict[Operation, Array]) -> None:
        self._start = [0.0] * len(tape.group_of)
        self._leaves: list[list[int]] = []  # the places of the parameters, and of each input
        self._results = tape.results
        self._seeded = [(k, n) for k, n in enumerate(tape.results) if k not in tape.stopped]
        self._steps: list[tuple[int, Callable[..., float], Operands]] = []
        self._steps_back: list[tuple[int, Rule, Operands, list[int]]] = []
        for group in tape.groups:
            if group.operation is CONSTANT:
                for node in group.nodes:
                    self._start[node] = tape.values[node]._data
            elif group.operation is PARAMETER or group.operation in inputs:
                self._leaves.append(group.nodes)
            else:
                self._enter(group)
        self._steps_back.reverse()

    def _enter(self, group: Group) -> None:
        value, rule = _functions(group)
        for node, row in group.members():
            operands = operator.itemgetter(*row if len(row) > 1 else [slice(row[0], row[0] + 1)])
            self._steps.append((node, value, operands))
            if not group.stopped:
                self._steps_back.append((node, rule, operands, row))

    def forward(self, *leaves: Numbers) -> tuple[Numbers, Numbers]:
        """The results, and all numbers on the way."""
        numbers = self._start.copy()
        _place(numbers, self._leaves, leaves)
        for node, value, operands in self._steps:
            numbers[node] = value(*operands(numbers))
        return [numbers[node] for node in self._results], numbers

    def backward(self, numbers: Numbers, seeds: Numbers) -> tuple[Numbers, ...]:
        """Σ seed·d(result), for the parameters and then for each input."""
        gradients = [0.0] * len(numbers)
        for k, node in self._seeded:
            gradients[node] += seeds[k]
        for node, rule, operands, row in self._steps_back:
            upstream = gradients[node]
            if upstream:
                for operand, local in zip(row, rule(numbers[node], *operands(numbers))):
                    gradients[operand] += local * upstream
        return tuple([[gradients[node] for node in leaves] for leaves in self._leaves])


def _place(numbers: Numbers, places: list[list[int]], leaves: tuple[Numbers, ...]) -> None:
    for mine, given in zip(places, leaves):
        for node, number in zip(mine, given):
            numbers[node] = number


def _functions(group: Group) -> tuple[Callable[..., float], Rule]:
    """The value and the local gradients of a group's operation."""
    if group.operation is ops.sum_:
        return _sum(tuple([(len(form), count) for form, count in group.runs]))
    if group.operation is DETACH:
        return float, DETACH.gradients
    return group.operation.value, group.operation.gradients


@functools.lru_cache(maxsize=256)
def _sum(runs: tuple[tuple[int, int], ...]) -> tuple[Callable[..., float], Rule]:
    """A sum of so many terms, each a number or the product of two; the factors stand run by run."""
    if all(factors == 1 for factors, _ in runs):
        if sum(count for _, count in runs) == 2:
            return ops.add.value, ops.add.gradients
        return _added, ops.sum_.gradients

    def value(*xs: float) -> float:
        terms: list[float] = []
        start = 0
        for factors, count in runs:
            first, start = xs[start : start + count], start + count
            if factors == 1:
                terms += first
            else:
                terms += map(operator.mul, first, xs[start : start + count])
                start += count
        return _added(*terms)

    def gradients(y: float, *xs: float) -> list[float]:
        found: list[float] = []
        start = 0
        for factors, count in runs:
            first, start = xs[start : start + count], start + count
            if factors == 1:
                found += [1.0] * count
            else:
                found += [*xs[start : start + count], *first]
                start += count
        return found

    return value, gradients


def _added(first: float, *others: float) -> float:
    """The sum, as a line of Python adds: `sum` takes other care of rounding since Python 3.12."""
    for x in others:
        first += x
    return first
