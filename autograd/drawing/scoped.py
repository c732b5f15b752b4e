"""Values in frames: the groups that `autograd.scope` has given names, or one box for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from autograd.drawing import text
from autograd.drawing.boxes import Boxes, table, tooltip
from autograd.drawing.canvas import Canvas
from autograd.drawing.nodes import FEWEST_SHARING, Nodes
from autograd.scopes import Scope, path_of
from autograd.value import Value

Path = tuple[Scope, ...]
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
        box: of each node that is folded into one, the scope.

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
                raise ValueError(f"there is no box {number!r} to open; the scopes are {known}")
        self.box: dict[Value, Scope] = {}
        for node, path in paths.items():
            closed = [s for s in path if not (whole or self.numbers[s] in open)]
            if closed:
                self.box[node] = closed[0]

    def shared(self, name: dict[Value, str], kind_of: Callable[[Value], str]) -> dict[Value, str]:
        """The same names, but one for leaves of a kind that the same boxes of scopes read."""
        readers: dict[Value, dict[object, None]] = {}
        for node in self.paths:
            for parent in node.parents:
                if parent in name and not parent.parents and kind_of(parent) != "constant":
                    readers.setdefault(parent, {})[self.box.get(node, node)] = None
        alike: dict[object, list[Value]] = {}
        for leaf, by in readers.items():
            if all(isinstance(each, Scope) for each in by):
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
        return {node: self.name(scope) for node, scope in self.box.items()}

    def name(self, scope: Scope) -> str:
        """What the picture calls the box of a scope."""
        return f"s{self.numbers[scope]}"

    def add(self, picture: Canvas, boxes: Boxes, nodes: Nodes, result: Value) -> None:
        """Draws everything: frames for open scopes, boxes for the others, and arrows."""
        parts: dict[Path, Canvas] = {(): picture}
        inside: dict[Path, list[Value]] = {(): []}
        folded: dict[Scope, list[Value]] = {}
        for node, path in self.paths.items():
            scope = self.box.get(node)
            where = path[: path.index(scope)] if scope else path
            for depth in range(len(where)):
                self._frame(parts, where[: depth + 1])
            inside.setdefault(where, [])
            if scope:
                folded.setdefault(scope, []).append(node)
            else:
                inside[where].append(node)
        for where, those in inside.items():
            nodes.add(parts[where], reversed(those))  # the result first
        for scope, those in folded.items():
            self._add_box(parts[scope.path[:-1]], boxes, scope, those, result)
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
        self, picture: Canvas, boxes: Boxes, scope: Scope, nodes: list[Value], result: Value
    ) -> None:
        made = [node for node in nodes if node.parents]
        kind = "result" if result in nodes else "computed"
        titles = [boxes.heading(scope.name, self.numbers[scope])]
        titles.append(boxes.remark(f"{len(nodes):,} nodes"))
        label = table(titles, boxes.numbers(made))
        hint = tooltip(f"scope {repr(scope)!r}: {len(nodes):,} nodes")
        picture.node(self.name(scope), label, **boxes.theme.box(kind, folded=True), tooltip=hint)

    def _add_arrows(self, picture: Canvas, nodes: Nodes) -> None:
        """Into the boxes of scopes."""
        found: dict[tuple[str, str], None] = {}
        for node, scope in self.box.items():
            for parent in node.parents:
                other = self.box.get(parent)
                source = self.name(other) if other else nodes.name.get(parent)
                if source and other is not scope:
                    found[source, self.name(scope)] = None
        for tail, head in found:
            picture.edge(tail, head)
