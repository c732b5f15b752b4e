"""The functions that array programs call, number by number, as rules that write instructions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd import ops
from autograd.compiler.derive import LIBRARY, OWN
from autograd.compiler.native.registers import Number, Register, select
from autograd.compiler.native.translation import is_register, translated
from autograd.entry import FAMILIES, Operation

Rule = Callable[..., Number]


def _operation(operation: Operation) -> Rule:
    """What computes an operation of the table, on floats or on Registers."""

    def rule(*xs: Number) -> Number:
        if any(map(is_register, xs)):
            return Register.written(operation, xs)
        return operation.value(*xs)

    return rule


def _family(name: str, parameter: int) -> Rule:
    """An operation with a setting, which is one of the arguments."""

    def rule(*xs: Any) -> Number:
        operands = [x for k, x in enumerate(xs) if k != parameter]
        return _operation(FAMILIES[name](xs[parameter]))(*operands)

    return rule


def _slope(operation: Operation, place: int) -> Rule:
    """A local gradient of the table, by the result and the operands."""
    return lambda *xs: translated(operation.gradients)(*xs)[place]


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


def _clip(a: Number, low: Number, high: Number) -> Number:
    return _where(a < low, low, _where(a > high, high, a))


FUNCTIONS: dict[str, Rule] = {
    **{name: _operation(operation) for operation, name in LIBRARY.items()},
    **{name: _operation(operation) for operation, name in OWN.items()},
    "maximum": _largest,
    "minimum": _smallest,
    "where": _where,
    "heaviside": _heaviside,
    "clip": _clip,
    "pow_base": _slope(ops.pow_, 0),
    "pow_exponent": _slope(ops.pow_, 1),
    "power_of_log": _family("power_log", 2),
    "psi": _family("polygamma", 0),
    "normal_ratio": _family("normal_tail", 1),
    "ratio": _ratio,
    "square": lambda a: a * a,
}
