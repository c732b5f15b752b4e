"""Functions of one number or two, as operators of ONNX.

Nothing overflows on the way to a result that does not, as in the engine, in 32 bits too. Where an
operator is defined by a formula that overflows, its own name is not used.
"""

from __future__ import annotations

import math

from autograd.compiler.onnx.graph import Tensor
from autograd.compiler.onnx.kinds import BOOL, DOUBLE, broadcast

# --- choices -------------------------------------------------------------------------------------


def as_truth(x: Tensor) -> Tensor:
    """Where it is not 0."""
    return x if x.kind == BOOL else ~x.equals(0.0)


def where(condition: Tensor, a: Tensor | float, b: Tensor | float) -> Tensor:
    """a where the condition holds, else b."""
    graph, truth = condition.graph, as_truth(condition)
    kinds = [x.kind for x in (a, b) if isinstance(x, Tensor) and x.kind != BOOL]
    kind = DOUBLE if DOUBLE in kinds else graph.real
    left, right = [x.of(kind) if isinstance(x, Tensor) else graph.number(x, kind) for x in (a, b)]
    shape = broadcast(truth.shape, broadcast(left.shape, right.shape))
    return graph.node("Where", [truth, left, right], shape, kind)


def maximum(a: Tensor, b: Tensor | float) -> Tensor:
    """The larger one."""
    if isinstance(b, Tensor) and is_zero(b):
        return a.apply("Relu")
    return a.apply("Max", b)


def minimum(a: Tensor, b: Tensor | float) -> Tensor:
    """The smaller one."""
    return a.apply("Min", b)


def clip(a: Tensor, low: Tensor | float, high: Tensor | float) -> Tensor:
    """a kept within bounds."""
    return minimum(a.apply("Max", low), high)


def is_zero(x: Tensor) -> bool:
    """Whether it is the number 0 itself."""
    numbers = x.graph.constants.get(x)
    return numbers is not None and not numbers.any()


def is_negative(x: Tensor) -> Tensor:
    """Where its sign is -, as that of -0.0 is."""
    return (x < 0.0) | (x.equals(0.0) & (1.0 / x < 0.0))


def copysign(a: Tensor, b: Tensor) -> Tensor:
    """The size of a with the sign of b."""
    return where(is_negative(b), -abs(a), abs(a))


# --- exponentials and logarithms -----------------------------------------------------------------


def expm1(x: Tensor) -> Tensor:
    """e^x - 1, which is 2t/(1 - t) with t = tanh(x/2)."""
    t = (0.5 * minimum(x, 1.0)).apply("Tanh")
    return where(x < 1.0, 2.0 * t / (1.0 - t), x.apply("Exp") - 1.0)


def log1p(x: Tensor) -> Tensor:
    """log(1 + x): what 1 + x has lost of x is lost in x/(u - 1) too (Kahan)."""
    u = 1.0 + x
    lost = u.equals(1.0)
    return where(lost, x, u.apply("Log") * (x / where(lost, 1.0, u - 1.0)))


def softplus(x: Tensor) -> Tensor:
    """log(1 + e^x). The operator of that name is defined by this formula, which overflows."""
    return x.apply("Relu") + log1p((-abs(x)).apply("Exp"))


def logaddexp(a: Tensor, b: Tensor) -> Tensor:
    """log(e^a + e^b)."""
    return maximum(a, b) + log1p((-abs(a - b)).apply("Exp"))


def log_to_base(base: float, x: Tensor) -> Tensor:
    """The logarithm to another base than e."""
    return x.apply("Log") / math.log(base)


def cbrt(x: Tensor) -> Tensor:
    """The cube root, of negative numbers too; Newton's step, because 1/3 is rounded."""
    size = where(x.equals(0.0), 1.0, abs(x))
    root = size ** (1.0 / 3.0)
    root = root - (root - size / root / root) / 3.0
    return where(x.equals(0.0), x, where(x < 0.0, -root, root))


def xlogy(a: Tensor, b: Tensor) -> Tensor:
    """a log b, and 0 where a is 0."""
    nothing = a.equals(0.0)
    return where(nothing, 0.0, a * where(nothing, 1.0, b).apply("Log"))


def power_of_log(a: Tensor, b: Tensor, k: Tensor) -> Tensor:
    """a^b (ln a)^k, by the rule of the table: its limit 0 at a = 0 < b, else NaN there."""
    positive = a > 0.0
    safe = where(positive, a, 1.0)
    inside = safe**b * safe.apply("Log") ** k
    return where(positive, inside, where(a.equals(0.0) & (b > 0.0), 0.0, math.nan))


# --- angles and lengths --------------------------------------------------------------------------


def arctan2(y: Tensor, x: Tensor) -> Tensor:
    """The angle of the point (x, y), by the arctangent of the smaller over the larger side."""
    a, b = abs(y), abs(x)
    large = maximum(a, b)
    angle = (minimum(a, b) / where(large.equals(0.0), 1.0, large)).apply("Atan")
    angle = where(a > b, math.pi / 2.0 - angle, angle)
    angle = where(is_negative(x), math.pi - angle, angle)
    return where(is_negative(y), -angle, angle)


def hypot(a: Tensor, b: Tensor) -> Tensor:
    """The length of a vector; divided by the larger side, nothing overflows."""
    large = maximum(abs(a), abs(b))
    safe = where(large.equals(0.0), 1.0, large)
    u, v = a / safe, b / safe
    return large * (u * u + v * v).apply("Sqrt")


# --- whole parts and rests -----------------------------------------------------------------------


def fmod(a: Tensor, b: Tensor) -> Tensor:
    """a - b trunc(a/b)."""
    shape = broadcast(a.shape, b.shape)
    return a.graph.node("Mod", [a, b], shape, a.kind, fmod=1)


def remainder(a: Tensor, b: Tensor) -> Tensor:
    """a - b floor(a/b): with the sign of b."""
    rest = fmod(a, b)
    differ = a.graph.node("Xor", [rest < 0.0, b < 0.0], broadcast(a.shape, b.shape), BOOL)
    return where(differ & ~rest.equals(0.0), rest + b, rest)


def floor_divide(a: Tensor, b: Tensor) -> Tensor:
    """The quotient rounded down; (a - rest)/b is whole up to rounding."""
    return ((a - remainder(a, b)) / b + 0.5).apply("Floor")
