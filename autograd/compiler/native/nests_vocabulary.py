"""The functions that array programs call, number by number, as rules that write instructions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd.compiler.derive import LIBRARY, OWN
from autograd.compiler.native.registers import Register, select
from autograd.compiler.native.translation import is_register
from autograd.entry import Operation

Rule = Callable[..., Any]


def _operation(operation: Operation) -> Rule:
    """What computes an operation of the table, on floats or on Registers."""

    def rule(*xs: Any) -> Any:
        if any(map(is_register, xs)):
            return Register.written(operation, xs)
        return operation.value(*xs)

    return rule


def _where(condition: Any, a: Any, b: Any) -> Any:
    return select(condition, a, b) if is_register(condition) else (a if condition else b)


def _heaviside(a: Any, at_zero: Any) -> Any:
    return _where(a > 0.0, 1.0, _where(a == 0.0, at_zero, 0.0))


def _ratio(a: Any, y: Any) -> Any:
    return a / _where(y == 0.0, 1.0, y)


def _largest(a: Any, b: Any) -> Any:
    """The larger of two: the second, if neither is."""
    return _where(a > b, a, b)


def _smallest(a: Any, b: Any) -> Any:
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
