"""`plot`: a function near a point, and what its derivatives say of it there."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from autograd.derivatives import grad, hessian, value_and_grad
from autograd.fonts import spelled, with_letters
from autograd.recording import no_grad
from autograd.structure import leaves_of
from autograd.telling import import_error, value_error
from autograd.value import Value

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CURVE, SURFACE, ARROWS = 401, 61, 9  # how many points along an axis
LEVELS = 20
BLUE, ORANGE, GREEN = "#0072B2", "#D55E00", "#009E73"  # told apart by colour-blind readers too


def plot(
    f: Callable[..., object],
    *point: float | Sequence[float],
    order: int = 1,
    reach: float | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draws a function of one or two variables, and its derivative at a point.

    Of one variable: the curve, the point, and its tangent, f(x) + f'(x)·(t - x); with `order=2`
    also the parabola that bends with it, f(x) + f'(x)·(t - x) + ½ f''(x)·(t - x)². Of two
    variables: the surface from above, as colours between lines of equal height, with arrows along
    the gradient, which points straight uphill, across these lines; with `order=2` also, dashed,
    the lines of f(p) + g·d + ½ dᵀH d.

    Example:
        >>> plot(lambda x: x**3 - x, 1.0, order=2)                       # doctest: +SKIP
        >>> plot(lambda x, y: x * x + 3 * y * y, 1.0, 0.5)               # doctest: +SKIP

    Arguments:
        f: the function, called as `grad` would call it.
        point: its arguments: one number; or two, or a list of two.
        order: 1 or 2, the highest derivative that is shown.
        reach: how far to draw around the point in each variable, above 0; by default as far as
            the largest coordinate, at least 2.
        ax: matplotlib's axes to draw on; by default those of a new figure.

    Returns:
        The axes. Where f has no value, nothing is drawn.

    Raises:
        TypeError: the point is not made of numbers.
        ValueError: the point has more than two coordinates, or order or reach is none of these.
        ImportError: matplotlib is not installed.
    """
    at = [float(x) for x in leaves_of(point)]
    if len(at) not in (1, 2):
        raise value_error(f"plot draws functions of 1 or 2 variables, got {len(at)}")
    if order not in (1, 2):
        raise value_error(f"order must be 1 or 2, got {order!r}")
    reach = max(2.0, *map(abs, at)) if reach is None else reach
    if not 0.0 < reach < math.inf:
        raise value_error(f"reach must be a number above 0 and finite, got {reach!r}")
    listed = len(point) == 1 and hasattr(point[0], "__len__")
    there = Point(lambda *xs: f(list(xs) if listed else xs[0]) if len(point) == 1 else f(*xs), at)
    ax = _new_axes() if ax is None else ax
    (_draw_curve if len(at) == 1 else _draw_surface)(ax, there, order, reach)
    with_letters(ax)
    return ax


class Point:
    """A function of one or two numbers at a point: value, slopes, and how these change.

    Arguments:
        f: called with the numbers one by one.
        at: the point.
    """

    def __init__(self, f: Callable[..., object], at: list[float]) -> None:
        self.f, self.at = f, at
        self.value, self.slopes = value_and_grad(lambda xs: f(*xs))(at)

    def height(self, *x: float) -> float:
        """f(x); NaN where it has no value."""
        try:
            with no_grad():
                value = self.f(*map(Value, x))
            return value.data if isinstance(value, Value) else float(value)  # type: ignore[arg-type]
        except (ArithmeticError, ValueError):
            return math.nan

    def slopes_at(self, *x: float) -> list[float]:
        """The gradient at x; NaN where there is none."""
        try:
            return list(grad(lambda xs: self.f(*xs))(list(x)))
        except (ArithmeticError, ValueError):
            return [math.nan] * len(x)

    def polynomial(self, order: int) -> Callable[..., float]:
        """The polynomial of that degree whose value and derivatives are those of f at the point."""
        second = hessian(lambda xs: self.f(*xs))(self.at) if order == 2 else []

        def taylor(*x: float) -> float:
            d = [a - b for a, b in zip(x, self.at)]
            bent = sum(d[i] * row[j] * d[j] for i, row in enumerate(second) for j in range(len(d)))
            return self.value + sum(s * a for s, a in zip(self.slopes, d)) + bent / 2

        return taylor


