"""`draw`: the graph behind a Value as a picture.

Values are boxes, operations are small round nodes between them:

    a heavy border     a leaf: a Value that somebody made (a parameter, an input)
    a dashed border    a constant: a number met in a formula, such as the 2 of `2 * x`
    a thin border      a computed value
    a double border    the result

so the kinds differ in greyscale too; colour only repeats what the border says. An operand that
repeats has as many arrows: `a + a` has two.
"""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from autograd import ops
from autograd.drawing import text
from autograd.graph import topological_order
from autograd.value import Value

if TYPE_CHECKING:
    from autograd.drawing.picture import Picture

LIMIT = 200
"""The most values that one picture shows; beyond that nobody can read it."""

DIRECTIONS = ("LR", "TB", "RL", "BT")

GRAPH_STYLE = {"nodesep": "0.2", "ranksep": "0.2", "fontname": "Helvetica", "fontsize": "12"}
NODE_STYLE = {"fontname": "Helvetica", "fontsize": f"{text.EM:g}", "shape": "box"}
EDGE_STYLE = {
    "arrowsize": "0.6",
    "fontname": "Helvetica",
    "labelfontsize": "9",
    "labeldistance": "1.5",
}

OPERATION = {
    "shape": "ellipse",
    "style": "filled",
    "fillcolor": "#eeeeee",
    "width": "0.35",
    "height": "0.35",
    "margin": "0.04,0.02",
}
LEAF = {"style": "filled", "fillcolor": "#e3eefc", "penwidth": "2"}
CONSTANT = {"style": "dashed", "margin": "0.08,0.04", "width": "0.3", "height": "0.3"}
COMPUTED = {"style": "rounded"}
RESULT = {"style": "rounded,filled", "fillcolor": "#fff3d0", "peripheries": "2"}
LEFT_OUT = {"shape": "plaintext", "width": "0.3", "height": "0.3"}


def draw(v: Value, *, direction: str = "LR", format: str = "svg") -> Picture:
    """The graph that `v` was computed from, as a `graphviz.Digraph`.

    In a notebook it shows itself; `draw(v).render("name")` writes `name.svg`, `draw(v).source` is
    the DOT text. The system's Graphviz does the layout, or where there is none the one that the
    extra `draw` installs. At most `LIMIT` values are drawn, those nearest to `v`; the picture says
    how many are left out.

    Arguments:
        v: the result at the end of the graph.
        direction: from the leaves to the result: "LR" (left to right), "RL", "TB" (top to
            bottom) or "BT".
        format: what `render` writes: "svg", "png", ... Letters for which the wheel has no font,
            such as Korean, need "svg" or the system's Graphviz.

    Raises:
        ImportError: the package graphviz is not installed.
        TypeError: `v` is not a Value.
        ValueError: an unknown direction or format.
    """
    if not isinstance(v, Value):
        raise TypeError(f"draw needs a Value, got {type(v).__name__}")
    if direction not in DIRECTIONS:
        raise ValueError(f"direction must be one of {', '.join(DIRECTIONS)}, got {direction!r}")
    try:
        from autograd.drawing.picture import Picture
    except ImportError as error:
        raise ImportError("drawing needs graphviz: pip install 'chainrule[draw]'") from error

    name = {node: f"n{i}" for i, node in enumerate(_nearest(v, LIMIT))}
    total = len(topological_order(v))
    picture = Picture(
        format=format,
        graph_attr={"rankdir": direction, **GRAPH_STYLE},
        node_attr=NODE_STYLE,
        edge_attr=EDGE_STYLE,
    )
    if len(name) < total:
        note = f"{total - len(name):,} of {total:,} nodes left out; these are nearest to the result"
        picture.attr("graph", label=note, labelloc="t", labeljust="l")
    for node in name:
        _add(picture, node, name, is_result=node is v)
    return picture


def mimebundle(v: Value) -> dict[str, str]:
    """What Jupyter shows of `v`: always its text, and the picture where one can be had."""
    bundle = {"text/plain": repr(v)}
    if v.parents:
        # Without the graphviz package, or a program to do the layout, the text is enough.
        with suppress(ImportError, RuntimeError):
            bundle["image/svg+xml"] = draw(v).for_notebooks()
    return bundle


def _nearest(root: Value, limit: int) -> list[Value]:
    """The first `limit` nodes on a walk back from the root, breadth first."""
    shown = {root: None}
    queue = deque([root])
    while queue:
        for parent in queue.popleft().parents:
            if parent not in shown:
                if len(shown) == limit:
                    return list(shown)
                shown[parent] = None
                queue.append(parent)
    return list(shown)


def _add(picture: Picture, node: Value, name: dict[Value, str], is_result: bool) -> None:
    """Draws one value, the operation that made it, and the arrows into that."""
    box = name[node]
    if node.operation is ops.constant and not is_result:
        picture.node(box, f"<{text.number(node.data)}>", **CONSTANT)
        return
    style = RESULT if is_result else COMPUTED if node.parents else LEAF
    picture.node(box, _table(node), **style, tooltip=_tooltip(node))
    if not node.parents:
        return
    operation = f"{box}op"
    symbol = node.operation.symbol or node.operation.name
    picture.node(operation, f"<{text.literal(symbol)}>", **OPERATION)
    picture.edge(operation, box)
    # x - y is not y - x, and the layout may put either above the other: so number them.
    numbered = (node.operation.arity or 0) > 1 and node.operation not in (ops.add, ops.mul)
    hidden = 0
    for i, parent in enumerate(node.parents, 1):
        if parent in name:
            picture.edge(name[parent], operation, headlabel=str(i) if numbered else None)
        else:
            hidden += 1
    if hidden:
        picture.node(f"{box}more", "…" if hidden == 1 else f"… {hidden:,}", **LEFT_OUT)
        picture.edge(f"{box}more", operation, style="dashed")


def _table(node: Value) -> str:
    """Label, data and gradient below each other, as an HTML-like label."""
    rows = [_row("data", node.data), _row("grad", float(node.grad))]
    if node.label:
        label, wide = text.literal(node.label), text.width(node.label)
        cell = ""
        if wide:  # from the left edge, because the layout cannot tell where the middle is
            cell = f' WIDTH="{wide:.0f}" ALIGN="LEFT" BALIGN="LEFT"'
            label += "<BR/>"
        rows[:0] = [f'<TR><TD COLSPAN="2"{cell}><B>{label}</B></TD></TR>', "<HR/>"]
    head = '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2">'
    return f"<{head}{''.join(rows)}</TABLE>>"


def _row(name: str, x: float) -> str:
    return f'<TR><TD ALIGN="LEFT">{name}</TD><TD ALIGN="RIGHT">{text.number(x)}</TD></TR>'


def _tooltip(node: Value) -> str:
    """Every digit, for the reader who lets the mouse rest on the box."""
    import graphviz

    escaped: Any = graphviz.escape(repr(node))
    return str(escaped)
