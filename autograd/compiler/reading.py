"""Views as source: how a statement reads an array, and how a gradient is added back to it.

W[3:5]                        a slice; the gradient is added to that slice
h.reshape(6, 7, 2)            a dimension cut into two, as for pooling; back by reshape
windows(x, 3, axis=1)         overlapping windows, as for a convolution; back by overlap_add
E[i1]                         rows by explicit numbers; back by np.add.at
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from math import prod
from typing import Any

import numpy as np

from autograd.compiler.contraction import Axes, Term, align
from autograd.compiler.nests import (
    Dimension,
    Index,
    Sizes,
    View,
    along_dimensions,
    distinct,
    strides_of,
)
from autograd.compiler.text import ATOM, Text


class Reading:
    """How a view is read from an array of a given shape.

    Arguments:
        view: the view.
        shape: the array's shape; that of its gradient may lack dimensions of size 1.
        keep: gives an array of explicit positions a name in the source.

    Attributes:
        axes: the axes of what is read, in the order of its dimensions.
        whole: whether nothing of the array is left out.
        has_windows: whether it is windows that overlap.
        repeats: whether an element may be read more than once (by explicit positions).
        flat: whether the array is read as one long row.
        assigns: whether its gradient may be assigned, because it is the first one there.
    """

    def __init__(self, view: View, shape: Sizes, keep: Callable[[Any], str]) -> None:
        self.view, self.keep = view, keep
        self.axes: Axes = ()
        self.whole = self.has_windows = self.repeats = self.assigns = False
        self.flat = False
        self._entries: list[str] = []  # what stands in the brackets
        self._steps: list[tuple[str, str]] = []  # what is done then, each with its adjoint
        row = (prod(shape),)
        if view.index is not None:
            self._gather(shape)
        elif not self._slice(along_dimensions(view, shape), shape):
            self.flat = len(shape) > 1
            if not self._slice(along_dimensions(view, row), row):
                self._gather_all()
            elif self.flat and self._entries == [":"]:
                self._reshape_whole(shape)

    def read(self, name: str) -> Term:
        """The expression that reads it from the array of that name."""
        source = f"{name}.reshape(-1)" if self.flat else name
        if any(entry != ":" for entry in self._entries):
            source += self._brackets()
        for forward, _ in self._steps:
            source = forward.format(source)
        text = Text(source, ATOM, self.axes)
        return Term(-text if self.view.negative else text, self.axes)

    def give_back(self, term: Term) -> Term:
        """A gradient of what is read, as one of the slice it is read from.

        With axes that number the dimensions of that slice, of which it may lack some.
        """
        text, axes = term
        if self._steps:
            full = align(term, self.axes)
            if len(axes) < len(self.axes):
                shape = tuple(self.view.sizes[axis] for axis in self.axes)
                full = Text(f"np.broadcast_to({full}, {shape})", ATOM, self.axes)
            for _, adjoint in reversed(self._steps):
                inside = full.inner if adjoint.startswith("{}") else full.source
                full = Text(adjoint.format(inside), ATOM, full.axes)
            dimensions = tuple(range(self._dimensions))
            return Term(Text(full.source, ATOM, dimensions), dimensions)
        places = tuple(self.axes.index(axis) for axis in axes)
        return Term(text.moved(dict(zip(axes, places))), places)

    @property
    def dimensions(self) -> Axes:
        """The numbers of the slice's dimensions."""
        return tuple(range(self._dimensions))

    @property
    def place(self) -> str:
        """The slice, as it is written after the array's name."""
        return (".reshape(-1)" if self.flat else "") + self._brackets()

    def add(self, name: str, text: Text) -> str:
        """The statement that adds a gradient of the slice to the array of that name."""
        target = f"{name}.reshape(-1)" if self.flat else name
        if self.repeats:
            entries = ", ".join(self._entries)
            key = entries if len(self._entries) == 1 else f"np.s_[{entries}]"
            return f"np.add.at({target}, {key}, {text})"
        return f"{target}{self._brackets()} {'=' if self.assigns else '+='} {text}"

    def _brackets(self) -> str:
        entries = list(self._entries)
        while len(entries) > 1 and entries[-1] == ":":
            entries.pop()
        return f"[{', '.join(entries) or '...'}]"

    # --- loops that follow the dimensions --------------------------------------------------------

    def _slice(self, dimensions: list[Dimension] | None, shape: Sizes) -> bool:
        """Basic indexing, dimensions cut in two, and windows. False where that does not do."""
        if dimensions is None or any(len(steps) > 2 for _, steps in dimensions):
            return False
        entries: list[str] = []
        lengths: list[int] = []  # the shape of the slice
        cut: list[int] = []  # and with dimensions cut in two
        axes: list[int] = []
        windows: list[tuple[int, int, int, int, int]] = []
        for (start, steps), extent in zip(dimensions, shape):
            if not steps:
                entries.append(str(start))
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
        if cut != lengths:
            steps_back = f"{{}}.reshape({', '.join(map(str, lengths))})"
            self._steps.append((f"{{}}.reshape{tuple(cut)}", steps_back))
        self.has_windows = bool(windows)
        for place, length, size, step, inner in windows:
            how = (f", axis={place}" if place else "") + (f", step={step}" if step != 1 else "")
            self._steps.append((f"windows({{}}, {size}{how})", f"overlap_add({{}}, {length}{how})"))
            axes.append(inner)
        self._entries, self.axes, self._dimensions = entries, tuple(axes), len(lengths)
        self.whole = not self.flat and all(
            entry == ":" or extent == 1 for entry, extent in zip(entries, shape)
        )
        return True

    def _reshape_whole(self, shape: Sizes) -> None:
        """All of an array as one long row, perhaps cut anew, is a reshape; so is its gradient."""
        cut = bool(self._steps) and self._steps[0][0].startswith("{}.reshape")
        forward = self._steps.pop(0)[0] if cut else "{}.reshape(-1)"
        self._steps.insert(0, (forward, f"{{}}.reshape{shape}"))
        self._entries, self._dimensions = [":"] * len(shape), len(shape)
        self.flat, self.whole = False, True

    # --- loops that follow nothing ---------------------------------------------------------------

    def _gather(self, shape: Sizes) -> None:
        """Explicit positions in some dimensions and slices in the others, where that will do."""
        positions = np.squeeze(self.view.offset + self.view.index)
        if not self._gather_some(positions, np.unravel_index(positions, shape), shape):
            self._gather_all()

    def _gather_some(self, positions: Index, places: tuple[Index, ...], shape: Sizes) -> bool:
        explicit = [axis for axis, size in enumerate(self.view.index.shape) if size > 1]
        irregular = [bool((place != place.flat[0]).any()) for place in places]
        corner = sum(
            stride * int(place.flat[0])
            for place, stride, skip in zip(places, strides_of(shape), irregular)
            if not skip
        )
        dimensions = along_dimensions(replace(self.view, index=None, offset=corner), shape)
        if dimensions is None:
            return False
        entries: list[str] = []
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
                entries.append(str(start))
            kinds += "i" if skip else ":" if steps else "0"
        # NumPy puts the positions' axes where they stand only if nothing stands between them.
        if "i" not in kinds or (":" in kinds and re.search("0|i:+i", kinds)):
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


def _range(start: int, step: int, count: int, extent: int) -> str:
    """The slice of `count` elements."""
    stop = start + step * (count - 1) + (1 if step > 0 else -1)
    if step < 0:
        return f"{start}:{stop if stop >= 0 else ''}:{step}"
    first, last = str(start or ""), str(stop) if stop < extent else ""
    return f"{first}:{last}" + (f":{step}" if step != 1 else "")
