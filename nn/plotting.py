"""Pictures of training: decision boundaries and training curves. Each returns matplotlib's axes.

Nothing is shown on a screen or written to a file: that is `ax.figure.savefig("picture.png")`, or
what a notebook does by itself.
"""

from __future__ import annotations

import io
import os
import warnings
from collections.abc import Sequence
from typing import Any

from autograd import no_grad
from autograd.files import write_whole
from autograd.structure import as_nested
from nn.module import Module
from nn.steps import modes_kept

MISSING = "plotting needs matplotlib: pip install 'chainrule[plot]'"

# Colours that colour-blind readers tell apart (Okabe and Ito, 2008); the markers differ as well.
COLOURS = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#999999"]
MARKERS = "os^DvP*X"

FONTS = [
    "Noto Sans CJK KR",
    "Noto Sans KR",
    "NanumGothic",
    "Malgun Gothic",
    "Apple SD Gothic Neo",
    "AppleGothic",
]


def decision_boundary(
    model: Any,
    X: Any,
    y: Any,
    ax: Any = None,
    *,
    class_names: Sequence[str] = (),
    threshold: float | None = None,
    resolution: int = 64,
) -> Any:
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
    X, y = ([as_nested(part) for part in as_nested(parts)] for parts in (X, y))
    if not X or len(X) != len(y):
        raise ValueError(f"expected as many classes as samples, got {len(y)} and {len(X)}")
    for x in X:
        if not isinstance(x, (list, tuple)) or len(x) != 2:
            raise ValueError(f"a plane has 2 coordinates; got the sample {x}, use training_curves")
    if any(label != int(label) for label in y):
        raise ValueError("decision_boundary colours classes, but y holds other numbers")
    ax = _new_axes() if ax is None else ax
    if threshold is None:
        threshold = 0.5 if getattr(model(X[0]), "op", "") == "sigmoid" else 0.0

    across, up = (_grid([x[i] for x in X], resolution) for i in range(2))
    margins = [
        [_margins(output, threshold) for output in row] for row in _outputs(model, across, up)
    ]
    for k in range(len(margins[0][0])):
        margin = [[point[k] for point in row] for row in margins]
        low, high = min(map(min, margin)), max(map(max, margin))
        if high > 0:
            ax.contourf(across, up, margin, levels=[0.0, high], colors=[_colour(k)], alpha=0.25)
        if low < 0 < high:
            ax.contour(across, up, margin, levels=[0.0], colors=["black"], linewidths=0.8)
    for label in sorted(set(y)):
        k = max(0, int(label))  # of the classes -1 and 1, the first is number 0
        points = [x for x, own in zip(X, y) if own == label]
        ax.scatter(
            [x[0] for x in points],
            [x[1] for x in points],
            s=30,
            color=_colour(k),
            marker=MARKERS[k % len(MARKERS)],
            edgecolors="black",
            linewidths=0.5,
            label=class_names[k] if class_names else f"class {int(label)}",
        )
    ax.legend()
    return ax


def training_curves(history: Sequence[dict[str, Any]], ax: Any = None) -> Any:
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
        raise ValueError("the history has no epochs to draw")
    ax = _new_axes() if ax is None else ax
    epochs = [record["epoch"] for record in history]
    curves = {"loss": ("training", "-"), "val_loss": ("validation", "--")}
    for i, (key, (label, style)) in enumerate(curves.items()):
        if key in history[0]:
            numbers = [record[key] for record in history]
            # A line of one point would be invisible.
            marker = "o" if len(numbers) == 1 else ""
            ax.plot(epochs, numbers, style, color=_colour(i), marker=marker, label=label)
    if all(record[key] > 0 for record in history for key in curves if key in record):
        ax.set_yscale("log")
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss")
    ax.legend()
    return ax


def new_figure(columns: int) -> Any:
    """A figure with so many axes side by side, which belongs to no screen."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise ImportError(MISSING) from None
    figure = Figure(figsize=(5.5 * columns, 4.5), layout="constrained")
    figure.subplots(1, columns)
    return figure


def picture_format(path: str | os.PathLike[str]) -> str:
    """The format of a picture by the ending of its name: "png", "svg", "pdf", ...

    Raises:
        ValueError: it is none that matplotlib can write.
        ImportError: matplotlib is not installed.
    """
    formats = new_figure(1).canvas.get_supported_filetypes()
    from pathlib import Path

    ending = Path(path).suffix[1:].lower()
    if ending not in formats:
        raise ValueError(f"{path}: a picture's name must end in .png, .svg or .pdf")
    return ending


def save_figure(figure: Any, path: str | os.PathLike[str]) -> None:
    """Writes a figure to a file, whole or not at all.

    Matplotlib's own font has no Korean, Chinese or Japanese letters, so what is installed of
    `FONTS` helps out.
    """
    from matplotlib import font_manager
    from matplotlib.text import Text

    installed = {font.name for font in font_manager.fontManager.ttflist}
    family = ["DejaVu Sans", *(name for name in FONTS if name in installed)]
    for text in figure.findobj(Text):
        text.set_fontfamily(family)
    content = io.BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")  # a box is drawn in its place
        figure.savefig(content, format=picture_format(path), dpi=120)
    write_whole(path, content.getvalue())


def _new_axes() -> Any:
    try:
        from matplotlib import pyplot
    except ImportError:
        raise ImportError(MISSING) from None
    return pyplot.subplots()[1]


def _grid(numbers: Sequence[float], count: int) -> list[float]:
    """`count` numbers from below the least to above the largest."""
    low, high = min(numbers), max(numbers)
    margin = 0.15 * (high - low) or 1.0
    return [low - margin + (high - low + 2 * margin) * i / (count - 1) for i in range(count)]


@no_grad()
def _outputs(model: Any, across: Sequence[float], up: Sequence[float]) -> list[list[Any]]:
    """What the model, in evaluation mode, makes of every point of the grid."""
    if not isinstance(model, Module):
        return [[model([a, b]) for a in across] for b in up]
    with modes_kept(model):
        call: Any = model.eval()
        return [[call([a, b]) for a in across] for b in up]


def _margins(output: Any, threshold: float) -> list[float]:
    """For each class, by how much its score is above the best of the others."""
    output = as_nested(output)
    if not isinstance(output, (list, tuple)):
        return [threshold - float(output), float(output) - threshold]
    scores = list(map(float, output))
    return [s - max(scores[:k] + scores[k + 1 :]) for k, s in enumerate(scores)]


def _colour(k: int) -> str:
    return COLOURS[k % len(COLOURS)]
