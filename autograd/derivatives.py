"""Derivatives of functions: `grad`, `value_and_grad`, `jacobian`, `hessian`.

Each takes a function and returns a function, and they nest: `grad(grad(f))` is the second
derivative, exactly, because the gradient is recorded as a graph of its own and differentiated
again.

What `f` may take: numbers, or (nested) lists of numbers, one or several. What comes back has the
form of what went in:

    f(x), x a number        grad(f)(x)       df/dx
    f(xs), xs a list        grad(f)(xs)      [df/dx0, df/dx1, ...], nested as xs is
    f(x, y, ...)            grad(f)(x, y)    (df/dx, df/dy, ...), one entry per argument

By default every argument made of numbers is differentiated; strings, None, flags and objects are
handed through to `f`, as arguments given by name always are. `argnums` chooses instead: a position
for one derivative, a tuple of positions for a tuple of them; all others are handed through.

Plain numbers in, plain floats out. Where an argument is a Value, or inside another derivative,
the results are Values that can be differentiated further. Nobody's `.grad` is touched.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from contextvars import ContextVar
from functools import wraps
from numbers import Real
from typing import Any, Literal, overload

from autograd import ops
from autograd.chain_rule import pull_back
from autograd.leaving import refused
from autograd.real import to_float
from autograd.recording import active_recorder, no_grad, recording
from autograd.signatures import Derivative, Gradient, Hessian, ValueAndGradient
from autograd.structure import as_nested, flatten, leaves_of, map_leaves, refill
from autograd.value import Operand, Value, record

Argnums = int | tuple[int, ...] | list[int] | None

# How many derivatives are being taken around us: an inner one must keep its graph for the outer,
# even when its own arguments are plain numbers, since f may use the outer one's variables.
_depth: ContextVar[int] = ContextVar("depth", default=0)


def is_differentiating() -> bool:
    """Whether this code runs inside `grad` or one of its kin."""
    return _depth.get() > 0


@overload
def grad(
    f: Callable[..., object], argnums: None = None, has_aux: Literal[False] = False
) -> Gradient: ...
@overload
def grad(
    f: Callable[..., object], argnums: Argnums = None, has_aux: bool = False
) -> Derivative: ...
def grad(f: Callable[..., object], argnums: Argnums = None, has_aux: bool = False) -> Derivative:
    """The gradient of a function with one number as its result.

    `grad(f)(x)` is df/dx; for the forms of several arguments and of lists see this module's head.

    Example:
        >>> grad(lambda x, y: x * x + x * y + y * y)(3.0, 2.0)
        (8.0, 7.0)
        >>> grad(lambda x, y: x * x + x * y + y * y, argnums=1)(3.0, 2.0)
        7.0

    Arguments:
        f: the function.
        argnums: with respect to which arguments, by position, negative ones from the end: one
            number for one derivative, a tuple for a tuple. By default all that are made of numbers.
        has_aux: `f` returns a pair, of which only the first is differentiated; the second comes
            back as it is, its Values as floats: `grad` gives (gradient, aux), `value_and_grad`
            ((value, aux), gradient).

    Raises:
        TypeError: an argument is not made of numbers, or the result is not one number.
        ValueError: `argnums` is not a position of an argument.
    """

    @wraps(f, assigned=(), updated=())  # so inspect.signature shows the arguments of f
    def gradient(*args: object, **kwargs: object) -> Any:
        value, slope = value_and_grad(f, argnums, has_aux)(*args, **kwargs)
        return (slope, value[1]) if has_aux else slope

    return gradient


@overload
def value_and_grad(
    f: Callable[..., object], argnums: None = None, has_aux: Literal[False] = False
) -> ValueAndGradient: ...
@overload
def value_and_grad(
    f: Callable[..., object], argnums: Argnums = None, has_aux: bool = False
) -> Callable[..., tuple[Any, Any]]: ...
def value_and_grad(
    f: Callable[..., object], argnums: Argnums = None, has_aux: bool = False
) -> Callable[..., tuple[Any, Any]]:
    """The pair of f's value and its gradient, from one evaluation; for the arguments see `grad`."""

    @wraps(f, assigned=(), updated=())
    def value_and_gradient(*args: object, **kwargs: object) -> tuple[Any, Any]:
        value, rows, aux = _derivatives(f, args, kwargs, argnums, has_aux)
        if not isinstance(value, (float, Value)):
            raise TypeError(
                f"grad needs a function with one number as its result, got {type(value).__name__}; "
                "use jacobian for several" + ", has_aux=True for a pair (value, aux)" * _pair(value)
            )
        return ((value, aux) if has_aux else value), rows[0]

    return value_and_gradient


def jacobian(
    f: Callable[..., object], argnums: Argnums = None, has_aux: bool = False
) -> Derivative:
    """All first derivatives of a function whose result is a number or (nested) list of numbers.

    The result is nested as f's result is, and holds for each of its numbers what `grad` gives:
    for lists, `jacobian(f)(xs)[i][j]` is df_i/dx_j. For the arguments see `grad`; with `has_aux`
    the result is (jacobian, aux).
    """

    @wraps(f, assigned=(), updated=())
    def jacobian_of(*args: object, **kwargs: object) -> Any:
        value, rows, aux = _derivatives(f, args, kwargs, argnums, has_aux)
        matrix = refill(value, iter(rows))
        return (matrix, aux) if has_aux else matrix

    return jacobian_of


