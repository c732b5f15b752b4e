"""Sums of several lengths as one: short rows are padded to the length of the longest.

In causal attention token t attends to the tokens 0 to t, so each t has a softmax of another length:

    scores   a            the operands of a softmax          a -∞ -∞
             b c          in the box of the longest          b  c -∞
             d e f                                           d  e  f

The box is computed whole, because a matrix product costs less than its lower half entry by entry.
What stands in the padding must then change nothing: -∞ in a maximum or a logsumexp, whose
exponential is the 0 that a sum wants. No result depends on the padding, so its gradient is 0; and
only operations that are finite there, such as products, may compute it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, prod

import numpy as np

from autograd import ops
from autograd.compiler.lift.nests import Nest, find_nest
from autograd.compiler.program import Mask, Positions
from autograd.entry import Operation

ANY = None  # padding may hold any finite number; or it holds 0, or -∞
Filling = float | None

LARGEST = 4  # the box may have so many times the entries that are wanted
FINITE = {
    ops.sub, ops.mul, ops.neg, ops.abs_, ops.step, ops.relu, ops.tanh, ops.sigmoid, ops.sin,
    ops.cos,
}  # fmt: skip


class PaddingError(Exception):
    """The rows do not make a box, or padding would change a result."""


@dataclass
class Padding:
    """The entries of an array that stand for no node, and what they hold."""

    entries: Mask  # flat
    filling: Filling

    def at(self, positions: Positions) -> Filling:
        """What is found at these positions, of which some or all are to be padding again."""
        hit = self.entries[positions]
        if hit.all():
            return self.filling
        if hit.any() and self.filling == -inf:
            raise PaddingError("some are -∞ and some are not")
        return ANY


def box_of(
    lists: list[Positions], extents: list[int], rows: list[Positions]
) -> tuple[Nest, Positions, Positions] | None:
    """A box of loops that visits these positions, and others besides.

    The rows of the box all step as most of the positions do; where another step is taken, the next
    row begins. Its order is that of some list, then of the others.

    Arguments:
        lists: for each operand, the positions that the members read.
        extents: how many positions there are.
        rows: lists of the rows of padded arrays that the positions are in; these stay rows.

    Returns:
        The loops, the order of the members in it, and their cells; None if there is no such box.
    """
    for first in range(len(lists)):
        keys = [lists[first], *lists[:first], *lists[first + 1 :]]
        order = np.lexsort(keys[::-1])
        ordered = np.array([*lists, *rows])[:, order]
        steps = np.diff(ordered).T
        kinds, counts = np.unique(steps, axis=0, return_counts=True)
        inner = kinds[counts.argmax()]
        starts = np.append(0, 1 + np.flatnonzero((steps != inner).any(1)))
        lengths = np.diff(np.append(starts, len(order)))
        length = int(lengths.max())
        nest = find_nest(list(ordered[:, starts]), len(starts))
        if not nest.ascending or (inner < 0).any() or len(starts) * length > LARGEST * len(order):
            continue
        nest.sizes.append(length)
        for own, step in zip(nest.steps, inner.tolist()):
            own.append(step)
        last = [
            int(column[0]) + sum(int(step) * (n - 1) for step, n in zip(own, nest.sizes))
            for column, own in zip(ordered, nest.steps[: len(lists)])
        ]
        if all(place < extent for place, extent in zip(last, extents)):
            row = np.repeat(np.arange(len(starts)), lengths)
            return nest, order, row * length + np.arange(len(order)) - starts[row]
    return None


def in_box(values: Positions, cells: Positions, sizes: list[int]) -> Positions:
    """Numbers of the members in the cells of their box; the rest is like the first."""
    found = np.full(prod(sizes), values[0])
    found[cells] = values
    return found


def continued(positions: Positions, present: Mask, extent: int) -> Positions:
    """Rows of positions, each continued by the steps of the longest.

    Raises:
        PaddingError: a row steps in another way, or out of the array.
    """
    longest = positions[present.sum(1).argmax()]
    found: Positions = positions[:, :1] + (longest - longest[0])
    if (found != positions)[present].any() or found.max() >= extent or found.min() < 0:
        raise PaddingError("the rows do not step alike")
    return found


def filling_of(operation: Operation, operands: list[Filling], by_constant: bool) -> Filling:
    """What an operation makes of padding.

    Arguments:
        operation: the operation.
        operands: what its operands hold there.
        by_constant: whether the last operand is a number of the function's own.

    Raises:
        PaddingError: perhaps it is not finite.
    """
    if operands == [-inf, ANY] and operation is ops.sub:
        return -inf
    if operands == [-inf] and operation is ops.exp:
        return 0.0
    if -inf in operands:
        raise PaddingError("an infinity in the padding would spread")
    if operation is ops.div and (by_constant or operands[0] == 0.0):
        return operands[0]
    if operation not in FINITE:
        raise PaddingError(f"{operation.name} might fail on padding")
    return 0.0 if operation is ops.mul and 0.0 in operands else ANY
