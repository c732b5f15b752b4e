"""What a model's outputs mean: the loss that it was trained with says it.

cross_entropy                       a list of scores, one for each class
binary_cross_entropy_with_logits    the log-odds of class 1
binary_cross_entropy                its probability
hinge                               a margin: above 0 for class 1, else class -1
any other                           the numbers that are to be known
"""

from __future__ import annotations

from typing import Any

from autograd import sigmoid, softmax
from autograd.structure import map_leaves
from autograd.telling import value_error
from nn.files import Json
from nn.losses import LOSSES, Loss
from nn.module import Module

LIMITS = {"binary_cross_entropy_with_logits": 0.0, "binary_cross_entropy": 0.5, "hinge": 0.0}
"""Above which an output stands for class 1."""


def loss_of(metadata: Json, are_lists: bool) -> str:
    """The name of the loss that outputs are to be read by; `""` where nothing is known of it.

    Models of the command line say it by the names of their classes alone.
    """
    known = metadata.get("loss", "")
    if known or not metadata.get("class_names"):
        return str(known)
    return "cross_entropy" if are_lists else "binary_cross_entropy_with_logits"


def remember(model: Module, loss: Loss, names: list[str]) -> None:
    """Notes in a model's metadata the loss that it is trained with, and its classes' names if any.

    Of a loss of one's own it notes none.
    """
    if names:
        model.metadata["class_names"] = names
    for name, known in LOSSES.items():
        if known is loss:
            model.metadata["loss"] = name
            return
    model.metadata.pop("loss", None)


def classes_of(outputs: Any, loss: str) -> Any:
    """The class of each output, as it was among the targets; other numbers as they are.

    Arguments:
        outputs: an array, or nested lists.
        loss: see `loss_of`.
    """
    if loss == "cross_entropy":
        if hasattr(outputs, "argmax"):
            return outputs.argmax(-1)
        return [scores.index(max(scores)) for scores in outputs]
    if loss not in LIMITS:
        return outputs
    limit, other = LIMITS[loss], -1 if loss == "hinge" else 0
    if hasattr(outputs, "astype"):
        return (outputs > limit).astype(int) * (1 - other) + other
    return map_leaves(lambda output: 1 if output > limit else other, outputs)


def probabilities_of(outputs: Any, loss: str) -> Any:
    """The probabilities of all classes, for each sample.

    Raises:
        ValueError: the outputs are none of classes, or margins, from which there are none.
    """
    if loss == "hinge":
        raise value_error("hinge makes margins, which are no probabilities; see model.predict(X)")
    if loss == "cross_entropy":
        return _softmax(outputs) if hasattr(outputs, "astype") else [*map(softmax, outputs)]
    if loss not in LIMITS:
        raise value_error(
            "this model does not know its outputs as classes, so there are no probabilities: "
            "train it by nn.fit with a loss of classes, or say which one it was made for: "
            "model.metadata['loss'] = 'cross_entropy'"
        )
    are_scores = loss.endswith("logits")
    if hasattr(outputs, "astype"):
        return _pairs(outputs, are_scores)
    return map_leaves(lambda output: _pair(output, are_scores), outputs)


def named(classes: Any, names: list[str], count: int, loss: str) -> Any:
    """The names of these classes.

    Raises:
        ValueError: there are other than `count` of them.
    """
    if len(names) != count:
        raise value_error(
            f"the model's metadata name {len(names)} classes, and its outputs stand for {count}"
        )
    if hasattr(classes, "astype"):
        import numpy as np

        return np.array(names)[classes.clip(0)]
    return map_leaves(lambda number: names[max(0, number)], classes)


def _softmax(scores: Any) -> Any:
    import numpy as np

    powers = np.exp(scores - scores.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)


def _pairs(outputs: Any, are_scores: bool) -> Any:
    """Of arrays what `_pair` is of a number."""
    import numpy as np

    if not are_scores:
        return np.stack([1.0 - outputs, outputs], -1)
    return np.exp(-np.logaddexp(0.0, np.stack([outputs, -outputs], -1)))


def _pair(output: float, are_scores: bool) -> list[float]:
    """The probabilities of class 0 and of class 1."""
    return [sigmoid(-output), sigmoid(output)] if are_scores else [1.0 - output, output]
