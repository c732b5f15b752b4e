"""`check_gradients`: the engine's derivatives against differences of function values."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Protocol

from autograd.derivatives import value_and_grad
from autograd.entry import Operation
from autograd.messages import columns, padded
from autograd.recording import no_grad
from autograd.structure import as_nested, leaves_of, refill
from autograd.telling import TellingError, told, value_error
from autograd.value import Value


class GradientError(TellingError, AssertionError):
    """A gradient that differences of function values do not confirm."""


class Printer(Protocol):
    """What IPython hands to those who print themselves."""

    def text(self, text: str) -> None:
        """Writes a text."""


class Comparison(NamedTuple):
    """One partial derivative, computed in both ways."""

    where: str
    gradient: float
    difference: float
    error: float


class GradientReport(NamedTuple):
    """What `check_gradients` found: the worst relative error, where it was, and every row."""

    worst: float
    where: str
    rows: list[Comparison]

    def __str__(self) -> str:
        width = max(columns(row.where) for row in self.rows)
        words = ((told("gradient"), 24), (told("difference"), 24), (told("relative error"), 14))
        head = "  ".join([" " * width, *(padded(word, size, right=True) for word, size in words)])
        lines = (
            f"{padded(row.where, width)}  {row.gradient:24.16g}  {row.difference:24.16g}"
            f"  {row.error:14.1e}"
            for row in self.rows
        )
        return "\n".join((head, *lines))

    def _repr_pretty_(self, printer: Printer, cycle: bool) -> None:
        """What Jupyter and IPython show: the table."""
        printer.text(str(self))


def check_gradients(
    f: Callable[..., object], *points: object, tolerance: float = 1e-6
) -> GradientReport:
    """Compares the gradient of `f` with central differences, for every number it depends on.

    The difference (f(x + h) - f(x - h)) / 2h is extrapolated to h → 0 from a row of shrinking
    steps (Ridders, 1982), and the step row is placed where f can be evaluated on both sides.

    Arguments:
        f: a function with one number as its result.
        points: the arguments at which to check: numbers or nested lists of numbers. For a function
            of one argument several points may be given, and each is checked.
        tolerance: the largest relative error that passes, above 0. Where the derivative is so
            small beside f that rounding hides it, the error is relative to what can be seen.

    Returns:
        A report with `worst` (the largest relative error), `where` and all `rows`; print it.

    Raises:
        GradientError: a relative error is above the tolerance; the message is a table.
        ValueError: no points, or f cannot be evaluated on both sides of a point.
    """
    if not points:
        raise value_error(
            "check_gradients needs the point at which to check: check_gradients(f, x)"
        )
    rows: list[Comparison] = []
    for number, point in enumerate(_argument_lists(f, points)):
        prefix = told(f"point {number}, ") if len(points) > 1 and len(point) == 1 else ""
        _, gradient = value_and_grad(f, argnums=tuple(range(len(point))))(*point)
        numbers = [float(x) for x in leaves_of(point)]
        for i, slope in enumerate(map(float, leaves_of(gradient))):
            difference, noise = _difference(f, point, numbers, i)
            # Relative to the derivative, or to the least that a difference can resolve.
            size = max(abs(slope), abs(difference), noise / tolerance)
            error = abs(slope - difference) / (size or 1.0)
            where = prefix + told(f"d/d(number {i}) at {numbers[i]:.6g}")
            rows.append(Comparison(where, slope, difference, error))
    # A NaN is never the largest by comparison, and always the worst.
    worst = max(rows, key=lambda row: math.inf if math.isnan(row.error) else row.error)
    report = GradientReport(worst.error, worst.where, rows)
    if not worst.error <= tolerance:
        raise GradientError(
            f"the gradient is off by a relative {worst.error:.1e} at {worst.where} "
            f"(tolerance {tolerance:g})\n{report}"
        )
    return report


def _argument_lists(
    f: Callable[..., object], points: tuple[object, ...]
) -> Iterator[tuple[object, ...]]:
    """One list of arguments, or one per point if f takes a single argument."""
    points = tuple(map(as_nested, points))
    yield from [points] if _binds(f, points) else [(point,) for point in points]


def _binds(f: Callable[..., object], args: tuple[object, ...]) -> bool:
    import inspect  # slow to import, and only needed here

    f = inspect.unwrap(f)  # grad(f) takes what f takes
    if isinstance(f, Operation):
        return f.arity in (None, len(args))
    try:
        inspect.signature(f).bind(*args)
    except TypeError:
        return False
    except ValueError:  # a callable that does not tell its signature
        return True
    return True


def _difference(
    f: Callable[..., Any], point: tuple[object, ...], numbers: list[float], i: int
) -> tuple[float, float]:
    """df/dx_i by Ridders' method, and the noise that rounding f to a float puts on it."""

    def at(x: float) -> float:
        with no_grad():
            return float(f(*refill(point, map(Value, [*numbers[:i], x, *numbers[i + 1 :]]))))

    x = numbers[i]
    step = 0.01 * max(abs(x), 1.0)
    while True:
        try:
            previous = [_central(at, x, step)]
            break
        except (ArithmeticError, ValueError):
            step /= 8.0
            if x + step == x:
                raise value_error(
                    f"f cannot be evaluated on both sides of {x:g}, so no difference can check it"
                ) from None
    rounding = 8.0 * math.ulp(max(abs(at(x - step)), abs(at(x)), abs(at(x + step))))
    best, best_change, best_step = previous[0], math.inf, step
    for _ in range(12):
        step /= 2.0
        current = [_central(at, x, step)]
        factor = 4.0
        for older in previous:  # each pass removes the next even power of the step from the error
            current.append(current[-1] + (current[-1] - older) / (factor - 1.0))
            factor *= 4.0
            change = max(abs(current[-1] - current[-2]), abs(current[-1] - older))
            if change <= best_change:
                best, best_change, best_step = current[-1], change, step
        previous = current
    return best, rounding / best_step


def _central(at: Callable[[float], float], x: float, step: float) -> float:
    above, below = x + step, x - step
    return (at(above) - at(below)) / (above - below)
