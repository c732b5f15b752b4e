"""The picture that `draw` gives: of every Value, of a folded graph, or of an array program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from autograd.drawing.canvas import Fold
from autograd.drawing.digraph import Digraph
from autograd.drawing.forms import Form, readable
from autograd.drawing.text import EM
from autograd.drawing.theme import THEMES
from autograd.drawing.values import LIMIT, Values
from autograd.telling import type_error, value_error
from autograd.value import Value

if TYPE_CHECKING:
    from autograd.drawing.picture import Picture

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
    _check("direction", direction, ("auto", *DIRECTIONS))
    _check("gradients", gradients, GRADIENTS)
    _check("theme", theme, ("auto", *THEMES))
    shown = (show,) if isinstance(show, str) else tuple(show)
    for part in shown:
        _check("show", part, SHOW)
    colours = THEMES["light" if theme == "auto" else theme]
    graph, node, edge = colours.around()

    def drawn(add: Callable[[Picture | Digraph, Form], str], form: Form) -> Picture | Digraph:
        picture = _canvas()(
            format=format,
            graph_attr={"rankdir": form.direction, **GRAPH_STYLE, **graph},
            node_attr={**NODE_STYLE, **node},
            edge_attr={**EDGE_STYLE, **edge},
        )
        picture.adapts = theme == "auto"
        note = add(picture, form)
        if note:
            picture.attr("graph", label=note, labelloc="t", labeljust="l")
        return picture

    if isinstance(v, Value):
        how = gradients == "edges", repeat_leaves
        values = Values(v, colours, shown, fold, open, *how)
        return readable(partial(drawn, values.add), values.forms(direction))
    if not hasattr(type(v), "lifted"):  # the compiler needs NumPy, so it is not imported to ask
        raise type_error(f"draw needs a Value or a compiled function, got {type(v).__name__}")
    from autograd.drawing.program import add_program

    form = Form(False, "LR" if direction == "auto" else direction)
    return drawn(lambda picture, _: add_program(picture, colours, v.lifted, LIMIT), form)


def _canvas() -> type[Picture | Digraph]:
    """What is drawn on: graphviz's, or ours where that is not installed."""
    try:
        from autograd.drawing.picture import Picture
    except ImportError:
        return Digraph
    return Picture


def _check(what: str, given: str, known: Iterable[str]) -> None:
    if given not in known:
        raise value_error(f"{what}: got {given!r}, known are {', '.join(known)}")
