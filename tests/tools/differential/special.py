"""Special functions in fifty digits, without cancellation, also where mpmath does not go."""

from __future__ import annotations

import statistics
from typing import Any

from mpmath import mp, mpf

mp.dps = 50


def bell(a: Any) -> Any:
    """The standard normal density."""
    return mp.exp(-a * a / 2) / mp.sqrt(2 * mp.pi)


def below(a: Any) -> Any:
    """The standard normal distribution function."""
    return mpf(a > 0) if abs(a) > 1e5 else mp.erfc(-a / mp.sqrt(2)) / 2


def log_below(a: Any) -> Any:
    """Its logarithm; far down by the leading terms of the asymptotic series."""
    if a < -1e5:
        return -a * a / 2 - mp.log(-a) - mp.log(2 * mp.pi) / 2 + mp.log1p(-1 / a**2 + 3 / a**4)
    return mp.log(below(a)) if a < 0 else mp.log1p(-below(-a))


def hazard(a: Any) -> Any:
    """The density over the distribution function, the slope of `log_below`."""
    return -a * (1 + 1 / a**2 - 2 / a**4 + 10 / a**6) if a < -1e5 else bell(a) / below(a)


def quantile(p: Any) -> Any:
    """The inverse of `below`, by Newton's steps from a float."""
    a = mpf(statistics.NormalDist().inv_cdf(float(p)))
    for _ in range(5):
        step = (below(a) - p if p < 0.5 else (1 - p) - below(-a)) / bell(a)
        a -= step / (1 + a * step / 2)
    return a


def sigma(a: Any) -> Any:
    """The logistic function."""
    return 1 / (1 + mp.exp(-a))


def sigma_slope(a: Any) -> Any:
    """Its slope, without cancellation."""
    return 1 / (2 + 2 * mp.cosh(a))


def sigma_curve(a: Any) -> Any:
    """The slope of that."""
    return -sigma_slope(a) * mp.tanh(a / 2)


def cube_root(a: Any) -> Any:
    """The real cube root."""
    return mp.sign(a) * mp.cbrt(abs(a))


def inner(a: Any) -> Any:
    """1 - a², without cancellation."""
    return (1 - a) * (1 + a)


def outer(a: Any) -> Any:
    """a² - 1, likewise."""
    return (a - 1) * (a + 1)


def log(a: Any) -> Any:
    """The natural logarithm; far beyond the floats its limit."""
    return mpf("inf") if a > mpf(10) ** 1000 else mp.log(a)


def psi(order: int, a: Any) -> Any:
    """The digamma function, order 0, and its derivatives up to the third."""
    if a < -20:
        return reflected_psi(order, a)
    return mpf("inf") if order == 0 and a > mpf(10) ** 1000 else mp.psi(order, a)


def reflected_psi(order: int, a: Any) -> Any:
    """ψ(a) from ψ(1 - a) and the derivative of π cot πa, for mpmath is slow far down."""
    fraction = a - mp.nint(a)
    if not fraction:
        raise ValueError("polygamma pole")
    cot = mp.cot(mp.pi * fraction)
    square = 1 + cot * cot
    derivative = (
        mp.pi * cot,
        -(mp.pi**2) * square,
        2 * mp.pi**3 * square * cot,
        -2 * mp.pi**4 * square * (2 * cot * cot + square),
    )[order]
    return (-1) ** order * mp.psi(order, 1 - a) - derivative


def far_erfc(a: Any) -> Any:
    """erfc, also where mpmath does not go."""
    return mp.erfc(a) if abs(a) < 1e5 else mpf(2 * (a < 0))
