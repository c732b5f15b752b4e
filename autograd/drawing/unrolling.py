"""Folding without circles: what repeats in time is shown as stretches of it, one after the other.

Classes of nodes are in a circle where each reads the other, as the sums and the activations of a
recurrent network do. Such classes become one, which is then cut by depth, the number of steps from
the leaves. No circle is left:

- An arrow between two stretches of a circle goes from a lower depth to a higher one.
- A way that left the circle and came back would have passed classes that are in it themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping

from autograd.drawing.circles import knots
from autograd.entry import Operation
from autograd.value import Value

STRETCHES, IN_FRAME = 10, 5
"""So many boxes show what goes on and on; fewer in the frame of a layer, which is one row."""

Classes = dict[Value, Hashable]
Reads = dict[Value, dict[Value, None]]


def unrolled(
    reads: Reads,
    classes: Classes,
    kinds: Mapping[Value, str],
    depth: Mapping[Value, float],
    room: int,
) -> Classes:
    """The same classes where they are in no circle; stretches instead of those that are.

    Arguments:
        reads: the nodes, each with its operands.
        classes: of each node.
        kinds: of each node; see `kinds`.
        depth: of each node, how many steps from the leaves.
        room: how many classes there may be.
    """
    circle_of = _circles(reads, classes, kinds)
    if not circle_of:
        return classes
    circles = set(circle_of.values())
    others = len(set(classes.values()) - circle_of.keys())
    most = IN_FRAME if "parameter" in kinds.values() else STRETCHES
    count = max(1, min(most, (room - others) // len(circles)))
    ends: dict[int, tuple[float, float]] = {}
    for node, key in classes.items():
        if key in circle_of:
            low, high = ends.get(circle_of[key], (depth[node], depth[node]))
            ends[circle_of[key]] = min(low, depth[node]), max(high, depth[node])

    def new(node: Value) -> Hashable:
        circle = circle_of.get(classes[node])
        if circle is None:
            return classes[node]
        low, high = ends[circle]
        return "stretch", circle, int(count * (depth[node] - low) / (high - low + 1))

    return {node: new(node) for node in classes}


def _circles(reads: Reads, classes: Classes, kinds: Mapping[Value, str]) -> dict[Hashable, int]:
    """For each class that is in a circle the number of that."""
    number = {key: i for i, key in enumerate(dict.fromkeys(classes.values()))}
    readers: dict[int, set[int]] = defaultdict(set)
    for node, operands in reads.items():
        for operand in operands:
            readers[number[classes[operand]]].add(number[classes[node]])
    arrows = sorted((tail, head) for tail, heads in readers.items() for head in heads)
    circle = knots(len(number), arrows)
    does: dict[int, set[Operation]] = defaultdict(set)
    for node in reads:
        if kinds[node] == "computed":
            does[number[classes[node]]].add(node.operation)
    _begin(circle, readers, does)
    return {key: circle[i] for key, i in number.items() if circle[i] >= 0}


def _begin(
    circle: list[int], readers: Mapping[int, set[int]], does: Mapping[int, set[Operation]]
) -> None:
    """Takes in what leads to a circle and computes the same: its first steps.

    But nothing whose other readers lead to the circle too: that would be a new one.
    """
    for number in sorted({*circle} - {-1}):
        before = {each for each in does if circle[each] != number}
        before = {each for each in before if number in _ahead(each, readers, circle)}
        inside = set().union(*(does[each] for each in does if circle[each] == number))
        waits = True
        while waits:
            waits = False
            for each in sorted(before):
                others = {r for r in readers.get(each, ()) if circle[r] != number}
                if circle[each] < 0 and does[each] <= inside and not others & before:
                    circle[each] = number
                    before.discard(each)
                    waits = True


def _ahead(start: int, readers: Mapping[int, set[int]], circle: list[int]) -> set[int]:
    """The circles that a class leads to."""
    met, stack = {start}, [start]
    while stack:
        new = readers.get(stack.pop(), set()) - met
        met |= new
        stack += new
    return {circle[each] for each in met}
