"""Results: which classes are taken for which, and numbers predicted against the true ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from autograd.fonts import spelled
from autograd.structure import as_nested, leaves_of
from autograd.telling import value_error
from nn.plotting.style import colour, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_COUNTS = 20  # classes, beyond which counts and names would be too small to read


def confusion_matrix(
    matrix: Sequence[Sequence[int]],
    ax: Axes | None = None,
    *,
    class_names: Sequence[str] = (),
) -> Axes:
    """Draws how many samples of each class were taken for which; right ones are on the diagonal.

    The colour is the share of the samples of that true class, so that rare classes can be read
    as well as common ones; the number in a field is the count, for up to 20 classes.

    Arguments:
        matrix: C rows of C counts, as `nn.metrics.confusion_matrix` gives them.
        ax: matplotlib's axes to draw on; by default those of a new figure.
        class_names: C names; by default 0, 1, ...

    Returns:
        The axes.

    Raises:
        ValueError: the matrix is not square, or there are more or fewer names than classes.
        ImportError: matplotlib is not installed.
    """
    size = len(matrix)
    if not size or any(len(row) != size for row in matrix):
        raise value_error(f"a confusion matrix has as many columns as rows; got {size} rows")
    if class_names and len(class_names) != size:
        raise value_error(f"expected {size} class names, got {len(class_names)}")
    ax = new_axes() if ax is None else ax
    shares = [[count / max(1, sum(row)) for count in row] for row in matrix]
    ax.imshow(shares, cmap="Blues", vmin=0.0, vmax=1.0)
    if size <= MOST_COUNTS:
        names = list(class_names) or list(map(str, range(size)))
        long = max(map(len, names)) > 4
        ax.set_xticks(
            range(size), names, rotation=45 if long else 0, ha="right" if long else "center"
        )
        ax.set_yticks(range(size), names)
        for i, row in enumerate(matrix):
            for j, count in enumerate(row):
                ink = "white" if shares[i][j] > 0.5 else "black"
                ax.text(j, i, str(count), ha="center", va="center", color=ink, fontsize=9)
    ax.set_xlabel(spelled("predicted class"))
    ax.set_ylabel(spelled("true class"))
    return ax


def predicted_against_true(predictions: object, targets: object, ax: Axes | None = None) -> Axes:
    """Draws a point for each sample, its true number across and its predicted number up.

    On the line all predictions are right; a point's distance from it, straight up or down, is the
    error of that sample.

    Arguments:
        predictions: n numbers.
        targets: n numbers.
        ax: matplotlib's axes to draw on; by default those of a new figure.

    Returns:
        The axes.

    Raises:
        ValueError: there are no numbers, or not as many of one as of the other.
        ImportError: matplotlib is not installed.
    """
    up, across = (list(map(float, leaves_of(as_nested(x)))) for x in (predictions, targets))
    if not up or len(up) != len(across):
        raise value_error(f"got {len(up)} predictions for {len(across)} targets")
    ax = new_axes() if ax is None else ax
    ends = [min(*up, *across), max(*up, *across)] if len(up) > 1 else [up[0], across[0]]
    ax.plot(ends, ends, "--", color="black", linewidth=0.8)
    ax.scatter(across, up, s=20, color=colour(0), alpha=0.6, edgecolors="none")
    ax.set_xlabel(spelled("true"))
    ax.set_ylabel(spelled("predicted"))
    return ax
