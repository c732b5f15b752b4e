"""How a graph fills a page: columns that are too high become several, too many stand in rows."""

from __future__ import annotations

from collections.abc import Sequence

from autograd.drawing.layering import Arrow, layers, narrowed
from autograd.drawing.layout import Layout, Point, Spacing
from autograd.drawing.rows import GAIN, PAGE, cuts_for, scale

MOST_TRIED = 300
"""A graph of more boxes is laid out once, for each time takes a while."""
SHARES = (2, 3, 4)
SLACK = 1.15
"""Columns are so much higher than their share, for boxes rarely fill it."""


def filling(
    sizes: Sequence[Point],
    arrows: Sequence[Arrow],
    spacing: Spacing,
    first: Sequence[int],
    last: Sequence[int],
    sideways: bool,
    whole: bool,
) -> Layout:
    """The layout that fills a page, or its share of it.

    Arguments:
        sizes: of each box its width and height.
        arrows: without a circle.
        spacing: the distances.
        first: boxes that stand in a column of their own, before all others.
        last: the same, after all others.
        sideways: whether columns will be rows of the page.
        whole: whether it is the page, rather than a frame on it.
    """
    page = PAGE[::-1] if sideways else PAGE
    layer = layers(len(sizes), arrows, first, last)
    layout = Layout(sizes, arrows, spacing, layer)
    if layout.height > page[1] / (1 if whole else 2) and len(sizes) <= MOST_TRIED:
        layout = _narrowed(layout, first, page)
    cuts = cuts_for(layout, page) if whole else []
    return Layout(sizes, arrows, spacing, layout.layer, cuts) if cuts else layout


def _narrowed(layout: Layout, first: Sequence[int], page: Point) -> Layout:
    """With columns of at most a half, a third or a quarter of the height, if that gains much."""
    best, largest = layout, GAIN * scale(layout.width, layout.height, page)
    sizes, arrows, spacing = layout.sizes, layout.arrows, layout.spacing
    heights = [height + spacing.down for _, height in sizes]
    for share in SHARES:
        layer = narrowed(layout.layer, arrows, heights, SLACK * layout.height / share)
        outermost = max(layer)
        for port in first:
            layer[port] = outermost
        tried = Layout(sizes, arrows, spacing, layer)
        if scale(tried.width, tried.height, page) > largest:
            best, largest = tried, scale(tried.width, tried.height, page)
        if largest >= 1:
            break
    return best
