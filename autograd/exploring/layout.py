"""Where the nodes of a graph stand on the page: columns from the leaves to the result.

The layered drawing of Sugiyama, Tagawa and Toda (1981), in four passes:

1. A node stands one column left of the first that uses it.
2. An arrow over several columns gets a waypoint in each, so that it runs between the boxes; all
   arrows from one node share their waypoints, like branches of a cable.
3. Each column is sorted by the mean place of its neighbours, to and fro; the order with the fewest
   crossings wins.
4. Each column moves as near to its neighbours' heights as order and spacing allow (least squares).

No program is needed, and the same graph always gives the same picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

WIDTH, HEIGHT = 138.0, 64.0
"""The size of a node's box."""
ACROSS, DOWN = 112.0, 26.0
"""The space between columns, and between boxes of one column."""
CABLE = 28.0
"""The height that a waypoint keeps clear."""
SWEEPS = 12

Place = tuple[int, int]  # (node, layer): the node itself, or in another layer a waypoint of it
Point = tuple[float, float]


class Layout:
    """Positions of the nodes and ways of the arrows of one graph.

    Arguments:
        parents: of each node the indices of its parents; parents come before children, the
            result last.
    """

    def __init__(self, parents: Sequence[Sequence[int]]) -> None:
        self.parents = parents
        self.layer = [0] * len(parents)  # counted from the result
        for node in reversed(range(len(parents))):
            for parent in parents[node]:
                self.layer[parent] = max(self.layer[parent], self.layer[node] + 1)
        self.left: dict[Place, set[Place]] = {}
        self.right: dict[Place, set[Place]] = {}
        for node in range(len(parents)):
            self._add((node, self.layer[node]))
        self.columns = self._sorted_columns()
        self.height_of = self._heights()
        self.width = self._x(0) + WIDTH
        self.height = max(self.height_of.values()) + HEIGHT / 2

    def position(self, node: int) -> Point:
        """The middle of the node's box."""
        place = (node, self.layer[node])
        return self._x(place[1]) + WIDTH / 2, self.height_of[place]

    def way(self, parent: int, child: int) -> list[Point]:
        """The points that the arrow passes: in pairs, where it leaves and where it enters."""
        points = []
        for layer in range(self.layer[parent], self.layer[child], -1):
            y = self.height_of[parent, layer]
            if layer < self.layer[parent]:
                points.append((self._x(layer), y))
            points.append((self._x(layer) + WIDTH, y))
        points.append((self._x(self.layer[child]), self.height_of[child, self.layer[child]]))
        return points

    # --- columns and their order -----------------------------------------------------------------

    def _add(self, child: Place) -> None:
        self.left.setdefault(child, set())
        self.right.setdefault(child, set())
        for parent in self.parents[child[0]]:
            place = child
            for layer in range(child[1] + 1, self.layer[parent] + 1):
                before = (parent, layer)
                self.left.setdefault(place, set()).add(before)
                self.right.setdefault(before, set()).add(place)
                place = before

    def _sorted_columns(self) -> list[list[Place]]:
        columns: list[list[Place]] = [[] for _ in range(max(self.layer) + 1)]
        rank = self._first_met()
        for place in sorted(self.left, key=lambda place: (rank[place[0]], place[1])):
            columns[place[1]].append(place)
        best, fewest = columns, self._crossings(columns)
        for sweep in range(SWEEPS):
            if not fewest:
                break
            columns = [list(column) for column in columns]
            layers = range(1, len(columns)) if sweep % 2 == 0 else range(len(columns) - 2, -1, -1)
            for layer in layers:
                self._sort(columns, layer, self.right if sweep % 2 == 0 else self.left)
            crossings = self._crossings(columns)
            if crossings < fewest:
                best, fewest = columns, crossings
        return best

    def _first_met(self) -> list[int]:
        """When a walk from the result meets each node first, the first operand first."""
        rank = [-1] * len(self.parents)
        stack, met = [len(self.parents) - 1], 0
        while stack:
            node = stack.pop()
            if rank[node] < 0:
                rank[node], met = met, met + 1
                stack.extend(reversed(self.parents[node]))
        return rank

    def _sort(
        self, columns: list[list[Place]], layer: int, neighbours: dict[Place, set[Place]]
    ) -> None:
        rank = {place: i for column in columns for i, place in enumerate(column)}

        def mean(place: Place) -> float:
            others = neighbours.get(place)
            return sum(rank[other] for other in others) / len(others) if others else rank[place]

        columns[layer].sort(key=mean)

    def _crossings(self, columns: list[list[Place]]) -> int:
        count = 0
        for right, left in pairwise(columns):
            rank = {place: i for i, place in enumerate(left)}
            earlier: list[int] = []
            for place in right:
                mine = [rank[other] for other in self.left.get(place, ())]
                count += sum(a > b for a in earlier for b in mine)
                earlier += mine
        return count

    # --- coordinates -----------------------------------------------------------------------------

    def _x(self, layer: int) -> float:
        return (len(self.columns) - 1 - layer) * (WIDTH + ACROSS)

    def _size(self, place: Place) -> float:
        return HEIGHT if place[1] == self.layer[place[0]] else CABLE

    def _offsets(self, column: list[Place]) -> Iterator[float]:
        """How far below the first each place of a column stands at least."""
        offset = 0.0
        for i, place in enumerate(column):
            if i:
                offset += (self._size(column[i - 1]) + self._size(place)) / 2 + DOWN
            yield offset

    def _heights(self) -> dict[Place, float]:
        y = {place: 0.0 for column in self.columns for place in column}
        for column in self.columns:
            y.update(zip(column, self._offsets(column)))
        for sweep in range(2 * SWEEPS):
            for column in self.columns if sweep % 2 == 0 else self.columns[::-1]:
                wanted = []
                for place in column:
                    others = self.left.get(place, set()) | self.right.get(place, set())
                    wanted.append(sum(y[o] for o in others) / len(others) if others else y[place])
                offsets = list(self._offsets(column))
                moved = in_order([w - offset for w, offset in zip(wanted, offsets)])
                y.update(zip(column, (m + offset for m, offset in zip(moved, offsets))))
        top = min(y.values()) - HEIGHT / 2
        return {place: height - top for place, height in y.items()}


def in_order(wanted: list[float]) -> list[float]:
    """The numbers nearest to `wanted` (least squares) that never descend.

    Neighbours in the wrong order are pooled and take their mean (Ayer and others, 1955).
    """
    pools: list[tuple[float, int]] = []
    for number in wanted:
        total, count = number, 1
        while pools and pools[-1][0] / pools[-1][1] > total / count:
            before, size = pools.pop()
            total, count = total + before, count + size
        pools.append((total, count))
    return [total / count for total, count in pools for _ in range(count)]
