"""Operations of several operands: sums, lengths, angles, exponentials over many, choices."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

from mpmath import mp, mpf

from tests.tools.differential.rule import ONE, ZERO, Numbers, Rule, binary, times
from tests.tools.differential.special import log


def zeros(y: Any, xs: Numbers, ts: Numbers) -> Numbers:
    """The curve of what is made of straight pieces."""
    return (ZERO,) * len(xs)


def flat(y: Any, *xs: Any) -> Numbers:
    """No slope anywhere."""
    return (ZERO,) * len(xs)


def half(xs: Any) -> tuple[Any, Any]:
    """The first half and the second."""
    return xs[: len(xs) // 2], xs[len(xs) // 2 :]


def swapped(xs: Any) -> Any:
    """The second half first."""
    first, second = half(xs)
    return (*second, *first)


def dot(*xs: Any) -> Any:
    """Σ a·b, as Python sums."""
    return float(sum(map(operator.mul, *half(xs))))


def length_slopes(y: Any, *xs: Any) -> Numbers:
    """x/y; 0 at the origin, by convention."""
    return tuple(x / y if y else ZERO for x in xs)


def length_curve(y: Any, xs: Numbers, ts: Numbers) -> Numbers:
    """The Hessian of the length; at the origin there is none."""
    if not y:
        return (mpf("nan"),) * len(xs)
    along = mp.fdot(xs, ts) / y**2
    return tuple((t - x * along) / y for x, t in zip(xs, ts))


def angle_seconds(y: Any, a: Any, b: Any) -> Numbers:
    """The second derivatives of atan2(a, b)."""
    square = (a * a + b * b) ** 2
    return -2 * a * b / square, (a * a - b * b) / square, 2 * a * b / square


def shares(*xs: Any) -> list[Any]:
    """The softmax."""
    top = max(xs)
    es = [mp.exp(x - top) for x in xs]
    return [e / mp.fsum(es) for e in es]


def share_curve(ps: list[Any], ts: Numbers) -> list[Any]:
    """How the softmax p moves along t."""
    mean = mp.fdot(ps, ts)
    return [p * (t - mean) for p, t in zip(ps, ts)]


def spread(*xs: Any) -> Any:
    """How large the differences are that exp is taken of: rounding them is felt that much."""
    return 2 + max(xs) - min(xs)


def logsumexp(*xs: Any) -> Any:
    """log Σ e^x."""
    top = max(xs)
    return top + mp.log(mp.fsum([mp.exp(x - top) for x in xs]))


def gap(sign: float) -> Callable[..., float]:
    """How far the extreme is from the next of the others (0 for a tie)."""

    def margin(*xs: float) -> float:
        ordered = sorted(sign * x for x in xs)
        return ordered[-1] - ordered[-2] if len(xs) > 1 else math.inf

    return margin


def extreme(choose: Callable[[Any], Any], sign: float) -> Rule:
    """The largest or the smallest; ties share the slope."""
    return Rule(
        lambda *xs: choose(xs),
        lambda *xs: choose(xs),
        lambda y, *xs: tuple(mpf(x == y) / (xs.count(y) or 1) for x in xs),
        zeros,
        gap(sign),
    )


def take(index: float, *xs: float) -> float:
    """xs[index]."""
    if not (index.is_integer() and 0 <= index < len(xs)):
        raise IndexError("index out of range")
    return xs[int(index)]


def quotient_margin(a: float, b: float) -> float:
    """How far a/b is from a whole number, in units of a."""
    return abs(math.remainder(a, b)) if b and math.isfinite(a) else 0.0


def xlogy_slopes(y: Any, a: Any, b: Any) -> Numbers:
    """log b and a/b; where a is 0 it has no part in b's slope."""
    if not b:
        return mpf("-inf"), a / b if a else ZERO
    return (log(b) if b > 0 else mpf("nan")), a / b


def xlogy_seconds(y: Any, a: Any, b: Any) -> Numbers:
    """The second derivatives of a log b."""
    return ZERO, 1 / b, -a / b**2


