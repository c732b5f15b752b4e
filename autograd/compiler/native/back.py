"""The gradients of a program in the making, on the way back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from autograd.compiler.native.chunk import CHUNK, ZERO, Chunk
from autograd.compiler.native.graph import Graph
from autograd.compiler.native.repeats import Loop
from autograd.compiler.native.signs import total
from autograd.compiler.native.time_loop import Steps


class Back:
    """The gradients on the way back: in registers as long as a function lasts, then in memory.

    Attributes:
        chunk: the function in the making.
        reached: the places at which something has arrived.
        leaves: how many places are those of leaves.
        done: the functions that are written.
    """

    def __init__(self, graph: Graph, name: str) -> None:
        self.leaves, self._name = graph.leaves, name
        self.done: list[Chunk | Steps] = []
        self._steps: Steps | None = None
        self.chunk = self._begun()
        self.reached = bytearray(graph.size) + bytearray([True]) * len(graph.results)
        self._changed: set[int] = set()  # what the memory does not have yet

    def add(self, place: int, number: str) -> None:
        """Adds what arrives at a place to what is there."""
        chunk, loop = self.chunk, self._steps.loop if self._steps is not None else None
        here = place if loop is None else loop.column(place).entries[0]  # as at every step
        if self.reached[here]:
            before = chunk.load("g", place)
            number = total(before, number, chunk.arithmetic)
        elif here < self.leaves:  # the engine adds to 0.0, which makes a negative zero positive
            number = total(ZERO, number, chunk.arithmetic)
        self.reached[here] = True
        if loop is not None and place in loop.meeting:
            chunk.store("g", place, number)
            chunk.registers.pop(("g", place), None)
            return
        chunk.registers["g", place] = number
        self._changed.add(place)

    def take(self, place: int) -> str:
        """What has arrived at a node, all of it."""
        self._changed.discard(place)
        return self.chunk.load("g", place)

    def put(self, place: int) -> None:
        """Sees that the memory has what arrived at a place, for a loop that adds to it."""
        register = self.chunk.registers.pop(("g", place), None)
        if place >= len(self.reached):
            self.chunk.store("g", place, ZERO)  # where nobody asks
            return
        if place in self._changed:
            self.chunk.store("g", place, register or ZERO)
        elif not self.reached[place]:
            self.chunk.store("g", place, ZERO)
        self._changed.discard(place)
        self.reached[place] = True

    def begin_another_if_long(self) -> None:
        """Goes on in another function where this one has become long."""
        if self.chunk.size >= CHUNK:
            self.finish()
            self.chunk = self._begun()

    def _begun(self) -> Chunk:
        if self._steps is not None:
            return self._steps.begun()
        return Chunk(f"{self._name}.{len(self.done)}", "vg")

    @contextmanager
    def steps(self, loop: Loop) -> Iterator[None]:
        """Inside, one step of a loop is written, which stands for all of them."""
        self.finish()
        self._steps = Steps(f"{self._name}.{len(self.done)}", "vg", loop)
        self.chunk = self._begun()
        yield
        reached = np.frombuffer(self.reached, np.uint8)
        for column in loop.added_to:
            reached[column.entries] = True
        self.finish()
        self.done.append(self._steps)
        self._steps = None
        self.chunk = self._begun()

    def finish(self) -> None:
        """Puts all that has arrived into the memory."""
        for place in sorted(self._changed):
            self.chunk.store("g", place, self.chunk.registers["g", place])
        self._changed.clear()
        if self._steps is None:
            self.done.append(self.chunk)
