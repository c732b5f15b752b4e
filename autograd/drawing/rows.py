"""Where a picture that is far too wide for a page is cut: its columns stand in rows, like text."""

from __future__ import annotations

from itertools import accumulate

from autograd.drawing.layout import Layout, Point

PAGE = (1280.0, 720.0)
"""What a picture is to fit: a slide, in points at which its letters can be read."""
WIDE = 1.6
"""A picture of this many widths of a page is as well left in one row."""
MOST_ROWS = 24
MOST_CROSSING = 6
"""So many cables at most go from one row to the next: more could not be followed."""
GAIN = 1.25
"""How much larger everything is to be for it to be worth a cut."""


def cuts_for(layout: Layout, page: Point = PAGE) -> list[int]:
    """The layers that are to end a row; none where one row is best, or nothing can be cut."""
    if layout.width <= WIDE * page[0]:
        return []
    best, largest = [], GAIN * scale(layout.width, layout.height, page)
    for rows in range(2, MOST_ROWS + 1):
        cuts = _cut(layout, rows)
        size = scale(*_size(layout, cuts), page)
        if cuts and size > largest:
            best, largest = cuts, size
    return best


def scale(width: float, height: float, page: Point) -> float:
    """How large everything is where it fits a page."""
    return min(page[0] / width, page[1] / height)


def crossing(layout: Layout, layer: int) -> int:
    """How many cables go from this layer to the next."""
    return len({before for place in layout.columns[layer - 1] for before in layout.left[place]})


def _cut(layout: Layout, rows: int) -> list[int]:
    """Cuts into so many rows of much the same width, each where few cables cross."""
    layers = range(len(layout.columns) - 1, -1, -1)
    widths = [layout.column_width[layer] + layout.spacing.across for layer in layers]
    ends = dict(zip(layers, accumulate(widths)))
    room = sum(widths) / rows
    cuts: list[int] = []
    for row in range(1, rows):
        near = [
            layer
            for layer in layers
            if layer
            and abs(ends[layer] - row * room) < room / 4
            and layer < min(cuts, default=layer + 1)
        ]
        if not near:
            continue
        cut = min(near, key=lambda x: (crossing(layout, x), abs(ends[x] - row * room)))
        if crossing(layout, cut) <= MOST_CROSSING:
            cuts.append(cut)
    return cuts


def _size(layout: Layout, cuts: list[int]) -> tuple[float, float]:
    """How wide and high it would be, at most, if it were cut there."""
    width = height = 0.0
    for row in layout.rows(cuts):
        begin, end = layout.x[row[0]], layout.x[row[-1]] + layout.column_width[row[-1]]
        places = [place for layer in row for place in layout.columns[layer]]
        top = min(layout.height_of[place] - layout.size(place) / 2 for place in places)
        bottom = max(layout.height_of[place] + layout.size(place) / 2 for place in places)
        width = max(width, end - begin)
        height += bottom - top + layout.spacing.rows
    return width, height
