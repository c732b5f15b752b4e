"""The statements of a program for a long loop: buffers and views are made once, and used again.

The emitted source reads like code written by hand, and like most of it makes a new array in each
statement. A training loop runs the same statements on the same shapes thousands of times. For it
they are taken from the source once more, so that each operation writes where nothing is needed:

    z1 = X @ W1.T + b1          dot(X, W1_T, a1)  add(a1, b1, a1)
    h1 = np.maximum(z1, 0.0)    maximum(a1, zero, out=a1)       for z1 is not read again
    db1 = dz1.sum(0)            dot(ones, a2, db1)              db1 being a part of dtheta

The source is read by Python's own parser and evaluated as it is read, on the arguments at hand; so
every shape is known, and in which memory each array lies.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np

from autograd.compiler.loading import load

OPERATORS: dict[type[ast.AST], Any] = {
    ast.Add: np.add, ast.Sub: np.subtract, ast.Mult: np.multiply, ast.Div: np.divide,
    ast.Pow: np.power, ast.USub: np.negative, ast.Gt: np.greater, ast.GtE: np.greater_equal,
    ast.Lt: np.less, ast.LtE: np.less_equal, ast.Eq: np.equal, ast.NotEq: np.not_equal,
}  # fmt: skip
SIGNS = {np.add: "+", np.subtract: "-", np.multiply: "*", np.divide: "/"}
REDUCTIONS = {"sum": np.add, "max": np.maximum, "min": np.minimum}
BASIC = (ast.Constant, ast.Tuple, ast.Slice, ast.UnaryOp, ast.USub, ast.Load)  # no array in it


class UntunableError(Exception):
    """The source says something that is not known here; it runs as it is."""


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


def tuned(
    source: str,
    environment: dict[str, Any],
    shapes: list[tuple[int, ...]],
    theta: Any,
    inputs: list[Any],
) -> Callable[[Any, Any], Callable[..., Any]]:
    """From the text of `forward` and `backward` a function that binds them to memory.

    Arguments:
        source: the text; all results are numbers, and one of them has a gradient.
        environment: what the text refers to.
        shapes: those of the parts of theta, in order.
        theta: an example of the parameters.
        inputs: an example of the inputs; later ones have the same shapes and types.

    Returns:
        bind(theta, dtheta) -> step(*inputs) -> the result, or a tuple of them. A step reads the
        parameters in the array `theta` and leaves the gradient in the array `dtheta`.

    Raises:
        UntunableError: there is something in the text that is not known here.
    """
    forward, backward = ast.parse(source).body
    assert isinstance(forward, ast.FunctionDef)
    assert isinstance(backward, ast.FunctionDef)
    tuner = Tuner(environment, shapes, theta)
    with np.errstate(all="ignore"):
        text = tuner.text(forward, backward, inputs)
    namespace = load(text, "steps", {**environment, **tuner.functions})
    bind: Callable[[Any, Any], Callable[..., Any]] = namespace["bind"]
    return bind


class Tuner:
    """Goes through the statements and writes them anew."""

    def __init__(
        self, environment: dict[str, Any], shapes: list[tuple[int, ...]], theta: Any
    ) -> None:
        self.environment = environment
        self.functions: dict[str, Any] = {"dot": np.dot, "matmul": np.matmul}
        self.bound: list[str] = []  # what is made once
        self.lines: list[str] = []  # what each step does
        self.variables = {"theta": Cell("theta", theta, None, True)}
        self.reads: Counter[str] = Counter()  # how often each variable is still to be read
        self._kept: dict[str, Cell] = {}
        self._free: dict[Any, list[Cell]] = {}
        self._exponentials: dict[Buffer, tuple[str, Cell, Cell]] = {}
        self._locals = 0
        self._all = Cell("dtheta", np.empty(theta.shape), None, True)
        self._places: list[Cell] = []
        start = 0
        for shape in shapes:
            part = f"dtheta[{start}:{start + prod(shape)}].reshape({shape})"
            self._places.append(self._keep(part, np.empty(shape), None))
            start += prod(shape)
        self._place_of = {"dtheta": self._all}

    def text(self, forward: ast.FunctionDef, backward: ast.FunctionDef, inputs: list[Any]) -> str:
        """The text of `bind`."""
        arguments = [argument.arg for argument in forward.args.args[1:]]
        self.variables.update({name: Cell(name, x) for name, x in zip(arguments, inputs)})
        seeds = [argument.arg for argument in backward.args.args[1:]]
        if len(seeds) != 1:
            raise UntunableError("several gradients")
        self._seed = seeds[0]
        self.variables[self._seed] = Cell("1.0", 1.0)
        body = [x for x in [*forward.body, *backward.body] if not _is_about_saving(x)]
        ends = [x.value for x in body if isinstance(x, ast.Return)]
        results, total = ends[0].elts[0].elts, ends[1].elts[0]  # type: ignore[union-attr]
        body = [x for x in body if not isinstance(x, ast.Return)]
        for node in [*body, *results, total]:
            self.reads.update(_variables(node))
        for call in (x for statement in body for x in ast.walk(statement)):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "np.concatenate":
                names = [ast.unparse(part) for part in call.args[0].elts]  # type: ignore[attr-defined]
                parts = zip(names, self._places)
                self._place_of.update({n: at for n, at in parts if names.count(n) == 1})
        for statement in body:
            self._statement(statement)
        self._assign("dtheta", self._expression(total, self._all))
        cells = [self._expression(result) for result in results]
        if any(np.shape(cell.array) for cell in cells):
            raise UntunableError("a result is an array, which the next step would overwrite")
        lines = ["def bind(theta, dtheta):", *(f"    {line}" for line in self.bound)]
        lines += [f"    def step({', '.join(arguments)}):"]
        lines += [
            f"        {line}"
            for line in [*self.lines, f"return {', '.join(cell.text for cell in cells)}"]
        ]
        return "\n".join([*lines, "    return step", ""])

    # --- memory ----------------------------------------------------------------------------------

    def _keep(self, source: str, array: Any, buffer: Buffer | None) -> Cell:
        """Something that is made once; what is made alike is the same."""
        if source not in self._kept:
            name = f"a{len(self._kept) + 1}"
            self.bound.append(f"{name} = {source}")
            self._kept[source] = Cell(name, array, buffer, True)
        return self._kept[source]

    def _new(self, array: Any) -> Cell:
        """Memory for an array of this shape and type."""
        free = self._free.setdefault((array.shape, array.dtype), [])
        if free:
            return free.pop()
        name = f"a{len(self._kept) + 1}"
        self.bound.append(f"{name} = np.zeros({array.shape}, {array.dtype.name!r})")
        like = np.empty(array.shape, array.dtype)
        self._kept[name] = Cell(name, like, Buffer(name), True)
        return self._kept[name]

    def _release(self, *cells: Cell) -> None:
        """The values were used: memory that nobody is going to read is free."""
        for cell in cells:
            buffer = cell.buffer
            if buffer is None:
                continue
            buffer.pending -= 1
            if not buffer.pending and not buffer.readers:
                whole = self._kept[buffer.name]
                self._free[whole.array.shape, whole.array.dtype].append(whole)

    def _target(self, array: Any, operands: list[Cell], into: Cell | None) -> Cell:
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
        return self._new(array)

    def _local(self, source: str, array: Any) -> Cell:
        """The value of an expression that is computed in each step."""
        self._locals += 1
        name = f"t{self._locals}"
        self.lines.append(f"{name} = {source}")
        return Cell(name, array)

    # --- statements ------------------------------------------------------------------------------

    def _statement(self, node: ast.stmt) -> None:
        if isinstance(node, ast.Assign):
            (target,) = node.targets
            if isinstance(target, ast.Name):
                place = self._place_of.get(target.id)
                self._assign(target.id, self._expression(node.value, place))
            else:
                value, part = self._expression(node.value), self._part(target)
                self.lines.append(f"{part.text}[...] = {value.text}")
                self._release(value, part)
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
            value, part = self._expression(node.value), self._part(node.target)
            if not np.shape(part.array):  # a number is not changed but replaced
                self._assign(ast.unparse(node.target), self._apply(np.add, [part, value]))
                return
            self.lines.append(f"add({part.text}, {value.text}, {part.text})")
            self.functions["add"] = np.add
            self._release(value, part)
        elif isinstance(node, ast.Expr) and _calls(node.value, "np.add.at"):
            target, index, added = node.value.args  # type: ignore[attr-defined]
            value, part = self._expression(added), self._part(target)
            self.lines.append(f"np.add.at({part.text}, {ast.unparse(index)}, {value.text})")
            self._release(value, part)
        else:
            raise UntunableError(ast.unparse(node))

    def _part(self, node: ast.expr) -> Cell:
        """What is written to: an array, or a part of one."""
        part = self._expression(ast.parse(ast.unparse(node), mode="eval").body)
        if (np.shape(part.array) and not part.fixed) or (
            isinstance(node, ast.Subscript) and not _is_basic(node.slice)
        ):
            raise UntunableError(ast.unparse(node))
        return part

    def _assign(self, name: str, cell: Cell) -> None:
        place = self._place_of.get(name)
        if place is not None and cell.text != place.text:
            self.lines.append(f"{place.text}[...] = {cell.text}")
            self._release(cell)
            cell = place
            cell.buffer = None
        self.variables[name] = cell
        if cell.buffer is not None:
            if self.reads[name]:
                cell.buffer.readers.add(name)
            self._release(cell)

    # --- expressions -----------------------------------------------------------------------------

    def _expression(self, node: ast.expr, into: Cell | None = None) -> Cell:
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
            if isinstance(node.op, ast.Sub) and _calls(node.right, "one_hot"):
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
        return product and ast.unparse(node.left) == self._seed

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
        return self._apply(function, [self._expression(node) for node in nodes], into)

    def _apply(self, function: Any, operands: list[Cell], into: Cell | None = None) -> Cell:
        array = function(*(cell.array for cell in operands))
        if all(cell.is_number for cell in operands):
            return Cell(repr(float(array)), float(array))
        if function is np.multiply:
            for one, other in (operands, operands[::-1]):
                if one.is_number and one.array == 1.0 and np.asarray(other.array).dtype == float:
                    return self._as_it_is(other)
            if _is_outer(*(np.asarray(cell.array) for cell in operands)):
                column, row = operands
                flat = self._sliced(row, f".reshape(1, {row.array.size})")
                return self._dot(column, flat, array, into)
        if function is np.power and operands[1].is_number and operands[1].array in (2, 0.5):
            function = np.square if operands.pop().array == 2 else np.sqrt
        name = self._function(function)
        if not np.shape(array):
            texts = [cell.text for cell in operands]
            sign = SIGNS.get(function)
            source = f" {sign} ".join(texts) if sign else f"{name}({', '.join(texts)})"
            found = self._local(source, array)
            self._release(*operands)
            return found
        given = ", ".join(map(self._operand, operands))
        target = self._target(array, operands, into)
        out = f"out={target.text}" if function in (np.maximum, np.minimum) else target.text
        self.lines.append(f"{name}({given}, {out})")
        self._release_but(target, operands)
        return target

    def _release_but(self, target: Cell, operands: list[Cell]) -> None:
        """All operands are used up, but the memory of one may hold the result."""
        for cell in operands:
            if cell.buffer is not None and cell.buffer is target.buffer:
                cell.buffer.pending -= 1
            else:
                self._release(cell)

    def _as_it_is(self, cell: Cell) -> Cell:
        if cell.buffer is not None:
            cell.buffer.pending -= 1
        return cell

    def _operand(self, cell: Cell) -> str:
        """A number among arrays is an array too: that need not be made of it in each step."""
        if cell.is_number:
            return self._keep(f"np.asarray({cell.text})", np.asarray(cell.array), None).text
        return cell.text

    def _function(self, function: Any) -> str:
        name: str = function.__name__
        self.functions[name] = function
        return name

    def _product(self, node: ast.BinOp, into: Cell | None) -> Cell:
        """Matrix products; `np.dot` is quicker than @ for small ones."""
        a, b = self._expression(node.left), self._expression(node.right)
        return self._dot(a, b, a.array @ b.array, into)

    def _dot(self, a: Cell, b: Cell, array: Any, into: Cell | None) -> Cell:
        name = "dot" if max(np.ndim(a.array), np.ndim(b.array)) <= 2 else "matmul"
        if not np.shape(array):
            found = self._local(f"{name}({a.text}, {b.text})", array)
        else:
            found = self._target(array, [], into)
            self.lines.append(f"{name}({a.text}, {b.text}, {found.text})")
        self._release(a, b)
        return found

    def _view(self, node: ast.expr, suffix: str) -> Cell:
        return self._sliced(self._expression(node), suffix)

    def _sliced(self, cell: Cell, suffix: str) -> Cell:
        """What `cell` followed by the suffix is: another view of the same memory, or a copy."""
        array = eval(f"x{suffix}", self.environment, {"x": np.asarray(cell.array)})
        source = f"{cell.text}{suffix}"
        if not np.may_share_memory(array, np.asarray(cell.array)):
            found = self._local(source, array)
            self._release(cell)
            return found
        self._as_it_is(cell)
        if cell.fixed:
            return self._keep(source, array, cell.buffer)
        return Cell(source, array, cell.buffer)

    def _subscript(self, node: ast.Subscript) -> Cell:
        index = ast.unparse(ast.Subscript(ast.Name("x"), node.slice))[2:-1]
        cell = self._expression(node.value)
        if _is_basic(node.slice):
            array = np.asarray(cell.array)
            one = not isinstance(eval(f"x[{index}]", {"x": array}), np.ndarray)
            return self._sliced(cell, f"[{index}, ...]" if one else f"[{index}]")
        if _variables(node.slice).keys() & self.variables.keys():
            raise UntunableError(ast.unparse(node))
        array = eval(f"x[{index}]", self.environment, {"x": cell.array})
        found = self._local(f"{cell.text}[{index}]", array)
        self._release(cell)
        return found

    # --- calls -----------------------------------------------------------------------------------

    def _call(self, node: ast.Call, into: Cell | None) -> Cell:
        name = ast.unparse(node.func)
        function = getattr(np, name[3:], None) if name.startswith("np.") else None
        if name == "np.concatenate":
            return self._together(node)
        if name in ("np.empty", "np.zeros", "np.full"):
            return self._filled(name, node, into)
        if name == "np.exp" and isinstance(node.args[0], ast.BinOp):
            return self._exponential(node.args[0], into)
        if isinstance(function, np.ufunc) and not node.keywords:
            return self._elementwise(function, node.args, into)
        if name in ("softmax", "logsumexp") and len(node.args) == 1:
            return self._softmax(name, self._expression(node.args[0]))
        if isinstance(node.func, ast.Attribute) and function is None:
            arguments = ", ".join(map(ast.unparse, [*node.args, *node.keywords]))
            if node.func.attr in ("reshape", "transpose"):
                return self._view(node.func.value, f".{node.func.attr}({arguments})")
            if node.func.attr in REDUCTIONS:
                return self._reduction(node, into)
        return self._other_call(node)

    def _other_call(self, node: ast.Call) -> Cell:
        """Any function; if what it returns is but a view of fixed memory, it is called once."""
        cells = [self._expression(arg) if _is_value(arg) else None for arg in node.args]
        texts = [cell.text if cell else ast.unparse(x) for cell, x in zip(cells, node.args)]
        keywords = [ast.unparse(keyword) for keyword in node.keywords]
        source = f"{ast.unparse(node.func)}({', '.join([*texts, *keywords])})"
        names = [f"_{k}" if cell else text for k, (cell, text) in enumerate(zip(cells, texts))]
        arrays = {f"_{k}": cell.array for k, cell in enumerate(cells) if cell}
        call = f"{ast.unparse(node.func)}({', '.join([*names, *keywords])})"
        array = eval(call, self.environment, arrays)
        given = [cell for cell in cells if cell]
        seen = [cell for cell in given if np.may_share_memory(cell.array, array)]
        if len(seen) == 1 and all(cell.fixed or cell.is_number for cell in given):
            for cell in given:
                self._as_it_is(cell)
            return self._keep(source, array, seen[0].buffer)
        if any(cell.buffer for cell in seen):
            raise UntunableError(source)
        found = self._local(source, array)
        self._release(*given)
        return found

    def _together(self, node: ast.Call) -> Cell:
        """The parts of dtheta, most of which are in their places already."""
        for part, place in zip(node.args[0].elts, self._places):  # type: ignore[attr-defined]
            cell = self._expression(part)
            if cell.text != place.text:
                self.lines.append(f"{place.text}[...] = {cell.text}")
            self._release(cell)
        return self._all

    def _filled(self, name: str, node: ast.Call, into: Cell | None) -> Cell:
        shape = ast.literal_eval(node.args[0])
        target = self._target(np.empty(shape), [], into)
        if name != "np.empty":
            value = self._expression(node.args[1]) if node.args[1:] else Cell("0.0", 0.0)
            self.lines.append(f"{target.text}[...] = {value.text}")
            self._release(value)
        return target

    def _reduction(self, node: ast.Call, into: Cell | None) -> Cell:
        assert isinstance(node.func, ast.Attribute)
        cell = self._expression(node.func.value)
        axis = ast.literal_eval(node.args[0]) if node.args else None
        return self._reduce(REDUCTIONS[node.func.attr], cell, axis, bool(node.keywords), into)

    def _reduce(
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
            kept = self._keep(f"np.ones({len(ones)})", ones, None)
            pair = (cell, kept) if dimensions == 1 or axis in (1, -1) else (kept, cell)
            return self._dot(*pair, array, into)
        name = f"{function.__name__}_reduce"
        self.functions[name] = function.reduce
        if not np.shape(array):
            found = self._local(f"{name}({cell.text}, None)", array)
        else:
            found = self._target(array, [], into)
            end = ", True" if keepdims else ""
            self.lines.append(f"{name}({cell.text}, {axis}, None, {found.text}{end})")
        self._release(cell)
        return found

    # --- softmax: value and gradient have the exponentials in common ------------------------------

    def _held(self, cell: Cell) -> Cell:
        """The value, to be used by the next operation."""
        if cell.buffer is not None:
            cell.buffer.pending += 1
        return cell

    def _softmax(self, name: str, x: Cell) -> Cell:
        self._held(x)
        largest = self._held(self._reduce(np.maximum, x, -1, True))
        if name == "logsumexp":
            self._held(largest)
        e = self._held(self._apply(np.exp, [self._held(self._apply(np.subtract, [x, largest]))]))
        self._held(e)
        total = self._held(self._reduce(np.add, e, -1))
        if name == "softmax":
            column = self._held(self._sliced(total, "[..., None]"))
            return self._apply(np.divide, [e, column])
        self._held(total)
        result = self._held(self._apply(np.log, [total]))
        first = self._held(self._sliced(largest, "[..., 0]"))
        result = self._apply(np.add, [result, first])
        if result.buffer is not None:
            self._exponentials[result.buffer] = (x.text, e, total)
        return result

    def _exponential(self, node: ast.BinOp, into: Cell | None) -> Cell:
        """e^(x - logsumexp x) is what was computed for the sum, over that sum."""
        a, b = self._expression(node.left), self._expression(node.right)
        known = self._exponentials.pop(b.buffer, None) if b.buffer is not None else None
        if isinstance(node.op, ast.Sub) and known and known[0] == a.text:
            self._release(a, b)
            _, e, total = known
            column = self._held(self._sliced(total, "[..., None]"))
            return self._apply(np.divide, [e, column], into)
        inside = self._held(self._apply(OPERATORS[type(node.op)], [a, b]))
        return self._apply(np.exp, [inside], into)

    def _without_one_hot(self, node: ast.BinOp) -> Cell:
        """p - one_hot(index, n): 1 less in one place of each row."""
        call = node.right
        assert isinstance(call, ast.Call)
        p, index = self._expression(node.left), self._expression(call.args[0])
        size = ast.literal_eval(call.args[1])
        if np.ndim(index.array) != 1 or np.shape(p.array) != (len(index.array), size):
            raise UntunableError(ast.unparse(node))
        target = self._target(p.array, [p], None)
        if target is not p:
            self.lines.append(f"{target.text}[...] = {p.text}")
        rows = self._keep(f"np.arange({len(index.array)})", np.arange(len(index.array)), None)
        whole = "" if np.asarray(index.array).dtype.kind == "i" else ".astype(int)"
        self.lines.append(f"{target.text}[{rows.text}, {index.text}{whole}] -= 1.0")
        self._release_but(target, [p])
        self._release(index)
        return target


def _is_about_saving(node: ast.stmt) -> bool:
    """`saved = (...)` and `(...) = saved`."""
    return isinstance(node, ast.Assign) and "saved" in (
        ast.unparse(node.targets[0]),
        ast.unparse(node.value),
    )


def _variables(node: ast.AST) -> Counter[str]:
    """How often each name is read in it; adding to a name reads it too."""
    names = [x for x in ast.walk(node) if isinstance(x, ast.Name)]
    found = Counter(x.id for x in names if isinstance(x.ctx, ast.Load))
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        found[node.target.id] += 1
    return found


def _is_basic(index: ast.expr) -> bool:
    return all(isinstance(node, BASIC) for node in ast.walk(index))


def _is_value(node: ast.expr) -> bool:
    """Whether it is worth evaluating, and not a string or a shape."""
    return not isinstance(node, (ast.Constant, ast.Tuple, ast.List))


def _is_outer(a: Any, b: Any) -> bool:
    column = a.ndim == 2 and a.shape[1] == 1 < a.shape[0]
    row = b.ndim == 1 or (b.ndim == 2 and b.shape[0] == 1)
    return bool(column and row and b.size > 1 and a.dtype == b.dtype == float)


def _calls(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == name
