"""What an argument is made of, to which those of later calls are compared at a look."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, chain
from math import prod
from operator import mul
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np

from autograd.compiler.record.call import as_list, holds_numbers
from autograd.value import Value

if TYPE_CHECKING:
    from numpy.typing import NDArray

Numbers: TypeAlias = "list[Any] | NDArray[np.float64]"  # in a flat list also Values may stand

FLOATS, NUMBERS = frozenset({float}), frozenset({float, int})
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
        if type(x) is self.kind:
            inputs.append([x])
            return True
        if type(x) is int and self.kind is float:
            inputs.append([float(x)])
            return True
        return False

    def back(self, inputs: Iterator[Numbers]) -> object:
        """The number."""
        return next(inputs)[0]


class Nested(Same):
    """Lists or tuples in such, those of one depth alike; numbers or Values in the innermost."""

    def __init__(self, given: Any) -> None:
        self.levels: list[tuple[type, int]] = []
        x = given
        while type(x) in (list, tuple):
            self.levels.append((type(x), len(x)))
            x = x[0] if x else None
        self._alike = [(frozenset({kind}), frozenset({length})) for kind, length in self.levels]
        self._size = prod(length for _, length in self.levels)
        kinds = [*map(type, self._flat(given) or ())]
        self._kinds = kinds if Value in kinds else None

    def _flat(self, x: object) -> list[Any] | None:
        level: list[Any] = [x]
        for kind, length in self._alike:
            if not (kind.issuperset(map(type, level)) and length.issuperset(map(len, level))):
                return None
            level = [*chain.from_iterable(level)]
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
        elif not FLOATS.issuperset(map(type, numbers)):
            if not NUMBERS.issuperset(map(type, numbers)):
                return False
            numbers = [*map(float, numbers)]
        inputs.append(numbers)
        return True

    def back(self, inputs: Iterator[Numbers]) -> object:
        """Lists in lists."""
        numbers = next(inputs)
        counts = [*accumulate((length for _, length in self.levels), mul, initial=1)]
        for (kind, length), count in zip(self.levels[::-1], counts[-2::-1]):
            numbers = [kind(numbers[k * length : (k + 1) * length]) for k in range(count)]
        return numbers[0]


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


class Keyed(Same):
    """A dict with the same keys in the same order."""

    def __init__(self, given: dict[object, object], parts: list[Like]) -> None:
        self._keys, self._parts = [*given], parts

    def read(self, x: object, inputs: list[Numbers]) -> bool:
        """The numbers of what is in it, one after the other."""
        if type(x) is not dict or [*x] != self._keys:
            return False
        return all(part.read(given, inputs) for part, given in zip(self._parts, x.values()))

    def back(self, inputs: Iterator[Numbers]) -> object:
        """The dict."""
        return {key: part.back(inputs) for key, part in zip(self._keys, self._parts)}

    def prefer_lists(self, most: float) -> None:
        """Those of all parts."""
        for part in self._parts:
            part.prefer_lists(most)


def like(x: object) -> Like | None:
    """The form of an argument; None if it is none of these, such as ragged lists."""
    form: Like | None
    if type(x) is dict:
        parts = [part for part in map(like, x.values()) if part is not None]
        form = Keyed(x, parts) if len(parts) == len(x) else None
    elif not holds_numbers(x):
        return None if isinstance(x, dict) else Same(x)
    else:
        of_lists = isinstance(x, (list, tuple))
        form = Nested(x) if of_lists else OfNumPy(x) if isinstance(x, np.ndarray) else One(x)
    return form if form is not None and form.read(x, []) else None
