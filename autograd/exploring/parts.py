"""A large graph in boxes that open: scopes, layers, alike nodes, and in them ever smaller parts.

The groups are those of the folded picture (`drawing.folding`). But a box is a step here, so it must
not read what is computed from it: where boxes would lead in a circle, a plainer division is taken.
Then the nodes have an order in which all that is in a box follows one another.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from math import ceil

from autograd.drawing.calling import word_for
from autograd.drawing.folding import Folding, Group, fold
from autograd.drawing.kinds import Kinds
from autograd.drawing.layers import layers_of
from autograd.drawing.scoped import Path, paths_of
from autograd.value import Value

FEW = 24
"""So many nodes stand in their box one by one."""

MOST = 40
"""A box of more parts than these is divided again."""

BOXED = 4
"""A group, or a sum in it, of so many nodes has a box of its own."""


@dataclass(eq=False)
class Part:
    """A box.

    Attributes:
        name: what it is called; where that is empty, its kind says it.
        kind: "scope", "layer", "slice" (some of the box around it) or that of its nodes.
        count: of how many alike things it is made; or which layer it is.
        inside: boxes and nodes.
        unit: so many of these belong together, such as the sums of a layer for one sample.
    """

    name: str
    kind: str
    count: int = 1
    inside: list[Part | Value] = field(default_factory=list)
    unit: int = 0

    def nodes(self) -> Iterator[Value]:
        """All nodes in it, in order."""
        stack: list[Part | Value] = [self]
        while stack:
            item = stack.pop()
            if isinstance(item, Part):
                stack.extend(reversed(item.inside))
            else:
                yield item


Divide = Callable[[list[Value], Kinds], list[Part | Value]]


def divided(order: list[Value]) -> Part:
    """The whole graph, divided, each box with its parts in an order to compute them by.

    Arguments:
        order: its nodes in topological order.
    """
    kind_of, paths = Kinds(order[-1], order), paths_of(order)
    nowhere: dict[Value, Path] = dict.fromkeys(order, ())
    for scopes in (paths, nowhere) if any(paths.values()) else (nowhere,):
        for divide in (_by_layer, _by_group, _one_by_one):
            whole = _in_scopes(order, scopes, kind_of, divide)
            if _sorted(whole, order):
                return whole
    raise AssertionError("the nodes themselves are in order")


def _in_scopes(
    order: list[Value], paths: Mapping[Value, Path], kind_of: Kinds, divide: Divide
) -> Part:
    boxes: dict[Path, Part] = {(): Part("", "scope")}
    own: dict[Path, list[Value]] = {(): []}
    for node in order:
        path = paths[node]
        for depth in range(1, len(path) + 1):
            if path[:depth] not in boxes:
                box = boxes[path[:depth]] = Part(path[depth - 1].name, "scope")
                boxes[path[: depth - 1]].inside.append(box)
                own[path[:depth]] = []
        own[path].append(node)
    for path, box in boxes.items():
        box.inside += divide(own[path], kind_of) if len(own[path]) > FEW else own[path]
    return boxes[()]


def _one_by_one(nodes: list[Value], kind_of: Kinds) -> list[Part | Value]:
    return [*nodes]


def _by_group(nodes: list[Value], kind_of: Kinds) -> list[Part | Value]:
    made = _groups(fold(nodes, kind_of, {}), nodes, {})
    return [part for _, parts in made for part in parts]


def _by_layer(nodes: list[Value], kind_of: Kinds) -> list[Part | Value]:
    folding = fold(nodes, kind_of, {})
    layers = layers_of(folding)
    neurons = {group: layer.neurons for layer in layers for group in layer.groups}
    made = dict(_groups(folding, nodes, neurons))
    parts: list[Part | Value] = []
    for number, layer in enumerate(layers, 1):
        inside = [part for group in layer.groups for part in made.pop(group, [])]
        parts.append(Part("", "layer", number, inside))
    return parts + [part for those in made.values() for part in those]


def _groups(
    folding: Folding, nodes: list[Value], neurons: Mapping[Group, int]
) -> list[tuple[Group, list[Part | Value]]]:
    """The box of each group, or its nodes where they are few; constants go with what reads them."""
    inside: dict[Group, list[Value]] = {group: [] for group in folding.groups}
    for node, group in _homes(folding, nodes).items():
        inside[group].append(node)
    return [
        (group, _boxed(folding, group, those, neurons.get(group, 0)))
        for group, those in inside.items()
        if those
    ]


def _homes(folding: Folding, nodes: list[Value]) -> dict[Value, Group]:
    """The group that each node belongs to: a constant to that which alone reads it."""
    readers: dict[Value, dict[Group, None]] = {node: {} for node in nodes}
    for node in nodes:
        for parent in node.parents:
            if parent in readers:
                readers[parent][folding.group[node]] = None
    homes = dict(folding.group)
    for node in nodes:
        if homes[node].kind == "constant" and len(readers[node]) == 1:
            homes[node] = next(iter(readers[node]))
    return homes


def _boxed(folding: Folding, group: Group, nodes: list[Value], neurons: int) -> list[Part | Value]:
    if len(nodes) < BOXED:
        return [*nodes]
    name, count = word_for(folding, group.heads, bool(neurons)), len(group.heads)
    if count == 1:
        return [Part(name, group.kind, 1, [*nodes])]
    by_head: dict[Value, list[Part | Value]] = {}
    for node in nodes:
        by_head.setdefault(folding.head.get(node, node), []).append(node)
    inside: list[Part | Value] = []
    for those in by_head.values():
        inside += [Part(name, group.kind, 1, those)] if len(those) >= BOXED else those
    return [Part(name, group.kind, count, inside, neurons * len(inside) // count)]


def _sorted(whole: Part, order: list[Value]) -> bool:
    """Brings all boxes and nodes in an order to compute them by; false where there is none."""
    rank = {node: i for i, node in enumerate(order)}
    boxes = [whole]
    for box in boxes:
        if not _in_order(box, rank):
            return False
        _sliced(box)
        boxes += [part for part in box.inside if isinstance(part, Part)]
    return True


def _in_order(box: Part, rank: Mapping[Value, int]) -> bool:
    """Sorts what is in a box: what is read before what reads it, and else as it was computed."""
    members = [[*part.nodes()] if isinstance(part, Part) else [part] for part in box.inside]
    first = [min(map(rank.__getitem__, those)) for those in members]
    home = {node: i for i, those in enumerate(members) for node in those}
    readers: list[set[int]] = [set() for _ in members]
    for node, reader in home.items():
        for parent in node.parents:
            if home.get(parent, reader) != reader:
                readers[home[parent]].add(reader)
    waits = Counter(reader for those in readers for reader in those)
    ready = [(first[i], i) for i in range(len(members)) if not waits[i]]
    heapq.heapify(ready)
    found = []
    while ready:
        _, i = heapq.heappop(ready)
        found.append(box.inside[i])
        for reader in readers[i]:
            waits[reader] -= 1
            if not waits[reader]:
                heapq.heappush(ready, (first[reader], reader))
    box.inside = found
    return len(found) == len(members)


def _sliced(box: Part) -> None:
    """Puts what is in a box into boxes, where it is too much."""
    total = len(box.inside)
    if total <= MOST:
        return
    unit = box.unit if FEW / 4 <= box.unit <= MOST else FEW
    unit *= ceil(total / unit / MOST)
    box.inside = [
        Part(f"{i + 1:,}–{min(i + unit, total):,}", "slice", 1, box.inside[i : i + unit])
        for i in range(0, total, unit)
    ]
