"""Memory for the steps of a long loop: made once, and written to again by each step."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(eq=False)
class Buffer:
    """Memory that is used again.

    Attributes:
        name: what the text calls it.
        readers: the variables in it that are still to be read.
        pending: how many values in it are part of the expression that is being read.
    """

    name: str
    readers: set[str] = field(default_factory=set)
    pending: int = 0


@dataclass(eq=False)
class Cell:
    """A value.

    Attributes:
        text: what the text calls it.
        array: an array like it, or a number.
        buffer: the memory it lies in, where that is used again.
        fixed: whether it is at the same place in each step, so that views of it can be kept.
    """

    text: str
    array: Any
    buffer: Buffer | None = None
    fixed: bool = False

    @property
    def is_number(self) -> bool:
        """Whether it is written as a literal."""
        return type(self.array) in (int, float)


class Memory:
    """What is made once, what is free, and the lines that are written so far.

    Attributes:
        bound: the lines that make what is made once.
        lines: those that each step runs.
    """

    def __init__(self) -> None:
        self.bound: list[str] = []
        self.lines: list[str] = []
        self._kept: dict[str, Cell] = {}
        self._free: dict[Any, list[Cell]] = {}
        self._locals = 0

    def keep(self, source: str, array: Any, buffer: Buffer | None) -> Cell:
        """Something that is made once; what is made alike is the same."""
        if source not in self._kept:
            name = f"a{len(self._kept) + 1}"
            self.bound.append(f"{name} = {source}")
            self._kept[source] = Cell(name, array, buffer, True)
        return self._kept[source]

    def new(self, array: Any) -> Cell:
        """Memory for an array of this shape and type."""
        free = self._free.setdefault((array.shape, array.dtype), [])
        if free:
            return free.pop()
        name = f"a{len(self._kept) + 1}"
        self.bound.append(f"{name} = np.zeros({array.shape}, {array.dtype.name!r})")
        like = np.zeros(array.shape, array.dtype)
        self._kept[name] = Cell(name, like, Buffer(name), True)
        return self._kept[name]

    def release(self, *cells: Cell) -> None:
        """The values were used: memory that nobody is going to read is free."""
        for cell in cells:
            buffer = cell.buffer
            if buffer is None:
                continue
            buffer.pending -= 1
            if not buffer.pending and not buffer.readers:
                whole = self._kept[buffer.name]
                self._free[whole.array.shape, whole.array.dtype].append(whole)

    def target(self, array: Any, operands: list[Cell], into: Cell | None) -> Cell:
        """Where an elementwise operation may write: at best where one of its operands was."""
        if into is not None and np.shape(into.array) == array.shape and array.dtype == float:
            return into
        for cell in operands:
            same = [x for x in operands if x.buffer is cell.buffer]
            if (
                cell.buffer is not None
                and not cell.buffer.readers
                and cell.buffer.pending == len(same)
                and all(x.text == cell.buffer.name for x in same)
                and cell.array.shape == array.shape
                and cell.array.dtype == array.dtype
            ):
                return cell
        return self.new(array)

    def local(self, source: str, array: Any) -> Cell:
        """The value of an expression that is computed in each step."""
        self._locals += 1
        name = f"t{self._locals}"
        self.lines.append(f"{name} = {source}")
        return Cell(name, array)

    def held(self, cell: Cell) -> Cell:
        """The value, to be used by the next operation."""
        if cell.buffer is not None:
            cell.buffer.pending += 1
        return cell

    def release_but(self, target: Cell, operands: list[Cell]) -> None:
        """All operands are used up, but the memory of one may hold the result."""
        for cell in operands:
            if cell.buffer is not None and cell.buffer is target.buffer:
                cell.buffer.pending -= 1
            else:
                self.release(cell)

    def as_it_is(self, cell: Cell) -> Cell:
        """The value, used by nothing that would change it or need memory."""
        if cell.buffer is not None:
            cell.buffer.pending -= 1
        return cell
