"""The clipping of gradients before a step."""

from __future__ import annotations

import math
from collections.abc import Iterable

from autograd import Value
from nn.numbers import gradients_of, set_grad
from nn.ranges import positive


def clip_grad_norm(parameters: Iterable[Value], max_norm: float) -> float:
    """Scales the gradients down so that their norm √(Σ g²) is at most `max_norm`.

    Against the one huge step that ruins a run (Pascanu et al., 2013).

    Returns:
        The norm as it was before.

    Raises:
        ValueError: `max_norm` is not positive.
    """
    max_norm = positive("max_norm", max_norm)
    parameters = list(dict.fromkeys(parameters))
    gradients = gradients_of(parameters)
    norm = math.hypot(*gradients)
    if norm > max_norm:
        set_grad(parameters, [g * (max_norm / norm) for g in gradients])
    return norm
