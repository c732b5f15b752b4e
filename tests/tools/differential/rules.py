"""Operations of several operands and families of them; with `elementary`, all that is known."""

from __future__ import annotations

import functools
import math
import operator
from collections.abc import Callable
from typing import Any

from mpmath import mp, mpf

import autograd
from tests.tools.differential.elementary import ELEMENTARY
from tests.tools.differential.rule import ONE, ZERO, Numbers, Rule, binary, times, unary


def zeros(y: Any, xs: Numbers, ts: Numbers) -> Numbers:
    """The curve of what is made of straight pieces."""
    return (ZERO,) * len(xs)


def flat(y: Any, *xs: Any) -> Numbers:
    """No slope anywhere."""
    return (ZERO,) * len(xs)


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
    return mp.power(a, b) * mp.log(a) ** k if a > 0 else mpf("nan")


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


# --- sums, lengths, exponentials over many -------------------------------------------------------


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

    return Rule(value, lambda *xs: shares(*xs)[k], slopes, curve, _tied, rough, rough, rough)


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


# --- choices -------------------------------------------------------------------------------------


def _tied(*xs: float) -> float:
    return math.inf


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


def quotient_margin(a: float, b: float) -> float:
    """How far a/b is from a whole number, in units of a."""
    return abs(math.remainder(a, b)) if b and math.isfinite(a) else 0.0


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
    "pow": POW,
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
        lambda y, a, b: (mp.log(b), a / b),
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
    "mod": Rule(
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
    "floordiv": Rule(operator.floordiv, lambda a, b: mp.floor(a / b), flat, zeros, quotient_margin),
    "copysign": Rule(
        math.copysign,
        lambda a, b: abs(a) * (1 if b >= 0 else -1),
        lambda y, a, b: (mp.sign(a) * (1 if b >= 0 else -1), ZERO),
        zeros,
        lambda a, b: min(abs(a), abs(b)),
    ),
}

RULES: dict[str, Rule] = {**ELEMENTARY, **SEVERAL}
FAMILY_RULES: dict[str, Callable[..., Rule]] = {
    "power": power,
    "leaky_relu": leaky_relu,
    "elu": elu,
    "clip": clip,
}


INTERNAL = {"", "constant", "power_log"}  # made by the engine itself: seen in second derivatives


def unknown_operations() -> list[str]:
    """Operations and families of the library's tables that nothing is known of here."""
    known = {*RULES, *FAMILY_RULES, *INTERNAL}
    return sorted({*autograd.OPERATIONS, *autograd.entry.FAMILIES} - known)


# --- operations of a user's own: as the script defines them, and what they are --------------------

OWN_SOURCE = {
    "cube": """\
cube = autograd.operation("cube", lambda a: a * a * a, lambda y, a: 3.0 * a * a)
""",
    "damped": """\
damped = autograd.operation(
    "damped",
    lambda a, b: a * autograd.exp(-autograd.maximum(b, -b)),
    lambda y, a, b: (
        autograd.exp(-autograd.maximum(b, -b)), -y * (1.0 * (b > 0) - 1.0 * (b < 0))
    ),
)
""",
}


def damped_seconds(y: Any, a: Any, b: Any) -> Numbers:
    """The second derivatives of a·e^-|b|, flat at the kink."""
    return ZERO, -mp.sign(b) * mp.exp(-abs(b)), a * mp.exp(-abs(b)) * mp.sign(b) ** 2


OWN: dict[str, Rule] = {
    "cube": unary(lambda a: a * a * a, lambda a: a**3, lambda y, a: 3 * a * a, lambda y, a: 6 * a),
    "damped": binary(
        lambda a, b: a * math.exp(-max(b, -b)),
        lambda a, b: a * mp.exp(-abs(b)),
        lambda y, a, b: (mp.exp(-abs(b)), -a * mp.exp(-abs(b)) * mp.sign(b)),
        damped_seconds,
        margin=lambda a, b: abs(b),
    ),
}
RULES.update(OWN)
