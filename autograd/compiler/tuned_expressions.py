"""Expressions of a program's source, read by Python's own parser, as lines of a step."""

from __future__ import annotations

import ast
from collections import Counter
from math import prod
from typing import Any

import numpy as np

from autograd.compiler.buffers import Cell
from autograd.compiler.in_place import InPlace

OPERATORS: dict[type[ast.AST], Any] = {
    ast.Add: np.add, ast.Sub: np.subtract, ast.Mult: np.multiply, ast.Div: np.divide,
    ast.Pow: np.power, ast.USub: np.negative, ast.Gt: np.greater, ast.GtE: np.greater_equal,
    ast.Lt: np.less, ast.LtE: np.less_equal, ast.Eq: np.equal, ast.NotEq: np.not_equal,
}  # fmt: skip
REDUCTIONS = {"sum": np.add, "max": np.maximum, "min": np.minimum}
BASIC = (ast.Constant, ast.Tuple, ast.Slice, ast.UnaryOp, ast.USub, ast.Load)  # no array in it


class UntunableError(Exception):
    """The source says something that is not known here; it runs as it is."""


class Expressions(InPlace):
    """Evaluates expressions on the arrays at hand, and writes what it did.

    Attributes:
        variables: the cells of the program's variables.
        reads: how often each of them is still to be read.
        seed: the variable of the seed, which is 1.
        whole, places: the array dtheta, and the parts of it.
    """

    def __init__(
        self, environment: dict[str, Any], shapes: list[tuple[int, ...]], theta: Any
    ) -> None:
        super().__init__(environment)
        self.variables = {"theta": Cell("theta", theta, None, True)}
        self.reads: Counter[str] = Counter()
        self.seed = ""
        self.whole = Cell("dtheta", np.zeros(theta.shape), None, True)
        self.places: list[Cell] = []
        start = 0
        for shape in shapes:
            part = f"dtheta[{start}:{start + prod(shape)}].reshape({shape})"
            self.places.append(self.keep(part, np.zeros(shape), None))
            start += prod(shape)

    def expression(self, node: ast.expr, into: Cell | None = None) -> Cell:
        """The value of an expression, which the next to use it has to release."""
        cell = self._evaluate(node, into)
        if cell.buffer is not None:
            cell.buffer.pending += 1
        return cell

    def _evaluate(self, node: ast.expr, into: Cell | None) -> Cell:
        if isinstance(node, ast.Constant):
            return Cell(repr(node.value), node.value)
        if isinstance(node, ast.Name):
            return self._variable(node.id)
        if isinstance(node, ast.UnaryOp):
            return self._elementwise(OPERATORS[type(node.op)], [node.operand], into)
        if isinstance(node, ast.Compare):
            operands = [node.left, *node.comparators]
            return self._elementwise(OPERATORS[type(node.ops[0])], operands, into)
        if isinstance(node, ast.BinOp):
            if isinstance(node.op, ast.MatMult):
                return self._product(node, into)
            if isinstance(node.op, ast.Sub) and calls(node.right, "one_hot"):
                return self._without_one_hot(node)
            left: Any = node.left
            if isinstance(node.op, ast.Div) and self._is_seeded(left):
                left = left.right  # 1 * mask / n, where a quotient is no longer a truth
            return self._elementwise(OPERATORS[type(node.op)], [left, node.right], into)
        if isinstance(node, ast.Attribute) and node.attr == "T":
            return self._view(node.value, ".T")
        if isinstance(node, ast.Subscript):
            return self._subscript(node)
        if isinstance(node, ast.Call):
            return self._call(node, into)
        raise UntunableError(ast.unparse(node))

    def _is_seeded(self, node: Any) -> bool:
        """Whether it is the product of the seed, which is 1, and something else."""
        product = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)
        return product and ast.unparse(node.left) == self.seed

    def _variable(self, name: str) -> Cell:
        if name not in self.variables:
            return Cell(name, self.environment[name], None, True)
        cell = self.variables[name]
        self.reads[name] -= 1
        if cell.buffer is not None and not self.reads[name]:
            cell.buffer.readers.discard(name)
        return cell

    def _elementwise(self, function: Any, nodes: list[ast.expr], into: Cell | None) -> Cell:
        """A function of single numbers, on whole arrays."""
        return self.apply(function, [self.expression(node) for node in nodes], into)

    def _product(self, node: ast.BinOp, into: Cell | None) -> Cell:
        """Matrix products; `np.dot` is quicker than @ for small ones."""
        a, b = self.expression(node.left), self.expression(node.right)
        return self.dot(a, b, a.array @ b.array, into)

    def _view(self, node: ast.expr, suffix: str) -> Cell:
        return self.sliced(self.expression(node), suffix)

    def _subscript(self, node: ast.Subscript) -> Cell:
        index = ast.unparse(ast.Subscript(ast.Name("x"), node.slice))[2:-1]
        cell = self.expression(node.value)
        if is_basic(node.slice):
            array = np.asarray(cell.array)
            one = not isinstance(eval(f"x[{index}]", {"x": array}), np.ndarray)
            return self.sliced(cell, f"[{index}, ...]" if one else f"[{index}]")
        if variables(node.slice).keys() & self.variables.keys():
            raise UntunableError(ast.unparse(node))
        array = eval(f"x[{index}]", self.environment, {"x": cell.array})
        found = self.local(f"{cell.text}[{index}]", array)
        self.release(cell)
        return found

    # --- calls -----------------------------------------------------------------------------------

    def _call(self, node: ast.Call, into: Cell | None) -> Cell:
        name = ast.unparse(node.func)
        function = getattr(np, name[3:], None) if name.startswith("np.") else None
        if name == "np.concatenate":
            return self._together(node)
        if name in ("np.empty", "np.zeros", "np.full"):
            return self._filled(name, node, into)
        if isinstance(function, np.ufunc) and not node.keywords:
            return self._elementwise(function, node.args, into)
        if name in ("softmax", "logsumexp") and len(node.args) == 1:
            return self.softmax(name, self.expression(node.args[0]), ast.unparse(node.args[0]))
        if isinstance(node.func, ast.Attribute) and function is None:
            arguments = ", ".join(map(ast.unparse, [*node.args, *node.keywords]))
            if node.func.attr in ("reshape", "transpose"):
                return self._view(node.func.value, f".{node.func.attr}({arguments})")
            if node.func.attr in REDUCTIONS:
                return self._reduction(node, into)
            if node.func.attr == "copy":
                return self.as_it_is(self.copied(self.expression(node.func.value)))
            if name != f"np.{node.func.attr}":
                raise UntunableError(ast.unparse(node))
        return self._other_call(node)

    def _other_call(self, node: ast.Call) -> Cell:
        """Any function; if what it returns is but a view of fixed memory, it is called once."""
        cells = [self.expression(arg) if _is_value(arg) else None for arg in node.args]
        texts = [cell.text if cell else ast.unparse(x) for cell, x in zip(cells, node.args)]
        keywords = [ast.unparse(keyword) for keyword in node.keywords]
        source = f"{ast.unparse(node.func)}({', '.join([*texts, *keywords])})"
        names = [f"_{k}" if cell else text for k, (cell, text) in enumerate(zip(cells, texts))]
        arrays = {f"_{k}": cell.array for k, cell in enumerate(cells) if cell}
        call = f"{ast.unparse(node.func)}({', '.join([*names, *keywords])})"
        try:
            array = eval(call, self.environment, arrays)
        except (ArithmeticError, ValueError):  # a function of floats that has no value at 0
            raise UntunableError(source) from None
        given = [cell for cell in cells if cell]
        seen = [cell for cell in given if np.may_share_memory(cell.array, array)]
        if len(seen) == 1 and all(cell.fixed or cell.is_number for cell in given):
            for cell in given:
                self.as_it_is(cell)
            return self.keep(source, array, seen[0].buffer)
        if any(cell.buffer for cell in seen):
            raise UntunableError(source)
        found = self.local(source, array)
        self.release(*given)
        return found

    def _together(self, node: ast.Call) -> Cell:
        """The parts of dtheta, most of which are in their places already."""
        for part, place in zip(node.args[0].elts, self.places):  # type: ignore[attr-defined]
            cell = self.expression(part)
            if cell.text != place.text:
                self.lines.append(f"{place.text}[...] = {cell.text}")
            self.release(cell)
        return self.whole

    def _filled(self, name: str, node: ast.Call, into: Cell | None) -> Cell:
        shape = ast.literal_eval(node.args[0])
        target = self.target(np.zeros(shape), [], into)
        if name != "np.empty":
            value = self.expression(node.args[1]) if node.args[1:] else Cell("0.0", 0.0)
            self.lines.append(f"{target.text}[...] = {value.text}")
            self.release(value)
        return target

    def copied(self, cell: Cell) -> Cell:
        """The same numbers in memory of their own."""
        target = self.held(self.new(cell.array))
        self.lines.append(f"{target.text}[...] = {cell.text}")
        self.release(cell)
        return target

    def _reduction(self, node: ast.Call, into: Cell | None) -> Cell:
        assert isinstance(node.func, ast.Attribute)
        cell = self.expression(node.func.value)
        axis = ast.literal_eval(node.args[0]) if node.args else None
        return self.reduce(REDUCTIONS[node.func.attr], cell, axis, bool(node.keywords), into)

    def _without_one_hot(self, node: ast.BinOp) -> Cell:
        """p - one_hot(index, n): 1 less in one place of each row."""
        call = node.right
        assert isinstance(call, ast.Call)
        p, index = self.expression(node.left), self.expression(call.args[0])
        size = ast.literal_eval(call.args[1])
        if np.ndim(index.array) != 1 or np.shape(p.array) != (len(index.array), size):
            raise UntunableError(ast.unparse(node))
        target = self.target(p.array, [p], None)
        if target is not p:
            self.lines.append(f"{target.text}[...] = {p.text}")
        rows = self.keep(f"np.arange({len(index.array)})", np.arange(len(index.array)), None)
        whole = "" if np.asarray(index.array).dtype.kind == "i" else ".astype(int)"
        self.lines.append(f"{target.text}[{rows.text}, {index.text}{whole}] -= 1.0")
        self.release_but(target, [p])
        self.release(index)
        return target


def variables(node: ast.AST) -> Counter[str]:
    """How often each name is read in it; adding to a name reads it too."""
    names = [x for x in ast.walk(node) if isinstance(x, ast.Name)]
    found = Counter(x.id for x in names if isinstance(x.ctx, ast.Load))
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        found[node.target.id] += 1
    return found


def is_basic(index: ast.expr) -> bool:
    """Whether an index leads to a view: numbers and slices, and no array."""
    return all(isinstance(node, BASIC) for node in ast.walk(index))


def _is_value(node: ast.expr) -> bool:
    """Whether it is worth evaluating, and not a string or a shape."""
    return not isinstance(node, (ast.Constant, ast.Tuple, ast.List))


def calls(node: ast.expr, name: str) -> bool:
    """Whether it is a call of that function."""
    return isinstance(node, ast.Call) and ast.unparse(node.func) == name
