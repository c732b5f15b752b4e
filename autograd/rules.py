"""Local gradients that need more than a line; the table in `ops` names them.

They are ordinary arithmetic on floats, on `Value`s and on the arrays of a program alike, as the
table's own lines are. Where a rule needs another operation it looks it up by name, because the
table is made only after its rules.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from autograd import numeric
from autograd.entry import FAMILIES, OPERATIONS

if TYPE_CHECKING:
    from autograd.value import Value

T = TypeVar("T", float, "Value")
Anything = TypeVar("Anything")


def choose(condition: bool | T, a: T | float, b: T | float) -> T | float:
    """`where`, and quicker where the comparison is settled, as of floats and recorded Values."""
    if condition is True or condition is False:
        return a if condition else b
    return OPERATIONS["where"](condition, a, b)


def is_zero(c: T) -> float:
    """1 where c is 0, else 0; without ==, which compares nodes."""
    return 1.0 * (c >= 0) * (c <= 0)


def power(y: T, a: T, n: float) -> T | float:
    """d/da a^n = n·a^(n-1), with a^0 flat everywhere."""
    if n == 0:
        return 0.0
    # n - 1 is exact from 1/2 up; below that it may round, and n y / a is the more accurate.
    return n * a ** (n - 1.0) if n >= 0.5 else numeric.quotient(n * y, a)


def pow(y: T, a: T, b: T) -> tuple[T | float, T | float]:
    """d/da a^b = b·a^(b-1) and d/db a^b = a^b ln a; both 0 at 0^0, unless they are recorded."""
    if isinstance(y, float):
        return numeric.pow_slopes(y, a, b)
    low = b < 0.5
    # Each branch computes with 1 where the other is taken, for an infinity times 0 is NaN.
    by_quotient = numeric.quotient(numeric.fading(b, y), choose(low, a, 1.0))
    by_power = numeric.fading(b, a ** choose(low, 1.0, b - 1.0))
    return choose(low, by_quotient, by_power), FAMILIES["power_log"](1.0)(a, b)


def hypot(y: T, *xs: T) -> tuple[T, ...]:
    """d/dx |x| = x/|x|.

    The slope 0 at the origin is a convention for numbers. It has no derivative there, so where it
    is recorded to be differentiated again, the division is left to fail.
    """
    return numeric.direction(y, *xs) if isinstance(y, float) else tuple([x / y for x in xs])


def atan2(y: T, a: T, b: T) -> tuple[T | float, T | float]:
    """b/(a² + b²) and -a/(a² + b²)."""
    # Dividing twice by the hypotenuse cannot overflow as a² + b² can; and half of it is a float
    # even where the whole of it is not.
    h = OPERATIONS["hypot"](0.5 * a, 0.5 * b)
    quotient = numeric.quotient
    return quotient(0.25 * quotient(b, h), h), -quotient(0.25 * quotient(a, h), h)


def swapped(xs: tuple[Anything, ...]) -> tuple[Anything, ...]:
    """The second half first: of a sum of products, each factor's slope is the other factor."""
    half = len(xs) // 2
    return xs[half:] + xs[:half]


def extreme(y: T, hits: Sequence[T]) -> tuple[T | float, ...]:
    """1 for the operand that is the extreme; operands that tie for it share the 1 equally."""
    total = sum(hits)
    share = choose(total >= 1.0, 1.0, math.nan) / (total + (total < 1.0))  # y is NaN: none is it
    return tuple([hit * share for hit in hits])


def logsumexp(y: T, *xs: T) -> tuple[T, ...]:
    """The softmax e^x / Σ e^x."""
    if isinstance(y, float):
        return numeric.softmax(*xs)
    m = OPERATIONS["maximum"](*xs)
    es = [OPERATIONS["exp"](x - m) for x in xs]
    total = OPERATIONS["sum"](*es)
    return tuple([e / total for e in es])


def xlogy(y: T, a: T, b: T) -> tuple[T, T]:
    """ln b and a/b; for numbers, a frequency a of 0 has no part in the slope in b."""
    if isinstance(y, float) and a == 0 and b <= 0:
        return -math.inf if b == 0 else math.nan, 0.0
    return OPERATIONS["log"](b), a / b
