"""Arrays in one memory, and the loop nests that fill them."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd.compiler.native.nests_fields import Field, Rule, combined, itself, stored
from autograd.compiler.native.nests_loops import Nest
from autograd.compiler.native.nests_products import Library
from autograd.compiler.native.nests_vocabulary import FUNCTIONS
from autograd.compiler.program import Sizes

JOINS: dict[str, Rule] = {
    "sum": operator.add, "max": FUNCTIONS["maximum"], "min": FUNCTIONS["minimum"],
}  # fmt: skip

LINE = 8  # numbers in a line of the cache


if TYPE_CHECKING:
    from autograd.compiler.arrays import Floats


class Arrays:
    """Arrays that are computed one after the other, each in a place of its own.

    Attributes:
        functions: those of LLVM, in the order in which they are called.
        places: of each array in memory, its first number's place; in all there are `size`.
        line: the name of what is computed.
        fixed: the numbers of those arrays that the program brings with it, by their memory.
    """

    def __init__(self) -> None:
        self.functions: list[Nest | Library] = []
        self.places: dict[str, int] = {}
        self.size, self.line = 0, ""
        self.fixed: dict[str, Any] = {}

    def memory(self, name: str, size: int) -> str:
        """A place for an array; those of a few numbers do not share a line of the cache."""
        self.places[name] = self.size
        self.size += -(-max(size, 1) // LINE) * LINE
        return name

    def new_memory(self) -> Floats:
        """Memory for all arrays, zeros but for what the program brings with it."""
        memory = np.zeros(self.size + LINE)
        memory = memory[-memory.ctypes.data // 8 % LINE :]
        for name, numbers in self.fixed.items():
            place = self.places[name]
            memory[place : place + numbers.size] = numbers.ravel()
        return memory

    def fresh(self, size: int) -> str:
        """A place for an array without a name of its own."""
        name = f"{self.line}.{len(self.places)}"
        return self.memory(name, size)

    def nest(self) -> Nest:
        """A further function of the program."""
        nest = Nest(f"{len(self.functions)}.{self.line}")
        self.functions.append(nest)
        return nest

    def store(self, field: Field, target: Field) -> Field:
        """Computes an array, and leaves it in memory."""
        self.nest().map(field, target.leaves[0])
        return target

    def stored(self, field: Field) -> Field:
        """The array in memory; where it is there already, that."""
        if field.is_stored:
            return field
        return self.store(field, stored(self.fresh(field.size), field.shape))

    def packed(self, field: Field) -> Field:
        """The array in memory, its numbers one after the other."""
        if field.is_stored and field.is_packed:
            return field
        return self.store(field, stored(self.fresh(field.size), field.shape))

    def apply(self, function: Rule, *fields: Field) -> Field:
        """A function of single numbers. What is spread along an axis is computed once before."""
        shape = combined(lambda *xs: 0.0, fields).shape
        stable = [
            self.packed(f) if f.leaves and f.rule is not itself and f.size < prod(shape) else f
            for f in fields
        ]
        return combined(function, stable)

    def reduced(
        self, join: Rule, field: Field, axes: Sizes | None, keepdims: bool = False
    ) -> Field:
        """The numbers along axes, joined."""
        rank = len(field.shape)
        along = sorted(range(rank) if axes is None else [axis % rank for axis in axes])
        groups = _neighbours(along)
        for group in groups[:0:-1]:
            field = self._reduced(join, field, group)
        field = self._reduced(join, field, groups[0]) if groups else field
        if keepdims:
            key = tuple(None if axis in along else slice(None) for axis in range(rank))
            return field.seen(lambda array: array[key])
        return field

    def _reduced(self, join: Rule, field: Field, along: Sequence[int]) -> Field:
        shape = tuple(n for axis, n in enumerate(field.shape) if axis not in along)
        target = stored(self.fresh(prod(shape)), shape)
        self.nest().reduce(field, along, target.leaves[0], join)
        return target


def _neighbours(axes: Sequence[int]) -> list[list[int]]:
    """The axes in groups of neighbours."""
    groups: list[list[int]] = []
    for axis in axes:
        if groups and groups[-1][-1] == axis - 1:
            groups[-1].append(axis)
        else:
            groups.append([axis])
    return groups
