"""Functions of numbers and Values: `exp(x)`, `maximum(x, y)`, `softmax(xs)`, ...

Given plain numbers they return floats; given at least one `Value` they record a node. Those of one
or two operands are the entries of the table themselves (`autograd.exp is ops.exp`); here are the
ones that take settings or sequences.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, overload

from autograd import ops, special
from autograd.leaving import FUNCTIONS
from autograd.real import to_float
from autograd.telling import told, type_error, value_error
from autograd.value import Operand, Value

__all__ = [
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "cbrt",
    "clip",
    "copysign",
    "cos",
    "cosh",
    "degrees",
    "digamma",
    "dot",
    "elu",
    "erf",
    "erfc",
    "exp",
    "exp2",
    "expm1",
    "floor_divide",
    "fmod",
    "gamma",
    "gaussian",
    "gelu",
    "hypot",
    "leaky_relu",
    "lgamma",
    "log",
    "log1p",
    "log2",
    "log10",
    "log_normal_cdf",
    "log_softmax",
    "logsumexp",
    "maximum",
    "mean",
    "minimum",
    "normal_cdf",
    "normal_pdf",
    "normal_quantile",
    "polygamma",
    "radians",
    "reciprocal",
    "relu",
    "remainder",
    "sigmoid",
    "sign",
    "silu",
    "sin",
    "sinh",
    "softmax",
    "softplus",
    "sqrt",
    "square",
    "step",
    "sum",
    "take",
    "tan",
    "tanh",
    "trigamma",
    "where",
    "xlogy",
]

FUNCTIONS.update(__all__)

exp = ops.exp
expm1 = ops.expm1
log = ops.log
log1p = ops.log1p
sqrt = ops.sqrt
sin = ops.sin
cos = ops.cos
tan = ops.tan
asin = ops.asin
acos = ops.acos
atan = ops.atan
atan2 = ops.atan2
sinh = ops.sinh
cosh = ops.cosh
tanh = ops.tanh
erf = ops.erf
gaussian = ops.gaussian
normal_pdf = ops.normal_pdf
normal_cdf = ops.normal_cdf
sigmoid = ops.sigmoid
softplus = ops.softplus
relu = ops.relu
gelu = ops.gelu
silu = ops.silu
step = ops.step
sign = ops.sign
hypot = ops.hypot
square = ops.power(2.0)
log2 = special.log2
log10 = special.log10
exp2 = special.exp2
cbrt = special.cbrt
reciprocal = special.reciprocal
asinh = special.asinh
acosh = special.acosh
atanh = special.atanh
gamma = special.gamma
lgamma = special.lgamma
digamma = special.digamma
degrees = special.degrees
radians = special.radians
erfc = special.erfc
log_normal_cdf = special.log_normal_cdf
normal_quantile = special.normal_quantile
xlogy = special.xlogy
remainder = special.remainder
floor_divide = special.floor_divide
fmod = special.fmod
copysign = special.copysign
trigamma = special.polygamma(1.0)


@overload
def leaky_relu(x: float, negative_slope: float = 0.01) -> float: ...
@overload
def leaky_relu(x: Operand, negative_slope: float = 0.01) -> Value: ...
def leaky_relu(x: Operand, negative_slope: float = 0.01) -> Operand:
    """x if x > 0 else negative_slope·x; at 0 the slope of the negative side, as in PyTorch."""
    return ops.leaky_relu(to_float(negative_slope))(x)


@overload
def elu(x: float, alpha: float = 1.0) -> float: ...
@overload
def elu(x: Operand, alpha: float = 1.0) -> Value: ...
def elu(x: Operand, alpha: float = 1.0) -> Operand:
    """x if x > 0 else alpha·(e^x - 1); at 0 the slope of the negative side."""
    return ops.elu(to_float(alpha))(x)


@overload
def clip(x: float, lower: float, upper: float) -> float: ...
@overload
def clip(x: Operand, lower: float, upper: float) -> Value: ...
def clip(x: Operand, lower: float, upper: float) -> Operand:
    """x kept within [lower, upper]; slope 1 inside and on the bounds, 0 outside.

    Raises:
        ValueError: `lower` is above `upper`.
    """
    return ops.clip(to_float(lower), to_float(upper))(x)


@overload
def polygamma(n: int, x: float) -> float: ...
@overload
def polygamma(n: int, x: Operand) -> Value: ...
def polygamma(n: int, x: Operand) -> Operand:
    """The n-th derivative of digamma at x; n = 1 is trigamma.

    Raises:
        ValueError: n is not 0, 1, 2, ...; x is 0, a negative whole number, or -∞.
    """
    if not (to_float(n) >= 0 and to_float(n).is_integer()):
        raise value_error(f"polygamma takes the number of the derivative, 0, 1, 2, ..., got {n!r}")
    return special.polygamma(to_float(n))(x)


@overload
def where(condition: float, a: float, b: float) -> float: ...
@overload
def where(condition: Operand, a: Operand, b: Operand) -> Value: ...
def where(condition: Operand | bool, a: Operand, b: Operand) -> Operand:
    """`a` if the condition holds, else `b`; the gradient goes to the one chosen.

    A condition that is a Value holds where its data is not 0: `where(step(x), a, b)`.

    Both sides are computed before one is chosen, since Python computes arguments first. So an
    error of the side that is not chosen is raised all the same; make that side harmless:
    `where(x > 0, log(where(x > 0, x, 1.0)), 0.0)`.
    """
    if not hasattr(condition, "_apply"):  # neither a Value nor text that a rule is written into
        if hasattr(condition, "__len__"):
            raise type_error(f"where chooses by one condition, got {condition!r}")
        condition = 1.0 if condition else 0.0
    return ops.where(condition, a, b)


# --- over sequences ------------------------------------------------------------------------------


@overload
def maximum(*values: float | Iterable[float]) -> float: ...
@overload
def maximum(*values: Operand | Iterable[Operand]) -> Value: ...
def maximum(*values: Operand | Iterable[Operand]) -> Operand:
    """The largest of two or more, or of one sequence; ties share the slope equally."""
    return ops.maximum(*_several("maximum", values))


@overload
def minimum(*values: float | Iterable[float]) -> float: ...
@overload
def minimum(*values: Operand | Iterable[Operand]) -> Value: ...
def minimum(*values: Operand | Iterable[Operand]) -> Operand:
    """The smallest of two or more, or of one sequence; ties share the slope equally."""
    return ops.minimum(*_several("minimum", values))


@overload
def sum(values: Iterable[float]) -> float: ...
@overload
def sum(values: Iterable[Operand]) -> Value: ...
def sum(values: Iterable[Operand]) -> Operand:
    """Σ x as one node with many parents: the float that Python's `sum` gives; 0.0 for none."""
    return ops.sum_(*_operands("sum", values))


