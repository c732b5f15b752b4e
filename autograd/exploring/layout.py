"""Where the explorer's nodes stand: boxes of one size, in the columns of `drawing.layout`."""

from __future__ import annotations

from collections.abc import Sequence

from autograd.drawing import layout
from autograd.drawing.columns import Arrow
from autograd.drawing.layout import Point, Spacing

WIDTH, HEIGHT = 138.0, 64.0
"""The size of a node's box."""
ACROSS, DOWN = 112.0, 26.0
"""The space between columns, and between boxes of one column."""
CABLE = 28.0
"""The height that a waypoint keeps clear."""


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
        super().__init__([(WIDTH, HEIGHT)] * len(parents), arrows, Spacing(ACROSS, DOWN, CABLE))

    def from_parent(self, parent: int, child: int) -> list[Point]:
        """The points that the arrow from a parent passes."""
        return self.way(Arrow(parent, child, cable=parent))
