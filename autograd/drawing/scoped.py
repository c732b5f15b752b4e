"""Values in frames: the groups that `autograd.scope` has given names, or one box for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from autograd.drawing import text
from autograd.drawing.boxes import Boxes, table, tooltip
from autograd.drawing.canvas import Canvas
from autograd.drawing.circles import knots
from autograd.drawing.nodes import FEWEST_SHARING, Nodes
from autograd.scopes import Scope, path_of
from autograd.telling import told, value_error
from autograd.value import Value

Path = tuple[Scope, ...]


class Part(NamedTuple):
    """A scope that is one box; where that would read what was made of it, what comes later."""

    scope: Scope
    later: int


FRAME = {"style": "rounded", "labeljust": "l", "fontsize": "12", "margin": "8"}


def paths_of(order: Sequence[Value]) -> dict[Value, Path]:
    """Of each node the scopes that it is drawn in; a leaf goes with all that read it."""
    paths = {node: path_of(node) for node in order if node.parents}
    leaves: dict[Value, Path] = {}
    for node in paths:
        for parent in node.parents:
            if not parent.parents:
                before = leaves.get(parent, paths[node])
                leaves[parent] = _common(before, paths[node])
    return {node: paths.get(node) or leaves.get(node, ()) for node in order}


def _common(a: Path, b: Path) -> Path:
    length = next((i for i, (x, y) in enumerate(zip(a, b)) if x is not y), min(len(a), len(b)))
    return a[:length]


class Scoped:
    """What is open and what is one box.

    Arguments:
        paths: of each node its scopes; see `paths_of`.
        whole: whether every scope is open, as in small pictures.
        open: the numbers of scopes that are open besides.

    Attributes:
        numbers: of the scopes that are, or could be, one box.
        box: of each node that is folded into one, the scope's part.

    Raises:
        ValueError: there is no scope of such a number.
    """

    def __init__(self, paths: Mapping[Value, Path], whole: bool, open: Sequence[int]) -> None:
        self.paths = paths
        self.numbers: dict[Scope, int] = {}
        for path in paths.values():
            for scope in path:
                self.numbers.setdefault(scope, len(self.numbers) + 1)
        for number in open:
            if number not in self.numbers.values():
                known = ", ".join(map(str, self.numbers.values()))
                raise value_error(f"there is no box {number!r} to open; the scopes are {known}")
        closed: dict[Value, Scope] = {}
        for node, path in paths.items():
            of_node = [s for s in path if not (whole or self.numbers[s] in open)]
            if of_node:
                closed[node] = of_node[0]
        self.box = _parts(paths, closed)

    def shared(self, name: dict[Value, str], kind_of: Callable[[Value], str]) -> dict[Value, str]:
        """The same names, but one for leaves of a kind that the same boxes of scopes read."""
        readers: dict[Value, dict[object, None]] = {}
        for node in self.paths:
            for parent in node.parents:
                if parent in name and not parent.parents and kind_of(parent) != "constant":
                    readers.setdefault(parent, {})[self.box.get(node, node)] = None
        alike: dict[object, list[Value]] = {}
        for leaf, by in readers.items():
            if all(isinstance(each, Part) for each in by):
                alike.setdefault((kind_of(leaf), self.paths[leaf], *by), []).append(leaf)
        groups = (leaves for leaves in alike.values() if len(leaves) >= FEWEST_SHARING)
        return {**name, **{leaf: name[leaves[0]] for leaves in groups for leaf in leaves}}

    @property
    def count(self) -> int:
        """How many boxes there are, each node and each scope that is one."""
        return len(self.paths) - len(self.box) + len(set(self.box.values()))

    @property
    def folded(self) -> dict[Value, str]:
        """Of each node in a box, what the picture calls that."""
        return {node: self.name(part) for node, part in self.box.items()}

    def name(self, part: Part) -> str:
        """What the picture calls the box of a scope."""
        later = f"later{part.later}" if part.later else ""
        return f"s{self.numbers[part.scope]}{later}"

    def add(self, picture: Canvas, boxes: Boxes, nodes: Nodes, result: Value) -> None:
        """Draws everything: frames for open scopes, boxes for the others, and arrows."""
        parts: dict[Path, Canvas] = {(): picture}
        inside: dict[Path, list[Value]] = {(): []}
        folded: dict[Part, list[Value]] = {}
        for node, path in self.paths.items():
            part = self.box.get(node)
            where = path[: path.index(part.scope)] if part else path
            for depth in range(len(where)):
                self._frame(parts, where[: depth + 1])
            inside.setdefault(where, [])
            if part:
                folded.setdefault(part, []).append(node)
            else:
                inside[where].append(node)
        for where, those in inside.items():
            nodes.add(parts[where], reversed(those))  # the result first
        for part, those in folded.items():
            self._add_box(parts[part.scope.path[:-1]], boxes, part, those, result)
        for where in sorted(parts, key=len, reverse=True)[:-1]:
            parts[where[:-1]].subgraph(parts[where])
        self._add_arrows(picture, nodes)

    def _frame(self, parts: dict[Path, Canvas], path: Path) -> None:
        if path not in parts:
            frame = parts[path] = parts[()].part(f"cluster{len(parts)}")
            wide = text.width(path[-1].name)
            width = f' WIDTH="{wide:.0f}"' if wide else ""
            name = text.literal(path[-1].name)
            cell = (
                f'<TABLE BORDER="0" CELLBORDER="0"><TR><TD{width}><B>{name}</B></TD></TR></TABLE>'
            )
            frame.attr(label=f"<{cell}>", **FRAME)

    def _add_box(
        self, picture: Canvas, boxes: Boxes, part: Part, nodes: list[Value], result: Value
    ) -> None:
        scope = part.scope
        made = [node for node in nodes if node.parents]
        kind = "result" if result in nodes else "computed"
        later = told(" (later)") if part.later else ""
        titles = [boxes.heading(scope.name + later, self.numbers[scope])]
        titles.append(boxes.remark(told(f"{len(nodes):,} nodes")))
        label = table(titles, boxes.numbers(made or nodes))
        hint = tooltip(told(f"scope {repr(scope)!r}: {len(nodes):,} nodes"))
        picture.node(self.name(part), label, **boxes.theme.box(kind, folded=True), tooltip=hint)

    def _add_arrows(self, picture: Canvas, nodes: Nodes) -> None:
        """Into the boxes of scopes."""
        found: dict[tuple[str, str], None] = {}
        for node, part in self.box.items():
            for parent in node.parents:
                other = self.box.get(parent)
                source = self.name(other) if other else nodes.name.get(parent)
                if source and other != part:
                    found[source, self.name(part)] = None
        for tail, head in found:
            picture.edge(tail, head)


def _parts(order: Iterable[Value], closed: Mapping[Value, Scope]) -> dict[Value, Part]:
    """The boxes of scopes: one for each, unless boxes would then read each other in a circle.

    In a circle each box is cut where a way from it comes back. No circle is left: along an arrow
    between two boxes the cuts that were passed become more.
    """
    boxes: dict[object, int] = {}
    number = {node: boxes.setdefault(closed.get(node, node), len(boxes)) for node in order}
    arrows = {(number[p], number[node]): None for node in order for p in node.parents}
    knot = knots(len(boxes), list(arrows))
    passed: dict[Value, int] = {}
    for node in order:
        own = knot[number[node]]
        tied = (p for p in node.parents if own >= 0 and knot[number[p]] == own)
        passed[node] = max((passed[p] + (number[p] != number[node]) for p in tied), default=0)
    first: dict[Scope, int] = {}
    for node, scope in closed.items():
        first[scope] = min(passed[node], first.get(scope, passed[node]))
    return {node: Part(scope, passed[node] - first[scope]) for node, scope in closed.items()}
