"""The picture that `draw` gives: of every Value, of a folded graph, or of an array program."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from autograd.drawing.boxes import Boxes
from autograd.drawing.canvas import Fold
from autograd.drawing.digraph import Digraph
from autograd.drawing.folded import add_folded
from autograd.drawing.kinds import Kinds
from autograd.drawing.legend import caption
from autograd.drawing.nodes import Nodes, longest, named, nearest
from autograd.drawing.scoped import Scoped, paths_of
from autograd.drawing.text import EM
from autograd.drawing.theme import THEMES, Theme
from autograd.graph import topological_order
from autograd.scopes import path_of
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

DIRECTIONS = ("LR", "TB", "RL", "BT")
SHOW = ("label", "data", "grad")
GRADIENTS = ("nodes", "edges")

GRAPH_STYLE = {"nodesep": "0.2", "ranksep": "0.25", "fontname": "Helvetica", "fontsize": "12"}
NODE_STYLE = {"fontname": "Helvetica", "fontsize": f"{EM:g}", "shape": "box"}
EDGE_STYLE = {
    "arrowsize": "0.6",
    "fontname": "Helvetica",
    "labelfontsize": "9",
    "labeldistance": "1.5",
}


def picture(
    v: Any,
    direction: str,
    format: str,
    show: str | Sequence[str],
    fold: Fold,
    open: int | Sequence[int],
    theme: str,
    gradients: str = "nodes",
    repeat_leaves: bool = False,
) -> Picture | Digraph:
    """What `draw` returns; the arguments are checked here."""
    _check("direction", direction, DIRECTIONS)
    _check("gradients", gradients, GRADIENTS)
    _check("theme", theme, ("auto", *THEMES))
    shown = (show,) if isinstance(show, str) else tuple(show)
    for part in shown:
        _check("show", part, SHOW)
    colours = THEMES["light" if theme == "auto" else theme]
    graph, node, edge = colours.around()
    picture = _canvas()(
        format=format,
        graph_attr={"rankdir": direction, **GRAPH_STYLE, **graph},
        node_attr={**NODE_STYLE, **node},
        edge_attr={**EDGE_STYLE, **edge},
    )
    picture.adapts = theme == "auto"
    if isinstance(v, Value):
        how = gradients == "edges", repeat_leaves
        note = _draw_values(picture, colours, shown, v, fold, open, how)
    elif hasattr(type(v), "lifted"):  # the compiler needs NumPy, so it is not imported to ask
        from autograd.drawing.program import add_program

        note = add_program(picture, colours, v.lifted, LIMIT)
    else:
        raise TypeError(f"draw needs a Value or a compiled function, got {type(v).__name__}")
    if note:
        picture.attr("graph", label=note, labelloc="t", labeljust="l")
    return picture


def _canvas() -> type[Picture | Digraph]:
    """What is drawn on: graphviz's, or ours where that is not installed."""
    try:
        from autograd.drawing.picture import Picture
    except ImportError:
        return Digraph
    return Picture


def _draw_values(
    picture: Picture | Digraph,
    theme: Theme,
    show: Sequence[str],
    v: Value,
    fold: Fold,
    open: int | Sequence[int],
    how: tuple[bool, bool],
) -> str:
    """Draws the graph of `v`; returns what to say above it."""
    names = _names(fold)
    order = topological_order(v)
    total = len(order)
    edges, repeat = how
    wanted = (open,) if isinstance(open, int) else tuple(open)
    kind_of = Kinds(v, order, names)
    boxes = Boxes(theme, show, (node for node in order if kind_of(node) != "constant"))
    by_name = not isinstance(fold, bool) and fold != "auto"
    scoped = None if by_name else _scoped(order, fold, wanted)
    if scoped and scoped.count <= LIMIT:
        nodes = [node for node in reversed(order) if node not in scoped.box]
        drawing = _nodes(boxes, nodes, order, kind_of, v, edges, repeat)
        drawing.arrows, drawing.name = picture, scoped.shared(drawing.name, kind_of)
        drawing.folded = {node: scoped.name(scope) for node, scope in scoped.box.items()}
        scoped.add(picture, boxes, drawing, v)
        picture.wraps = longest(order, set(nodes)) >= LONG
        note = f"{total:,} nodes; draw(..., open=1) opens box [1]" if scoped.box else ""
        return caption(theme, note, set(map(kind_of, order)), boxes.bars)
    asked = fold is True or hasattr(fold, "named_parameters")
    if asked or (fold == "auto" and LIMIT < total <= MOST_FOLDED):
        note = add_folded(picture, boxes, order, kind_of, names, wanted, edges)
        picture.wraps = True  # layers one below the other fill a page
        return caption(theme, note, set(map(kind_of, order)), boxes.bars)
    if wanted:
        raise ValueError(f"nothing is folded in this picture of {total} nodes, so nothing to open")
    limit = LIMIT if fold == "auto" else MOST_DRAWN
    nodes = nearest(v, limit)
    _nodes(boxes, nodes, order, kind_of, v, edges, repeat).add(picture, nodes)
    picture.wraps = longest(order, set(nodes)) >= LONG
    note = _left_out(total - len(nodes), total, fold)
    return caption(theme, note, set(map(kind_of, nodes)), boxes.bars)


def _nodes(
    boxes: Boxes,
    nodes: list[Value],
    order: list[Value],
    kind_of: Kinds,
    v: Value,
    edges: bool,
    repeat: bool,
) -> Nodes:
    name = named(nodes, order, kind_of, share=not (edges or repeat))
    if repeat:
        name = {node: box for node, box in name.items() if node.parents or node is v}
    return Nodes(boxes, kind_of, name, edges=edges, repeat=repeat)


def _scoped(order: Sequence[Value], fold: Fold, open: Sequence[int]) -> Scoped | None:
    """The scopes of a graph that has any, each open if everything can be read."""
    if len(order) > MOST_FOLDED or not any(map(path_of, order)):
        return None
    return Scoped(paths_of(order), fold is not True and len(order) <= LIMIT, open)


def _left_out(count: int, total: int, fold: Fold) -> str:
    if not count:
        return ""
    note = f"{count:,} of {total:,} nodes left out; these are nearest to the result"
    return note if fold is False else f"{note}; draw(..., fold=True) folds all"


def _names(fold: Fold) -> dict[Value, str]:
    """For a model's parameters, the part of the model that they belong to."""
    if isinstance(fold, bool) or fold == "auto":
        return {}
    if not hasattr(fold, "named_parameters"):
        raise TypeError(f'fold must be "auto", True, False or a model of nn, got {fold!r}')
    return {
        parameter: _part(name) or type(fold).__name__ for name, parameter in fold.named_parameters()
    }


def _part(name: str) -> str:
    """`layers.0` for `layers.0.neurons.2.w.1`: up to the first number, or else to the last dot."""
    path = name.split(".")
    number = next((i for i, part in enumerate(path[:-1]) if part.isdigit()), len(path) - 2)
    return ".".join(path[: number + 1])


def _check(what: str, given: str, known: Iterable[str]) -> None:
    if given not in known:
        raise ValueError(f"{what}: got {given!r}, known are {', '.join(known)}")
