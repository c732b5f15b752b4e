"""The graph of a Value as a picture: folded, in scopes, or every Value a box."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from autograd.drawing.boxes import Boxes
from autograd.drawing.canvas import Fold
from autograd.drawing.compact import Compact
from autograd.drawing.digraph import Digraph
from autograd.drawing.folded import add_folded
from autograd.drawing.forms import Form, forms
from autograd.drawing.kinds import Kinds
from autograd.drawing.legend import SMALL, caption
from autograd.drawing.nodes import Nodes, longest, named, nearest
from autograd.drawing.scoped import Scoped, paths_of
from autograd.drawing.text import EM
from autograd.drawing.theme import Theme
from autograd.graph import topological_order
from autograd.scopes import path_of
from autograd.telling import told, type_error, value_error
from autograd.value import Value

if TYPE_CHECKING:
    from autograd.drawing.picture import Picture

LIMIT = 200
"""A graph of more Values than this folds by itself: beyond it nobody can read one."""

MOST_DRAWN = 2_000
"""The most Values drawn with `fold=False`: the layout takes seconds from here on."""

LONG = 24
"""Where so many operations follow one another, the picture is drawn in rows, like text."""

MOST_FOLDED = 200_000
"""A graph of more Values than this folds only if asked to, for that takes seconds."""


class Values:
    """Draws one graph, in whatever form.

    Arguments:
        v: its result.
        theme: the colours.
        show: what a box says of its Value.
        fold, open: what folds, and which of that is open; see `draw`.
        edges: whether arrows have their gradients.
        repeat: whether leaves are drawn beside each of their uses.

    Raises:
        TypeError: `fold` is nothing to fold by.
        ValueError: there is no box to open of such a number.
    """

    def __init__(
        self,
        v: Value,
        theme: Theme,
        show: Sequence[str],
        fold: Fold,
        open: int | Sequence[int],
        edges: bool = False,
        repeat: bool = False,
    ) -> None:
        self.v, self.theme, self.fold, self.edges, self.repeat = v, theme, fold, edges, repeat
        self.names = _names(fold)
        self.order = order = topological_order(v)
        self.open = (open,) if isinstance(open, int) else tuple(open)
        self.kind_of = kind_of = Kinds(v, order, self.names)
        self.boxes = Boxes(theme, show, (node for node in order if kind_of(node) != "constant"))
        self.scoped = self._scoped()
        asked = fold is True or hasattr(fold, "named_parameters")
        large = fold == "auto" and LIMIT < len(order) <= MOST_FOLDED
        self.folds = self.scoped is None and (asked or large)

    @property
    def most(self) -> int:
        """How many Values are drawn one by one at most."""
        return LIMIT if self.fold == "auto" else MOST_DRAWN

    def _scoped(self) -> Scoped | None:
        """The scopes of a graph that has any, each open if everything can be read."""
        order, by_name = self.order, not isinstance(self.fold, bool) and self.fold != "auto"
        if by_name or len(order) > MOST_FOLDED or not any(map(path_of, order)):
            return None
        whole = self.fold is not True and len(order) <= LIMIT
        scoped = Scoped(paths_of(order), whole, self.open)
        return scoped if scoped.count <= LIMIT else None

    def forms(self, direction: str) -> list[Form]:
        """In which forms it might be drawn."""
        if self.folds:
            return [Form(False, direction.replace("auto", "LR"))]
        shown = self.scoped.count if self.scoped else min(len(self.order), self.most)
        return forms(direction, shown, self.edges)

    def add(self, picture: Picture | Digraph, form: Form) -> str:
        """Draws the graph, and returns what to say above it."""
        if self.folds:
            note = add_folded(
                picture, self.boxes, self.order, self.kind_of, self.names, self.open, self.edges
            )
            picture.wraps = True  # layers one below the other fill a page
            return self._caption(note, self.order)
        picture.ours = form.compact
        if form.compact:
            picture.attr("edge", labelfontsize=f"{EM:g}")
        add = self._add_scoped if self.scoped else self._add_single
        return add(picture, form.compact)

    def _add_scoped(self, picture: Picture | Digraph, compact: bool) -> str:
        scoped = self.scoped
        assert scoped is not None
        nodes = [node for node in reversed(self.order) if node not in scoped.box]
        drawing = self._nodes(nodes, compact)
        drawing.arrows, drawing.name = picture, scoped.shared(drawing.name, self.kind_of)
        scoped.add(picture, self.boxes, drawing, self.v)
        picture.wraps = longest(self.order, set(nodes)) >= LONG
        note = ""
        if scoped.box:
            note = told(f"{len(self.order):,} nodes; draw(..., open=1) opens box [1]")
        return self._caption(note, self.order, compact)

    def _add_single(self, picture: Picture | Digraph, compact: bool) -> str:
        total = len(self.order)
        if self.open:
            raise value_error(
                f"nothing is folded in this picture of {total} nodes, so nothing to open"
            )
        nodes = nearest(self.v, self.most)
        self._nodes(nodes, compact).add(picture, nodes)
        picture.wraps = longest(self.order, set(nodes)) >= LONG
        return self._caption(_left_out(total - len(nodes), total, self.fold), nodes, compact)

    def _nodes(self, nodes: list[Value], compact: bool) -> Nodes:
        """What draws these; leaves have no names if they are drawn where they are read."""
        folded = self.scoped.folded if self.scoped else {}
        alone = {parent for node in folded for parent in node.parents} if compact else set()
        share = not (self.edges or self.repeat or compact)
        name = named(nodes, self.order, self.kind_of, share)
        if self.repeat or compact:
            name = {n: box for n, box in name.items() if n.parents or n is self.v or n in alone}
        if compact:
            leaves = {node for node in nodes if node not in name}
            return Compact(self.boxes, self.kind_of, name, folded, leaves=leaves)
        return Nodes(self.boxes, self.kind_of, name, folded, self.edges, self.repeat)

    def _caption(self, note: str, nodes: Iterable[Value], compact: bool = False) -> str:
        kinds = set(map(self.kind_of, nodes))
        if compact:
            kinds.discard("constant")  # those have no boxes then
        return caption(self.theme, note, kinds, self.boxes.bars, EM if compact else SMALL)


def _left_out(count: int, total: int, fold: Fold) -> str:
    if not count:
        return ""
    note = told(f"{count:,} of {total:,} nodes left out; these are nearest to the result")
    return note if fold is False else told(f"{note}; draw(..., fold=True) folds all")


def _names(fold: Fold) -> dict[Value, str]:
    """For a model's parameters, the part of the model that they belong to."""
    if isinstance(fold, bool) or fold == "auto":
        return {}
    if not hasattr(fold, "named_parameters"):
        raise type_error(f'fold must be "auto", True, False or a model of nn, got {fold!r}')
    return {
        parameter: _part(name) or type(fold).__name__ for name, parameter in fold.named_parameters()
    }


def _part(name: str) -> str:
    """What holds a parameter: `layers.0` for `layers.0.neurons.2.w.1`, a layer of neurons.

    Of other modules up to the first number, or else to the last dot.
    """
    layer, neurons, _ = f".{name}".partition(".neurons.")
    if neurons:
        return layer[1:]
    path = name.split(".")
    number = next((i for i, part in enumerate(path[:-1]) if part.isdigit()), len(path) - 2)
    return ".".join(path[: number + 1])
