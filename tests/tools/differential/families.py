"""Operations with numbers fixed in them: `x ** n`, `clip(x, 0, 1)`, `softmax(xs)[k]`."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

from mpmath import mp, mpf

import autograd
from tests.tools.differential.rule import ONE, ZERO, Numbers, Rule, binary, never, unary
from tests.tools.differential.several import logsumexp, share_curve, shares, spread
from tests.tools.differential.special import log

# --- powers --------------------------------------------------------------------------------------


def real_power(a: float, b: float) -> float:
    """a ** b, refused where Python would leave the reals."""
    y = a**b
    if isinstance(y, complex):
        raise ValueError("math domain error")
    return float(y)


def power_slope(a: Any, b: Any, times_taken: int = 1) -> Any:
    """The derivative of a^b in a, taken once or twice."""
    factor = b if times_taken == 1 else b * (b - 1)
    return factor * mp.power(a, b - times_taken) if factor else ZERO


def log_power(a: Any, b: Any, k: int) -> Any:
    """a^b (ln a)^k: the k-th derivative of a^b in b. 0^b is flat, for b = 0 by convention."""
    if not a:
        return ZERO if b >= 0 else mpf("nan")
    return mp.power(a, b) * log(a) ** k if a > 0 else mpf("nan")


def mixed_power(a: Any, b: Any) -> Any:
    """The derivative of a^b in both."""
    if not a:
        return ZERO if b > 1 else mpf("nan")  # at 0^0 as well: the slope 0 there is a convention
    return mp.power(a, b - 1) * (1 + b * mp.log(a)) if a > 0 else mpf("nan")


POW = binary(
    real_power,
    mp.power,
    lambda y, a, b: (power_slope(a, b), log_power(a, b, 1)),
    lambda y, a, b: (power_slope(a, b, 2), mixed_power(a, b), log_power(a, b, 2)),
    rough2=lambda y, a, b: (
        abs(mp.power(a, b - 1)) * (1 + abs(b) * abs(mp.log(abs(a)))) + abs(y) * b * b / (a * a)
        if a
        else ZERO
    ),
)


@functools.cache
def power(n: float) -> Rule:
    """a^n for one number n."""
    b = mpf(n)
    return unary(
        lambda a: real_power(a, n),
        lambda a: mp.power(a, b),
        lambda y, a: power_slope(a, b),
        lambda y, a: power_slope(a, b, 2),
        rough2=lambda y, a: abs(y) * (1 + b * b) / (a * a) if a and b else ZERO,
    )


# --- softmax --------------------------------------------------------------------------------------


@functools.cache
def softmax(k: int) -> Rule:
    """The k-th of softmax(xs)."""

    def value(*xs: float) -> float:
        top = max(xs)
        es = [math.exp(x - top) for x in xs]
        return es[k] / float(sum(es))

    def slopes(y: Any, *xs: Any) -> Numbers:
        ps = shares(*xs)
        return tuple(ps[k] * ((i == k) - p) for i, p in enumerate(ps))

    def curve(y: Any, xs: Numbers, ts: Numbers) -> Numbers:
        ps = shares(*xs)
        moves = share_curve(ps, ts)
        return tuple(
            moves[k] * ((i == k) - p) - ps[k] * move for i, (p, move) in enumerate(zip(ps, moves))
        )

    def rough(y: Any, *xs: Any) -> Any:
        return shares(*xs)[k] * spread(*xs)

    return Rule(value, lambda *xs: shares(*xs)[k], slopes, curve, never, rough, rough, rough)


@functools.cache
def log_softmax(k: int) -> Rule:
    """The k-th of log_softmax(xs)."""

    def value(*xs: float) -> float:
        top = max(xs)
        shifted = [x - top for x in xs]
        total: float = autograd.logsumexp(shifted)
        return shifted[k] - total

    return Rule(
        value,
        lambda *xs: xs[k] - logsumexp(*xs),
        lambda y, *xs: tuple((i == k) - p for i, p in enumerate(shares(*xs))),
        lambda y, xs, ts: tuple(-move for move in share_curve(shares(*xs), ts)),
        rough0=lambda y, *xs: abs(xs[k]) + abs(max(xs)) + 1,
        rough=lambda y, *xs: spread(*xs),
        rough2=lambda y, *xs: spread(*xs),
    )


# --- pieces ---------------------------------------------------------------------------------------


@functools.cache
def clip(lower: float, upper: float) -> Rule:
    """Kept within bounds; slope 1 on them."""
    return unary(
        lambda a: min(max(a, lower), upper),
        lambda a: min(max(a, mpf(lower)), mpf(upper)),
        lambda y, a: mpf(lower <= a <= upper),
        lambda y, a: ZERO,
        margin=lambda a: min(abs(a - lower), abs(a - upper)),
    )


@functools.cache
def leaky_relu(slope: float) -> Rule:
    """At 0 the negative side."""
    return unary(
        lambda a: a if a > 0 else slope * a,
        lambda a: a if a > 0 else slope * a,
        lambda y, a: mpf(1 if a > 0 else slope),
        lambda y, a: ZERO,
        margin=abs,
    )


@functools.cache
def elu(alpha: float) -> Rule:
    """At 0 the negative side."""
    return unary(
        lambda a: a if a > 0 else alpha * math.expm1(a),
        lambda a: a if a > 0 else alpha * mp.expm1(a),
        lambda y, a: ONE if a > 0 else alpha * mp.exp(a),
        lambda y, a: ZERO if a > 0 else alpha * mp.exp(a),
        margin=abs,
    )


FAMILY_RULES: dict[str, Callable[..., Rule]] = {
    "power": power,
    "leaky_relu": leaky_relu,
    "elu": elu,
    "clip": clip,
}
