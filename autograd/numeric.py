"""Functions of floats that `math` lacks: accurate, and without overflow at any finite input."""

import math
from collections.abc import Callable
from typing import Any


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


def logsumexp(*xs: float) -> float:
    """log Σ e^x."""
    # log Σ e^x = m + log Σ e^(x - m): with m the maximum, no exponential can overflow.
    m = max(xs)
    if math.isinf(m):
        return m
    return m + math.log(sum(math.exp(x - m) for x in xs))


def _product_error(a: Any, b: Any, product: Any) -> Any:
    """`a * b - product`, exactly, for moderate a and b (Dekker 1971, Veltkamp's splitting)."""
    t = 134217729.0 * a  # 2**27 + 1 cuts 53 bits into 26 and 27
    a_high = t - (t - a)
    t = 134217729.0 * b
    b_high = t - (t - b)
    a_low, b_low = a - a_high, b - b_high
    return ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low


def gaussian(a: float, scale: float) -> float:
    """exp(-scale·a²) to a few units in the last place, scale 1/2 or 1."""
    # exp turns the rounding error of a² into a relative error 2·scale·a² times as large, so
    # the part that rounding lost goes in as a factor: e^-(s + r) = e^-s (1 - r).
    if abs(a) > 40.0:
        return 0.0 * a  # below the smallest float; a NaN has failed the comparison above
    square = a * a
    lost: float = _product_error(a, a, square)
    return math.exp(-scale * square) * (1.0 - scale * lost)


_SQRT_HALF = math.sqrt(0.5)
_SQRT_HALF_REST = -4.833646656726457e-17  # sqrt(1/2) minus the float above


def normal_cdf(a: float) -> float:
    """Φ(a), the probability that a standard normal variable is below a."""
    if abs(a) > 40.0:
        return 1.0 if a > 0 else 0.0
    return float(normal_cdf_of(a, math.erfc, math.exp))


def normal_cdf_of(a: Any, erfc: Callable[[Any], Any], exp: Callable[[Any], Any]) -> Any:
    """The same for moderate a: a float, or with the functions of arrays an array."""
    # Φ(a) = erfc(z)/2 with z = -a/√2, corrected for what rounding z lost: erfc′ = -2/√π e^-z².
    z = -a * _SQRT_HALF
    lost = _product_error(-a, _SQRT_HALF, z) - a * _SQRT_HALF_REST
    return 0.5 * erfc(z) - lost * exp(-z * z) / math.sqrt(math.pi)


def take(index: float, *xs: float) -> float:
    """xs[index]."""
    if index != int(index) or not 0 <= index < len(xs):
        raise ValueError(f"index {index:g} is not a whole number from 0 to {len(xs) - 1}")
    return xs[int(index)]
