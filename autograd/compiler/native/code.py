"""Machine code that can be run, as the other kinds of code."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from itertools import accumulate
from math import prod
from struct import Struct
from typing import Any, Protocol

from autograd.compiler.native.cache import kept
from autograd.compiler.native.graph import Graph
from autograd.compiler.native.machine import Machine, assembly, compiled
from autograd.compiler.native.program import Layout, callbacks_of, written
from autograd.compiler.record import Numbers
from autograd.value import Value

MOST_SPARE = 4  # memories that are kept for the next call


class Readable(Protocol):
    """A program to be read."""

    @property
    def source(self) -> str:
        """The text."""


class NativeCode:
    """A graph as machine code.

    Arguments:
        graph: the graph.
        parameters: its leaves from outside, in the order in which they are given.
        shapes: those of the inputs.
        readable: the same program to be read.
        cache: whether the machine code is kept on disk.
    """

    def __init__(
        self,
        graph: Graph,
        parameters: list[Value],
        shapes: Sequence[tuple[int, ...]],
        readable: Readable,
        cache: bool = False,
    ) -> None:
        self._readable, self._graph = readable, graph
        known = {id(parameter): place for place, parameter in enumerate(graph.parameters)}
        order = [known[id(parameter)] for parameter in parameters]
        self._order = None if order == [*range(len(order))] else order
        self._ends = [*accumulate([len(parameters), *map(prod, shapes)])]
        self._parameters, self._leaves = Struct(f"{len(parameters)}d"), Struct(f"{graph.leaves}d")
        self._inputs_too = graph.inputs_too
        self._results, self._at = Struct(f"{len(graph.results)}d"), 8 * graph.size
        self._memory = ctypes.c_double * Layout(graph).memory
        self._spare: list[Any] = []
        code = kept(graph, self._made) if cache else self._made()
        self.machine = Machine(code, callbacks_of(graph))

    def _made(self) -> bytes:
        return compiled(self.llvm)

    @property
    def source(self) -> str:
        """The same program to be read, as arrays or as Python."""
        return self._readable.source

    @property
    def llvm(self) -> str:
        """The program as text of LLVM."""
        return written(self._graph)

    @property
    def assembly(self) -> str:
        """The program in the processor's own words."""
        return assembly(self.llvm)

    def sizes(self) -> str:
        """How large it is: nodes, instructions of LLVM, and bytes of machine code."""
        lines = self.llvm.splitlines()
        instructions = sum(line.startswith("  ") for line in lines)
        rows = [
            ("nodes forward", len(self._graph.nodes)),
            ("nodes backward", len(self._graph.backward)),
            ("instructions of LLVM", instructions),
            ("bytes of machine code", self.machine.bytes),
            ("bytes of memory a call", 2 * ctypes.sizeof(self._memory)),
        ]
        return "\n".join(f"  {name:<22}  {number:>12,}" for name, number in rows)

    def forward(self, parameters: Numbers, inputs: Sequence[Numbers]) -> tuple[Numbers, Any]:
        """The results, one after the other, and the memory that `backward` needs."""
        leaves = _as_list(parameters)
        if self._order is not None:
            leaves = _placed(leaves, self._order)
        for given in inputs:
            leaves = leaves + _as_list(given)
        values = _Memory(self._spare, self._memory)
        self._leaves.pack_into(values.numbers, 0, *leaves)
        self.machine.forward(values.address)
        return [*self._results.unpack_from(values.numbers, self._at)], values

    def backward(self, saved: _Memory, seeds: list[float]) -> Sequence[Numbers]:
        """Σ seed·d(result), for the parameters and then, if anybody asks, for each input."""
        gradients = _Memory(self._spare, self._memory)
        self._results.pack_into(gradients.numbers, self._at, *seeds)
        self.machine.backward(saved.address, gradients.address)
        theta = [*self._parameters.unpack_from(gradients.numbers, 0)]
        found = self._leaves.unpack_from(gradients.numbers, 0) if self._inputs_too else ()
        inputs = [[*found[i:j]] for i, j in zip(self._ends, self._ends[1:])]
        if self._order is not None:
            theta = [theta[place] for place in self._order]
        return [theta, *inputs]


def _as_list(numbers: Numbers) -> list[float]:
    return numbers if isinstance(numbers, list) else numbers.ravel().tolist()


def _placed(numbers: list[float], places: list[int]) -> list[float]:
    """Each number at its place."""
    found = [0.0] * len(numbers)
    for place, number in zip(places, numbers):
        found[place] = number
    return found


class _Memory:
    """Memory for the numbers of one call; when it is not needed any more, the next call has it."""

    __slots__ = ("_spare", "address", "numbers")

    def __init__(self, spare: list[Any], kind: Any) -> None:
        self._spare = spare
        try:
            self.numbers = spare.pop()
        except IndexError:
            self.numbers = kind()
        self.address = ctypes.addressof(self.numbers)

    def __del__(self) -> None:
        if len(self._spare) < MOST_SPARE:
            self._spare.append(self.numbers)
