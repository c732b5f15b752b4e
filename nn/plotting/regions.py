"""Decision regions: which class a model takes each point of the plane for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from autograd.fonts import spelled
from autograd.structure import as_nested
from autograd.telling import value_error
from nn.plotting.grid import Grid, Output, Point, around, between
from nn.plotting.style import colour, marker, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def decision_boundary(
    model: Callable[[Point], object],
    X: object,
    y: object,
    ax: Axes | None = None,
    *,
    class_names: Sequence[str] = (),
    threshold: float | None = None,
    resolution: int = 64,
) -> Axes:
    """Draws which class a model takes each point of the plane for, and the data on top.

    Arguments:
        model: a classifier of 2 inputs, a module or any function of a sample: one score or
            probability per sample, or a list of scores, one per class.
        X: n samples of 2 numbers.
        y: their classes: 0, 1, ..., or -1 and 1.
        ax: matplotlib's axes to draw on; by default those of a new figure.
        class_names: for the legend.
        threshold: where a single score changes class. By default 0, or 0.5 behind a sigmoid.
        resolution: the number of points per axis at which the model is evaluated.

    Returns:
        The axes.

    Raises:
        ValueError: the samples do not have 2 numbers, or y does not hold classes.
        ImportError: matplotlib is not installed.
    """
    samples, classes = plane(X, y)
    ax = new_axes() if ax is None else ax
    if threshold is None:
        threshold = threshold_of(model, samples)
    across, up = coordinates(samples, resolution)
    draw_regions(ax, across, up, Grid(model, across, up).outputs(), threshold)
    draw_samples(ax, samples, classes, class_names)
    return ax


def plane(X: object, y: object) -> tuple[list[Point], list[float]]:
    """Samples and classes as lists, after a look whether they are points of a plane, and classes.

    Raises:
        ValueError: they are not.
    """
    samples, classes = ([as_nested(part) for part in as_nested(parts)] for parts in (X, y))
    if not samples or len(samples) != len(classes):
        raise value_error(
            f"expected as many classes as samples, got {len(classes)} and {len(samples)}"
        )
    for x in samples:
        if not isinstance(x, (list, tuple)) or len(x) != 2:
            raise value_error(f"a plane has 2 coordinates; got the sample {x}, use training_curves")
    if any(label != int(label) for label in classes):
        raise value_error("decision_boundary colours classes, but y holds other numbers")
    return samples, classes


def threshold_of(model: Callable[[Point], object], X: list[Point]) -> float:
    """Where a single output changes class: a probability at 0.5, a score at 0."""
    return 0.5 if getattr(model(X[0]), "op", "") == "sigmoid" else 0.0


def coordinates(X: list[Point], resolution: int) -> tuple[list[float], list[float]]:
    """The grid's two coordinates: so many numbers each, from below the least to above the most."""
    across, up = (between(*around([x[i] for x in X]), resolution) for i in range(2))
    return across, up


def draw_regions(
    ax: Axes,
    across: list[float],
    up: list[float],
    outputs: Sequence[Sequence[Output]],
    threshold: float,
) -> None:
    """Colours the region of each class, and draws a line around it; both lie below samples."""
    margins = [[_margins(output, threshold) for output in row] for row in outputs]
    for k in range(len(margins[0][0])):
        margin = [[point[k] for point in row] for row in margins]
        low, high = min(map(min, margin)), max(map(max, margin))
        if high > 0:
            levels, colours = [0.0, high], [colour(k)]
            ax.contourf(across, up, margin, levels, colors=colours, alpha=0.25, zorder=0.5)
        if low < 0 < high:
            ax.contour(across, up, margin, [0.0], colors="black", linewidths=0.8, zorder=0.6)


def draw_samples(ax: Axes, X: list[Point], y: list[float], class_names: Sequence[str]) -> None:
    """Draws the samples, each class with its colour and its marker."""
    for label in sorted(set(y)):
        k = max(0, int(label))  # of the classes -1 and 1, the first is number 0
        points = [x for x, own in zip(X, y) if own == label]
        ax.scatter(
            [x[0] for x in points],
            [x[1] for x in points],
            s=30,
            color=colour(k),
            marker=marker(k),
            edgecolors="black",
            linewidths=0.5,
            label=class_names[k] if class_names else f"{spelled('class')} {int(label)}",
        )
    ax.set_xlabel("x1")
    ax.set_ylabel("x2")
    ax.legend()


def _margins(output: Output, threshold: float) -> list[float]:
    """For each class, by how much its score is above the best of the others."""
    if not isinstance(output, list):
        return [threshold - output, output - threshold]
    return [s - max(output[:k] + output[k + 1 :]) for k, s in enumerate(output)]
