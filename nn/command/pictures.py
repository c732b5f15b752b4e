"""The picture that `--plot` asks for: the result in the form that fits the task, and the losses."""

from __future__ import annotations

from collections.abc import Callable

from autograd.fonts import spelled
from nn.command.report import Classified, Report
from nn.data import Dataset
from nn.history import History
from nn.plotting import (
    confusion_matrix,
    decision_boundary,
    new_figure,
    predicted_against_true,
    save_figure,
)

MOST_REGIONS = 20  # classes, beyond which regions of the plane would be too many to tell apart


def draw_result(
    path: str,
    name: str,
    report: Report,
    model: Callable[[list[float]], object],
    data: Dataset,
    history: History | None = None,
) -> None:
    """Writes the picture.

    A classifier of data in a plane shows its regions, any other its confusion matrix, and a model
    of numbers what it predicts against what is true.

    Arguments:
        path: a file whose ending says the format.
        name: of the data; with the result it stands above.
        report: the result.
        model: of a sample as it stands in `data`.
        data: samples and targets, shown in the plane.
        history: the losses to draw beside it, if the data were held out from a training.
    """
    figure = new_figure(2 if history else 1)
    ax = figure.axes[0]
    if not isinstance(report, Classified):
        predicted_against_true(report.predictions, report.targets, ax)
    elif len(data.feature_names) == 2 and len(report.names) <= MOST_REGIONS:
        decision_boundary(model, data.X, data.y, ax, class_names=report.names)
        ax.set_xlabel(data.feature_names[0])
        ax.set_ylabel(data.feature_names[1])
    else:
        confusion_matrix(report.matrix, ax, class_names=report.names)
    if history:
        history.plot(figure.axes[1])
    title = f"{name}: {report.title(spelled)}"
    figure.suptitle(spelled(f"{title} (held-out data)") if history else title)
    save_figure(figure, path)
