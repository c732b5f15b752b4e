"""Loop nests from index lists: which array, seen how, holds the operands of a whole group.

The members of a group read their operands at positions of other groups, one flat list of positions
per operand. If such a list is what nested loops would visit,

    offset + i·stride_i + j·stride_j + ...,

the operand is a view of the other group's array (a slice, a transpose, a broadcast) and needs no
copying. The loops common to all operands of a group are the axes of its own array.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np

Index = Any  # np.ndarray of int64


@dataclass(eq=False)
class Array:
    """One array of the program: a parameter, an input, a constant or a computed group."""

    name: str
    kind: str  # "parameter", "input", "constant" or "value"
    shape: tuple[int, ...]
    nodes: int = 0  # how many scalar nodes it stands for
    values: Any = None  # of a constant

    @property
    def size(self) -> int:
        """How many elements it has."""
        return prod(self.shape)

    @property
    def strides(self) -> tuple[int, ...]:
        """Of its axes, counted in elements."""
        return strides_of(self.shape)


def strides_of(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Of a C-contiguous array, counted in elements."""
    return tuple(prod(shape[axis + 1 :]) for axis in range(len(shape)))


@dataclass(frozen=True)
class View:
    """An array read along the axes of a loop nest: element (i, j, ...) is offset + i·s_i + ..."""

    array: Array
    offset: int
    strides: tuple[int, ...]
    sizes: tuple[int, ...]
    index: Index = field(default=None, compare=False)  # explicit positions, where no nest fits

    @property
    def axes(self) -> tuple[int, ...]:
        """The axes along which it varies; along the others it is broadcast."""
        return tuple(a for a, stride in enumerate(self.strides) if stride)


def find_nest(columns: list[Index]) -> tuple[tuple[int, ...], list[tuple[int, ...]]] | None:
    """The sizes of common loops for several index lists of one length, and each list's strides.

    The innermost loop is the longest prefix along which every list advances steadily; if the whole
    lists repeat it, what remains is the same question about its first elements.
    """
    sizes: list[int] = []
    strides: list[list[int]] = [[] for _ in columns]
    length = len(columns[0])
    while length > 1:
        run = _inner_loop(columns, length)
        if run == 1:
            return None
        for column, column_strides in zip(columns, strides):
            column_strides.insert(0, int(column[1] - column[0]))
        sizes.insert(0, run)
        columns = [column[::run] for column in columns]
        length //= run
    return tuple(sizes), [tuple(s) for s in strides]


def _inner_loop(columns: list[Index], length: int) -> int:
    longest = length
    for column in columns:
        steps = np.diff(column[:longest])
        breaks = np.flatnonzero(steps != steps[0])
        if len(breaks):
            longest = int(breaks[0]) + 1
    for run in range(longest, 1, -1):
        if length % run == 0 and all(_repeats(column, run) for column in columns):
            return run
    return 1


def _repeats(column: Index, run: int) -> bool:
    blocks = column.reshape(-1, run)
    return bool((np.diff(blocks, axis=1) == blocks[0, 1] - blocks[0, 0]).all())


def refine(
    sizes: tuple[int, ...], strides: list[tuple[int, ...]], arrays: list[Array | None]
) -> tuple[tuple[int, ...], list[tuple[int, ...]]]:
    """Cuts loops that run through several axes of an operand's array, so that shapes are kept."""
    new_sizes: list[int] = list(sizes)
    new_strides = [list(s) for s in strides]
    axis = 0
    while axis < len(new_sizes):
        cut = _cut(new_sizes[axis], [s[axis] for s in new_strides], arrays)
        if cut is None:
            axis += 1
            continue
        outer = new_sizes[axis] // cut
        new_sizes[axis : axis + 1] = [outer, cut]
        for column_strides in new_strides:
            column_strides[axis : axis + 1] = [column_strides[axis] * cut, column_strides[axis]]
    return tuple(new_sizes), [tuple(s) for s in new_strides]


def _cut(size: int, strides: list[int], arrays: list[Array | None]) -> int | None:
    for stride, array in zip(strides, arrays):
        if array is None or not stride:
            continue
        for extent, step in zip(reversed(array.shape), reversed(array.strides)):
            if step == stride and 1 < extent < size and size % extent == 0:
                return extent
    return None
