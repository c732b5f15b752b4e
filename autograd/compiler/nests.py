"""Loop nests from index lists: which array, seen how, holds the operands of a whole group.

The members of a group read their operands at positions of other groups, one flat list of positions
per operand. If such a list is what nested loops would visit,

    offset + i·stride_i + j·stride_j + ...,

the operand is a view of the other group's array (a slice, a transpose, a broadcast) and needs no
copying. The loops common to all operands of a group are the axes of its own array. For instance

    0 1 2 | 0 1 2 | 0 1 2 | 0 1 2        4 × 3 with strides 0, 1: one row, for all i
    0 0 0 | 1 1 1 | 2 2 2 | 3 3 3        4 × 3 with strides 1, 0: one column, for all j
    0 1 2 | 1 2 3 | 2 3 4 | 3 4 5        4 × 3 with strides 1, 1: windows that overlap
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import prod
from typing import Any, NamedTuple

import numpy as np

Index = Any  # np.ndarray of int64
Sizes = tuple[int, ...]


def distinct(numbers: Index) -> Index:
    """The different numbers in an array, in ascending order.

    `np.unique`, when first called, imports masked arrays: longer than lifting a small network.
    """
    ordered = np.sort(numbers, axis=None)
    new = np.ones(len(ordered), bool)
    new[1:] = ordered[1:] != ordered[:-1]
    return ordered[new]


class Array:
    """One array of the program: a parameter, an input, a constant or a computed group.

    Arguments:
        name: what the source calls it; decided late.
        kind: "parameter", "input", "constant" or "value".
        shape: its sizes.
        nodes: how many scalar nodes it stands for.
        values: the numbers of a constant.
        label: what the user called it.
    """

    def __init__(
        self,
        name: str,
        kind: str,
        shape: Sizes,
        nodes: int = 0,
        values: Any = None,
        label: str = "",
    ) -> None:
        self.name, self.kind = name, kind
        self.nodes, self.values, self.label = nodes, values, label
        self.reshape(shape)

    def reshape(self, shape: Sizes) -> None:
        """Gives it another shape, of the same size."""
        self.shape = shape
        self.size = prod(shape)
        self.strides = strides_of(shape)  # how far neighbours along each axis are apart

    def __repr__(self) -> str:
        return f"<{self.kind} {self.name} {self.shape}>"


def strides_of(shape: Sizes) -> Sizes:
    """The strides of a C-contiguous array, counted in elements."""
    return tuple(prod(shape[axis + 1 :]) for axis in range(len(shape)))


@dataclass(frozen=True, eq=False)
class View:
    """An array read along the axes of a loop nest.

    Element (i, j, ...) is the array's element number offset + i·stride_i + j·stride_j + ...; where
    the loops are irregular, plus `index[i, j, ...]`, which broadcasts to the sizes.
    """

    array: Array
    offset: int
    strides: Sizes
    sizes: Sizes
    index: Index = None
    stopped: bool = False  # read without handing a gradient back
    negative: bool = False  # read with the other sign

    @property
    def axes(self) -> Sizes:
        """The axes along which it varies; along the others it is broadcast."""
        varies = [stride != 0 for stride in self.strides]
        if self.index is not None:
            varies = [v or n > 1 for v, n in zip(varies, self.index.shape)]
        return tuple(axis for axis, v in enumerate(varies) if v)

    def without(self, axes: list[int]) -> View:
        """The view with axes left out along which it does not vary."""
        left = [a for a in range(len(self.sizes)) if a not in axes]
        return replace(
            self,
            strides=tuple(self.strides[a] for a in left),
            sizes=tuple(self.sizes[a] for a in left),
            index=None if self.index is None else self.index.squeeze(tuple(axes)),
        )

    def positions(self) -> Index:
        """The number of every element read, as an array with one axis per loop."""
        found = np.full((), self.offset) if self.index is None else self.offset + self.index
        for axis, (stride, size) in enumerate(zip(self.strides, self.sizes)):
            steps = stride * np.arange(size)
            found = found + steps.reshape(-1, *(1,) * (len(self.sizes) - axis - 1))
        return np.broadcast_to(found, self.sizes)


Step = int | Index  # a stride, or where the elements of an irregular loop lie


@dataclass
class Nest:
    """Common loops, outermost first, with the steps that each list takes along them.

    The loops over samples, one for each of these regions, come before all others.
    """

    sizes: list[int]
    steps: list[list[Step]]
    regions: list[int] = field(default_factory=list)

    @property
    def regular(self) -> bool:
        """Whether every list is given by strides alone."""
        return all(isinstance(step, int) for steps in self.steps for step in steps)

    @property
    def ascending(self) -> bool:
        """Whether it is regular and no list runs backwards."""
        return self.regular and all(step >= 0 for steps in self.steps for step in steps)


def find_nest(columns: list[Index], length: int) -> Nest:
    """The common loops of several index lists of one length.

    The innermost loop is the longest prefix along which every list advances steadily, provided that
    the whole lists repeat it (each time from another element). What remains is the same question
    about its first elements. Where nothing is steady, the shortest prefix that is repeated makes an
    irregular loop, at worst the whole.
    """
    nest = Nest([], [[] for _ in columns])
    while length > 1:
        run = _steady_run(columns, length) or _repeated_run(columns, length)
        nest.sizes.insert(0, run)
        for column, steps in zip(columns, nest.steps):
            block = column[:run] - column[0]
            steady = bool((np.diff(block) == block[1]).all())
            steps.insert(0, int(block[1]) if steady else block)
        columns = [column[::run] for column in columns]
        length //= run
    return nest


def _steady_run(columns: list[Index], length: int) -> int | None:
    longest = length
    for column in columns:
        steps = np.diff(column[:longest])
        changes = steps != steps[0]
        if changes.any():
            longest = int(changes.argmax()) + 1
    runs = (n for n in range(longest, 1, -1) if length % n == 0)
    return next((n for n in runs if _repeat(columns, n)), None)


def _repeated_run(columns: list[Index], length: int) -> int:
    runs = (n for n in range(2, length // 2 + 1) if length % n == 0)
    return next((n for n in runs if _repeat(columns, n)), length)


def _repeat(columns: list[Index], run: int) -> bool:
    """Whether the lists consist of their first `run` elements, shifted from block to block."""
    for column in columns:
        blocks = column.reshape(-1, run)
        shape = blocks[0] - blocks[0, 0]
        if (blocks[-1] - blocks[-1, 0] != shape).any() or (blocks - blocks[:, :1] != shape).any():
            return False
    return True


def refine(nest: Nest, arrays: list[Array]) -> None:
    """Cuts loops that run through several axes of a list's array, so that shapes are kept."""
    axis = 0
    while axis < len(nest.sizes):
        cut = _cut(nest.sizes[axis], [steps[axis] for steps in nest.steps], arrays)
        if cut is None:
            axis += 1
            continue
        nest.sizes[axis : axis + 1] = [nest.sizes[axis] // cut, cut]
        for steps in nest.steps:
            steps[axis : axis + 1] = [steps[axis] * cut, steps[axis]]


def _cut(size: int, steps: list[Step], arrays: list[Array]) -> int | None:
    if not all(isinstance(step, int) for step in steps):
        return None
    for step, array in zip(steps, arrays):
        for extent, stride in zip(array.shape, array.strides):
            if stride <= step < stride * extent and stride * extent % step == 0:
                cut = stride * extent // step  # so many steps and the dimension is through
                if 1 < cut < size and size % cut == 0:
                    return cut
    return None


def view_of(array: Array, offset: int, steps: list[Step], sizes: list[int]) -> View:
    """The view that takes these steps."""
    strides = tuple(step if isinstance(step, int) else 0 for step in steps)
    index = None
    for axis, step in enumerate(steps):
        if not isinstance(step, int):
            along = step.reshape(*(1,) * axis, -1, *(1,) * (len(sizes) - axis - 1))
            index = along if index is None else index + along
    return View(array, offset, strides, tuple(sizes), index)


class Dimension(NamedTuple):
    """How a view runs along one dimension of its array."""

    start: int
    steps: list[tuple[int, int]]  # the axes of the view that run along it, each with its step


def along_dimensions(view: View, shape: Sizes) -> list[Dimension] | None:
    """What a view without index does in each dimension of an array of this shape.

    None if a loop leaves the bounds of a dimension, such as one along a diagonal.
    """
    strides = strides_of(shape)
    found = []
    rest = view.offset
    for stride in strides:
        found.append(Dimension(rest // stride, []))
        rest %= stride
    for axis in range(len(view.sizes)):
        step = view.strides[axis]
        for dimension, extent, stride in zip(found, shape, strides):
            if step and extent > 1 and step % stride == 0 and abs(step) < stride * extent:
                dimension.steps.append((axis, step // stride))
                break
        else:
            if step:
                return None
    for (start, steps), extent in zip(found, shape):
        moves = [step * (view.sizes[axis] - 1) for axis, step in steps]
        if start + sum(min(move, 0) for move in moves) < 0:
            return None
        if start + sum(max(move, 0) for move in moves) >= extent:
            return None
    return found
