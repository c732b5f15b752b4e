"""Expressions computed on cells: each operation is noted as a line, and cheap ones are taken."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd.compiler import program as trees
from autograd.compiler.program import Environment, Expression, Name, Number
from autograd.compiler.write.memory import Cell, Memory, UnknownError
from autograd.compiler.write.python_text import NUMPY

SIGNS = {"+": np.add, "-": np.subtract, ">": np.greater, ">=": np.greater_equal,
         "<": np.less, "<=": np.less_equal, "==": np.equal, "!=": np.not_equal}  # fmt: skip
OPERATORS = {np.add: "+", np.subtract: "-", np.multiply: "*", np.divide: "/"}
REDUCTIONS = {"sum": np.add, "max": np.maximum, "min": np.minimum}


class Values:
    """Computes expressions on the arrays at hand, and notes the operations.

    Attributes:
        environment: what the program refers to.
        memory: the operations.
        variables: the cells of the program's variables.
        known: what was computed already, which is not computed again.
    """

    def __init__(self, environment: Environment) -> None:
        self.environment, self.memory = environment, Memory()
        self.variables: dict[str, Cell] = {}
        self.known: dict[object, Cell] = {}

    def value(self, tree: Expression) -> Cell:
        """The value of an expression."""
        match tree:
            case Name(name):
                return self.variables.get(name) or Cell(self.environment[name], name, fixed=True)
            case Number(number):
                return self.number(number)
            case trees.Product(over, under):
                return self._product([*map(self.value, over)], [*map(self.value, under)])
            case trees.Total(first, others):
                found = self.value(first)
                for sign, term in others:
                    found = self.apply(SIGNS[sign], found, self.value(term))
                return found
            case trees.Negative(operand):
                return self.apply(np.negative, self.value(operand))
            case trees.Power(base, Number(2 | 0.5 as exponent)):
                return self.apply(np.square if exponent == 2 else np.sqrt, self.value(base))
            case trees.Power(base, exponent):
                return self.apply(np.power, self.value(base), self.value(exponent))
            case trees.Compare(sign, left, right):
                return self.apply(SIGNS[sign], self.value(left), self.value(right))
            case trees.MatrixProduct(left, right):
                return self._dot(self.value(left), self.value(right))
            case trees.Reduction(function, operand, axes, keepdims):
                return self._reduced(REDUCTIONS[function], self.value(operand), axes, keepdims)
            case trees.Index() | trees.Reshaped() | trees.Transposed():
                return self._part(tree)
            case trees.Copied(operand):
                return self.copied(self.value(operand))
            case trees.Apply("concatenate"):
                return self.together(tree)
            case trees.Apply("empty" | "zeros" | "full", (trees.Shape(sizes), *rest)):
                fillings = [self.value(x) for x in rest] or [self.number(0.0)]
                line = "" if tree.function == "empty" else "{out}[...] = {0}"
                return self.memory.note(line, fillings, Cell(np.zeros(sizes)), "made")
            case trees.Apply(function, parts, ()) if isinstance(getattr(np, function), np.ufunc):
                return self.apply(getattr(np, function), *map(self.value, parts))
            case trees.Call("softmax" | "logsumexp", (operand,)):
                return self._softmax(tree.function, self.value(operand))
        return self._called(tree)

    def together(self, tree: Expression) -> Cell:
        """What parts are put together to."""
        raise UnknownError(NUMPY.text(tree))

    def number(self, value: float) -> Cell:
        """A literal."""
        text = NUMPY.number(value)
        return self._once(text, lambda: Cell(value, text, fixed=True))

    def _once(self, key: object, make: Callable[[], Cell]) -> Cell:
        """What is computed alike is the same."""
        if key not in self.known:
            self.known[key] = make()
        return self.known[key]

    def _made(self, line: str, array: Any, operands: list[Cell], kind: str = "made") -> Cell:
        """An operation that writes its result to memory that is given to it; a number is local."""
        return self.memory.note(line, operands, Cell(array), kind if array.shape else "local")

    def copied(self, value: Cell) -> Cell:
        """The same numbers in memory of their own."""
        return self.memory.note("{out}[...] = {0}", [value], Cell(value.array), "made")

    def apply(self, function: np.ufunc, *operands: Cell) -> Cell:
        """A function of single numbers, on whole arrays."""
        return self._once((function, *operands), lambda: self._applied(function, operands))

    def _applied(self, function: np.ufunc, operands: Sequence[Cell]) -> Cell:
        array = function(*[cell.array for cell in operands])
        if all(cell.is_number for cell in operands):
            return self.number(float(array))
        name, end = self.memory.function(function), ""
        if array.shape:
            operands = [self._as_array(cell) for cell in operands]
            end = ", out={out}" if function in (np.maximum, np.minimum) else ", {out}"
        given = ", ".join(f"{{{k}}}" for k in range(len(operands)))
        line = f"{name}({given}{end})"
        if not array.shape and function in OPERATORS:
            line = f"{{0}} {OPERATORS[function]} {{1}}"
        return self._made(line, array, [*operands], "elementwise")

    def _as_array(self, cell: Cell) -> Cell:
        """A number among arrays is an array too: that need not be made of it in each step."""
        return self._fixed(f"np.asarray({cell.text})", cell.array) if cell.is_number else cell

    def _fixed(self, text: str, array: object) -> Cell:
        """What is made once."""
        cell = Cell(np.asarray(array), fixed=True)
        return self._once(text, lambda: self.memory.note(text, [], cell, "view"))

    def _product(self, over: list[Cell], under: list[Cell]) -> Cell:
        one = self.number(1.0)
        factors = [cell for cell in over if not (cell.is_number and cell.array == 1.0)]
        if not under and all(np.asarray(cell.array).dtype == bool for cell in factors):
            factors = [one, *factors]  # which makes numbers of booleans
        found, *others = factors or [one]
        for cell in others:
            if _is_outer(found.array, cell.array):  # a matrix product does it quicker
                row = cell.array.reshape(1, -1)
                found = self._dot(found, self.seen(cell, row, ".reshape(1, -1)"))
            else:
                found = self.apply(np.multiply, found, cell)
        for cell in under:
            found = self.apply(np.divide, found, cell)
        return found

    def _dot(self, a: Cell, b: Cell) -> Cell:
        """The matrix product; `np.dot` is quicker than @ for small ones."""
        array = np.asarray(a.array @ b.array)
        name = "dot" if max(a.array.ndim, b.array.ndim) <= 2 else "matmul"
        self.memory.function(getattr(np, name))
        line = f"{name}({{0}}, {{1}}, {{out}})" if array.shape else f"{name}({{0}}, {{1}})"
        return self._once((name, a, b), lambda: self._made(line, array, [a, b]))

    def _reduced(self, function: np.ufunc, cell: Cell, axes: Any, keepdims: bool = False) -> Cell:
        """A sum or an extreme along axes; the sum along one axis of two at most is a product."""
        array = np.asarray(function.reduce(cell.array, axis=axes, keepdims=keepdims))
        rank = cell.array.ndim
        if function is np.add and array.ndim == rank - 1 <= 1:
            count = cell.array.shape[axes[0] if axes else 0]
            ones = self._fixed(f"np.ones({count})", np.ones(count))
            a, b = (cell, ones) if rank == 1 or axes[0] % rank else (ones, cell)
            return self._dot(a, b)
        name = self.memory.function(function.reduce, f"{function.__name__}_reduce")
        end = f", {{out}}, {keepdims})" if array.shape else ")"
        line = f"{name}({{0}}, {axes[0] if axes and len(axes) == 1 else axes}, None{end}"
        return self._once((line, cell), lambda: self._made(line, array, [cell]))

    def _softmax(self, name: str, x: Cell) -> Cell:
        """Both along the last axis, by the same exponentials."""
        largest = self._reduced(np.maximum, x, (-1,), True)
        e = self.apply(np.exp, self.apply(np.subtract, x, largest))
        total = self._reduced(np.add, e, (-1,))
        if name == "softmax":
            return self.apply(np.divide, e, self.seen(total, total.array[..., None], "[..., None]"))
        row = self.seen(largest, largest.array[..., 0], "[..., 0]")
        return self.apply(np.add, self.apply(np.log, total), row)

    def _part(self, tree: trees.Index | trees.Reshaped | trees.Transposed) -> Cell:
        """A view of an array, or numbers picked from it."""
        cell = self.value(tree.operand)
        if isinstance(tree, trees.Reshaped):
            array = cell.array.reshape(tree.sizes)
        elif isinstance(tree, trees.Transposed):
            array = cell.array.transpose(tree.order)
        else:
            key = tuple(map(self._entry, tree.entries))
            array = cell.array[key]
            if not isinstance(array, np.ndarray) and cell.fixed:  # rather seen than fetched
                tree, key = trees.Index(tree.operand, (*tree.entries, ...)), (*key, ...)
                array = cell.array[key]
        return self.seen(cell, array, NUMPY.suffix(tree))

    def seen(self, cell: Cell, array: object, text: str) -> Cell:
        """What a cell followed by the text is: another view of the same memory, or a copy."""
        kind = "view" if np.may_share_memory(array, cell.array) else "local"
        base, fixed = (cell, cell.fixed) if kind == "view" else (None, False)
        out = Cell(array, base=base, fixed=fixed)
        return self._once((cell, text), lambda: self.memory.note(f"{{0}}{text}", [cell], out, kind))

    def _entry(self, entry: trees.Entry) -> object:
        if isinstance(entry, trees.Slice):
            return slice(entry.start, entry.stop, entry.step)
        return self.environment[entry.name] if isinstance(entry, Name) else entry

    def _called(self, tree: Expression) -> Cell:
        """Any function; if what it returns is but a view of fixed memory, it is called once."""
        if not isinstance(tree, (trees.Apply, trees.Call, trees.Contraction)):
            raise UnknownError(NUMPY.text(tree))
        cells = {k: self.value(x) for k, x in enumerate(tree.parts) if not _is_literal(x)}
        holes = {k: Name(f"{{{place}}}") for place, k in enumerate(cells)}
        parts = tuple([holes.get(k, part) for k, part in enumerate(tree.parts)])
        line = NUMPY.text(dataclasses.replace(tree, parts=parts))
        given = [cells[k].array if k in cells else x for k, x in enumerate(map(_plain, tree.parts))]
        try:
            array = self._result(tree, given)
        except (ArithmeticError, ValueError):  # a function of floats that has no value there
            raise UnknownError(line) from None
        operands = [*cells.values()]
        seen = [cell for cell in operands if np.may_share_memory(cell.array, array)]
        if len(seen) > 1:
            raise UnknownError(line)
        fixed = bool(seen) and all(cell.fixed for cell in operands)
        out = Cell(array, base=seen[0] if seen else None, fixed=fixed)
        return self.memory.note(line, operands, out, "view" if seen else "local")

    def _result(
        self, tree: trees.Apply | trees.Call | trees.Contraction, given: list[Any]
    ) -> object:
        if isinstance(tree, trees.Contraction):
            einsum = np.einsum if tree.is_elementwise else self.environment["einsum"]
            return einsum(tree.form, *given)
        library = isinstance(tree, trees.Apply)
        function = getattr(np, tree.function) if library else self.environment[tree.function]
        return function(*given, **dict(tree.options))


def _is_literal(tree: Expression) -> bool:
    return isinstance(tree, (Number, trees.Shape))


def _plain(tree: Expression) -> object:
    """What a literal says."""
    if isinstance(tree, trees.Shape):
        return tree.sizes
    return tree.value if isinstance(tree, Number) else None


def _is_outer(a: Any, b: Any) -> bool:
    """Whether it is a column and a row."""
    column = np.ndim(a) == 2 and a.shape[1] == 1 < a.shape[0]
    row = np.shape(b)[:-1] in ((), (1,)) and np.size(b) > 1
    return bool(column and row and a.dtype == b.dtype == float)
