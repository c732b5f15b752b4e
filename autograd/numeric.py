"""Functions of floats that `math` lacks: accurate, and without overflow at any finite input."""

from __future__ import annotations

import math
import operator
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from autograd.telling import value_error

if TYPE_CHECKING:
    from typing_extensions import Self

    class Arithmetic(Protocol):
        """What has the operators of a float: floats, Values, arrays."""

        def __add__(self, other: Self | float, /) -> Self: ...
        def __sub__(self, other: Self | float, /) -> Self: ...
        def __rsub__(self, other: float, /) -> Self: ...
        def __mul__(self, other: Self | float, /) -> Self: ...
        def __rmul__(self, other: float, /) -> Self: ...
        def __truediv__(self, other: Self | float, /) -> Self: ...
        def __rtruediv__(self, other: float, /) -> Self: ...
        def __neg__(self) -> Self: ...


T = TypeVar("T", bound="Arithmetic")


def sigmoid(a: float) -> float:
    """1/(1 + e^-a)."""
    # Two forms of one function; each only ever takes exp of a number that is not positive.
    if a >= 0:
        return 1.0 / (1.0 + math.exp(-a))
    e = math.exp(a)
    return e / (1.0 + e)


def softplus(a: float) -> float:
    """log(1 + e^a)."""
    # log(1 + e^a) = max(a, 0) + log(1 + e^-|a|)
    return max(a, 0.0) + math.log1p(math.exp(-abs(a)))


def pow(a: float, b: float) -> float:
    """a**b within the real numbers. Raises ValueError where that is complex."""
    y: float | complex = a**b
    if isinstance(y, complex):  # Python leaves the reals for (-8) ** (1/3); a Value cannot.
        raise ValueError("math domain error")
    return y


def to_the(n: float) -> Callable[[float], float]:
    """a**n for a fixed n. A whole power of a real number is real."""
    return (lambda a: a**n) if n.is_integer() else (lambda a: pow(a, n))


def exp2(a: float) -> float:
    """2^a."""
    return float(2.0**a)


def cbrt(a: float) -> float:
    """The cube root, of negative numbers too."""
    if not a or math.isinf(a) or math.isnan(a):
        return a
    mantissa, exponent = math.frexp(a)
    thirds, rest = divmod(exponent, 3)
    a = math.ldexp(mantissa, rest)  # whose cube cannot overflow; the root is 2^thirds times its own
    root = math.copysign(abs(a) ** (1.0 / 3.0), a)
    # Newton's step with the cube exact: 1/3 is rounded, which costs digits far out.
    square = root * root
    cube = square * root
    lost = _product_error(root, root, square) * root + _product_error(square, root, cube)
    return math.ldexp(root + (a - cube - lost) / (3.0 * square), thirds)


if sys.version_info >= (3, 11):
    exp2, cbrt = math.exp2, math.cbrt


def xlogy(a: float, b: float) -> float:
    """a log(b), and 0 where a is 0 and b a number."""
    return 0.0 if a == 0 and b == b else a * math.log(b)


def power_log(a: float, b: float, k: float) -> float:
    """a^b (ln a)^k for whole k >= 0, and at a = 0 its limit: 0 for b > 0.

    Raises:
        ZeroDivisionError: a is 0 and b is not above 0.
    """
    if k == 0:
        return pow(a, b)
    if a > 0:
        return float(fading(math.log(a) ** k, a**b))
    if a < 0:
        return math.nan  # a negative base has real powers at isolated exponents only
    return 0.0 * (0.0 / max(b, 0.0))


def pow_slopes(y: float, a: float, b: float) -> tuple[float, float]:
    """The slopes of y = a^b in a and in b: b a^(b-1) and a^b ln a; both 0 at 0^0, by convention.

    b - 1 is exact from 1/2 up; below that it may round, and b y / a is the more accurate.
    """
    if not a and not b:
        return 0.0, 0.0  # a slope that is recorded is an error there
    in_a = quotient(fading(b, y), a) if b < 0.5 else fading(b, a ** (b - 1.0))
    return in_a, power_log(a, b, 1.0)


def sign(a: float) -> float:
    """1, 0 or -1 (as a float), and NaN for NaN."""
    return float((a > 0) - (a < 0)) if a == a else a


