"""What a function has changed before it was refused, put back as it was.

A refused function runs uncompiled from then on; it must find its counters and lists as if nobody
had recorded it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import CellType
from typing import Any, TypeVar

import numpy as np

K = TypeVar("K")
T = TypeVar("T")


class Undo:
    """Remembers what is in things, and puts it back."""

    def __init__(self) -> None:
        self._put_back: list[Callable[[], object]] = []

    def keep(self, thing: object) -> None:
        """Remembers what is in a list, dict, set or array; of any other thing nothing."""
        if isinstance(thing, list):
            self._put_back.append(partial(_refill_list, thing, [*thing]))
        elif isinstance(thing, dict):
            self._put_back.append(partial(_refill_dict, thing, {**thing}))
        elif isinstance(thing, set):
            self._put_back.append(partial(_refill_set, thing, {*thing}))
        elif isinstance(thing, np.ndarray) and thing.flags.writeable:
            self._put_back.append(partial(np.copyto, thing, thing.copy()))

    def keep_generator(self, rng: Any) -> None:
        """Remembers where a random generator is: one of Python's or NumPy's, or their modules."""
        if isinstance(rng, np.random.Generator):
            bits = rng.bit_generator
            self._put_back.append(partial(setattr, bits, "state", bits.state))
        elif hasattr(rng, "getstate"):
            self._put_back.append(partial(rng.setstate, rng.getstate()))
        else:
            self._put_back.append(partial(rng.set_state, rng.get_state()))

    def keep_cell(self, cell: CellType, content: object) -> None:
        """Remembers a variable of an enclosing function."""
        self._put_back.append(partial(setattr, cell, "cell_contents", content))

    def keep_names(self, space: dict[str, object], names: list[str]) -> None:
        """Remembers some of the variables of a module."""
        self._put_back.append(partial(space.update, {name: space[name] for name in names}))

    def keep_attributes(self, kind: type, names: list[str]) -> None:
        """Remembers some of the attributes of a class."""
        for name in names:
            if name in vars(kind):
                self._put_back.append(partial(setattr, kind, name, vars(kind)[name]))

    def __call__(self) -> None:
        """Puts everything back."""
        for put_back in self._put_back:
            put_back()


def _refill_list(thing: list[T], before: list[T]) -> None:
    if len(thing) != len(before) or any(x is not y for x, y in zip(thing, before)):
        thing[:] = before


def _refill_dict(thing: dict[K, T], before: dict[K, T]) -> None:
    if [*map(id, thing.values())] != [*map(id, before.values())] or [*thing] != [*before]:
        thing.clear()
        thing.update(before)


def _refill_set(thing: set[T], before: set[T]) -> None:
    thing.clear()
    thing |= before
