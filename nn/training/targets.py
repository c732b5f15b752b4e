"""Targets as people have them: names of classes, and columns; made what a loss takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from autograd import no_grad
from autograd.structure import as_nested
from autograd.telling import type_error, value_error
from nn.modes import evaluating
from nn.module import Module

Names = list[str]


def numbered(given: object, known: Sequence[str] = (), name: str = "y") -> tuple[Any, Names]:
    """Names of classes as numbers 0, 1, ...; other targets as they are, and no names.

    Arguments:
        given: the targets.
        known: the names in their order, if there is one; else it is the alphabet's.
        name: what errors call y.

    Raises:
        TypeError: some of y are names and some are not.
    """
    y: Any = as_nested(given)
    y = list(y) if isinstance(y, Iterable) and not isinstance(y, (str, dict)) else y
    kinds = {*map(type, y)} if isinstance(y, list) else set()
    texts = [kind for kind in kinds if issubclass(kind, str)]
    if not texts:
        return y, []
    if len(texts) < len(kinds):
        other = next(t for t in y if not isinstance(t, str))
        raise type_error(
            f"{name} mixes text and other things, such as {other!r}: names of classes are all text"
        )
    if known and not set(y) <= set(known):
        unknown = min(set(y) - set(known))
        raise value_error(f"{name} has class {unknown!r}; known are {', '.join(known)}")
    names = [*known] or sorted(set(y))
    number = {each: i for i, each in enumerate(names)}
    return [number[t] for t in y], names


def check_classes(model: Module, x: object, names: Names) -> None:
    """Raises ValueError for a model that has not an output for each of these classes."""
    output = _output(model, x)
    outputs = len(output) if isinstance(output, (list, tuple)) else 1
    if len(names) < 2:
        raise value_error(f"y has but one class, {names[0]!r}: nothing is to be told apart")
    if outputs != len(names) and not (outputs == 1 and len(names) == 2):
        raise value_error(
            f"y has {len(names)} classes, and the model {outputs} output{'s' * (outputs > 1)}: "
            f"give it {'2, or 1' if len(names) == 2 else len(names)}"
        )


def as_row(model: Module, x: object, y: list[Any]) -> list[object]:
    """A column of targets, n lists of one number, as n numbers, if the model gives no column."""
    if not all(type(t) is list and len(t) == 1 for t in y):
        return y
    output = _output(model, x)
    is_column = isinstance(output, (list, tuple)) and len(output) == 1
    return y if is_column else [t for (t,) in y]


@no_grad()
def _output(model: Module, x: object) -> object:
    with evaluating(model):
        return model(x)
