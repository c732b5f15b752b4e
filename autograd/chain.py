"""The chain rule over a graph of floats, one pass at a time.

The rule is the loop in `go_back`. Around it stands care for three promises:

Threads. A pass keeps its sums in the nodes themselves, so two passes that share a leaf or an inner
node would mix. `one_at_a_time`, one lock for the process, is held for a whole pass; it is taken
once a call, which costs nothing beside the pass.

Errors and Ctrl-C. Whatever stops a pass leaves the gradients of all leaves as they were, or as
they are after the whole pass. A loop of assignments can be stopped in its midst; what it did is
then undone by `put`, which assigns all in one call of C code, within which Python runs no signal
handler and no other thread.

Accumulation. Sums are formed first and added to the leaves last, so that a second call doubles
every gradient to the last bit.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, cast
from weakref import ref

from autograd.entry import Operation

if TYPE_CHECKING:
    from autograd.value import Value

one_at_a_time = threading.RLock()
if hasattr(os, "register_at_fork"):  # no child is born in the midst of another thread's pass
    os.register_at_fork(
        before=one_at_a_time.acquire,
        after_in_parent=one_at_a_time.release,
        after_in_child=one_at_a_time.release,
    )

_exhaust: Callable[[Iterable[None]], None] = deque[None](maxlen=0).extend
_gradient_of = attrgetter("_grad")
FLOAT_ERRORS = (ArithmeticError, ValueError)


def put(nodes: Sequence[Value], gradients: Iterable[Any]) -> None:
    """Gives each node its gradient: all of them or, when interrupted before, none."""
    if nodes:
        _exhaust(map(_setter(nodes[0]), nodes, gradients))


def _setter(node: Any) -> Callable[[Value, Any], None]:
    return type(node)._grad.__set__  # type: ignore[no-any-return]  # a slot's: it is C code


def add_to(nodes: Sequence[Value], gradients: Iterable[float]) -> None:
    """Adds to each node's gradient: to all of them, or to none."""
    with one_at_a_time:
        earlier = [node._grad for node in nodes]
        try:
            for node, before, gradient in zip(nodes, earlier, gradients):
                node._grad = before + gradient
        except BaseException:
            put(nodes, earlier)
            raise


def go_back(root: Value, order: list[Value], gradient: float) -> None:
    """`Value.backward` along an order: parents before children, `root` last."""
    with one_at_a_time:
        leaves: list[Value] = []
        earlier: list[Any] = []
        # Made before anything can go wrong; what sets a slot is C code.
        undo = map(type(root)._grad.__set__, leaves, earlier)  # type: ignore[misc,union-attr]
        try:
            for node in order:
                if not node.parents:
                    leaves.append(node)
                    earlier.append(node._grad)
                node._grad = 0.0
            root._grad = gradient
            for node in backwards(order, _gradient_of) if joint_calls else reversed(order):
                upstream: Any = node._grad
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
            _exhaust(undo)
            if isinstance(error, FLOAT_ERRORS):
                raise failure(error, node.operation, node.parents, "the derivative of ") from None
            raise


# Calls of compiled code with several results, of which some are alive: mostly none.
joint_calls: set[ref[Any]] = set()


def backwards(order: list[Value], upstream: Callable[[Value], Any]) -> Iterator[Value]:
    """An order from its end to its beginning, for a pass of the chain rule.

    Where it has several results of one call of compiled code, they go back together: one run of
    the program takes as long for all as for one. So one node stands for them, when the turn comes
    to the first of them; its parents were made before, and what uses its results has had its turn.
    """
    return _contracted(order, upstream) if joint_calls else reversed(order)


def _contracted(order: list[Value], upstream: Callable[[Value], Any]) -> Iterator[Value]:
    call_of: dict[Value, int] = {}
    first: dict[int, Value] = {}
    for node in order:
        if hasattr(node.operation, "together"):
            call_of[node] = key = id(node.parents)  # a tuple that the results of one call share
            first.setdefault(key, node)
    seeds: dict[int, list[tuple[int, Any]]] = {key: [] for key in first}
    for node in reversed(order):
        if node not in call_of:
            yield node
            continue
        key, operation = call_of[node], cast(Any, node.operation)
        seed = upstream(node)
        if type(seed) is not float or seed:  # nothing flows on from a zero, unless it is recorded
            seeds[key].append((operation.number, seed))
        if node is first[key] and seeds[key]:
            yield operation.together(node, seeds[key])


def failure(
    error: Exception, operation: Operation, operands: tuple[Value, ...], what: str = ""
) -> Exception:
    """The same kind of error, naming the operation and its operands, with their labels."""
    named = (f"{x.label}={x._data}" if x.label else x._data for x in operands)
    return operation.failure(error, *named, what=what)
