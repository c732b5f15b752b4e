"""Curves: losses over the epochs, and activation functions with their derivatives."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from autograd import value_and_grad
from autograd.fonts import spelled
from autograd.telling import import_error, value_error
from nn.activations import ACTIVATIONS, Activation, activation_of, word_for
from nn.history import Record
from nn.plotting.grid import between
from nn.plotting.style import MISSING, colour, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def training_curves(history: Sequence[Record], ax: Axes | None = None) -> Axes:
    """Draws the loss over the epochs, and the validation loss beside it if there is one.

    Arguments:
        history: what `nn.fit` returned.
        ax: matplotlib's axes to draw on; by default those of a new figure.

    Returns:
        The axes. Their scale is logarithmic if all losses are above 0.

    Raises:
        ValueError: the history has no epochs.
        ImportError: matplotlib is not installed.
    """
    if not history:
        raise value_error("the history has no epochs to draw")
    ax = new_axes() if ax is None else ax
    epochs = [record["epoch"] for record in history]
    curves = {"loss": ("training", "-"), "val_loss": ("validation", "--")}
    for i, (key, (label, style)) in enumerate(curves.items()):
        if key in history[0]:
            numbers = [record[key] for record in history]
            # A line of one point would be invisible.
            marker = "o" if len(numbers) == 1 else ""
            ax.plot(epochs, numbers, style, color=colour(i), marker=marker, label=spelled(label))
    if all(record[key] > 0 for record in history for key in curves if key in record):
        ax.set_yscale("log")
    ax.locator_params("x", integer=True)
    ax.set_xlabel(spelled("epoch"))
    ax.set_ylabel(spelled("loss"))
    ax.legend()
    return ax


def activation(which: Activation, ax: Axes | None = None, *, reach: float = 4.0) -> Axes:
    """Draws an activation h (solid) and its derivative h' (dashed).

    Arguments:
        which: a name such as "tanh", or a function of one Value.
        ax: matplotlib's axes to draw on; by default those of a new figure.
        reach: drawn is from -reach to reach.

    Returns:
        The axes. At a jump the curve is broken.

    Raises:
        ValueError: no activation has that name.
        ImportError: matplotlib is not installed.
    """
    h = activation_of(which)
    ax = new_axes() if ax is None else ax
    inputs = between(-reach, reach, 401)
    values, slopes = zip(*map(value_and_grad(h), inputs))
    ax.axhline(0.0, color="#bbbbbb", linewidth=0.8)
    ax.axvline(0.0, color="#bbbbbb", linewidth=0.8)
    ax.plot(inputs, _broken(inputs, values), "-", color=colour(0), linewidth=2, label="h(x)")
    label = f"h′(x), {spelled('derivative')}"
    ax.plot(inputs, _broken(inputs, slopes), "--", color=colour(5), linewidth=2, label=label)
    ax.set_title(which if isinstance(which, str) else word_for(which))
    ax.set_xlabel("x")
    ax.legend()
    return ax


def activations(names: Sequence[Activation] = ACTIVATIONS, *, reach: float = 4.0) -> list[Axes]:
    """Draws several activations side by side on one scale: see `activation`.

    Returns:
        The axes, one for each; their `figure` is the same.
    """
    try:
        from matplotlib import pyplot
    except ImportError:
        raise import_error(MISSING) from None
    columns = min(len(names), math.ceil(len(names) / math.ceil(len(names) / 5)))
    rows = math.ceil(len(names) / columns)
    figure, grid = pyplot.subplots(
        *(rows, columns),
        figsize=(2.6 * columns, 2.5 * rows),
        layout="constrained",
        sharex=True,
        sharey=True,
        squeeze=False,
    )
    axes = list(grid.flat)
    for which, ax in zip(names, axes):
        activation(which, ax, reach=reach)
        ax.get_legend().remove()
        ax.label_outer()
    for ax in axes[len(names) :]:
        ax.remove()
    axes[0].set_ylim(-1.3, 2.3)
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return axes[: len(names)]


def _broken(inputs: Sequence[float], outputs: Sequence[float]) -> list[float]:
    """The outputs with a gap before every jump, so that no line is drawn where there is none."""
    steep = 10 * (inputs[1] - inputs[0])
    gaps = [abs(b - a) > steep for a, b in pairwise(outputs)]
    return [math.nan if gap else y for y, gap in zip(outputs, [*gaps, False])]
