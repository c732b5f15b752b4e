"""Memory for the steps of a long loop: made once, and written to again by each step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Form = tuple[tuple[int, ...], str]


class UnknownError(Exception):
    """There is something in a program that is not known here; it runs as it is."""


@dataclass(eq=False)
class Cell:
    """A value.

    Attributes:
        array: one like it.
        text: what the text calls it, once it is written.
        fixed: whether it is at the same place in each step, so that views of it are made once.
        base: what it is a view of.
        place: the part of dtheta that is to hold it.
        made: the number of the operation that writes it to memory it is given; else -1.
        last: that of the last operation that reads it, or a view of it.
    """

    array: Any
    text: str = ""
    fixed: bool = False
    base: Cell | None = None
    place: Cell | None = None
    made: int = -1
    last: int = -1

    @property
    def root(self) -> Cell:
        """Whose memory it is."""
        return self if self.base is None else self.base.root

    @property
    def form(self) -> Form:
        """The shape and the type of the memory that it wants."""
        return self.array.shape, self.array.dtype.name

    @property
    def is_number(self) -> bool:
        """Whether it is written as a literal."""
        return type(self.array) in (int, float)

    def is_idle_after(self, number: int) -> bool:
        """Whether its memory can be written to again when that operation is done."""
        return self.last == number and self.made >= 0 and self.place is None


@dataclass
class Operation:
    """A line of the step, with {0}, {1}, ... for what it reads, and {out} for what it makes.

    The kind is "made" if the result wants memory, "elementwise" if that may be an operand's,
    "view" if it is seen in that of an operand, "local" if it brings its own.
    """

    line: str
    operands: Sequence[Cell]
    out: Cell | None = None
    kind: str = ""


@dataclass
class Memory:
    """The operations of a step, and the functions that they name."""

    operations: list[Operation] = field(default_factory=list)
    functions: dict[str, Callable[..., object]] = field(default_factory=dict)
    _bound: dict[str, str] = field(default_factory=dict)  # what is made once, and its name
    _free: dict[Form, list[str]] = field(default_factory=lambda: defaultdict(list))

    def note(self, line: str, operands: Sequence[Cell], out: Cell, kind: str) -> Cell:
        """Adds an operation that makes something, and returns that."""
        if kind in ("made", "elementwise"):
            out.made, out.fixed = len(self.operations), True
        self._add(Operation(line, operands, out, kind))
        return out

    def change(self, line: str, operands: Sequence[Cell]) -> None:
        """Adds an operation that changes its first operand."""
        self._add(Operation(line, operands))

    def _add(self, operation: Operation) -> None:
        for cell in operation.operands:
            cell.root.last = len(self.operations)
        self.operations.append(operation)

    def function(self, function: Callable[..., object], name: str = "") -> str:
        """What the text calls a function."""
        name = name or function.__name__
        self.functions[name] = function
        return name

    def text(self, arguments: Sequence[str], results: Sequence[Cell]) -> str:
        """The text of `bind`."""
        for cell in results:
            cell.root.last = len(self.operations)
        body = [line for k, step in enumerate(self.operations) for line in self._lines(k, step)]
        ends = [x.text + "[()]" * isinstance(x.array, np.ndarray) for x in results]
        lines = ["def bind(theta, dtheta):"]
        lines += [f"    {name} = {source}" for source, name in self._bound.items()]
        lines += [f"    def step({', '.join(arguments)}):", *(f"        {line}" for line in body)]
        return "\n".join([*lines, f"        return {', '.join(ends)}", "    return step", ""])

    def _lines(self, number: int, step: Operation) -> list[str]:
        """The line that runs in each step, if there is one."""
        out, texts = step.out, [cell.text for cell in step.operands]
        if out is None:
            lines = [step.line.format(*texts)]
        elif out.made >= 0:
            out.text = self._memory_for(number, out, step)
            lines = [step.line.format(*texts, out=out.text)] if step.line else []
        elif out.fixed:
            out.text, lines = self._once(step.line.format(*texts)), []
        else:
            out.text = f"t{number}"
            lines = [f"{out.text} = {step.line.format(*texts)}"]
        for cell in dict.fromkeys([cell.root for cell in step.operands]):
            if cell.is_idle_after(number) and (out is None or cell.text != out.text):
                self._free[cell.form].append(cell.text)
        return lines

    def _memory_for(self, number: int, out: Cell, step: Operation) -> str:
        """Where an operation may write: at best where one of its operands was."""
        if out.place is not None:
            return out.place.text
        for cell in step.operands if step.kind == "elementwise" else ():
            alone = all(x is cell for x in step.operands if x.root is cell.root)
            if alone and cell.is_idle_after(number) and cell.form == out.form:
                return cell.text
        free, (shape, kind) = self._free[out.form], out.form
        return free.pop() if free else self._once(f"np.zeros({shape}, {kind!r})  # {number}")

    def _once(self, source: str) -> str:
        """The name of something that is made when memory is bound."""
        return self._bound.setdefault(source, f"a{len(self._bound) + 1}")
