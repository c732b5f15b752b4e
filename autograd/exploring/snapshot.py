"""A recorded graph as plain data for the page: nodes in topological order, formulas, positions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TypedDict

from autograd import ops
from autograd.drawing.kinds import Kinds
from autograd.drawing.layout import Point
from autograd.drawing.scoped import paths_of
from autograd.entry import FAMILIES, OPERATIONS, Operation
from autograd.exploring.formulas import Rule, rule_of
from autograd.exploring.layout import HEIGHT, WIDTH, Framed, Layout
from autograd.exploring.lines import Place, named, text_of
from autograd.exploring.parts import Part, divided
from autograd.graph import topological_order
from autograd.telling import value_error
from autograd.value import Value

WHOLE = 300
"""A graph of more nodes is shown in boxes that open."""

LIMIT = 20_000
"""The most nodes that one page holds."""

WIDE = 176.0
"""The width of a node or box in a graph with boxes: room for two numbers."""

Number = float | str  # NaN and the infinities are words
Computed = list[Number | list[Number] | None]  # data and local gradients


class Node(TypedDict):
    """A Value, as the page knows it."""

    label: str
    kind: str
    parameter: bool
    rule: int | None
    line: int | None
    parents: list[int]
    ways: list[list[Point]]
    data: Number
    locals: list[Number] | None
    x: float
    y: float


class Scoped(TypedDict):
    """A scope's frame."""

    name: str
    corner: Point
    size: Point


class Folded(TypedDict):
    """A box that stands for the nodes from `start` to before `end`; see `parts.Part`."""

    name: str
    kind: str
    count: int
    start: int
    end: int


class Line(TypedDict):
    """A line of source code."""

    place: str
    text: str


class Graph(TypedDict):
    """Nodes, the rules by which they were computed, and how they are shown.

    Either every node has its place, and `size` and `frames` too; or they are in `boxes`, outer ones
    first, which the page lays out as they open. Then `rank` is the engine's order, in which
    contributions are added up.
    """

    nodes: list[Node]
    rules: list[Rule]
    lines: list[Line]
    box: list[float]
    size: list[float]
    frames: list[Scoped]
    boxes: list[Folded]
    rank: list[int]


def ordered(v: Value) -> tuple[list[Value], Part | None]:
    """The nodes as the page has them: in topological order, and of a large graph the boxes.

    Raises:
        ValueError: there are more than `LIMIT`.
    """
    order = topological_order(v)
    if len(order) > LIMIT:
        raise value_error(
            f"explore steps through at most {LIMIT:,} nodes, but this graph has {len(order):,}; "
            "explore a smaller part of it (fewer samples, one neuron, an inner Value)"
        )
    if len(order) <= WHOLE:
        return order, None
    whole = divided(order)
    return [*whole.nodes()], whole


def snapshot(v: Value, places: Mapping[Value, Place] | None = None) -> Graph:
    """The graph that `v` was computed from, as data for JSON.

    Arguments:
        v: the result.
        places: of nodes the lines of source code that made them.

    Raises:
        ValueError: it has more than `LIMIT` nodes.
    """
    order, whole = ordered(v)
    index = {node: i for i, node in enumerate(order)}
    parents = [[index[parent] for parent in node.parents] for node in order]
    layout = None if whole else _layout(order, parents)
    kind_of = Kinds(v, order)
    rules: dict[tuple[Operation, int], int] = {}
    lines: dict[Place, int] = {}
    nodes: list[Node] = []
    for i, node in enumerate(order):
        form = (node.operation, len(node.parents))
        x, y = layout.position(i) if layout else (0.0, 0.0)
        place = places.get(node) if places and node.parents else None
        ways = [layout.from_parent(parent, i) for parent in parents[i]] if layout else []
        nodes.append(
            {
                "label": node.label,
                "kind": _kind(node),
                "parameter": kind_of(node) == "parameter",
                "rule": rules.setdefault(form, len(rules)) if node.parents else None,
                "line": lines.setdefault(place, len(lines)) if place else None,
                "parents": parents[i],
                "ways": ways,
                "data": _plain(node.data),
                "locals": _slopes(node.operation, node.data, [p.data for p in node.parents]),
                "x": x,
                "y": y,
            }
        )
    return {
        "nodes": nodes,
        "rules": [
            rule_of(operation, count, in_table=_in_table(operation)) for operation, count in rules
        ],
        "lines": [{"place": named(place), "text": text_of(place)} for place in lines],
        "box": [WIDE if whole else WIDTH, HEIGHT],
        "size": [layout.width, layout.height] if layout else [],
        "frames": [
            {"name": name, "corner": corner, "size": size}
            for name, corner, size in (layout.frames if layout else [])
        ],
        "boxes": _boxes(whole, index) if whole else [],
        "rank": [index[node] for node in topological_order(v)] if whole else [],
    }


def _boxes(whole: Part, index: Mapping[Value, int]) -> list[Folded]:
    """The boxes, outer ones first, and those of one box in their order."""
    found: list[Folded] = []
    stack = [*whole.inside[::-1]]
    while stack:
        box = stack.pop()
        if isinstance(box, Part):
            places = [index[node] for node in box.nodes()]
            start, end = places[0], places[-1] + 1
            found.append(
                {"name": box.name, "kind": box.kind, "count": box.count, "start": start, "end": end}
            )
            stack.extend(reversed(box.inside))
    return found


def _layout(order: list[Value], parents: list[list[int]]) -> Layout | Framed:
    paths = paths_of(order)
    return (
        Framed(parents, [paths[node] for node in order]) if any(paths.values()) else Layout(parents)
    )


def _kind(node: Value) -> str:
    if node.parents:
        return "computed"
    return "constant" if node.operation is ops.constant else "leaf"


def _in_table(operation: Operation) -> bool:
    """Whether the name says which operation it is: a compiled function may be called `tanh`."""
    member = operation.parameters and operation.name in FAMILIES
    return bool(member) or OPERATIONS.get(operation.name) is operation


def recomputed(order: list[Value], leaves: list[float]) -> list[Computed]:
    """Data and local gradients of every node, from other numbers in the leaves.

    Arguments:
        order: the nodes in topological order; they stay as they are.
        leaves: one number for each node, of which those of the leaves count.

    Returns:
        One pair for each node, up to one whose value does not exist: its data is None.
    """
    data: dict[Value, float] = {}
    numbers: list[Computed] = []
    for node, leaf in zip(order, leaves):
        operands = [data[parent] for parent in node.parents]
        try:
            data[node] = float(node.operation.evaluate(*operands)) if operands else leaf
        except (ArithmeticError, ValueError):
            return [*numbers, [None, None]]
        numbers.append([_plain(data[node]), _slopes(node.operation, data[node], operands)])
    return numbers


def _slopes(operation: Operation, y: float, operands: list[float]) -> list[Number] | None:
    """The local gradients, or None where a derivative does not exist."""
    try:
        return [_plain(float(slope)) for slope in operation.gradients(y, *operands)]
    except (ArithmeticError, ValueError):
        return None


def _plain(x: float) -> Number:
    # JSON has no infinities; JavaScript's Number() reads these words.
    if math.isfinite(x):
        return x
    return "NaN" if math.isnan(x) else "Infinity" if x > 0 else "-Infinity"
