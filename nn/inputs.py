"""What neurons and layers are given: sizes when they are made, and inputs when they are called."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

from autograd import Value
from autograd.structure import as_nested

if TYPE_CHECKING:
    from autograd.value import Operand

SEVERAL = "for several samples: model.predict(X), or [model(x) for x in X] where they are to train"


def inputs_of(what: str, x: object, count: int) -> list[Operand]:
    """`x` as a list of `count` numbers or Values; one number stands for a list of one.

    Raises:
        ValueError: there are other than `count`.
        TypeError: there are several lists of them.
    """
    given = as_nested(x)
    inputs = [given] if isinstance(given, (Value, float, int)) else list(given)
    if len(inputs) == count and not isinstance(inputs[0], (list, tuple)):
        return inputs
    rows = any(isinstance(row, (list, tuple)) for row in inputs)
    kind = TypeError if rows and len(inputs) == count else ValueError
    counted = f"{len(inputs)} list{'s' * (len(inputs) > 1)}" if rows else len(inputs)
    raise kind(
        f"this {what} takes {count} input{'s' * (count > 1)}, got {counted}" + f"; {SEVERAL}" * rows
    )


def size_of(name: str, size: int) -> int:
    """A number of inputs or of neurons. Raises ValueError for what is none."""
    try:
        whole = operator.index(size)
    except TypeError:
        whole = 0
    if whole < 1:
        raise ValueError(f"{name} must be a whole number of at least 1, got {size!r}")
    return whole
