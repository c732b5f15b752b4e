"""Operations that only recordings have: what stands for a parameter, and what has no gradient."""

from __future__ import annotations

from autograd import ops
from autograd.entry import Operation

PARAMETER = Operation("parameter", "", lambda: 0.0, lambda y: ())
CONSTANT = ops.constant
DETACH = Operation("detach", "", lambda a: a, lambda y, a: (0.0,), "a", ("0",), total=True)
GREATER = Operation(">", ">", lambda a, b: 1.0 * (a > b), lambda y, a, b: (0.0, 0.0), total=True)
GREATER_EQUAL = Operation(
    ">=", ">=", lambda a, b: 1.0 * (a >= b), lambda y, a, b: (0.0, 0.0), total=True
)
EQUAL = Operation("==", "==", lambda a, b: 1.0 * (a == b), lambda y, a, b: (0.0, 0.0), total=True)
COMPARISONS = {GREATER, GREATER_EQUAL, EQUAL}
WITHOUT_GRADIENT = {CONSTANT, DETACH, *COMPARISONS}
