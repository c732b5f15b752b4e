"""The way forward in pieces: functions of nodes in a row, and loops of such functions.

Within a function numbers are in registers. What is read in another one, or at another step of a
loop, or on the way back, must be in the memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import or_
from typing import NamedTuple

import numpy as np

from autograd.compiler.native.chunk import CHUNK
from autograd.compiler.native.graph import Graph, Node, Operand
from autograd.compiler.native.repeats import Loop, Part
from autograd.compiler.native.templates import gradients_of, value_of
from autograd.compiler.native.wide import is_wide


class Piece(NamedTuple):
    """Functions that are run one after the other.

    Attributes:
        loop: of which they are one step; None where they are run once.
        chunks: the nodes of each.
    """

    loop: Loop | None
    chunks: list[list[Node]]


def pieces_of(parts: Iterable[Part]) -> list[Piece]:
    """The pieces of the way forward; the first is no loop, for what is to be done before all."""
    pieces = [
        Piece(part, [*_chunks(part.nodes)])
        if isinstance(part, Loop)
        else Piece(None, [*_chunks(part)])
        for part in parts
    ]
    if not pieces or pieces[0].loop is not None:
        pieces.insert(0, Piece(None, [[]]))
    return pieces


def _chunks(nodes: list[Node]) -> Iterator[list[Node]]:
    """The nodes of each function."""
    chunk: list[Node] = []
    size = 0
    for node in nodes:
        if size >= CHUNK:
            yield chunk
            chunk, size = [], 0
        chunk.append(node)
        wide = is_wide(node.operation, len(node.operands))
        size += 4 if wide else value_of(node.operation, len(node.operands)).size + 1
    yield chunk


class Kept:
    """Which numbers must be in the memory.

    What nobody reads must be there, too, or LLVM leaves it out with all that leads to it, and a
    division by zero on the way is not noticed.
    """

    def __init__(self, graph: Graph, pieces: list[Piece], back: Iterable[Part]) -> None:
        every = graph.size + len(graph.results)
        self._places, self._unread = bytearray(every), bytearray(graph.leaves)
        self._unread += bytearray([True]) * (every - graph.leaves)
        for piece in pieces:
            for nodes in piece.chunks:
                here = {node.place for node in nodes}
                for node in nodes:
                    self._read_forward(node, here, piece.loop)
        for part in back:
            loop = part if isinstance(part, Loop) else None
            for node in part.nodes if isinstance(part, Loop) else part:
                self._read_back(node, loop)
        self._kept = bytearray(map(or_, self._places, self._unread))

    def has(self, place: int, loop: Loop | None) -> bool:
        """Whether the number of a node must be there; in a loop, at some step."""
        if loop is None:
            return bool(self._kept[place])
        return bool(np.frombuffer(self._kept, np.uint8)[loop.column(place).entries].any())

    def _read_forward(self, node: Node, here: set[int], loop: Loop | None) -> None:
        wide = is_wide(node.operation, len(node.operands))
        uses = () if wide else value_of(node.operation, len(node.operands)).uses
        for k, x in enumerate(node.operands):
            if wide or k in uses:
                _mark(self._unread, x, loop, False)
                if wide or x not in here:
                    _mark(self._places, x, loop)

    def _read_back(self, node: Node, loop: Loop | None) -> None:
        if is_wide(node.operation, len(node.operands)):
            _mark(self._places, node.place, loop)
            return
        for k in gradients_of(node.operation, node.wanted).uses:
            _mark(self._places, node.operands[k - 1] if k else node.place, loop)


def _mark(places: bytearray, x: Operand, loop: Loop | None, how: bool = True) -> None:
    """Notes something of a place; in a loop, of all that it is step by step."""
    if type(x) is not int:
        return
    if loop is None:
        places[x] = how
    elif not loop.column(x).is_numbers:
        np.frombuffer(places, np.uint8)[loop.column(x).entries] = how
