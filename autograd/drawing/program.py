"""A compiled function as a picture: its array program, one box for each statement.

Each box has a name, the shape of the array and the expression that computes it, as `.source` has
them. Parameters that the same statements read share a box.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd.drawing import text
from autograd.drawing.boxes import Boxes, table, tooltip
from autograd.drawing.canvas import Canvas
from autograd.drawing.theme import Theme
from autograd.telling import told

if TYPE_CHECKING:
    from autograd.compiler.program import Array
    from autograd.compiler.run import Lifted

LONGEST = 44  # letters of an expression; the tooltip has all


def add_program(picture: Canvas, theme: Theme, lifted: Lifted, limit: int) -> str:
    """Draws the program of a compiled function, and returns what to say above it.

    Arguments:
        picture: where to draw.
        theme: the colours.
        lifted: the function for arguments of one form.
        limit: how many statements at most; those nearest to the result are drawn.
    """
    from autograd.compiler.derive import Forward
    from autograd.compiler.program import views_of
    from autograd.compiler.write import NUMPY

    if lifted.program is None:
        return told(f"{lifted.name}: {lifted.tape.scalar_nodes:,} scalar nodes, line by line")
    program, boxes = lifted.program, Boxes(theme, ())
    writer = Forward(program, lifted.name)
    results = {array for array, _ in program.results}
    left_out = max(0, len(program.statements) - limit)
    drawn: dict[Array, str] = {}
    readers: dict[Array, dict[str, None]] = {}
    for i, statement in enumerate(program.statements):
        before = len(writer.steps)
        writer.write(statement)  # the later ones need the names that it gives
        if i < left_out:
            continue
        out, name = statement.out, f"s{i}"
        style = theme.box("result" if out in results else "computed")
        lines = [f"{NUMPY.text(x.target)} = {NUMPY.text(x.value)}" for x in writer.steps[before:]]
        picture.node(name, _label(boxes, out, lines), **style, tooltip=tooltip("\n".join(lines)))
        drawn[out] = name
        for view in views_of(statement):
            readers.setdefault(view.array, {})[name] = None
    _add_leaves(picture, theme, {a: by for a, by in readers.items() if a.kind != "value"})
    for array, by in readers.items():
        for name in by if array in drawn else ():
            picture.edge(drawn[array], name)
    count = len(program.statements)
    nodes = f"{program.scalar_nodes:,}"
    note = told(f"{lifted.name}: {nodes} scalar nodes as {count} array statements")
    return told(f"{note}; the first {left_out:,} are left out") if left_out else note


def _label(boxes: Boxes, out: Array, lines: list[str]) -> str:
    """Name and shape, the expression, and for how many scalar nodes it stands."""
    own = [line for line in lines if line.startswith(f"{out.name} ")]
    others = [boxes.remark(line) for line in lines if line not in own]  # x_windows = ...
    expression = " ".join(own).partition(" = ")[2]
    if len(expression) > LONGEST:
        expression = expression[: LONGEST - 1] + "…"
    nodes = told(f"{out.nodes:,} scalar node{'s' * (out.nodes != 1)}")
    code = f'<TR><TD COLSPAN="2"><FONT FACE="Courier">{text.literal(expression)}</FONT></TD></TR>'
    return table([_named(out)], [*others, code, boxes.remark(nodes)])


def _add_leaves(picture: Canvas, theme: Theme, readers: dict[Array, dict[str, None]]) -> None:
    """Parameters, inputs and constants; those of one kind with the same readers share a box."""
    sharing: dict[tuple[str, ...], list[Array]] = {}
    for array, by in readers.items():
        sharing.setdefault((array.kind, *by), []).append(array)
    for i, ((kind, *names), arrays) in enumerate(sharing.items()):
        label = table([], [_named(array) for array in arrays])
        picture.node(f"a{i}", label, **theme.box(kind), tooltip=told(kind))
        for name in names:
            picture.edge(f"a{i}", name)


def _named(array: Array) -> str:
    shape = " × ".join(map(str, array.shape)) or told("scalar")
    name = f"<B>{text.literal(array.name)}</B>"
    return f'<TR><TD ALIGN="LEFT">{name}</TD><TD ALIGN="RIGHT">{shape}</TD></TR>'
