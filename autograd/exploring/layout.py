"""Where the explorer's nodes stand: boxes of one size, in the columns of `drawing.layout`."""

from __future__ import annotations

from collections.abc import Sequence

from autograd.drawing import layout
from autograd.drawing.arrangement import Arrangement
from autograd.drawing.layering import Arrow, layers
from autograd.drawing.layout import Point, Spacing
from autograd.drawing.reading import Drawing, Frame, Line
from autograd.scopes import Scope

WIDTH, HEIGHT = 138.0, 64.0
"""The size of a node's box."""
ACROSS, DOWN = 112.0, 26.0
"""The space between columns, and between boxes of one column."""
CABLE = 28.0
"""The height that a waypoint keeps clear."""
TITLE = 22.0
"""The height of a frame's title."""


class Layout(layout.Layout):
    """Positions of the nodes and ways of the arrows of one graph.

    Arguments:
        parents: of each node the indices of its parents.
    """

    def __init__(self, parents: Sequence[Sequence[int]]) -> None:
        arrows = [
            Arrow(parent, child, cable=parent)
            for child, of_child in enumerate(parents)
            for parent in of_child
        ]
        self.frames: list[tuple[str, Point, Point]] = []
        sizes, layer = [(WIDTH, HEIGHT)] * len(parents), layers(len(parents), arrows)
        super().__init__(sizes, arrows, Spacing(ACROSS, DOWN, CABLE), layer)

    def from_parent(self, parent: int, child: int) -> list[Point]:
        """The points that the arrow from a parent passes."""
        return self.way(Arrow(parent, child, cable=parent))


class Framed:
    """The same for a graph with scopes, each of which has a frame.

    Arguments:
        parents: of each node the indices of its parents.
        paths: of each node its scopes, the outermost first.

    Attributes:
        width, height: of the whole.
        frames: the name of each scope, the left upper corner and the size of its frame; those
            around others come first.
    """

    def __init__(
        self, parents: Sequence[Sequence[int]], paths: Sequence[tuple[Scope, ...]]
    ) -> None:
        drawing, frames = Drawing(), dict[tuple[Scope, ...], Frame]()
        frames[()] = drawing.frames[0]
        for i, path in enumerate(paths):
            for depth in range(len(path)):
                inner = path[: depth + 1]
                if inner not in frames:
                    frames[inner] = Frame(path[depth].name, frames[path[:depth]])
                    drawing.frames.append(frames[inner])
            drawing.box(str(i), frames[path], {})
        pairs = {(p, child): None for child, of_child in enumerate(parents) for p in of_child}
        drawing.lines = [Line(str(parent), str(child), {}) for parent, child in pairs]
        sizes = dict.fromkeys(drawing.boxes, (WIDTH, HEIGHT))
        spacing = Spacing(ACROSS, DOWN, CABLE)
        self._place = Arrangement(drawing, sizes, lambda frame: (0.0, TITLE), "LR", spacing)
        self._way = dict(zip(pairs, self._place.ways))
        self.width, self.height = self._place.size
        self.frames = [(frame.name, corner, size) for frame, corner, size in self._place.frames]

    def position(self, box: int) -> Point:
        """The middle of a node's box."""
        return self._place.boxes[str(box)]

    def from_parent(self, parent: int, child: int) -> list[Point]:
        """The points that the arrow from a parent passes."""
        return self._way[parent, child]
