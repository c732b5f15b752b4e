"""Expressions of an array program as arrays that loop nests compute."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from autograd import numeric
from autograd.compiler import program as trees
from autograd.compiler.native.making import NativeError
from autograd.compiler.native.nests_arrays import JOINS
from autograd.compiler.native.nests_fields import (
    Field,
    Leaf,
    Rule,
    combined,
    constant,
    counted,
    itself,
    reshaped,
    stored,
)
from autograd.compiler.native.nests_picking import Picking
from autograd.compiler.native.nests_vocabulary import FUNCTIONS
from autograd.compiler.native.translation import translated
from autograd.compiler.program import Environment, Expression, Name

SIGNS: dict[str, Rule] = {
    "+": operator.add, "-": operator.sub, ">": operator.gt, ">=": operator.ge,
    "<": operator.lt, "<=": operator.le, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip


class Values(Picking):
    """Computes expressions.

    Attributes:
        names: what the variables stand for.
        known: what was computed already, and is not computed again.
    """

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self.names: dict[str, Field] = {}
        self.known: dict[object, tuple[Field, ...]] = {}

    def value(self, tree: Expression) -> Field:
        """An expression as an array."""
        match tree:
            case Name(name):
                return self._named(name)
            case trees.Number(number):
                return constant(float(number))
            case trees.Product(over, under):
                ones = [constant(1.0)] if len(over) == 1 else []  # 1 * (a > b) is a number
                found = self._all(operator.mul, [*ones, *map(self.value, over)])
                return self._all(operator.truediv, [found, *map(self.value, under)])
            case trees.Total(first, others):
                found = self.value(first)
                for sign, term in others:
                    found = self.apply(SIGNS[sign], found, self.value(term))
                return found
            case trees.Negative(operand):
                return self.apply(operator.neg, self.value(operand))
            case trees.Power(base, exponent):
                return self.apply(operator.pow, self.value(base), self.value(exponent))
            case trees.Compare(sign, left, right):
                return self.apply(SIGNS[sign], self.value(left), self.value(right))
            case trees.MatrixProduct(left, right):
                return self.matrix_product(self.value(left), self.value(right))
            case trees.Contraction(form, (left, right)):
                return self.contraction(form, self.value(left), self.value(right))
            case trees.Reduction(function, operand, axes, keepdims):
                return self.reduced(JOINS[function], self.value(operand), axes, keepdims)
            case trees.Reshaped() | trees.Transposed() | trees.Copied() | trees.Index():
                return self._relaid(tree)
            case trees.Apply(function, parts, options):
                return self._function(tree, function, parts, options)
            case trees.Call(function, parts, options):
                return self._function(tree, function, parts, options)
        raise NativeError(f"there is no loop nest for a {type(tree).__name__}")

    def _all(self, function: Rule, fields: Sequence[Field]) -> Field:
        found, *others = fields
        for field in others:
            found = self.apply(function, found, field)
        return found

    def _named(self, name: str) -> Field:
        """A variable, or an array that the program brings with it."""
        if name not in self.names:
            array = self.environment[name]
            self.names[name] = stored(self.brought(np.array(array, float)), array.shape)
        return self.names[name]

    def _relaid(self, tree: Any) -> Field:
        """Another view of an array."""
        field = self.value(tree.operand)
        match tree:
            case trees.Copied():
                return field
            case trees.Reshaped(_, sizes):
                found = reshaped(field, sizes)
                return found if found is not None else reshaped(self.packed(field), sizes)  # type: ignore[return-value]
            case trees.Transposed(_, order):
                return field.seen(lambda array: array.transpose(order))
        if any(isinstance(entry, Expression) for entry in tree.entries):
            return self.picked(field, tree.entries)
        return field.part(tuple(map(self.entry, tree.entries)))

    def _function(
        self, tree: Expression, name: str, parts: Sequence[Expression], options: trees.Options
    ) -> Field:
        """A function of the library or of the program."""
        if name in FUNCTIONS and not options:
            return self.apply(FUNCTIONS[name], *map(self.value, parts))
        settings = {key: int(x) for key, x in options if x is not None}
        if name in ("softmax", "logsumexp"):
            return self._softmax(name, self.value(parts[0]), settings.get("axes", 1))
        match name, parts:
            case "one_hot", (index, trees.Number(size)):
                places = self.value(index).seen(lambda array: array[..., None])
                return self.apply(operator.eq, places, counted(int(size)))
            case "take", (array, index):
                return self._taken(self.value(array), self.value(index))
            case "concatenate", (trees.Listed(listed),):
                return self.together([self.value(part) for part in listed])
            case "zeros" | "empty", (trees.Shape(sizes),):
                return constant(0.0).broadcast(sizes)
            case ("full", (trees.Shape(sizes), x)) | ("broadcast_to", (x, trees.Shape(sizes))):
                return self.apply(itself, self.value(x)).broadcast(sizes)
            case "reshape", (x, trees.Shape(sizes)):
                return self._relaid(trees.Reshaped(x, sizes))
            case "gaussian", (a,):
                scale = dict(options).get("scale", 1.0)
                return self.apply(lambda x: translated(numeric.gaussian)(x, scale), self.value(a))
            case "length", (a,):
                along = tuple(range(-settings.get("axes", 1), 0))
                return self.reduced(FUNCTIONS["hypot"], self.apply(abs, self.value(a)), along)
            case "rows", (a, index):
                return self.rows(self.value(a), self.value(index))
            case "share", (a, y):
                return self._shared(self.value(a), self.value(y))
            case "stack", _:
                return self._stacked([*map(self.value, parts)])
            case "windows", (a, trees.Number(size)):
                return self._windows(self.value(a), int(size), **settings)
            case "overlap_add", (a, trees.Number(length)):
                return self._overlapped(self.value(a), int(length), **settings)
            case "vdot", (a, b):
                flat = [self._relaid(trees.Reshaped(x, (-1,))) for x in (a, b)]
                return self.reduced(operator.add, self.apply(operator.mul, *flat), None)
        raise NativeError(f"there is no loop nest for {name}")

    def _taken(self, array: Field, index: Field) -> Field:
        """The entry of the last axis at each index, as a sum in which all others are 0.

        Where there is no such entry it is 0/0, an invalid operation, of which others say more.
        """
        places = index.seen(lambda x: x[..., None])
        hits = self.apply(operator.eq, places, counted(array.shape[-1]))
        chosen = self.apply(lambda hit, x: FUNCTIONS["where"](hit, x, 0.0), hits, array)
        count = self.reduced(operator.add, self.apply(lambda hit: hit * 1.0, hits), (-1,))
        return self.apply(operator.truediv, self.reduced(operator.add, chosen, (-1,)), count)

    def _softmax(self, name: str, x: Field, axes: int) -> Field:
        """Both, by the same exponentials."""
        along = tuple(range(-axes, 0))
        x = self.packed(x)
        key = x, axes
        if key not in self.known:
            m = self.reduced(JOINS["max"], x, along, True)
            e = self.packed(self.apply(FUNCTIONS["exp"], self.apply(operator.sub, x, m)))
            total = self.reduced(operator.add, e, along, True)
            self.known[key] = m, e, total
        m, e, total = self.known[key]
        if name == "softmax":
            return self.apply(operator.truediv, e, total)
        found = self.apply(operator.add, m, self.apply(FUNCTIONS["log"], total))
        first = (..., *(0,) * axes)
        return found.seen(lambda array: array[first])

    def _shared(self, a: Field, y: Field) -> Field:
        """1 where an entry is the extreme y of its fellows; those that tie share it."""
        hits = self.packed(self.apply(lambda x, z: (x == z) * 1.0, a, y))
        sizes = (1,) * (len(hits.shape) - len(y.shape)) + y.shape
        fellows = tuple(axis for axis, n in enumerate(sizes) if n == 1)
        return self.apply(operator.truediv, hits, self.reduced(operator.add, hits, fellows, True))

    def _stacked(self, fields: Sequence[Field]) -> Field:
        """Arrays along a new last axis."""
        shape = combined(lambda *xs: 0.0, fields).shape
        whole = stored(self.fresh(prod(shape) * len(fields)), (*shape, len(fields)))
        for k, field in enumerate(fields):
            self.store(field.broadcast(shape), whole.part((..., k)))
        return whole

    def _windows(self, a: Field, size: int, axis: int = 0, step: int = 1) -> Field:
        """All windows along an axis, as the last axis."""
        count = (a.shape[axis] - size) // step + 1
        leaves = []
        for leaf in a.leaves:
            strides = [*leaf.strides, leaf.strides[axis]]
            strides[axis] *= step
            leaves.append(Leaf(leaf.memory, leaf.offset, tuple(strides)))
        shape = (*a.shape[:axis], count, *a.shape[axis + 1 :], size)
        return Field(shape, tuple(leaves), a.rule)

    def _overlapped(self, a: Field, length: int, axis: int = 0, step: int = 1) -> Field:
        """The adjoint of that: each entry is added where its window had it from."""
        a, count, size = self.packed(a), a.shape[axis], a.shape[-1]
        shape = (*a.shape[:axis], length, *a.shape[axis + 1 : -1])
        whole = self.packed(constant(0.0).broadcast(shape))
        for k in range(size):
            along = slice(k, k + (count - 1) * step + 1, step)
            key = (*(slice(None),) * axis, along)
            part = whole.part(key)
            self.store(combined(operator.add, [part, a.part((..., k))]), part)
        return whole

    def together(self, fields: Sequence[Field]) -> Field:
        """All numbers, one array after the other."""
        raise NativeError("arrays are put together that are no gradient")
