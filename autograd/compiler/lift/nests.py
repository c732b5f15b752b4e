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

from dataclasses import dataclass, field

import numpy as np

from autograd.compiler.program import Array, Positions, Step, View


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


def find_nest(columns: list[Positions], length: int) -> Nest:
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


def _steady_run(columns: list[Positions], length: int) -> int | None:
    longest = length
    for column in columns:
        steps = np.diff(column[:longest])
        changes = steps != steps[0]
        if changes.any():
            longest = int(changes.argmax()) + 1
    runs = (n for n in range(longest, 1, -1) if length % n == 0)
    return next((n for n in runs if _repeat(columns, n)), None)


def _repeated_run(columns: list[Positions], length: int) -> int:
    runs = (n for n in range(2, length // 2 + 1) if length % n == 0)
    return next((n for n in runs if _repeat(columns, n)), length)


def _repeat(columns: list[Positions], run: int) -> bool:
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
    whole = [step for step in steps if isinstance(step, int)]
    if len(whole) < len(steps):
        return None
    for step, array in zip(whole, arrays):
        for extent, stride in zip(array.shape, array.strides):
            if stride <= step < stride * extent and stride * extent % step == 0:
                cut = stride * extent // step  # so many steps and the dimension is through
                if 1 < cut < size and size % cut == 0:
                    return cut
    return None


def view_of(array: Array, offset: int, steps: list[Step], sizes: list[int]) -> View:
    """The view that takes these steps."""
    strides = tuple(step if isinstance(step, int) else 0 for step in steps)
    index: Positions | None = None
    for axis, step in enumerate(steps):
        if not isinstance(step, int):
            along = step.reshape(*(1,) * axis, -1, *(1,) * (len(sizes) - axis - 1))
            index = along if index is None else index + along
    return View(array, offset, strides, tuple(sizes), index)
