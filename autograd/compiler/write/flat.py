"""Both halves as one list of lines, each a function of NumPy's or another operation, on names.

    z1 = X @ W1.T + b1        t4 = t1.T
                              t5 = np.matmul(X, t4)
                              t6 = np.add(t5, t2)

The gradient of each parameter goes to its part of the array `dtheta`.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from autograd.compiler import program as trees
from autograd.compiler.derive import Names
from autograd.compiler.program import (
    AddAt,
    AddTo,
    Apply,
    Assign,
    Expression,
    Halves,
    Line,
    Name,
    Number,
    Sizes,
)

DTHETA, WHOLE = Name("dtheta"), (...,)
SIGNS = {"+": "add", "-": "subtract", ">": "greater", ">=": "greater_equal",
         "<": "less", "<=": "less_equal", "==": "equal", "!=": "not_equal"}  # fmt: skip
POWERS = {2: "square", 0.5: "sqrt"}


class Flat:
    """The lines.

    Arguments:
        halves: all results are single numbers, and one of them has a gradient.
        shapes: those of the parts of theta, in order.
        names: which names are taken.

    Attributes:
        lines: the lines, in order.
        results: what is returned.
    """

    def __init__(self, halves: Halves, shapes: Sequence[Sizes], names: Names) -> None:
        self.lines: list[Line] = []
        self._names = names
        self._now: dict[str, Expression] = {halves.seeds[0]: Number(1.0)}  # a variable's value
        self._exponentials: dict[Expression, tuple[Expression, ...]] = {}
        self._parts = [self._name(part) for part in _parts_of_dtheta(shapes)]
        for step in [*halves.roles, *halves.forward]:
            self._step(step)
        self.results = list(map(self._name, halves.results))
        for step in halves.backward:
            self._step(step)
        self._store(DTHETA, halves.gradients[0])

    def _step(self, step: Line) -> None:
        target, value = step.target, step.value
        if isinstance(step, AddTo):
            value = trees.Total(target, (("+", value),))
        found = self._name(value)
        match target:
            case Name(name) if not isinstance(step, AddAt):
                self._now[name] = found
            case trees.Index(operand, entries):
                self.lines.append(Assign(trees.Index(self._name(operand), entries), found))
            case _:
                self.lines.append(replace(step, target=self._name(target), value=found))

    def _store(self, place: Expression, value: Expression) -> None:
        found = self._name(value)
        if found != place:
            self.lines.append(Assign(trees.Index(place, WHOLE), found))

    # --- expressions -----------------------------------------------------------------------------

    def _name(self, tree: Expression) -> Expression:
        """What an expression is called, once all operations in it have their lines."""
        name = self._name
        match tree:
            case Name():
                return self._now.get(tree.name, tree)
            case Number() | trees.Shape():
                return tree
            case trees.Listed(parts):
                return trees.Listed(tuple(map(name, parts)))
            case trees.Product(over, under):
                found = self._chain(name(over[0]), [("multiply", factor) for factor in over[1:]])
                return self._chain(found, [("divide", factor) for factor in under])
            case trees.Total(first, others):
                return self._chain(name(first), [(SIGNS[sign], term) for sign, term in others])
            case trees.Compare(sign, left, right):
                return self._chain(name(left), [(SIGNS[sign], right)])
            case trees.MatrixProduct(left, right):
                return self._chain(name(left), [("matmul", right)])
            case trees.Negative(operand):
                return self._new(Apply("negative", (name(operand),)))
            case trees.Power(base, Number(2 | 0.5 as exponent)):
                return self._new(Apply(POWERS[exponent], (name(base),)))
            case trees.Power(base, exponent):
                return self._chain(name(base), [("power", exponent)])
            case trees.Copied(operand):
                return self._new(Apply("positive", (name(operand),)))
            case Apply("zeros" | "empty" | "full", (shape, *filling)):
                whole = Apply("broadcast_to", (*(filling or [Number(0.0)]), shape))
                return name(trees.Copied(whole))
            case Apply("concatenate", (trees.Listed(parts),)):
                for place, part in zip(self._parts, parts):
                    self._store(place, part)
                return DTHETA
            case trees.Call("softmax" | "logsumexp", (operand,)):
                return self._by_exponentials(tree.function, operand)
            case trees.Index(Name("theta") as theta, (int() as place,)):
                return self._new(
                    trees.Index(theta, (place, ...))
                )  # seen once, not fetched each time
            case trees.Reduction() | trees.Index() | trees.Reshaped() | trees.Transposed():
                return self._new(replace(tree, operand=name(tree.operand)))
            case Apply() | trees.Call() | trees.Contraction():
                return self._new(replace(tree, parts=tuple(map(name, tree.parts))))
        raise TypeError(f"{type(tree).__name__} cannot be written")

    def _new(self, tree: Expression) -> Name:
        name = Name(self._names.numbered("t"))
        self.lines.append(Assign(name, tree))
        return name

    def _chain(self, found: Expression, others: Sequence[tuple[str, Expression]]) -> Expression:
        """Functions of two operands, the first being what was found so far."""
        for function, tree in others:
            operand = self._name(tree)
            if isinstance(found, Number) and isinstance(operand, Number):
                found = Number(float(getattr(np, function)(found.value, operand.value)))
            else:
                found = self._new(Apply(function, (found, operand)))
        return found

    def _by_exponentials(self, function: str, tree: Expression) -> Expression:
        """Softmax or logsumexp along the last axis: both by the same exponentials."""
        if tree not in self._exponentials:
            x = self._name(tree)
            largest = self._name(trees.Reduction("max", x, (-1,), True))
            powers = self._name(Apply("exp", (trees.Total(x, (("-", largest),)),)))
            total = self._name(trees.Reduction("sum", powers, (-1,)))
            self._exponentials[tree] = largest, powers, total
        largest, powers, total = self._exponentials[tree]
        if function == "softmax":
            return self._name(trees.Product((powers,), (trees.Index(total, (..., None)),)))
        row = trees.Index(largest, (..., 0))
        return self._name(trees.Total(Apply("log", (total,)), (("+", row),)))


def _parts_of_dtheta(shapes: Sequence[Sizes]) -> list[Expression]:
    ends = itertools.accumulate(map(math.prod, shapes), initial=0)
    slices = [trees.Slice(start, stop) for start, stop in itertools.pairwise(ends)]
    parts = [trees.Index(DTHETA, (part,)) for part in slices]
    return [x if len(n) == 1 else trees.Reshaped(x, n) for x, n in zip(parts, shapes)]
