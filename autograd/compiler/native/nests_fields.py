"""Arrays that are not computed yet: what each of their numbers is, as a rule of what is in memory.

`dh1 * (h1 > 0)` is a rule of two numbers, and where in memory they lie for each place (i, j): a
number offset + i·stride_i + j·stride_j. Broadcasting is a stride of 0; slices and transposes are
other strides. So a whole expression is one loop nest, and nothing between is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, TypeVar

import numpy as np

from autograd.compiler.native.making import NativeError
from autograd.compiler.native.registers import Number
from autograd.compiler.program import Sizes, strides_of

Rule = Callable[..., Number]
T = TypeVar("T")
COUNTER = ""  # the memory of numbers that are nowhere: number k is k itself


@dataclass(frozen=True)
class Leaf:
    """Where the numbers of an operand lie.

    Attributes:
        memory: the name of an array in memory.
        offset: where the first number is.
        strides: how far neighbours along each axis are apart.
    """

    memory: str
    offset: int
    strides: Sizes

    @property
    def flat(self) -> Leaf:
        """The same, if its numbers lie one after the other, as one long row."""
        return Leaf(self.memory, self.offset, (1,))

    def broadcast(self, sizes: Sizes, shape: Sizes) -> Leaf:
        """The same for an array of these sizes that is broadcast to a shape."""
        steps = [0 if n == 1 else step for n, step in zip(sizes, self.strides)]
        return Leaf(self.memory, self.offset, (*(0,) * (len(shape) - len(sizes)), *steps))


def itself(x: T) -> T:
    """The rule of a number that is in memory as it is."""
    return x


@dataclass(frozen=True)
class Field:
    """An array: element (i, j, ...) is the rule of the numbers there of all leaves."""

    shape: Sizes
    leaves: tuple[Leaf, ...]
    rule: Rule

    @property
    def size(self) -> int:
        """How many numbers it has."""
        return prod(self.shape)

    @property
    def is_stored(self) -> bool:
        """Whether its numbers are in memory."""
        return self.rule is itself and self.leaves[0].memory != COUNTER

    @property
    def is_packed(self) -> bool:
        """Whether they lie one after the other."""
        (leaf,) = self.leaves
        pairs = zip(self.shape, leaf.strides, strides_of(self.shape))
        return all(step == packed for n, step, packed in pairs if n > 1)

    def broadcast(self, shape: Sizes) -> Field:
        """The same numbers along further axes."""
        leaves = [leaf.broadcast(self.shape, shape) for leaf in self.leaves]
        return Field(shape, tuple(leaves), self.rule)

    def part(self, key: tuple[Any, ...]) -> Field:
        """The array that NumPy calls array[key]."""
        key = key if ... in key else (*key, ...)  # so that a single number is an array too
        return self.seen(lambda array: array[key])

    def seen(self, change: Callable[[Any], Any]) -> Field:
        """Another view of it: what `change` makes of an array of NumPy, it makes of this one.

        The array that `change` is given has no memory; it must not look at its numbers.
        """
        leaves, shape = [], self.shape
        for leaf in self.leaves or (Leaf(COUNTER, 0, (0,) * len(shape)),):
            array = np.empty(1)
            bare = np.lib.stride_tricks.as_strided(array, self.shape, [8 * s for s in leaf.strides])
            view = change(bare)
            moved = view.__array_interface__["data"][0] - array.__array_interface__["data"][0]
            shape = view.shape
            steps = [step // 8 if n > 1 else 0 for n, step in zip(shape, view.strides)]
            leaves.append(Leaf(leaf.memory, leaf.offset + moved // 8, tuple(steps)))
        return Field(shape, tuple(leaves) if self.leaves else (), self.rule)


def stored(memory: str, shape: Sizes, offset: int = 0) -> Field:
    """An array in memory, its numbers one after the other."""
    return Field(shape, (Leaf(memory, offset, strides_of(shape)),), itself)


def constant(number: float) -> Field:
    """A number."""
    return Field((), (), lambda: number)


def counted(size: int) -> Field:
    """0, 1, 2, ..."""
    return Field((size,), (Leaf(COUNTER, 0, (1,)),), itself)


def combined(function: Rule, fields: Sequence[Field]) -> Field:
    """A function of single numbers on arrays, number by number."""
    shape = np.broadcast_shapes(*[field.shape for field in fields])
    wide = [field.broadcast(shape) for field in fields]
    leaves = tuple(dict.fromkeys([leaf for field in wide for leaf in field.leaves]))
    places = [[leaves.index(leaf) for leaf in field.leaves] for field in wide]

    def rule(*xs: Number) -> Number:
        return function(*[f.rule(*[xs[k] for k in at]) for f, at in zip(wide, places)])

    if not leaves:
        number = rule()
        return Field(shape, (), lambda: number)
    return Field(shape, leaves, rule)


def reshaped(field: Field, sizes: Sizes) -> Field | None:
    """A stored array in another shape; None if its numbers would have to be moved."""
    if -1 in sizes:
        rest = field.size // -prod(sizes)
        sizes = tuple([rest if n == -1 else n for n in sizes])
    if prod(sizes) != field.size:
        raise NativeError(f"{field.shape} in the shape {sizes}")
    leaves = []
    for leaf in field.leaves:
        if not any(leaf.strides):
            strides: Sizes = (0,) * len(sizes)
        elif Field(field.shape, (leaf,), itself).is_packed:
            strides = strides_of(sizes)
        else:
            return None
        leaves.append(Leaf(leaf.memory, leaf.offset, strides))
    return Field(sizes, tuple(leaves), field.rule)


def merged(sizes: Sizes, leaves: Sequence[Leaf]) -> tuple[Sizes, list[Leaf]]:
    """The same loops with axes made one where all leaves run through both as through one."""
    kept = [axis for axis, n in enumerate(sizes) if n > 1]
    shape = [sizes[axis] for axis in kept]
    strides = [[leaf.strides[axis] for axis in kept] for leaf in leaves]
    for axis in range(len(shape) - 2, -1, -1):
        if all(steps[axis] == steps[axis + 1] * shape[axis + 1] for steps in strides):
            shape[axis : axis + 2] = [shape[axis] * shape[axis + 1]]
            for steps in strides:
                del steps[axis]
    found = [Leaf(leaf.memory, leaf.offset, tuple(s)) for leaf, s in zip(leaves, strides)]
    return tuple(shape), found
