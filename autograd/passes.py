"""A pass of the chain rule is done wholly or not at all, and one at a time.

Threads. A pass keeps its sums in the nodes themselves, so two passes that share a leaf or an inner
node would mix. `one_at_a_time`, one lock for the process, is held for a whole pass; it is taken
once a call, which costs nothing beside the pass.

Errors and Ctrl-C. Whatever stops a pass leaves the gradients of all leaves as they were, or as
they are after the whole pass. A loop of assignments can be stopped in its midst; what it did is
then undone by `put`, which assigns all in one call of C code, within which Python runs no signal
handler and no other thread.

Time. A pass begins with `zeroed`, which walks the graph and zeroes its gradients at once.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import TYPE_CHECKING

from autograd.recording import refuse_effect

if TYPE_CHECKING:
    from autograd.value import Value

one_at_a_time = threading.RLock()
if hasattr(os, "register_at_fork"):  # no child is born in the midst of another thread's pass
    os.register_at_fork(
        before=one_at_a_time.acquire,
        after_in_parent=one_at_a_time.release,
        after_in_child=one_at_a_time.release,
    )

exhaust: Callable[[Iterable[None]], None] = deque[None](maxlen=0).extend
"""Runs through an iterator, in one call of C code."""


def zeroed(
    root: Value, order: list[Value] | None, leaves: list[Value], earlier: list[float | Value]
) -> list[Value]:
    """Zeroes all gradients, those of the leaves being kept; returns an order, given or found."""
    if order is None:
        return _zeroed_on_the_way(root, leaves, earlier)
    for node in order:
        if not node.parents:
            leaves.append(node)
            earlier.append(node._grad)
        node._grad = 0.0
    return order


def _zeroed_on_the_way(
    root: Value, leaves: list[Value], earlier: list[float | Value]
) -> list[Value]:
    """The same, with `topological_order` without the leaves.

    Two zeros of this pass's own, two objects that no node has had, mark how far it is with a node:
    a look at the gradient that is to be zeroed anyway is quicker than one into a set.
    """
    entered, done = float("0"), float("0")
    order = []
    stack = [root]
    while stack:
        node = stack.pop()
        grad = node._grad
        if grad is entered:
            node._grad = done
            order.append(node)
        elif grad is not done:
            if node.parents:
                node._grad = entered
                stack.append(node)
                stack += node.parents
            else:
                leaves.append(node)
                earlier.append(grad)
                node._grad = done
    return order


def put(nodes: Sequence[Value], gradients: Iterable[float | Value]) -> None:
    """Gives each node its gradient: all of them or, when interrupted before, none."""
    if nodes:
        slot = type(nodes[0])._grad  # type: ignore[misc]  # what sets it is C code
        exhaust(map(slot.__set__, nodes, gradients))  # type: ignore[union-attr]


def add_to(nodes: Sequence[Value], gradients: Iterable[float]) -> None:
    """Adds to each node's gradient: to all of them, or to none."""
    with one_at_a_time:
        earlier = [node._grad for node in nodes]
        try:  # which takes less time than to make a list of the sums, and `put`
            for node, before, gradient in zip(nodes, earlier, gradients):
                node._grad = before + gradient
        except BaseException:
            put(nodes, earlier)
            raise


def zero_grad(values: Iterable[Value]) -> None:
    """Sets the gradients of all to 0."""
    refuse_effect("setting .grad")
    values = list(values)
    with one_at_a_time:  # a pass of another thread sees all of them zeroed, or none
        try:  # which takes a fifth of the time that `put` takes
            for value in values:
                value._grad = 0.0
        except BaseException:
            put(values, repeat(0.0))
            raise
