"""Operations on arrays as lines of a step, each of which writes where nothing is needed."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.compiler.buffers import Cell, Memory

SIGNS = {np.add: "+", np.subtract: "-", np.multiply: "*", np.divide: "/"}


class InPlace(Memory):
    """Writes operations: each takes cells, uses them up, and returns the cell of its result.

    Arguments:
        environment: what the text refers to.

    Attributes:
        functions: what it refers to besides.
        exponentials: of each logsumexp, by what it is of in the program: the exponentials and
            their sum, of which its gradient, a softmax, is the quotient.
    """

    def __init__(self, environment: dict[str, Any]) -> None:
        super().__init__()
        self.environment = environment
        self.functions: dict[str, Any] = {"dot": np.dot, "matmul": np.matmul}
        self.exponentials: dict[str, tuple[Cell, Cell]] = {}

    def apply(self, function: Any, operands: list[Cell], into: Cell | None = None) -> Cell:
        """A function of single numbers, on whole arrays; where possible, a cheaper one."""
        array = function(*(cell.array for cell in operands))
        if all(cell.is_number for cell in operands):
            return Cell(repr(float(array)), float(array))
        if function is np.multiply:
            for one, other in (operands, operands[::-1]):
                if one.is_number and one.array == 1.0 and np.asarray(other.array).dtype == float:
                    return self.as_it_is(other)  # 1·x = x
            if _is_outer(*(np.asarray(cell.array) for cell in operands)):
                column, row = operands
                flat = self.sliced(row, f".reshape(1, {row.array.size})")
                return self.dot(column, flat, array, into)
        if function is np.power and operands[1].is_number and operands[1].array in (2, 0.5):
            function = np.square if operands.pop().array == 2 else np.sqrt
        name = self.function(function)
        if not np.shape(array):
            texts = [cell.text for cell in operands]
            sign = SIGNS.get(function)
            source = f" {sign} ".join(texts) if sign else f"{name}({', '.join(texts)})"
            found = self.local(source, array)
            self.release(*operands)
            return found
        given = ", ".join(map(self.operand, operands))
        target = self.target(array, operands, into)
        out = f"out={target.text}" if function in (np.maximum, np.minimum) else target.text
        self.lines.append(f"{name}({given}, {out})")
        self.release_but(target, operands)
        return target

    def operand(self, cell: Cell) -> str:
        """A number among arrays is an array too: that need not be made of it in each step."""
        if cell.is_number:
            return self.keep(f"np.asarray({cell.text})", np.asarray(cell.array), None).text
        return cell.text

    def function(self, function: Any) -> str:
        """What the text calls it."""
        name: str = function.__name__
        self.functions[name] = function
        return name

    def dot(self, a: Cell, b: Cell, array: Any, into: Cell | None) -> Cell:
        """The matrix product; `np.dot` is quicker than @ for small ones."""
        name = "dot" if max(np.ndim(a.array), np.ndim(b.array)) <= 2 else "matmul"
        if not np.shape(array):
            found = self.local(f"{name}({a.text}, {b.text})", array)
        else:
            found = self.target(array, [], into)
            self.lines.append(f"{name}({a.text}, {b.text}, {found.text})")
        self.release(a, b)
        return found

    def sliced(self, cell: Cell, suffix: str) -> Cell:
        """What `cell` followed by the suffix is: another view of the same memory, or a copy."""
        array = eval(f"x{suffix}", self.environment, {"x": np.asarray(cell.array)})
        source = f"{cell.text}{suffix}"
        if not np.may_share_memory(array, np.asarray(cell.array)):
            found = self.local(source, array)
            self.release(cell)
            return found
        self.as_it_is(cell)
        if cell.fixed:
            return self.keep(source, array, cell.buffer)
        return Cell(source, array, cell.buffer)

    def reduce(
        self,
        function: Any,
        cell: Cell,
        axis: Any,
        keepdims: bool = False,
        into: Cell | None = None,
    ) -> Cell:
        """A sum or an extreme along axes; the sum along one axis of two at most is a product."""
        array = function.reduce(cell.array, axis=axis, keepdims=keepdims)
        dimensions = np.ndim(cell.array)
        if function is np.add and np.ndim(array) == dimensions - 1 <= 1:
            ones = np.ones(cell.array.shape[axis or 0])
            kept = self.keep(f"np.ones({len(ones)})", ones, None)
            pair = (cell, kept) if dimensions == 1 or axis in (1, -1) else (kept, cell)
            return self.dot(*pair, array, into)
        name = f"{function.__name__}_reduce"
        self.functions[name] = function.reduce
        if not np.shape(array):
            found = self.local(f"{name}({cell.text}, None)", array)
        else:
            found = self.target(array, [], into)
            end = ", True" if keepdims else ""
            self.lines.append(f"{name}({cell.text}, {axis}, None, {found.text}{end})")
        self.release(cell)
        return found

    def softmax(self, name: str, x: Cell, source: str) -> Cell:
        """Softmax or logsumexp along the last axis; the exponentials are kept for the gradient."""
        if name == "softmax" and source in self.exponentials:
            e, total = self.exponentials.pop(source)
            self.release(x)
            return self.apply(np.divide, [e, self.held(self.sliced(total, "[..., None]"))])
        self.held(x)
        largest = self.held(self.reduce(np.maximum, x, -1, True))
        if name == "logsumexp":
            self.held(largest)
        e = self.held(self.apply(np.exp, [self.held(self.apply(np.subtract, [x, largest]))]))
        self.held(e)
        total = self.held(self.reduce(np.add, e, -1))
        if name == "softmax":
            column = self.held(self.sliced(total, "[..., None]"))
            return self.apply(np.divide, [e, column])
        self.held(total)
        result = self.held(self.apply(np.log, [total]))
        first = self.held(self.sliced(largest, "[..., 0]"))
        result = self.apply(np.add, [result, first])
        self.exponentials[source] = (e, total)
        return result


def _is_outer(a: Any, b: Any) -> bool:
    column = a.ndim == 2 and a.shape[1] == 1 < a.shape[0]
    row = b.ndim == 1 or (b.ndim == 2 and b.shape[0] == 1)
    return bool(column and row and b.size > 1 and a.dtype == b.dtype == float)
