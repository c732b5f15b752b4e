"""`draw`: the graph behind a Value, or the program of a compiled function, as a picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from autograd.drawing.boxes import Boxes
from autograd.drawing.folded import add_folded
from autograd.drawing.kinds import Kinds
from autograd.drawing.nodes import add_nodes, named, nearest
from autograd.drawing.text import EM
from autograd.drawing.theme import THEMES
from autograd.graph import topological_order
from autograd.value import Value

if TYPE_CHECKING:
    from autograd.drawing.picture import Picture

LIMIT = 200
"""A graph of more Values than this folds by itself: beyond it nobody can read one."""

MOST_DRAWN = 2_000
"""The most Values drawn with `fold=False`: the layout takes seconds from here on."""

MOST_FOLDED = 300_000
"""A graph of more Values than this folds only if asked to, for that takes seconds."""

DIRECTIONS = ("LR", "TB", "RL", "BT")
SHOW = ("label", "data", "grad")

GRAPH_STYLE = {"nodesep": "0.2", "ranksep": "0.25", "fontname": "Helvetica", "fontsize": "12"}
NODE_STYLE = {"fontname": "Helvetica", "fontsize": f"{EM:g}", "shape": "box"}
EDGE_STYLE = {
    "arrowsize": "0.6",
    "fontname": "Helvetica",
    "labelfontsize": "9",
    "labeldistance": "1.5",
}


def draw(
    v: Any,
    *,
    direction: str = "LR",
    format: str = "svg",
    show: str | Sequence[str] = SHOW,
    fold: Any = "auto",
    open: int | Sequence[int] = (),
    theme: str = "light",
) -> Picture:
    """The graph that `v` was computed from, as a `graphviz.Digraph`.

    In a notebook it shows itself; `draw(v).render("name")` writes `name.svg`, `draw(v).source` is
    the DOT text. The system's Graphviz does the layout, or where there is none the one that the
    extra `draw` installs.

    The outline of a box says what it is: heavy for a parameter, with a folded corner for an input,
    dashed for a constant, round for a computed value, double for the result (`kinds` says how they
    are told apart). The bar below a gradient is as long as its size, the longest being that of the
    largest gradient in the graph.

    Beyond 200 Values, nodes of one form fold into one box each: a network's layers, whatever the
    number of samples. A folded box has a number, by which it opens. A compiled function is drawn as
    its array program.

    Arguments:
        v: the result at the end of the graph; or a function made by `autograd.compile`, after a
            call.
        direction: from the leaves to the result: "LR" (left to right), "RL", "TB" (top to
            bottom) or "BT".
        format: what `render` writes: "svg", "png", ... Letters for which the wheel has no font,
            such as Korean, need "svg" or the system's Graphviz.
        show: what a box says of its Value: any of "label", "data", "grad".
        fold: "auto" folds large graphs, True any graph, False none (of more than 2,000 Values those
            nearest to the result are drawn). A `nn` model folds any graph, tells that model's
            parameters from other leaves, and names layers as the model does.
        open: the number of a folded box, or several, to draw their nodes one by one, the first ones
            of very many.
        theme: "light", or "dark" for projectors in dark rooms.

    Raises:
        ImportError: the package graphviz is not installed.
        TypeError: `v` is neither a Value nor compiled, or `fold` is nothing to fold by.
        ValueError: an unknown direction, format, show, theme, or number to open; or a compiled
            function was not called yet.
    """
    _check("direction", direction, DIRECTIONS)
    _check("theme", theme, THEMES)
    shown = (show,) if isinstance(show, str) else tuple(show)
    for part in shown:
        _check("show", part, SHOW)
    try:
        from autograd.drawing.picture import Picture
    except ImportError as error:
        raise ImportError("drawing needs graphviz: pip install 'chainrule[draw]'") from error

    graph, node, edge = THEMES[theme].around()
    picture = Picture(
        format=format,
        graph_attr={"rankdir": direction, **GRAPH_STYLE, **graph},
        node_attr={**NODE_STYLE, **node},
        edge_attr={**EDGE_STYLE, **edge},
    )
    if isinstance(v, Value):
        note = _draw_values(picture, THEMES[theme], shown, v, fold, open)
    elif hasattr(type(v), "lifted"):  # the compiler needs NumPy, so it is not imported to ask
        from autograd.drawing.program import add_program

        note = add_program(picture, THEMES[theme], v.lifted, LIMIT)
    else:
        raise TypeError(f"draw needs a Value or a compiled function, got {type(v).__name__}")
    if note:
        picture.attr("graph", label=note, labelloc="t", labeljust="l")
    return picture


def _draw_values(
    picture: Picture,
    theme: Any,
    show: Sequence[str],
    v: Value,
    fold: Any,
    open: int | Sequence[int],
) -> str:
    """Draws the graph of `v`; returns what to say above it."""
    names = _names(fold)
    order = topological_order(v)
    total = len(order)
    wanted = (open,) if isinstance(open, int) else tuple(open)
    kind_of = Kinds(v, order, names)
    boxes = Boxes(theme, show, (node for node in order if kind_of(node) != "constant"))
    if fold is True or names or (fold == "auto" and LIMIT < total <= MOST_FOLDED):
        return add_folded(picture, boxes, order, kind_of, names, wanted)
    if wanted:
        raise ValueError(f"nothing is folded in this picture of {total} nodes, so nothing to open")
    limit = LIMIT if fold == "auto" else MOST_DRAWN
    nodes = nearest(v, limit)
    add_nodes(picture, boxes, nodes, kind_of, named(nodes, order, kind_of))
    if len(nodes) == total:
        return ""
    note = f"{total - len(nodes):,} of {total:,} nodes left out; these are nearest to the result"
    return note if fold is False else f"{note}; draw(..., fold=True) folds all"


def _names(fold: Any) -> dict[Value, str]:
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


def _check(what: str, given: Any, known: Iterable[str]) -> None:
    if given not in known:
        raise ValueError(f"{what}: got {given!r}, known are {', '.join(known)}")


def mimebundle(v: Value) -> dict[str, str]:
    """What Jupyter shows of `v`: always its text, and the picture where one can be had."""
    bundle = {"text/plain": repr(v)}
    if v.parents:
        # Without the graphviz package, or a program to do the layout, the text is enough.
        with suppress(ImportError, RuntimeError):
            bundle["image/svg+xml"] = draw(v).for_notebooks()
    return bundle
