"""What neurons and layers are given: sizes when they are made, and inputs when they are called."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

from autograd import Value
from autograd.structure import as_nested
from autograd.telling import told, value_error

if TYPE_CHECKING:
    from autograd.value import Operand

SEVERAL = (
    "; for several samples: model.predict(X), or [model(x) for x in X] where they are to train"
)


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
    s, lists = "s" * (count > 1), "s" * (len(inputs) > 1)
    counted = told(f"{len(inputs)} list{lists}") if rows else len(inputs)
    takes = told(f"this {told(what)} takes {count} input{s}, got {counted}")
    raise kind(takes + told(SEVERAL) * rows)


def size_of(name: str, size: int) -> int:
    """A number of inputs or of neurons. Raises ValueError for what is none."""
    try:
        whole = operator.index(size)
    except TypeError:
        whole = 0
    if whole < 1:
        raise value_error(f"{name} must be a whole number of at least 1, got {size!r}")
    return whole
