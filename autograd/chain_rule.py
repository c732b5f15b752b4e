"""The chain rule, going back through a graph: with floats, and with Values.

Every node hands on to each of its parents

    local gradient  ×  what has arrived at the node from above,

and where several paths meet, what they hand on adds up. `go_back` keeps the sums in `grad`, as
floats; `pull_back` keeps them in a dictionary, as Values where they are to be differentiated again.

Sums are formed first and added to the leaves last, so that a second call doubles every gradient to
the last bit. That a pass is done wholly or not at all, whatever stops it, is in `passes`.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import TYPE_CHECKING

from autograd import joint
from autograd.factors import factor, flows, times
from autograd.graph import topological_order
from autograd.passes import exhaust, one_at_a_time, put, zeroed
from autograd.recording import is_recording

if TYPE_CHECKING:
    from autograd.value import Operand, Value

FLOAT_ERRORS = (ArithmeticError, ValueError)
_gradient_of = attrgetter("_grad")


def go_back(root: Value, gradient: float, order: list[Value] | None = None) -> None:
    """`Value.backward`, along an order if it is known: parents before children, `root` last."""
    with one_at_a_time:
        leaves: list[Value] = []
        earlier: list[float | Value] = []
        # Made before anything can go wrong; what sets a slot is C code.
        undo = map(type(root)._grad.__set__, leaves, earlier)  # type: ignore[misc,union-attr]
        try:
            order = zeroed(root, order, leaves, earlier)
            root._grad = gradient
            for node in joint.contracted(order, _gradient_of) if joint.calls else reversed(order):
                upstream = node._grad
                if not upstream:
                    continue  # nothing flows on from here, even where the slope is infinite
                parents = node.parents
                # One rule, written three times: one and two parents are nearly all of a graph,
                # and this loop is where the time goes.
                if len(parents) == 2:
                    a, b = parents
                    da, db = node.operation.gradients(node._data, a._data, b._data)
                    a._grad += da * upstream
                    b._grad += db * upstream
                elif len(parents) == 1:
                    (a,) = parents
                    (da,) = node.operation.gradients(node._data, a._data)
                    a._grad += da * upstream
                elif parents:
                    for parent, local in zip(parents, node.local_gradients()):
                        parent._grad += local * upstream
            for leaf, before in zip(leaves, earlier):
                leaf._grad = before + leaf._grad
        except BaseException as error:
            exhaust(undo)
            if isinstance(error, FLOAT_ERRORS):
                raise without_derivative(node, error) from None
            raise


def pull_back(
    root: Value, gradient: Operand = 1.0, beyond: Iterable[Value] = ()
) -> dict[Value, Operand]:
    """d(root)/d(node) times `gradient` for every node that `root` was made from.

    They are Values where they are recorded, floats inside `no_grad()`. Nothing in the graph
    changes. It ends at the nodes `beyond`.
    """
    return pull_back_along(topological_order(root, beyond), {root: factor(root, gradient)})


def pull_back_along(order: list[Value], gradients: dict[Value, Operand]) -> dict[Value, Operand]:
    """The same for several results: adds what they hand on to their own gradients, the given."""
    recorded = is_recording()
    upstream_of = gradients.__getitem__
    for node in joint.contracted(order, upstream_of) if joint.calls else reversed(order):
        # What stands for several results of one call is no part of the graph: there it is 1.
        upstream = gradients[node] if node in gradients else factor(node, 1.0)
        local_gradients: Iterable[Operand]
        try:
            if not flows(upstream):
                local_gradients = (0.0,) * len(node.parents)
            elif recorded:
                local_gradients = node.operation.gradients(node, *node.parents)
            else:
                local_gradients = node.local_gradients()
        except FLOAT_ERRORS as error:
            raise without_derivative(node, error) from None
        for parent, local in zip(node.parents, local_gradients):
            contribution = times(local, upstream)
            earlier = gradients.get(parent)
            gradients[parent] = contribution if earlier is None else earlier + contribution
    return gradients


def record_gradients(root: Value, gradient: Value | float) -> None:
    """`Value.backward` with `create_graph`: adds recorded gradients to those of the leaves."""
    with one_at_a_time:
        found = pull_back(root, gradient)
        gradients = {node: root._as_node(new) for node, new in found.items()}
        put(
            list(gradients),
            [
                new._data if node.parents else _sum(node._grad, new)
                for node, new in gradients.items()
            ],
        )


def _sum(earlier: float | Value, gradient: Value) -> Value:
    """The sum without a needless node; but a recorded 0 may have derivatives of its own."""
    return gradient if isinstance(earlier, float) and not earlier else earlier + gradient


def without_derivative(node: Value, error: Exception) -> Exception:
    """What to raise where the rule of a node raised an error."""
    return node.operation.failure(error, *node.parents, derivative=True)
