"""Boxes in columns: which stands in which, and in what order.

The first three of the four passes by which Sugiyama, Tagawa and Toda (1981) draw graphs in layers
(the fourth is `layout`):

1. A box stands one column left of the first that uses it.
2. An arrow over several columns gets a waypoint in each, so that it runs between the boxes; the
   arrows of one cable, such as all arrows from one box, share their waypoints like its branches.
3. Each column is sorted by the mean place of its neighbours, to and fro; the order with the fewest
   crossings wins.

Nothing recurs, and the same graph always gives the same picture.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence
from itertools import pairwise

from autograd.drawing.layering import Arrow

SWEEPS = 12
STRAIGHT = 40.0
"""Large frames stand side by side, rather than in stairs by the places where arrows enter them."""
MANY = 20_000
"""More places than these are swept once to and fro; it takes a second then."""

Place = tuple[int, int]  # (box, its layer), or a waypoint: (-1 - cable, layer)
Neighbours = dict[Place, dict[Place, float]]


class Columns:
    """The boxes of a graph in columns, which are layers counted from the result.

    Arguments:
        arrows: without a circle.
        layer: of each box its column; see `layering`.

    Attributes:
        left, right: the neighbours of each place, and how much lower than that one it would like to
            stand.
        columns: the places in each layer, from the top.
    """

    def __init__(
        self,
        arrows: Sequence[Arrow],
        layer: Sequence[int],
    ) -> None:
        self.layer = layer
        self.left: Neighbours = {}
        self.right: Neighbours = {}
        for place in enumerate(self.layer):
            self._add(place)
        for arrow in arrows:
            self._connect(arrow)
        self.sweeps = SWEEPS if len(self.left) < MANY else 2
        self.columns = self._sorted()

    def _add(self, place: Place) -> None:
        self.left.setdefault(place, {})
        self.right.setdefault(place, {})

    def _connect(self, arrow: Arrow) -> None:
        tail, head = self.layer[arrow.tail], self.layer[arrow.head]
        places = [(-1 - arrow.cable, layer) for layer in range(tail - 1, head, -1)]
        way = [(arrow.tail, tail), *places, (arrow.head, head)]
        lower = [0.0] * (len(way) - 1)
        lower[0] += _pull(arrow.leaves)
        lower[-1] -= _pull(arrow.enters)
        for (before, after), down in zip(pairwise(way), lower):
            self._add(after)
            self.left[after].setdefault(before, down)
            self.right[before].setdefault(after, -down)

    def _sorted(self) -> list[list[Place]]:
        columns: list[list[Place]] = [[] for _ in range(max(self.layer, default=-1) + 1)]
        for place in self._as_met():
            columns[place[1]].append(place)
        best, fewest = columns, self._crossings(columns)
        for sweep in range(self.sweeps):
            if not fewest:
                break
            columns = [list(column) for column in columns]
            layers = range(1, len(columns)) if sweep % 2 == 0 else range(len(columns) - 2, -1, -1)
            for layer in layers:
                toward = columns[layer - 1 if sweep % 2 == 0 else layer + 1]
                self._sort(columns[layer], toward, self.right if sweep % 2 == 0 else self.left)
            crossings = self._crossings(columns)
            if crossings < fewest:
                best, fewest = columns, crossings
        return best

    def _as_met(self) -> list[Place]:
        """The places in the order in which a walk from the last boxes meets them."""
        met: dict[Place, None] = {}
        stack = [place for place in self.left if not self.right[place]]
        while stack:
            place = stack.pop()
            if place not in met:
                met[place] = None
                stack.extend(reversed(self.left[place]))
        return list(met)

    def _sort(
        self,
        column: list[Place],
        toward: list[Place],
        neighbours: dict[Place, dict[Place, float]],
    ) -> None:
        rank = {place: i for i, place in enumerate(toward)}
        own = {place: i for i, place in enumerate(column)}

        def mean(place: Place) -> float:
            others = neighbours[place]
            return sum(rank[o] for o in others) / len(others) if others else own[place]

        column.sort(key=mean)

    def _crossings(self, columns: list[list[Place]]) -> int:
        count = 0
        for right, left in pairwise(columns):
            rank = {place: i for i, place in enumerate(left)}
            earlier: list[int] = []
            for place in right:
                mine = [rank[other] for other in self.left[place]]
                count += sum(len(earlier) - bisect_right(earlier, b) for b in mine)
                for b in mine:
                    insort(earlier, b)
        return count


def _pull(aside: float) -> float:
    """By how much a box moves for an arrow to be straight: none for one far from its middle."""
    return aside if abs(aside) <= STRAIGHT else 0.0
