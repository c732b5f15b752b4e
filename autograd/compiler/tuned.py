"""The statements of a program for a long loop: buffers and views are made once, and used again.

The emitted source reads like code written by hand, and like most of it makes a new array in each
statement. A training loop runs the same statements on the same shapes thousands of times. For it
they are taken from the source once more, so that each operation writes where nothing is needed:

    z1 = X @ W1.T + b1          dot(X, W1_T, a1)  add(a1, b1, a1)
    h1 = np.maximum(z1, 0.0)    maximum(a1, zero, out=a1)       for z1 is not read again
    db1 = dz1.sum(0)            dot(ones, a2, db1)              db1 being a part of dtheta

The source is read by Python's own parser and evaluated as it is read, on the arguments at hand and
zeros; so every shape is known, and in which memory each array lies.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd.compiler.buffers import Cell
from autograd.compiler.loading import load
from autograd.compiler.tuned_expressions import (
    Expressions,
    UntunableError,
    calls,
    is_basic,
    variables,
)


def tuned(
    source: str,
    environment: dict[str, Any],
    shapes: list[tuple[int, ...]],
    theta: Any,
    inputs: list[Any],
) -> Callable[[Any, Any], Callable[..., Any]]:
    """From the text of `forward` and `backward` a function that binds them to memory.

    Arguments:
        source: the text; all results are single numbers, and one of them has a gradient.
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


class Tuner(Expressions):
    """Goes through the statements and writes them anew."""

    def text(self, forward: ast.FunctionDef, backward: ast.FunctionDef, inputs: list[Any]) -> str:
        """The text of `bind`."""
        arguments = [argument.arg for argument in forward.args.args[1:]]
        self.variables.update({name: Cell(name, x) for name, x in zip(arguments, inputs)})
        self.seed = backward.args.args[1].arg
        self.variables[self.seed] = Cell("1.0", 1.0)
        body = [x for x in [*forward.body, *backward.body] if not _is_about_saving(x)]
        ends = [x.value for x in body if isinstance(x, ast.Return)]
        results, total = ends[0].elts[0].elts, ends[1].elts[0]  # type: ignore[union-attr]
        body = [x for x in body if not isinstance(x, ast.Return)]
        for node in [*body, *results, total]:
            self.reads.update(variables(node))
        self._place_of = {"dtheta": self.whole, **self._parts_of_dtheta(body)}
        self._changed = set(map(_changed_by, body))
        for statement in body:
            self._statement(statement)
        self._assign("dtheta", self.expression(total, self.whole))
        cells = [self.expression(result) for result in results]
        lines = ["def bind(theta, dtheta):", *(f"    {line}" for line in self.bound)]
        lines += [f"    def step({', '.join(arguments)}):"]
        lines += [
            f"        {line}"
            for line in [*self.lines, f"return {', '.join(cell.text for cell in cells)}"]
        ]
        return "\n".join([*lines, "    return step", ""])

    def _parts_of_dtheta(self, body: list[ast.stmt]) -> dict[str, Cell]:
        """The variables that are put together to dtheta in the end, and their places there."""
        nodes = [node for statement in body for node in ast.walk(statement)]
        for node in nodes:
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "np.concatenate":
                names = [ast.unparse(part) for part in node.args[0].elts]  # type: ignore[attr-defined]
                parts = zip(names, self.places)
                return {name: place for name, place in parts if names.count(name) == 1}
        return {}

    # --- statements ------------------------------------------------------------------------------

    def _statement(self, node: ast.stmt) -> None:
        if isinstance(node, ast.Assign):
            (target,) = node.targets
            if isinstance(target, ast.Name):
                place = self._place_of.get(target.id)
                self._assign(target.id, self.expression(node.value, place))
            else:
                value, part = self.expression(node.value), self._part(target)
                self.lines.append(f"{part.text}[...] = {value.text}")
                self.release(value, part)
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
            value, part = self.expression(node.value), self._part(node.target)
            if isinstance(node.target, ast.Name) and not np.shape(part.array):
                # A number is not changed but replaced.
                self._assign(ast.unparse(node.target), self.apply(np.add, [part, value]))
                return
            self.lines.append(f"{self.function(np.add)}({part.text}, {value.text}, {part.text})")
            self.release(value, part)
        elif isinstance(node, ast.Expr) and calls(node.value, "np.add.at"):
            target, index, added = node.value.args  # type: ignore[attr-defined]
            value, part = self.expression(added), self._part(target)
            self.lines.append(f"np.add.at({part.text}, {ast.unparse(index)}, {value.text})")
            self.release(value, part)
        else:
            raise UntunableError(ast.unparse(node))

    def _part(self, node: ast.expr) -> Cell:
        """What is written to: an array, or a part of one."""
        part = self.expression(ast.parse(ast.unparse(node), mode="eval").body)
        if (np.shape(part.array) and not part.fixed) or (
            isinstance(node, ast.Subscript) and not is_basic(node.slice)
        ):
            raise UntunableError(ast.unparse(node))
        return part

    def _assign(self, name: str, cell: Cell) -> None:
        """A variable gets a value; a part of dtheta is put in its place."""
        place = self._place_of.get(name)
        if place is not None and cell.text != place.text:
            self.lines.append(f"{place.text}[...] = {cell.text}")
            self.release(cell)
            cell = place
            cell.buffer = None
        elif place is None and name in self._changed and not _is_own(cell):
            cell = self.copied(cell)  # 1·x is x itself, and x is not to change
        self.variables[name] = cell
        if cell.buffer is not None:
            if self.reads[name]:
                cell.buffer.readers.add(name)
            self.release(cell)


def _changed_by(node: ast.stmt) -> str:
    """The variable to which a statement adds, or a part of which it sets."""
    target: Any = None
    if isinstance(node, ast.AugAssign):
        target = node.target
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
        target = node.targets[0]
    elif isinstance(node, ast.Expr) and calls(node.value, "np.add.at"):
        target = node.value.args[0]  # type: ignore[attr-defined]
    return next((x.id for x in ast.walk(target) if isinstance(x, ast.Name)), "") if target else ""


def _is_own(cell: Cell) -> bool:
    """Whether it is a number, or lies in memory that nothing else is going to read."""
    return not np.shape(cell.array) or (cell.buffer is not None and not cell.buffer.readers)


def _is_about_saving(node: ast.stmt) -> bool:
    """`saved = (...)` and `(...) = saved`."""
    return isinstance(node, ast.Assign) and "saved" in (
        ast.unparse(node.targets[0]),
        ast.unparse(node.value),
    )
