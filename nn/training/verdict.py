"""A word at the end of a training that went wrong: its loss is above that of knowing nothing."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

from autograd.telling import told
from nn.history import History
from nn.losses import Loss, binary_cross_entropy, binary_cross_entropy_with_logits, mse
from nn.losses import cross_entropy as softmax_cross_entropy

FEW = 10  # epochs, of which nobody expects more than that the loss falls
SLACK = 1.01  # by which the loss of an epoch, taken while learning, may be above


def verdict(history: History, loss: Loss, y: Sequence[Any]) -> str:
    """What went wrong, and what usually cures it; `""` where nothing did, or cannot be known."""
    least = baseline(loss, y)
    if least is None or not history or history[-1]["loss"] <= SLACK * least + 1e-12:
        return ""
    last, rate = history[-1]["loss"], history[-1]["lr"]
    always = told("the mean") if loss is mse else told("how frequent each class is")
    what = told(
        f"training ended with loss {last:.4g}, above the {least:.4g} of always saying {always}"
    )
    if len(history) > 1 and last >= history[0]["loss"]:
        return told(
            f"{what}, and did not fall; a smaller learning rate usually cures it (lr is {rate:g})"
        )
    if len(history) < FEW:
        return ""
    return told(
        f"{what}; more epochs, standardised inputs or another learning rate (lr is {rate:g})"
    )


def baseline(loss: Loss, y: Sequence[Any]) -> float | None:
    """The least loss of an output that is the same for all; None where it is not known."""
    if any(isinstance(t, (list, tuple, dict)) for t in y):
        return None
    if loss is mse:
        mean = math.fsum(y) / len(y)
        return math.fsum((t - mean) ** 2 for t in y) / len(y)
    if loss is softmax_cross_entropy:
        shares = [count / len(y) for count in Counter(y).values()]
    elif loss in (binary_cross_entropy, binary_cross_entropy_with_logits):
        share = math.fsum(y) / len(y)
        shares = [share, 1.0 - share]
    else:
        return None
    return -math.fsum(p * math.log(p) for p in shares if 0.0 < p < 1.0)