@overload
def mean(values: Iterable[float]) -> float: ...
@overload
def mean(values: Iterable[Operand]) -> Value: ...
def mean(values: Iterable[Operand]) -> Operand:
    """(1/n) Σ x. Raises ValueError for an empty sequence."""
    operands = _several("mean", (values,))
    return ops.sum_(*operands) / len(operands)


@overload
def dot(xs: Iterable[float], ys: Iterable[float]) -> float: ...
@overload
def dot(xs: Iterable[Operand], ys: Iterable[Operand]) -> Value: ...
def dot(xs: Iterable[Operand], ys: Iterable[Operand]) -> Operand:
    """Σ x·y over two sequences of one length, as one node. Raises ValueError if they differ."""
    left, right = _operands("dot", xs), _operands("dot", ys)
    n, m = len(left), len(right)
    if n != m:
        raise value_error(f"dot needs two sequences of the same length, got {n} and {m}")
    return ops.dot(*left, *right)


@overload
def logsumexp(values: Iterable[float]) -> float: ...
@overload
def logsumexp(values: Iterable[Operand]) -> Value: ...
def logsumexp(values: Iterable[Operand]) -> Operand:
    """log Σ e^x, without overflow at any size. Raises ValueError for an empty sequence."""
    return ops.logsumexp(*_several("logsumexp", (values,)))


@overload
def softmax(values: Iterable[float]) -> list[float]: ...
@overload
def softmax(values: Iterable[Operand]) -> list[Value]: ...
def softmax(values: Iterable[Operand]) -> list[float] | list[Value]:
    """[e^x / Σ e^x, ...]: positive numbers that sum to 1, without overflow at any size."""
    operands = _several("softmax", (values,))
    largest = ops.maximum(*operands)  # shifting all by one number leaves the quotients the same
    exponentials = [exp(x - largest) for x in operands]
    total = ops.sum_(*exponentials)
    return [e / total for e in exponentials]


@overload
def log_softmax(values: Iterable[float]) -> list[float]: ...
@overload
def log_softmax(values: Iterable[Operand]) -> list[Value]: ...
def log_softmax(values: Iterable[Operand]) -> list[float] | list[Value]:
    """The logarithms of `softmax`: [x - log Σ e^x, ...], finite where softmax rounds to 0."""
    operands = _several("log_softmax", (values,))
    largest = ops.maximum(*operands)
    shifted = [x - largest for x in operands]
    total = ops.logsumexp(*shifted)
    return [x - total for x in shifted]


@overload
def take(values: Iterable[float], index: float) -> float: ...
@overload
def take(values: Iterable[Operand], index: Operand) -> Value: ...
def take(values: Iterable[Operand], index: Operand) -> Operand:
    """`values[index]` as a node, so that the index may be a Value (a label, a token).

    Arguments:
        values: n numbers or Values.
        index: a whole number from 0 to n - 1.

    Raises:
        IndexError: the index is not one of those.
    """
    operands = _several("take", (values,))
    position = index._data if isinstance(index, Value) else to_float(index)
    if not (position.is_integer() and 0 <= position < len(operands)):
        n, got = len(operands) - 1, f"{position:g}"
        raise IndexError(told(f"take needs a whole number from 0 to {n} as index, got {got}"))
    return ops.take(index, *operands)


def _operands(name: str, values: Iterable[Operand]) -> tuple[Operand, ...]:
    try:
        return tuple(values)
    except TypeError:
        raise type_error(
            f"{name} takes a sequence of numbers or Values, got {type(values).__name__} {values!r}"
        ) from None


def _several(name: str, values: tuple[Any, ...]) -> tuple[Operand, ...]:
    """The operands of `f(a, b, ...)` and of `f([a, b, ...])` alike; at least one."""
    single = len(values) == 1 and not isinstance(values[0], (Value, float, int))
    operands = _operands(name, values[0]) if single else values
    if not operands:
        raise value_error(f"{name} needs at least one number, got an empty sequence")
    return operands
