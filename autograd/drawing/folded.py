"""A large graph as a picture: one box for each group of alike nodes, layers in frames.

A folded box says what it stands for (`ReLU × 1,600`), the range of data and gradients in it, and
constants that it uses. Its number in brackets opens it: `draw(v, open=3)`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from autograd.drawing import text
from autograd.drawing.boxes import Boxes, table, title, tooltip
from autograd.drawing.calling import called
from autograd.drawing.canvas import Canvas
from autograd.drawing.folding import Folding, Group, fold
from autograd.drawing.kinds import stem
from autograd.drawing.layers import Layer, layers_of
from autograd.drawing.nodes import Nodes, named
from autograd.telling import told, value_error
from autograd.value import Value

FRAME = {"style": "rounded", "labeljust": "r", "fontsize": "12", "margin": "10"}

MOST_OPENED = 64
"""So many nodes of an opened box are drawn one by one; what is left stays folded."""


def add_folded(
    picture: Canvas,
    boxes: Boxes,
    order: list[Value],
    kind_of: Callable[[Value], str],
    names: Mapping[Value, str],
    open: Sequence[int],
    edges: bool = False,
) -> str:
    """Draws the graph in groups, and returns what to say above it.

    Arguments:
        picture: where to draw.
        boxes: writes the labels.
        order: the nodes in topological order.
        kind_of: tells a node's kind.
        names: for parameters, which part of a model they belong to.
        open: the numbers of groups whose nodes are drawn one by one.
        edges: whether the arrows between those have their gradients.

    Raises:
        ValueError: there is no group of such a number.
    """
    folding = fold(order, kind_of, names)
    drawn = [group for group in folding.groups if group.kind != "constant"]
    numbers = {group.number: group for group in drawn if group.number}
    for number in open:
        if number not in numbers:
            known = ", ".join(map(str, numbers)) or told("none")
            raise value_error(f"there is no box {number!r} to open; the folded ones are {known}")
    opened = [numbers[number] for number in dict.fromkeys(open)]
    single = named(_opened(folding, opened), order, kind_of) if opened else {}
    scene = _Scene(picture, boxes, folding, kind_of, single, edges)
    scene.add(drawn)
    count = len(scene.rest) + len(set(single.values()))
    note = told(f"{len(order):,} nodes folded into {count:,} boxes")
    if opened:
        shown = ", ".join(f"[{group.number}]" for group in opened)
        return told(f"{note}; {shown} opened")
    example = next(iter(numbers), None)
    return told(f"{note}; draw(..., open={example}) opens box [{example}]") if example else note


def _opened(folding: Folding, opened: list[Group]) -> list[Value]:
    """The nodes that are drawn one by one: whole sums, as many as one sample has neurons."""
    neurons = {group: layer.neurons for layer in layers_of(folding) for group in layer.groups}
    single: dict[Value, None] = {}
    for group in opened:
        parts: dict[Value, list[Value]] = {head: [] for head in group.heads}
        for node in group.nodes:
            parts[folding.head[node]].append(node)
        few = 1 < neurons.get(group, 0) <= MOST_OPENED < len(group.heads)
        heads = group.heads[: neurons[group] if few else None]
        if len(parts[heads[0]]) > MOST_OPENED:  # of a long sum its end; of several the last
            heads = group.heads[-1:]
        room = MOST_OPENED
        for head in heads:
            nodes = parts[head][-MOST_OPENED:]
            room -= len(nodes)
            if room < 0:
                break
            single.update(dict.fromkeys(nodes))
            constants = (p for node in nodes for p in node.parents if p in folding.constants)
            single.update(dict.fromkeys(constants))
    return list(single)


class _Scene:
    """The picture in the making."""

    def __init__(
        self,
        picture: Canvas,
        boxes: Boxes,
        folding: Folding,
        kind_of: Callable[[Value], str],
        single: dict[Value, str],
        edges: bool,
    ) -> None:
        self.picture, self.boxes, self.folding = picture, boxes, folding
        self.kind_of, self.single = kind_of, single
        # What is left of each group; the names of their boxes; and which box has which node.
        self.rest: dict[Group, list[Value]] = {}
        for group in folding.groups:
            left = [node for node in group.nodes if node not in single]
            if left and group.kind != "constant":
                self.rest[group] = left
        self.layers = layers_of(folding)
        self.recurrent = any(layer.recurrent for layer in self.layers)
        self.name = {group: f"g{i}" for i, group in enumerate(self.rest)}
        self.box = {node: self.name[group] for group, left in self.rest.items() for node in left}
        self.nodes = Nodes(boxes, kind_of, single, self.box, edges)

    def add(self, groups: list[Group]) -> None:
        layer_of: dict[Group, tuple[Canvas, Layer | None]] = {}
        frames = []
        number = 1
        for layer in self.layers:
            frame = self._frame(number, layer)
            frames.append(frame)
            number += layer.count
            layer_of.update((group, (frame, layer)) for group in layer.groups)
        members: dict[Group, list[Value]] = {}
        for node in self.single:
            members.setdefault(self.folding.group[node], []).append(node)
        for group in dict.fromkeys([*groups, *members]):
            where, neurons = layer_of.get(group, (self.picture, None))
            if group in self.rest:
                self._add_group(where, group, neurons)
            if group in members:
                self.nodes.add(where, members[group])
        for frame in frames:
            self.picture.subgraph(frame)
        for source, target in self._arrows():
            self.picture.edge(source, target)

    def _frame(self, number: int, layer: Layer) -> Canvas:
        frame = self.picture.part(f"cluster{number}")
        counts = told(f"{layer.neurons:,} neuron{'s' * (layer.neurons > 1)}")
        uses = f"{layer.uses:,}"
        if layer.uses > 1:  # what a neuron computes again for
            counts += told(f" × {uses} steps" if self.recurrent else f" × {uses} samples")
        several = f"Layers {number} to {number + layer.count - 1}"
        name = told(several if layer.count > 1 else f"Layer {number}")
        known = f" ({layer.name})" if layer.name else ""
        label = text.literal(f"{name}{known}: {counts}")
        frame.attr(label=f"<{label}>", **FRAME)
        return frame

    def _add_group(self, picture: Canvas, group: Group, layer: Layer | None) -> None:
        rest = self.rest[group]
        heads = [node for node in rest if self.folding.head[node] is node] or rest
        rows = [*self._constants(rest), *self.boxes.numbers(heads)]
        what = called(self.folding, heads, layer is not None)
        more = "" if len(rest) == len(group.nodes) else told("more: ")
        titles = [self.boxes.heading(more + what, group.number)]
        label = _common_label(heads)
        if label and "label" in self.boxes.show:
            titles.insert(0, title(label))
        if len(rest) > len(heads):
            titles.append(self.boxes.remark(told(f"{len(rest):,} nodes")))
        style = self.boxes.theme.box(group.kind, folded=len(rest) > 1)
        hint = told(f"{len(rest):,} nodes, {told(group.kind)}: {what}")
        if len(rest) == 1:
            hint = f"{told(group.kind)}: {rest[0]!r}"
        picture.node(self.name[group], table(titles, rows), **style, tooltip=tooltip(hint))

    def _constants(self, nodes: list[Value]) -> list[str]:
        used = {
            parent: None
            for node in nodes
            for parent in node.parents
            if parent in self.folding.constants
        }
        if not used:
            return []
        span = text.span([constant._data for constant in used])
        return [self.boxes.remark(told(f"constant{'s' * ('…' in span)} {span}"))]

    def _arrows(self) -> list[tuple[str, str]]:
        found: dict[tuple[str, str], None] = {}
        box, single = self.box, self.single
        for group, rest in self.rest.items():
            name = self.name[group]
            for node in rest:
                for parent in node.parents:
                    source = single.get(parent) or box.get(parent)
                    if source and source != name:
                        found[source, name] = None
        return list(found)


def _common_label(heads: list[Value]) -> str:
    """What the computed nodes of a group are all called, without their numbers."""
    if not heads[0].parents:
        return ""  # leaves have theirs in the heading
    if len(heads) == 1:
        return heads[0].label
    labels = {stem(head.label) for head in heads}
    return labels.pop() if len(labels) == 1 else ""
