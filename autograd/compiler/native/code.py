"""Machine code that can be run, as the other kinds of code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import accumulate
from math import prod
from typing import Any, Protocol

import numpy as np

from autograd.compiler.native.cache import kept
from autograd.compiler.native.door import door
from autograd.compiler.native.machine import Machine, assembly, compiled, failed
from autograd.compiler.native.making import PLAIN, Making
from autograd.compiler.native.parts import FEW, Part, few
from autograd.compiler.native.plan import Plan
from autograd.compiler.record import Numbers, as_list
from autograd.messages import padded
from autograd.telling import told
from autograd.value import Value

SMALL = 512  # numbers, whose memory may well be cleared
SHORT = 20_000  # bytes of instructions, during which nobody waits for Python's lock


class Readable(Protocol):
    """A program to be read."""

    @property
    def source(self) -> str:
        """The text."""


class NativeCode:
    """A program as machine code.

    Memory is new at each call, so that results may go back whenever they like, and in any thread.

    Arguments:
        plan: the program.
        parameters: its leaves from outside, in the order in which they are given.
        shapes: those of the inputs.
        readable: the same program to be read.
        making: how the machine code is made.

    Attributes:
        threads: so many share the work.
    """

    most_in_lists, threads = FEW, 1

    def __init__(
        self,
        plan: Plan,
        parameters: list[Value],
        shapes: Sequence[tuple[int, ...]],
        readable: Readable,
        making: Making = PLAIN,
    ) -> None:
        self._readable, self._inputs_too = readable, plan.inputs_too
        self._plan: Callable[[], Plan] = lambda: plan
        known = {id(parameter): place for place, parameter in enumerate(plan.parameters)}
        order = [known[id(parameter)] for parameter in parameters]
        sizes = [len(parameters), *map(prod, shapes)]
        parts = [Part(end - size, size) for size, end in zip(sizes, accumulate(sizes))]
        self._shapes = shapes
        self._asked = parts if plan.inputs_too else parts[:1]
        self._given, self._results = Part(0, sum(sizes)), Part(plan.results, plan.count)
        # Of each parameter the place in the memory, and of each place the parameter.
        self._place = None if order == sorted(order) else order
        self._order = self._place and sorted(range(len(order)), key=order.__getitem__)
        code = kept(plan.key(), self._made) if making.cache else self._made()
        size = plan.memory
        self._new = partial(bytearray, 8 * size) if size <= SMALL else partial(np.empty, size)
        self.machine = machine = Machine(code, plan.callbacks)
        is_long = machine.bytes * plan.repeats > SHORT
        asked = sum(sizes if plan.inputs_too else sizes[:1])
        places = [(0, plan.results, few(plan.count)), (plan.results, 0, few(asked))]
        self._forward, self._backward = (
            door(machine.address(name), *place, is_long)
            for name, place in zip(("forward", "backward"), places)
        )

    def forget(self, again: Callable[[], Plan]) -> None:
        """Keeps no node of the program: what is to be read of it is planned again."""
        self._plan = again

    def _made(self) -> bytes:
        plan = self._plan()
        return compiled(plan.text(), plan.work)

    @property
    def source(self) -> str:
        """The same program to be read, as arrays or as Python."""
        return self._readable.source

    @property
    def llvm(self) -> str:
        """The program as text of LLVM."""
        return self._plan().text()

    @property
    def assembly(self) -> str:
        """The program in the processor's own words."""
        plan = self._plan()
        return assembly(plan.text(), plan.work)

    def sizes(self) -> str:
        """How large it is: nodes, instructions of LLVM, and bytes of machine code."""
        plan = self._plan()
        lines = plan.text().splitlines()
        instructions = sum(line.startswith("  ") for line in lines)
        rows = [
            (told("nodes forward"), plan.nodes[0], ""),
            (told("nodes backward"), plan.nodes[1], ""),
            *plan.loops(),
            (told("instructions of LLVM"), instructions, ""),
            (told("bytes of machine code"), self.machine.bytes, ""),
            (told("bytes of memory a call"), 2 * 8 * plan.memory, ""),
            *([(told("threads"), self.threads, "")] if self.threads > 1 else []),
        ]
        return "\n".join(f"  {padded(name, 22)}  {n:>12,} {of}".rstrip() for name, n, of in rows)

    def forward(self, parameters: Numbers, inputs: Sequence[Numbers]) -> tuple[Numbers, object]:
        """The results, one after the other, and the memory that `backward` needs."""
        values, parameters = self._new(), self._ordered(parameters)
        try:
            found = self._forward(values, values, parameters, *inputs)
        except SystemError:  # by which Python says that something is no list
            self._given.put(values, [parameters, *inputs])
            found = self._forward(values, values)
        if found is False:
            raise failed()
        return found or self._results.taken(values), values

    def _ordered(self, parameters: Numbers) -> Numbers:
        """The parameters in the order of the memory."""
        if self._order is None:
            return parameters
        return [as_list(parameters)[k] for k in self._order]

    def backward(self, saved: Any, seeds: list[float]) -> Sequence[Numbers]:
        """Σ seed·d(result), for the parameters and then, if anybody asks, for each input."""
        gradients = self._new()
        found = self._backward(saved, gradients, seeds)
        if found is False:
            raise failed()
        return self._gradients(gradients, found)

    def _gradients(self, memory: Any, found: list[float] | None = None) -> Sequence[Numbers]:
        """Those that are in the memory, or found already."""
        if not found:
            every = [part.taken(memory) for part in self._asked]
            every[1:] = [
                x if isinstance(x, list) else x.reshape(shape)
                for x, shape in zip(every[1:], self._shapes)
            ]
        else:
            every = [found[part.here] for part in self._asked] if self._inputs_too else [found]
        if self._place is not None:
            every[0] = [every[0][k] for k in self._place]
        return every
