"""Optimizers: how a gradient becomes a step.

What all have in common is `optimizer`; each is a formula in `rules`; `clipping` shortens gradients
that are too long for any of them.
"""

from __future__ import annotations

from collections.abc import Callable

from nn.names import chosen
from nn.optim.clipping import clip_grad_norm
from nn.optim.optimizer import Optimizer, State
from nn.optim.rules import SGD, Adadelta, Adagrad, Adam, AdamW, RMSprop

__all__ = [
    "OPTIMIZERS",
    "SGD",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Optimizer",
    "RMSprop",
    "State",
    "clip_grad_norm",
    "get",
]

OPTIMIZERS: dict[str, Callable[..., Optimizer]] = {
    optimizer.__name__.lower(): optimizer
    for optimizer in (SGD, Adagrad, Adadelta, RMSprop, Adam, AdamW)
}
"""Every optimizer by its name in small letters."""


def get(name: str) -> Callable[..., Optimizer]:
    """The optimizer of that name, in small or large letters.

    Raises:
        ValueError: no optimizer has that name.
    """
    return chosen("optimizer", OPTIMIZERS, name.lower())