SEVERAL: dict[str, Rule] = {
    "add": Rule(operator.add, operator.add, lambda y, a, b: (ONE, ONE), zeros, linear=True),
    "sub": Rule(operator.sub, operator.sub, lambda y, a, b: (ONE, mpf(-1)), zeros, linear=True),
    "mul": binary(
        operator.mul, operator.mul, lambda y, a, b: (b, a), lambda *_: (0, ONE, 0), linear=True
    ),
    "div": binary(
        operator.truediv,
        operator.truediv,
        lambda y, a, b: (1 / b, -a / b**2),
        lambda y, a, b: (ZERO, -1 / b**2, 2 * a / b**3),
    ),
    "atan2": binary(
        math.atan2,
        mp.atan2,
        lambda y, a, b: (b / (a * a + b * b), -a / (a * a + b * b)),
        angle_seconds,
        margin=lambda a, b: abs(a) if b <= 0 else math.inf,
        rough2=lambda y, a, b: 1 / (a * a + b * b),
    ),
    "hypot": Rule(
        math.hypot,
        lambda *xs: mp.sqrt(mp.fsum([x * x for x in xs])),
        length_slopes,
        length_curve,
        rough2=lambda y, *xs: 1 / y if y else ZERO,
    ),
    "xlogy": binary(
        None,
        lambda a, b: times(a, mp.log(b)) if a else ZERO,
        xlogy_slopes,
        xlogy_seconds,
    ),
    "maximum": extreme(max, 1.0),
    "minimum": extreme(min, -1.0),
    "where": Rule(
        lambda c, a, b: a if c else b,
        lambda c, a, b: a if c else b,
        lambda y, c, a, b: (ZERO, mpf(bool(c)), mpf(not c)),
        zeros,
        lambda c, a, b: abs(c),
        linear=True,
    ),
    "take": Rule(
        take,
        lambda i, *xs: xs[int(i)],
        lambda y, i, *xs: (ZERO, *(mpf(j == int(i)) for j in range(len(xs)))),
        zeros,
        linear=True,
    ),
    "sum": Rule(
        lambda *xs: float(sum(xs)),
        lambda *xs: mp.fsum(xs),
        lambda y, *xs: (ONE,) * len(xs),
        zeros,
        linear=True,
    ),
    "dot": Rule(
        dot,
        lambda *xs: mp.fdot(*half(xs)),
        lambda y, *xs: swapped(xs),
        lambda y, xs, ts: swapped(ts),
        linear=True,
    ),
    "logsumexp": Rule(
        None,
        logsumexp,
        lambda y, *xs: tuple(shares(*xs)),
        lambda y, xs, ts: tuple(share_curve(shares(*xs), ts)),
        rough0=lambda y, *xs: abs(max(xs)) + 1,
        rough=lambda y, *xs: max(p * (2 + max(xs) - x) for p, x in zip(shares(*xs), xs)),
        rough2=lambda y, *xs: spread(*xs),
    ),
    "remainder": Rule(
        operator.mod,
        lambda a, b: a - b * mp.floor(a / b),
        lambda y, a, b: (ONE, -mp.floor(a / b)),
        zeros,
        quotient_margin,
    ),
    "fmod": Rule(
        math.fmod,
        lambda a, b: a - b * (mp.floor(a / b) if a * b >= 0 else mp.ceil(a / b)),
        lambda y, a, b: (ONE, -(mp.floor(a / b) if a * b >= 0 else mp.ceil(a / b))),
        zeros,
        quotient_margin,
    ),
    "floor_divide": Rule(
        operator.floordiv, lambda a, b: mp.floor(a / b), flat, zeros, quotient_margin
    ),
    "copysign": Rule(
        math.copysign,
        None,  # in fifty digits there is no -0.0
        lambda y, a, b: (mp.sign(a) * mp.sign(y), ZERO),
        zeros,
        lambda a, b: min(abs(a), abs(b)),
    ),
}
