"""What is multiplied along a graph: floats, or Values that can be differentiated again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd.ops import constant
from autograd.recording import is_recording

if TYPE_CHECKING:
    from autograd.value import Operand, Value


def factor(node: Value, number: Operand) -> Operand:
    """A number that arrives at a node: a Value where that is recorded, else a float."""
    return node._as_node(number) if is_recording() else getattr(number, "_data", number)


def flows(number: object) -> bool:
    """Whether a factor lets anything through.

    Through a zero nothing flows, even where the other factor is infinite or does not exist; but a
    zero that is recorded may have derivatives of its own, unless it is a constant.
    """
    data: object = getattr(number, "_data", number)
    return bool(data) or getattr(number, "operation", constant) is not constant


def times(local: Operand, arrived: Operand) -> Operand:
    """The product of a local gradient and what has arrived; of two constants, a constant."""
    if isinstance(arrived, float):
        return local * arrived
    if arrived.operation is constant and getattr(local, "operation", constant) is constant:
        return arrived._as_node(getattr(local, "_data", local) * arrived._data)
    return local * arrived
