"""Pictures of learning: each function returns matplotlib's axes.

    decision_boundary     which class a model takes each point of the plane for
    confusion_matrix      which classes are taken for which
    predicted_against_true
                          numbers predicted, beside the true ones
    Film                  the same while it learns, as GIF or as a page to step through
    network               neurons, and every weight as a line between two
    training_curves       the losses over the epochs
    gradient_magnitudes   how large the gradients of each layer are
    loss_surface          a loss over two parameters, and the paths of optimizers on it
    activation            a function and its derivative; `activations` draws several

Nothing is shown on a screen or written to a file: that is `ax.figure.savefig("picture.png")`, or
what a notebook does by itself. `language("ko")` turns the words in all pictures into Korean.

Read the source in this order: `style` (colours, words, figures), `grid` (a model on many points),
then each kind of picture.
"""

from autograd.fonts import FONTS
from nn.plotting.curves import activation, activations, training_curves
from nn.plotting.film import Film
from nn.plotting.gradients import GradientWatch, gradient_magnitudes
from nn.plotting.regions import decision_boundary
from nn.plotting.results import confusion_matrix, predicted_against_true
from nn.plotting.style import (
    COLOURS,
    MARKERS,
    language,
    new_figure,
    picture_format,
    save_figure,
)
from nn.plotting.surface import loss_surface, optimizer_path
from nn.plotting.wiring import network

__all__ = [
    "COLOURS",
    "FONTS",
    "MARKERS",
    "Film",
    "GradientWatch",
    "activation",
    "activations",
    "confusion_matrix",
    "decision_boundary",
    "gradient_magnitudes",
    "language",
    "loss_surface",
    "network",
    "new_figure",
    "optimizer_path",
    "picture_format",
    "predicted_against_true",
    "save_figure",
    "training_curves",
]
