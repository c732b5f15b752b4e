"""Values as a picture: each a box of its own, with a round node for the operation that made it."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping

from autograd import ops
from autograd.drawing import text
from autograd.drawing.boxes import Boxes, tooltip
from autograd.drawing.canvas import Canvas
from autograd.drawing.theme import LEFT_OUT, OPERATION, SIGN
from autograd.value import Value

FEWEST_SHARING = 3
"""So many leaves of a kind that only one sum reads, such as a neuron's weights, share a box."""


def add_nodes(
    picture: Canvas,
    boxes: Boxes,
    nodes: Iterable[Value],
    kind_of: Callable[[Value], str],
    name: Mapping[Value, str],
    folded: Mapping[Value, str] | None = None,
) -> None:
    """Draws Values, the operations that made them, and the arrows into those.

    An operand that repeats has as many arrows: `a + a` has two.

    Arguments:
        picture: the picture, or a part of it.
        boxes: writes the labels.
        nodes: the Values.
        kind_of: tells what a Value is; see `kinds`.
        name: the boxes of all Values that are drawn one by one; several may share one.
        folded: for other Values the box that they are folded into.
    """
    sharing: dict[str, list[Value]] = {}
    for node in nodes:
        sharing.setdefault(name[node], []).append(node)
    for box, values in sharing.items():
        first = values[0]
        kind = kind_of(first)
        style = boxes.theme.box(kind)
        if len(values) > 1:
            hint = "\n".join(map(repr, values))
            picture.node(box, boxes.values(values), **style, tooltip=tooltip(f"{kind}s:\n{hint}"))
        elif kind == "constant":
            picture.node(box, f"<{text.number(first._data)}>", **style)
        else:
            picture.node(box, boxes.value(first), **style, tooltip=tooltip(f"{kind}: {first!r}"))
            if first.parents:
                _add_operation(picture, boxes, first, name, folded or {})


def _add_operation(
    picture: Canvas,
    boxes: Boxes,
    node: Value,
    name: Mapping[Value, str],
    folded: Mapping[Value, str],
) -> None:
    box, operation = name[node], f"{name[node]}op"
    symbol = text.literal(node.operation.symbol or node.operation.name)
    style = {**OPERATION, **(SIGN if len(symbol) == 1 else {}), "fillcolor": boxes.theme.operation}
    picture.node(operation, f"<{symbol}>", **style, tooltip=tooltip(node.operation.doc))
    picture.edge(operation, box)
    # x - y is not y - x, and the layout may put either above the other: so number them.
    numbered = (node.operation.arity or 0) > 1 and node.operation not in (ops.add, ops.mul)
    operands: dict[str, list[tuple[int, Value]]] = {}
    for i, parent in enumerate(node.parents, 1):
        operands.setdefault(name.get(parent) or folded.get(parent, ""), []).append((i, parent))
    hidden = operands.pop("", [])
    for source, these in operands.items():
        if len({parent for _, parent in these}) > 1:  # several in a box: one arrow for all
            picture.edge(source, operation)
            continue
        for i, _ in these:
            picture.edge(source, operation, headlabel=str(i) if numbered else None)
    if hidden:
        count = "…" if len(hidden) == 1 else f"… {len(hidden):,}"
        picture.node(f"{box}more", count, **LEFT_OUT)
        picture.edge(f"{box}more", operation, style="dashed")


def named(
    nodes: Iterable[Value], order: Iterable[Value], kind_of: Callable[[Value], str]
) -> dict[Value, str]:
    """For each of the nodes the box that it is drawn in.

    Leaves of one kind that nothing but one and the same sum reads share one: so a neuron has its
    weights side by side.
    """
    name = {node: f"n{i}" for i, node in enumerate(nodes)}
    uses = Counter(parent for node in order for parent in node.parents)
    for node in list(name):
        alike: dict[str, list[Value]] = {}
        for parent in node.parents:
            if parent in name and not parent.parents and uses[parent] == 1:
                alike.setdefault(kind_of(parent), []).append(parent)
        for kind, leaves in alike.items():
            if kind != "constant" and len(leaves) >= FEWEST_SHARING:
                name.update(dict.fromkeys(leaves, name[leaves[0]]))
    return name


def nearest(root: Value, limit: int) -> list[Value]:
    """The first `limit` nodes on a walk back from the root, breadth first."""
    shown = {root: None}
    queue = deque([root])
    while queue and len(shown) < limit:
        for parent in queue.popleft().parents:
            if parent not in shown and len(shown) < limit:
                shown[parent] = None
                queue.append(parent)
    return list(shown)
