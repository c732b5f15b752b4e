"""Products of matrices as loop nests: a few rows times a few columns at once, in registers.

Each number of the result is a sum in the order k = 0, 1, 2, ...; several columns are one vector of
the processor, and several rows give it enough to do while it adds.
"""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from math import prod
from typing import Any

import numpy as np

from autograd.compiler.native.nests_fields import Field, Leaf, stored
from autograd.compiler.native.nests_loops import Nest

ROWS = 4
WIDTHS = {1: 32, 2: 16}  # columns that are computed at once with so many rows, else 8
MOST_VIEWS = 8  # memories of which a library's product knows the matrices
LARGE = 200_000  # products of two numbers; from there on NumPy's library is quicker


@dataclass(frozen=True)
class Matrices:
    """C = A B, once or for each place along axes that all three have.

    Attributes:
        batch: the sizes of these axes, with which the strides of all leaves begin.
        m, k, n: A has m rows and k columns, B k rows and n columns.
        a, b, c: where they are. Neighbours in a row of B and of C are neighbours in memory.
    """

    batch: tuple[int, ...]
    m: int
    k: int
    n: int
    a: Leaf
    b: Leaf
    c: Leaf


class Library:
    """A product that NumPy does: a function of Python, called from machine code.

    NumPy clears the processor's flags, so they are looked at before.

    Attributes:
        failure: what it raised, if it did.
        function: it as a function of C.
    """

    calls: frozenset[Any] = frozenset()
    numbers = itertools.count()

    def __init__(self, of: Matrices) -> None:
        self.of, self.name = of, f"library.{next(self.numbers)}"
        self.failure: BaseException | None = None
        self.function = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(self._run)
        self._places: Mapping[str, int] = {}
        self._views: dict[int, tuple[Any, ...]] = {}

    def __str__(self) -> str:
        return f"declare i32 @{self.name}(ptr)\n"

    def moved(self, result: Field, target: Field) -> bool:
        """Whether it leaves its result at a target instead: if that is all, and is not read."""
        of, (there,) = self.of, target.leaves
        is_all = result.size == prod((*of.batch, of.m, of.n))
        is_all &= result == stored(of.c.memory, result.shape)
        if not is_all or there.memory in (of.a.memory, of.b.memory):
            return False
        self.of = replace(of, c=Leaf(there.memory, there.offset, of.c.strides))
        return True

    def called(self, places: Mapping[str, int]) -> list[str]:
        """The lines that call it."""
        number, self._places = self.name.partition(".")[2], places
        return [
            f"  %before.{number} = call i32 @libm.fetestexcept(i32 %exceptions)",
            f"  %failed.{number} = call i32 @{self.name}(ptr %memory)",
            f"  %either.{number} = or i32 %before.{number}, %failed.{number}",
            f"  %known.{number} = load i32, ptr %raised",
            f"  %all.{number} = or i32 %known.{number}, %either.{number}",
            f"  store i32 %all.{number}, ptr %raised",
        ]

    def _run(self, memory: int) -> int:
        try:
            if memory not in self._views:
                if len(self._views) >= MOST_VIEWS:
                    self._views.clear()
                of, shape = self.of, (self.of.m, self.of.k, self.of.n)
                pairs = zip((of.a, of.b, of.c), (shape[:2], shape[1:], shape[::2]))
                self._views[memory] = tuple([self._view(memory, *pair) for pair in pairs])
            a, b, c = self._views[memory]
            with np.errstate(over="raise", divide="raise", invalid="raise", under="ignore"):
                np.matmul(a, b, out=c)
        except BaseException as error:  # which cannot pass through machine code
            self.failure = error
            return 1
        return 0

    def _view(self, memory: int, leaf: Leaf, sizes: tuple[int, ...]) -> Any:
        """A matrix in the memory at an address, which keeps that memory for nobody."""
        start = memory + 8 * (self._places[leaf.memory] + leaf.offset)
        shape = (*self.of.batch, *sizes)
        last = sum(step * (n - 1) for step, n in zip(leaf.strides, shape))
        numbers: Any = (ctypes.c_double * (last + 1)).from_address(start)
        return np.lib.stride_tricks.as_strided(
            np.frombuffer(numbers), shape, [8 * s for s in leaf.strides]
        )


def raise_what_came(functions: Sequence[object]) -> None:
    """Raises what Python raised meanwhile, such as Ctrl-C; errors of arithmetic show by a flag."""
    for part in functions:
        if isinstance(part, Library):
            failure, part.failure = part.failure, None
            if failure is not None and not isinstance(failure, ArithmeticError):
                raise failure


def product(nest: Nest, of: Matrices) -> None:
    """Writes the loops of a product."""
    with nest.loops(of.batch) as outer:
        rows = min(ROWS, of.m)
        for height, row in _blocks(nest, of.m, rows):
            with row as i:
                for width, column in _blocks(nest, of.n, WIDTHS.get(height, 8)):
                    with column as j:
                        _tile(nest, of, outer, (i, height), (j, width))


def _blocks(nest: Nest, count: int, size: int) -> Iterator[tuple[int, AbstractContextManager[str]]]:
    """A loop over blocks of a size, then what is left: in blocks of half of it, and so on."""
    start = 0
    while start < count:
        while size > count - start:
            size //= 2
        stop = start + (count - start) // size * size
        yield size, nest.loop(stop, size, start)
        start = stop


def _tile(
    nest: Nest, of: Matrices, outer: list[str], rows: tuple[str, int], columns: tuple[str, int]
) -> None:
    """Some rows times some columns."""
    (i, height), (j, width) = rows, columns
    vector = f"<{width} x double>"
    sums = [nest.slot(vector) for _ in range(height)]
    nest.lines += [f"  store {vector} zeroinitializer, ptr {s}" for s in sums]
    down = [nest.emit(f"add nuw nsw i64 {i}, {r}") for r in range(height)]
    with nest.loop(of.k) as k:
        at = nest.address(of.b, [*outer, k, j])
        b = nest.emit(f"load {vector}, ptr {at}, align 8")
        for s, row in zip(sums, down):
            a = nest.load(of.a, [*outer, row, k])
            one = nest.emit(f"insertelement {vector} poison, double {a}, i32 0")
            zeros = f"<{width} x i32> zeroinitializer"
            same = nest.emit(f"shufflevector {vector} {one}, {vector} poison, {zeros}")
            term = nest.emit(f"fmul {vector} {same}, {b}")
            before = nest.emit(f"load {vector}, ptr {s}")
            after = nest.emit(f"fadd {vector} {before}, {term}")
            nest.lines.append(f"  store {vector} {after}, ptr {s}")
    for s, row in zip(sums, down):
        found = nest.emit(f"load {vector}, ptr {s}")
        at = nest.address(of.c, [*outer, row, j])
        nest.lines.append(f"  store {vector} {found}, ptr {at}, align 8")
