"""The samples and targets of a training: read, checked, held out; and the loss that goes with them.

All of it happens before the first step, so that what does not fit costs no training; and it is the
same whether the training is compiled or not, since a compiled loss does not look at its targets.
"""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Sequence
from copy import copy
from numbers import Real
from typing import Any

from autograd import Value, no_grad
from autograd.structure import as_nested, leaves_of, map_leaves
from autograd.telling import told, type_error, value_error
from nn.data import split_indices
from nn.losses import LOSSES, Loss
from nn.modes import evaluating
from nn.module import Module
from nn.training.targets import numbered

Samples = tuple[list[object], list[object]]
PLAIN = {float, int}
NESTS = (list, tuple, dict)


def checked(X: object, y: object, name: str = "") -> Samples:
    """Samples and targets as lists of their own, as many of one as of the other, all finite.

    Arguments:
        X: the samples, lists or arrays.
        y: their targets.
        name: what errors call them beside X and y: "validation ".
    """
    samples, targets = _read(X, f"{name}X"), _read(y, f"{name}y")
    if len(samples) != len(targets) or not samples:
        raise value_error(
            f"expected as many {name}targets as samples, got {len(targets)} and {len(samples)}"
        )
    return samples, targets


def _read(parts: Any, name: str) -> list[object]:
    """Samples or targets in lists of their own; of an array of finite floats at the speed of C."""
    dtype: Any = getattr(parts, "dtype", None)
    if getattr(dtype, "kind", "") in ("f", "i") and dtype.itemsize <= 8 and parts.ndim:
        import numpy as np

        if np.isfinite(parts).all():
            found: list[object] = parts.tolist()
            return found
    return own_numbers([as_nested(part) for part in as_nested(parts)], name)


def own_numbers(parts: list[object], name: str) -> list[object]:
    """Copies of samples or targets, since who changes a list later is to change no training.

    Raises:
        ValueError: a number is not finite.
        TypeError: something in them is no number.
    """
    copies = []
    for i, part in enumerate(parts):
        numbers = part if type(part) is list else [part]
        plain = {*map(type, numbers)} <= PLAIN  # as most data are, and then at the speed of C
        if not plain:
            numbers = [x.data if isinstance(x, Value) else x for x in leaves_of(part)]
        if not all(map(math.isfinite, numbers)):
            raise value_error(f"{name}[{i}] is not finite: {part}")
        copies.append(copy(part) if plain else map_leaves(_same, part))
    return copies


def held_out(
    validation: Any,
    X: list[object],
    y: list[object],
    rng: random.Random,
    names: Sequence[str] = (),
) -> list[list[object]]:
    """X and y to train on and, if `fit`'s argument asks for it, X and y to validate with."""
    if validation is None:
        return [X, y]
    if isinstance(validation, Real):
        classes = all(isinstance(t, int) for t in y) and 2 * len(set(y)) <= len(y)
        groups = y if classes else [0] * len(y)
        split = split_indices(groups, float(validation), rng)
        return [[numbers[i] for i in part] for part in split for numbers in (X, y)]
    try:
        samples, targets = validation
    except (TypeError, ValueError):
        raise type_error(
            "validation must be a pair (X, y), a Dataset, or the fraction to hold out, "
            f"got {type(validation).__name__}"
        ) from None
    targets, _ = numbered(targets, names, "validation y")
    return [X, y, *checked(samples, targets, "validation ")]


def default_loss(model: Module, x: object, y: Sequence[object]) -> str:
    """The name of the loss that `fit` takes for targets y if none is given; see there.

    Floats are numbers to predict, also where all of them are 0 and 1; then one line says so.
    """
    with evaluating(model):
        output = model(x)
    kinds = set(y) if all(isinstance(t, int) for t in y) else set()
    if isinstance(output, (list, tuple)):
        return "cross_entropy" if kinds else "mse"
    if kinds and kinds <= {0, 1}:
        probability = getattr(output, "op", "") == "sigmoid"
        return "binary_cross_entropy" if probability else "binary_cross_entropy_with_logits"
    if kinds and kinds <= {-1, 1}:
        return "hinge"
    if not any(isinstance(t, (list, tuple, dict)) for t in y) and set(y) in ({0, 1}, {-1, 1}):
        few = "0 and 1" if 0 in y else "-1 and 1"
        print(
            told(
                f"training on loss='mse', since the targets {few} are floats; for classes make "
                "them ints, or name the loss"
            ),
            file=sys.stderr,
        )
    return "mse"


@no_grad()
def check(
    model: Module, loss: Loss, data: list[list[object]], size: int | None, name: str = ""
) -> None:
    """Raises what the model has against a sample, or the loss against a target.

    Arguments:
        model: what is to be trained.
        loss: what it is to be trained with.
        data: the samples and their targets; or none of both.
        size: that of the batches in which the loss will see them; None for all at once.
        name: as in `checked`.
    """
    if not data:
        return
    X, y = data
    with evaluating(model):
        _check_shapes(model, X, name)
        _check_targets(model, loss, X, y, size or len(y), name)


def _check_shapes(model: Module, X: list[object], name: str) -> None:
    """Shows the model the first sample of each shape."""
    seen = set()
    for i, x in enumerate(X):
        shape = _shape(x)
        if shape not in seen:
            seen.add(shape)
            try:
                model(x)
            except ArithmeticError:  # of these numbers, which is for the first step to report
                continue
            except ValueError as error:
                if len(seen) == 1 and not name:
                    raise
                raise value_error(f"{name}X[{i}]: {error}") from error


def _check_targets(
    model: Module, loss: Loss, X: list[object], y: list[object], size: int, name: str
) -> None:
    """Shows the loss each target, which a compiled loss would not look at.

    For speed, all samples first stand with the output for X[0]; only where the loss refuses that
    does it see the outputs of their own, so that it is the target that is at fault. And a loss of
    this library, which looks at each target alone, first sees each number but once.
    """
    try:
        output = model(X[0])
    except ArithmeticError:
        return
    if loss in LOSSES.values() and not any(isinstance(t, NESTS) for t in y):
        kinds = [*{(type(t), t): t for t in y}.values()]
        if _refusal(loss, [output] * len(kinds), kinds) is None:
            return
    for start in range(0, len(y), size):
        targets = y[start : start + size]
        if not _refusal(loss, [output] * len(targets), targets):
            continue
        outputs = [model(x) for x in X[start : start + size]]
        error = _refusal(loss, outputs, targets)
        if error is None:
            continue
        for i, (output_of_it, target) in enumerate(zip(outputs, targets), start):
            alone = _refusal(loss, [output_of_it], [target])
            if isinstance(alone, ValueError):
                raise value_error(f"{name}y[{i}]: {alone}") from error
        raise error


def _refusal(loss: Loss, outputs: list[object], targets: list[object]) -> Exception | None:
    """The error of a loss that cannot be had of these targets; overflows are not for it to say."""
    try:
        loss(outputs, targets)
    except (LookupError, TypeError, ValueError) as error:
        return error
    except ArithmeticError:
        return None
    return None


def _shape(tree: object) -> object:
    """How deep and how long nested lists are, of which numbers are the innermost."""
    if isinstance(tree, dict):
        return tuple((key, _shape(branch)) for key, branch in tree.items())
    if not isinstance(tree, (list, tuple)):
        return None
    kinds = {*map(type, tree)}
    deep = not kinds <= PLAIN and any(issubclass(kind, NESTS) for kind in kinds)
    return tuple(map(_shape, tree)) if deep else len(tree)


def _same(number: object) -> object:
    return number
