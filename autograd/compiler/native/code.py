"""Machine code that can be run, as the other kinds of code."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from itertools import accumulate, chain
from math import prod
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
        ends = [*accumulate([len(parameters), *map(prod, shapes)])]
        self._parts = [slice(start, end) for start, end in zip([0, *ends], ends)]
        self._results = slice(graph.size, graph.size + len(graph.results))
        layout = Layout(graph)
        self._numbers = ctypes.c_double * layout.memory
        self._seeds = ctypes.c_double * len(graph.results)
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
            ("bytes of memory a call", 2 * ctypes.sizeof(self._numbers)),
        ]
        return "\n".join(f"  {name:<22}  {number:>12,}" for name, number in rows)

    def forward(self, parameters: Numbers, inputs: Sequence[Numbers]) -> tuple[Numbers, Any]:
        """The results, one after the other, and the memory that `backward` needs."""
        memory = _Memory(self._spare, self._numbers)
        numbers = memory.numbers
        if self._order is not None:
            given = [0.0] * len(parameters)
            for place, number in zip(self._order, parameters):
                given[place] = number
            parameters = given
        for part, mine in zip(self._parts, chain((parameters,), inputs)):
            numbers[part] = mine if isinstance(mine, list) else mine.ravel().tolist()
        self.machine.forward(numbers)
        return numbers[self._results], memory

    def backward(self, saved: _Memory, seeds: list[float]) -> Sequence[Numbers]:
        """Σ seed·d(result), for the parameters and then for each input."""
        memory = _Memory(self._spare, self._numbers)
        gradients = memory.numbers
        self.machine.backward(saved.numbers, gradients, self._seeds(*seeds))
        theta, *inputs = [gradients[part] for part in self._parts]
        if self._order is not None:
            theta = [theta[place] for place in self._order]
        return [theta, *inputs]


class _Memory:
    """Memory for the numbers of one call; when it is not needed any more, the next call has it."""

    __slots__ = ("_spare", "numbers")

    def __init__(self, spare: list[Any], kind: Any) -> None:
        self._spare = spare
        try:
            self.numbers = spare.pop()
        except IndexError:
            self.numbers = kind()

    def __del__(self) -> None:
        if len(self._spare) < MOST_SPARE:
            self._spare.append(self.numbers)