def fading(a: T | float, b: T) -> T | float:
    """a·b, and 0 where b has faded to 0, however large a is: ∞·e^-∞ is 0."""
    return 0.0 if isinstance(b, float) and not b else a * b


def quotient(a: T | float, b: T) -> T | float:
    """a/b, and 0 at an infinite b, however large a is: that b has been the larger one."""
    return 0.0 if isinstance(b, float) and math.isinf(b) and a == a else a / b


def direction(length: float, *xs: float) -> tuple[float, ...]:
    """The vector divided by its length, and its limits: 0 at the origin; towards one infinity 1."""
    if not length:
        return (0.0,) * len(xs)
    if length == math.inf > max(map(abs, xs)):  # no float is as long
        xs = tuple([0.5 * x for x in xs])
        length = math.hypot(*xs)
    if length < math.inf:
        return tuple([x / length for x in xs])
    far = [sign(x) * math.isinf(x) for x in xs]
    return tuple(far) if sum(map(abs, far)) == 1.0 else tuple([x / length for x in xs])


def softmax(*xs: float) -> tuple[float, ...]:
    """e^x / Σ e^x, and its limit towards one infinity."""
    m = max(xs)
    if len(xs) == 1 or (m == math.inf and xs.count(m) == 1):
        return tuple([1.0 * (x >= m) for x in xs])
    es = [math.exp(x - m) for x in xs]
    total = sum(es)
    return tuple([e / total for e in es])


def dot(*xs: float) -> float:
    """Σ a·b; the operands are all a, then all b."""
    half = len(xs) // 2
    return float(sum(map(operator.mul, xs[:half], xs[half:])))


def logsumexp(*xs: float) -> float:
    """log Σ e^x."""
    # log Σ e^x = m + log Σ e^(x - m): with m the maximum, no exponential can overflow. That of the
    # maximum itself is 1, beside which small ones would be lost.
    m = max(xs)
    if math.isinf(m):
        return m
    others = list(xs)
    others.remove(m)
    return m + math.log1p(sum(math.exp(x - m) for x in others))


def _product_error(a: T, b: T | float, product: T) -> T:
    """`a * b - product`, exactly, for moderate a and b (Dekker 1971, Veltkamp's splitting)."""
    t = 134217729.0 * a  # 2**27 + 1 cuts 53 bits into 26 and 27
    a_high = t - (t - a)
    u = 134217729.0 * b
    b_high = u - (u - b)
    a_low, b_low = a - a_high, b - b_high
    return ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low


def gaussian(a: float, scale: float) -> float:
    """exp(-scale·a²) to a few units in the last place, scale 1/2 or 1."""
    # exp turns the rounding error of a² into a relative error 2·scale·a² times as large, so
    # the part that rounding lost goes in as a factor: e^-(s + r) = e^-s (1 - r).
    if abs(a) > 40.0:
        return 0.0  # below the smallest float; a NaN has failed the comparison above
    return float(gaussian_of(a, scale, math.exp))


def gaussian_of(a: T, scale: float, exp: Callable[[T], T]) -> T:
    """The same for moderate a: a float, or with the exp of arrays an array."""
    square = a * a
    return exp(-scale * square) * (1.0 - scale * _product_error(a, a, square))


_SQRT_HALF = math.sqrt(0.5)
_SQRT_HALF_REST = -4.833646656726457e-17  # sqrt(1/2) minus the float above


def normal_cdf(a: float) -> float:
    """Φ(a), the probability that a standard normal variable is below a."""
    if abs(a) > 40.0:
        return 1.0 if a > 0 else 0.0
    return float(normal_cdf_of(a, math.erfc, math.exp))


def normal_cdf_of(a: T, erfc: Callable[[T], T], exp: Callable[[T], T]) -> T:
    """The same for moderate a: a float, or with the functions of arrays an array."""
    # Φ(a) = erfc(z)/2 with z = -a/√2, corrected for what rounding z lost: erfc′ = -2/√π e^-z².
    z = -a * _SQRT_HALF
    lost = _product_error(-a, _SQRT_HALF, z) - a * _SQRT_HALF_REST
    return 0.5 * erfc(z) - lost * exp(-z * z) / math.sqrt(math.pi)


def take(index: float, *xs: float) -> float:
    """xs[index]."""
    if index != int(index) or not 0 <= index < len(xs):
        raise value_error(f"index {index:g} is not a whole number from 0 to {len(xs) - 1}")
    return xs[int(index)]
