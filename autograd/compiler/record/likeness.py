"""What an argument of any kind is made of; lists and dicts are made of other such."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from math import inf

import numpy as np

from autograd.compiler.record.argument import as_list, holds_numbers, taken_apart
from autograd.compiler.record.likes import Like, Nested, Numbers, OfNumPy, One, Same


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


class Joined(Same):
    """A list or tuple of parts of any form, such as arrays: all their numbers are one input."""

    def __init__(self, given: list[object] | tuple[object, ...], parts: list[Like]) -> None:
        self._kind, self._parts = type(given), parts
        self._make = getattr(self._kind, "_make", self._kind)  # that of named tuples
        _, array, values = taken_apart(given)
        self._shape, self._size = array.shape, array.size
        found = self._read(given) or []
        self._sizes = [*map(np.size, found)]
        # Otherwise there is something like True, which is a number in a list alone.
        self._is_whole = sum(self._sizes) == array.size
        self._only_lists = bool(values) or not any(isinstance(x, np.ndarray) for x in found)
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
        if found is None or not self._is_whole:
            return False
        if self._in_lists:
            inputs.append([*chain.from_iterable(found)])
        else:
            inputs.append(np.concatenate(found, axis=None).reshape(self._shape))
        return True

    def back(self, inputs: Iterator[Numbers]) -> object:
        """The list."""
        numbers = iter(as_list(next(inputs)))
        pieces = iter([[*islice(numbers, size)] for size in self._sizes])
        return self._make([part.back(pieces) for part in self._parts])

    def prefer_lists(self, most: float) -> None:
        """All of its own, if they are not more, or are in lists anyway."""
        self._in_lists = self._only_lists or self._size <= most
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
        form = Nested(x)
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
