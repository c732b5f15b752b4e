"""Losses: how far predictions are from targets, as one number to make small.

Each takes a single prediction and its target, or a batch: lists of one length, nested alike.
Predictions are Values (or plain numbers, to evaluate), targets plain numbers. With N numbers in the
batch, prediction p and target t, the squared losses in use differ only by a factor, which scales
the gradient and leaves the minimum where it is:

    mse           (1/N) Σ (p - t)²
    half_mse      (1/2N) Σ (p - t)²      its gradient is (1/N) (p - t), without the 2
    sum_squares   ½ Σ (p - t)²           its gradient is p - t, as in backpropagation by hand
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Sized
from typing import TYPE_CHECKING, Any, Protocol, cast, overload

from autograd import Value, clip, dot, log, log1p, logsumexp, mean, relu, softplus, take
from autograd import sum as total
from autograd.structure import as_nested
from autograd.telling import value_error
from nn.names import chosen

if TYPE_CHECKING:
    from autograd.value import Operand

Loss = Callable[..., "Operand"]
Floats = float | Sequence["Floats"]  # nested lists of them
Operands = Value | float | Sequence["Operands"]


class BatchLoss(Protocol):
    """A loss, as a type checker knows it: a float of floats, a Value of Values.

    Of arrays, and of outputs that are not known to be the one or the other, it is Any.
    """

    __name__: str

    @overload
    def __call__(self, predictions: Floats, targets: object) -> float: ...
    @overload
    def __call__(self, predictions: Operands, targets: object) -> Value: ...
    @overload
    def __call__(self, predictions: object, targets: object) -> Any: ...


def typed(loss: Loss) -> BatchLoss:
    """The same function, with its type."""
    return cast(BatchLoss, loss)


@typed
def mse(predictions: object, targets: object) -> Operand:
    """Mean squared error, (1/N) Σ (p - t)²."""
    differences = _differences(predictions, targets)
    return dot(differences, differences) / len(differences)


@typed
def half_mse(predictions: object, targets: object) -> Operand:
    """Half the mean squared error, (1/2N) Σ (p - t)²."""
    differences = _differences(predictions, targets)
    return dot(differences, differences) / (2 * len(differences))


@typed
def sum_squares(predictions: object, targets: object) -> Operand:
    """Half the sum of squares, ½ Σ (p - t)²."""
    differences = _differences(predictions, targets)
    return dot(differences, differences) / 2


@typed
def mae(predictions: object, targets: object) -> Operand:
    """Mean absolute error, (1/N) Σ |p - t|; its slope is 0 where p = t."""
    return mean(_sizes(_differences(predictions, targets)))


@overload
def huber(predictions: Floats, targets: object, delta: float = 1.0) -> float: ...
@overload
def huber(predictions: Operands, targets: object, delta: float = 1.0) -> Value: ...
@overload
def huber(predictions: object, targets: object, delta: float = 1.0) -> Any: ...
def huber(predictions: object, targets: object, delta: float = 1.0) -> Operand:
    """½ d² for differences d = p - t up to `delta`, from there on the tangent: δ (|d| - ½ δ).

    The mean over the batch. Outliers pull with a force of δ at most (Huber, 1964).

    Raises:
        ValueError: `delta` is not positive.
    """
    if not delta > 0:
        raise value_error(f"huber needs delta > 0, got {delta!r}")
    differences = _differences(predictions, targets)
    # With q = d clipped to [-δ, δ], both cases are q (d - q/2).
    clipped = [clip(d, -delta, delta) for d in differences]
    return mean([q * (d - q / 2) for q, d in zip(clipped, differences)])


@typed
def binary_cross_entropy(probabilities: object, targets: object) -> Operand:
    """-(1/N) Σ t log p + (1 - t) log(1 - p), for probabilities p of class 1 and targets in [0, 1].

    Raises:
        ValueError: a target is outside [0, 1], a p is not a probability, or one is so sure of the
            wrong class (p = 0 for t = 1) that the loss is infinite.
    """
    terms = []
    for p, t in _pairs(probabilities, targets):
        _check_binary(t)
        try:
            terms.append(_weighted(-1.0 * t, log, p) + _weighted(t - 1.0, log1p, -p))
        except ValueError:
            raise value_error(
                f"binary_cross_entropy has no finite value for probability {float(p):g} and target "
                f"{float(t):g}; from scores use binary_cross_entropy_with_logits"
            ) from None
    return mean(terms)


@typed
def binary_cross_entropy_with_logits(logits: object, targets: object) -> Operand:
    """`binary_cross_entropy` of p = σ(z) from the scores z themselves, finite for all of them.

    -log σ(z) = softplus(-z), so the loss is (1/N) Σ t softplus(-z) + (1 - t) softplus(z).

    Raises:
        ValueError: a target is outside [0, 1].
    """
    terms = []
    for z, t in _pairs(logits, targets):
        _check_binary(t)
        terms.append(t * softplus(-z) + (1.0 - t) * softplus(z))
    return mean(terms)


@typed
def cross_entropy(logits: object, targets: object) -> Operand:
    """-log softmax(z)[t] = log Σ e^z - z[t], from one score z per class; the mean over a batch.

    Arguments:
        logits: a list of C scores, or a batch of such lists.
        targets: the index of the right class, 0 to C - 1, or a batch of them.

    Raises:
        ValueError: the lists do not fit, or an index is not one of the C.
    """
    rows, classes = as_nested(logits), as_nested(targets)
    if not isinstance(classes, (list, tuple)):
        rows, classes = [rows], [classes]
    _check_lengths(rows, classes)
    terms: list[Operand] = []
    for scores, target in zip(rows, classes):
        scores = as_nested(scores)
        if not isinstance(scores, (list, tuple)):
            raise value_error(
                "cross_entropy needs a list of scores, one per class, for each target; for one "
                "score per target use binary_cross_entropy_with_logits"
            )
        try:
            right = take(scores, target)
        except IndexError:
            raise value_error(
                f"cross_entropy got class {target} for {len(scores)} scores; "
                f"classes are 0 to {len(scores) - 1}"
            ) from None
        terms.append(logsumexp(scores) - right)
    return mean(terms)


@typed
def hinge(scores: object, targets: object) -> Operand:
    """(1/N) Σ max(0, 1 - t s) for targets t = ±1: 0 once a score has the right sign and size 1.

    The loss of support vector machines (max-margin).

    Raises:
        ValueError: a target is not 1 or -1.
    """
    terms = []
    for score, target in _pairs(scores, targets):
        if not isinstance(target, Value) and float(target) not in (-1.0, 1.0):
            raise value_error(f"hinge needs targets 1 and -1, got {float(target):g}; for 0, use -1")
        terms.append(relu(1.0 - target * score))
    return mean(terms)


@overload
def l1(parameters: Iterable[float]) -> float: ...
@overload
def l1(parameters: Iterable[Operand]) -> Value: ...
def l1(parameters: Iterable[Operand]) -> Operand:
    """Σ |w|: added to a loss with a small factor, it pulls small weights to 0."""
    return total(_sizes(parameters))


@overload
def l2(parameters: Iterable[float]) -> float: ...
@overload
def l2(parameters: Iterable[Operand]) -> Value: ...
def l2(parameters: Iterable[Operand]) -> Operand:
    """Σ w²: added to a loss with a small factor, it keeps weights small (weight decay)."""
    weights = list(parameters)
    return dot(weights, weights)


LOSSES: dict[str, Loss] = {
    loss.__name__: loss
    for loss in (
        mse,
        half_mse,
        sum_squares,
        mae,
        huber,
        binary_cross_entropy,
        binary_cross_entropy_with_logits,
        cross_entropy,
        hinge,
    )
}
"""Every loss of predictions and targets, by name."""


def get(loss: str | Loss) -> Loss:
    """The loss of that name; a function is returned as it is.

    Raises:
        ValueError: no loss has that name.
    """
    return chosen("loss", LOSSES, loss)


def _pairs(predictions: Any, targets: Any) -> list[tuple[Operand, Operand]]:
    """Each single prediction with its target."""
    predictions, targets = as_nested(predictions), as_nested(targets)
    several = isinstance(predictions, (list, tuple))
    if several != isinstance(targets, (list, tuple)):
        raise value_error(
            "predictions and targets must be nested alike, got a number where there is a list"
        )
    if not several:
        return [(predictions, targets)]
    _check_lengths(predictions, targets)
    return [pair for p, t in zip(predictions, targets) for pair in _pairs(p, t)]


def _differences(predictions: object, targets: object) -> list[Operand]:
    return [p - t for p, t in _pairs(predictions, targets)]


def _sizes(numbers: Iterable[Any]) -> list[Operand]:
    return [abs(number) for number in numbers]


def _check_lengths(predictions: Sized, targets: Sized) -> None:
    if len(predictions) != len(targets):
        raise value_error(f"got {len(predictions)} predictions for {len(targets)} targets")
    if not len(predictions):
        raise value_error("a loss needs at least one prediction, got an empty batch")


def _check_binary(target: Operand) -> None:
    if isinstance(target, Value):
        return  # not a number yet: the loss is being compiled, and this one an input
    if not 0.0 <= target <= 1.0:
        raise value_error(f"a binary target must be in [0, 1], got {float(target):g}")


def _weighted(weight: Operand, logarithm: Callable[[Operand], Operand], x: Operand) -> Operand:
    """weight · log x, which is 0 for weight 0 even where log x is infinite."""
    return weight * logarithm(x) if isinstance(weight, Value) or weight else 0.0
