"""Derivatives times vectors, without the matrices: `jvp`, `vjp`, `hvp`.

With J the matrix of all first derivatives of `f`, and H that of all second ones:

    jvp(f, primals, tangents)    f's value and J·v, by one walk forward
    vjp(f, *primals)             f's value, and a function u ↦ uᵀ·J, one walk back for each u
    hvp(f, primals, vector)      H·v, by a walk forward through the way back

Each costs a small multiple of f, however many numbers go in and come out. Names and arguments are
those of JAX: `primals` is the tuple of the arguments, and `tangents` has their form. Arguments may
be nested lists, tuples, dicts and arrays of numbers; those that are not made of numbers are handed
through to `f`, and None stands in the place of their tangents.

Operands in, floats out; where one is a Value, inside another derivative, and in compiled code, the
results are Values that can be differentiated further.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, overload

from autograd.chain_rule import pull_back_along
from autograd.derivatives import grad
from autograd.evaluation import Evaluation, differentiating, finished, is_kept
from autograd.factors import factor
from autograd.forward import push_forward, tangent_of
from autograd.signatures import Plain, Vector
from autograd.structure import alongside, as_nested, map_leaves, refill
from autograd.telling import type_error
from autograd.value import Operand, Value

Arguments = Sequence[object]


@overload
def jvp(
    f: Callable[..., Operand], primals: Plain, tangents: Plain, has_aux: Literal[False] = False
) -> tuple[float, float]: ...
@overload
def jvp(
    f: Callable[..., list[Any]], primals: Plain, tangents: Plain, has_aux: Literal[False] = False
) -> tuple[list[float], list[float]]: ...
@overload
def jvp(
    f: Callable[..., object], primals: Arguments, tangents: Arguments, has_aux: bool = False
) -> tuple[Any, ...]: ...
def jvp(
    f: Callable[..., object], primals: Arguments, tangents: Arguments, has_aux: bool = False
) -> tuple[Any, ...]:
    """The value of `f`, and how fast it moves when its arguments move as the tangents say.

    The second, Σ df/dx·(tangent of x), has the form of the first; where a type checker does not
    know that form, it is Any.

    Example:
        >>> jvp(lambda x, y: [x * y, x + y], (2.0, 3.0), (1.0, 0.0))
        ([6.0, 5.0], [3.0, 1.0])

    Arguments:
        f: a function of numbers, or nested lists of them, that returns such.
        primals: its arguments, in a tuple or list.
        tangents: for each argument its direction, of the same form.
        has_aux: `f` returns a pair (value, aux), and the result is (value, tangent, aux).

    Raises:
        TypeError: an argument is not made of numbers, or a tangent has not its argument's form.
        ArithmeticError, ValueError: the derivative does not exist, such as that of sqrt at 0.
    """
    args, directions = _arguments("primals", primals), _arguments("tangents", tangents)
    at = Evaluation(f, args, has_aux=has_aux, others=directions)
    seeds = [*_directions(at, args, directions)]
    with differentiating(at.keep_graph):
        speeds = {x: factor(x, seed) for x, seed in zip(at.variables, seeds)}
        moving = push_forward(at.order(), speeds)
        tangent = map_leaves(lambda x: tangent_of(x, moving), at.value)
    pair = at.finish(at.value), at.finish(tangent)
    return (*pair, at.aux) if has_aux else pair


@overload
def vjp(
    f: Callable[..., Operand], *primals: float, has_aux: Literal[False] = False
) -> tuple[float, Callable[[float], tuple[float, ...]]]: ...
@overload
def vjp(
    f: Callable[..., Operand], *primals: Vector, has_aux: Literal[False] = False
) -> tuple[float, Callable[[float], tuple[list[float], ...]]]: ...
@overload
def vjp(
    f: Callable[..., object], *primals: object, has_aux: Literal[False] = False
) -> tuple[Any, Callable[[Any], tuple[Any, ...]]]: ...
@overload
def vjp(f: Callable[..., object], *primals: object, has_aux: bool = False) -> tuple[Any, ...]: ...
def vjp(f: Callable[..., object], *primals: object, has_aux: bool = False) -> tuple[Any, ...]:
    """The value of `f`, and the way back from it: a function of what arrives at the value.

    What it is given has the form of the value; what it gives is a tuple with
    Σ (what arrives at a result)·d(result)/dx for each argument, in its form. Where a type checker
    does not know these forms, they are Any.

    Example:
        >>> value, pullback = vjp(lambda x, y: [x * y, x + y], 2.0, 3.0)
        >>> value, pullback([1.0, 0.0])
        ([6.0, 5.0], (3.0, 2.0))

    Arguments:
        f: a function of numbers, or nested lists of them, that returns such.
        primals: its arguments.
        has_aux: `f` returns a pair (value, aux), and the result is (value, pullback, aux).

    Raises:
        TypeError: an argument is not made of numbers, or what arrives has not the value's form.
        ArithmeticError, ValueError: the derivative does not exist, such as that of sqrt at 0.
    """
    at = Evaluation(f, primals, has_aux=has_aux)

    def pullback(arriving: object) -> tuple[object, ...]:
        seeds = list(alongside(at.value, as_nested(arriving), "what arrives at the value"))
        keep_graph = at.keep_graph or is_kept(seeds)
        gradients: dict[Value, Operand] = {}
        with differentiating(keep_graph):
            for result, seed in zip(at.results, seeds):
                if isinstance(result, Value):
                    earlier = gradients.get(result)
                    new = factor(result, seed)
                    gradients[result] = new if earlier is None else earlier + new
            gradients = pull_back_along(at.order(), gradients)
        row = iter([gradients.get(variable, 0.0) for variable in at.variables])
        rows = finished(refill(at.points, row), keep_graph)
        of_argument = dict(zip(at.chosen, rows))
        return tuple([of_argument.get(i) for i in range(len(primals))])

    value = at.finish(at.value)
    return (value, pullback, at.aux) if has_aux else (value, pullback)


@overload
def hvp(f: Callable[..., object], primals: tuple[float], vector: tuple[float]) -> float: ...
@overload
def hvp(f: Callable[..., object], primals: tuple[Vector], vector: tuple[Vector]) -> list[float]: ...
@overload
def hvp(
    f: Callable[..., object], primals: tuple[float, float], vector: tuple[float, float]
) -> tuple[float, float]: ...
@overload
def hvp(f: Callable[..., object], primals: Arguments, vector: Arguments) -> Any: ...
def hvp(f: Callable[..., object], primals: Arguments, vector: Arguments) -> Any:
    """The Hessian of `f` times a vector, for a function with one number as its result.

    It is `jvp(grad(f), primals, vector)[1]`, forward over backward, as JAX's documentation writes
    it: H·v is how fast the gradient changes along v. So it has the form of `grad(f)(*primals)`
    (where a type checker does not know that, Any), and costs a small multiple of the gradient,
    where `hessian(f)` costs as many as there are variables.
    H·v comes alone, as solvers ask for it (SciPy's `hessp`); who wants the gradient as well takes
    both of `jvp(grad(f), primals, vector)`.

    Example:
        >>> hvp(lambda xs: xs[0] * xs[0] * xs[1], ([2.0, 3.0],), ([1.0, 0.0],))
        [6.0, 4.0]

    Arguments:
        f: the function.
        primals: its arguments, in a tuple or list.
        vector: for each argument the part of the vector that belongs to it, of the same form.

    Raises:
        TypeError: as `jvp`; or the result of `f` is not one number.
    """
    return jvp(grad(f), primals, vector)[1]


def _arguments(name: str, given: object) -> tuple[object, ...]:
    if isinstance(given, (tuple, list)):
        return tuple(given)
    raise type_error(
        f"{name} is a tuple with an entry for each argument of the function, got "
        f"{type(given).__name__}; for one argument x write (x,)"
    )


def _directions(
    at: Evaluation, args: tuple[object, ...], tangents: tuple[object, ...]
) -> Iterator[Operand]:
    """The tangents of all variables."""
    if len(args) != len(tangents):
        raise type_error(f"{len(args)} arguments need as many tangents, got {len(tangents)}")
    points = dict(zip(at.chosen, at.points))
    for i, tangent in enumerate(tangents):
        if i in points:
            yield from alongside(points[i], as_nested(tangent), f"the tangent of argument {i}")
        elif tangent is not None:
            raise type_error(
                f"argument {i} is not made of numbers, so its tangent is None, got {tangent!r}"
            )
