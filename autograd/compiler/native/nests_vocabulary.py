"""The functions that array programs call, number by number, as rules that write instructions."""

from __future__ import annotations

from collections.abc import Callable

from autograd.compiler.derive import LIBRARY, OWN
from autograd.compiler.native.registers import Number, Register, select
from autograd.compiler.native.translation import is_register
from autograd.entry import Operation

Rule = Callable[..., Number]


def _operation(operation: Operation) -> Rule:
    """What computes an operation of the table, on floats or on Registers."""

    def rule(*xs: Number) -> Number:
        if any(map(is_register, xs)):
            return Register.written(operation, xs)
        return operation.value(*xs)

    return rule


def _where(condition: Number, a: Number, b: Number) -> Number:
    return select(condition, a, b) if is_register(condition) else (a if condition else b)


def _heaviside(a: Number, at_zero: Number) -> Number:
    return _where(a > 0.0, 1.0, _where(a == 0.0, at_zero, 0.0))


def _ratio(a: Number, y: Number) -> Number:
    return a / _where(y == 0.0, 1.0, y)


def _largest(a: Number, b: Number) -> Number:
    """The larger of two: the second, if neither is."""
    return _where(a > b, a, b)


def _smallest(a: Number, b: Number) -> Number:
    return _where(a < b, a, b)


FUNCTIONS: dict[str, Rule] = {
    **{name: _operation(operation) for operation, name in LIBRARY.items()},
    **{name: _operation(operation) for operation, name in OWN.items()},
    "maximum": _largest,
    "minimum": _smallest,
    "where": _where,
    "heaviside": _heaviside,
    "ratio": _ratio,
    "square": lambda a: a * a,
}