def _draw_curve(ax: Axes, there: Point, order: int, reach: float) -> None:
    (x,) = there.at
    across = _between(x - reach, x + reach, CURVE)
    heights = [there.height(t) for t in across]
    low, high = _window([*heights, there.value])
    ax.plot(across, _without_jumps(heights, high - low), color=BLUE, label="f")
    (slope,) = there.slopes
    tangent = there.polynomial(1)
    label = spelled(f"slope {slope:.4g}")
    ax.plot(across, list(map(tangent, across)), "--", color=ORANGE, label=label)
    if order == 2:
        parabola = there.polynomial(2)
        bend = 2 * (parabola(x + 1.0) - tangent(x + 1.0))
        label = spelled(f"second derivative {bend:.4g}")
        ax.plot(across, list(map(parabola, across)), ":", color=GREEN, label=label)
    ax.plot([x], [there.value], "o", color="black", zorder=3)
    ax.annotate(
        f"({x:.4g}, {there.value:.4g})", (x, there.value), xytext=(6, 8), textcoords="offset points"
    )
    ax.set_ylim(low, high)
    ax.set_xlabel("x")
    ax.legend()


def _draw_surface(ax: Axes, there: Point, order: int, reach: float) -> None:
    x, y = there.at
    across, up = (_between(c - reach, c + reach, SURFACE) for c in there.at)
    heights = [[there.height(a, b) for a in across] for b in up]
    if not any(map(math.isfinite, (h for row in heights for h in row))):
        raise value_error("f has no value anywhere around the point")
    surface = ax.contourf(across, up, heights, LEVELS, cmap="viridis", alpha=0.8)
    lines = list(surface.levels)[::2]
    ax.figure.colorbar(surface, ax=ax, label="f")
    ax.contour(across, up, heights, lines, colors="white", linewidths=0.5)
    grid = [
        (a, b, *there.slopes_at(a, b))
        for b in _between(*_inside(up), ARROWS)
        for a in _between(*_inside(across), ARROWS)
    ]
    a, b, right, upward = zip(*grid)
    ax.quiver(a, b, right, upward, angles="xy", color="black", alpha=0.6, width=0.004)
    if order == 2:
        taylor = there.polynomial(2)
        bent = [[taylor(a, b) for a in across] for b in up]
        ax.contour(across, up, bent, lines, colors=ORANGE, linestyles="dashed")
    size = math.hypot(*there.slopes)
    if size:
        tip = (x + 0.35 * reach * there.slopes[0] / size, y + 0.35 * reach * there.slopes[1] / size)
        ax.annotate("", tip, (x, y), arrowprops={"color": ORANGE, "width": 2, "headwidth": 9})
    ax.plot([x], [y], "o", color=ORANGE, markeredgecolor="black", zorder=3)
    slopes = ", ".join(f"{slope:.4g}" for slope in there.slopes)
    ax.set_title(spelled(f"f({x:.4g}, {y:.4g}) = {there.value:.4g}, gradient ({slopes})"))
    ax.set_xlabel("x")
    ax.set_ylabel("y")
    ax.set_aspect("equal")  # or gradients would not stand straight on the lines


def _new_axes() -> Axes:
    try:
        from matplotlib import pyplot
    except ImportError:
        raise import_error("plotting needs matplotlib: pip install 'chainrule[plot]'") from None
    return pyplot.subplots(layout="constrained")[1]


def _between(low: float, high: float, count: int) -> list[float]:
    return [low + (high - low) * i / (count - 1) for i in range(count)]


def _inside(axis: Sequence[float]) -> tuple[float, float]:
    """The ends of an axis, a little drawn in, lest arrows start on the frame."""
    spare = 0.06 * (axis[-1] - axis[0])
    return axis[0] + spare, axis[-1] - spare


def _window(heights: Sequence[float]) -> tuple[float, float]:
    """From below to above of what is worth seeing: near a pole, the rest would be a flat line.

    That is all of it, unless the middle nine tenths take up less than a quarter of its height.
    """
    finite = sorted(filter(math.isfinite, heights))
    low, high = finite[0], finite[-1]
    inner, outer = finite[len(finite) // 20], finite[-1 - len(finite) // 20]
    if high - low > 4 * (outer - inner) > 0:
        low, high = inner, outer
    low, high = min(low, heights[-1]), max(high, heights[-1])  # the point itself is always seen
    spare = 0.08 * (high - low) or 1.0
    return low - spare, high + spare


def _without_jumps(heights: Sequence[float], window: float) -> list[float]:
    """The curve with a gap where it leaps past the whole window, as at a pole."""
    gaps = [math.nan if abs(b - a) > window else b for a, b in pairwise(heights)]
    return [heights[0], *gaps]
