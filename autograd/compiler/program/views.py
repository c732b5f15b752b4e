"""Arrays of a program, and how they are seen: a slice, a transpose, a broadcast."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Positions: TypeAlias = "NDArray[np.int64]"
Mask: TypeAlias = "NDArray[np.bool_]"
Constants: TypeAlias = "NDArray[np.float64] | Mask"
Sizes = tuple[int, ...]
Step: TypeAlias = "int | Positions"  # a stride, or where the elements of an irregular loop lie


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
        values: Constants | None = None,
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
    index: Positions | None = None
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

    def positions(self) -> Positions:
        """The number of every element read, as an array with one axis per loop."""
        found = np.full((), self.offset) if self.index is None else self.offset + self.index
        for axis, (stride, size) in enumerate(zip(self.strides, self.sizes)):
            steps = stride * np.arange(size)
            found = found + steps.reshape(-1, *(1,) * (len(self.sizes) - axis - 1))
        return np.broadcast_to(found, self.sizes)


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


def distinct(numbers: Positions) -> Positions:
    """The different numbers in an array, in ascending order.

    `np.unique`, when first called, imports masked arrays: longer than lifting a small network.
    """
    ordered = np.sort(numbers, axis=None)
    new = np.ones(len(ordered), bool)
    new[1:] = ordered[1:] != ordered[:-1]
    return ordered[new]
