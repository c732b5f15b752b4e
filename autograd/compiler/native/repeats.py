"""Steps that are alike become a loop, whatever they stand for: time, samples, terms of a sum.

Nodes are alike that do the same operation to operands of the same kinds; on the way back they also
find alike whether something has arrived before where they add. Where that repeats itself with some
period, one period is a step. An operand of a node is then a column, a place for each step; and
mostly the places advance evenly, as those of a state or of a list that is gone through. The nodes
stay in their order, which is that of the engine, so nothing about the numbers changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from autograd.compiler.group import Numbers, Stretch, numbered, stretches
from autograd.compiler.native.graph import Graph, Node, Operand
from autograd.compiler.native.wide import WIDE, is_wide
from autograd.telling import told

if TYPE_CHECKING:
    from numpy.typing import NDArray

Entries: TypeAlias = "Numbers | NDArray[np.float64]"

LEAST = 150  # nodes that a loop must save
SHORTEST = 64  # nodes in a step: so a short period is taken several times
FEWEST = 3  # steps


class Column:
    """What an operand is at each step of a loop: a place in the memory, or a number.

    Arguments:
        entries: whole numbers or floats.
        name: what stands for it among the operands of a node: whole numbers below 0.
    """

    def __init__(self, entries: Entries, name: int) -> None:
        self.entries, self.name = entries, name

    @property
    def is_numbers(self) -> bool:
        """Whether it is a number at each step, rather than a place."""
        return self.entries.dtype == np.float64

    @cached_property
    def stride(self) -> int | None:
        """By how much the places advance at each step; None where that differs."""
        steps = np.diff(self.entries)
        return int(steps[0]) if (steps == steps[0]).all() else None


@dataclass
class Loop:
    """Steps that are alike.

    Attributes:
        steps: how many there are.
        periods: how many times each of them repeats itself.
        nodes: those of one step, whose places are names of columns.
        columns: by their names, ~0, ~1, ...
    """

    steps: int
    periods: int
    nodes: list[Node]
    columns: list[Column]

    def column(self, name: int) -> Column:
        """What a name stands for."""
        return self.columns[~name]

    @cached_property
    def added_to(self) -> list[Column]:
        """Those to which something is added on the way back."""
        pairs = [pair for node in self.nodes for pair in zip(node.operands, node.wanted)]
        return [self.column(x) for x in {x for x, wanted in pairs if wanted}]  # type: ignore[arg-type]

    @cached_property
    def meeting(self) -> set[int]:
        """The names among these, or among nodes, which at some step are the place of another."""
        names = {x.name for x in self.added_to}.union(node.place for node in self.nodes)
        columns = [self.column(name) for name in names]
        places = np.array([column.entries for column in columns])
        order = np.argsort(places, axis=0)
        places = np.take_along_axis(places, order, axis=0)
        equal = places[1:] == places[:-1]
        return {columns[k].name for side in (order[1:], order[:-1]) for k in set(side[equal])}


Part = list[Node] | Loop


def forward_parts(graph: Graph) -> list[Part]:
    """The nodes of the way forward, in their order, where steps are alike as a loop."""
    nodes = [*graph.nodes, *graph.copies]
    return [*_parts(nodes, _forward_kinds(nodes))]


def backward_parts(graph: Graph) -> list[Part]:
    """The nodes of the way back, likewise."""
    nodes = [*(copy for copy in graph.copies if any(copy.wanted)), *graph.backward]
    return [*_parts(nodes, _backward_kinds(nodes, graph))]


def loops_of(graph: Graph) -> list[tuple[str, int, str]]:
    """The loops of both ways: which way it is, how many steps there are, and of what."""
    ways = {
        told("a loop forward"): forward_parts(graph),
        told("a loop backward"): backward_parts(graph),
    }
    return [
        (way, part.steps * part.periods, told(f"steps of {len(part.nodes) // part.periods} nodes"))
        for way, parts in ways.items()
        for part in parts
        if isinstance(part, Loop)
    ]


def _forward_kinds(nodes: list[Node]) -> Iterator[object]:
    for node in nodes:
        operands = node.operands
        if len(operands) > WIDE and is_wide(node.operation, len(operands)):
            yield node.place  # a loop of its own
        else:
            yield (node.operation, *map(type, operands))


def _backward_kinds(nodes: list[Node], graph: Graph) -> Iterator[object]:
    arrived = bytearray([2]) * graph.leaves + bytearray(len(graph.nodes))  # a leaf begins with 0.0
    for kind, node in zip(_forward_kinds(nodes), nodes):
        before: list[object] = [kind, node.wanted]
        for x, wanted in zip(node.operands, node.wanted):
            if wanted:
                before.append(arrived[x])  # type: ignore[index]
                arrived[x] = 1  # type: ignore[index]
        yield tuple(before)


def _parts(nodes: list[Node], kinds: Iterable[object]) -> Iterator[Part]:
    done = 0
    for found in stretches(numbered(kinds), LEAST) if len(nodes) > LEAST else ():
        loop = _loop(nodes, found)
        if loop is not None:
            if found.start > done:
                yield nodes[done : found.start]
            yield loop
            done = found.start + loop.steps * len(loop.nodes)
    if done < len(nodes):
        yield nodes[done:]


def _loop(nodes: list[Node], found: Stretch) -> Loop | None:
    """The loop for a stretch of nodes, the last of which may be left over; None if it is short."""
    periods = -(-SHORTEST // found.period)
    size = periods * found.period
    steps = (found.stop - found.start) // size
    if steps < FEWEST:
        return None
    taken = nodes[found.start : found.start + steps * size]
    flat = [x for node in taken for x in (node.place, *node.operands)]
    places = np.array([x if type(x) is int else -1 for x in flat]).reshape(steps, -1).T
    numbers = np.array([0.0 if type(x) is int else x for x in flat]).reshape(steps, -1).T
    columns: dict[bytes, Column] = {}
    names = [_name(row, values, columns) for row, values in zip(places, numbers)]
    named = iter(names)
    step = [
        Node(next(named), node.operation, tuple(islice(named, len(node.operands))), node.wanted)  # type: ignore[arg-type]
        for node in taken[:size]
    ]
    return Loop(steps, periods, step, [*columns.values()])


def _name(places: Numbers, numbers: NDArray[np.float64], columns: dict[bytes, Column]) -> Operand:
    """What an operand is called: the name of a column, or a number that is always the same."""
    if places[0] < 0 and _is_one(numbers):
        return float(numbers[0])
    entries: Entries = places.copy() if places[0] >= 0 else numbers.copy()
    key = entries.dtype.char.encode() + entries.tobytes()
    return columns.setdefault(key, Column(entries, ~len(columns))).name


def _is_one(numbers: NDArray[np.float64]) -> bool:
    """Whether all have the same bits."""
    bits = np.ascontiguousarray(numbers).view(np.int64)
    return bool((bits == bits[0]).all())
