"""Statements on arrays as mathematics writes them: z[i, j] = Σ_k X[i, k]·W[j, k]."""

from __future__ import annotations

from autograd import ops
from autograd.compiler.program import (
    Array,
    Map,
    Operand,
    Part,
    Program,
    Reduce,
    Softmax,
    Statement,
    Sum,
    View,
    along_dimensions,
)
from autograd.telling import told

SIGNS = {ops.sub: " - ", ops.mul: "·", ops.div: " / "}
LETTERS = "ijklmnpqrstuvw"


def in_notation(statement: Statement) -> str:
    """A statement with an index for every axis, and how far each runs."""
    out = statement.out
    left = f"{out.name}{_brackets([LETTERS[axis] for axis in range(len(out.shape))])}"
    right, inner = _right(statement)
    sizes = [*out.shape, *inner]
    ranges = ", ".join(f"{letter} < {size}" for letter, size in zip(LETTERS, sizes))
    return f"{left} = {right}" + (f"    for {ranges}" if ranges else "")


def loops_of(program: Program) -> list[str]:
    """A line for each loop: how many statements are a step of it."""
    return [
        "  " + told(f"{len(repeat.body)} of them are a step, in a loop of {repeat.steps:,} steps")
        for repeat in program.repeats.values()
    ]


def _right(statement: Statement) -> tuple[str, list[int]]:
    """What stands right of the sign, and the sizes of the axes that only stand there."""
    rank = len(statement.out.shape)
    if isinstance(statement, Map):
        operation, operands = statement.operation, [*map(_operand, statement.operands)]
        if operation in SIGNS:
            return SIGNS[operation].join(operands), []
        return f"{operation.name}({', '.join([*operands, *map(str, operation.parameters)])})", []
    if isinstance(statement, Sum):
        longest = max((part.sizes for part in statement.parts), key=len, default=())
        return " + ".join(_part(part, rank) for part in statement.parts), [*longest]
    if isinstance(statement, Softmax):
        over = " ".join(LETTERS[rank - statement.axes : rank])
        return f"softmax over {over} of {_operand(statement.operands[0])}", []
    return _reduced(statement, rank), [*statement.sizes]


def _part(part: Part, rank: int) -> str:
    product = "·".join(map(_operand, part.factors))
    over = LETTERS[rank : rank + len(part.sizes)]
    return f"Σ_{over} {product}" if over else product


def _reduced(statement: Reduce, rank: int) -> str:
    operands = ", ".join(map(_operand, statement.operands))
    over = " ".join(LETTERS[rank : rank + len(statement.sizes)])
    chosen = "" if statement.index is None else f"number {_operand(statement.index)} "
    along = f"over {over} of " if over else "of "
    return f"{chosen or statement.operation.name + ' '}{along}{operands}"


def _operand(operand: Operand) -> str:
    if not isinstance(operand, View):
        return f"{operand:g}"
    sign = "-" if operand.negative else ""
    return f"{sign}{operand.array.name}{_brackets(_indices(operand, operand.array))}"


def _indices(view: View, array: Array) -> list[str]:
    """Where the loops are in each dimension of the array; `...` where they follow no rule."""
    dimensions = None if view.index is not None else along_dimensions(view, array.shape)
    if dimensions is None:
        return ["..."]
    found = []
    for start, steps in dimensions:
        terms = [f"{step if step != 1 else ''}{LETTERS[axis]}" for axis, step in steps]
        terms += [str(start)] if start or not terms else []
        found.append(" + ".join(terms))
    return found


def _brackets(indices: list[str]) -> str:
    return f"[{', '.join(indices)}]" if indices else ""
