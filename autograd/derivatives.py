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

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Literal, overload

from autograd.arguments import Argnums
from autograd.chain_rule import pull_back
from autograd.evaluation import (
    Differentiated,
    Evaluation,
    differentiating,
    is_pair,
    remember,
)
from autograd.signatures import (
    Derivative,
    Gradient,
    Hessian,
    ValueAndDerivative,
    ValueAndGradient,
)
from autograd.sparse import sparse_jacobian
from autograd.structure import refill
from autograd.telling import told, type_error
from autograd.value import Operand, Value


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
    A type checker knows those of numbers and lists; with `argnums` or `has_aux`, and of arguments
    of another kind, the form shows at the call only, and the type is Any.

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
        ValueError: `argnums` is not a position of an argument, or has one twice.
    """
    of = Differentiated(f, argnums, has_aux, with_value=False)

    @wraps(f, assigned=(), updated=())  # so inspect.signature shows the arguments of f
    def gradient(*args: object, **kwargs: object) -> object:
        return of.put(*_value_and_gradient(f, args, kwargs, argnums, has_aux))

    remember(gradient, of)
    return gradient


@overload
def value_and_grad(
    f: Callable[..., object], argnums: None = None, has_aux: Literal[False] = False
) -> ValueAndGradient: ...
@overload
def value_and_grad(
    f: Callable[..., object], argnums: Argnums = None, has_aux: bool = False
) -> ValueAndDerivative: ...
def value_and_grad(
    f: Callable[..., object], argnums: Argnums = None, has_aux: bool = False
) -> ValueAndDerivative:
    """The pair of f's value and its gradient, from one evaluation.

    For the arguments see `grad`, and for where their types are Any.
    """

    @wraps(f, assigned=(), updated=())
    def value_and_gradient(*args: object, **kwargs: object) -> tuple[object, object]:
        return _value_and_gradient(f, args, kwargs, argnums, has_aux)

    remember(value_and_gradient, Differentiated(f, argnums, has_aux, with_value=True))
    return value_and_gradient


def _value_and_gradient(
    f: Callable[..., object],
    args: tuple[object, ...],
    kwargs: Mapping[str, object],
    argnums: Argnums,
    has_aux: bool,
) -> tuple[object, object]:
    at = Evaluation(f, args, kwargs, argnums, has_aux)
    value, rows = _derivatives(at)
    if not isinstance(value, (float, Value)):
        pairs = told(", has_aux=True for a pair (value, aux)") * is_pair(value)
        raise type_error(
            f"grad needs a function with one number as its result, got {type(value).__name__}; "
            f"use jacobian for several{pairs}"
        )
    return ((value, at.aux) if has_aux else value), rows[0]


def jacobian(
    f: Callable[..., object],
    argnums: Argnums = None,
    has_aux: bool = False,
    sparse: bool = False,
) -> Derivative:
    """All first derivatives of a function whose result is a number or (nested) list of numbers.

    The result is nested as f's result is, and holds for each of its numbers what `grad` gives:
    for lists, `jacobian(f)(xs)[i][j]` is df_i/dx_j. For the arguments see `grad`; with `has_aux`
    the result is (jacobian, aux). No type says so: it is Any.

    With `sparse`, of a flat list of numbers and a function that gives one, it is a matrix of SciPy,
    a `csr_array`, with entries where f_i was made from x_j, and costs a few times f where each f_i
    was made from few x_j, or each x_j is in few f_i (see `autograd.sparse`). It is made of plain
    floats. `jacobian(grad(f), sparse=True)` is a sparse Hessian.

    Raises:
        TypeError: an argument is not made of numbers; or with `sparse`, not one flat list.
        ImportError: SciPy is not installed, for `sparse`.
    """

    @wraps(f, assigned=(), updated=())
    def jacobian_of(*args: object, **kwargs: object) -> object:
        at = Evaluation(f, args, kwargs, argnums, has_aux)
        matrix = sparse_jacobian(at) if sparse else _jacobian(at)
        return (matrix, at.aux) if has_aux else matrix

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
    `hessian(f)(x, y)` is ((f_xx, f_xy), (f_yx, f_yy)); for one number it is f''. For the arguments,
    and for where the types are Any, see `grad`; with `has_aux` the result is (hessian, aux).
    """
    return jacobian(grad(f, argnums, has_aux), argnums, has_aux)


def _jacobian(at: Evaluation) -> object:
    value, rows = _derivatives(at)
    return refill(value, iter(rows))


def _derivatives(at: Evaluation) -> tuple[object, list[object]]:
    """f's value, and for each number in it the gradient in the form of the arguments."""
    with differentiating(at.keep_graph):
        rows = [_row(at, number) for number in at.results]
    return at.finish(at.value), at.finish(rows)


def _row(at: Evaluation, number: Operand) -> object:
    gradients = pull_back(number, beyond=at.beyond) if isinstance(number, Value) else {}
    row = (gradients.get(variable, 0.0) for variable in at.variables)
    return refill(at.form, row)
