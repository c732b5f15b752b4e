"""Arrays laid out in another way: shapes, axes, parts. What NumPy does with brackets."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np

from autograd.compiler.onnx.graph import Tensor
from autograd.compiler.onnx.kinds import BOOL, INT, Batch, NotForAllError, Sizes, broadcast
from autograd.compiler.program import EVERYTHING, Entry, Positions, Slice

FAR = 2**31 - 1  # beyond the end of every axis


def reshaped(x: Tensor, sizes: Sequence[int]) -> Tensor:
    """The same numbers in another shape; -1 for the size that the others leave.

    Raises:
        NotForAllError: the axis of the samples would go up in another one.
    """
    left = prod(x.shape) // prod([n for n in sizes if n != -1])
    shape = _with_batch(x.shape, tuple([left if n == -1 else n for n in sizes]))
    x = x if shape == x.shape else x.graph.unshaped(x)
    if shape == x.shape:
        return x
    axis = batch_axis(x.shape)
    given = [
        n if not isinstance(n, Batch) else 0 if place == axis else -1
        for place, n in enumerate(shape)
    ]
    return x.graph.node("Reshape", [x, x.graph.whole(given)], shape, x.kind)


def batch_axis(shape: Sizes) -> int | None:
    """Which axis is that of the samples."""
    return next((axis for axis, n in enumerate(shape) if isinstance(n, Batch)), None)


def _with_batch(old: Sizes, new: Sizes) -> Sizes:
    axis = batch_axis(old)
    if axis is None:
        return new
    before = prod(old[:axis])
    for place, n in enumerate(new):
        if n == old[axis] and prod(new[:place]) == before:
            return (*new[:place], old[axis], *new[place + 1 :])
    raise NotForAllError


def flattened(x: Tensor, axes: int) -> Tensor:
    """The last axes as one."""
    return x if axes == 1 else reshaped(x, (*x.shape[: len(x.shape) - axes], -1))


def transposed(x: Tensor, order: Sequence[int]) -> Tensor:
    """The axes in another order."""
    if [*order] == [*range(len(order))]:
        return x
    shape = tuple([x.shape[axis] for axis in order])
    return x.graph.node("Transpose", [x], shape, x.kind, perm=[*order])


def with_axes(x: Tensor, places: Sequence[int]) -> Tensor:
    """New axes of size 1, at these places of the result."""
    if not places:
        return x
    rest = iter(x.shape)
    count = len(x.shape) + len(places)
    shape = tuple([1 if axis in places else next(rest) for axis in range(count)])
    return x.graph.node("Unsqueeze", [x, x.graph.whole(places)], shape, x.kind)


def without_axes(x: Tensor, places: Sequence[int]) -> Tensor:
    """The array without these axes, which are of size 1."""
    if not places:
        return x
    shape = tuple([n for axis, n in enumerate(x.shape) if axis not in places])
    return x.graph.node("Squeeze", [x, x.graph.whole(places)], shape, x.kind)


def with_last_axis(x: Tensor) -> Tensor:
    """One more axis of size 1, the last."""
    return with_axes(x, [len(x.shape)])


def spread(x: Tensor, sizes: Sizes) -> Tensor:
    """The array broadcast to a shape, of which a size may be that of the samples."""
    graph, shape = x.graph, broadcast(x.shape, sizes)
    if shape == x.shape:
        return x
    if batch_axis(shape) is None or batch_axis(x.shape) is not None:
        given = graph.whole([1 if isinstance(n, Batch) else n for n in shape])
        return graph.node("Expand", [x, given], shape, x.kind)
    assert graph.samples is not None
    count = graph.node("Shape", [graph.samples], (1,), INT, start=0, end=1)
    parts = [count if isinstance(n, Batch) else graph.whole([n]) for n in shape]
    given = graph.node("Concat", parts, (len(parts),), INT, axis=0)
    return graph.node("Expand", [x, given], shape, x.kind)


def stacked(tensors: Sequence[Tensor], shape: Sizes) -> Tensor:
    """Arrays that broadcast to one shape, along a new last axis."""
    graph, kind = tensors[0].graph, tensors[0].kind
    parts = [with_last_axis(spread(x, shape)) for x in tensors]
    return graph.node("Concat", parts, (*shape, len(parts)), kind, axis=len(shape))


def reduced(x: Tensor, operator: str, axes: Sequence[int] | None, keep: bool) -> Tensor:
    """The sum, max or min along axes; along all of them if None are said.

    Raises:
        NotForAllError: the samples would be among what is taken together.
    """
    rank = len(x.shape)
    over = [axis % rank for axis in (range(rank) if axes is None else axes)]
    x = x.of(x.graph.real) if x.kind == BOOL else x
    if not over:
        return x
    if batch_axis(x.shape) in over:
        raise NotForAllError
    shape = [1 if axis in over else n for axis, n in enumerate(x.shape) if keep or axis not in over]
    given = [x, x.graph.whole(over)]
    return x.graph.node(operator, given, tuple(shape), x.kind, keepdims=int(keep))


# --- parts ---------------------------------------------------------------------------------------


def gathered(x: Tensor, positions: Positions, axis: int) -> Tensor:
    """The parts at these positions of an axis; the positions' axes stand in its place."""
    _refuse_batch(x.shape[axis])
    graph = x.graph
    name = str(positions.tolist()) if positions.size < 9 else "positions"
    given = graph.constant(positions, INT, f"{name}:{positions.ndim}")
    shape = (*x.shape[:axis], *positions.shape, *x.shape[axis + 1 :])
    return graph.node("Gather", [x, given], shape, x.kind, axis=axis)


