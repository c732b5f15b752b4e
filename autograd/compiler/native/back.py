"""The gradients of a program in the making, on the way back."""

from __future__ import annotations

from autograd.compiler.native.chunk import CHUNK, ZERO, Chunk
from autograd.compiler.native.graph import Graph
from autograd.compiler.native.signs import total


class Back:
    """The gradients on the way back: in registers as long as a function lasts, then in memory.

    Attributes:
        chunk: the function in the making.
        reached: the places at which something has arrived.
        leaves: how many places are those of leaves.
    """

    def __init__(self, graph: Graph, name: str) -> None:
        self.leaves, self._name = graph.leaves, name
        self.done: list[Chunk] = []
        self.chunk = Chunk(f"{name}.0", "vg")
        self.reached = bytearray(graph.size)
        self._changed: set[int] = set()  # what the memory does not have yet

    def add(self, place: int, number: str) -> None:
        """Adds what arrives at a place to what is there."""
        chunk = self.chunk
        if self.reached[place]:
            before = chunk.load("g", place)
            number = total(before, number, chunk.arithmetic)
        elif place < self.leaves:  # the engine adds to 0.0, which makes a negative zero positive
            number = total(ZERO, number, chunk.arithmetic)
        chunk.registers["g", place] = number
        self.reached[place] = True
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
            self.chunk = Chunk(f"{self._name}.{len(self.done)}", "vg")

    def finish(self) -> None:
        """Puts all that has arrived into the memory."""
        for place in sorted(self._changed):
            self.chunk.store("g", place, self.chunk.registers["g", place])
        self._changed.clear()
        self.done.append(self.chunk)
