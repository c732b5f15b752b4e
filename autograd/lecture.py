"""Nodes made by hand, as in the lecture that builds micrograd step by step.

    def tanh(x):
        t = math.tanh(x.data)
        out = Value(t, (x,), "tanh")

        def _backward():
            x.grad += (1 - t**2) * out.grad

        out._backward = _backward
        return out

Such a node has for its rule the closure that somebody assigned. What the closure adds to the
parents' gradients when 1 arrives at the node are its local gradients; so backward(), drawings and
the explorer treat it as any other. They are numbers and not a formula: second derivatives,
compiled code and files need one, and say that `autograd.operation` takes it.

Here too are the names that the lecture's `Value` has besides: `_prev`, `_op`, `_backward`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NoReturn

from autograd import ops
from autograd.entry import Operation
from autograd.leaving import FUNCTIONS
from autograd.lines import place, users_frame
from autograd.passes import one_at_a_time, put
from autograd.recording import TraceError, active_recorder, is_recording, refuse_effect
from autograd.telling import told, type_error

if TYPE_CHECKING:
    from autograd.value import Value

MEND = "define it with autograd.operation(name, value, gradients)"


class ByHand(Operation):
    """The operation of one node that was made by hand.

    Arguments:
        symbol: what its maker called it.
        node, closure: the node, and what was assigned to its `_backward`; None before that.
    """

    node: Value | None
    closure: Callable[[], object] | None

    def __init__(
        self, symbol: str, node: Value | None = None, closure: Callable[[], object] | None = None
    ) -> None:
        vars(self).update(name=symbol or "by hand", symbol=symbol, node=node, closure=closure)

    def gradients(self, y: object, *operands: object) -> tuple[float, ...]:
        """What the closure adds to each parent for an upstream gradient of 1."""
        if isinstance(y, Lecture) and is_recording():
            raise type_error(
                f"the derivative of {self.name!r} is to be recorded, and its _backward gives a "
                f"number only; for second derivatives {told(MEND)}"
            )
        node, closure = self.node, self.closure
        if node is None or closure is None:
            raise type_error(
                f"the node {self.name!r} was made by hand and has no derivative: assign its "
                f"_backward, a function that adds to its parents' grad; or {_instead(self.symbol)}"
            )
        return self._measured(node, closure)

    def _measured(self, node: Value, closure: Callable[[], object]) -> tuple[float, ...]:
        strangers = set(_values_in(closure)) - {node, *node.parents}
        touched = [*strangers, node, *dict.fromkeys(node.parents)]
        with one_at_a_time:
            before = [value._grad for value in touched]
            try:
                for value in touched:
                    value._grad = 0.0
                node._grad = 1.0
                closure()
                added = {parent: float(parent._grad) for parent in node.parents}
                astray = [value for value in strangers if value._grad]
            finally:
                put(touched, before)
        if astray:
            raise type_error(
                f"the _backward of {self.name!r} adds to the gradient of {astray[0]!r}, which is "
                "not among its parents; name all of them: Value(data, (x, w), name)"
            )
        # A parent that stands there twice has received both shares.
        return tuple(added.pop(parent, 0.0) for parent in node.parents)

    def value(self, *operands: float) -> float:
        """Not known: the node was given its number."""
        raise NotImplementedError(
            told(f"the function of {self.name!r}, a node made by hand, is unknown")
        )

    def __reduce__(self) -> NoReturn:
        raise type_error(f"{self.name!r} is a node made by hand and cannot be stored; {told(MEND)}")


class Lecture:
    """What `Value` has from the lecture, for code that was written for micrograd."""

    __slots__ = ()

    _data: float
    _grad: float | Value
    parents: tuple[Value, ...]
    operation: Operation
    local_gradients: Callable[[], tuple[float, ...]]

    @property
    def _prev(self) -> set[Value]:
        """The parents as a set, as in micrograd; `parents` keeps their order and repetitions."""
        return set(self.parents)

    @property
    def _op(self) -> str:
        """The symbol of the operation; `""` for a leaf and for a constant."""
        return self.operation.symbol

    @property
    def _backward(self) -> Callable[[], object]:
        """Call it to hand this node's gradient on to its parents, and no further.

        Assign a function that does so to a node made by hand.
        """
        refuse_effect("_backward()")
        closure: Callable[[], object] | None = getattr(self.operation, "closure", None)
        return closure or self._hand_on

    @_backward.setter
    def _backward(self, closure: Callable[[], object]) -> None:
        if not callable(closure):
            raise type_error(f"_backward is a function without arguments, got {closure!r}")
        if self.parents:
            node: Any = self  # which has room for it, as every Value
            node.operation = ByHand(self.operation.symbol, node, closure)
        elif is_recording():
            raise type_error(
                "a leaf has no parents to hand a gradient to; Value(data, (x, y), name) makes a "
                "node"
            )

    def _hand_on(self) -> None:
        if self._grad:
            for parent, local in zip(self.parents, self.local_gradients()):
                parent.grad = parent._grad + local * self._grad


def arranged(
    children: object, op: Any, label: Any, parents: Any, operation: Operation
) -> tuple[object, tuple[Value, ...], Operation]:
    """The label, parents and operation that were meant by the arguments of Value.

    Value(data, label, parents, operation), in these places, or the lecture's
    Value(data, children, op, label).
    """
    if isinstance(children, str) and not (label and isinstance(label, str)):
        return children, op or parents, label or operation
    parents = _checked(children, op)
    return label, parents, ByHand(op) if parents else ops.leaf


def no_label(thing: object) -> TypeError:
    """What to raise where a label should stand."""
    return type_error(f"label must be a string, got {type(thing).__name__} {thing!r}")


def _checked(children: Any, symbol: object) -> tuple[Value, ...]:
    """The parents of a node made by hand."""
    try:
        parents = tuple(children)
    except TypeError:
        raise no_label(children) from None
    for parent in parents:
        if not isinstance(parent, Lecture):
            raise type_error(f"the parents of a Value are Values, got {parent!r}")
    if not isinstance(symbol, str):
        raise type_error(f"the name of an operation is a string, got {symbol!r}")
    if parents and active_recorder() is not None:
        raise TraceError(
            f"{place(users_frame(sys._getframe()))}a node made by hand has no formula that could "
            f"be compiled; {told(MEND)}"
        )
    return parents


def _instead(symbol: str) -> str:
    if symbol in FUNCTIONS:
        return told(f"compute it with autograd.{symbol}")
    return told("compute it with operators" if symbol in {*"+-*/", "**"} else MEND)


def _values_in(closure: object) -> Iterator[Any]:
    """The Values that a function names: its own variables, those around it, those of its module."""
    cells = [cell.cell_contents for cell in getattr(closure, "__closure__", None) or ()]
    names = getattr(getattr(closure, "__code__", None), "co_names", ())
    scope = getattr(closure, "__globals__", {})
    for thing in [*cells, *(scope.get(name) for name in names)]:
        for value in thing if isinstance(thing, (list, tuple)) else (thing,):
            if isinstance(value, Lecture):
                yield value
