"""Views as source: how a statement reads an array, and how a gradient is added back to it.

W[3:5]                        a slice; the gradient is added to that slice
h.reshape(6, 7, 2)            a dimension cut into two, as for pooling; back by reshape
windows(x, 3, axis=1)         overlapping windows, as for a convolution; back by overlap_add
E[i1]                         rows by explicit numbers; back by np.add.at
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import prod

import numpy as np

from autograd.compiler.derive.contraction import Axes, Term, align
from autograd.compiler.derive.formulas import Formula
from autograd.compiler.program import (
    EVERYTHING,
    AddAt,
    AddTo,
    Apply,
    Assign,
    Call,
    Dimension,
    Entry,
    Expression,
    Index,
    Line,
    Name,
    Number,
    Options,
    Positions,
    Reshaped,
    Shape,
    Sizes,
    Slice,
    View,
    along_dimensions,
    distinct,
    is_whole,
    strides_of,
)

Change = Callable[[Expression], Expression]


class Reading:
    """How a view is read from an array of a given shape.

    Arguments:
        view: the view.
        shape: the array's shape; that of its gradient may lack dimensions of size 1.
        keep: gives an array of explicit positions a name in the program.

    Attributes:
        axes: the axes of what is read, in the order of its dimensions.
        whole: whether nothing of the array is left out.
        has_windows: whether it is windows that overlap.
        repeats: whether an element may be read more than once (by explicit positions).
        flat: whether the array is read as one long row.
        assigns: whether its gradient may be assigned, because it is the first one there.
    """

    def __init__(self, view: View, shape: Sizes, keep: Callable[[Positions], Name]) -> None:
        self.view, self.keep = view, keep
        self.axes: Axes = ()
        self.whole = self.has_windows = self.repeats = self.assigns = False
        self.flat = self._cut = False
        self._entries: list[Entry] = []  # what stands in the brackets
        self._steps: list[tuple[Change, Change]] = []  # what is done then, each with its adjoint
        row = (prod(shape),)
        if view.index is not None:
            if not self._gather_some(view.index, shape):
                self._gather_all()
        elif not self._slice(along_dimensions(view, shape), shape):
            self.flat = len(shape) > 1
            if not self._slice(along_dimensions(view, row), row):
                self._gather_all()
            elif self.flat and self._entries == [EVERYTHING]:
                self._reshape_whole(shape)

    def read(self, name: str, truth: bool = False) -> Term:
        """The expression that reads it from the array of that name."""
        tree = self._row_of(name)
        if not is_whole(self._entries):
            tree = Index(tree, self._brackets())
        for forward, _ in self._steps:
            tree = forward(tree)
        formula = Formula(tree, self.axes, truth)
        return Term(-formula if self.view.negative else formula, self.axes)

    def give_back(self, term: Term) -> Term:
        """A gradient of what is read, as one of the slice it is read from.

        With axes that number the dimensions of that slice, of which it may lack some.
        """
        formula, axes = term
        if self._steps:
            full = align(term, self.axes).tree
            if len(axes) < len(self.axes):
                shape = tuple(self.view.sizes[axis] for axis in self.axes)
                full = Apply("broadcast_to", (full, Shape(shape)))
            for _, adjoint in reversed(self._steps):
                full = adjoint(full)
            return Term(Formula(full, self.dimensions), self.dimensions)
        places = tuple(self.axes.index(axis) for axis in axes)
        return Term(formula.moved(dict(zip(axes, places))), places)

    @property
    def dimensions(self) -> Axes:
        """The numbers of the slice's dimensions."""
        return tuple(range(self._dimensions))

    @property
    def place(self) -> tuple[bool, tuple[Entry, ...]]:
        """Which slice it is."""
        return self.flat, self._brackets()

    def add(self, name: str, formula: Formula) -> Line:
        """The step that adds a gradient of the slice to the array of that name."""
        row, value = self._row_of(name), formula.tree
        if self.repeats:
            return AddAt(row, tuple(self._entries), value)
        part = Index(row, self._brackets())
        return Assign(part, value) if self.assigns else AddTo(part, value)

    def _row_of(self, name: str) -> Expression:
        return Reshaped(Name(name), (-1,)) if self.flat else Name(name)

    def _brackets(self) -> tuple[Entry, ...]:
        entries = list(self._entries)
        while len(entries) > 1 and entries[-1] == EVERYTHING:
            entries.pop()
        return tuple(entries) or (...,)

    # --- loops that follow the dimensions --------------------------------------------------------

    def _slice(self, dimensions: list[Dimension] | None, shape: Sizes) -> bool:
        """Basic indexing, dimensions cut in two, and windows. False where that does not do."""
        if dimensions is None or any(len(steps) > 2 for _, steps in dimensions):
            return False
        entries: list[Entry] = []
        lengths: list[int] = []  # the shape of the slice
        cut: list[int] = []  # and with dimensions cut in two
        axes: list[int] = []
        windows: list[tuple[int, int, int, int, int]] = []
        for (start, steps), extent in zip(dimensions, shape):
            if not steps:
                entries.append(start)
                continue
            # Where two loops run along a dimension: the one with the larger step, then the other.
            steps = sorted(steps, key=lambda step: (-step[1], step[0]))
            (axis, step), (inner, unit) = steps[0], steps[-1]
            count, size = self.view.sizes[axis], self.view.sizes[inner]
            length = count if axis == inner else step // unit * (count - 1) + size
            if axis != inner and (unit < 0 or step % unit):
                return False
            entries.append(_range(start, unit, length, extent))
            if axis != inner and step == unit * size:
                cut += [count, size]
                axes += [axis, inner]
            else:
                if axis != inner:
                    windows.append((len(cut), length, size, step // unit, inner))
                cut.append(length)
                axes.append(axis)
            lengths.append(length)
        self._cut = cut != lengths
        if self._cut:
            self._steps.append((_reshaped(tuple(cut)), _reshaped(tuple(lengths))))
        self.has_windows = bool(windows)
        for place, length, size, step, inner in windows:
            options = {"axis": place} if place else {}
            options |= {"step": step} if step != 1 else {}
            there = _called("windows", size, tuple(options.items()))
            self._steps.append((there, _called("overlap_add", length, tuple(options.items()))))
            axes.append(inner)
        self._entries, self.axes, self._dimensions = entries, tuple(axes), len(lengths)
        self.whole = not self.flat and all(
            entry == EVERYTHING or extent == 1 for entry, extent in zip(entries, shape)
        )
        return True

    def _reshape_whole(self, shape: Sizes) -> None:
        """All of an array as one long row, perhaps cut anew, is a reshape; so is its gradient."""
        forward = self._steps.pop(0)[0] if self._cut else _reshaped((-1,))
        self._steps.insert(0, (forward, _reshaped(shape)))
        self._entries, self._dimensions = [EVERYTHING] * len(shape), len(shape)
        self.flat, self.whole = False, True

    # --- loops that follow nothing ---------------------------------------------------------------

    def _gather_some(self, index: Positions, shape: Sizes) -> bool:
        """Explicit positions in some dimensions, slices in others. False where that does not do."""
        positions = np.squeeze(self.view.offset + index)
        places = np.unravel_index(positions, shape)
        explicit = [axis for axis, size in enumerate(index.shape) if size > 1]
        irregular = [bool((place != place.flat[0]).any()) for place in places]
        corner = sum(
            stride * int(place.flat[0])
            for place, stride, skip in zip(places, strides_of(shape), irregular)
            if not skip
        )
        dimensions = along_dimensions(replace(self.view, index=None, offset=corner), shape)
        if dimensions is None:
            return False
        entries: list[Entry] = []
        axes: list[int] = []
        kinds = ""
        for place, skip, (start, steps), extent in zip(places, irregular, dimensions, shape):
            if len(steps) > (0 if skip else 1):
                return False
            if skip:
                axes += explicit if "i" not in kinds else []
                entries.append(self.keep(place))
            elif steps:
                axis, step = steps[0]
                axes.append(axis)
                entries.append(_range(start, step, self.view.sizes[axis], extent))
            else:
                entries.append(start)
            kinds += "i" if skip else ":" if steps else "0"
        # NumPy puts the positions' axes where they stand only if nothing stands between them.
        if "i" not in kinds or (":" in kinds and ("0" in kinds or ":" in kinds.strip(":"))):
            return False
        self._entries, self.axes, self._dimensions = entries, tuple(axes), len(axes)
        self.repeats = len(distinct(positions)) < positions.size
        return True

    def _gather_all(self) -> None:
        """Every element by its number in the array, seen as one long row."""
        positions = self.view.positions()
        axes = self.view.axes
        once = tuple(slice(None) if axis in axes else 0 for axis in range(positions.ndim))
        self.flat = len(self.view.array.shape) > 1
        self._entries, self.axes = [self.keep(positions[once])], axes
        self._dimensions = len(axes)
        self.repeats = len(distinct(positions[once])) < positions[once].size


def _range(start: int, step: int, count: int, extent: int) -> Slice:
    """The slice of `count` elements."""
    stop = start + step * (count - 1) + (1 if step > 0 else -1)
    if step < 0:
        return Slice(start, stop if stop >= 0 else None, step)
    return Slice(start or None, stop if stop < extent else None, step if step != 1 else None)


def _reshaped(sizes: Sizes) -> Change:
    return lambda tree: Reshaped(tree, sizes)


def _called(function: str, size: int, options: Options) -> Change:
    return lambda tree: Call(function, (tree, Number(size)), options)
