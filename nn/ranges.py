"""The ranges of settings: a number that is returned as it was, or refused by name."""

from __future__ import annotations

from collections.abc import Iterable

from autograd.real import to_float
from autograd.telling import value_error


def at_least_0(name: str, x: float) -> float:
    """`x`, which must be at least 0."""
    x = plain(x)
    if not x >= 0:
        raise value_error(f"{name} must be at least 0, got {x!r}")
    return x


def positive(name: str, x: float) -> float:
    """`x`, which must be above 0."""
    x = plain(x)
    if not x > 0:
        raise value_error(f"{name} must be above 0, got {x!r}")
    return x


def fraction(name: str, x: float) -> float:
    """`x`, which must be in [0, 1]."""
    x = plain(x)
    if not 0 <= x <= 1:
        raise value_error(f"{name} must be in [0, 1], got {x!r}")
    return x


def below_1(name: str, numbers: Iterable[float]) -> tuple[float, ...]:
    """The numbers, each of which must be in [0, 1)."""
    numbers = tuple(plain(x) for x in numbers)
    if not all(0.0 <= x < 1.0 for x in numbers):
        raise value_error(f"{name} must be in [0, 1), got {numbers!r}")
    return numbers


def plain(x: float) -> float:
    """`x` as one of Python's numbers: NumPy's would take a step in a precision of their own."""
    return x if type(x) in (int, float) else to_float(x)
