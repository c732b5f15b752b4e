"""Borders of boxes and arrows, as SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograd.drawing.layout import Point
from autograd.drawing.reading import Attributes

EAR = 6.0
"""The size of a folded corner, and the depth of a slab."""
SECOND = 3.0
"""Between the two borders of a result."""
TIP, HALF = 7.0, 2.6
"""An arrow's head: how long, and half of how wide."""


def shown(x: float) -> str:
    """A coordinate, with two digits behind the point at most."""
    return f"{x:.2f}".rstrip("0").rstrip(".")


def points(*pairs: Point) -> str:
    """Points as SVG writes them."""
    return " ".join(f"{shown(x)},{shown(y)}" for x, y in pairs)


def rectangle(corner: Point, size: Point, pen: str, radius: float = 0.0) -> str:
    """A rectangle; `pen` has its fill and its line."""
    if radius:
        pen = f'rx="{shown(radius)}" {pen}'
    return (
        f'<rect x="{shown(corner[0])}" y="{shown(corner[1])}" width="{shown(size[0])}" '
        f'height="{shown(size[1])}" {pen}/>'
    )


def outline(look: Attributes, corner: Point, size: Point) -> Iterator[str]:
    """The border of a box, by its shape."""
    style = look.get("style", "").split(",")
    line = f'stroke="{look.get("color", "black")}"'
    if "penwidth" in look:
        line += f' stroke-width="{look["penwidth"]}"'
    if "dashed" in style:
        line += ' stroke-dasharray="5,2"'
    pen = f'fill="{look.get("fillcolor", "none") if "filled" in style else "none"}" {line}'
    (x, y), (width, height), shape = corner, size, look.get("shape", "ellipse")
    if shape == "ellipse":
        yield (
            f'<ellipse cx="{shown(x + width / 2)}" cy="{shown(y + height / 2)}" '
            f'rx="{shown(width / 2)}" ry="{shown(height / 2)}" {pen}/>'
        )
    if shape in ("ellipse", "plaintext", "none"):
        return
    radius = 7.0 if "rounded" in style else 0.0
    if look.get("peripheries") == "2":
        yield rectangle(corner, size, f'fill="none" {line}', radius)
        x, y, width, height = x + SECOND, y + SECOND, width - 2 * SECOND, height - 2 * SECOND
    if shape == "note":
        yield from _sheet((x, y), (x + width, y + height), pen, line)
        return
    yield rectangle((x, y), (width, height), pen, radius)
    if shape == "box3d":
        yield from _depth((x, y), (x + width, y + height), line)


def _sheet(a: Point, b: Point, pen: str, line: str) -> Iterator[str]:
    """A sheet of paper with a folded corner."""
    fold = [(b[0] - EAR, a[1]), (b[0] - EAR, a[1] + EAR), (b[0], a[1] + EAR)]
    yield f'<polygon points="{points(a, fold[0], fold[2], b, (a[0], b[1]))}" {pen}/>'
    yield f'<polyline points="{points(*fold)}" fill="none" {line}/>'


def _depth(a: Point, b: Point, line: str) -> Iterator[str]:
    """The edges that make a slab of a rectangle."""
    near = b[0] - EAR, a[1] + EAR
    for edge in ((a[0], near[1]), near, (near[0], b[1])), (near, (b[0], a[1])):
        yield f'<polyline points="{points(*edge)}" fill="none" {line}/>'


def arrow(way: Sequence[Point], upright: bool, line: str, colour: str) -> Iterator[str]:
    """An arrow along its way: points in pairs, curves within the pairs and straight between them.

    Arguments:
        way: where it passes; it ends in the last.
        upright: whether it goes up or down, rather than to the side.
        line: its pen.
        colour: of its head; an arrow without one is a line.
    """
    tip = way[-1]
    forward = 1.0 if way[-1][upright] > way[-2][upright] else -1.0
    base = (tip[0], tip[1] - TIP * forward) if upright else (tip[0] - TIP * forward, tip[1])
    if not colour:
        base = tip
    path = [f"M{points(way[0])}"]
    for i in range(1, len(way)):
        a, b = way[i - 1], base if i == len(way) - 1 else way[i]
        path.append(f"C{points(*_bend(a, b, upright), b)}" if i % 2 else f"L{points(b)}")
    yield f'<path fill="none" stroke-linejoin="round" {line} d="{" ".join(path)}"/>'
    if not colour:
        return
    aside = [
        (base[0] + side, base[1]) if upright else (base[0], base[1] + side)
        for side in (HALF, -HALF)
    ]
    yield f'<polygon points="{points(tip, *aside)}" fill="{colour}" stroke="{colour}"/>'


def _bend(a: Point, b: Point, upright: bool) -> tuple[Point, Point]:
    """What a curve from a to b bends toward, so that it begins and ends straight."""
    if upright:
        middle = (a[1] + b[1]) / 2
        return (a[0], middle), (b[0], middle)
    middle = (a[0] + b[0]) / 2
    return (middle, a[1]), (middle, b[1])


def loop(corner: Point, width: float, line: str, colour: str) -> Iterator[str]:
    """An arrow from a box to itself, above it."""
    x, y = corner[0] + width / 2, corner[1]
    path = points((x - 14, y - 24), (x + 14, y - 24), (x + 14, y - TIP))
    yield f'<path fill="none" {line} d="M{points((x - 14, y))} C{path}"/>'
    head = points((x + 14, y), (x + 14 - HALF, y - TIP), (x + 14 + HALF, y - TIP))
    yield f'<polygon points="{head}" fill="{colour}" stroke="{colour}"/>'
