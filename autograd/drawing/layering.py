"""In which column each box stands, counted from the result."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

ROUNDS = 4


class Arrow(NamedTuple):
    """From one box to another.

    Attributes:
        tail, head: the boxes, by their index.
        cable: arrows of the same number share their waypoints.
        leaves, enters: where it begins and ends, below the middles of its boxes.
    """

    tail: int
    head: int
    cable: int
    leaves: float = 0.0
    enters: float = 0.0


def layers(
    count: int, arrows: Sequence[Arrow], first: Sequence[int] = (), last: Sequence[int] = ()
) -> list[int]:
    """Of each box its column: one more than the largest that uses it, or where cables are short.

    Arguments:
        count: how many boxes there are.
        arrows: without a circle.
        first: boxes that stand in a column of their own, before all others.
        last: the same, after all others.
    """
    found = [int(bool(last))] * count
    before: list[list[int]] = [[] for _ in range(count)]
    waits = [0] * count
    for arrow in arrows:
        before[arrow.head].append(arrow.tail)
        waits[arrow.tail] += 1
    for box in last:
        found[box] = 0
    ready = [box for box in range(count) if not waits[box]]
    while ready:
        box = ready.pop()
        for tail in before[box]:
            found[tail] = max(found[tail], found[box] + 1)
            waits[tail] -= 1
            if not waits[tail]:
                ready.append(tail)
    ports = {*first}
    before_all = 1 + max((found[box] for box in range(count) if box not in ports), default=0)
    for box in first:
        found[box] = before_all
    return _drawn_back(found, arrows, {*ports, *last})


def _drawn_back(layer: list[int], arrows: Sequence[Arrow], fixed: set[int]) -> list[int]:
    """Boxes that more cables lead to than from stand near to what they use, for shorter cables."""
    tails: dict[int, set[int]] = defaultdict(set)
    cables: dict[int, set[int]] = defaultdict(set)
    for arrow in arrows:
        tails[arrow.head].add(arrow.tail)
        cables[arrow.tail].add(arrow.cable)
        cables[~arrow.head].add(arrow.cable)
    eager = [box for box in tails if box not in fixed and len(cables[~box]) > len(cables[box])]
    for _ in range(ROUNDS):
        eager.sort(key=lambda box: -layer[box])
        moved = False
        for box in eager:
            nearest = min(layer[tail] for tail in tails[box]) - 1
            moved |= nearest > layer[box]
            layer[box] = max(layer[box], nearest)
        if not moved:
            break
    return layer


def narrowed(
    layer: Sequence[int], arrows: Sequence[Arrow], heights: Sequence[float], most: float
) -> list[int]:
    """The same, but columns that would be too high give every second box to the next.

    Arguments:
        layer: of each box its column.
        arrows: without a circle.
        heights: of the boxes, with what is kept clear around them.
        most: the height of a column.
    """
    users: dict[int, list[int]] = defaultdict(list)
    for arrow in arrows:
        users[arrow.tail].append(arrow.head)
    columns: dict[int, list[int]] = defaultdict(list)
    for box, column in enumerate(layer):
        columns[column].append(box)
    found, filled = [0] * len(layer), defaultdict[int, float](float)
    for column in sorted(columns):
        for box in (*columns[column][::2], *columns[column][1::2]):
            place = max([found[user] + 1 for user in users[box]], default=column)
            while filled[place] and filled[place] + heights[box] > most:
                place += 1
            filled[place] += heights[box]
            found[box] = place
    return found
