"""Derivatives of functions: `grad`, `value_and_grad`, `jacobian`, `hessian`.

Each takes a function and returns a function, and they nest: `grad(grad(f))` is the second
derivative, exactly, because the gradient is recorded as a graph of its own and differentiated
again.

What `f` may take: numbers, or (nested) lists of numbers, one or several. What comes back has the
form of what went in:

    f(x), x a number        grad(f)(x)       df/dx
    f(xs), xs a list        grad(f)(xs)      [df/dx0, df/dx1, ...], nested as xs is
    f(x, y, ...)            grad(f)(x, y)    (df/dx, df/dy, ...), one entry per argument

Plain numbers in, plain floats out. Where an argument is a Value, or inside another derivative,
the results are Values that can be differentiated further. Nobody's `.grad` is touched.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from contextvars import ContextVar
from functools import wraps
from typing import Any

from autograd import ops
from autograd.leaving import refused
from autograd.structure import as_nested, leaves_of, map_leaves, refill
from autograd.value import Value, active_recorder, no_grad, pull_back, record, recording

# How many derivatives are being taken around us: an inner one must keep its graph for the outer,
# even when its own arguments are plain numbers, since f may use the outer one's variables.
_depth: ContextVar[int] = ContextVar("depth", default=0)


def is_differentiating() -> bool:
    """Whether this code runs inside `grad` or one of its kin."""
    return _depth.get() > 0


def grad(f: Callable[..., Any]) -> Callable[..., Any]:
    """The gradient of a function with one number as its result.

    `grad(f)(x)` is df/dx; for the forms of several arguments and of lists see this module's head.

    Example:
        >>> grad(lambda x, y: x * x + x * y + y * y)(3.0, 2.0)
        (8.0, 7.0)

    Raises:
        TypeError: an argument is not made of numbers, or the result is not one number.
    """

    @wraps(f, assigned=(), updated=())  # so inspect.signature shows the arguments of f
    def gradient(*args: Any) -> Any:
        return value_and_grad(f)(*args)[1]

    return gradient


def value_and_grad(f: Callable[..., Any]) -> Callable[..., tuple[Any, Any]]:
    """The pair of f's value and its gradient, from one evaluation."""

    @wraps(f, assigned=(), updated=())
    def value_and_gradient(*args: Any) -> tuple[Any, Any]:
        value, rows = _derivatives(f, args)
        if not isinstance(value, (float, Value)):
            raise TypeError(
                f"grad needs a function with one number as its result, got {type(value).__name__}; "
                "use jacobian for several"
            )
        return value, rows[0]

    return value_and_gradient


def jacobian(f: Callable[..., Any]) -> Callable[..., Any]:
    """All first derivatives of a function whose result is a number or (nested) list of numbers.

    The result is nested as f's result is, and holds for each of its numbers what `grad` gives:
    for lists, `jacobian(f)(xs)[i][j]` is df_i/dx_j.
    """

    @wraps(f, assigned=(), updated=())
    def jacobian_of(*args: Any) -> Any:
        value, rows = _derivatives(f, args)
        return refill(value, iter(rows))

    return jacobian_of


def hessian(f: Callable[..., Any]) -> Callable[..., Any]:
    """All second derivatives of a function with one number as its result.

    For a list argument, `hessian(f)(xs)[i][j]` is d²f/(dx_i dx_j); for several numbers,
    `hessian(f)(x, y)` is ((f_xx, f_xy), (f_yx, f_yy)); for one number it is f''.
    """
    return jacobian(grad(f))


def _derivatives(f: Callable[..., Any], args: tuple[Any, ...]) -> tuple[Any, list[Any]]:
    """f's value at `args`, and for each number in it the gradient in the form of `args`."""
    args = tuple(map(as_nested, args))
    if not args:
        raise TypeError("a derivative needs at least one argument to differentiate with respect to")
    tracing = active_recorder() is not None
    keep_graph = (
        tracing or is_differentiating() or any(isinstance(x, Value) for x in leaves_of(args))
    )
    # Variables of our own, even for arguments that are Values: d/dx must not see the ways in
    # which other things that f uses were computed from x.
    variables = map_leaves(_variable, args)
    token = _depth.set(_depth.get() + 1)
    try:
        refusing = refused.set(True)  # a number that leaves the graph here would be missed
        try:
            with recording(active_recorder() or True):  # also where no_grad() is around us
                value = as_nested(f(*variables))
        finally:
            refused.reset(refusing)
        rows = []
        with nullcontext() if keep_graph else no_grad():
            for result in leaves_of(value):
                gradients = pull_back(result) if isinstance(result, Value) else {}
                row = (gradients.get(variable, 0.0) for variable in leaves_of(variables))
                rows.append(refill(args if len(args) > 1 else args[0], row))
    finally:
        _depth.reset(token)
    finish: Callable[[Any], Any] = _as_value if keep_graph else float
    return map_leaves(finish, value), map_leaves(finish, rows)


def _variable(x: Any) -> Value:
    return record(ops.identity, (x,)) if isinstance(x, Value) else Value(x)


def _as_value(x: Any) -> Value:
    return x if isinstance(x, Value) else Value(x)
