"""What models and histories show of themselves, hung on from above: they need not know who draws.

The drawing is imported where it is first asked for, since `import nn` is to be quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nn.history import History
from nn.module import Module

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def model_shown(model: Module, include: object = None, exclude: object = None) -> dict[str, str]:
    """What Jupyter shows: the `repr`, and a table of the parts with their parameters."""
    from nn.display import show_module

    return show_module(model)


def history_shown(
    history: History, include: object = None, exclude: object = None
) -> dict[str, str]:
    """What Jupyter shows: the `repr`, and the curves if matplotlib is installed."""
    from nn.display import show_history

    return show_history(history)


def plot(history: History, ax: Axes | None = None) -> Axes:
    """The losses over the epochs; see `nn.plotting.training_curves`."""
    from nn.plotting import training_curves

    return training_curves(history, ax)


def hang() -> None:
    """Gives models and histories what draws them."""
    Module._repr_mimebundle_ = model_shown
    History._repr_mimebundle_ = history_shown
    History.plot = plot
