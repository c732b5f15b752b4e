"""A frame, and the layout of what stands in it.

To its surroundings a frame is one box. An arrow that crosses its border does so at a port, which
inside is a small box in the first or the last column: so an arrow meets no box on its way in, and
nothing but the frame's own boxes stands in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Union

from autograd.drawing.layering import Arrow
from autograd.drawing.layout import Layout, Point, Spacing
from autograd.drawing.pages import filling
from autograd.drawing.reading import Frame

SPACING = Spacing(across=24.0, down=14.0, cable=6.0, rows=34.0)
MARGIN = 10.0
"""Between a frame and what stands in it."""


class Port(NamedTuple):
    """Where the arrows from one box cross a frame's border: on its near or its far side."""

    far: bool
    source: str


Item = Union[str, Port, "Room"]  # a box by its name


class Piece(NamedTuple):
    """A part of a line, within one room; `twin` is its shift from the middle."""

    tail: Item
    head: Item
    source: str
    twin: float


@dataclass(eq=False)
class Room:
    """A frame, and the layout of what stands in it.

    Attributes:
        items: what stands in it, with their indices in the layout.
        pieces: the parts of lines that are drawn in it.
        size: of the whole.
        margin: before and above what stands in it.
        origin: its corner in the picture.
    """

    frame: Frame
    outer: Room | None
    spacing: Spacing = SPACING
    items: dict[Item, int] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)
    size: Point = (0.0, 0.0)
    margin: Point = (0.0, 0.0)
    origin: Point = (0.0, 0.0)
    arrows: list[Arrow] = field(default_factory=list)
    layout: Layout = field(init=False)

    def item(self, item: Item) -> Item:
        """Lets something stand here."""
        self.items.setdefault(item, len(self.items))
        return item

    def connect(self, tail: Item, head: Item, source: str, twin: float) -> tuple[Room, int]:
        """Draws a part of a line here."""
        self.pieces.append(Piece(self.item(tail), self.item(head), source, twin))
        return self, len(self.pieces) - 1

    def lay_out(self, sizes: Mapping[str, Point], title: Point, sideways: bool) -> None:
        """Places everything; the rooms inside must have been laid out."""
        cables: dict[tuple[str, float], int] = {}
        self.arrows = [
            Arrow(
                self.items[piece.tail],
                self.items[piece.head],
                cables.setdefault((piece.source, piece.twin), len(cables)),
                _height(piece.tail, Port(True, piece.source), piece.twin),
                _height(piece.head, Port(False, piece.source), piece.twin),
            )
            for piece in self.pieces
        ]
        ports = [(i, item.far) for item, i in self.items.items() if isinstance(item, Port)]
        first, last = ([i for i, far in ports if far is side] for side in (False, True))
        of_items = [self._size(item, sizes) for item in self.items]
        whole = self.outer is None
        self.layout = filling(of_items, self.arrows, self.spacing, first, last, sideways, whole)
        if whole:
            self.size = self.layout.width, self.layout.height
            return
        wide, high = title
        before, above = (MARGIN + high, MARGIN) if sideways else (MARGIN, MARGIN + high)
        width, height = self.layout.width + MARGIN + before, self.layout.height + MARGIN + above
        self.margin = before, above
        if sideways:
            self.size = width, max(height, wide + 2 * MARGIN)
        else:
            self.size = max(width, wide + 2 * MARGIN), height

    def _size(self, item: Item, sizes: Mapping[str, Point]) -> Point:
        if isinstance(item, Room):
            return item.size
        return (0.0, self.spacing.cable) if isinstance(item, Port) else sizes[item]

    def port(self, port: Port) -> float:
        """How far below its middle lines cross the border."""
        height = self.layout.position(self.items[port])[1]
        return self.margin[1] + height - self.size[1] / 2

    def point(self, inside: Point) -> Point:
        """A point of the layout, as one of the picture."""
        return (
            self.origin[0] + self.margin[0] + inside[0],
            self.origin[1] + self.margin[1] + inside[1],
        )

    def middle(self, item: Item) -> Point:
        """Where something stands in the picture."""
        return self.point(self.layout.position(self.items[item]))

    def way(self, piece: int) -> list[Point]:
        """What a part of a line passes, in the picture."""
        return [self.point(inside) for inside in self.layout.way(self.arrows[piece])]


def _height(item: Item, port: Port, twin: float) -> float:
    return item.port(port) if isinstance(item, Room) else 0.0 if isinstance(item, Port) else twin
