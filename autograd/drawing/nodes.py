"""Values as a picture: each a box of its own, with a round node for the operation that made it."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field

from autograd import ops
from autograd.drawing import text
from autograd.drawing.boxes import Boxes, tooltip
from autograd.drawing.canvas import Canvas
from autograd.drawing.theme import LEFT_OUT, OPERATION, SIGN
from autograd.telling import told
from autograd.value import Value

FEWEST_SHARING = 3
"""So many leaves of a kind that only one sum reads, such as a neuron's weights, share a box."""

Kind = Callable[[Value], str]


@dataclass
class Nodes:
    """Draws Values, the operations that made them, and the arrows into those.

    An operand that repeats has as many arrows: `a + a` has two.

    Arguments:
        boxes: writes the labels.
        kind_of: tells what a Value is; see `kinds`.
        name: the boxes of all Values that are drawn one by one; several may share one.
        folded: for other Values the box that they are folded into.
        edges: whether arrows have their local gradients and contributions.
        repeat: whether leaves, which have no names then, are drawn beside each of their uses.
        arrows: where these are drawn, if not beside the boxes: a part that mentions a box owns it.
    """

    boxes: Boxes
    kind_of: Kind
    name: dict[Value, str]
    folded: Mapping[Value, str] = field(default_factory=dict)
    edges: bool = False
    repeat: bool = False
    arrows: Canvas | None = None

    def add(self, picture: Canvas, nodes: Iterable[Value]) -> None:
        """Draws these Values into a picture, or into a part of it."""
        sharing: dict[str, list[Value]] = {}
        for node in nodes:
            if node in self.name:
                sharing.setdefault(self.name[node], []).append(node)
        for box, values in sharing.items():
            self._add_box(picture, box, values)
            if values[0].parents:
                self._add_operation(picture, values[0])

    def _add_box(self, picture: Canvas, box: str, values: list[Value]) -> None:
        first = values[0]
        kind = self.kind_of(first)
        style = self.boxes.theme.box(kind)
        if len(values) > 1:
            hint = "\n".join(map(repr, values))
            label = self.boxes.values(values)
            picture.node(box, label, **style, tooltip=tooltip(f"{told(kind + 's')}:\n{hint}"))
        elif kind == "constant":
            picture.node(box, f"<{text.number(first._data)}>", **style)
        else:
            hint = tooltip(f"{told(kind)}: {first!r}")
            picture.node(box, self.boxes.value(first), **style, tooltip=hint)

    def _add_operation(self, picture: Canvas, node: Value) -> None:
        box, operation = self.name[node], f"{self.name[node]}op"
        symbol = text.literal(symbol_of(node))
        fill = {"fillcolor": self.boxes.theme.operation}
        style = {**OPERATION, **(SIGN if len(symbol) == 1 else {}), **fill}
        picture.node(operation, f"<{symbol}>", **style, tooltip=tooltip(node.operation.doc))
        self._arrow(picture, operation, box)
        beside = self._add_leaves(picture, node) if self.repeat else {}
        operands: dict[str, list[tuple[int, Value]]] = {}
        for i, parent in enumerate(node.parents, 1):
            source = beside.get(parent) or self.name.get(parent) or self.folded.get(parent, "")
            operands.setdefault(source, []).append((i, parent))
        hidden = operands.pop("", [])
        flows = flows_into(node) if self.edges else [""] * len(node.parents)
        for source, these in operands.items():
            if len({parent for _, parent in these}) > 1:  # several in a box: one arrow for all
                self._arrow(picture, source, operation)
                continue
            for i, _ in these:
                headlabel = str(i) if numbered(node) else None
                self._add_arrow(picture, source, operation, i, flows[i - 1], headlabel)
        self._add_left_out(picture, operation, len(hidden))

    def _add_left_out(self, picture: Canvas, box: str, count: int) -> None:
        """What stands for operands that are not drawn."""
        if count:
            more = f"{box.removesuffix('op')}more"
            picture.node(more, "…" if count == 1 else f"… {count:,}", **LEFT_OUT)
            self._arrow(picture, more, box, style="dashed")

    def _add_arrow(
        self, picture: Canvas, source: str, operation: str, i: int, flow: str, number: str | None
    ) -> None:
        """An arrow; what flows back along it interrupts it."""
        if flow:
            middle = f"{operation}{i}"
            picture.node(middle, self.boxes.flow(flow), **LEFT_OUT, margin="0.02,0.01")
            self._arrow(picture, source, middle, dir="none")
            source = middle
        self._arrow(picture, source, operation, headlabel=number)

    def _arrow(self, picture: Canvas, tail: str, head: str, **attributes: str | None) -> None:
        (self.arrows or picture).edge(tail, head, **attributes)

    def _add_leaves(self, picture: Canvas, node: Value) -> dict[Value, str]:
        """Boxes of its own for the leaves that a node reads; those of a kind may share one."""
        alike: dict[str, dict[Value, None]] = {}
        for parent in node.parents:
            if not parent.parents and parent not in self.folded:
                alike.setdefault(self.kind_of(parent), {})[parent] = None
        found: dict[Value, str] = {}
        for kind, leaves in alike.items():
            share = kind != "constant" and len(leaves) >= FEWEST_SHARING and not self.edges
            groups = [list(leaves)] if share else [[leaf] for leaf in leaves]
            for group in groups:
                box = f"{self.name[node]}leaf{len(found)}"
                self._add_box(picture, box, group)
                found.update(dict.fromkeys(group, box))
        return found


def numbered(node: Value) -> bool:
    """Whether arrows say which operand is which.

    x - y is not y - x, and the layout may put either above the other.
    """
    return (node.operation.arity or 0) > 1 and node.operation not in (ops.add, ops.mul)


def symbol_of(node: Value) -> str:
    """What a picture calls the operation that made a node."""
    return node.operation.symbol or node.operation.name


def flows_into(node: Value) -> list[str]:
    """For each operand: local gradient × upstream gradient = contribution."""
    upstream = float(node._grad)
    try:
        slopes = [float(slope) for slope in node.local_gradients()]
    except (ArithmeticError, ValueError):  # a derivative that does not exist
        return ["?"] * len(node.parents)
    return [
        f"{text.number(slope)} × {text.number(upstream)} = {text.number(slope * upstream)}"
        for slope in slopes
    ]


def named(
    nodes: Iterable[Value], order: Iterable[Value], kind_of: Kind, share: bool = True
) -> dict[Value, str]:
    """For each of the nodes the box that it is drawn in.

    Leaves of one kind that nothing but one and the same sum reads share one: so a neuron has its
    weights side by side.
    """
    name = {node: f"n{i}" for i, node in enumerate(nodes)}
    uses = Counter(parent for node in order for parent in node.parents)
    for node in list(name) if share else ():
        alike: dict[str, list[Value]] = {}
        for parent in node.parents:
            if parent in name and not parent.parents and uses[parent] == 1:
                alike.setdefault(kind_of(parent), []).append(parent)
        for kind, leaves in alike.items():
            if kind != "constant" and len(leaves) >= FEWEST_SHARING:
                name.update(dict.fromkeys(leaves, name[leaves[0]]))
    return name


def longest(order: Iterable[Value], shown: Container[Value]) -> int:
    """How many of the shown operations follow one another at most.

    Arguments:
        order: the nodes in topological order.
        shown: those that count.
    """
    steps: dict[Value, int] = {}
    for node in order:
        if node in shown:
            steps[node] = 1 + max((steps.get(parent, 0) for parent in node.parents), default=0)
    return max(steps.values(), default=0)


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
