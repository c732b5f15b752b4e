"""What a function returned when it was recorded: the form into which results are put."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from numbers import Real
from typing import Any

import numpy as np

from autograd.compiler.record.argument import Numbers
from autograd.compiler.record.stand_ins import TracedNumber
from autograd.recording import TraceError
from autograd.structure import flatten, like, map_leaves
from autograd.value import Value


class Results:
    """The form of a function's results.

    Arguments:
        name: of the function.
        tree: what it returned: nested lists, tuples and dicts.

    Attributes:
        outputs: the Values in it.
        is_one: whether it is a Value itself; known once the graph is forgotten.

    Raises:
        TraceError: there is no number, or something in which a Value of the trace could hide.
    """

    def __init__(self, name: str, tree: object) -> None:
        self.tree = tree
        self.outputs = [x for x in flatten(tree) if isinstance(x, Value)]
        for x in flatten(tree):
            if not isinstance(x, (Value, Real, str, type(None), np.generic)):
                raise TraceError(
                    f"{name} returns a {type(x).__name__}; compiled code returns numbers and "
                    "Values, or lists, tuples and dicts of them"
                )
        if not any(isinstance(x, (Value, Real)) for x in flatten(tree)):
            raise TraceError(f"{name} returns no number (is a return missing?)")

    def forget_graph(self) -> None:
        """Keeps no more of the Values than that they are there."""

        def blank(x: object) -> object:
            if isinstance(x, TracedNumber):
                return TracedNumber.of(Value(x._data), x.truth)
            return Value(x._data) if isinstance(x, Value) else x

        self.tree = map_leaves(blank, self.tree)
        self.outputs = [x for x in flatten(self.tree) if isinstance(x, Value)]
        self._read = reader(self.indices())
        self.is_one = type(self.tree) is Value

    def filled(self, values: list[Value]) -> object:
        """The form with these Values; where the function had plain numbers, with numbers."""
        following = iter(values)

        def fill(x: object) -> object:
            if not isinstance(x, Value):
                return x
            value = next(following)
            if isinstance(x, TracedNumber):
                return bool(value._data) if x.truth else value._data
            return value

        return map_leaves(fill, self.tree)

    def those_of(self, tree: object) -> list[Any]:
        """What stands at the places of the outputs in another tree of this form."""
        return [x for x, mine in zip(flatten(tree), flatten(self.tree)) if isinstance(mine, Value)]

    def as_arrays(self, numbers: Numbers) -> object:
        """What `as_arrays` makes of the form filled with these numbers, a list or an array."""
        every = np.concatenate((numbers, self.constants)) if self.constants else numbers
        return self._read(every)

    def indices(self) -> object:
        """The form with arrays of indices: those of the outputs, then those of constants."""
        outputs, constants = count(), count(len(self.outputs))
        self.constants: list[float] = []

        def number(x: object) -> object:
            if isinstance(x, Value):
                return next(outputs)
            if isinstance(x, (Real, np.number, np.bool_)):
                self.constants.append(float(x))
                return next(constants)
            return x

        return index(map_leaves(number, self.tree))


def index(places: object) -> object:
    """A form with a place in each place for a number, as what a `reader` reads."""
    return map_leaves(_in_steps, nested_arrays(places))


def _in_steps(places: object) -> object:
    """A row of indices at equal distances as a slice, which is much quicker; else what it is."""
    if not isinstance(places, np.ndarray) or places.ndim != 1 or len(places) < 2:
        return places
    first, step = int(places[0]), int(places[1]) - int(places[0])
    alike = step > 0 and (np.diff(places) == step).all()
    return slice(first, first + step * len(places), step) if alike else places


def reader(index: object) -> Callable[[Numbers], object]:
    """A function from all numbers, a list or an array, to what an index of them stands for.

    Arguments:
        index: a place; a slice or an array of places; or a form with such in it.
    """
    if isinstance(index, int):
        return lambda numbers: float(numbers[index])
    if isinstance(index, slice):
        return lambda numbers: np.array(numbers[index], float)
    if isinstance(index, np.ndarray):
        places, shape = index.astype(int), index.shape  # integers also where there are none
        row = _in_steps(places.ravel())
        if isinstance(row, slice):  # of a matrix too
            return lambda numbers: np.array(numbers[row]).reshape(shape)
        return lambda numbers: np.asarray(numbers)[places]
    if isinstance(index, dict):
        by_key = {key: reader(part) for key, part in index.items()}
        return lambda numbers: {key: part(numbers) for key, part in by_key.items()}
    if isinstance(index, (list, tuple)):
        parts = [*map(reader, index)]
        if type(index) is tuple:
            return lambda numbers: tuple([part(numbers) for part in parts])
        return lambda numbers: like(index, [part(numbers) for part in parts])
    return lambda numbers: index


def as_arrays(tree: object) -> object:
    """`nested_arrays` with every number, and the number in every Value, as a float."""

    def number(x: object) -> object:
        if isinstance(x, Value):
            return x._data
        return float(x) if isinstance(x, (Real, np.generic)) else x

    return nested_arrays(map_leaves(number, tree))


def nested_arrays(tree: object) -> object:
    """Lists as arrays: of lists of one shape a matrix, of alike tuples a tuple of arrays.

    [[1, 2], [3, 4]]              array([[1, 2], [3, 4]])
    [(1, [2, 3]), (4, [5, 6])]    (array([1, 4]), array([[2, 3], [5, 6]]))
    [1, [2, 3]]                   [1, array([2, 3])]
    """
    if isinstance(tree, dict):
        return {key: nested_arrays(part) for key, part in tree.items()}
    if not isinstance(tree, (list, tuple)):
        return tree
    parts = [nested_arrays(part) for part in tree]
    if isinstance(tree, tuple):
        return like(tree, parts)
    try:
        return _stacked(parts)
    except ValueError:
        return parts


def _stacked(trees: Sequence[Any]) -> object:
    """Trees of one form as one tree, whose arrays have one axis more, the first."""
    first = trees[0] if trees else 0.0
    kind = type(first)
    if any(type(tree) is not kind for tree in trees):
        raise ValueError("of different types")
    if isinstance(first, dict):
        if any(tree.keys() != first.keys() for tree in trees):
            raise ValueError("of different keys")
        return {key: _stacked([tree[key] for tree in trees]) for key in first}
    if isinstance(first, tuple):
        return like(first, [_stacked(parts) for parts in zip(*trees, strict=True)])
    if not isinstance(first, (int, float, np.ndarray)):
        raise ValueError("of something that is no number")
    return np.array(trees)
