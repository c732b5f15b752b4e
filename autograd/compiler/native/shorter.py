"""What nodes need not compute where no gradient flows back: products by 1, and minus signs.

A derivative that is recorded is full of them: the slopes of a + b are 1, those of a - b are 1 and
-1. To leave them out changes no bit, for floats have x·1 = x, (-x)·y = -(x·y) and a + (-b) = a - b.
Where gradients do flow back each node stays, for their sums are formed node by node.
"""

from __future__ import annotations

from typing import NamedTuple

from autograd import ops
from autograd.entry import FAMILIES, Operation

FIRST_POWER = FAMILIES["power"](1.0)


class Minus(NamedTuple):
    """Minus the number at a place."""

    place: int


Term = int | float | Minus  # a place in the memory, a constant, or minus what is at a place


def minus(x: Term) -> Term:
    """-x."""
    if isinstance(x, Minus):
        return x.place
    return Minus(x) if isinstance(x, int) else -x


def shorter(operation: Operation, xs: tuple[Term, ...]) -> tuple[bool, Operation, tuple[Term, ...]]:
    """Whether a minus stands before it, and the operation with operands that does the rest.

    Where nothing remains to be done, that is the identity.
    """
    if operation in (ops.identity, ops.neg, FIRST_POWER):
        return operation is ops.neg, ops.identity, xs
    if operation in (ops.mul, ops.div):
        return _product(operation, *xs)
    if operation in (ops.add, ops.sub) and any(isinstance(x, Minus) for x in xs):
        return _total(operation, *xs)
    return False, operation, xs


def _product(operation: Operation, a: Term, b: Term) -> tuple[bool, Operation, tuple[Term, ...]]:
    for one, other in ((b, a), (a, b))[: 2 if operation is ops.mul else 1]:
        if isinstance(one, float) and abs(one) == 1.0:
            return one < 0.0, ops.identity, (other,)
    negative = isinstance(a, Minus) != isinstance(b, Minus)
    return negative, operation, tuple([minus(x) if isinstance(x, Minus) else x for x in (a, b)])


def _total(operation: Operation, a: Term, b: Term) -> tuple[bool, Operation, tuple[Term, ...]]:
    if operation is ops.add and isinstance(a, Minus):
        a, b = b, a  # -a + b is b - a; and of two minus signs, one stays
    if not isinstance(b, Minus):
        return False, operation, (a, b)
    if operation is ops.sub:
        operation, (a, b) = (ops.sub, (b, a)) if isinstance(a, Minus) else (ops.add, (a, b))
        return False, operation, tuple([minus(x) if isinstance(x, Minus) else x for x in (a, b)])
    return False, ops.sub, (a, minus(b))
