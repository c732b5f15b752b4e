"""Text, as SVG: the cells of a label, each with its lines where they belong."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from autograd.drawing.labels import Cell, Label, Run
from autograd.drawing.layout import Point
from autograd.drawing.strokes import points, rectangle, shown

_ANCHORS = {"LEFT": "start", "RIGHT": "end"}


def written(label: Label, corner: Point, ink: str, line: str = "") -> Iterator[str]:
    """The cells of a label, and the rules between them.

    Arguments:
        label: what is written.
        corner: its left upper corner.
        ink: the colour of text that has none of its own.
        line: the colour of the rules.
    """
    for cell in label.cells:
        at = corner[0] + cell.x, corner[1] + cell.y
        fill = cell.attributes.get("BGCOLOR")
        if fill:
            pen = f'fill="{fill}" stroke="{cell.attributes.get("COLOR", "none")}"'
            if cell.attributes.get("STYLE") == "dashed":
                pen += ' stroke-dasharray="3,2"'
            pen += f' stroke-width="{cell.attributes.get("BORDER", 1)}"'
            yield rectangle(at, (cell.width, cell.height), pen)
        if cell.inner:
            aside = (cell.width - cell.inner.width) / 2, (cell.height - cell.inner.height) / 2
            yield from written(cell.inner, (at[0] + aside[0], at[1] + aside[1]), ink)
        yield from _lines(cell, at, ink)
    for rule in label.rules:
        y = corner[1] + rule
        ends = points((corner[0], y), (corner[0] + label.width, y))
        yield f'<polyline points="{ends}" fill="none" stroke="{line or ink}"/>'


def _lines(cell: Cell, corner: Point, ink: str) -> Iterator[str]:
    x, y = corner
    at = {"LEFT": x + cell.padding, "RIGHT": x + cell.width - cell.padding}
    anchor = _ANCHORS.get(cell.align, "middle")
    y += (cell.height - sum(cell.heights)) / 2
    for line, height in zip(cell.lines, cell.heights):
        if line:
            base = y + height / 2 + 0.35 * line[0].size
            yield (
                f'<text x="{shown(at.get(cell.align, x + cell.width / 2))}" y="{shown(base)}" '
                f'text-anchor="{anchor}"{_font(line[0], ink)}>'
                f"{''.join(_run(run, ink, line[0]) for run in line)}</text>"
            )
        y += height


def _font(run: Run, ink: str) -> str:
    family = ' font-family="Courier,monospace"' if run.monospaced else ""
    weight = ' font-weight="bold"' if run.bold else ""
    return f' font-size="{shown(run.size)}"{family}{weight} fill="{run.colour or ink}"'


def _run(run: Run, ink: str, first: Run) -> str:
    text = escape(run.text).replace("  ", "\u00a0 ")
    if _font(run, ink) == _font(first, ink):
        return text
    weight = "" if run.bold else ' font-weight="normal"'
    return f"<tspan{_font(run, ink)}{weight}>{text}</tspan>"
