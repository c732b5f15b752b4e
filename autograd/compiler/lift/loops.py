"""The loops over the members of a group, which become the axes of its array."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from autograd.compiler.lift.layout import PARAMETERS
from autograd.compiler.lift.nests import Nest, find_nest, refine
from autograd.compiler.lift.operands import Column, Operands
from autograd.compiler.lift.padding import box_of, in_box
from autograd.compiler.program import Mask, Positions


@dataclass
class Loops:
    """The loops over the members of a group.

    Attributes:
        nest: the loops, those over samples first.
        order: the members in the order in which the loops visit them.
        cells: where each of these stands, if the loops make a box that is not full.
    """

    nest: Nest
    order: Positions
    cells: Positions | None = None

    @property
    def samples(self) -> int:
        """How many of the loops are over samples."""
        return len(self.nest.regions)

    def spread(self, values: Any) -> Any:
        """Numbers of the members in the shape of the loops."""
        sizes = self.nest.sizes[self.samples :]
        values = values[self.order]
        if self.cells is not None:
            values = in_box(values, self.cells, sizes)
        return values.reshape([1] * self.samples + sizes)

    def empty(self) -> Mask | None:
        """Which cells no member has, in the shape of the loops; None if the box is full."""
        if self.cells is None:
            return None
        found = np.ones(prod(self.nest.sizes[self.samples :]), bool)
        found[self.cells] = False
        return np.broadcast_to(found.reshape(self.nest.sizes[self.samples :]), self.nest.sizes)


def loops_over(heads: list[Column], count: int, operands: Operands) -> Loops:
    """The loops over the members of a group, and the order of members that makes them.

    Before these come the loops over samples, for the members that stand for many.

    Arguments:
        heads: the operands of the members; of those that are summed over, the first.
        count: how many members there are.
        operands: where all that went before is found.
    """
    columns = [column for column in heads if column.positions is not None]
    lists = [column.positions for column in columns]
    order, cells = np.arange(count), None
    nest = find_nest(lists, count)
    if not nest.ascending:
        keys = sorted(columns, key=lambda column: column.group == PARAMETERS)  # samples first
        by_position = np.lexsort([column.positions for column in reversed(keys)])
        sorted_nest = find_nest([positions[by_position] for positions in lists], count)
        if sorted_nest.regular:
            nest, order = sorted_nest, by_position
        elif operands.tape.is_padded and not nest.regular:
            arrays = [operands.arrays[column.group] for column in columns]
            rows = [
                column.positions // array.shape[-1]
                for column, array in zip(columns, arrays)
                if column.group in operands.padding
            ]
            extents = [array.size for array in arrays]
            nest, order, cells = box_of(lists, extents, rows) or (nest, order, None)
    refine(
        nest,
        [operands.array_of(column) for column in heads if column.positions is not None],
    )
    regions = sorted({region for column in heads for region in column.along})
    member_steps = iter(nest.steps)
    steps = [
        [column.along.get(region, 0) for region in regions]
        + ([] if column.positions is None else next(member_steps))
        for column in heads
    ]
    samples = [operands.tape.regions[region].count for region in regions]
    return Loops(Nest(samples + nest.sizes, steps, regions), order, cells)
