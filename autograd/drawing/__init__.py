"""Pictures of graphs: `draw(v)`, and what a `Value` shows in Jupyter.

Read in this order: `canvas` (what is asked of a picture), `text` (numbers and labels as DOT wants
them), `theme` and `boxes` (how things look), `kinds` (parameters, inputs, constants), `nodes`
(every Value a box) and `compact` (small boxes that hold leaves), `scoped` (groups with names),
`unrolling`, `folding`, `layers`, `calling` and `folded` (large graphs), `program` (compiled
functions), `legend`. All that is DOT text; what draws it without any program: `reading`, `circles`,
`letters` and `labels` (text with sizes), `layering`, `columns`, `layout`, `rows` and `pages` (a
graph on a page), `rooms` and `arrangement` (frames in frames), `strokes`, `lettering` and `vector`
(SVG). Then `adapting` (to the theme of a page), `output`, `digraph`; with Graphviz `tidying` and
`picture`; at the end `forms`, `values` and `graph`, which choose among all this. They are imported
with the first picture, not before.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Literal

from autograd.value import Value

if TYPE_CHECKING:
    from autograd.drawing.canvas import Fold
    from autograd.drawing.digraph import Digraph
    from autograd.drawing.picture import Picture
    from autograd.signatures import CompiledFunction

__all__ = ["draw", "mimebundle"]


def _shown(self: Value, include: object = None, exclude: object = None) -> dict[str, str]:
    """What Jupyter shows: the `repr`, and a picture of the graph where one can be drawn."""
    return mimebundle(self)


Value._repr_mimebundle_ = _shown  # type: ignore[attr-defined]  # Values know of no pictures


def draw(
    v: Value | CompiledFunction[..., object],
    *,
    direction: str = "auto",
    format: str = "svg",
    show: str | Sequence[str] = ("label", "data", "grad"),
    fold: Fold = "auto",
    open: int | Sequence[int] = (),
    theme: str = "auto",
    gradients: Literal["nodes", "edges"] = "nodes",
    repeat_leaves: bool = False,
) -> Picture | Digraph:
    """The graph that `v` was computed from, as a `graphviz.Digraph` (or the like without it).

    In a notebook it shows itself; `draw(v).render("name")` writes `name.svg`, `draw(v).source` is
    the DOT text. The system's Graphviz does the layout, or the one that the extra `draw` installs,
    or where neither is there a layout in Python, which writes SVG. Long chains and many
    layers stand in rows like text, which Graphviz cannot do: their SVG is always that of Python.
    So is that of graphs which would not fit a slide in letters of 9 pixels (from 40 to 130 Values
    on, by their form): a box is then an operation with its result, one number and the gradient as a
    bar; leaves stand in the boxes that read them; the rest is told where the mouse rests.

    The outline of a box says what it is: heavy for a parameter, with a folded corner for an input,
    dashed for a constant, round for a computed value, double for the result. (A leaf is a parameter
    if it is labelled w, b, weight, bias or theta, with or without a number, or if the model given
    as `fold` holds it.) The bar below a gradient goes from the middle to the right if it is
    positive, to the left if it is negative, and is as long as the gradient is large; that of the
    largest in the graph fills its half of the track.

    Beyond 200 Values, nodes of one form fold into one box each: a network's layers, whatever the
    number of samples. A folded box has a number, by which it opens: `draw(loss, open=3)`. A
    compiled function is drawn as its array program; `show`, `fold` and `open` are for Values.

    Arguments:
        v: the result at the end of the graph; or a function made by `autograd.compile`, after a
            call.
        direction: from the leaves to the result: "LR" (left to right), "RL", "TB" (top to
            bottom) or "BT"; "auto" is "LR", or "TB" where that lets large letters fit a slide, as
            of a wide tree.
        format: what `render` writes: "svg", "png", ... Letters for which the wheel has no font,
            such as Korean, need "svg" or the system's Graphviz.
        show: what a box says of its Value: any of "label", "data", "grad".
        fold: "auto" folds large graphs (beyond 200,000 Values it draws those nearest to the
            result), True any graph, False none (beyond 2,000 Values it draws the nearest). A model
            of `nn` folds any graph, tells that model's parameters from other leaves, and says
            what it calls the layers: "Layer 1 (layers.0)".
        open: the number of a folded box, or several, to draw their nodes one by one, the first ones
            of very many.
        theme: "auto" is light, and dark where the page is that shows the SVG; or always "light", or
            always "dark".
        gradients: "nodes": each Value has its gradient; "edges": each arrow between Values that are
            drawn one by one also has local gradient × upstream gradient = contribution.
        repeat_leaves: whether leaves are drawn beside each of their uses, so that the weights of a
            recurrent network do not tie its steps together. Not in folded pictures.

    Raises:
        TypeError: `v` is neither a Value nor compiled, or `fold` is nothing to fold by.
        ValueError: an unknown direction, format, show, theme, gradients, or number to open; or a
            compiled function was not called yet.
    """
    from autograd.drawing.graph import picture

    return picture(v, direction, format, show, fold, open, theme, gradients, repeat_leaves)


def mimebundle(v: Value | CompiledFunction[..., object]) -> dict[str, str]:
    """What Jupyter shows of `v`: always its text, and the picture where one can be had.

    Arguments:
        v: a Value, or a compiled function.
    """
    bundle = {"text/plain": repr(v)}
    if not isinstance(v, Value) or v.parents:
        from subprocess import SubprocessError

        from autograd.drawing.adapting import as_html

        # Where the program fails that does the layout (it may even close the pipe: OSError), or the
        # compiled function cannot be drawn (it needs NumPy), the text is enough.
        with suppress(ImportError, RuntimeError, SubprocessError, OSError):
            bundle["image/svg+xml"] = svg = draw(v).for_notebooks()
            bundle["text/html"] = as_html(svg, bundle["text/plain"])
    return bundle
