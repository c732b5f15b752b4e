"""What a check is made of: what it asks for, how it says no, how numbers are compared."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import autograd

EXERCISES: dict[str, Exercise] = {}
"""All that can be checked, by lesson and number: "5.2"."""


class NotRightError(AssertionError):
    """What `check` says of an answer that is not right, in one line."""

    def _render_traceback_(self) -> list[str]:
        """The line alone, where a notebook would show where it was raised."""
        return [str(self)]


@dataclass
class Exercise:
    """One exercise: the names that its check takes, what to put in each, and the check."""

    test: Callable[..., None]
    hints: dict[str, tuple[str, str]]

    @property
    def names(self) -> list[str]:
        """What the check takes: some of it comes from the lesson and has no hint."""
        return list(inspect.signature(self.test).parameters)


def exercise(
    number: str, **hints: tuple[str, str]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Enters the check of an exercise: a function of what was made, which calls `expect`.

    Arguments:
        number: lesson and exercise, "5.2".
        hints: for each name that the student is to give, what it should be: English, Korean.
    """

    def enter(test: Callable[..., None]) -> Callable[..., None]:
        EXERCISES[number] = Exercise(test, hints)
        return test

    return enter


def expect(holds: object, english: str, korean: str) -> None:
    """Says no, with the reason in the reader's language, where something does not hold."""
    if not holds:
        raise NotRightError(said(english, korean))


def said(english: str, korean: str) -> str:
    """One of the two, in the language that the package speaks."""
    return korean if autograd.language() == "ko" else english


def number(x: Any) -> float:
    """The number of a Value, of a lesson's own Scalar, or of what is a number already."""
    data = getattr(x, "data", x)
    return float(data if isinstance(data, (int, float)) else x)


def floats(x: Any) -> Any:
    """The numbers in lists of any depth: of lists, tuples, arrays."""
    if isinstance(x, (str, bytes)):
        raise TypeError(f"numbers expected, got {x!r}")
    return [floats(each) for each in x] if hasattr(x, "__len__") else number(x)


def same(x: Any, y: Any, rel: float = 1e-6, small: float = 1e-9) -> bool:
    """Whether two nested lists have one shape and, nearly, one content."""
    return _alike(floats(x), floats(y), rel, small)


def _alike(x: Any, y: Any, rel: float, small: float) -> bool:
    if isinstance(x, list) and isinstance(y, list):
        return len(x) == len(y) and all(_alike(a, b, rel, small) for a, b in zip(x, y))
    if isinstance(x, list) or isinstance(y, list):
        return False
    return math.isclose(x, y, rel_tol=rel, abs_tol=small)


def slope(f: Callable[[float], float], x: float, h: float = 1e-5) -> float:
    """f'(x) by a central difference, which knows nothing of the chain rule."""
    return (number(f(x + h)) - number(f(x - h))) / (2 * h)


def moved(xs: Sequence[float], i: int, by: float) -> list[float]:
    """A list with one entry moved."""
    return [x + by * (k == i) for k, x in enumerate(xs)]


def slopes(f: Callable[[list[float]], float], xs: Sequence[float], h: float = 1e-5) -> list[float]:
    """The gradient of a function of a list, by central differences."""
    return [(f(moved(xs, i, h)) - f(moved(xs, i, -h))) / (2 * h) for i in range(len(xs))]


def sigmoid(z: float) -> float:
    """1/(1 + e^-z)."""
    return 1 / (1 + math.exp(-z))


def accuracy(model: Callable[..., Any], data: Any) -> float:
    """How much a model gets right: above 0 means yes, or else the largest score wins."""
    right = 0
    for x, y in zip(*data):
        output = model(x)
        if hasattr(output, "__len__"):
            right += max(range(len(output)), key=lambda k: number(output[k])) == y
        else:
            right += (number(output) > 0) == (y > 0)
    return right / len(data.X)
