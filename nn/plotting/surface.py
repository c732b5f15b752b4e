"""The surface of a loss over two parameters, and the paths of optimizers down it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from autograd import Value
from autograd.fonts import spelled
from autograd.telling import value_error
from nn import optim
from nn.plotting.grid import Grid, around, between
from nn.plotting.style import LINES, colour, marker, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Point = tuple[float, float]
LEVELS = 14
SYMBOLS = 12  # about so many on a path, lest they hide it


def loss_surface(
    f: Callable[..., object],
    paths: Mapping[str, Sequence[Point]] | None = None,
    ax: Axes | None = None,
    *,
    across: Point | None = None,
    up: Point | None = None,
    resolution: int = 64,
) -> Axes:
    """Draws a loss over the plane of its two parameters as contour lines, and paths on it.

    Arguments:
        f: the loss `f(a, b)`, of two numbers or Values. For two parameters of a model, let it put
            them in their place: `model.w[0], model.w[1] = a, b`.
        paths: by name, what `optimizer_path` or a run of your own went through: pairs (a, b).
        ax: matplotlib's axes to draw on; by default those of a new figure.
        across: the range (low, high) of a; by default around the paths.
        up: the range of b.
        resolution: the number of points per axis at which f is evaluated.

    Returns:
        The axes. The levels are closer together near the least loss, as valleys are flat; where f
        has no value, nothing is drawn.

    Raises:
        ValueError: neither ranges nor paths are given, or f has no value anywhere.
        ImportError: matplotlib is not installed.
    """
    paths = paths or {}
    points = [point for path in paths.values() for point in path]
    if not points and (across is None or up is None):
        raise value_error("give the ranges to draw: across=(low, high), up=(low, high); or paths")
    across = across or around([a for a, _ in points])
    up = up or around([b for _, b in points])
    ax = new_axes() if ax is None else ax
    axis_a, axis_b = between(*across, resolution), between(*up, resolution)
    losses = Grid(lambda point: f(*point), axis_a, axis_b, otherwise=math.nan).outputs()
    finite = [loss for row in losses for loss in row if math.isfinite(loss)]
    if not finite:
        raise value_error("the loss has no finite value in this range")
    least, most = min(finite), max(finite)
    if least < most:
        levels = [least + (most - least) * (i / LEVELS) ** 3 for i in range(1, LEVELS + 1)]
        shades = [str(1.0 - 0.4 * i / LEVELS) for i in range(LEVELS)]
        ax.contourf(axis_a, axis_b, losses, levels=[least, *levels], colors=shades)
        lines = ax.contour(axis_a, axis_b, losses, levels=levels, colors="#666666", linewidths=0.6)
        ax.clabel(lines, levels[1::3], fontsize="small", fmt="%.3g")
    for k, (name, path) in enumerate(paths.items()):
        ax.plot(
            *zip(*path),
            LINES[k % len(LINES)],
            color=colour(k),
            marker=marker(k),
            markevery=math.ceil(len(path) / SYMBOLS),
            markersize=6,
            markeredgecolor="white",
            linewidth=1.8,
            label=name,
        )
    starts = list(dict.fromkeys(tuple(path[0]) for path in paths.values()))
    if starts:
        ax.plot(*zip(*starts), "ko", markersize=9, linestyle="", label=spelled("start"))
        ax.legend()
    ax.set_xlim(across)
    ax.set_ylim(up)
    names = _argument_names(f)
    ax.set_xlabel(names[0])
    ax.set_ylabel(names[1])
    return ax


def optimizer_path(
    f: Callable[..., Value],
    start: Point,
    optimizer: str | Callable[[list[Value]], optim.Optimizer] = "sgd",
    *,
    steps: int = 50,
    lr: float | None = None,
) -> list[Point]:
    """Where an optimizer goes from a start down a loss: steps + 1 points (a, b).

    Arguments:
        f: the loss `f(a, b)` of two Values.
        start: the first point.
        optimizer: a name ("sgd", "adam", ...), or what makes one of two parameters:
            `lambda parameters: nn.SGD(parameters, lr=0.1, momentum=0.9)`.
        steps: how many steps to go. The path ends early where the loss, or the next point, is not
            a finite number.
        lr: the learning rate, for an optimizer given by name.
    """
    parameters = [Value(x) for x in start]
    make: Callable[..., optim.Optimizer] = (
        optim.get(optimizer) if isinstance(optimizer, str) else optimizer
    )
    runner = make(parameters) if lr is None else make(parameters, lr=lr)
    path = [(parameters[0].data, parameters[1].data)]
    for _ in range(steps):
        runner.zero_grad()
        try:
            f(*parameters).backward()
            runner.step()
        except (ArithmeticError, ValueError):
            break
        point = parameters[0].data, parameters[1].data
        if not all(map(math.isfinite, point)):
            break
        path.append(point)
    return path


def _argument_names(f: Callable[..., object]) -> list[str]:
    """The names that f gives its two arguments, to label the axes with."""
    import inspect  # here, where it is needed, since `import nn` is to be quick

    try:
        names = list(inspect.signature(f).parameters)
    except (TypeError, ValueError):
        names = []
    return names if len(names) == 2 else ["a", "b"]