def part_of(x: Tensor, entries: Sequence[Entry | Positions]) -> Tensor:
    """What brackets with these entries take out of an array: the positions are known by now."""
    entries = _spelled_out(entries, len(x.shape))
    axes = [entry for entry in entries if entry is not None]
    x = _sliced(x, axes)
    explicit = [axis for axis, entry in enumerate(axes) if isinstance(entry, np.ndarray)]
    if explicit:
        x = _at_positions(x, axes)
    else:
        for axis in reversed([a for a, entry in enumerate(axes) if isinstance(entry, int)]):
            number = axes[axis]
            assert isinstance(number, int)
            x = gathered(x, np.array(number % x.shape[axis]), axis)
    kept = [entry for entry in entries if entry is None or not isinstance(entry, int)]
    return with_axes(x, [place for place, entry in enumerate(kept) if entry is None])


def _spelled_out(entries: Sequence[Entry | Positions], rank: int) -> list[Entry | Positions]:
    """One entry for each axis, and None for each new one."""
    used = sum(entry is not None and entry is not ... for entry in entries)
    rest = [EVERYTHING] * (rank - used)
    found: list[Entry | Positions] = []
    for entry in entries:
        found += rest if entry is ... else [entry]
    return found if any(entry is ... for entry in entries) else [*found, *rest]


def _sliced(x: Tensor, entries: Sequence[Entry | Positions]) -> Tensor:
    slices = {axis: e for axis, e in enumerate(entries) if isinstance(e, Slice) and e != EVERYTHING}
    if not slices:
        return x
    starts, stops, steps, shape = [], [], [], [*x.shape]
    for axis, entry in slices.items():
        _refuse_batch(x.shape[axis])
        step = entry.step or 1
        start, stop, _ = slice(entry.start, entry.stop, step).indices(x.shape[axis])
        starts.append(start)
        stops.append(-FAR if stop < 0 else stop)
        steps.append(step)
        shape[axis] = len(range(start, stop, step))
    given = [x.graph.whole(numbers) for numbers in (starts, stops, [*slices], steps)]
    return x.graph.node("Slice", [x, *given], tuple(shape), x.kind)


def _at_positions(x: Tensor, entries: Sequence[Entry | Positions]) -> Tensor:
    """Positions in several axes that stand together are positions in all of them as one row."""
    chosen = [a for a, entry in enumerate(entries) if isinstance(entry, (int, np.ndarray))]
    first, last = chosen[0], chosen[-1] + 1
    assert chosen == [*range(first, last)], "positions stand together"
    for n in x.shape[first:last]:
        _refuse_batch(n)
    places = [np.asarray(entries[axis]) for axis in chosen]
    sizes = x.shape[first:last]
    row = np.ravel_multi_index([p % n for p, n in zip(np.broadcast_arrays(*places), sizes)], sizes)
    x = reshaped(x, (*x.shape[:first], prod(sizes), *x.shape[last:]))
    return gathered(x, np.asarray(row), first)


def _refuse_batch(size: int) -> None:
    if isinstance(size, Batch):
        raise NotForAllError


def windows(x: Tensor, size: int, axis: int = 0, step: int = 1) -> Tensor:
    """All windows of that size along an axis, `step` apart, with them as the last axis."""
    starts = np.arange(0, x.shape[axis] - size + 1, step)
    found = gathered(x, starts[:, None] + np.arange(size), axis)
    order = [a for a in range(len(found.shape)) if a != axis + 1]
    return transposed(found, [*order, axis + 1])