@overload
def hessian(
    f: Callable[..., object], argnums: None = None, has_aux: Literal[False] = False
) -> Hessian: ...
@overload
def hessian(
    f: Callable[..., object], argnums: Argnums = None, has_aux: bool = False
) -> Derivative: ...
def hessian(f: Callable[..., object], argnums: Argnums = None, has_aux: bool = False) -> Derivative:
    """All second derivatives of a function with one number as its result.

    For a list argument, `hessian(f)(xs)[i][j]` is d²f/(dx_i dx_j); for several numbers,
    `hessian(f)(x, y)` is ((f_xx, f_xy), (f_yx, f_yy)); for one number it is f''. For the arguments
    see `grad`; with `has_aux` the result is (hessian, aux).
    """
    return jacobian(grad(f, argnums, has_aux), argnums, has_aux)


def _derivatives(
    f: Callable[..., object],
    args: tuple[object, ...],
    kwargs: dict[str, object],
    argnums: Argnums,
    has_aux: bool,
) -> tuple[Any, list[Any], Any]:
    """f's value, for each number in it the gradient in the form of the arguments, and f's aux."""
    chosen = _chosen(argnums, args)
    points = tuple(as_nested(args[i]) for i in chosen)
    tracing = active_recorder() is not None
    given = flatten([*args, *kwargs.values()])
    keep_graph = tracing or is_differentiating() or any(isinstance(x, Value) for x in given)
    # Variables of our own, even for arguments that are Values: d/dx must not see the ways in
    # which other things that f uses were computed from x.
    variables = map_leaves(_variable, points)
    own = dict(zip(chosen, variables))
    token = _depth.set(_depth.get() + 1)
    try:
        refusing = refused.set(True)  # a number that leaves the graph here would be missed
        try:
            with recording(active_recorder() or True):  # also where no_grad() is around us
                result = f(*(own.get(i, arg) for i, arg in enumerate(args)), **kwargs)
        finally:
            refused.reset(refusing)
        value, aux = _parts(result) if has_aux else (result, None)
        value = as_nested(value)
        rows = []
        single = isinstance(argnums, int) or (argnums is None and len(points) == 1)
        with nullcontext() if keep_graph else no_grad():
            for number in leaves_of(value):
                gradients = pull_back(number) if isinstance(number, Value) else {}
                row = (gradients.get(variable, 0.0) for variable in leaves_of(variables))
                rows.append(refill(points[0] if single else points, row))
    finally:
        _depth.reset(token)
    finish: Callable[[Operand], Operand] = _as_value if keep_graph else float
    aux = aux if keep_graph else map_leaves(lambda x: x._data if isinstance(x, Value) else x, aux)
    return map_leaves(finish, value), map_leaves(finish, rows), aux


def _chosen(argnums: Argnums, args: tuple[object, ...]) -> list[int]:
    """The positions of the arguments to differentiate with respect to."""
    if not args:
        raise TypeError("a derivative needs at least one argument to differentiate with respect to")
    if argnums is None:
        chosen = [i for i, arg in enumerate(args) if not _is_handed_through(arg)]
        if not chosen:
            to_float(next(flatten(args[0]), None))  # says what it is and what to do
            raise TypeError(f"a derivative needs an argument made of numbers, got {args[0]!r}")
        for i in chosen:
            list(leaves_of(as_nested(args[i])))  # refuses what is only partly made of numbers
        return chosen
    wanted = argnums if isinstance(argnums, (tuple, list)) else (argnums,)
    return [_position(i, args) for i in wanted]


def _position(argnum: object, args: tuple[object, ...]) -> int:
    if isinstance(argnum, bool) or not isinstance(argnum, int):
        raise TypeError(f"argnums is a position or a tuple of positions, got {argnum!r}")
    if not -len(args) <= argnum < len(args):
        raise ValueError(
            f"argnums names argument {argnum}, and {len(args)} were given by position (those given "
            "by name are not differentiated)"
        )
    i = argnum % len(args)
    if _is_handed_through(args[i]):
        raise TypeError(
            f"argument {argnum}, chosen by argnums, is not made of numbers: "
            f"{type(args[i]).__name__} {args[i]!r}"
        )
    list(leaves_of(as_nested(args[i])))
    return i


def _is_handed_through(arg: object) -> bool:
    """Whether there is no number in an argument: flags, strings, None, objects."""
    leaves = list(flatten(as_nested(arg)))
    return bool(leaves) and not any(
        isinstance(x, (Value, Real)) and not isinstance(x, bool) for x in leaves
    )


def _parts(result: Any) -> tuple[Any, Any]:
    if not _pair(result):
        raise TypeError(
            f"with has_aux=True the function returns a pair (value, aux), got {result!r}"
        )
    value, aux = result
    return value, aux


def _pair(result: object) -> bool:
    return isinstance(result, tuple) and len(result) == 2


def _variable(x: Operand) -> Value:
    return record(ops.identity, (x,)) if isinstance(x, Value) else Value(x)


def _as_value(x: Operand) -> Value:
    return x if isinstance(x, Value) else Value(x)
