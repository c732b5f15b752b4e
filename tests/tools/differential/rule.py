"""What is known of one operation: its float, its derivatives, and where its digits may go."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mpmath import mpf

Numbers = tuple[Any, ...]
ZERO, ONE = mpf(0), mpf(1)


def never(*xs: Any) -> float:
    """No place where a branch is taken."""
    return math.inf


def nothing(y: Any, *xs: Any) -> Any:
    """No terms that cancel."""
    return ZERO


@dataclass(frozen=True, eq=False)
class Rule:
    """One operation.

    Arguments:
        value: the float that plain Python gives, or the exception; None takes the engine's own,
            which is then compared with `exact`.
        exact: the value in fifty digits; None takes the float itself.
        slopes: from y and the operands, in fifty digits, one derivative per operand.
        curve: from y, the operands and a tangent of each, the derivative of each slope along it.
        margin: how far the operands are from the nearest place where a branch is taken.
        rough0, rough, rough2: terms that cancel in the value, the slopes and the curves: rounding
            is measured against them as well as against the result. 0 where a rule has no sums.
        linear: its slopes stay right at infinite operands, and sums of it may be reordered.
    """

    value: Callable[..., float] | None
    exact: Callable[..., Any] | None
    slopes: Callable[..., Numbers]
    curve: Callable[..., Numbers]
    margin: Callable[..., float] = never
    rough0: Callable[..., Any] = nothing
    rough: Callable[..., Any] = nothing
    rough2: Callable[..., Any] = nothing
    linear: bool = False


def unary(
    value: Callable[[float], float] | None,
    exact: Callable[[Any], Any],
    slope: Callable[[Any, Any], Any],
    second: Callable[[Any, Any], Any],
    **more: Any,
) -> Rule:
    """An operation of one operand, from its first and second derivative."""
    return Rule(
        value,
        exact,
        lambda y, a: (slope(y, a),),
        lambda y, xs, ts: (second(y, *xs) * ts[0],),
        **more,
    )


def binary(
    value: Callable[[float, float], float] | None,
    exact: Callable[[Any, Any], Any],
    slopes: Callable[[Any, Any, Any], Numbers],
    seconds: Callable[[Any, Any, Any], Numbers],
    **more: Any,
) -> Rule:
    """An operation of two, from (f_a, f_b) and (f_aa, f_ab, f_bb)."""

    def curve(y: Any, xs: Numbers, ts: Numbers) -> Numbers:
        aa, ab, bb = seconds(y, *xs)
        (s, t) = ts
        return times(aa, s) + times(ab, t), times(ab, s) + times(bb, t)

    return Rule(value, exact, slopes, curve, **more)


def times(a: Any, b: Any) -> Any:
    """a·b where nothing times even an infinity is nothing."""
    return a * b if a and b else ZERO
