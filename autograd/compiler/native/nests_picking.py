"""Numbers picked from an array by their places, and added where they were picked."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from autograd.compiler import program as trees
from autograd.compiler.native.making import NativeError
from autograd.compiler.native.nests_contractions import Contractions
from autograd.compiler.native.nests_fields import Field, Leaf, stored
from autograd.compiler.native.nests_loops import Nest
from autograd.compiler.program import Entry, Expression, Name


class Picking(Contractions):
    """Arrays seen through arrays of places.

    Arguments:
        environment: what expressions refer to besides variables.
    """

    def __init__(self, environment: dict[str, Any]) -> None:
        super().__init__()
        self.environment = environment

    def brought(self, array: Any) -> str:
        """The memory of an array that the program brings with it."""
        name = self.memory(f"fixed.{len(self.fixed)}", array.size)
        self.fixed[name] = array
        return name

    def picked(self, field: Field, entries: tuple[Entry, ...]) -> Field:
        """`array[entries]`."""
        field = self.stored(field)
        places = self._places(field, entries)
        table, (leaf,) = self.brought(places.ravel().view(float)), field.leaves
        found = stored(self.fresh(places.size), places.shape)
        nest = self.nest()
        with nest.loop(places.size) as k:
            nest.store(nest.load(*_there(nest, leaf, table, k)), found.leaves[0].flat, [k])
        return found

    def add_at(self, field: Field, entries: tuple[Entry, ...], value: Field) -> None:
        """Adds numbers where they are picked, one after the other: a place may come again."""
        places = self._places(field, entries)
        table, (leaf,) = self.brought(places.ravel().view(float)), field.leaves
        (given,) = self.packed(value.broadcast(places.shape)).leaves
        nest = self.nest()
        with nest.loop(places.size) as k:
            there, counters = _there(nest, leaf, table, k)
            before, more = nest.load(there, counters), nest.load(given.flat, [k])
            nest.store(nest.emit(f"fadd double {before}, {more}"), there, counters)

    def _places(self, field: Field, entries: tuple[Entry, ...]) -> Any:
        """Where in memory the numbers are that `array[entries]` has."""
        (leaf,) = field.leaves
        where = np.zeros(field.shape, np.int64)
        for axis, (n, stride) in enumerate(zip(field.shape, leaf.strides)):
            shape = [1] * len(field.shape)
            shape[axis] = n
            where += (stride * np.arange(n)).reshape(shape)
        return np.ascontiguousarray(where[tuple(map(self.entry, entries))])

    def entry(self, entry: Entry) -> Any:
        """What stands in brackets, as NumPy takes it."""
        if isinstance(entry, trees.Slice):
            return slice(entry.start, entry.stop, entry.step)
        if not isinstance(entry, Expression):
            return entry
        if isinstance(entry, Name) and entry.name in self.environment:
            return self.environment[entry.name]
        raise NativeError("it picks numbers by places that are computed")

    def rows(self, array: Field, index: Field) -> Field:
        """The rows of a matrix at each index; NaN, an invalid operation, where there is none."""
        array, index = self.stored(array), self.stored(index)
        shape = (*index.shape, *array.shape[1:])
        found, (leaf,), (at,) = stored(self.fresh(prod(shape)), shape), array.leaves, index.leaves
        nest = self.nest()
        with nest.loops(index.shape) as places:
            x = nest.load(at, places)
            row = nest.emit(f"call i64 @llvm.fptosi.sat.i64.f64(double {x})")
            whole = nest.emit(f"fcmp oeq double {nest.emit(f'sitofp i64 {row} to double')}, {x}")
            inside = nest.emit(f"icmp ult i64 {row}, {array.shape[0]}")
            right = nest.emit(f"and i1 {whole}, {inside}")
            one = nest.emit(f"uitofp i1 {right} to double")
            factor = nest.emit(f"fdiv double {one}, {one}")
            safe = nest.emit(f"select i1 {right}, i64 {row}, i64 0")
            with nest.loops(array.shape[1:]) as others:
                number = nest.load(leaf, [safe, *others])
                number = nest.emit(f"fmul double {number}, {factor}")
                nest.store(number, found.leaves[0], [*places, *others])
        return found


def _there(nest: Nest, leaf: Leaf, table: str, k: str) -> tuple[Leaf, list[str]]:
    """Where the table's k-th place is: a leaf, and its counter."""
    at = nest.emit(f"load i64, ptr {nest.address(Leaf(table, 0, (1,)), [k])}")
    return Leaf(leaf.memory, leaf.offset, (1,)), [at]
