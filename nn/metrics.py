"""Metrics: how good predictions are, as plain numbers for people."""

from __future__ import annotations

from collections.abc import Sequence, Sized
from typing import NamedTuple

from autograd.structure import as_nested, leaves_of
from autograd.telling import value_error


def predicted_classes(outputs: object, threshold: float = 0.0) -> list[int]:
    """The class that each sample's output stands for.

    Arguments:
        outputs: for each sample a list of C > 1 scores (or probabilities), which stands for the
            index of the largest, the first of several; or one score, which stands for 1 if it is
            above the threshold and for 0 if not.
        threshold: 0 for scores (logits, margins), 0.5 for probabilities.
    """
    return [_class_of(_scores(output), threshold) for output in as_nested(outputs)]


def accuracy(outputs: object, targets: object, threshold: float = 0.0) -> float:
    """The share of samples whose predicted class is the target, in [0, 1].

    Arguments:
        outputs: for each sample its score or list of scores, as in `predicted_classes`.
        targets: for lists of scores the index of the right class; for one score per sample 1 for
            the positive class and 0 or -1 for the other.
        threshold: above which one score stands for the positive class: 0 for scores (logits,
            margins), 0.5 for probabilities.

    Raises:
        ValueError: the lengths differ, or a target is not a class.
    """
    pairs = _class_pairs(outputs, targets, threshold)
    return sum(predicted == target for predicted, target in pairs) / len(pairs)


def confusion_matrix(outputs: object, targets: object, threshold: float = 0.0) -> list[list[int]]:
    """Counts of samples: row i, column j holds those of class i that were taken for class j.

    Arguments and errors are those of `accuracy`. There are as many rows and columns as classes
    with a score.
    """
    pairs = _class_pairs(outputs, targets, threshold)
    size = max(2, len(_scores(as_nested(outputs)[0])))
    matrix = [[0] * size for _ in range(size)]
    for predicted, target in pairs:
        matrix[target][predicted] += 1
    return matrix


class ClassScores(NamedTuple):
    """How well one class is told from all others; every score lies in [0, 1].

    precision: of the samples taken for this class, the share that belong to it.
    recall: of the samples that belong to it, the share that were taken for it.
    f1: their harmonic mean, 2·precision·recall / (precision + recall).
    samples: how many belong to it.

    A share of no samples at all is 0, as in scikit-learn.
    """

    precision: float
    recall: float
    f1: float
    samples: int


def class_scores(matrix: Sequence[Sequence[int]]) -> list[ClassScores]:
    """Precision, recall and F1 of each class.

    Arguments:
        matrix: C rows of C counts, as `confusion_matrix` gives them.
    """
    taken = [sum(column) for column in zip(*matrix)]
    return [
        # F1 by counts: 2·hits / (taken + samples), the same number with one rounding.
        ClassScores(
            _share(row[k], taken[k]),
            _share(row[k], sum(row)),
            _share(2 * row[k], taken[k] + sum(row)),
            sum(row),
        )
        for k, row in enumerate(matrix)
    ]


def mean_squared_error(predictions: object, targets: object) -> float:
    """(1/N) Σ (p - t)²; 0 is perfect."""
    errors = _errors(predictions, targets)
    return sum(error * error for error in errors) / len(errors)


def mean_absolute_error(predictions: object, targets: object) -> float:
    """(1/N) Σ |p - t|, in the units of the target; 0 is perfect."""
    errors = _errors(predictions, targets)
    return sum(map(abs, errors)) / len(errors)


def r2_score(predictions: object, targets: object) -> float:
    """1 - Σ (p - t)² / Σ (t - mean t)²: 1 is perfect, 0 no better than always saying the mean.

    Where all targets are equal the quotient does not exist; the score is then 1 for predictions
    without error and 0 for others, as in scikit-learn.
    """
    errors = _errors(predictions, targets)
    numbers = list(map(float, leaves_of(as_nested(targets))))
    if min(numbers) == max(numbers):
        return 0.0 if any(errors) else 1.0
    mean = sum(numbers) / len(numbers)
    unexplained = sum(error * error for error in errors)
    return 1.0 - unexplained / sum((t - mean) * (t - mean) for t in numbers)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _scores(output: object) -> list[float]:
    """A sample's scores; a list of one stands for its one score."""
    output = as_nested(output)
    return list(map(float, output if isinstance(output, (list, tuple)) else [output]))


def _class_of(scores: list[float], threshold: float) -> int:
    return scores.index(max(scores)) if len(scores) > 1 else int(scores[0] > threshold)


def _class_pairs(outputs: object, targets: object, threshold: float) -> list[tuple[int, int]]:
    rows = [_scores(output) for output in as_nested(outputs)]
    targets = list(as_nested(targets))
    _check_lengths(rows, targets)
    pairs = []
    for scores, target in zip(rows, targets):
        several = len(scores) > 1
        if target not in (range(len(scores)) if several else (-1, 0, 1)):
            names = f"0 to {len(scores) - 1}" if several else "1 and 0, or 1 and -1"
            raise value_error(f"target {target!r} is not a class; classes are {names}")
        pairs.append((_class_of(scores, threshold), max(0, int(target))))
    return pairs


def _errors(predictions: object, targets: object) -> list[float]:
    left = list(map(float, leaves_of(as_nested(predictions))))
    right = list(map(float, leaves_of(as_nested(targets))))
    _check_lengths(left, right)
    return [p - t for p, t in zip(left, right)]


def _check_lengths(predictions: Sized, targets: Sized) -> None:
    if len(predictions) != len(targets):
        raise value_error(f"got {len(predictions)} predictions for {len(targets)} targets")
    if not len(predictions):
        raise value_error("a metric needs at least one prediction, got none")
