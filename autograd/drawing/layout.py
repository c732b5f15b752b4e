"""Where the boxes of a graph stand on the page: columns from the leaves to the result.

The columns and their order come from `columns`. Here each moves as near to its neighbours' heights
as order and spacing allow (least squares). Columns that are too many for one page stand in rows,
like the lines of a text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from autograd.drawing.columns import Columns, Place
from autograd.drawing.layering import Arrow

Point = tuple[float, float]
LANE = 7.0
"""Between two cables that go to the next row."""
CLOSE = 3
"""So much closer are two cables than two boxes."""


@dataclass(frozen=True)
class Spacing:
    """What is kept clear between columns, between boxes of one column, around a waypoint, and
    between rows.
    """

    across: float
    down: float
    cable: float
    rows: float = 0.0


class Layout(Columns):
    """Positions of the boxes and ways of the arrows of one graph.

    Arguments:
        sizes: of each box its width and height.
        arrows: without a circle.
        spacing: the distances.
        layer: of each box its column, counted from the result.
        cuts: layers, counted from the result, that end a row.
    """

    def __init__(
        self,
        sizes: Sequence[Point],
        arrows: Sequence[Arrow],
        spacing: Spacing,
        layer: Sequence[int],
        cuts: Sequence[int] = (),
    ) -> None:
        super().__init__(arrows, layer)
        self.sizes, self.arrows, self.spacing = sizes, arrows, spacing
        self.cuts = sorted(cuts, reverse=True)
        self.lanes = self._lanes()
        self.column_width = [max(map(self._width, column)) for column in self.columns]
        self.x = self._lefts()
        self.height_of = self._heights()
        self._stack_rows()
        ends = map(float.__add__, self.x, self.column_width)
        self.width = max(ends, default=0.0) + self._margin()
        bottoms = [y + self.size(place) / 2 for place, y in self.height_of.items()]
        self.height = max(bottoms, default=0.0)

    def position(self, box: int) -> Point:
        """The middle of the box."""
        layer = self.layer[box]
        aside = (self.column_width[layer] - self.sizes[box][0]) / 2
        if self.left[box, layer]:
            aside = 0.0  # but what begins here stands near to what uses it
        return self.x[layer] + self.column_width[layer] / 2 + aside, self.height_of[box, layer]

    def way(self, arrow: Arrow) -> list[Point]:
        """The points that the arrow passes: in pairs, where it leaves and where it enters."""
        points = self._out_of(arrow.tail, arrow.leaves)
        for layer in range(self.layer[arrow.tail] - 1, self.layer[arrow.head], -1):
            y = self.height_of[-1 - arrow.cable, layer]
            points += self._to_next_row(layer + 1, arrow, points[-1][1], y)
            points += [(self.x[layer], y), (self.x[layer] + self.column_width[layer], y)]
        last, into = self.layer[arrow.head] + 1, self._into(arrow.head, arrow.enters)
        return [*points, *self._to_next_row(last, arrow, points[-1][1], into[0][1]), *into]

    def _out_of(self, box: int, below: float) -> list[Point]:
        """From a box to the end of its column, where wider ones may stand beside it."""
        (x, y), layer = self.position(box), self.layer[box]
        edge, end = x + self.sizes[box][0] / 2, self.x[layer] + self.column_width[layer]
        beside = [(end, y + below)] * 2 if end > edge + 1 else []
        return [(edge, y + below), *beside]

    def _into(self, box: int, below: float) -> list[Point]:
        """From the beginning of its column to a box."""
        (x, y), begin = self.position(box), self.x[self.layer[box]]
        edge = x - self.sizes[box][0] / 2
        beside = [(begin, y + below)] * 2 if begin < edge - 1 else []
        return [*beside, (edge, y + below)]

    def _to_next_row(self, layer: int, arrow: Arrow, y: float, to: float) -> list[Point]:
        """From the end of a row to the beginning of the next, in the gap between them."""
        if layer not in self.lanes:
            return []
        lane = LANE * self.lanes[layer].index(arrow.cable)
        left, right = self._margin() - LANE - lane, self.width - self._margin() + LANE + lane
        gap = self.gaps[layer] + lane
        return [(right, y), (right, gap), (left, gap), (left, to)]

    def _lanes(self) -> dict[int, list[int]]:
        """For each layer that ends a row, the cables that go on in the next."""
        return {
            cut: list(
                dict.fromkeys(
                    arrow.cable
                    for arrow in self.arrows
                    if self.layer[arrow.head] < cut <= self.layer[arrow.tail]
                )
            )
            for cut in self.cuts
        }

    def _margin(self) -> float:
        """What cables between rows take on either side."""
        return LANE * (1 + max(map(len, self.lanes.values()))) if self.lanes else 0.0

    def _width(self, place: Place) -> float:
        return self.sizes[place[0]][0] if place[0] >= 0 else 0.0

    def size(self, place: Place) -> float:
        """The height of a box, or what a waypoint keeps clear."""
        return self.sizes[place[0]][1] if place[0] >= 0 else self.spacing.cable

    def rows(self, cuts: Sequence[int]) -> list[range]:
        """The layers of each row, from left to right."""
        begins = [len(self.columns) - 1, *(cut - 1 for cut in cuts)]
        return [range(a, b, -1) for a, b in zip(begins, [*begins[1:], -1])]

    def _lefts(self) -> list[float]:
        """Where each column begins."""
        x = [0.0] * len(self.columns)
        for row in self.rows(self.cuts):
            widths = [self.column_width[layer] + self._across(layer) for layer in row]
            for layer, begin in zip(row, accumulate(widths, initial=self._margin())):
                x[layer] = begin
        return x

    def _across(self, layer: int) -> float:
        """What is kept clear behind a column: less beside one of nothing but cables."""
        after = self.column_width[layer - 1] if layer else 0.0
        return self.spacing.across / (1 if self.column_width[layer] and after else 2)

    def _offsets(self, column: list[Place]) -> Iterator[float]:
        """How far below the first each place of a column stands at least."""
        offset = 0.0
        for i, place in enumerate(column):
            if i:
                offset += (self.size(column[i - 1]) + self.size(place)) / 2
                both_cables = column[i - 1][0] < 0 > place[0]
                offset += self.spacing.down / (CLOSE if both_cables else 1)
            yield offset

    def _heights(self) -> dict[Place, float]:
        y: dict[Place, float] = {}
        for column in self.columns:
            y.update(zip(column, self._offsets(column)))
        apart = {*self.cuts}  # an arrow to the next row begins anew there
        pull = {
            place: [
                *(self.left[place].items() if place[1] + 1 not in apart else ()),
                *(self.right[place].items() if place[1] not in apart else ()),
            ]
            for place in y
        }
        for sweep in range(2 * self.sweeps):
            for column in self.columns if sweep % 2 == 0 else self.columns[::-1]:
                wanted = []
                for place in column:
                    near = pull[place]
                    mean = sum(y[o] + down for o, down in near) / len(near) if near else y[place]
                    wanted.append(mean)
                offsets = list(self._offsets(column))
                moved = in_order([w - offset for w, offset in zip(wanted, offsets)])
                y.update(zip(column, (m + offset for m, offset in zip(moved, offsets))))
        return y

    def _stack_rows(self) -> None:
        """Moves each row below the one before; the first begins at 0."""
        y, top = self.height_of, 0.0
        self.gaps: dict[int, float] = {}  # below the row that a layer ends
        for row in self.rows(self.cuts) if y else ():
            places = [place for layer in row for place in self.columns[layer]]
            least = min(y[place] - self.size(place) / 2 for place in places)
            most = max(y[place] + self.size(place) / 2 for place in places)
            y.update({place: y[place] - least + top for place in places})
            self.gaps[row[-1]] = top + most - least + self.spacing.rows / 2
            lanes = self.lanes.get(row[-1], ())
            top += most - least + self.spacing.rows + LANE * len(lanes)


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
