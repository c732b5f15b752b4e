"""Numbers that options take."""

from __future__ import annotations

from argparse import ArgumentTypeError

from autograd.telling import told


def at_least_1(text: str) -> int:
    """A whole number of at least 1."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise ArgumentTypeError(told(f"must be a whole number of at least 1, got {text}"))
    return number


def whole(text: str) -> int:
    """A whole number."""
    try:
        return int(text)
    except ValueError:
        raise ArgumentTypeError(told(f"must be a whole number, got {text}")) from None


def positive(text: str) -> float:
    """A number above 0 and finite."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise ArgumentTypeError(told(f"must be a number above 0 and finite, got {text}"))
    return number
