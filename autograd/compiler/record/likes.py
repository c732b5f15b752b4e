"""What an argument is made of, to which those of later calls are compared at a look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np

from autograd.compiler.record.argument import as_list
from autograd.structure import PLAIN
from autograd.value import Value

if TYPE_CHECKING:
    from numpy.typing import NDArray

Flat: TypeAlias = "list[Any]"  # of numbers, among which also Values may stand
Numbers: TypeAlias = "Flat | NDArray[np.float64]"

NUMBERS = frozenset({float, int, np.float64, np.float32, np.int64})  # what loops over arrays give
LISTS = frozenset({list, tuple})
DOUBLE = np.dtype(float)


class Like(Protocol):
    """An argument, to which those of later calls are compared."""

    def read(self, x: object, inputs: list[Numbers]) -> bool:
        """Whether x is of this form; if so, its numbers, copied, join the others."""

    def back(self, inputs: Iterator[Numbers]) -> object:
        """A thing of this form with the next of these numbers."""

    def prefer_lists(self, most: float) -> None:
        """From now on, so many numbers of one argument come in lists, be they in an array."""


class Same:
    """Something that is handed through: only the same object serves as well."""

    def __init__(self, thing: object) -> None:
        self.thing = thing

    def read(self, x: object, inputs: list[Numbers]) -> bool:
        """No numbers."""
        return x is self.thing

    def back(self, inputs: Iterator[Numbers]) -> object:
        """The thing."""
        return self.thing

    def prefer_lists(self, most: float) -> None:
        """There are none."""


class One(Same):
    """A number, or a Value."""

    def __init__(self, x: object) -> None:
        self.kind = Value if isinstance(x, Value) else float

    def read(self, x: object, inputs: list[Numbers]) -> bool:
        """The number, in a list."""
        number: Flat = [x]
        if type(x) is not self.kind:
            if self.kind is not float or type(x) not in NUMBERS:
                return False
            number = [*map(float, number)]
        inputs.append(number)
        return True

    def back(self, inputs: Iterator[Numbers]) -> object:
        """The number."""
        return next(inputs)[0]


class Nested(Same):
    """Lists or tuples in such, and at one depth in all of them numbers or Values."""

    def __init__(self, given: object) -> None:
        self._levels: list[tuple[list[type], list[int]]] = []  # what there is at each depth
        level: Flat = [given]
        while level and LISTS.issuperset(map(type, level)):
            self._levels.append(([*map(type, level)], [*map(len, level)]))
            level = joined(level)
        kinds = [*map(type, level)]
        with_values = Value in kinds and PLAIN.issuperset(kinds)
        self._size, self._kinds = len(level), kinds if with_values else None

    def _flat(self, x: object) -> Flat | None:
        level: Flat = [x]
        for kinds, lengths in self._levels:
            if [*map(type, level)] != kinds or [*map(len, level)] != lengths:
                return None
            level = joined(level)
        return level

    def read(self, x: object, inputs: list[Numbers]) -> bool:
        """The numbers, from left to right."""
        numbers = self._flat(x)
        # Counted once more: another thread may have made a list longer since its length was read,
        # and machine code has room for so many.
        if numbers is None or len(numbers) != self._size:
            return False
        if self._kinds is not None:
            if [*map(type, numbers)] != self._kinds:
                return False
            if int in self._kinds:
                numbers = [float(x) if type(x) is int else x for x in numbers]
        elif [*map(type, numbers)].count(float) < self._size:
            if not NUMBERS.issuperset(map(type, numbers)):
                return False
            numbers = [*map(float, numbers)]
        inputs.append(numbers)
        return True

    def back(self, inputs: Iterator[Numbers]) -> object:
        """Lists in lists."""
        things: Iterable[object] = next(inputs)
        for kinds, lengths in reversed(self._levels):
            following = iter(things)
            things = [kind(islice(following, n)) for kind, n in zip(kinds, lengths)]
        (thing,) = things
        return thing


def joined(lists: Iterable[Flat]) -> Flat:
    """What is in the lists, one after the other; `chain` takes twice as long."""
    found: Flat = []
    for each in lists:
        found += each
    return found


class OfNumPy(Same):
    """An array of one shape, with numbers of any type."""

    def __init__(self, x: NDArray[np.float64]) -> None:
        self.shape, self._size, self._is_row = x.shape, x.size, len(x.shape) == 1
        self._in_lists = False

    def read(self, x: object, inputs: list[Numbers]) -> bool:
        """The numbers in double precision: an array, or few of them as a list."""
        if type(x) is not np.ndarray or x.shape != self.shape:
            return False
        if x.dtype is not DOUBLE:
            if x.dtype.kind not in "fiub":
                return False
            x = x.astype(float)
        if self._in_lists:
            inputs.append(x.tolist() if self._is_row else as_list(x))
        else:
            inputs.append(x.copy())
        return True

    def back(self, inputs: Iterator[Numbers]) -> object:
        """The array."""
        return np.array(next(inputs)).reshape(self.shape)

    def prefer_lists(self, most: float) -> None:
        """Its own, if they are not more."""
        self._in_lists = self._size <= most
