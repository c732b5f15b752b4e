"""Gradient magnitudes by layer: do gradients vanish, or explode, on their way back?"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import autograd
from autograd.fonts import spelled
from autograd.structure import as_nested
from autograd.telling import value_error
from nn import losses
from nn.history import Record
from nn.modes import evaluating
from nn.module import Module
from nn.plotting.style import LINES, colour, marker, new_axes
from nn.training import default_loss

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from autograd.value import Operand

KEY = "gradients"  # under which a GradientWatch enters them into the history


def gradient_magnitudes(source: Module | Sequence[Record], ax: Axes | None = None) -> Axes:
    """Draws how large the gradients of each layer are: √(mean g²) over the layer's parameters.

    Arguments:
        source: a model after `backward()`, for a bar per layer; or the history of a training with
            a `GradientWatch` among its callbacks, for a line per layer over the epochs.
        ax: matplotlib's axes to draw on; by default those of a new figure.

    Returns:
        The axes. Their scale is logarithmic; what is 0 has no place on it.

    Raises:
        ValueError: all gradients are 0, or the history holds none.
        ImportError: matplotlib is not installed.
    """
    epochs = [] if isinstance(source, Module) else [r for r in source if KEY in r]
    rows = [layer_gradients(source)] if isinstance(source, Module) else [r[KEY] for r in epochs]
    if not rows:
        raise value_error(
            "the history holds no gradients: fit(..., callbacks=[nn.plotting.GradientWatch(X, y)])"
        )
    if not any(any(row.values()) for row in rows):
        raise value_error("all gradients are 0: call backward() on a loss of the model first")
    ax = new_axes() if ax is None else ax
    names = list(rows[0])
    labels = _labels(names)
    ax.set_yscale("log")
    if epochs:
        for k, (name, label) in enumerate(zip(names, labels)):
            ax.plot(
                [record["epoch"] for record in epochs],
                [row[name] or math.nan for row in rows],
                LINES[k % len(LINES)],
                color=colour(k),
                marker=marker(k),
                markevery=math.ceil(len(rows) / 8),
                label=label,
            )
        ax.locator_params("x", integer=True)
        ax.set_xlabel(spelled("epoch"))
        ax.legend()
    else:
        numbers = list(rows[0].values())
        bars = ax.bar(labels, [x or math.nan for x in numbers], color=colour(0), edgecolor="black")
        ax.bar_label(bars, [f"{x:.2g}" for x in numbers], padding=2)
        ax.margins(y=0.1)
    ax.set_ylabel(spelled("gradient (root mean square)"))
    return ax


def layer_gradients(model: Module) -> dict[str, float]:
    """√(mean g²) of each layer's parameters, by the layer's name, from the first to the last."""
    layers: dict[str, list[float]] = {}
    for name, parameter in model.named_parameters():
        # A layer is what holds neurons; elsewhere the attribute that holds parameters.
        layer = re.split(r"\.neurons\.|(?:\.\d+)+$", name)[0]
        layers.setdefault(layer, []).append(float(parameter.grad))
    return {name: math.hypot(*gs) / math.sqrt(len(gs)) for name, gs in layers.items()}


class GradientWatch:
    """Enters the gradient magnitudes of each layer into the history: a callback of `nn.fit`.

        history = nn.fit(model, X, y, callbacks=[nn.plotting.GradientWatch(X, y)])
        nn.plotting.gradient_magnitudes(history)

    They are those of the loss on all the samples given here, after each epoch. A training step
    keeps its gradients to itself, since it may be array code.

    Arguments:
        X, y: samples and targets; a part of the data is enough.
        loss: as in `fit`.
    """

    def __init__(self, X: object, y: object, loss: str | losses.Loss | None = None) -> None:
        self.X, self.y = ([as_nested(part) for part in as_nested(parts)] for parts in (X, y))
        self.loss = loss
        self._compute: Any = None
        self._model: Module | None = None

    def __call__(self, record: Record, model: Module) -> None:
        """Adds `record["gradients"]`; the model's own gradients stay as they are."""
        if model is not self._model:
            self._model, self._compute = model, self._loss_of(model)
        parameters = model.parameters()
        before = [parameter.grad for parameter in parameters]
        try:
            with evaluating(model):
                model.zero_grad()
                self._total().backward()
            record[KEY] = layer_gradients(model)
        finally:
            for parameter, gradient in zip(parameters, before):
                parameter.grad = gradient

    def _total(self) -> Any:
        try:
            return self._compute(self.X, self.y)
        except (ImportError, TypeError):  # no NumPy, or code that cannot be compiled
            self._compute = getattr(self._compute, "function", self._compute)
            return self._compute(self.X, self.y)

    def _loss_of(self, model: Module) -> Callable[..., Operand]:

        name = default_loss(model, self.X[0], self.y) if self.loss is None else self.loss
        criterion = losses.get(name)

        def total(X: list[object], y: list[object]) -> Operand:
            return criterion([model(x) for x in X], y)

        try:
            return autograd.compile(total)
        except ImportError:
            return total


def _labels(names: list[str]) -> list[str]:
    if all(re.fullmatch(r"layers\.\d+", name) for name in names):
        return [f"{spelled('layer')} {i}" for i in range(1, len(names) + 1)]
    return names
