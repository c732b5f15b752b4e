"""What an argument of any kind is made of; lists and dicts are made of other such."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from math import inf, prod
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np

from autograd.compiler.record.argument import as_list, holds_numbers, taken_apart
from autograd.compiler.record.likes import Like, Nested, Numbers, OfNumPy, One, Same

if TYPE_CHECKING:
    from numpy.typing import NDArray

ARRAYS = frozenset({np.ndarray})
_shape_of = attrgetter("shape")


class Keyed(Same):
    """A dict with the same keys in the same order."""

    def __init__(self, given: dict[object, object], parts: list[Like]) -> None:
        self._keys, self._parts = [*given], parts

    def read(self, x: object, inputs: list[Numbers]) -> bool:
        """The numbers of what is in it, one after the other."""
        if type(x) is not dict:
            return False
        given = x.copy()  # another thread may change it meanwhile
        same = [*given] == self._keys
        return same and all(part.read(y, inputs) for part, y in zip(self._parts, given.values()))

    def back(self, inputs: Iterator[Numbers]) -> object:
        """The dict."""
        return {key: part.back(inputs) for key, part in zip(self._keys, self._parts)}

    def prefer_lists(self, most: float) -> None:
        """Those of all parts."""
        for part in self._parts:
            part.prefer_lists(most)


class Arrays(Same):
    """A list or tuple of arrays, each of a shape of its own: all their numbers are one input."""

    def __init__(self, given: list[NDArray[np.float64]] | tuple[NDArray[np.float64], ...]) -> None:
        self._kind, self._shapes = type(given), [*map(_shape_of, given)]
        self._make = getattr(self._kind, "_make", self._kind)  # that of named tuples
        self._shape, self._in_lists = taken_apart(given)[1].shape, False

    def read(self, x: object, inputs: list[Numbers]) -> bool:
        """The numbers of all arrays: an array, or few of them as a list."""
        if type(x) is not self._kind or not isinstance(x, (list, tuple)):
            return False
        given = [*x]  # another thread may change it meanwhile
        if not ARRAYS.issuperset(map(type, given)) or [*map(_shape_of, given)] != self._shapes:
            return False
        try:
            numbers = np.concatenate(given, axis=None)
        except TypeError:  # dates
            return False
        if numbers.dtype.kind not in "fiub":
            return False
        numbers = numbers.astype(float, copy=False)
        inputs.append(numbers.tolist() if self._in_lists else numbers.reshape(self._shape))
        return True

    def back(self, inputs: Iterator[Numbers]) -> object:
        """The list."""
        numbers = iter(as_list(next(inputs)))
        rows = [[*islice(numbers, prod(shape))] for shape in self._shapes]
        return self._make([np.array(row).reshape(s) for row, s in zip(rows, self._shapes)])

    def prefer_lists(self, most: float) -> None:
        """All of its own, if they are not more."""
        self._in_lists = sum(map(prod, self._shapes)) <= most


class Joined(Same):
    """A list or tuple of parts of any form, in which there are arrays: one input of them all."""

    def __init__(self, given: list[object] | tuple[object, ...], parts: list[Like]) -> None:
        self._kind, self._parts = type(given), parts
        self._make = getattr(self._kind, "_make", self._kind)
        form, array, values = taken_apart(given)
        found = self._read(given) or []
        self._sizes = [*map(np.size, found)]
        in_arrays = sum(x.size for x in found if isinstance(x, np.ndarray))
        self._rather_lists = bool(values) or 2 * in_arrays <= array.size
        # NumPy reads it as quickly where all have one shape. In a list True is a number, and
        # where it is handed through it is none.
        self._is_worth_it = form != array.shape and sum(self._sizes) == array.size
        self.prefer_lists(0.0)

    def _read(self, x: object) -> list[Numbers] | None:
        """The numbers of the parts."""
        if type(x) is not self._kind or not isinstance(x, (list, tuple)):
            return None
        given = [*x]  # another thread may change it meanwhile
        if len(given) != len(self._parts):
            return None
        found: list[Numbers] = []
        for part, y in zip(self._parts, given):
            if not part.read(y, found):
                return None
        return found

    def read(self, x: object, inputs: list[Numbers]) -> bool:
        """The numbers of all parts: an array, or few of them as a list."""
        found = self._read(x)
        if found is None or not self._is_worth_it:
            return False
        if self._in_lists:
            inputs.append([*chain.from_iterable(found)])
        else:
            inputs.append(np.concatenate(found, axis=None))
        return True

    def back(self, inputs: Iterator[Numbers]) -> object:
        """The list."""
        numbers = iter(as_list(next(inputs)))
        pieces = iter([[*islice(numbers, size)] for size in self._sizes])
        return self._make([part.back(pieces) for part in self._parts])

    def prefer_lists(self, most: float) -> None:
        """All of its own, if they are not more, or most are in lists anyway."""
        self._in_lists = self._rather_lists or sum(self._sizes) <= most
        for part in self._parts:
            part.prefer_lists(inf if self._in_lists else 0.0)


def likeness(x: object) -> Like | None:
    """The form of an argument; None if it is none of these, such as a list with a Fraction."""
    form: Like | None = None
    if isinstance(x, np.ndarray):
        form = OfNumPy(x)
    elif isinstance(x, dict):
        parts = likenesses(x.values()) if type(x) is dict else None
        form = Keyed(x, parts) if parts is not None else None
    elif not isinstance(x, (list, tuple)):
        form = One(x) if holds_numbers(x) else Same(x)
    else:
        form = Arrays(x) if x and ARRAYS.issuperset(map(type, x)) else Nested(x)
        if not form.read(x, []):
            parts = likenesses(x)
            form = Joined(x, parts) if parts is not None else None
    return form if form is not None and form.read(x, []) else None


def likenesses(things: Iterable[object]) -> list[Like] | None:
    """The form of each; None if one has none."""
    found = []
    for x in things:
        form = likeness(x)
        if form is None:
            return None
        found.append(form)
    return found
