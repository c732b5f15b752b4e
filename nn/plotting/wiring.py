"""A network as people draw it: neurons in columns, and every weight as a line between two."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from autograd.fonts import spelled
from autograd.telling import value_error
from nn.layers import Neuron
from nn.maps import layers_in
from nn.module import Module
from nn.plotting.style import COLOURS, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

POSITIVE, NEGATIVE = COLOURS[0], COLOURS[5]
THINNEST, THICKEST = 0.2, 3.0  # points


class Column(NamedTuple):
    """The neurons of a layer that are drawn: their numbers from above, and where they stand."""

    size: int
    shown: list[int]
    heights: list[float]


def network(
    model: Module,
    ax: Axes | None = None,
    *,
    feature_names: Sequence[str] = (),
    class_names: Sequence[str] = (),
    most: int = 16,
) -> Axes:
    """Draws neurons as circles and weights as lines, for a page or a slide.

    The thickness of a line is |w|, relative to the largest weight of the whole network; blue is
    positive, orange negative. A circle is filled by its bias in the same way. Of a layer of more
    than `most` neurons the first and the last are drawn, and its size stands below it. As a file:
    `ax.figure.savefig("network.svg")`.

    Arguments:
        model: layers one after the other, such as an MLP, a `Sequential`, a layer or a neuron.
        ax: matplotlib's axes to draw on; by default those of a new figure.
        feature_names: of the inputs; by default those that the model's metadata name, if any.
        class_names: of the outputs, likewise.
        most: how many neurons of a layer are drawn, at least 2.

    Returns:
        The axes.

    Raises:
        ValueError: the model has no layers, or one does not fit the one before it; or `most` is
            below 2.
        ImportError: matplotlib is not installed.
    """
    if most < 2:
        raise value_error(f"most must be at least 2, got {most!r}")
    layers = list(layers_in(model))
    if not layers:
        raise value_error(
            f"network draws neurons and layers of them, and {type(model).__name__} has none"
        )
    sizes = [len(layers[0][0].w), *map(len, layers)]
    for size, neurons in zip(sizes, layers):
        if len(neurons[0].w) != size:
            raise value_error(
                f"network draws layers one after the other: one of {len(neurons[0].w)} inputs "
                f"follows {size} neurons"
            )
    ax = new_axes() if ax is None else ax
    columns = [_column(size, most) for size in sizes]
    _draw_weights(ax, columns, layers)
    _draw_neurons(ax, columns, layers)
    metadata = getattr(model, "metadata", {})
    names = list(feature_names or metadata.get("feature_names", ()))
    _write_names(ax, 0, columns[0], names, "right")
    names = list(class_names or metadata.get("class_names", ()))
    _write_names(ax, len(layers), columns[-1], names, "left")
    _write_sizes(ax, columns, layers)
    ax.margins(0.12)
    ax.set_axis_off()
    return ax


def _column(size: int, most: int) -> Column:
    """Neurons at equal distances around the middle, with a gap where some are left out."""
    if size <= most:
        return Column(size, list(range(size)), [(size - 1) / 2 - i for i in range(size)])
    above = (most + 1) // 2
    shown = [*range(above), *range(size - (most - above), size)]
    return Column(size, shown, [most / 2 - (i + (i >= above)) for i in range(most)])


def _draw_weights(ax: Axes, columns: list[Column], layers: list[list[Neuron]]) -> None:
    from matplotlib.collections import LineCollection

    largest = max(abs(w.data) for neurons in layers for neuron in neurons for w in neuron.w) or 1.0
    lines = []
    for x, ((left, right), neurons) in enumerate(zip(pairwise(columns), layers)):
        for j, up in zip(right.shown, right.heights):
            for i, down in zip(left.shown, left.heights):
                lines.append((neurons[j].w[i].data / largest, [(x, down), (x + 1, up)]))
    lines.sort(key=lambda line: abs(line[0]))  # the strongest on top
    ax.add_collection(
        LineCollection(
            [line for _, line in lines],
            colors=[POSITIVE if share > 0 else NEGATIVE for share, _ in lines],
            linewidths=[THINNEST + (THICKEST - THINNEST) * abs(share) for share, _ in lines],
            alpha=[0.15 + 0.75 * abs(share) for share, _ in lines],
            zorder=1,
        )
    )
    for colour, label in ((POSITIVE, spelled("positive")), (NEGATIVE, spelled("negative"))):
        ax.plot([], [], color=colour, linewidth=THICKEST, label=label)
    title = f"{spelled('weight')}, {spelled('at most')} {largest:.3g}"
    ax.legend(title=title, loc="upper center", bbox_to_anchor=(0.5, -0.01), ncols=2, frameon=False)


def _draw_neurons(ax: Axes, columns: list[Column], layers: list[list[Neuron]]) -> None:
    from matplotlib.colors import to_rgba

    largest = max(abs(neuron.b.data) for neurons in layers for neuron in neurons) or 1.0
    tallest = max(len(column.shown) for column in columns)
    size = min(260.0, 3200.0 / tallest)
    for x, column in enumerate(columns):
        biases = [layers[x - 1][j].b.data / largest if x else 0.0 for j in column.shown]
        colours = [
            # Drawn on white, so that no line shows through a circle.
            [1 - 0.8 * abs(b) * (1 - c) for c in to_rgba(POSITIVE if b > 0 else NEGATIVE)[:3]]
            for b in biases
        ]
        across = [x] * len(column.heights)
        ax.scatter(across, column.heights, s=size, color=colours, edgecolors="black", zorder=2)
        if len(column.shown) < column.size:
            gap = sum(column.heights[(len(column.shown) - 1) // 2 :][:2]) / 2
            ax.text(x, gap, "⋮", ha="center", va="center", fontsize=14, zorder=3)


def _write_names(ax: Axes, x: int, column: Column, names: list[str], side: str) -> None:
    """Beside the neurons of the first or last column, if there is a name for each."""
    if len(names) != column.size:
        return
    for i, height in zip(column.shown, column.heights):
        ax.annotate(
            names[i],
            (x, height),
            xytext=(-12 if side == "right" else 12, 0),
            textcoords="offset points",
            ha=side,
            va="center",
        )


def _write_sizes(ax: Axes, columns: list[Column], layers: list[list[Neuron]]) -> None:
    """Below each column, with room for it, how many neurons the layer has, and what they are."""
    heights = [height for column in columns for height in column.heights]
    low, high = min(heights), max(heights)
    bottom = low - 0.06 * (high - low) - 0.4
    words = [spelled("inputs"), *(_kind(neurons) for neurons in layers)]
    for x, (column, kind) in enumerate(zip(columns, words)):
        ax.text(x, bottom, f"{column.size} {kind}", ha="center", va="top")
    ax.set_ylim(bottom - 0.06 * (high - low) - 0.2, high + 0.06 * (high - low) + 0.4)


def _kind(neurons: list[Neuron]) -> str:
    kinds = {repr(neuron).partition("Neuron")[0].lower() for neuron in neurons}
    return kinds.pop() if len(kinds) == 1 else spelled("neurons")
